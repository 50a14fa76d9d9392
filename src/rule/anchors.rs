//! The literals that every match of an expression must hold, so that the expression needs to run
//! only where one of them stands.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, LookSet, Repetition};

/// The most literals one expression may be anchored by.
const MOST_LITERALS: usize = 800;
/// The most literals a run of pieces is multiplied out to.
const MOST_PRODUCTS: usize = 256;
/// The longest literal worth looking for, in bytes.
const LONGEST_LITERAL: usize = 48;
/// The most letters a class may have to be spelled out.
const MOST_LETTERS: usize = 12;
/// How rare, in bits, the literals of a set must be together: one chance hit in 2^8 bytes.
const LEAST_RARITY: f64 = 8.0;

/// Words so common that their letters say nothing of how rare they are.
const COMMON_WORDS: [&str; 48] = [
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was", "with", "be",
    "by", "on", "not", "he", "his", "but", "at", "are", "this", "have", "from", "or", "had", "an",
    "they", "which", "one", "you", "were", "her", "all", "she", "there", "would", "their", "we",
    "him", "been", "has", "when", "who", "will", "more", "no",
];

/// How far from its anchor a match may reach, in bytes.
pub(super) const REACH: usize = 256;

/// In bytes.
const LONGEST_COMMON_WORD: usize = 5;

/// Stands, while literals are put together, where a word begins or ends. A text that has the
/// character itself is not taken apart.
const EDGE: char = '\0';

/// A literal that stands in a match of an expression.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The literal, its ASCII letters small.
    pub text: String,
    /// Whether the expression says that a word begins where the literal begins.
    pub starts_word: bool,
    /// Whether the expression says that a word ends where the literal ends.
    pub ends_word: bool,
    /// How far a match may begin before the literal, in bytes; at most 256.
    pub before: usize,
    /// How far a match may go on behind the literal, in bytes; at most 256.
    pub after: usize,
}

/// Literals one of which stands in every match of `regex`; empty where none can be required, or only
/// ones too common to help.
///
/// Looking for them must ignore the case of ASCII letters. A letter and its rare Unicode twins
/// (`s` and the long s, `k` and the Kelvin sign) count as the letter.
#[must_use]
pub fn required_literals(regex: &str, fold_case: bool) -> Vec<Anchor> {
    let Ok(hir) =
        ParserBuilder::new().case_insensitive(fold_case).multi_line(true).build().parse(regex)
    else {
        return Vec::new();
    };
    anchors(&hir)
}

/// The same of an expression that has been read, and whose letters are in lower case or stand for
/// both cases.
pub(super) fn anchors(hir: &Hir) -> Vec<Anchor> {
    let Some(found) = literals(hir).best() else { return Vec::new() };
    if found.rarity.unwrap_or_else(|| rarity(&found.set)) < LEAST_RARITY {
        return Vec::new();
    }
    let anchor = |literal: &String| Anchor {
        text: literal.replace(EDGE, ""),
        starts_word: literal.starts_with(EDGE),
        ends_word: literal.ends_with(EDGE),
        before: found.before,
        after: found.after,
    };
    found.set.iter().map(anchor).collect()
}

/// Literals one of which stands in every match of a piece.
struct Required {
    set: Vec<String>,
    /// How far the match may reach beyond the literal, on both sides.
    before: usize,
    after: usize,
    /// What [`rarity`] gives for the set, where it has been asked.
    rarity: Option<f64>,
}

/// The longest match of a piece, in bytes, as far as it matters.
fn longest(hir: &Hir) -> usize {
    hir.properties().maximum_len().unwrap_or(REACH).min(REACH)
}

/// What is known of the matches of a piece.
#[derive(Default)]
struct Literals {
    /// All that the piece can match, where that is a small finite set.
    exact: Option<Vec<String>>,
    /// A set one of which stands in every match.
    required: Option<Required>,
}

impl Literals {
    fn exact(set: Vec<String>) -> Literals {
        Literals { exact: Some(set), required: None }
    }

