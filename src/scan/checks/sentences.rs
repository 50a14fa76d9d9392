//! Words, stops and quotations of the folded view, for the checks that read sentences.
//!
//! Knows nothing of any one check, of rules, or of the source: all places are bytes of the text
//! that was handed in.

use std::collections::HashSet;

use memchr::memmem;
use serde::{Deserialize, Deserializer};

use crate::text::{Folded, Span, slice};

/// A paragraph of the folded view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paragraph<'t> {
    pub(super) text: &'t str,
    /// Where the paragraph begins in the folded text.
    pub(super) start: usize,
}

impl Paragraph<'_> {
    /// Whether the first letter is a small one: the writer has no use for capitals, or the text is
    /// a piece of something.
    pub(super) fn begins_small(self) -> bool {
        self.text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
    }

    /// The bytes of the source that the paragraph stands for.
    pub(super) fn source(self, folded: &Folded) -> Span {
        self.to_source(folded, Span::new(0, self.text.len()))
    }

    /// The bytes of the source under `span`, which counts from the start of the paragraph.
    pub(super) fn to_source(self, folded: &Folded, span: Span) -> Span {
        folded.to_source(Span::new(self.start + span.start(), self.start + span.end()))
    }
}

/// The paragraphs of a text, in order: a blank line ends one, and so does the break of a line too
/// long to be wrapped. Every phrase match lies in one of them.
pub(super) fn paragraphs(folded: &Folded) -> impl Iterator<Item = Paragraph<'_>> {
    let mut start = 0;
    folded.text().split('\n').map(move |text| {
        let paragraph = Paragraph { text, start };
        start += text.len() + 1;
        paragraph
    })
}

/// Those paragraphs that have something in them, which `find` gives the place of in what text it is
/// handed: characters that the folded view keeps, and no line break. Where hardly a paragraph has
/// any, this takes the time that `find` takes.
pub(super) fn paragraphs_with(
    folded: &Folded,
    find: impl Fn(&[u8]) -> Option<usize>,
) -> impl Iterator<Item = Paragraph<'_>> {
    let text = folded.text();
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + find(bytes.get(at..)?)?;
        let start = memchr::memrchr(b'\n', bytes.get(at..found)?).map_or(at, |end| at + end + 1);
        let length = memchr::memchr(b'\n', bytes.get(found..)?);
        let end = length.map_or(bytes.len(), |length| found + length);
        at = end + 1;
        Some(Paragraph { text: slice(text, start, end), start })
    })
}

/// A run of letters and digits, with hyphens and apostrophes inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Word<'_> {
    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_capitalised(self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word is of small letters only, hyphens and apostrophes aside.
    pub(super) fn is_small(self) -> bool {
        self.text.chars().all(|c| c.is_lowercase() || c == '-' || c == '\'')
    }
}

/// The words of `text`, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = loop {
            let (part_of_word, length) = letter(text, at)?;
            if part_of_word {
                break at;
            }
            at += length;
        };
        while let Some((part_of_word, length)) = letter(text, at) {
            let inside = || {
                matches!(text.as_bytes().get(at), Some(b'-' | b'\''))
                    && letter(text, at + length).is_some_and(|(part_of_word, _)| part_of_word)
            };
            if !part_of_word && !inside() {
                break;
            }
            at += length;
        }
        Some(Word { text: slice(text, start, at), start })
    })
}

/// Whether the character at `at` is a letter or a digit, and how long it is in bytes.
#[inline]
fn letter(text: &str, at: usize) -> Option<(bool, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((byte.is_ascii_alphanumeric(), 1));
    }
    let c = slice(text, at, text.len()).chars().next()?;
    Some((c.is_alphanumeric(), c.len_utf8()))
}

