//! The same sentence twice in a row, and one word on both sides of *and*.

use memchr::{memchr3_iter, memmem, memrchr};
use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{Paragraph, Word, WordSet, paragraphs, words};

/// The shortest sentence whose repetition is no figure of speech, in words.
const LEAST_WORDS: usize = 8;

/// The shortest word whose repetition around *and* is no figure of speech, in bytes.
const SHORTEST: usize = 5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, tag = "what", rename_all = "kebab-case")]
enum SaidTwice {
    /// The same sentence twice in a row.
    Sentence {},
    /// `looting and looting`; `fairly, fairly and firmly`.
    #[serde(rename_all = "kebab-case")]
    Coordination {
        /// Ends of words that name what cannot be repeated: `ness`.
        endings: Vec<String>,
        /// Words before a verbal noun that show it to be a noun: `of`.
        before_noun: WordSet,
        /// Words before the pair with which it means something: `between`.
        unless_before: WordSet,
    },
}

/// Builds the check `said-twice`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<SaidTwice>()?))
}

impl Check for SaidTwice {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        for paragraph in paragraphs(document.folded()) {
            match self {
                SaidTwice::Sentence {} => sentences(document, paragraph, report),
                SaidTwice::Coordination { endings, before_noun, unless_before } => {
                    let means_something = |run: &[Word<'_>], ending: &str| {
                        let before = run[0].text;
                        unless_before.contains(before)
                            || (ending == "ing" && !before_noun.contains(before))
                    };
                    coordinations(document, paragraph, endings, &means_something, report);
                }
            }
        }
    }
}

fn sentences(document: &Document, paragraph: Paragraph<'_>, report: &mut dyn FnMut(Sighting)) {
    let mut earlier: Option<(usize, &str)> = None;
    let mut start = 0;
    for at in memchr3_iter(b'.', b'!', b'?', paragraph.text.as_bytes()) {
        let end = at + 1;
        if !slice(paragraph.text, end, paragraph.text.len()).starts_with(' ')
            && end < paragraph.text.len()
        {
            continue;
        }
        let sentence = slice(paragraph.text, start, end).trim_start();
        if let Some((stop, before)) = earlier
            && before == sentence
            && words(sentence).nth(LEAST_WORDS - 1).is_some()
            && !sentence.contains(['<', '|', '='])
        {
            let span = paragraph.to_source(document.folded(), Span::new(end - sentence.len(), end));
            let gap = paragraph.to_source(document.folded(), Span::new(stop, end));
            let first = Span::new(stop - before.len(), stop);
            report(
                Sighting::new(span)
                    .fix(gap, "", Applicability::Unsafe)
                    .because(paragraph.to_source(document.folded(), first), "said here already"),
            );
            start = end;
            earlier = Some((end, sentence));
            continue;
        }
        earlier = Some((end, sentence));
        start = end;
    }
}

