//! Words, phrases and clauses that follow upon themselves.
//!
//! A decoder that has lost its place gives out the same words again and again. People repeat
//! themselves too: for emphasis, in songs and chants, in tables and lists. So the rules say how long
//! the repeated words must be, how often they must come, and what joins them.

use std::cell::OnceCell;

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::prose;
use super::sentences::{Paragraph, WordSet, paragraphs, quotations};

/// The longest unit whose repetition is looked for, in words.
const LONGEST_UNIT: usize = 64;

/// From this many words on, a unit repeated inside a quotation is no chant.
const LONGER_THAN_A_CHANT: usize = 8;

/// What may stand between two words, from what joins them most to what parts them most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Joint {
    /// `plutonium-plutonium`
    Hyphen,
    /// `band band`
    Blank,
    /// `the castle, the castle`
    Comma,
    /// `It rained. It rained.`
    Stop,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Repeats {
    /// The fewest and the most words of what is repeated.
    words: (usize, usize),
    /// How often it stands there, at least and at most.
    times: (usize, usize),
    /// How many letters its longest word has at least.
    letters: usize,
    /// What may stand between two words of it or between it and itself; the one that parts most
    /// counts.
    joints: Vec<Joint>,
    /// Words that people say over and over.
    unless: WordSet,
    /// Words of which it has at least one, if any are given: a row of headings has none of them.
    #[serde(default)]
    with: Option<WordSet>,
    /// How many other words its paragraph has at least.
    beside: usize,
    /// Whether it must begin with a small letter each time: what begins with a capital may be a
    /// title, and the sentence under it.
    #[serde(default)]
    small: bool,
    /// Ends of words that are drawn out to say that something goes on and on: `ing`.
    #[serde(default)]
    unless_ending: Vec<String>,
}

/// Builds the check `repeats`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<Repeats>()?))
}

impl Check for Repeats {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let mut finder = Finder::new();
        for paragraph in paragraphs(document.folded()) {
            let quotations = OnceCell::new();
            let place = Place { document, paragraph, quotations: &quotations };
            finder.runs(paragraph.text, &mut |tokens, run| {
                if let Some(sighting) = self.sighting(&place, tokens, run) {
                    report(sighting);
                }
            });
        }
    }
}

impl Repeats {
    fn sighting(&self, place: &Place<'_>, tokens: &[Token], run: &Run) -> Option<Sighting> {
        let text = place.paragraph.text;
        let times = run.tokens.len() / run.unit;
        let within = |(least, most): (usize, usize), count| least <= count && count <= most;
        if !within(self.times, times) || !within(self.words, run.unit) {
            return None;
        }
        let all = tokens.get(run.tokens.start..run.tokens.start + run.unit * times)?;
        let unit = all.get(..run.unit)?;
        let gap = |at: usize| {
            let (left, right) = (all.get(at)?, all.get(at + 1)?);
            Some(slice(text, left.end, right.start))
        };
        // Between the same words stands the same, and nothing that belongs to a table or a program.
        let mut joint = Joint::Hyphen;
        for at in 0..all.len() - 1 {
            let here = gap(at)?;
            joint = joint.max(kind(here)?);
            if at >= run.unit && gap(at - run.unit)? != here {
                return None;
            }
        }
        if !self.joints.contains(&joint) || tokens.len() < all.len() + self.beside {
            return None;
        }
        let word = |token: &Token| slice(text, token.start, token.end);
        let longest = unit.iter().map(|token| word(token).chars().count()).max()?;
        let lettered = unit.iter().filter(|token| word(token).chars().all(is_in_word)).count();
        if longest < self.letters
            || lettered * 3 < unit.len() * 2
            || unit.iter().any(|token| self.unless.contains(word(token)))
        {
            return None;
        }
        let drawn_out =
            |token| self.unless_ending.iter().any(|ending| word(token).ends_with(ending.as_str()));
        let begins_large = |token| self.small && !word(token).starts_with(char::is_lowercase);
        if unit.iter().any(drawn_out) || all.iter().step_by(run.unit).any(begins_large) {
            return None;
        }
        if let Some(with) = &self.with
            && !unit.iter().any(|token| with.contains(word(token)))
        {
            return None;
        }
        let whole = Span::new(all.first()?.start, all.last()?.end);
        if place.is_meant(all, run.unit, whole) {
            return None;
        }
        let (paragraph, folded) = (place.paragraph, place.document.folded());
        let surplus = Span::new(unit.last()?.end, whole.end());
        let mut sighting = Sighting::new(paragraph.to_source(folded, whole)).fix(
            paragraph.to_source(folded, surplus),
            "",
            Applicability::Unsafe,
        );
        let said = slice(text, whole.start(), surplus.start());
        sighting.slots.push(("unit", said.to_owned()));
        sighting.slots.push(("times", times.to_string()));
        Some(sighting)
    }
}

