//! Sentences that begin with a small letter, in a text that otherwise begins them with capitals.

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{SentenceStarts, Word, WordSet, false_stops, paragraphs, words};

/// How many small starts a text must have: one alone is a slip of anyone's hand.
const LEAST: usize = 2;

/// How many paragraphs must begin with a capital for each one that does not.
const CAPITALS_FOR_EACH: usize = 2;

/// The longest line of a text that is wrapped, in bytes.
const LONGEST_WRAPPED_LINE: usize = 160;

/// The shortest paragraph that is a sentence and not an item of a list, in words.
const LEAST_WORDS: usize = 11;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SmallSentenceStart {
    /// Words that begin a sentence and, small at the head of a paragraph, no item of a list.
    openers: WordSet,
    /// Words that end in a full stop without ending the sentence.
    abbreviations: WordSet,
}

/// Builds the check `small-sentence-start`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<SmallSentenceStart>()?))
}

impl Check for SmallSentenceStart {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let mut capitals = 0;
        let mut small = Vec::new();
        let mut after_sentence = true;
        for (text, start) in blocks(document) {
            if text.starts_with(char::is_uppercase) {
                capitals += 1;
            }
            if after_sentence && let Some(word) = self.small_start(text) {
                let span = Span::new(start + word.start, start + word.end());
                small.push((span, word.text));
            }
            after_sentence = ends_sentence(text);
        }
        if small.is_empty() || capitals < CAPITALS_FOR_EACH * small.len() {
            return;
        }
        let inside = paragraphs(folded).flat_map(|paragraph| {
            false_stops(paragraph.text, &self.abbreviations)
                .filter(|stop| self.openers.contains(stop.after.text))
                .map(move |stop| {
                    let span = Span::new(stop.after.start, stop.after.end());
                    (paragraph.to_source(folded, span), stop.after.text)
                })
        });
        small.extend(inside);
        if small.len() < LEAST
            || SentenceStarts::count(folded, &self.abbreviations).are_small_by_habit()
        {
            return;
        }
        for (span, word) in small {
            let mut letters = word.chars();
            let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            report(Sighting::new(span).fix(
                span,
                capital + letters.as_str(),
                Applicability::Unsafe,
            ));
        }
    }
}

impl SmallSentenceStart {
    /// The first word of the paragraph `text`, if it is small and the paragraph is a sentence.
    fn small_start<'t>(&self, text: &'t str) -> Option<Word<'t>> {
        let first = words(text).next()?;
        let sentence = first.start == 0
            && first.is_small()
            && self.openers.contains(first.text)
            && ends_sentence(text)
            && text.get(first.end()..)?.starts_with([' ', ','])
            && words(text).nth(LEAST_WORDS - 1).is_some();
        sentence.then_some(first)
    }
}

/// The paragraphs of the text, each with the place where it begins.
///
/// Pages from the web have a line for each paragraph, and a short one among them does not show it:
/// where any line is too long to be wrapped, every line is a paragraph.
fn blocks(document: &Document) -> Vec<(&str, usize)> {
    let text = document.text();
    let mut start = 0;
    let lines: Vec<(&str, usize)> = text
        .split_inclusive('\n')
        .map(|line| {
            let at = start;
            start += line.len();
            (line.trim_end(), at)
        })
        .filter(|(line, _)| !line.is_empty())
        .collect();
    if lines.iter().any(|(line, _)| line.len() > LONGEST_WRAPPED_LINE) {
        return lines;
    }
    let folded = document.folded();
    paragraphs(folded)
        .map(|paragraph| {
            let whole = Span::new(0, paragraph.text.len());
            let span = paragraph.to_source(folded, whole);
            (slice(text, span.start(), span.end()), span.start())
        })
        .collect()
}

/// Whether `text` ends as a sentence does.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\u{201d}', '\u{2019}', '\'', ')', ' ']);
    text.ends_with(['.', '!', '?']) && !text.ends_with("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "The ferry sailed at noon.\n\nNobody saw it leave the harbour.\n\n\
        Two boys found the rope on the quay.\n\nThe police took it away.\n\n";
    const SMALL: &str = "the captain of the ferry has said nothing about it since Monday.";
    const OTHER: &str = "according to the owner, the rope was cut with a knife by night.";

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let params = r#"
            openers = ["the", "according", "he"]
            abbreviations = ["etc"]
        "#;
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        let document = Document::memory(text);
        let mut seen = Vec::new();
        check.run(&document, &mut |sighting| seen.push(sighting.fixes[0].0[0].text.clone()));
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn two_small_starts_among_capitals_are_found() {
        check(&format!("{PLAIN}{SMALL}\n\n{OTHER}"), &["The", "According"]);
        check(&format!("{PLAIN}{SMALL}\n\nThe owner wept. he had no other boat."), &["The", "He"]);
    }

    #[test]
    fn one_slip_is_left_alone() {
        check(&format!("{PLAIN}{SMALL}"), &[]);
    }

    #[test]
    fn lists_and_writers_without_capitals_are_left_alone() {
        check(&format!("{PLAIN}the rope of the ferry.\n\nthe key of the hold."), &[]);
        check(&format!("{SMALL}\n\n{OTHER}\n\n{SMALL}"), &[]);
        check(&format!("{PLAIN}You need\n\n{SMALL}\n\nor else\n\n{OTHER}"), &[]);
    }
}
