//! Forms of output.

mod fault;
mod sanitize;

pub use fault::draw_fault;
pub use sanitize::sanitize;

use std::io::{self, Write};

use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::text::Document;

/// A form of output.
///
/// `document` is called on the threads that scan and writes into a buffer of its own, which reaches
/// the output in the order of the documents; `begin` and `finish` are called once. So no form of
/// output ever holds the findings of more than one document.
pub trait Emitter: Send + Sync {
    /// Writes what stands before the first document.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes the findings of one document, given in order of position.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn document(
        &self,
        document: &Document,
        rules: &RuleSet,
        findings: &[Finding],
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Writes what stands after the last document.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn finish(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let _ = (summary, out);
        Ok(())
    }
}

/// What a run came to. All are counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were scanned.
    pub documents: usize,
    /// Documents with at least one shown finding.
    pub documents_with_findings: usize,
    /// Files passed over because they are not text.
    pub binary: usize,
    /// Inputs that could not be read, scanned or written.
    pub troubles: usize,
    /// Words scanned, as white space separates them.
    pub words: usize,
    /// Shown findings of severity error, warning and note.
    pub errors: usize,
    /// Shown findings of severity warning.
    pub warnings: usize,
    /// Shown findings of severity note.
    pub notes: usize,
    /// Shown findings whose first fix is safe.
    pub safe: usize,
    /// Shown findings whose first fix is unsafe.
    pub r#unsafe: usize,
    /// Shown findings whose first fix is for display only.
    pub display: usize,
}

impl Summary {
    /// All shown findings.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }
}
