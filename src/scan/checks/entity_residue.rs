//! Damaged HTML character references: `& quot;`, `,quot;`, `&amp;#39;` and their like.
//!
//! A translator takes `&quot;` for words and punctuation, and gives back something that no browser
//! reads. Which names there are and which damage a rule is about stands in the rule file; this
//! finds them, tells what they do in their sentence, and writes them again as text.

mod placing;
mod reading;
mod reference;

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::finding::Edit;
use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span};

use super::sentences::paragraphs_with;
use placing::Style;
use reading::Apostrophes;
use reference::{Form, Names};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    /// The damage that the rule is about. All damage is read, because the quotation marks of a
    /// paragraph are only understood together.
    forms: Vec<Form>,
    names: HashMap<String, char>,
    words: HashSet<String>,
    unmistakable: HashSet<String>,
    endings: HashSet<String>,
    beginnings: HashSet<String>,
    /// Words of those who write about references. A paragraph with one is left alone.
    about: HashSet<String>,
}

struct EntityResidue {
    forms: Vec<Form>,
    names: Names,
    apostrophes: Apostrophes,
    about: HashSet<String>,
}

pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    let params: Params = params.try_into()?;
    Ok(Box::new(EntityResidue {
        forms: params.forms,
        names: Names {
            characters: params.names,
            words: params.words,
            unmistakable: params.unmistakable,
        },
        apostrophes: Apostrophes { endings: params.endings, beginnings: params.beginnings },
        about: params.about,
    }))
}

impl Check for EntityResidue {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let mut style = None;
        // Every reference has one of these.
        let sign = |bytes: &[u8]| memchr::memchr3(b'&', b';', 0xef, bytes);
        for paragraph in paragraphs_with(document.folded(), sign) {
            let span = paragraph.source(document.folded());
            let paragraph = document.slice(span);
            let references = reference::references(paragraph, &self.names);
            if !references.iter().any(|one| self.forms.contains(&one.form))
                || self.is_about(paragraph)
            {
                continue;
            }
            let style = *style.get_or_insert_with(|| Style::of(document.text(), Style::default()));
            let repairs = reading::repairs(paragraph, &references, &self.apostrophes, style);
            for (reference, repair) in references.iter().zip(repairs) {
                // In a feed, what is escaped once is markup, and what is escaped twice is text.
                if !self.forms.contains(&reference.form)
                    || (reference.form == Form::DoubleEscaped && is_feed(document))
                {
                    continue;
                }
                let place = |inner: Span| {
                    Span::new(span.start() + inner.start(), span.start() + inner.end())
                };
                let edited = place(repair.span);
                let mut sighting = Sighting::new(place(reference.span));
                sighting.slots.push(("was", repair.was));
                sighting
                    .fixes
                    .push((vec![Edit { span: edited, text: repair.text }], repair.applicability));
                if let Some(text) = repair.alternative {
                    sighting
                        .fixes
                        .push((vec![Edit { span: edited, text }], Applicability::Display));
                }
                report(sighting);
            }
        }
    }
}

impl EntityResidue {
    /// Whether `paragraph` is about references.
    fn is_about(&self, paragraph: &str) -> bool {
        words(paragraph).any(|word| self.about.contains(&word.to_ascii_lowercase()))
    }
}

/// Whether `document` is XML, in which pages are carried in escaped form.
fn is_feed(document: &Document) -> bool {
    let start = document.text().trim_start();
    ["<?xml", "<rss", "<feed"].iter().any(|tag| start.starts_with(tag))
}