/// A paragraph in which something is repeated.
struct Place<'d> {
    document: &'d Document,
    paragraph: Paragraph<'d>,
    /// Its quotations, found when they are first asked for.
    quotations: &'d OnceCell<Vec<Span>>,
}

impl Place<'_> {
    /// Whether the repetition is somebody's: a chant between quotation marks, lines of a poem or of
    /// a list, columns of a table, a program.
    fn is_meant(&self, all: &[Token], unit: usize, whole: Span) -> bool {
        let text = self.paragraph.text;
        let quoted = || {
            let quotations = self.quotations.get_or_init(|| quotations(text));
            let next = quotations.partition_point(|quotation| quotation.end() <= whole.start());
            quotations.get(next).is_some_and(|quotation| quotation.overlaps(whole))
        };
        let set_apart = |at: usize| {
            let (Some(left), Some(right)) = (all.get(at - 1), all.get(at)) else { return false };
            let gap = Span::new(left.end, right.start);
            let gap = self.document.slice(self.paragraph.to_source(self.document.folded(), gap));
            gap.contains(['\n', '\r', '\t']) || gap.contains("  ")
        };
        let apart = (unit..all.len()).step_by(unit).filter(|&at| set_apart(at)).count();
        (unit < LONGER_THAN_A_CHANT && quoted())
            || apart * 2 > all.len() / unit - 1
            || prose::is_code(text, whole.start(), whole.end())
    }
}

/// What `gap` is between two words; `None` where it belongs to no running text.
fn kind(gap: &str) -> Option<Joint> {
    match gap {
        "-" => Some(Joint::Hyphen),
        " " => Some(Joint::Blank),
        ", " | " - " | " \u{2013} " | " \u{2014} " | "; " => Some(Joint::Comma),
        ". " | "! " | "? " | ".\" " => Some(Joint::Stop),
        _ => None,
    }
}

/// A run of letters, digits and apostrophes. Hyphens part tokens: a loop may lie inside a compound.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// The same for words of the same letters, in any case, and hardly ever for others.
    hash: u64,
    start: usize,
    end: usize,
}

/// Tokens in which every one is the same as that `unit` tokens before it.
struct Run {
    tokens: std::ops::Range<usize>,
    unit: usize,
}

/// Finds what follows upon itself in a paragraph, in one pass over its words.
struct Finder {
    tokens: Vec<Token>,
    /// Where a word stood last, by the low bits of its hash. What another word has taken the place
    /// of is found by its neighbours.
    last: Box<[(u64, usize); Finder::SLOTS]>,
}

impl Finder {
    const SLOTS: usize = 1024;

    fn new() -> Finder {
        Finder { tokens: Vec::new(), last: Box::new([(0, 0); Finder::SLOTS]) }
    }

