//! How often rules spoke in a corpus: the counts, what they come to for each million words, how
//! they changed, and their forms of output.

mod change;
mod tables;

pub use change::{Change, ReportError};
pub use tables::{draw_markdown, draw_table};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, RuleIndex};
use crate::rule::{Category, Confidence, RuleSet};
use crate::text::{Document, ceil_boundary, floor_boundary, slice};

/// How much of the text stands on either side of a finding in the sample, in bytes.
const AROUND: usize = 60;

/// How often each rule spoke in the documents of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Documents that were scanned.
    pub documents: usize,
    /// Documents with at least one finding.
    pub documents_with_findings: usize,
    /// Files passed over because they are not text.
    pub binary: usize,
    /// Inputs that could not be read or scanned.
    pub troubles: usize,
    /// Words scanned, as white space separates them.
    pub words: usize,
    /// The counts of each rule, by its place in the set.
    pub counts: Vec<Count>,
    /// Findings drawn at random, in the order in which they were found.
    pub sample: Vec<Sampled>,
}

/// How often one rule spoke.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Its findings.
    pub findings: usize,
    /// The documents in which it spoke.
    pub documents: usize,
}

/// One finding of a sample, with the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// The random number by which it was drawn.
    pub key: u64,
    /// The number of its document in the run, and its own in the document, both from 0.
    pub place: (usize, usize),
    /// The rule that spoke.
    pub rule: RuleIndex,
    /// The document.
    pub path: String,
    /// The line on which the damage begins, from 1.
    pub line: usize,
    /// The column at which it begins, from 1, in characters.
    pub column: usize,
    /// The text before it, the damage, and the text behind it, white space as single blanks.
    pub text: [String; 3],
}

impl Sampled {
    /// `finding`, drawn by `key`, with the words around it in `document`.
    #[must_use]
    pub fn new(key: u64, place: (usize, usize), document: &Document, finding: &Finding) -> Sampled {
        let (text, span) = (document.text(), finding.span);
        let at = document.lines().line_column(text, span.start());
        let before = floor_boundary(text, span.start().saturating_sub(AROUND));
        let after = ceil_boundary(text, span.end().saturating_add(AROUND).min(text.len()));
        let damage = document.slice(span);
        let damage = if damage.len() > 4 * AROUND {
            let head = slice(damage, 0, floor_boundary(damage, 2 * AROUND));
            let tail = ceil_boundary(damage, damage.len() - 2 * AROUND);
            format!("{head} … {}", slice(damage, tail, damage.len()))
        } else {
            damage.to_owned()
        };
        Sampled {
            key,
            place,
            rule: finding.rule,
            path: document.origin().to_string(),
            line: at.line,
            column: at.column,
            text: [
                blanks(slice(text, before, span.start())),
                blanks(&damage),
                blanks(slice(text, span.end(), after)),
            ],
        }
    }
}

/// `text` with every run of white space as one blank.
fn blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// Statistics as they are written out, and read again to be compared with. The fields of its JSON
/// form have these names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatisticsReport {
    /// Documents that were scanned.
    pub documents: usize,
    /// Documents with at least one finding.
    pub documents_with_findings: usize,
    /// Words scanned.
    pub words: usize,
    /// All findings.
    pub findings: usize,
    /// All findings per million words.
    pub per_million_words: f64,
    /// The rules that were asked for, in the order of their codes, with those that never spoke.
    pub rules: Vec<RuleRow>,
    /// The same by category; only those that have findings.
    pub categories: Vec<GroupRow>,
    /// The same by confidence, the surest first.
    pub confidences: Vec<GroupRow>,
    /// The sample, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Vec<SampleRow>>,
    /// What changed, where older statistics were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
}

/// How often one rule spoke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The code of the rule.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: String,
    /// Its confidence.
    pub confidence: String,
    /// Its findings.
    pub findings: usize,
    /// The documents in which it spoke.
    pub documents: usize,
    /// Its findings per million words.
    pub per_million_words: f64,
}

/// How often the rules of one kind spoke.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// The name of the category or confidence.
    pub name: String,
    /// Its findings.
    pub findings: usize,
    /// Its findings per million words.
    pub per_million_words: f64,
}

/// One finding to be judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleRow {
    /// The code of the rule.
    pub code: String,
    /// Its name.
    pub rule: String,
    /// Its confidence.
    pub confidence: String,
    /// The document.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What stands before the damage.
    pub before: String,
    /// The damage.
    pub text: String,
    /// What stands behind it.
    pub after: String,
}

impl StatisticsReport {
    /// What `statistics` come to for those of `rules` that are `shown`; with the sample if one was
    /// `sampled`.
    #[must_use]
    pub fn new(
        statistics: &Statistics,
        rules: &RuleSet,
        shown: &dyn Fn(RuleIndex) -> bool,
        sampled: bool,
    ) -> StatisticsReport {
        let rate = |findings| per_million(findings, statistics.words);
        let mut rows = Vec::new();
        let mut categories: BTreeMap<Category, usize> = BTreeMap::new();
        let mut confidences: BTreeMap<Confidence, usize> = BTreeMap::new();
        for (index, rule) in rules.iter().filter(|(index, _)| shown(*index)) {
            let count = statistics.counts.get(index.0).copied().unwrap_or_default();
            *categories.entry(rule.category).or_default() += count.findings;
            *confidences.entry(rule.confidence).or_default() += count.findings;
            rows.push(RuleRow {
                code: rule.code.clone(),
                name: rule.name.clone(),
                category: rule.category.to_string(),
                confidence: rule.confidence.to_string(),
                findings: count.findings,
                documents: count.documents,
                per_million_words: rate(count.findings),
            });
        }
        let group = |name: String, findings| {
            let per_million_words = rate(findings);
            GroupRow { name, findings, per_million_words }
        };
        let categories = categories.iter().filter(|(_, findings)| **findings > 0);
        let findings = rows.iter().map(|row| row.findings).sum();
        let sample = statistics.sample.iter().map(|sampled| sample_row(sampled, rules)).collect();
        StatisticsReport {
            documents: statistics.documents,
            documents_with_findings: statistics.documents_with_findings,
            words: statistics.words,
            findings,
            per_million_words: rate(findings),
            rules: rows,
            categories: categories.map(|(name, all)| group(name.to_string(), *all)).collect(),
            confidences: confidences
                .iter()
                .rev()
                .map(|(name, findings)| group(name.to_string(), *findings))
                .collect(),
            sample: sampled.then_some(sample),
            changes: None,
        }
    }
}

fn sample_row(sampled: &Sampled, rules: &RuleSet) -> SampleRow {
    let rule = rules.get(sampled.rule);
    let [before, text, after] = sampled.text.clone();
    SampleRow {
        code: rule.code.clone(),
        rule: rule.name.clone(),
        confidence: rule.confidence.to_string(),
        path: sampled.path.clone(),
        line: sampled.line,
        column: sampled.column,
        before,
        text,
        after,
    }
}

/// `findings` for each million of `words`, to three decimals; 0 where there are no words.
#[must_use]
pub fn per_million(findings: usize, words: usize) -> f64 {
    let rate = findings as f64 * 1e6 / words.max(1) as f64;
    (rate * 1e3).round() / 1e3
}
