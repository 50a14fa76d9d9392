//! The engine: a document and compiled rules in, findings out.

mod check;

pub use check::{Check, Sighting};

use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::text::Document;

/// A compiled rule set. Built once, shared by all threads.
pub struct Scanner<'r> {
    rules: &'r RuleSet,
}

impl<'r> Scanner<'r> {
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
        let _ = document;
        Vec::new()
    }
}
