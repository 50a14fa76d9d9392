use super::{Span, floor_boundary, slice};

/// Where the lines of a text begin.
///
/// A line ends after `\n`, after `\r\n`, or after a lone `\r`. Built in one pass; every question
/// costs a binary search and, for a column, a walk inside the line that is bounded by the caller's
/// line, never by the text before it.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    length: usize,
}

/// A place as people count it. Both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (Unicode scalar values).
    pub column: usize,
}

impl LineIndex {
    /// Finds the lines of `text`.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at + 1);
            }
        }
        LineIndex { starts, length: text.len() }
    }

    /// How many lines there are. A text that ends in a line break has an empty last line.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The number, from 0, of the line that holds the byte at `at`.
    #[must_use]
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at).saturating_sub(1)
    }

    /// The bytes of line `line` (from 0), its line break included; empty past the last line.
    #[must_use]
    pub fn span(&self, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(self.length);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.length);
        Span::new(start, end)
    }

    /// The bytes of line `line` (from 0) without its line break.
    #[must_use]
    pub fn content(&self, text: &str, line: usize) -> Span {
        let span = self.span(line);
        let content = slice(text, span.start(), span.end()).trim_end_matches(['\n', '\r']);
        Span::new(span.start(), span.start() + content.len())
    }

    /// Line and column of the byte at `at`, both from 1, the column in characters.
    #[must_use]
    pub fn line_column(&self, text: &str, at: usize) -> LineColumn {
        let at = floor_boundary(text, at);
        let line = self.line_of(at);
        let start = self.span(line).start();
        LineColumn { line: line + 1, column: slice(text, start, at).chars().count() + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_lf_at_crlf_and_at_a_lone_cr() {
        let text = "one\ntwo\r\nthree\rfour";
        let index = LineIndex::new(text);
        let contents: Vec<_> =
            (0..index.count()).map(|line| &text[index.content(text, line).range()]).collect();
        assert_eq!(contents, ["one", "two", "three", "four"]);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a\n\u{e9}\u{1f600}x";
        let index = LineIndex::new(text);
        let at = text.find('x').expect("the text has an x");
        assert_eq!(index.line_column(text, at), LineColumn { line: 2, column: 3 });
    }

    #[test]
    fn the_end_of_the_text_is_a_place() {
        let text = "ab\n";
        let index = LineIndex::new(text);
        assert_eq!(index.count(), 2);
        assert_eq!(index.line_column(text, 3), LineColumn { line: 2, column: 1 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 2, column: 1 });
        assert_eq!(index.span(7), Span::empty(3));
    }
}