/// The last words of `text`, the last first.
pub(super) fn words_backwards(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut end = text.len();
    std::iter::from_fn(move || {
        let rest = slice(text, 0, end);
        let last = rest.rfind(char::is_alphanumeric)?;
        let stop = last + rest.get(last..)?.chars().next()?.len_utf8();
        let mut start = last;
        let mut joined = false;
        for (place, c) in slice(rest, 0, last).char_indices().rev() {
            if c.is_alphanumeric() {
                start = place;
                joined = false;
            } else if matches!(c, '-' | '\'') && !joined {
                joined = true;
            } else {
                break;
            }
        }
        end = start;
        Some(Word { text: slice(text, start, stop), start })
    })
}

/// A full stop before a small letter, where no abbreviation explains it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FalseStop<'t> {
    /// The word before the stop; it ends where the stop stands.
    pub(super) before: Word<'t>,
    /// The small word after the stop and one space.
    pub(super) after: Word<'t>,
}

impl FalseStop<'_> {
    /// Where the stop stands.
    pub(super) fn at(&self) -> usize {
        self.before.end()
    }
}

/// The shortest word that is taken for a word before a stop: what is shorter is too often an
/// abbreviation, a file name or a list mark. In bytes.
const SHORTEST_BEFORE: usize = 3;

/// The stops of `text` that small letters follow, in order.
pub(super) fn false_stops<'t>(
    text: &'t str,
    abbreviations: &WordSet,
) -> impl Iterator<Item = FalseStop<'t>> {
    memmem::find_iter(text.as_bytes(), b". ")
        .filter_map(move |at| false_stop(text, at, abbreviations))
}

/// The stop at `at` of `text`, if it is a false one.
pub(super) fn false_stop<'t>(
    text: &'t str,
    at: usize,
    abbreviations: &WordSet,
) -> Option<FalseStop<'t>> {
    let rest = slice(text, at, text.len()).strip_prefix(". ")?;
    // Nearly every stop is told by the letters beside it.
    let adjoin =
        rest.starts_with(char::is_lowercase) && slice(text, 0, at).ends_with(char::is_alphabetic);
    if !adjoin {
        return None;
    }
    let after = words(rest).next()?;
    let after = Word { start: at + 2, ..after };
    if !after.is_small() || !ends_plainly(text, after.end()) {
        return None;
    }
    let before = words_backwards(slice(text, 0, at)).next()?;
    let plain = before.text.len() >= SHORTEST_BEFORE
        && before.text.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
        && before.text.chars().skip(1).all(|c| !c.is_uppercase())
        && begins_plainly(text, before.start)
        && !abbreviations.contains(before.text);
    plain.then_some(FalseStop { before, after })
}

/// How the sentences of a text begin, as far as full stops tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SentenceStarts {
    small: usize,
    capital: usize,
}

impl SentenceStarts {
    /// Counts the stops of `folded`.
    pub(super) fn count(folded: &Folded, abbreviations: &WordSet) -> SentenceStarts {
        let text = folded.text();
        let mut starts = SentenceStarts::default();
        for stop in memmem::find_iter(text.as_bytes(), b". ") {
            let next = slice(text, stop + 2, text.len()).chars().find(|c| !is_quote(*c));
            starts.capital += usize::from(next.is_some_and(char::is_uppercase));
        }
        starts.small = false_stops(text, abbreviations).count();
        starts
    }

    /// Whether the writer begins sentences with small letters as a habit, so that a small letter
    /// after a stop says nothing.
    pub(super) fn are_small_by_habit(self) -> bool {
        self.small > 2 && self.small * 5 > self.capital
    }
}

/// Whether nothing before `at` makes the word there part of a name, a path or an expression.
fn begins_plainly(text: &str, at: usize) -> bool {
    slice(text, 0, at)
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, ' ' | '\n' | '(' | '[' | '-') || is_quote(c) || is_dash(c))
}

/// Whether the word that ends at `at` is followed by what follows words in prose.
fn ends_plainly(text: &str, at: usize) -> bool {
    let rest = slice(text, at, text.len());
    rest.chars().next().is_none_or(|c| matches!(c, ' ' | '\n' | ',' | ';') || is_quote(c))
        || matches!(rest, "." | "!" | "?")
}