    fn best(self) -> Option<Required> {
        let whole = |set| Required { set, before: 0, after: 0, rarity: None };
        self.exact.map(whole).or(self.required).filter(|found| none_is_empty(&found.set))
    }
}

fn none_is_empty(set: &[String]) -> bool {
    set.iter().all(|literal| literal.chars().any(|c| c != EDGE))
}

fn literals(hir: &Hir) -> Literals {
    match hir.kind() {
        HirKind::Empty => Literals::exact(vec![String::new()]),
        HirKind::Look(look) => {
            let edge = LookSet::empty()
                .insert(Look::WordAscii)
                .insert(Look::WordUnicode)
                .insert(Look::WordStartAscii)
                .insert(Look::WordStartUnicode)
                .insert(Look::WordEndAscii)
                .insert(Look::WordEndUnicode)
                .contains(*look);
            Literals::exact(vec![if edge { EDGE.to_string() } else { String::new() }])
        }
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) if !text.contains(EDGE) => Literals::exact(vec![text.to_ascii_lowercase()]),
            _ => Literals::default(),
        },
        HirKind::Class(class) => letters(class).map_or_else(Literals::default, Literals::exact),
        HirKind::Capture(capture) => literals(&capture.sub),
        HirKind::Repetition(repetition) => repeated(repetition),
        HirKind::Concat(pieces) => concatenated(pieces),
        HirKind::Alternation(branches) => alternated(branches),
    }
}

fn letters(class: &Class) -> Option<Vec<String>> {
    let mut letters: Vec<char> = Vec::new();
    let mut add = |letter: char| {
        let letter = match letter {
            '\u{17f}' => 's',
            '\u{212a}' => 'k',
            letter => letter.to_ascii_lowercase(),
        };
        if !letters.contains(&letter) {
            letters.push(letter);
        }
        letters.len() <= MOST_LETTERS
    };
    match class {
        Class::Unicode(class) => {
            for range in class.ranges() {
                for letter in range.start()..=range.end() {
                    if letter == EDGE || !add(letter) {
                        return None;
                    }
                }
            }
        }
        Class::Bytes(class) => {
            for range in class.ranges() {
                for letter in range.start()..=range.end() {
                    if !letter.is_ascii() || !add(char::from(letter)) {
                        return None;
                    }
                }
            }
        }
    }
    Some(letters.into_iter().map(String::from).collect())
}

fn repeated(repetition: &Repetition) -> Literals {
    let inner = literals(&repetition.sub);
    match (repetition.min, repetition.max) {
        (0, Some(1)) => match inner.exact {
            Some(mut set) => {
                set.push(String::new());
                Literals::exact(set)
            }
            None => Literals::default(),
        },
        (0, _) => Literals::default(),
        (1, Some(1)) => inner,
        (least, most) if most == Some(least) && least <= 4 => match inner.exact {
            Some(set) => {
                let mut product = set.clone();
                for _ in 1..least {
                    if !can_multiply(&product, &set) {
                        return Literals { exact: None, required: Some(anywhere(set)) };
                    }
                    product = multiply(product, &set);
                }
                Literals::exact(product)
            }
            None => inner,
        },
        _ => Literals { exact: None, required: inner.best().map(|found| anywhere(found.set)) },
    }
}

/// Literals of which nothing is known but that one is there.
fn anywhere(set: Vec<String>) -> Required {
    Required { set, before: REACH, after: REACH, rarity: None }
}

fn concatenated(pieces: &[Hir]) -> Literals {
    let mut runs = Runs::new(pieces);
    // The literals of the pieces from `start` on, put together.
    let (mut run, mut start) = (vec![String::new()], 0);
    let mut whole = true;
    for (at, piece) in pieces.iter().enumerate() {
        let found = literals(piece);
        match found.exact {
            Some(set) if can_multiply(&run, &set) => run = multiply(run, &set),
            Some(set) => {
                whole = false;
                runs.offer(std::mem::replace(&mut run, set), start, at);
                start = at;
            }
            None => {
                whole = false;
                runs.offer(std::mem::replace(&mut run, vec![String::new()]), start, at);
                start = at + 1;
                if let Some(Required { set, before, after, .. }) = found.required {
                    runs.offer_at(set, runs.before(at) + before, after + runs.after(at + 1));
                }
            }
        }
    }
    if whole {
        return Literals::exact(run);
    }
    runs.offer(run, start, pieces.len());
    Literals { exact: None, required: runs.best.map(|(_, found)| found) }
}

