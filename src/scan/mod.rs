//! The engine: a document and compiled rules in, findings out.
//!
//! A scan reads nothing but its arguments, cannot fail, and takes time linear in the text. It knows
//! nothing of files, outputs or of any one rule.

mod article;
mod case;
mod check;
pub mod checks;
mod compile;
mod edges;
mod grams;
mod guarded;
mod index;
mod keys;
mod mend;
mod patterns;
mod records;
mod table;
mod traces;
mod words;

pub use check::{Check, Sighting};
pub use compile::CheckFault;

use std::fmt;

use crate::finding::{Finding, RuleIndex};
use crate::rule::{Entry, RuleSet, View};
use crate::text::{Document, Span, words as count_words};
use crate::verdict::{TraceCounts, Verdict, judge};

use guarded::Sight;
use table::Tables;
use traces::TraceIndex;

/// A compiled rule set. Built once, shared by all threads.
pub struct Scanner<'r> {
    rules: &'r RuleSet,
    tables: Tables<'static>,
    checks: Vec<compile::BuiltCheck>,
    traces: TraceIndex,
}

impl fmt::Debug for Scanner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scanner({} rules)", self.rules.len())
    }
}

/// A match of one entry of one rule in one view, before it is a finding.
#[derive(Debug, Clone)]
struct Hit {
    rule: RuleIndex,
    entry: usize,
    /// The whole match, in the view.
    span: Span,
    /// The named parts of the match, in the view.
    parts: Vec<(String, Span)>,
}

impl<'r> Scanner<'r> {
    /// Compiles `rules`.
    ///
    /// # Errors
    ///
    /// Every check that does not exist or does not take its parameters.
    pub fn new(rules: &'r RuleSet) -> Result<Scanner<'r>, Vec<CheckFault>> {
        Ok(Scanner {
            rules,
            tables: Tables::of(rules),
            checks: compile::build_checks(rules)?,
            traces: TraceIndex::new(&rules.channels().traces),
        })
    }

    /// The rules that were compiled.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Everything the rules find in `document`, in the order of position.
    ///
    /// Reads nothing but its arguments and cannot fail: a text may be damaged in any way.
    #[must_use]
    pub fn scan(&self, document: &Document) -> Vec<Finding> {
        self.scan_as(document, None)
    }

    /// The same, where `document` is taken to have come through the pivot language or the kind of
    /// channel `channel`, whatever it shows.
    #[must_use]
    pub fn scan_as(&self, document: &Document, channel: Option<&str>) -> Vec<Finding> {
        let mut findings = self.everything(document);
        self.silence(document, &mut findings, channel);
        findings
    }

    /// Where `document` comes from, in which `findings` are all that a scan finds.
    #[must_use]
    pub fn judge(&self, document: &Document, findings: &[Finding]) -> Verdict {
        let traces = self.traces.count(document.folded().text());
        judge(self.rules, findings, &traces, count_words(document.text()))
    }

    /// Takes out the findings of rules that need a channel which the others do not show.
    fn silence(&self, document: &Document, findings: &mut Vec<Finding>, channel: Option<&str>) {
        let needed = |finding: &Finding| self.rules.get(finding.rule).needs_channel.as_deref();
        // Few documents have such findings, and only those need a verdict.
        if findings.iter().all(|finding| needed(finding).is_none()) {
            return;
        }
        let known = self.rules.channels();
        // A trace is no finding, and what is shown follows from findings alone.
        let traces = TraceCounts::default();
        let verdict = judge(self.rules, findings, &traces, count_words(document.text()));
        findings.retain(|finding| {
            needed(finding).is_none_or(|word| {
                channel == Some(word) || verdict.shows(known, word) >= known.weights.unlock_at
            })
        });
    }

    fn everything(&self, document: &Document) -> Vec<Finding> {
        let mut findings = Vec::new();
        let tables = [(&self.tables.folded, View::Folded), (&self.tables.raw, View::Raw)];
        for (table, view) in tables {
            let sight = Sight::new(document, view);
            let mut hits = table.hits(self.rules, &sight);
            hits.retain(|hit| {
                let entry = self.entry(hit);
                sight.admits(hit, entry)
            });
            for hit in leftmost_longest(hits) {
                let rule = self.rules.get(hit.rule);
                findings.extend(mend::finding(rule, self.entry(&hit), &hit, &sight));
            }
        }
        for built in &self.checks {
            built.check.run(document, &mut |sighting| {
                for &(index, spec) in &built.asked_by {
                    let rule = self.rules.get(index);
                    let bound = rule.checks.get(spec).map(|spec| spec.applicability);
                    findings.extend(mend::sighted(rule, index, bound, document, sighting.clone()));
                }
            });
        }
        findings.sort_by_key(|finding| (finding.span, finding.rule));
        findings.dedup_by(|a, b| (a.span, a.rule) == (b.span, b.rule));
        findings
    }

    fn entry(&self, hit: &Hit) -> &'r Entry {
        &self.rules.get(hit.rule).entries[hit.entry]
    }
}

/// Of one rule's hits that overlap, the leftmost, and of those that begin together the longest.
/// Hits of different rules all stand: their clashes are the fixer's affair.
fn leftmost_longest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| {
        (a.rule, a.span.start(), b.span.end(), a.entry).cmp(&(
            b.rule,
            b.span.start(),
            a.span.end(),
            b.entry,
        ))
    });
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match kept.last() {
            Some(last) if last.rule == hit.rule && last.span.overlaps(hit.span) => {}
            _ => kept.push(hit),
        }
    }
    kept
}
