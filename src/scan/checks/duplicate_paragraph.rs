//! A paragraph that is printed twice: a lead or a caption that stood twice on the page, once as
//! shown and once for machines, and was translated both times.

use std::collections::HashMap;

use serde::Deserialize;

use crate::finding::Edit;
use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Folded, Span};

use super::sentences::{Paragraph, WordSet, is_quote, paragraphs, words};

/// A paragraph that stands this often in a document is furniture of its form, such as the refrain
/// of a song or the notice under each entry of a manual.
const FURNITURE: usize = 3;

/// How much longer than the paragraph it repeats the other may be, in bytes: a credit, and no more.
const LONGEST_CREDIT: usize = 80;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DuplicateParagraph {
    /// The fewest words in small letters of a paragraph whose repetition right after it counts.
    least_words: usize,
    /// How many paragraphs apart the two may stand; 1: one after the other.
    within: usize,
    /// Words of which a sentence has at least one: finite verbs.
    verbs: WordSet,
}

/// Builds the check `duplicate-paragraph`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<DuplicateParagraph>()?))
}

/// What two paragraphs have to do with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// They are the same.
    Same,
    /// The later one says more at its end.
    LaterLonger,
    /// The earlier one says more at its end.
    EarlierLonger,
}

impl Check for DuplicateParagraph {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let all: Vec<_> = paragraphs(folded).collect();
        let mut counts = None;
        for (at, &later) in all.iter().enumerate() {
            let near = all.get(at.saturating_sub(self.within)..at).unwrap_or_default();
            let Some((back, &earlier, likeness)) =
                near.iter().rev().enumerate().find_map(|(back, earlier)| {
                    Some((back, earlier, likeness(earlier.text, later.text)?))
                })
            else {
                continue;
            };
            let shorter = if likeness == Likeness::LaterLonger { earlier.text } else { later.text };
            // The further apart they are, the longer they must be.
            if !self.is_prose(shorter, self.least_words.saturating_mul(back + 1)) {
                continue;
            }
            let counts = counts.get_or_insert_with(|| count(&all));
            if counts.get(shorter).is_some_and(|&count| count >= FURNITURE) {
                continue;
            }
            let before = at - back - 1;
            report(sighting(folded, &all, (before, at), likeness));
        }
    }
}

/// The finding about the paragraphs at the places `pair` of `all`.
fn sighting(
    folded: &Folded,
    all: &[Paragraph<'_>],
    pair: (usize, usize),
    likeness: Likeness,
) -> Sighting {
    let place = |at: usize| all[at].source(folded);
    let (earlier, later) = (place(pair.0), place(pair.1));
    // The longer one stays: it has the credit. Of two that are the same, the first.
    let (surplus, applicability) = match likeness {
        Likeness::Same => (pair.1, Applicability::Unsafe),
        Likeness::EarlierLonger => (pair.1, Applicability::Display),
        Likeness::LaterLonger => (pair.0, Applicability::Display),
    };
    // Its break goes along: the one before it, or that after it for the first of all.
    let gone = match surplus.checked_sub(1) {
        Some(above) => Span::new(place(above).end(), place(surplus).end()),
        None => Span::new(place(surplus).start(), place(surplus + 1).start()),
    };
    let edit = Edit { span: gone, text: String::new() };
    let mut sighting = Sighting::new(later).because(earlier, "the first time");
    sighting.fixes.push((vec![edit], applicability));
    sighting
}

fn count<'t>(all: &[Paragraph<'t>]) -> HashMap<&'t str, usize> {
    let mut counts = HashMap::new();
    for paragraph in all {
        *counts.entry(paragraph.text).or_default() += 1;
    }
    counts
}

fn likeness(earlier: &str, later: &str) -> Option<Likeness> {
    let credit = |longer: &str, shorter: &str| {
        longer.len() <= shorter.len() + LONGEST_CREDIT
            && longer.strip_prefix(shorter).is_some_and(|rest| rest.starts_with([' ', '(']))
    };
    if earlier == later {
        Some(Likeness::Same)
    } else if credit(later, earlier) {
        Some(Likeness::LaterLonger)
    } else if credit(earlier, later) {
        Some(Likeness::EarlierLonger)
    } else {
        None
    }
}

impl DuplicateParagraph {
    /// Whether `text` is a sentence or more of prose: with so many words in small letters, begun and
    /// ended like one, and with a verb.
    fn is_prose(&self, text: &str, least_words: usize) -> bool {
        let ended = text.trim_end_matches(|c: char| is_quote(c) || c == ')' || c == '\'');
        if !ended.ends_with(['.', '!']) || ended.ends_with("...") {
            return false;
        }
        let begun = text.chars().next().is_some_and(|c| c.is_uppercase() || is_quote(c));
        let mut small = 0;
        let mut verb = false;
        for word in words(text) {
            small += usize::from(word.is_small());
            verb |= self.verbs.contains(word.text);
            if begun && verb && small >= least_words {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mended, sightings};
    use super::*;

    const FIRST: &str = "The old bridge was closed on Monday because of the ice on the road.";
    const OTHER: &str = "It will be opened again when the ice has gone and the road is dry.";

    /// What is left of the paragraphs when the first fix of each finding is applied, and whether it
    /// may be.
    #[track_caller]
    fn check(paragraphs: &[&str], left: &[&str], applicability: Option<Applicability>) {
        let params = r#"
            least-words = 8
            within = 3
            verbs = ["was", "will"]
        "#;
        let text = paragraphs.join("\n\n");
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        let seen = sightings(&*check, &text);
        assert_eq!(mended(&text, &seen), left.join("\n\n"));
        assert_eq!(seen.first().map(|sighting| sighting.fixes[0].1), applicability);
    }

    #[test]
    fn the_second_of_two_goes() {
        let fixed = Some(Applicability::Unsafe);
        check(&[OTHER, FIRST, FIRST], &[OTHER, FIRST], fixed);
        check(&[FIRST, FIRST, OTHER], &[FIRST, OTHER], fixed);
    }

    #[test]
    fn the_one_with_a_credit_stays() {
        let credited = format!("{FIRST} (Photo: A. Lund)");
        let shown = Some(Applicability::Display);
        check(&[FIRST, &credited, OTHER], &[&credited, OTHER], shown);
        check(&[&credited, FIRST, OTHER], &[&credited, OTHER], shown);
        let longer = format!("{FIRST} {OTHER} {OTHER}");
        check(&[FIRST, &longer], &[FIRST, &longer], None);
    }

    #[test]
    fn what_is_far_apart_must_be_long() {
        check(&[FIRST, OTHER, FIRST], &[FIRST, OTHER, FIRST], None);
        let long = format!("{FIRST} {OTHER}");
        check(&[&long, "A word.", &long], &[&long, "A word."], Some(Applicability::Unsafe));
        check(&[&long, "A", "B", "C", &long], &[&long, "A", "B", "C", &long], None);
    }

    #[test]
    fn what_is_no_prose_may_come_twice() {
        for text in [
            "Was it closed on Monday because of the ice on the road or not?",
            "The old bridge was closed on Monday because of the ice on the road",
            "One old bridge on the road, closed on Monday because of all the ice.",
            "The bridge was closed.",
            "",
        ] {
            check(&[text, text], &[text, text], None);
        }
        check(&[FIRST, FIRST, FIRST], &[FIRST, FIRST, FIRST], None);
    }
}
