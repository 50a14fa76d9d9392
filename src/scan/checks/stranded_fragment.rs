//! `skills and education. opportunities`: a word or two left alone behind a full stop, at the end
//! of a paragraph that ends in no stop of its own.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::finding::Edit;
use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{
    FalseStop, SentenceStarts, WordSet, false_stop, is_quote, paragraphs, words_backwards,
};

/// How many words a fragment may have.
const LONGEST: usize = 3;

/// How many words must stand before the stop: fewer are a heading or an entry of a list.
const WORDS_BEFORE: usize = 4;

/// How many words before the noun an article can stand.
const ARTICLE_WITHIN: usize = 3;

/// Words that open the noun phrase into which a stranded adjective goes.
const ARTICLES: [&str; 10] =
    ["a", "an", "the", "another", "this", "that", "his", "her", "its", "their"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StrandedFragment {
    /// Words that end in a full stop without ending the sentence.
    abbreviations: WordSet,
    /// Words that do not begin a stranded noun phrase, and footers and asides of a word.
    not_stranded: WordSet,
    /// Adjectives that only make sense before a noun.
    adjectives: WordSet,
    /// Nouns that go with an adjective or a noun before them, in the singular.
    nouns: WordSet,
    /// The adjective of a noun.
    adjective_of: BTreeMap<String, String>,
}

/// Builds the check `stranded-fragment`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<StrandedFragment>()?))
}

impl Check for StrandedFragment {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let mut starts = None;
        for paragraph in paragraphs(folded) {
            let Some((stop, end)) = self.fragment(paragraph.text) else { continue };
            let Some(repairs) = self.repairs(paragraph.text, stop, end) else { continue };
            if paragraph.begins_small() {
                continue;
            }
            let starts =
                starts.get_or_insert_with(|| SentenceStarts::count(folded, &self.abbreviations));
            if starts.are_small_by_habit() {
                return;
            }
            let mut sighting =
                Sighting::new(paragraph.to_source(folded, Span::new(stop.at(), end)));
            let rest = slice(paragraph.text, stop.after.start, end);
            sighting.slots.push(("rest", rest.to_owned()));
            for (span, text, applicability) in repairs {
                let edit = Edit { span: paragraph.to_source(folded, span), text };
                sighting.fixes.push((vec![edit], applicability));
            }
            report(sighting);
        }
    }
}

type Repair = (Span, String, Applicability);

impl StrandedFragment {
    /// The false stop that strands the last words of a paragraph, and the end of those words.
    fn fragment<'t>(&self, text: &'t str) -> Option<(FalseStop<'t>, usize)> {
        let end = text.trim_end_matches(is_quote).len();
        let fragment = slice(text, 0, end);
        // Cheap, and enough for nearly every paragraph: it ends in a stop.
        if !fragment.ends_with(char::is_lowercase) {
            return None;
        }
        let mut first = end;
        for word in words_backwards(fragment).take(LONGEST) {
            let gap = slice(fragment, word.end(), first);
            if !word.is_small() || (first < end && gap != " ") {
                return None;
            }
            first = word.start;
            if slice(fragment, 0, first).ends_with(". ") {
                break;
            }
        }
        let stop = false_stop(fragment, first.checked_sub(2)?, &self.abbreviations)?;
        if self.not_stranded.contains(stop.after.text) {
            return None;
        }
        let sentence = words_backwards(slice(fragment, 0, stop.at())).take(WORDS_BEFORE).count();
        (sentence == WORDS_BEFORE).then_some((stop, end))
    }

    /// What to write, best first; `None` where the words are no noun phrase cut in two.
    fn repairs(&self, text: &str, stop: FalseStop<'_>, end: usize) -> Option<Vec<Repair>> {
        let noun = stop.before;
        let fragment = slice(text, stop.after.start, end);
        let last = words_backwards(fragment).next()?;
        if self.adjectives.contains(fragment) {
            return Some(vec![moved(text, stop, end)?]);
        }
        if !self.nouns.contains(&singular(last.text)) {
            return None;
        }
        let seam = Span::new(stop.at(), stop.at() + 1);
        let mut repairs = vec![(seam, String::new(), Applicability::Unsafe)];
        if let Some(adjective) = self.adjective_of.get(noun.text) {
            let text = format!("{adjective} {fragment}");
            repairs.push((Span::new(noun.start, end), text, Applicability::Display));
        }
        Some(repairs)
    }
}