    fn runs(&mut self, text: &str, found: &mut dyn FnMut(&[Token], &Run)) {
        self.tokens.clear();
        self.tokens.extend(tokens(text));
        let tokens = self.tokens.as_slice();
        // Runs do not overlap: what is reported is passed over.
        let mut done = 0;
        for (at, token) in tokens.iter().enumerate() {
            let slot = &mut self.last[token.hash as usize % Finder::SLOTS];
            let (hash, before) = std::mem::replace(slot, (token.hash, at));
            // A slot may still tell of an earlier paragraph; the comparison finds that out.
            let unit = at.saturating_sub(before);
            if hash != token.hash || at < done || unit == 0 || unit > LONGEST_UNIT {
                continue;
            }
            let same = |at: usize| tokens[at].hash == tokens[at - unit].hash;
            if at + 1 < done + 2 * unit || !(at + 1 - unit..=at).rev().all(same) {
                continue;
            }
            let mut start = at + 1 - 2 * unit;
            while start > done && same(start - 1 + unit) {
                start -= 1;
            }
            let mut end = at + 1;
            while end < tokens.len() && same(end) {
                end += 1;
            }
            found(tokens, &Run { tokens: start..end, unit });
            done = end;
        }
    }
}

/// Whether `c` is part of a word that is spelt with letters.
fn is_in_word(c: char) -> bool {
    c.is_alphabetic() || c == '\''
}

fn tokens(text: &str) -> impl Iterator<Item = Token> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut c = char_at(text, at)?;
        while !c.is_alphanumeric() {
            at += c.len_utf8();
            c = char_at(text, at)?;
        }
        let (start, mut hash) = (at, 0u64);
        let mut mix = |c: char| {
            hash = (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x517c_c1b7_2722_0a95);
        };
        while let Some(c) = char_at(text, at).filter(|&c| c.is_alphanumeric() || c == '\'') {
            // Every word of a text comes by here, and nearly all letters are ASCII.
            if c.is_ascii() {
                mix(c.to_ascii_lowercase());
            } else {
                c.to_lowercase().for_each(&mut mix);
            }
            at += c.len_utf8();
        }
        Some(Token { hash: hash ^ (hash >> 29), start, end: at })
    })
}

/// The character that begins at the byte `at`.
fn char_at(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mended, sightings};
    use super::*;

    const PHRASES: &str = r#"
        words = [1, 64]
        times = [3, 999]
        letters = 4
        joints = ["hyphen", "blank", "comma", "stop"]
        unless = ["very", "never"]
        beside = 2
    "#;

    #[track_caller]
    fn check(text: &str, fixed: &str) {
        let check = build(PHRASES.parse().expect("TOML")).expect("the parameters");
        assert_eq!(mended(text, &sightings(&*check, text)), fixed);
    }

    #[test]
    fn what_comes_three_times_is_left_once() {
        check("It was a brass brass brass brass band.", "It was a brass band.");
        check("Use cobalt-cobalt-cobalt as fuel.", "Use cobalt as fuel.");
        check("We saw Corfe Castle, Corfe Castle, Corfe Castle.", "We saw Corfe Castle.");
        check(
            "He left. The door was open. The door was open. The door was open.",
            "He left. The door was open.",
        );
        check(
            "The goat and the crow the goat and the crow the goat and the crow sat there.",
            "The goat and the crow sat there.",
        );
    }

    #[test]
    fn what_is_repeated_for_effect_is_left_alone() {
        let same = |text| check(text, text);
        same("It was very very very very cold there.");
        same("They shouted \u{201c}peace now, peace now, peace now\u{201d} all night.");
        same("Row on\nrow on\nrow on\nuntil the boat lands");
        same("There is a line    a line    a line  on the board.");
        same("green | green | green | are all the cells");
        same("It was a brass, brass band, brass it was.");
        same("x = green green green; y = 1;");
    }

    #[test]
    fn other_marks_between_the_words_are_no_loop() {
        check(
            "There is grey, grey grey; grey - and more.",
            "There is grey, grey grey; grey - and more.",
        );
    }

    #[test]
    fn runs_of_all_units_are_found_in_any_text() {
        let mut finder = Finder::new();
        for unit in 1..=LONGEST_UNIT {
            let words: Vec<_> = (0..unit).map(|at| format!("w{at}")).collect();
            let text = format!("a b {0} {0} {0} c", words.join(" "));
            let mut seen = Vec::new();
            finder.runs(&text, &mut |_, run| seen.push((run.tokens.clone(), run.unit)));
            assert_eq!(seen, [(2..2 + 3 * unit, unit)]);
        }
    }
}