/// Whether `c` opens or closes quotations. Apostrophes do too, and are not asked for: they are
/// mostly something else.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' | '\u{2033}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2013}' | '\u{2014}')
}

/// The quotations of one paragraph, in order. One that is not closed runs to the end, as it does
/// when the speech goes on in the next paragraph.
pub(super) fn quotations(paragraph: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = None;
    for (at, c) in paragraph.char_indices().filter(|&(_, c)| is_quote(c)) {
        match (open, c) {
            (None, '\u{201d}' | '\u{bb}') => {}
            (None, _) => open = Some(at),
            (Some(_), '\u{201c}' | '\u{201e}' | '\u{ab}') => {}
            (Some(start), _) => {
                spans.push(Span::new(start, at + c.len_utf8()));
                open = None;
            }
        }
    }
    if let Some(start) = open {
        spans.push(Span::new(start, paragraph.len()));
    }
    spans
}

/// Whether a person wrote `text` as people talk, with words of `talk`; what is quoted is others'.
pub(super) fn is_talk(text: &str, talk: &WordSet) -> bool {
    ["!!", "??", "...", "--", ":)", ":-", " * "].iter().any(|mark| text.contains(mark))
        || text.split('\n').any(|paragraph| {
            let quoted = quotations(paragraph);
            words(paragraph).any(|word| {
                talk.contains(word.text)
                    && !quoted.iter().any(|span| span.range().contains(&word.start))
            })
        })
}

/// A set of words, asked without regard to case.
#[derive(Debug, Clone)]
pub(super) struct WordSet {
    words: HashSet<String>,
    /// A bit for each way in which a word of the set begins and ends, see [`trait_of`]. Nearly every
    /// word that is asked for is in no set, and this says so at once.
    traits: Box<[u64; 1 << (TRAIT_BITS - 6)]>,
}

/// How many traits of words are told apart, as a power of two.
const TRAIT_BITS: u32 = 14;

/// The longest word whose letters are made small in place, in bytes.
const LONGEST_IN_PLACE: usize = 64;

impl WordSet {
    fn new(words: HashSet<String>) -> WordSet {
        let mut traits = Box::new([0; 1 << (TRAIT_BITS - 6)]);
        words.iter().for_each(|word| {
            let (place, bit) = trait_of(word);
            traits[place] |= bit;
        });
        WordSet { words, traits }
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        if !word.is_ascii() {
            return self.words.contains(&word.to_lowercase());
        }
        let (place, bit) = trait_of(word);
        if self.traits[place] & bit == 0 {
            return false;
        }
        let mut room = [0; LONGEST_IN_PLACE];
        match room.get_mut(..word.len()) {
            Some(room) => {
                room.copy_from_slice(word.as_bytes());
                room.make_ascii_lowercase();
                std::str::from_utf8(room).is_ok_and(|small| self.words.contains(small))
            }
            None => self.words.contains(&word.to_ascii_lowercase()),
        }
    }
}

/// The first two letters, the last and the length of `word`, as a bit and the number it is in. The
/// case of ASCII letters makes no difference.
#[inline]
fn trait_of(word: &str) -> (usize, u64) {
    let bytes = word.as_bytes();
    let letter = |at: usize| bytes.get(at).map_or(0, |byte| u32::from(byte | 0x20));
    let (first, second, last) = (letter(0), letter(1), letter(bytes.len().wrapping_sub(1)));
    let length = (bytes.len() & 0xff) as u32;
    let mixed = (first | (second << 8) | (last << 16) | (length << 24)).wrapping_mul(0x9e37_79b1);
    let bit = mixed >> (32 - TRAIT_BITS);
    ((bit / 64) as usize, 1 << (bit % 64))
}

impl<'w> FromIterator<&'w str> for WordSet {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> WordSet {
        WordSet::new(words.into_iter().map(str::to_lowercase).collect())
    }
}

