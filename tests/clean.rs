//! Clean English: how often each rule speaks where nothing is wrong, and whether it may.
//!
//! The corpora lie beside the project and are not part of it; without them the tests say that they
//! skipped.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test reads its own files and says what it saw"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;

use mtlint::finding::RuleIndex;
use mtlint::rule::{Applicability, Confidence};
use mtlint::text::Document;
use mtlint::verdict::{TraceCounts, judge};
use rayon::prelude::*;

/// The most findings per million words that are shown by default.
const DEFAULT_BOUND: f64 = 5.0;
/// The same in any one register of at least [`LARGE`] words.
const REGISTER_BOUND: f64 = 15.0;
/// Words a register must have for a rate in it to mean something.
const LARGE: usize = 70_000;
/// The most findings per million words of rules of confidence high and above.
const HIGH_BOUND: f64 = 1.0;

#[derive(Default)]
struct Count {
    words: usize,
    /// Findings by register and rule.
    findings: BTreeMap<(String, RuleIndex), usize>,
    words_by_register: BTreeMap<String, usize>,
    /// Findings of low confidence that are shown, because the document is called machine-made.
    raised: usize,
    /// Each shown finding, for people to judge.
    lines: Vec<String>,
    /// Safe fixes of text that needs none.
    safe: Vec<String>,
}

impl Count {
    fn merge(mut self, other: Count) -> Count {
        self.words += other.words;
        self.raised += other.raised;
        for (key, count) in other.findings {
            *self.findings.entry(key).or_default() += count;
        }
        for (register, words) in other.words_by_register {
            *self.words_by_register.entry(register).or_default() += words;
        }
        self.lines.extend(other.lines);
        self.safe.extend(other.safe);
        self
    }
}

fn count(least: Confidence) -> Option<Count> {
    let folder = common::corpus("clean")?;
    let (rules, scanner) = (common::rules(), common::scanner());
    let files = common::texts(&folder);
    assert!(files.len() > 1000, "the corpus is whole");
    Some(
        files
            .par_iter()
            .map(|file| {
                let register = file.parent().and_then(|parent| parent.file_name());
                let register = register.expect("a text lies in a register").to_string_lossy();
                let text = fs::read_to_string(file).expect("a text of the corpus is UTF-8");
                let words = text.split_whitespace().count();
                let document = Document::memory(text);
                let mut count = Count { words, ..Count::default() };
                count.words_by_register.insert(register.to_string(), words);
                let findings = scanner.scan(&document);
                // As in a run, what is shown follows from findings, and not from traces.
                let verdict = judge(rules, &findings, &TraceCounts::default(), words);
                let made = verdict.score >= rules.channels().weights.unlock_at;
                for finding in findings {
                    let rule = rules.get(finding.rule);
                    *count.findings.entry((register.to_string(), finding.rule)).or_default() += 1;
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    let place = document.lines().line_column(document.text(), finding.span.start());
                    let line = format!(
                        "{} {} {register}/{name}:{}: {:?}",
                        rule.confidence,
                        rule.name,
                        place.line,
                        document.slice(finding.span)
                    );
                    let fix = finding.fixes.first();
                    if fix.is_some_and(|fix| fix.applicability == Applicability::Safe) {
                        count.safe.push(line.clone());
                    }
                    let raised = made && rule.confidence < Confidence::Medium;
                    count.raised += usize::from(raised);
                    if raised || rule.confidence >= least {
                        count.lines.push(line);
                    }
                }
                count
            })
            .reduce(Count::default, Count::merge),
    )
}

fn per_million(findings: usize, words: usize) -> f64 {
    findings as f64 * 1e6 / words.max(1) as f64
}

#[test]
fn clean_text_is_left_alone() {
    let Some(count) = count(Confidence::Medium) else { return };
    let rules = common::rules();
    let rate_from = |least: Confidence, register: Option<&str>| {
        let words = register.map_or(count.words, |register| count.words_by_register[register]);
        let findings = count
            .findings
            .iter()
            .filter(|((at, rule), _)| {
                register.is_none_or(|register| at == register)
                    && rules.get(*rule).confidence >= least
            })
            .map(|(_, findings)| findings)
            .sum();
        per_million(findings, words)
    };

    println!("{} words of clean text", count.words);
    let mut by_rule: BTreeMap<RuleIndex, usize> = BTreeMap::new();
    for ((_, rule), findings) in &count.findings {
        *by_rule.entry(*rule).or_default() += findings;
    }
    for (rule, findings) in &by_rule {
        let rate = per_million(*findings, count.words);
        let rule = rules.get(*rule);
        println!("{rate:8.2} {:8} {} {}", rule.confidence, rule.code, rule.name);
    }
    for register in count.words_by_register.keys() {
        let rate = rate_from(Confidence::Medium, Some(register));
        println!("{rate:8.2} in {register}");
    }
    println!("{}", count.lines.join("\n"));

    let mut faults = Vec::new();
    for (rule, findings) in &by_rule {
        let rule = rules.get(*rule);
        let rate = per_million(*findings, count.words);
        if rule.confidence.bound().is_some_and(|bound| rate > bound) {
            faults.push(format!("{} claims {} at {rate:.2}", rule.name, rule.confidence));
        }
    }
    let shown = rate_from(Confidence::Medium, None) + per_million(count.raised, count.words);
    if shown > DEFAULT_BOUND {
        faults.push(format!("{shown:.2} findings per million words by default"));
    }
    let high = rate_from(Confidence::High, None);
    if high > HIGH_BOUND {
        faults.push(format!("{high:.2} findings per million words at high"));
    }
    for (register, &words) in &count.words_by_register {
        let rate = rate_from(Confidence::Medium, Some(register));
        if words >= LARGE && rate > REGISTER_BOUND {
            faults.push(format!("{rate:.2} findings per million words in {register}"));
        }
    }
    faults.extend(count.safe.iter().map(|line| format!("a safe fix would change: {line}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
