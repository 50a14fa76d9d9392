//! What the examples of rules show, and what they do not.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::finding::{Finding, RuleIndex};
use crate::rule::{Applicability, Entry, Example, FlawKind, Rule};
use crate::scan::Scanner;
use crate::text::{Document, Span, slice};

use super::Desk;
use super::probe::Place;

/// How many examples of each kind a rule has.
const LEAST: usize = 3;

/// What is found in the examples of all rules.
#[derive(Default)]
pub(super) struct Shown {
    /// Entries that are found in a `bad` example of their rule.
    pub(super) exercised: BTreeSet<Place>,
    /// Those that are found in one that has a `fixed` text.
    pub(super) mended: BTreeSet<Place>,
    /// What stands before and behind those, by their rule and table.
    pub(super) contexts: BTreeMap<(RuleIndex, Span), Vec<(String, String)>>,
    /// The rules that speak in the `bad` examples of others, and in how many others.
    pub(super) elsewhere: BTreeMap<RuleIndex, BTreeSet<RuleIndex>>,
    /// The rules that speak in `good` examples, each with one of them.
    pub(super) in_good: BTreeMap<RuleIndex, String>,
    /// Rules all of whose examples are found by another of the same confidence or above.
    pub(super) covered: BTreeMap<RuleIndex, RuleIndex>,
    /// The texts of all examples.
    pub(super) texts: Vec<String>,
}

impl Shown {
    pub(super) fn new(scanner: &Scanner<'_>) -> Shown {
        let rules = scanner.rules();
        let all: Vec<(RuleIndex, &Example)> = rules
            .iter()
            .flat_map(|(index, rule)| rule.examples.iter().map(move |example| (index, example)))
            .collect();
        let found: Vec<Vec<Finding>> = all
            .par_iter()
            .map(|(_, example)| match example {
                Example::Bad { text, channel, .. } | Example::Good { text, channel } => {
                    scanner.scan_as(&Document::memory(text.as_str()), channel.as_deref())
                }
                Example::Miss { .. } | Example::Mistake { .. } => Vec::new(),
            })
            .collect();
        let mut shown = Shown::default();
        let mut covering: BTreeMap<RuleIndex, BTreeSet<RuleIndex>> = BTreeMap::new();
        for ((index, example), findings) in all.into_iter().zip(found) {
            match example {
                Example::Bad { text, fixed, .. } => {
                    shown.texts.push(text.clone());
                    shown.bad(rules.get(index), index, text, &findings, fixed.is_some());
                    let over = covers(scanner, index, &findings);
                    let known = covering.entry(index).or_insert_with(|| over.clone());
                    known.retain(|other| over.contains(other));
                }
                Example::Good { text, .. } => {
                    shown.texts.push(text.clone());
                    for finding in findings {
                        shown.in_good.entry(finding.rule).or_insert_with(|| text.clone());
                    }
                }
                Example::Miss { text, .. } | Example::Mistake { text, .. } => {
                    shown.texts.push(text.clone());
                }
            }
        }
        for (rule, others) in covering {
            if let Some(&other) = others.first() {
                shown.covered.insert(rule, other);
            }
        }
        shown
    }

    fn bad(
        &mut self,
        rule: &Rule,
        index: RuleIndex,
        text: &str,
        findings: &[Finding],
        fixed: bool,
    ) {
        for finding in findings {
            if finding.rule != index {
                self.elsewhere.entry(finding.rule).or_default().insert(index);
                continue;
            }
            for (at, entry) in rule.entries.iter().enumerate() {
                if entry.instance == finding.instance {
                    self.exercised.insert((index, at));
                    let sides = (
                        slice(text, 0, finding.span.start()).to_owned(),
                        slice(text, finding.span.end(), text.len()).to_owned(),
                    );
                    self.contexts.entry((index, entry.table)).or_default().push(sides);
                    if fixed {
                        self.mended.insert((index, at));
                    }
                }
            }
        }
    }
}

/// The rules as sure as that at `index` whose findings lie over all of its own.
fn covers(scanner: &Scanner<'_>, index: RuleIndex, findings: &[Finding]) -> BTreeSet<RuleIndex> {
    let rules = scanner.rules();
    let rule = rules.get(index);
    let own: Vec<_> = findings.iter().filter(|finding| finding.rule == index).collect();
    if own.is_empty() {
        return BTreeSet::new();
    }
    let others = findings.iter().map(|finding| finding.rule).filter(|other| {
        let other_rule = rules.get(*other);
        *other != index
            && other_rule.confidence >= rule.confidence
            && (other_rule.needs_channel.is_none()
                || other_rule.needs_channel == rule.needs_channel)
    });
    others
        .filter(|other| {
            own.iter().all(|own| {
                findings.iter().any(|over| {
                    over.rule == *other
                        && over.span.start() <= own.span.start()
                        && own.span.end() <= over.span.end()
                })
            })
        })
        .collect()
}

impl Desk<'_> {
    /// Reports what examples leave unsaid.
    pub(super) fn examples(&mut self) {
        for (index, rule) in self.wanted.clone() {
            let bad = |example: &&Example| matches!(example, Example::Bad { .. });
            let good = |example: &&Example| matches!(example, Example::Good { .. });
            for (kind, count) in [
                ("bad", rule.examples.iter().filter(bad).count()),
                ("good", rule.examples.iter().filter(good).count()),
            ] {
                if count < LEAST {
                    let plural = if count == 1 { "" } else { "s" };
                    let message = format!(
                        "`{}` has {count} `{kind}` example{plural}, and {LEAST} are the least",
                        rule.name
                    );
                    self.flaw(FlawKind::MissingExamples, rule, rule.at, message, None);
                }
            }
            self.tables(index, rule);
            if let Some(&other) = self.shown.covered.get(&index) {
                let other = &self.rules.get(other).name;
                let message =
                    format!("in every example of `{}`, `{other}` finds the same place", rule.name);
                let help = "show what only this rule finds, or leave the rule out";
                self.flaw(FlawKind::Shadowed, rule, rule.at, message, Some(help));
            }
        }
    }

    /// Reports tables that no example is found by, and repairs that no example shows.
    fn tables(&mut self, index: RuleIndex, rule: &Rule) {
        let mut tables: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, entry) in rule.entries.iter().enumerate() {
            tables.entry(entry.table).or_default().push(at);
        }
        for (table, entries) in tables {
            let shown =
                |set: &BTreeSet<Place>| entries.iter().any(|at| set.contains(&(index, *at)));
            let repairs = entries.iter().any(|at| repairs(&rule.entries[*at]));
            if !shown(&self.shown.exercised) {
                let message = "no `bad` example is found by what stands here".to_owned();
                self.flaw(FlawKind::MissingExamples, rule, table, message, None);
            } else if repairs && !shown(&self.shown.mended) {
                let message = "no `bad` example with a `fixed` text shows these repairs".to_owned();
                self.flaw(FlawKind::MissingExamples, rule, table, message, None);
            }
        }
    }
}

/// Whether the fix of `entry` may be applied.
fn repairs(entry: &Entry) -> bool {
    entry.fixes.len() == 1 && entry.applicability > Applicability::Display
}