/// Words as a rule file lists them: a class of the lexicon inside a list is a list itself.
#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Word(String),
    Words(Vec<Listed>),
}

impl Listed {
    fn gather(self, into: &mut HashSet<String>) {
        match self {
            Listed::Word(word) => {
                into.insert(word.to_lowercase());
            }
            Listed::Words(words) => words.into_iter().for_each(|word| word.gather(into)),
        }
    }
}

impl<'de> Deserialize<'de> for WordSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<WordSet, D::Error> {
        let mut words = HashSet::new();
        Listed::deserialize(deserializer)?.gather(&mut words);
        Ok(WordSet::new(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[track_caller]
    fn parts(text: &str, expect: &[&str]) {
        let document = Document::memory(text);
        let folded = document.folded();
        let found: Vec<_> = paragraphs(folded)
            .map(|paragraph| document.slice(paragraph.source(folded)))
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn blank_lines_part_paragraphs_and_wrapped_lines_do_not() {
        parts("one\ntwo\n\n \t\nthree", &["one\ntwo", "three"]);
        parts("one\r\ntwo\r\n\r\nthree", &["one\r\ntwo", "three"]);
    }

    #[test]
    fn the_break_of_a_long_line_parts_paragraphs() {
        let long = "x".repeat(121);
        parts(&format!("{long}\ntwo"), &[&long, "two"]);
    }

    #[test]
    fn white_space_around_a_paragraph_is_not_of_it() {
        parts(
            "  \u{2019}tis \n\n\u{a0}\u{2019}twas\u{2019} \n",
            &["\u{2019}tis", "\u{2019}twas\u{2019}"],
        );
        parts(" \n \n", &[]);
        parts("", &[]);
    }

    #[test]
    fn words_keep_their_hyphens_and_apostrophes() {
        let text = "Anne-Marie's \u{e9}t\u{e9}, 'tis -- co-op\u{2014}x.";
        let forwards: Vec<_> = words(text).map(|word| word.text).collect();
        assert_eq!(forwards, ["Anne-Marie's", "\u{e9}t\u{e9}", "tis", "co-op", "x"]);
        let mut backwards: Vec<_> = words_backwards(text).map(|word| word.text).collect();
        backwards.reverse();
        assert_eq!(backwards, forwards);
        assert!(words(text).all(|word| &text[word.start..word.end()] == word.text));
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let abbreviations = WordSet::from_iter(["etc", "approx"]);
        let found: Vec<_> = false_stops(text, &abbreviations).map(|stop| stop.after.text).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_stop_before_a_small_word_is_false() {
        check("in other towns. other places too", &["other"]);
        check("taught at school. Subjects", &[]);
        check("a map, a lamp etc. in a bag", &[]);
        check("Node.js. it runs", &[]);
        check("See fig. b. the rest", &[]);
        check("wait . . . what", &[]);
        check("the module. name_of_it is", &[]);
        check("at its end. eBay sells", &[]);
    }

    #[test]
    fn quotations_end_at_their_mark_or_with_the_paragraph() {
        let text = "\"a,\" b \u{201c}c \u{201c}d\u{201d} e \"f";
        let inside: Vec<_> = quotations(text).iter().map(|span| &text[span.range()]).collect();
        assert_eq!(inside, ["\"a,\"", "\u{201c}c \u{201c}d\u{201d}", "\"f"]);
    }

    #[test]
    fn paragraphs_with_something_are_those_among_all_that_have_it() {
        for text in ["", "a", "x", "a\n\nx b x\n\n\nc\n\nx", "x\n\na", " x\n x \n\n a "] {
            let folded = Folded::new(text);
            let find = |bytes: &[u8]| memchr::memchr(b'x', bytes);
            let with: Vec<_> = paragraphs_with(&folded, find).map(|one| one.start).collect();
            let all = paragraphs(&folded).filter(|paragraph| paragraph.text.contains('x'));
            assert_eq!(with, all.map(|one| one.start).collect::<Vec<_>>(), "{text:?}");
        }
    }
}
