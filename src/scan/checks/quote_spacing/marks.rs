//! The quotation marks of a paragraph: which way each is drawn, which way it stands, and which way
//! it must face so that the paragraph comes out even.
//!
//! Knows nothing of how a mark is mended.

use crate::scan::checks::prose;
use crate::text::{Span, slice};

/// Which way a quotation mark faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Opening,
    Closing,
}

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// White space, or the edge of the paragraph.
    Blank,
    /// A bracket after which something begins.
    Opener,
    /// A letter, a digit, or what stands with one as part of a word or sentence.
    Word,
    /// Punctuation that ends something.
    Stop,
    /// A dash, an apostrophe, markup: either may be on either side.
    Either,
}

/// One quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) span: Span,
    /// Which way it is drawn; straight marks are drawn neither way.
    pub(super) drawn: Option<Side>,
    pub(super) left: Beside,
    pub(super) right: Beside,
}

impl Mark {
    /// Which way the mark faces by where it stands; `None` where that does not say.
    pub(super) fn stands(&self) -> Option<Side> {
        use Beside::{Blank, Either, Opener, Stop, Word};
        match (self.left, self.right) {
            (Blank | Opener, Word | Either) | (Either, Word) => Some(Side::Opening),
            (Word | Either, Blank | Stop) | (Word, Either) => Some(Side::Closing),
            _ => None,
        }
    }

    /// Whether nothing speaks against the mark facing `side`.
    pub(super) fn is_sound(&self, side: Side) -> bool {
        self.stands() == Some(side) && self.drawn.is_none_or(|drawn| drawn == side)
    }
}

/// The double quotation marks of `paragraph`, in order; `None` where they are not of one English
/// kind, curly or straight, so that nothing can be said of them.
pub(super) fn marks(paragraph: &str) -> Option<Vec<Mark>> {
    let mut marks = Vec::new();
    let mut straight = false;
    for (at, c) in paragraph.char_indices() {
        let drawn = match c {
            '"' => None,
            '\u{201c}' => Some(Side::Opening),
            '\u{201d}' => Some(Side::Closing),
            // The marks of other languages, and inches.
            '\u{201e}'
            | '\u{201f}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{2033}'
            | '\u{300c}'..='\u{300f}' => {
                return None;
            }
            _ => continue,
        };
        straight |= drawn.is_none();
        let span = Span::new(at, at + c.len_utf8());
        let (left, right) = (left_of(paragraph, span.start())?, right_of(paragraph, span.end())?);
        marks.push(Mark { span, drawn, left, right });
    }
    let curly = marks.iter().any(|mark| mark.drawn.is_some());
    (straight != curly).then_some(marks)
}

/// What stands before `at`; `None` for a script without blanks between words.
fn left_of(text: &str, at: usize) -> Option<Beside> {
    Some(match prose::before(text, at) {
        None => Beside::Blank,
        Some(c) if c.is_whitespace() => Beside::Blank,
        Some('(' | '[' | '{') => Beside::Opener,
        Some(c) if c.is_alphanumeric() => return word(c),
        Some(',' | '.' | ';' | ':' | '?' | '!' | ')' | ']' | '%' | '\u{2026}') => Beside::Word,
        Some(_) => Beside::Either,
    })
}

/// What stands at `at`; `None` for a script without blanks between words.
fn right_of(text: &str, at: usize) -> Option<Beside> {
    let next = prose::after(text, at);
    let after_next = next.and_then(|c| prose::after(text, at + c.len_utf8()));
    Some(match next {
        None => Beside::Blank,
        Some(c) if c.is_whitespace() => Beside::Blank,
        // `.NET`, `...and`, `?"`: these begin something.
        Some('.' | '?' | '!' | ':')
            if after_next.is_some_and(|c| c.is_alphanumeric() || ".?!".contains(c)) =>
        {
            Beside::Either
        }
        Some(',' | '.' | ';' | ':' | '?' | '!' | ')' | ']') => {
            let quoted = after_next.is_some_and(|c| matches!(c, '"' | '\u{201c}' | '\u{201d}'));
            if quoted { Beside::Either } else { Beside::Stop }
        }
        Some(c) if c.is_alphanumeric() => return word(c),
        Some('(' | '[' | '$' | '\u{a3}' | '\u{20ac}' | '#' | '@') => Beside::Word,
        Some(_) => Beside::Either,
    })
}

fn word(c: char) -> Option<Beside> {
    (c < '\u{2e80}').then_some(Beside::Word)
}

/// Which way the marks of a paragraph face if they are to come out even: by turns, the first one
/// opening. Quotations inside quotations have single marks.
pub(super) fn turns(count: usize) -> impl Iterator<Item = Side> {
    (0..count).map(|at| if at % 2 == 0 { Side::Opening } else { Side::Closing })
}

/// Whether full stops and commas stand inside the quotation marks of `text`: `Some` where they do
/// so always or never.
pub(super) fn stops_inside(text: &str) -> Option<bool> {
    let (mut inside, mut outside) = (false, false);
    for (at, mark) in text.match_indices(['"', '\u{201d}']) {
        let stop = |c: Option<char>| matches!(c, Some('.' | ','));
        let after = at + mark.len();
        let ends = prose::after(text, after).is_none_or(char::is_whitespace);
        inside |= stop(prose::before(text, at)) && ends;
        outside |= prose::before(text, at).is_some_and(char::is_alphanumeric)
            && stop(prose::after(text, after))
            && slice(text, after + 1, after + 2).trim().is_empty();
    }
    (inside != outside).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Side::{Closing, Opening};

    #[track_caller]
    fn check(text: &str, wanted: &[Option<Side>]) {
        let marks = marks(text).expect("the marks are of one kind");
        let stands: Vec<_> = marks.iter().map(Mark::stands).collect();
        assert_eq!(stands, wanted, "{text}");
    }

    #[test]
    fn a_mark_stands_the_way_its_blanks_say() {
        check(
            "“Yes,” he said, “no.”",
            &[Some(Opening), Some(Closing), Some(Opening), Some(Closing)],
        );
        check("(\"yes\")\u{2014}\"no\"-ish", &[Opening, Closing, Opening, Closing].map(Some));
        check("“‘Twice,’ he said.”", &[Some(Opening), Some(Closing)]);
        check("“...and then I—” She left “.com.”", &[Opening, Closing, Opening, Closing].map(Some));
        check("**“bold”** ending “x”…", &[Opening, Closing, Opening, Closing].map(Some));
        check("profiling ”and “x", &[Some(Opening), Some(Opening)]);
        check("a ” b“c “, d", &[None, None, None]);
    }

    #[test]
    fn marks_of_other_languages_say_nothing() {
        for text in ["„Puck“", "«oui» “yes”", "“mixed\"", "「日本」“x”", "日“x”"]
        {
            assert_eq!(marks(text), None, "{text}");
        }
        assert_eq!(marks("none"), None);
    }

    #[test]
    fn a_text_shows_where_its_stops_stand() {
        assert_eq!(stops_inside("“One,” he said. “Two.”"), Some(true));
        assert_eq!(stops_inside("The “one”, the “two”."), Some(false));
        assert_eq!(stops_inside("“One,” he said of “two”."), None);
        assert_eq!(stops_inside("“None”"), None);
    }
}
