//! `other media. other services`: a full stop in mid-phrase, with a word before it said again
//! after it.

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{
    FalseStop, Paragraph, SentenceStarts, Word, WordSet, false_stops, paragraphs, words,
    words_backwards,
};

/// How many words may stand between a word and the stop across which it is repeated.
const WORDS_BETWEEN: usize = 3;

/// How many words after the repeated one are searched for the verb of a sentence.
const WORDS_AFTER: usize = 2;

/// The shortest word whose repetition says something, in bytes.
const SHORTEST: usize = 3;

/// Words that continue a phrase behind a noun that was said twice.
const PHRASE_GOES_ON: [&str; 10] =
    ["of", "from", "for", "with", "without", "in", "at", "on", "and", "or"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RepeatedAcrossStop {
    /// Words that end in a full stop without ending the sentence.
    abbreviations: WordSet,
    /// Words that are repeated from sentence to sentence anyway.
    function_words: WordSet,
    /// Words after which the repeated word is the subject of a sentence of its own.
    verbs: WordSet,
}

/// Builds the check `repeated-across-stop`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<RepeatedAcrossStop>()?))
}

impl Check for RepeatedAcrossStop {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let mut starts = None;
        for paragraph in paragraphs(folded) {
            for stop in false_stops(paragraph.text, &self.abbreviations) {
                let Some(earlier) = self.repeated(paragraph, stop) else { continue };
                if paragraph.begins_small() {
                    continue;
                }
                let starts = starts
                    .get_or_insert_with(|| SentenceStarts::count(folded, &self.abbreviations));
                if starts.are_small_by_habit() {
                    return;
                }
                let span = Span::new(stop.at(), stop.after.end());
                let span = paragraph.to_source(folded, span);
                if ends_a_line(slice(document.text(), span.start(), span.end())) {
                    continue;
                }
                let doubled = earlier.end() == stop.at();
                let text = if doubled {
                    String::new()
                } else {
                    format!(" {} {}", coordinator(paragraph.text, earlier), stop.after.text)
                };
                let earlier = Span::new(earlier.start, earlier.end());
                let mut sighting = Sighting::new(span)
                    .fix(span, text, Applicability::Unsafe)
                    .because(paragraph.to_source(folded, earlier), "said here already");
                sighting.slots.push(("word", stop.after.text.to_owned()));
                report(sighting);
            }
        }
    }
}

impl RepeatedAcrossStop {
    /// The earlier place, shortly before `stop`, of the word after it.
    fn repeated<'t>(&self, paragraph: Paragraph<'t>, stop: FalseStop<'t>) -> Option<Word<'t>> {
        let again = stop.after;
        // Programs and packages have small names, which begin sentences as they are.
        if again.text.contains(['-', '_']) {
            return None;
        }
        if again.text.len() < SHORTEST || self.function_words.contains(again.text) {
            return None;
        }
        // The phrase must go on after the word, without a verb that would make it a sentence.
        let rest = slice(paragraph.text, again.end(), paragraph.text.len());
        let rest = rest.strip_prefix(' ')?;
        if !rest.starts_with(char::is_alphanumeric)
            || words(rest).take(WORDS_AFTER).any(|next| self.verbs.contains(next.text))
        {
            return None;
        }
        // A word that describes another has it right behind it.
        let alone = words(rest).next().is_some_and(|next| self.function_words.contains(next.text));
        let goes_on = words(rest).next().is_some_and(|next| PHRASE_GOES_ON.contains(&next.text));
        let mut end = stop.at();
        for word in words_backwards(slice(paragraph.text, 0, stop.at())).take(WORDS_BETWEEN + 1) {
            let gap = slice(paragraph.text, word.end(), end);
            if !gap.is_empty() && gap != " " {
                return None;
            }
            if word.text.eq_ignore_ascii_case(again.text) {
                // "It is part of speakup. speakup only drives boards", "a history in Git. git gc
                // prunes it": a name in small letters, and what is said of it.
                let doubled = word.end() == stop.at();
                let told = if doubled { goes_on && word.text == again.text } else { !alone };
                return told.then_some(word);
            }
            if self.verbs.contains(word.text) {
                return None;
            }
            end = word.start;
        }
        None
    }
}

/// Whether the stop is the last sign of its line: what comes next may be code under its comment.
fn ends_a_line(text: &str) -> bool {
    text.contains('\n')
}

/// What joins the two halves: what joins the first one to what stands before it.
fn coordinator(text: &str, earlier: Word<'_>) -> &'static str {
    let before = words_backwards(slice(text, 0, earlier.start)).next();
    match before {
        Some(word) if word.text.eq_ignore_ascii_case("or") => "or",
        _ => "and",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checker() -> Box<dyn Check> {
        let params = r#"
            abbreviations = ["etc", "approx"]
            function-words = ["that", "with", "this", "of"]
            verbs = ["is", "was", "can", "must"]
        "#;
        build(params.parse().expect("TOML")).expect("the parameters")
    }

    #[track_caller]
    fn check(text: &str, fixed: Option<&str>) {
        let document = Document::memory(text);
        let mut seen = Vec::new();
        checker().run(&document, &mut |sighting| seen.push(sighting));
        let repaired = seen.first().map(|sighting| {
            let edit = &sighting.fixes[0].0[0];
            let mut text = text.to_owned();
            text.replace_range(edit.span.range(), &edit.text);
            text
        });
        assert_eq!(repaired.as_deref(), fixed);
    }

    #[test]
    fn a_phrase_cut_in_two_is_joined() {
        check(
            "It runs in hospitals and public\nschools. public libraries may join.",
            Some("It runs in hospitals and public\nschools and public libraries may join."),
        );
        check(
            "No cats or small dogs. small birds neither.",
            Some("No cats or small dogs or small birds neither."),
        );
        check(
            "They sell wooden furniture. furniture of steel too.",
            Some("They sell wooden furniture of steel too."),
        );
    }

    #[test]
    fn a_new_sentence_about_the_word_is_left_alone() {
        check("Pass it a small buffer. buffer must not be empty.", None);
        check("It can return no value. return with one is wrong.", None);
        check("It has a time and a zone. time alone is enough.", None);
        check("They said that twice. that time was long.", None);
        check("Old cups, old plates etc. old spoons.", None);
        check("He likes red, wooden toys. red ones most.", None);
        check("An old friend of the king came. old age took him.", None);
    }

    #[test]
    fn a_writer_without_capitals_is_left_alone() {
        check("so it goes. we went on. my old dog. old as he. it rained. then sun.", None);
    }
}
