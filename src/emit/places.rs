//! Lines and columns of many places in one document, at a cost linear in the document.

use std::cell::OnceCell;

use crate::text::{Document, LineColumn, floor_boundary};

/// How far apart the counted places of a long line lie, in bytes: the most that has to be counted
/// again for one question.
const STEP: usize = 1024;

/// Answers what line and column a byte is in.
///
/// A column takes counting the characters before it on its line. Corpora have lines of many
/// megabytes with thousands of findings, in no useful order; so the first question about a place
/// far along a line counts the whole text once, and every later one only its last few bytes.
pub(super) struct Places<'d> {
    document: &'d Document,
    /// How many characters begin before each multiple of [`STEP`].
    counted: OnceCell<Vec<usize>>,
}

impl<'d> Places<'d> {
    pub(super) fn new(document: &'d Document) -> Places<'d> {
        Places { document, counted: OnceCell::new() }
    }

    /// The line and column, both from 1, of the byte at `at`.
    pub(super) fn of(&self, at: usize) -> LineColumn {
        let text = self.document.text();
        let at = floor_boundary(text, at);
        let lines = self.document.lines();
        let line = lines.line_of(at);
        let start = lines.span(line).start();
        let before = if at - start <= STEP {
            characters(text.as_bytes(), start, at)
        } else {
            self.characters_before(at) - self.characters_before(start)
        };
        LineColumn { line: line + 1, column: before + 1 }
    }

    /// How many characters begin before `at`.
    fn characters_before(&self, at: usize) -> usize {
        let bytes = self.document.text().as_bytes();
        let counted = self.counted.get_or_init(|| {
            let mut counted = vec![0];
            let mut total = 0;
            for step in bytes.chunks(STEP) {
                total += characters(step, 0, step.len());
                counted.push(total);
            }
            counted
        });
        let step = at / STEP;
        counted.get(step).copied().unwrap_or_default() + characters(bytes, step * STEP, at)
    }
}

/// How many characters begin in `bytes[start..end]` of some UTF-8.
fn characters(bytes: &[u8], start: usize, end: usize) -> usize {
    let bytes = bytes.get(start..end).unwrap_or_default();
    bytes.iter().filter(|&&byte| !matches!(byte, 0x80..=0xbf)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn agrees_with_the_line_index(text: &str) {
        let document = Document::memory(text);
        let places = Places::new(&document);
        for at in (0..=text.len() + 3).rev().chain(0..=text.len()) {
            assert_eq!(places.of(at), document.lines().line_column(text, at), "at {at}");
        }
    }

    #[test]
    fn places_on_short_lines_are_those_of_the_line_index() {
        agrees_with_the_line_index("");
        agrees_with_the_line_index("one\r\ntw\u{f6}\rthr\u{1f600}e\n\n");
    }

    #[test]
    fn places_on_long_lines_are_those_of_the_line_index() {
        let text = format!("first\n{}\nlast", "\u{e9}\u{1f600}ab".repeat(STEP / 3));
        let document = Document::memory(text.as_str());
        let places = Places::new(&document);
        for at in (0..=text.len()).rev().step_by(97).chain(STEP - 5..STEP + 5) {
            assert_eq!(places.of(at), document.lines().line_column(&text, at), "at {at}");
        }
    }
}
