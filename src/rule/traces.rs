//! Traces: signs that say next to nothing alone, and much where there are many of them. What is made
//! of them is no concern of this floor.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::RuleSource;
use super::channels::{ChannelKind, Gathering};
use super::file;

/// Signs of one way of writing, which are weighed together.
///
/// A group speaks for the channels of its kind, as one rule would. Its signs are never findings: a
/// person may write any of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Traces {
    /// What the group is called.
    pub id: String,
    /// What they are traces of, at the end of `41 traces of …`.
    pub of: String,
    /// The kind of the channels that they speak for.
    pub kind: ChannelKind,
    /// BCP 47 tags of the pivot languages that leave them; empty: any.
    pub pivots: Vec<String>,
    /// What it says that a document has none of the signs: a logarithm, mostly below 0.
    pub base: f64,
    /// The most that all signs say together.
    pub most: f64,
    /// The signs.
    pub signs: Vec<Sign>,
}

/// Phrases that are counted together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sign {
    /// Small words with one blank between two.
    pub phrases: Vec<String>,
    /// What the logarithm of one more than their number is multiplied by. Below 0: a sign of people.
    pub weight: f64,
}

impl Sign {
    /// How many letters a word of a phrase may have: more than any small word has.
    pub const LONGEST_WORD: usize = 16;
}

impl Gathering<'_> {
    /// The group `id` of `file`, without what is at fault in it.
    pub(super) fn traces(
        &mut self,
        source: &Arc<RuleSource>,
        id: &str,
        file: &file::Traces,
    ) -> Traces {
        self.line(source, &file.of, "say what they are traces of, on one line");
        let mut traces = Traces {
            id: id.to_owned(),
            of: file.of.value.clone(),
            kind: file.kind.value,
            pivots: file.pivots.clone(),
            base: self.number(source, &file.base, f64::NEG_INFINITY, f64::INFINITY),
            most: self.number(source, &file.most, 0.0, f64::INFINITY),
            signs: Vec::new(),
        };
        if !traces.kind.is_machine_made() {
            let message = format!("`{}` writes nothing that could have traces", traces.kind);
            self.report(source, file.kind.at, message, None);
        }
        let mut known = BTreeSet::new();
        for sign in &file.sign {
            let weight = self.number(source, &sign.weight, f64::NEG_INFINITY, f64::INFINITY);
            let mut phrases = Vec::with_capacity(sign.phrases.len());
            for phrase in &sign.phrases {
                if !is_words(phrase) {
                    let message = format!("`{}` is no phrase of small words", phrase.value);
                    let help = "letters of ASCII, digits and apostrophes, up to 16 a word, one blank between words";
                    self.report(source, phrase.at, message, Some(help.to_owned()));
                } else if known.insert(phrase.as_str()) {
                    phrases.push(phrase.value.clone());
                } else {
                    let message = format!("`{}` is a sign of this group already", phrase.value);
                    self.report(source, phrase.at, message, None);
                }
            }
            if sign.together {
                traces.signs.push(Sign { phrases, weight });
            } else {
                let alone = |phrase| Sign { phrases: vec![phrase], weight };
                traces.signs.extend(phrases.into_iter().map(alone));
            }
        }
        traces
    }
}

/// Whether `phrase` is made of words as a scan sees them, in small letters.
fn is_words(phrase: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    phrase.split(' ').all(|word| {
        word.len() <= Sign::LONGEST_WORD
            && word.split('\'').all(|part| !part.is_empty() && part.bytes().all(is_small))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Fault, RuleSet};

    const TRACES: &str = "\
[traces.romance]\nof = 'Spanish'\nkind = 'round-trip'\npivots = ['es']\nbase = -2\nmost = 6\n\
[[traces.romance.sign]]\nweight = 1.5\nphrases = ['of the', 'it does']\n\
[[traces.romance.sign]]\nweight = -1\ntogether = true\nphrases = [\"don't\", \"isn't\"]\n";

    fn load(text: &str) -> (Vec<Traces>, Vec<Fault>) {
        let path = "rules/channels/traces.toml".to_owned();
        let source = RuleSource { path, text: text.to_owned().into(), builtin: false };
        let (rules, faults) = RuleSet::load(vec![Arc::new(source)]);
        (rules.channels().traces.clone(), faults)
    }

    #[test]
    fn a_group_is_what_the_file_says() {
        let (traces, faults) = load(TRACES);
        assert_eq!(faults, []);
        let [group] = traces.as_slice() else { panic!("not one: {traces:#?}") };
        assert_eq!((group.id.as_str(), group.base, group.most), ("romance", -2.0, 6.0));
        let signs: Vec<_> =
            group.signs.iter().map(|sign| (sign.phrases.join("|"), sign.weight)).collect();
        let expect = [("of the", 1.5), ("it does", 1.5), ("don't|isn't", -1.0)];
        assert_eq!(signs, expect.map(|(phrases, weight)| (phrases.to_owned(), weight)));
    }

    #[track_caller]
    fn check(from: &str, to: &str, message: &str) {
        assert!(TRACES.contains(from));
        let (_, faults) = load(&TRACES.replacen(from, to, 1));
        let [fault] = faults.as_slice() else { panic!("not one: {faults:#?}") };
        assert_eq!(fault.message, message);
    }

    #[test]
    fn what_is_wrong_with_a_group_is_reported() {
        check("'of the'", "'of  the'", "`of  the` is no phrase of small words");
        check("'of the'", "'Of the'", "`Of the` is no phrase of small words");
        check(
            "'of the'",
            "'of counterrevolutions'",
            "`of counterrevolutions` is no phrase of small words",
        );
        check("'of the'", "'of the,'", "`of the,` is no phrase of small words");
        check("'of the'", "'it does'", "`it does` is a sign of this group already");
        check("'round-trip'", "'scraper'", "`scraper` writes nothing that could have traces");
        check("'Spanish'", "' '", "this is no line of text");
        check("most = 6", "most = -6", "`-6` is no number that may stand here");
        check("weight = 1.5", "weight = inf", "`inf` is no number that may stand here");
    }
}
