use thiserror::Error;

use crate::finding::RuleIndex;
use crate::rule::RuleSet;
use crate::text::Span;

use super::check::Check;
use super::guarded::Sight;
use super::index::NeedleIndex;
use super::patterns::Windows;
use super::table::{Table, Use};
use super::{Hit, checks, edges, patterns};

/// A check that a rule asks for in vain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CheckFault {
    /// The rule.
    pub rule: RuleIndex,
    /// Which of its checks.
    pub check: usize,
    /// What is wrong.
    pub message: String,
}

pub(super) type BuiltCheck = (RuleIndex, usize, Box<dyn Check>);

pub(super) fn build_checks(rules: &RuleSet) -> Result<Vec<BuiltCheck>, Vec<CheckFault>> {
    let (mut built, mut faults) = (Vec::new(), Vec::new());
    for (index, rule) in rules.iter() {
        for (at, spec) in rule.checks.iter().enumerate() {
            match checks::build(&spec.run, &spec.params) {
                Ok(check) => built.push((index, at, check)),
                Err(message) => faults.push(CheckFault { rule: index, check: at, message }),
            }
        }
    }
    if faults.is_empty() { Ok(built) } else { Err(faults) }
}

impl Table<'_> {
    /// Every match of every entry; of literals, those in the right case and at word edges. Guards
    /// have not been asked.
    pub(super) fn hits(&self, rules: &RuleSet, sight: &Sight<'_>) -> Vec<Hit> {
        let text = sight.text();
        let mut hits = Vec::new();
        let mut windows = vec![Windows::default(); self.patterns().len()];
        self.index.search(text, &mut |needle, start, end| {
            let span = Span::new(start, end);
            match self.stands_for(needle) {
                Use::Anchor { pattern, reach } => windows[pattern].add(sight, span, reach),
                Use::Literal { place, exact, edges } => {
                    let same_case = !exact
                        || text.as_bytes().get(span.range()) == Some(self.index.needle(needle));
                    if same_case && (!edges || edges::at_word_edges(text, span)) {
                        let (rule, entry) = (place.rule, place.entry);
                        hits.push(Hit { rule, entry, span, parts: Vec::new() });
                    }
                }
            }
        });
        for (place, windows) in self.patterns().zip(windows) {
            patterns::run(rules, place, text, windows, &mut hits);
        }
        for place in self.unindexed() {
            patterns::run(rules, place, text, Windows::whole(text), &mut hits);
        }
        hits
    }
}