fn coordinations(
    document: &Document,
    paragraph: Paragraph<'_>,
    endings: &[String],
    means_something: &dyn Fn(&[Word<'_>], &str) -> bool,
    report: &mut dyn FnMut(Sighting),
) {
    if !may_coordinate(paragraph.text) {
        return;
    }
    let mut run: Vec<Word<'_>> = Vec::with_capacity(4);
    for word in words(paragraph.text) {
        if run.len() == 4 {
            run.remove(0);
        }
        run.push(word);
        let [_, first, middle, last] = run.as_slice() else { continue };
        let gap = |a: &Word<'_>, b: &Word<'_>| slice(paragraph.text, a.end(), b.start);
        // `robbery and robbery`: what goes is the second and the word before it.
        let joined = first.text == last.text
            && middle.text == "and"
            && gap(first, middle) == " "
            && gap(middle, last) == " "
            && ends_there(slice(paragraph.text, last.end(), paragraph.text.len()));
        // `fairly, fairly and firmly`: what goes is the second.
        let listed = first.text == middle.text
            && matches!(last.text, "and" | "or")
            && !first.text.ends_with("ing")
            && gap(first, middle) == ", "
            && gap(middle, last) == " ";
        let surplus = match (joined, listed) {
            (true, _) => Span::new(first.end(), last.end()),
            (_, true) => Span::new(first.end(), middle.end()),
            _ => continue,
        };
        let ending = endings.iter().find(|ending| first.text.ends_with(ending.as_str()));
        let Some(ending) = ending else { continue };
        if first.text.len() < SHORTEST || !first.is_small() || means_something(&run, ending) {
            continue;
        }
        let after = surplus.end().max(middle.end());
        let span = paragraph.to_source(document.folded(), Span::new(first.start, after));
        let surplus = paragraph.to_source(document.folded(), surplus);
        let mut sighting = Sighting::new(span).fix(surplus, "", Applicability::Unsafe);
        sighting.slots.push(("word", first.text.to_owned()));
        report(sighting);
    }
}

/// Whether one word stands on both sides of *and*, or of a comma before *and* or *or*. Nearly every
/// paragraph is told by that.
fn may_coordinate(paragraph: &str) -> bool {
    let joined = |at: usize| {
        let next = words(slice(paragraph, at + " and ".len(), paragraph.len())).next();
        next.is_some_and(|next| {
            next.text.len() >= SHORTEST && slice(paragraph, 0, at).ends_with(next.text)
        })
    };
    let listed = |at: usize| {
        let before = slice(paragraph, 0, at);
        let word = memrchr(b' ', before.as_bytes()).map_or(0, |space| space + 1);
        let earlier = slice(before, 0, word).strip_suffix(", ");
        let word = slice(before, word, at);
        word.len() >= SHORTEST && earlier.is_some_and(|earlier| earlier.ends_with(word))
    };
    memmem::find_iter(paragraph.as_bytes(), " and ").any(|at| joined(at) || listed(at))
        || memmem::find_iter(paragraph.as_bytes(), " or ").any(listed)
}

/// Whether the phrase ends before `rest`.
fn ends_there(rest: &str) -> bool {
    let next = rest.strip_prefix(' ').and_then(|rest| words(rest).next());
    rest.is_empty()
        || rest.starts_with(['.', ',', ';', '!', '?'])
        || next.is_some_and(|word| {
            matches!(word.text, "in" | "of" | "on" | "at" | "by" | "that" | "which" | "after")
        })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mended, sightings};
    use super::*;

    #[track_caller]
    fn check(params: &str, text: &str, fixed: &str) {
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        assert_eq!(mended(text, &sightings(&*check, text)), fixed);
    }

    const PAIR: &str = r#"
        what = "coordination"
        endings = ["ery", "ly", "ing"]
        before-noun = ["of", "by"]
        unless-before = ["between", "is"]
    "#;

    #[test]
    fn a_word_coordinated_with_itself_is_said_once() {
        check(PAIR, "It was swept by robbery and robbery.", "It was swept by robbery.");
        check(PAIR, "We act quickly, quickly and firmly.", "We act quickly and firmly.");
        check(PAIR, "A night of looting and looting in Ur.", "A night of looting in Ur.");
    }

    #[test]
    fn figures_of_speech_are_left_alone() {
        let same = |text| check(PAIR, text, text);
        same("It kept raining and raining.");
        same("There is robbery and robbery.");
        same("They walked slowly, slowly, and stopped.");
        same("He knew thievery and robbery.");
    }

    #[test]
    fn a_sentence_said_twice_is_said_once() {
        let what = r#"what = "sentence""#;
        let said = "The bridge over the river will be ready by autumn.";
        check(what, &format!("{said} {said} Then we cross."), &format!("{said} Then we cross."));
        check(
            what,
            "No. No. No. He was gone. He was gone.",
            "No. No. No. He was gone. He was gone.",
        );
    }
}