/// The candidates of a row of pieces, of which the rarest is kept.
struct Runs {
    /// How long the first pieces can be together: of none, of one, and so on.
    lengths: Vec<usize>,
    best: Option<(f64, Required)>,
}

impl Runs {
    fn new(pieces: &[Hir]) -> Runs {
        let mut lengths = vec![0];
        for piece in pieces {
            lengths.push(lengths.last().unwrap_or(&0) + longest(piece));
        }
        Runs { lengths, best: None }
    }

    fn before(&self, piece: usize) -> usize {
        self.lengths[piece]
    }

    fn after(&self, piece: usize) -> usize {
        self.lengths.last().unwrap_or(&0) - self.lengths[piece]
    }

    /// The literals of the pieces `start..end`.
    fn offer(&mut self, set: Vec<String>, start: usize, end: usize) {
        self.offer_at(set, self.before(start), self.after(end));
    }

    fn offer_at(&mut self, set: Vec<String>, before: usize, after: usize) {
        if !none_is_empty(&set) {
            return;
        }
        let rarity = rarity(&set);
        if self.best.as_ref().is_none_or(|&(best, _)| best < rarity) {
            let (before, after) = (before.min(REACH), after.min(REACH));
            let found = Required { set, before, after, rarity: Some(rarity) };
            self.best = Some((rarity, found));
        }
    }
}

fn alternated(branches: &[Hir]) -> Literals {
    let found: Vec<_> = branches.iter().map(literals).collect();
    if found.iter().all(|branch| branch.exact.is_some()) {
        let set = union(found.into_iter().filter_map(|branch| branch.exact));
        return if set.len() <= MOST_LITERALS { Literals::exact(set) } else { Literals::default() };
    }
    let Some(found) = found.into_iter().map(Literals::best).collect::<Option<Vec<_>>>() else {
        return Literals::default();
    };
    let before = found.iter().map(|branch| branch.before).max().unwrap_or(0);
    let after = found.iter().map(|branch| branch.after).max().unwrap_or(0);
    let set = union(found.into_iter().map(|branch| branch.set));
    let required = Some(Required { set, before, after, rarity: None });
    Literals { exact: None, required: required.filter(|found| found.set.len() <= MOST_LITERALS) }
}

fn union(sets: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut all: Vec<String> = sets.flatten().collect();
    all.sort();
    all.dedup();
    all
}

/// Whether every literal of `left` can be followed by every one of `right` without there being too
/// many, or too long ones.
fn can_multiply(left: &[String], right: &[String]) -> bool {
    let alone = left.len() == 1 || right.len() == 1;
    let most = if alone { MOST_LITERALS } else { MOST_PRODUCTS };
    let longest = |set: &[String]| set.iter().map(String::len).max().unwrap_or(0);
    left.len() * right.len() <= most && longest(left) + longest(right) <= LONGEST_LITERAL
}

/// Every literal of `left` followed by every one of `right`.
fn multiply(mut left: Vec<String>, right: &[String]) -> Vec<String> {
    // Most pieces are a literal or an edge of a word.
    if let [right] = right {
        left.iter_mut().for_each(|left| left.push_str(right));
        left.sort();
        left.dedup();
        return left;
    }
    let mut product = Vec::with_capacity(left.len() * right.len());
    for left in &left {
        product.extend(right.iter().map(|right| [left.as_str(), right].concat()));
    }
    product.sort();
    product.dedup();
    product
}

/// How rare the literals are together, in bits: `-log2` of how many hits a byte of text is likely to
/// give. A rough measure; only its order matters.
fn rarity(set: &[String]) -> f64 {
    let hits: f64 = set.iter().map(|literal| (-bits(literal)).exp2()).sum();
    -hits.log2()
}

