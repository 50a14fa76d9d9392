//! Capitals that are missing from names and from the heads of sentences.
//!
//! A name is known by the document itself, which has it with its capital elsewhere, or by what
//! stands before it. Says nothing of texts in which a person talks. Knows no more of words than the
//! lists its rule hands in.

use std::collections::HashSet;

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{Paragraph, Word, WordSet, is_talk, paragraphs, words};

/// Marks that prose does not have: their paragraphs are code, tables or addresses.
const CODE: [char; 8] = ['{', '}', '\\', '<', '>', '|', '`', '='];

/// Words that a paragraph must have for its head to be that of a sentence.
const LEAST_WORDS: usize = 5;

/// Letters that a surname must have to be looked for without its capital.
const SHORTEST_NAME: usize = 4;

/// How far before a name its title may stand: `the mayor of New Leith jane smith`, in words.
const TITLE_REACH: usize = 4;

/// Words that the name of a person has at most.
const LONGEST_NAME: usize = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LostCapital {
    /// Words that begin a sentence.
    openers: WordSet,
    /// Given names, by kind.
    first_names: Vec<WordSet>,
    /// Given names that are words as well.
    ambiguous: WordSet,
    /// Offices and callings that stand before a name.
    titles: WordSet,
    /// Verbs of saying, beside which a name stands alone.
    speech: WordSet,
    /// Words that are no surnames, by kind.
    no_surnames: Vec<WordSet>,
    /// Words of talk: where they stand, a person wrote in a hurry.
    talk: WordSet,
}

/// Builds the check `lost-capital`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<LostCapital>()?))
}

impl Check for LostCapital {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        if is_talk(folded.text(), &self.talk) {
            return;
        }
        let prose: Vec<_> = paragraphs(folded).filter(|p| !p.text.contains(CODE)).collect();
        let surnames = self.surnames(&prose);
        let capitals = prose.iter().filter(|p| !p.begins_small()).count();
        for paragraph in &prose {
            let small_by_habit = paragraph.begins_small() && capitals * 2 < prose.len();
            if small_by_habit {
                continue;
            }
            for (span, what) in self.slips(paragraph.text, &surnames) {
                let with = capitalised(slice(paragraph.text, span.start(), span.end()));
                let span = paragraph.to_source(folded, span);
                report(
                    Sighting { slots: vec![("what", what.to_owned())], ..Sighting::new(span) }.fix(
                        span,
                        with,
                        Applicability::Unsafe,
                    ),
                );
            }
        }
    }
}

impl LostCapital {
    fn is_first_name(&self, word: &str) -> bool {
        self.first_names.iter().any(|names| names.contains(word))
    }

    fn is_surname(&self, word: Word<'_>) -> bool {
        word.text.len() >= SHORTEST_NAME - 1
            && word.text.chars().all(char::is_alphabetic)
            && !self.no_surnames.iter().any(|set| set.contains(word.text))
    }

