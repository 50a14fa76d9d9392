use thiserror::Error;

use crate::finding::RuleIndex;
use crate::rule::{CheckSpec, RuleSet};
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

/// A check, and the rules that run it: those that say the very same to it run it once together.
pub(super) struct BuiltCheck {
    pub(super) check: Box<dyn Check>,
    /// The rules, and which of their checks it is.
    pub(super) asked_by: Vec<(RuleIndex, usize)>,
}

pub(super) fn build_checks(rules: &RuleSet) -> Result<Vec<BuiltCheck>, Vec<CheckFault>> {
    let (mut built, mut faults) = (Vec::<BuiltCheck>::new(), Vec::new());
    let mut specs: Vec<&CheckSpec> = Vec::new();
    for (index, rule) in rules.iter() {
        for (at, spec) in rule.checks.iter().enumerate() {
            let same = |known: &&CheckSpec| known.run == spec.run && *known.params == *spec.params;
            if let Some(known) = specs.iter().position(same) {
                built[known].asked_by.push((index, at));
                continue;
            }
            match checks::build(&spec.run, &spec.params) {
                Ok(check) => {
                    specs.push(spec);
                    built.push(BuiltCheck { check, asked_by: vec![(index, at)] });
                }
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
