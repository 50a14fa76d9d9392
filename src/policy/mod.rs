//! What a run shows and when it fails.
//!
//! Which findings of a document count is decided by their rules, by whether the document is
//! machine-made, and by what the user has said. This floor knows nothing of files, outputs or
//! command lines.

mod gate;
mod select;

pub use gate::{FailOn, Gates};
pub use select::{
    Choice, DEFAULT_CONFIDENCE, RAISED_CONFIDENCE, Selection, Selector, UnknownSelector,
};

use std::sync::Arc;

use crate::finding::{Finding, Reported, Standing};
use crate::rule::{RuleIndex, RuleSet, Severity};
use crate::text::{Document, Origin};

/// What the user wants of the rules in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The rules whose findings are shown, counted and mended.
    pub selection: Selection,
    /// By the place of a rule: how much its findings matter, where that is not as the rule says.
    /// Rules beyond the end are as they are.
    pub severities: Vec<Option<Severity>>,
}

impl Policy {
    /// Shows what `selection` does, as the rules are.
    #[must_use]
    pub fn new(selection: Selection) -> Policy {
        Policy { selection, severities: Vec::new() }
    }

    /// How much findings of the rule at `index` matter.
    #[must_use]
    pub fn severity(&self, index: RuleIndex, rules: &RuleSet) -> Severity {
        let said = self.severities.get(index.0).copied().flatten();
        said.unwrap_or_else(|| rules.get(index).severity)
    }

    /// Those of `findings`, all that there are in `document`, that are to be shown, and whether
    /// they count; `made`: whether the document is machine-made.
    #[must_use]
    pub fn judge(
        &self,
        document: &Document,
        rules: &RuleSet,
        findings: Vec<Finding>,
        made: bool,
    ) -> Vec<Reported> {
        let _ = document;
        findings
            .into_iter()
            .filter(|finding| self.selection.shows_in(finding.rule, made))
            .map(|finding| Reported {
                severity: self.severity(finding.rule, rules),
                standing: Standing::Open,
                finding,
            })
            .collect()
    }
}

/// The policies of a run: one for all documents, or as configuration files beside them say.
pub trait Policies: Sync {
    /// What applies to the document from `origin`. `None`: the configuration that would say so is
    /// faulty, which has been said; the document is a trouble.
    fn of(&self, origin: &Origin) -> Option<Arc<Policy>>;
}

/// The same for all documents.
impl Policies for Arc<Policy> {
    fn of(&self, _: &Origin) -> Option<Arc<Policy>> {
        Some(Arc::clone(self))
    }
}

/// What is decided about findings not in their document alone but in the order of documents: what a
/// baseline has, of which each entry can be used up once.
pub trait Settle {
    /// Changes the standing of `findings`, which are what `document` shows.
    fn settle(&mut self, document: &Document, rules: &RuleSet, findings: &mut Vec<Reported>);
}

/// Nothing is decided.
impl Settle for () {
    fn settle(&mut self, _: &Document, _: &RuleSet, _: &mut Vec<Reported>) {}
}
