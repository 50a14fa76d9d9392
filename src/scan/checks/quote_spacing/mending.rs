//! How a damaged quotation mark is written again, and what is said of it.

use std::collections::HashSet;

use crate::finding::Edit;
use crate::rule::Applicability;
use crate::scan::Sighting;
use crate::scan::checks::prose;
use crate::text::{Span, floor_boundary, slice};

use super::marks::{Beside, Mark, Side};
use super::{Damage, Found};

/// The longest stretch of text that a message repeats, in bytes.
const FARTHEST: usize = 80;

/// A paragraph and what is known of its document.
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    /// Where the paragraph begins in the document.
    pub(super) offset: usize,
    /// Whether stops stand inside quotation marks, where the document shows it.
    pub(super) inside: Option<bool>,
    /// Verbs of speech.
    pub(super) speech: &'t HashSet<String>,
}

impl Page<'_> {
    /// What to say of `found`, one of `marks`.
    pub(super) fn sighting(&self, marks: &[Mark], found: &Found) -> Sighting {
        let mark = &marks[found.at];
        let place = |span: Span| Span::new(self.offset + span.start(), self.offset + span.end());
        let (edit, moved) = self.repair(mark, found);
        let applicability = match (found.certain, moved) {
            (true, false) => Applicability::Safe,
            _ => Applicability::Unsafe,
        };
        let mut sighting = Sighting::new(place(mark.span));
        let (open, role) = match found.side {
            Side::Opening => (None, "opens"),
            Side::Closing => (found.at.checked_sub(1).and_then(|at| marks.get(at)), "closes"),
        };
        sighting.slots.push(("role", role.to_owned()));
        sighting.slots.push(("here", self.surroundings(mark)));
        if let Some(open) = open {
            sighting = sighting.because(place(open.span), "opened here");
        }
        sighting
            .fixes
            .push((vec![Edit { span: place(edit.span), text: edit.text }], applicability));
        sighting
    }

    /// The edit that mends `mark`, and whether a stop changes places with it, which is a matter of
    /// style.
    fn repair(&self, mark: &Mark, found: &Found) -> (Edit, bool) {
        let (start, end) = (mark.span.start(), mark.span.end());
        let (before, after) =
            (prose::blanks_before(self.text, start), prose::blanks_after(self.text, end));
        let glyph = match (mark.drawn, found.side) {
            (None, _) => "\"",
            (Some(_), Side::Opening) => "\u{201c}",
            (Some(_), Side::Closing) => "\u{201d}",
        };
        let (left, right) = (slice(self.text, before, start), slice(self.text, end, after));
        let edit = |start, end, text: String| (Edit { span: Span::new(start, end), text }, false);
        match (found.damage, found.side) {
            (Damage::AcrossSpace, Side::Closing) => edit(before, end, format!("{glyph}{left}")),
            (Damage::AcrossSpace, Side::Opening) => edit(start, after, format!("{right}{glyph}")),
            (Damage::Glued, side) => {
                // `Monday .”This`: the stop has changed places with its blank too.
                let stop = slice(self.text, 0, start).trim_end_matches(is_stop).len();
                let gap = prose::blanks_before(self.text, stop);
                let stops = slice(self.text, stop, start);
                let from = if stops.is_empty() || gap == 0 { stop } else { gap };
                match side {
                    Side::Opening => edit(from, end, format!("{stops} {glyph}")),
                    Side::Closing => edit(from, end, format!("{stops}{glyph} ")),
                }
            }
            (_, Side::Opening) => {
                edit(start, if mark.right == Beside::Blank { after } else { end }, glyph.to_owned())
            }
            (_, Side::Closing) => self.closed(mark, before, glyph),
        }
    }

    /// The edit that writes a closing mark against the word that ends at `before`, with the stop
    /// after it inside where that is the custom.
    fn closed(&self, mark: &Mark, before: usize, glyph: &str) -> (Edit, bool) {
        let end = mark.span.end();
        let stop = prose::after(self.text, end).filter(|&c| c == ',' || c == '.');
        let custom = match stop {
            Some(',') if self.is_speech(end + 1) => self.inside.unwrap_or(true),
            Some('.') if mark.left == Beside::Blank => self.inside.unwrap_or(true),
            _ => false,
        };
        let word_end = slice(self.text, 0, before);
        match stop.filter(|_| custom) {
            Some(stop) => {
                // `depth.“, said` has one stop too many.
                let from = if word_end.ends_with(['.', ',']) { before - 1 } else { before };
                let span = Span::new(from, end + 1);
                let certain = stop == '.' && self.inside == Some(true);
                (Edit { span, text: format!("{stop}{glyph}") }, !certain)
            }
            None => (Edit { span: Span::new(before, end), text: glyph.to_owned() }, false),
        }
    }

    /// Whether one of the first words after `at` is a verb of speech.
    fn is_speech(&self, at: usize) -> bool {
        let end = floor_boundary(self.text, at.saturating_add(48));
        slice(self.text, at, end)
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .take(3)
            .any(|word| self.speech.contains(word))
    }

    /// The mark with the words beside it, on one line; the mark alone where they are far.
    fn surroundings(&self, mark: &Mark) -> String {
        let (start, end) = (mark.span.start(), mark.span.end());
        let left = slice(self.text, 0, start).trim_end_matches(is_stop);
        let word_end = prose::blanks_before(self.text, left.len());
        let from = word_end - prose::letters_before(self.text, word_end).len();
        let rest = prose::blanks_after(self.text, end);
        let to = rest + prose::letters_after(self.text, rest).len();
        let far = to - from > FARTHEST;
        let seen = if far { slice(self.text, start, end) } else { slice(self.text, from, to) };
        seen.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '?' | '!')
}