    /// Small forms of the surnames that stand, with their capital, behind a given name or a title.
    fn surnames(&self, prose: &[Paragraph<'_>]) -> HashSet<String> {
        let mut surnames = HashSet::new();
        for paragraph in prose {
            let mut before: Option<Word<'_>> = None;
            for word in words(paragraph.text) {
                let names = before.is_some_and(|before| {
                    is_beside(paragraph.text, before, word)
                        && (self.titles.contains(before.text)
                            || before.is_capitalised() && self.is_first_name(before.text))
                });
                if names
                    && word.is_capitalised()
                    && word.text.len() >= SHORTEST_NAME
                    && self.is_surname(word)
                {
                    surnames.insert(word.text.to_lowercase());
                }
                before = Some(word);
            }
        }
        surnames
    }

    /// What lost its capital in the paragraph `text`, and what it is, in order.
    fn slips(&self, text: &str, surnames: &HashSet<String>) -> Vec<(Span, &'static str)> {
        let all: Vec<_> = words(text).collect();
        let mut slips = Vec::new();
        let mut from = 0;
        while let Some(&word) = all.get(from) {
            let (at, here) = (from, Span::new(word.start, word.end()));
            from += 1;
            if !word.is_small() {
                continue;
            }
            if let Some(end) = self.person(text, &all, at) {
                slips.push((Span::new(word.start, all[end].end()), NAME));
                from = end + 1;
            } else if self.is_known(text, &all, at, surnames) {
                slips.push((here, NAME));
            } else if self.is_head(text, &all, at) {
                slips.push((here, HEAD));
            }
        }
        slips
    }

    /// The last word of the name of a person that begins at `at`, behind a title.
    fn person(&self, text: &str, all: &[Word<'_>], at: usize) -> Option<usize> {
        let first = all[at];
        if !self.is_first_name(first.text) || self.ambiguous.contains(first.text) {
            return None;
        }
        let titled = (1..=TITLE_REACH.min(at)).any(|back| {
            self.titles.contains(all[at - back].text) && (back == 1 || all[at - 1].is_capitalised())
        });
        let mut end = at;
        while let Some(&next) = all.get(end + 1) {
            let goes_on = end + 1 - at < LONGEST_NAME
                && next.is_small()
                && self.is_surname(next)
                && is_beside(text, all[end], next);
            if !goes_on {
                break;
            }
            end += 1;
        }
        (titled && end > at && is_beside(text, all[at - 1], first)).then_some(end)
    }

    /// Whether the word is a surname that the document has with its capital, where a name may
    /// stand.
    fn is_known(
        &self,
        text: &str,
        all: &[Word<'_>],
        at: usize,
        surnames: &HashSet<String>,
    ) -> bool {
        let word = all[at];
        if !surnames.contains(word.text) {
            return false;
        }
        let before = at.checked_sub(1).map(|at| all[at]).filter(|b| is_beside(text, *b, word));
        let after = all.get(at + 1).filter(|after| is_beside(text, word, **after));
        before.is_some_and(|before| {
            self.speech.contains(before.text)
                || self.titles.contains(before.text)
                || before.is_capitalised() && self.is_first_name(before.text)
        }) || after.is_some_and(|after| self.speech.contains(after.text))
    }

    /// Whether the word begins a sentence.
    fn is_head(&self, text: &str, all: &[Word<'_>], at: usize) -> bool {
        let word = all[at];
        if !self.openers.contains(word.text) || all.len() - at < LEAST_WORDS {
            return false;
        }
        if !slice(text, word.end(), text.len()).starts_with([' ', ',']) {
            return false;
        }
        if word.start == 0 {
            return text.ends_with(['.', '!', '?', '"', '\u{201d}']);
        }
        let before = slice(text, 0, word.start);
        let Some(sentence) = before.strip_suffix(' ') else { return false };
        let Some(sentence) = sentence.strip_suffix(['.', '!', '?']) else { return false };
        // Two small letters: no initial, and few abbreviations.
        sentence.chars().rev().take(3).filter(|c| c.is_lowercase()).count() == 3
    }
}

const NAME: &str = "a name lost its capital";
const HEAD: &str = "a sentence begins small";

/// Whether only a blank parts `left` from `right`.
fn is_beside(text: &str, left: Word<'_>, right: Word<'_>) -> bool {
    slice(text, left.end(), right.start) == " "
}

/// `text` with a capital on every word.
fn capitalised(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let params = r#"
            openers = ["the", "he"]
            first-names = [["anna", "mark", "carl"]]
            ambiguous = ["mark"]
            titles = ["mayor", "president"]
            speech = ["said"]
            no-surnames = [["was", "will", "said"]]
            talk = ["lol"]
        "#;
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        let document = Document::memory(text);
        let mut seen = Vec::new();
        check.run(&document, &mut |sighting| {
            let span = sighting.span;
            seen.push(slice(text, span.start(), span.end()).to_owned());
        });
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn a_surname_that_the_text_has_with_its_capital_is_found_beside_speech() {
        check("Carl Becker came. It rains, said becker on Monday.", &["becker"]);
        check("Carl Becker came. Carl becker left.", &["becker"]);
        check("Carl Becker came. A becker is a cup.", &[]);
    }

    #[test]
    fn a_person_behind_a_title_is_found() {
        check("The mayor of Leith anna lund bell was ill.", &["anna lund bell"]);
        check("The mayor mark my words was ill.", &[]);
        check("Sing to anna lund of home.", &[]);
    }

    #[test]
    fn a_sentence_that_begins_small_is_found_among_others_that_do_not() {
        check("It rains.\n\nthe boat that sank was old.", &["the"]);
        check("It rained again. he went to sea that day.", &["he"]);
        check("the boat that sank was old.", &[]);
        check("It rains.\n\nthe old boat", &[]);
    }

    #[test]
    fn talk_is_left_alone() {
        check("Carl Becker came. It rains, lol, said becker.", &[]);
    }
}
