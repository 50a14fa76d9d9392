//! How a character is written once it is known what it does: in which style, with which blanks, and
//! how certainly.

use crate::scan::checks::prose;
use crate::text::{Span, slice};

use super::reference::{Form, Reference};

/// Whether `c` is a quotation mark or an apostrophe.
pub(super) fn is_quote(c: char) -> bool {
    is_single(c) || is_double(c)
}

pub(super) fn is_single(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2039}' | '\u{203a}')
}

pub(super) fn is_double(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}')
}

/// What a reference does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Opening,
    Closing,
    /// Joins what stands on both sides.
    Apostrophe,
    /// Belongs to the word before; a closing mark would be written the same.
    Possessive,
    Space,
    /// Written where it stands.
    Plain,
}

/// Whether quotation marks and apostrophes are written curly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub(super) curly_quotes: bool,
    pub(super) curly_apostrophes: bool,
}

impl Style {
    /// The style of `text`, where it shows one; else that of `fallback`.
    pub(super) fn of(text: &str, fallback: Style) -> Style {
        let count = |wanted: &[char]| text.chars().filter(|c| wanted.contains(c)).count();
        let quotes = (count(&['\u{201c}', '\u{201d}']), count(&['"']));
        let apostrophes = (count(&['\u{2018}', '\u{2019}']), count(&['\'']));
        let prefer = |(curly, straight): (usize, usize), other: bool| match curly.cmp(&straight) {
            std::cmp::Ordering::Equal => other,
            order => order.is_gt(),
        };
        Style {
            curly_quotes: prefer(quotes, prefer(apostrophes, fallback.curly_quotes)),
            curly_apostrophes: prefer(apostrophes, prefer(quotes, fallback.curly_apostrophes)),
        }
    }
}

/// The character to write.
pub(super) fn glyph(character: char, role: Role, style: Style) -> char {
    match (character, role) {
        ('"', Role::Opening) if style.curly_quotes => '\u{201c}',
        ('"', Role::Closing) if style.curly_quotes => '\u{201d}',
        ('\'', Role::Opening) if style.curly_apostrophes => '\u{2018}',
        ('\'', _) if style.curly_apostrophes => '\u{2019}',
        _ => character,
    }
}

/// What to replace by what, so that `c` takes hold of the side it belongs to. A line break is no
/// blank to be dropped: the mark moves over it.
pub(super) fn placed(text: &str, span: Span, role: Role, c: char) -> (Span, String) {
    let (start, end) = (span.start(), span.end());
    let (before, after) = (prose::blanks_before(text, start), prose::blanks_after(text, end));
    let left = slice(text, before, start);
    let right = slice(text, end, after);
    match role {
        Role::Opening if right.contains('\n') && !left.is_empty() => {
            (Span::new(before, after), format!("{right}{c}"))
        }
        Role::Closing | Role::Possessive if left.contains('\n') && !right.is_empty() => {
            (Span::new(before, after), format!("{c}{left}"))
        }
        Role::Opening => (Span::new(start, after), c.to_string()),
        Role::Closing | Role::Possessive => (Span::new(before, end), c.to_string()),
        Role::Apostrophe => (Span::new(before, after), c.to_string()),
        Role::Space if before == 0 || after == text.len() => {
            (Span::new(before, after), String::new())
        }
        Role::Space => {
            let space = [left, right].into_iter().find(|blank| blank.contains('\n')).unwrap_or(" ");
            (Span::new(before, after), space.to_owned())
        }
        Role::Plain => (span, c.to_string()),
    }
}

/// Whether a character that is written where it stands is so without doubt.
pub(super) fn is_certain(text: &str, reference: &Reference, count: usize) -> bool {
    let (start, end) = (reference.span.start(), reference.span.end());
    let (before, after) = (prose::before(text, start), prose::after(text, end));
    match reference.character {
        // Where the text is markup, these begin some.
        '<' | '>' => false,
        // `guitar & amp; drums` may be an amplifier.
        '&' => {
            let capital = |c: Option<char>| c.is_some_and(|c| c.is_uppercase() || c.is_numeric());
            let word = prose::letters_before(text, prose::blanks_before(text, start));
            let next = prose::after(text, prose::blanks_after(text, end));
            let held = !before.is_some_and(char::is_whitespace);
            reference.form != Form::Split
                || count > 1
                || held
                || (capital(word.chars().next()) && capital(next))
        }
        // `r& eacute; sum& eacute;`: the blank after a letter may be the damage's own.
        c if c.is_alphabetic() => {
            let apart = after.is_some_and(char::is_whitespace)
                && prose::after(text, prose::blanks_after(text, end))
                    .is_some_and(char::is_alphabetic);
            !apart
        }
        _ => true,
    }
}

/// The character in words.
pub(super) fn in_words(c: char, role: Role) -> String {
    let words = match c {
        _ if role == Role::Apostrophe || role == Role::Possessive => "an apostrophe",
        c if is_quote(c) => "a quotation mark",
        '&' => "an ampersand",
        '(' | ')' | '[' | ']' => "a bracket",
        '\u{2013}' | '\u{2014}' => "a dash",
        c if c.is_whitespace() => "a space",
        c => return format!("`{c}`"),
    };
    words.to_owned()
}