/// The runs of ASCII letters of `text`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, mended};
    use super::*;
    use crate::rule::Applicability::{Display, Safe, Unsafe};

    const PARAMS: &str = r##"
        forms = ["split", "comma", "double-escaped", "full-width", "bare"]
        words = ["copy"]
        unmistakable = ["quot", "apos", "nbsp", "rsquo"]
        endings = ["s", "t", "re"]
        beginnings = ["o", "d"]
        about = ["html"]
        [names]
        quot = '"'
        apos = "'"
        amp = "&"
        lt = "<"
        nbsp = "\u00a0"
        ldquo = "\u201c"
        rdquo = "\u201d"
        rsquo = "\u2019"
        eacute = "\u00e9"
    "##;

    fn sightings(text: &str) -> Vec<Sighting> {
        let params = PARAMS.parse().expect("the parameters are TOML");
        let check = build(params).expect("the parameters are whole");
        testing::sightings(&*check, text)
    }

    /// The first fixes of all sightings, from the last to the first, give `fixed`.
    #[track_caller]
    fn check(text: &str, fixed: &str, wanted: &[Applicability]) {
        let seen = sightings(text);
        assert_eq!(mended(text, &seen), fixed);
        let applicabilities: Vec<_> = seen.iter().map(|sighting| sighting.fixes[0].1).collect();
        assert_eq!(applicabilities, wanted, "{text}");
    }

    #[test]
    fn a_mark_takes_hold_of_the_word_it_belongs_to() {
        check("& # 39; Sing up & # 39;", "'Sing up'", &[Safe, Safe]);
        check("he said & quot; go & quot; twice", "he said \"go\" twice", &[Safe, Safe]);
        check("a \"slow,quot; train", "a \"slow\" train", &[Safe]);
        check("(& quot; go & quot; ) he", "(\"go\" ) he", &[Safe, Safe]);
        check("the crew & # 40; of six & # 41; left", "the crew (of six) left", &[Safe, Safe]);
    }

    #[test]
    fn an_apostrophe_joins_both_sides_of_its_word() {
        check("it& # 39; s and we & # 39; re", "it's and we're", &[Safe, Safe]);
        check("O & # 39; Neill & # 39; s hat", "O'Neill's hat", &[Safe, Safe]);
        check("the dogs& # 39; bowls", "the dogs' bowls", &[Safe]);
        check("the dogs & # 39; bowls", "the dogs' bowls", &[Unsafe]);
        check("\"We don& # 39; t know.", "\"We don't know.", &[Safe]);
    }

    #[test]
    fn quotation_marks_that_do_not_come_out_even_are_not_safe() {
        check("\"One day,quot; he said. \"Or two.", "\"One day\" he said. \"Or two.", &[Unsafe]);
        check("nobody,quot; he said", "nobody\" he said", &[Unsafe]);
        check("& quot; Nobody came.", "\"Nobody came.", &[Unsafe]);
        check("a \"b\" & quot;\n\n\"c", "a \"b\"\"\n\n\"c", &[Unsafe]);
    }

    #[test]
    fn a_mark_that_may_have_been_a_bracket_is_only_shown() {
        for (text, shown) in [
            ("a radio & quot; set free) here", ["\"", "("]),
            ("the (old sea & # 39; drifts", ["'", "("]),
            ("the EU & quot; European Union & quot; fund", ["\"", "("]),
        ] {
            let seen = sightings(text);
            let fixes: Vec<_> =
                seen[0].fixes.iter().map(|(edits, how)| (edits[0].text.as_str(), *how)).collect();
            assert_eq!(fixes, shown.map(|text| (text, Display)), "{text}");
        }
    }

    #[test]
    fn list_marks_and_smiles_are_no_brackets() {
        check("a) we don& # 39; t & quot; b & quot;", "a) we don't \"b\"", &[Safe, Safe, Safe]);
        check("fine :) he said & quot; b & quot;", "fine :) he said \"b\"", &[Safe, Safe]);
    }

    #[test]
    fn marks_are_as_curly_as_their_paragraph() {
        check(
            "\u{201c}Yes,\u{201d} she wrote: & quot; it& # 39; s off & quot;.",
            "\u{201c}Yes,\u{201d} she wrote: \u{201c}it\u{2019}s off\u{201d}.",
            &[Safe, Safe, Safe],
        );
        check("it\u{2019}s late\n\nwe & # 39; re", "it\u{2019}s late\n\nwe\u{2019}re", &[Safe]);
        check("he said &amp;ldquo;no&amp;rdquo;", "he said \u{201c}no\u{201d}", &[Safe, Safe]);
    }

    #[test]
    fn spaces_are_one_space_and_other_characters_stay_where_they_are() {
        check("20 & nbsp; grams", "20 grams", &[Safe]);
        check("& nbsp; Once upon", "Once upon", &[Safe]);
        check("Smith & amp; Sons", "Smith & Sons", &[Safe]);
        check("guitar & amp; drums", "guitar & drums", &[Unsafe]);
        check("caf& eacute;, r& eacute; sum", "caf\u{e9}, r\u{e9} sum", &[Safe, Unsafe]);
        check("a & lt; b", "a < b", &[Unsafe]);
    }

    #[test]
    fn a_line_break_is_not_taken_out() {
        check("he said & quot;\ngo & quot; twice", "he said\n\"go\" twice", &[Safe, Safe]);
        check("he said & quot; go\n& quot; twice", "he said \"go\"\ntwice", &[Safe, Safe]);
        check("20 & nbsp;\ngrams", "20\ngrams", &[Safe]);
    }

    #[test]
    fn a_comma_beside_a_bare_name_stays() {
        check("as quot;we,quot; here", "as \"we,\" here", &[Safe, Safe]);
    }

    #[test]
    fn a_paragraph_about_entities_is_left_alone() {
        check("In HTML, & quot; is a mark.", "In HTML, & quot; is a mark.", &[]);
    }

    #[test]
    fn a_feed_carries_escaped_pages() {
        let feed = "<?xml version=\"1.0\"?> <p>Bread &amp;amp; butter</p>";
        check(feed, feed, &[]);
    }

    #[test]
    fn a_parameter_that_is_not_there_is_a_fault() {
        let params: toml::Table = format!("froms = []\n{PARAMS}").parse().expect("TOML");
        assert!(build(params).is_err());
    }
}
