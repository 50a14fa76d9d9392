//! What each damaged reference of a paragraph does in its sentence, and how it is written again.
//!
//! A quotation mark takes hold of the word it belongs to, an apostrophe of both sides. Which way a
//! mark faces follows from what is open before it; whether the repair is certain, from whether all
//! marks of the paragraph come out even.

use std::collections::HashSet;

use crate::rule::Applicability;
use crate::scan::checks::prose;
use crate::text::{Span, floor_boundary, slice};

use super::placing::{
    Role, Style, glyph, in_words, is_certain, is_double, is_quote, is_single, placed,
};
use super::reference::Reference;

/// Words around apostrophes.
#[derive(Debug)]
pub(super) struct Apostrophes {
    /// What follows one inside a word: the `s` of `it's`.
    pub(super) endings: HashSet<String>,
    /// What stands before one at the front of a word: the `O` of `O'Brien`.
    pub(super) beginnings: HashSet<String>,
}

/// How to write one reference again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    /// What is replaced, blanks that fall away included.
    pub(super) span: Span,
    pub(super) text: String,
    pub(super) applicability: Applicability,
    /// Another character that may have stood there.
    pub(super) alternative: Option<String>,
    /// The character in words, for messages.
    pub(super) was: String,
}

/// The repairs of `references`, one for each, in their order.
pub(super) fn repairs(
    paragraph: &str,
    references: &[Reference],
    apostrophes: &Apostrophes,
    fallback: Style,
) -> Vec<Repair> {
    let mut reading = Reading {
        text: paragraph,
        apostrophes,
        double: Balance::default(),
        single: Balance::default(),
        brackets: Brackets::default(),
        last_closer: last_closer(paragraph, references, apostrophes),
        glossed: false,
    };
    let mut sound = String::with_capacity(paragraph.len());
    let mut roles = Vec::with_capacity(references.len());
    let mut at = 0;
    for reference in references {
        sound.push_str(slice(paragraph, at, reference.span.start()));
        reading.marks(at, reference.span.start());
        roles.push(reading.role(reference));
        at = reference.span.end();
    }
    sound.push_str(slice(paragraph, at, paragraph.len()));
    reading.marks(at, paragraph.len());
    let style = Style::of(&sound, fallback);
    references
        .iter()
        .zip(roles)
        .map(|(reference, role)| reading.repair(reference, role, style, references.len()))
        .collect()
}

/// Marks that open and close, one level deep.
#[derive(Debug, Default)]
struct Balance {
    open: bool,
    broken: bool,
}

impl Balance {
    fn opens(&mut self) {
        self.broken |= self.open;
        self.open = true;
    }

    fn closes(&mut self) {
        self.broken |= !self.open;
        self.open = false;
    }

    fn is_even(&self) -> bool {
        !self.open && !self.broken
    }
}

/// Round brackets, nested.
#[derive(Debug, Default)]
struct Brackets {
    open: usize,
    broken: bool,
}

impl Brackets {
    fn opens(&mut self) {
        self.open += 1;
    }

    fn closes(&mut self) {
        self.broken |= self.open == 0;
        self.open = self.open.saturating_sub(1);
    }

    fn is_even(&self) -> bool {
        self.open == 0 && !self.broken
    }
}

struct Reading<'t> {
    text: &'t str,
    apostrophes: &'t Apostrophes,
    double: Balance,
    single: Balance,
    brackets: Brackets,
    /// Where the last mark begins that can close a single quotation.
    last_closer: usize,
    /// Whether something in quotation marks spells out the abbreviation before it, as things in
    /// round brackets do.
    glossed: bool,
}