/// `a task. major` written `a major task`, with the article that the adjective wants.
fn moved(text: &str, stop: FalseStop<'_>, end: usize) -> Option<Repair> {
    let noun = stop.before;
    let adjective = slice(text, stop.after.start, end);
    let mut start = noun.start;
    let article = words_backwards(slice(text, 0, noun.start))
        .take(ARTICLE_WITHIN)
        .find(|word| ARTICLES.contains(&word.text.to_lowercase().as_str()));
    let applicability =
        if article.is_some() { Applicability::Unsafe } else { Applicability::Display };
    let mut out = String::new();
    if let Some(article) = article
        && article.end() + 1 == noun.start
        && ["a", "an"].contains(&article.text)
    {
        start = article.start;
        out.push_str(if adjective.starts_with(['a', 'e', 'i', 'o', 'u']) { "an " } else { "a " });
    }
    out.push_str(adjective);
    out.push(' ');
    out.push_str(noun.text);
    Some((Span::new(start, end), out, applicability))
}

/// The singular of an English noun, as far as its ending tells.
fn singular(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if let Some(stem) = noun.strip_suffix(ending) {
            return format!("{stem}{}", ending.trim_end_matches("es"));
        }
    }
    noun.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(noun).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checker() -> Box<dyn Check> {
        let params = r#"
            abbreviations = ["etc", "vs"]
            not-stranded = ["that", "more"]
            adjectives = ["major", "essential"]
            nouns = ["opportunity", "policy", "service"]
            adjective-of = { culture = "cultural" }
        "#;
        build(params.parse().expect("TOML")).expect("the parameters")
    }

    #[track_caller]
    fn check(text: &str, fixes: &[&str]) {
        let document = Document::memory(text);
        let mut seen = Vec::new();
        checker().run(&document, &mut |sighting| seen.push(sighting));
        let repaired: Vec<String> = seen
            .iter()
            .flat_map(|sighting| &sighting.fixes)
            .map(|(edits, _)| {
                let mut text = text.to_owned();
                text.replace_range(edits[0].span.range(), &edits[0].text);
                text
            })
            .collect();
        assert_eq!(repaired, fixes);
    }

    #[test]
    fn a_noun_left_behind_a_stop_is_joined_again() {
        check(
            "The town spends more on sport and culture. services",
            &[
                "The town spends more on sport and culture services",
                "The town spends more on sport and cultural services",
            ],
        );
        check(
            "\u{201c}We must all rethink our energy. policy\u{201d}\n\nNext.",
            &["\u{201c}We must all rethink our energy policy\u{201d}\n\nNext."],
        );
    }

    #[test]
    fn an_adjective_left_behind_a_stop_goes_before_its_noun() {
        check("She called the bridge a task. major", &["She called the bridge a major task"]);
        check("We see it as a task. essential", &["We see it as an essential task"]);
        check("They spoke of urgent reforms. major", &["They spoke of urgent major reforms"]);
    }

    #[test]
    fn other_ends_of_paragraphs_are_left_alone() {
        check("The town spends more on culture. services.", &[]);
        check("The town spends more on culture. Services", &[]);
        check("Paper, scissors, stones, glue etc. services", &[]);
        check("Nothing is said here of it. more", &[]);
        check("Town culture. services", &[]);
        check("so we went on. it rained. no umbrella. my own policy", &[]);
        check("", &[]);
        check(". a", &[]);
    }
}