fn bits(literal: &str) -> f64 {
    let mut bits = 0.0;
    let (mut start, mut letters) = (0, 0.0);
    for (at, c) in literal.char_indices() {
        if c.is_ascii_alphabetic() {
            letters += 3.6;
        } else if c.is_alphanumeric() {
            letters += 6.0;
        } else {
            bits += word_bits(literal.get(start..at).unwrap_or_default(), letters);
            bits += match c {
                EDGE => 0.0,
                ' ' => 1.5,
                '.' | ',' | '-' | '\'' => 5.0,
                '"' | '\n' | '(' | ')' | '/' | ':' | ';' | '*' | '#' | '|' | '=' => 7.0,
                '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' => 7.5,
                _ => 9.0,
            };
            (start, letters) = (at + c.len_utf8(), 0.0);
        }
    }
    bits + word_bits(literal.get(start..).unwrap_or_default(), letters)
}

/// How rare a word is whose letters are rare by `letters`.
fn word_bits(word: &str, letters: f64) -> f64 {
    let common = word.len() <= LONGEST_COMMON_WORD && COMMON_WORDS.contains(&word);
    if common { 5.0 } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(regex: &str, fold_case: bool, expect: &[&str]) {
        let found = required_literals(regex, fold_case);
        let found: Vec<_> = found.iter().map(|anchor| anchor.text.as_str()).collect();
        assert_eq!(found, expect, "{regex}");
    }

    #[test]
    fn the_rarest_run_of_letters_is_required() {
        check(r"\bcamera (?:in|on) \w+", false, &["camera in ", "camera on "]);
        check(r"(?:the )?\w+ofs? reckoning", false, &["of reckoning", "ofs reckoning"]);
        check(r"\w+,quot;", false, &[",quot;"]);
    }

    #[test]
    fn case_is_folded_with_its_unicode_twins() {
        check("(?i)Kicks", false, &["kicks"]);
        check("KICKS", true, &["kicks"]);
        check("[Tt]rial", false, &["trial"]);
    }

    #[test]
    fn where_words_begin_and_end_is_known() {
        let edges = |regex| {
            let anchor = required_literals(regex, false).remove(0);
            (anchor.starts_word, anchor.ends_word)
        };
        assert_eq!(edges(r"\btrial\b"), (true, true));
        assert_eq!(edges(r"\btrial"), (true, false));
        assert_eq!(edges(r"\w+trial\b"), (false, true));
        assert_eq!(edges(r"\b(?:trial|toll) of\b"), (true, true));
    }

    #[test]
    fn how_far_a_match_reaches_is_known() {
        let reach = |regex| {
            let anchor = required_literals(regex, false).remove(0);
            (anchor.before, anchor.after)
        };
        assert_eq!(reach(r"\d{1,3},\d hectares"), (4 * 3 + 1 + 4, 0));
        assert_eq!(reach(r"hectares of \w+"), (0, REACH));
        assert_eq!(reach(r"(?:[a-z]{2} )?(?:hectares|[a-z] kilometres)[a-z]{3}"), (4, 3));
        assert_eq!(reach(r"(?:hectares,? )+"), (REACH, REACH));
    }

    #[test]
    fn every_branch_must_have_a_literal() {
        check(r"(?:abandon\w+|beneath \w+)", false, &["abandon", "beneath "]);
        check(r"(?:abandon\w+|\w+)", false, &[]);
    }

    #[test]
    fn what_is_everywhere_is_no_anchor() {
        check(r"\w+ \w+al\b", false, &[]);
        check(r"[.!?] [a-z]", false, &[]);
        check(r"\w+", false, &[]);
        check("(?:x)*", false, &[]);
        check("(?:unbalanced", false, &[]);
    }

    #[test]
    fn optional_pieces_are_spelled_out() {
        check(r"colou?red \d", false, &["colored ", "coloured "]);
        check(r"\d (?:quite )?particularity", false, &[" particularity", " quite particularity"]);
    }
}