impl Reading<'_> {
    /// Goes over the marks that stand in the text from `start` to `end`.
    fn marks(&mut self, start: usize, end: usize) {
        for (offset, c) in slice(self.text, start, end).char_indices() {
            let at = start + offset;
            match c {
                '\u{201c}' | '\u{201e}' | '\u{ab}' => self.double.opens(),
                '\u{201d}' | '\u{bb}' => self.double.closes(),
                '"' if self.double.open => self.double.closes(),
                '"' => self.double.opens(),
                '(' => self.brackets.opens(),
                ')' if self.brackets.open > 0 || !is_list_mark(self.text, at) => {
                    self.brackets.closes();
                }
                '\u{2018}' => self.single.opens(),
                '\'' | '\u{2019}' => self.single_mark(at, c),
                _ => {}
            }
        }
    }

    fn single_mark(&mut self, at: usize, c: char) {
        let before = prose::before(self.text, at);
        let after = prose::after(self.text, at + c.len_utf8());
        let word_after = after.is_some_and(char::is_alphanumeric);
        if before.is_some_and(|c| !c.is_whitespace() && !opens(c)) {
            if !word_after && self.single.open {
                self.single.closes();
            }
        } else if c == '\'' && after.is_some_and(char::is_alphabetic) {
            self.single.opens();
        }
    }

    fn role(&mut self, reference: &Reference) -> Role {
        let (start, end) = (reference.span.start(), reference.span.end());
        match reference.character {
            c if is_double(c) => {
                let role =
                    self.side(reference, self.double.open, &['\u{201c}', '\u{201e}', '\u{ab}']);
                match role {
                    Role::Opening => {
                        self.glossed |= spells_out(self.text, start, end);
                        self.double.opens();
                    }
                    _ => self.double.closes(),
                }
                role
            }
            c if is_single(c) => self.single_role(reference),
            c @ ('(' | '[') => {
                if c == '(' {
                    self.brackets.opens();
                }
                Role::Opening
            }
            c @ (')' | ']') => {
                if c == ')' {
                    self.brackets.closes();
                }
                Role::Closing
            }
            c if c.is_whitespace() => Role::Space,
            _ => Role::Plain,
        }
    }

    fn single_role(&mut self, reference: &Reference) -> Role {
        if in_word(self.text, reference.span, self.apostrophes) {
            return Role::Apostrophe;
        }
        if reference.character == '\u{2018}' || self.single.open {
            let role = self.side(reference, self.single.open, &['\u{2018}', '\u{201a}']);
            match role {
                Role::Opening => self.single.opens(),
                _ => self.single.closes(),
            }
            return role;
        }
        let start = reference.span.start();
        let word = prose::letters_before(self.text, prose::blanks_before(self.text, start));
        let after_word =
            self.text.get(..start).is_some_and(|text| text.ends_with(char::is_alphabetic));
        if after_word || (word.ends_with('s') && self.last_closer <= start) {
            return Role::Possessive;
        }
        self.single.opens();
        Role::Opening
    }

    /// Which way a quotation mark faces. Where it stands can overrule what is open before it, and
    /// then the paragraph does not come out even.
    fn side(&mut self, reference: &Reference, open: bool, openers: &[char]) -> Role {
        if !matches!(reference.character, '"' | '\'') {
            let opening = openers.contains(&reference.character);
            return if opening { Role::Opening } else { Role::Closing };
        }
        let by_state = if open { Role::Closing } else { Role::Opening };
        by_place(self.text, reference.span).unwrap_or(by_state)
    }

    fn repair(&self, reference: &Reference, role: Role, style: Style, count: usize) -> Repair {
        let c = glyph(reference.character, role, style);
        let (span, text) = placed(self.text, reference.span, role, c);
        let quote = is_quote(reference.character) && role != Role::Apostrophe;
        let doubted =
            quote && (self.glossed && is_double(reference.character) || !self.brackets.is_even());
        let safe = match role {
            Role::Possessive => {
                prose::before(self.text, reference.span.start()).is_some_and(|c| !c.is_whitespace())
            }
            Role::Opening | Role::Closing if quote => {
                self.is_even(reference) && !parts_words(self.text, reference.span)
            }
            Role::Opening | Role::Closing => self.brackets.is_even(),
            Role::Plain => is_certain(self.text, reference, count),
            Role::Apostrophe | Role::Space => true,
        };
        let alternative = doubted.then(|| match role {
            Role::Closing => placed(self.text, reference.span, role, ')').1,
            _ => placed(self.text, reference.span, Role::Opening, '(').1,
        });
        Repair {
            span,
            applicability: match (doubted, safe) {
                (true, _) => Applicability::Display,
                (false, true) => Applicability::Safe,
                (false, false) => Applicability::Unsafe,
            },
            alternative,
            was: in_words(c, role),
            text,
        }
    }

    fn is_even(&self, reference: &Reference) -> bool {
        let single = !is_single(reference.character) || self.single.is_even();
        single && self.double.is_even()
    }
}

/// Where the last mark begins that can close a single quotation.
fn last_closer(text: &str, references: &[Reference], apostrophes: &Apostrophes) -> usize {
    let damaged = references
        .iter()
        .rfind(|one| is_single(one.character) && !in_word(text, one.span, apostrophes))
        .map_or(0, |one| one.span.start());
    let plain = text.rmatch_indices(['\'', '\u{2019}']).find(|&(at, mark)| {
        let after = prose::after(text, at + mark.len());
        let before = prose::before(text, at);
        !after.is_some_and(char::is_alphanumeric) && !before.is_some_and(char::is_whitespace)
    });
    damaged.max(plain.map_or(0, |(at, _)| at))
}

/// Whether an apostrophe at `span` stands inside a word, blanks or not: `it& # 39; s`.
fn in_word(text: &str, span: Span, apostrophes: &Apostrophes) -> bool {
    let word_end = prose::blanks_before(text, span.start());
    let rest_start = prose::blanks_after(text, span.end());
    let (word, rest) =
        (prose::letters_before(text, word_end), prose::letters_after(text, rest_start));
    let detached = word_end < span.start() && rest_start > span.end();
    if word.is_empty() || rest.is_empty() {
        return false;
    }
    if word_end == span.start() && rest_start == span.end() {
        return true;
    }
    let ends = apostrophes.endings.contains(&rest.to_lowercase());
    // `'s` alone can begin nothing; `' d` and `' m` might, after a whole sentence.
    ends || (apostrophes.beginnings.contains(&word.to_lowercase())
        && (!detached || word.starts_with(char::is_uppercase)))
}

/// Which way a mark at `span` faces by what stands beside it; `None` where that does not say.
fn by_place(text: &str, span: Span) -> Option<Role> {
    let word_end = prose::blanks_before(text, span.start());
    let rest_start = prose::blanks_after(text, span.end());
    let next = prose::after(text, rest_start);
    if word_end == 0 {
        return Some(Role::Opening);
    }
    if next.is_none_or(|c| matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | ')' | ']')) {
        return Some(Role::Closing);
    }
    let held_before = word_end == span.start();
    let held_after = rest_start == span.end();
    match (held_before, held_after) {
        (true, _) if prose::before(text, word_end).is_some_and(opens) => Some(Role::Opening),
        (true, false) => Some(Role::Closing),
        (false, true) => Some(Role::Opening),
        _ => None,
    }
}

/// Whether a mark at `span` stands between two letters, where a blank must be missing.
fn parts_words(text: &str, span: Span) -> bool {
    prose::before(text, span.start()).is_some_and(char::is_alphanumeric)
        && prose::after(text, span.end()).is_some_and(char::is_alphanumeric)
}

/// Whether a quotation can begin right after `c`.
fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '/' | '-' | '\u{2013}' | '\u{2014}')
        || matches!(c, '\u{201c}' | '\u{2018}' | '"')
}

/// Whether the bracket at `at` closes nothing: `a)`, `1)`, or a smile.
fn is_list_mark(text: &str, at: usize) -> bool {
    let mut before = slice(text, 0, at).chars().rev();
    match before.next() {
        Some(':' | ';' | '-' | '=') => true,
        Some(c) if c.is_alphanumeric() => {
            before.find(|c| !c.is_ascii_digit()).is_none_or(char::is_whitespace)
        }
        _ => false,
    }
}

/// How far the full form of an abbreviation is read, in bytes.
const FULL_FORM: usize = 256;

/// Whether the words after `end` begin with the letters of the abbreviation before `start`.
fn spells_out(text: &str, start: usize, end: usize) -> bool {
    let short = prose::letters_before(text, prose::blanks_before(text, start));
    let count = short.chars().count();
    if !(2..=8).contains(&count) || !short.chars().all(char::is_uppercase) {
        return false;
    }
    let mut initials = slice(text, end, floor_boundary(text, end.saturating_add(FULL_FORM)))
        .split_whitespace()
        .take(2 * count)
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase());
    short.chars().all(|letter| initials.next() == Some(letter))
}
