//! Forms of output.
//!
//! This floor makes bytes of findings, one document at a time. It knows nothing of files, of
//! terminals beyond what it is told of them, or of why a rule spoke.

mod excerpt;
mod fault;
mod jsonl;
mod languages;
mod places;
mod sanitize;
mod stats;
mod summary;
mod term;
mod verdict;
mod window;

pub use fault::{draw_fault, draw_flaw, flaws_json};
pub use jsonl::JsonlEmitter;
pub use languages::language_name;
pub use sanitize::sanitize;
pub use stats::{
    Change, Count, GroupRow, ReportError, RuleRow, SampleRow, Sampled, Statistics,
    StatisticsReport, draw_markdown, draw_table, per_million,
};
pub use summary::{Summary, summary_line};
pub use term::{Style, TermEmitter, Terminal};

use std::io::{self, Write};

use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::text::Document;
use crate::verdict::Verdict;

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

    /// Writes where the document comes from whose `findings` were written last.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn verdict(
        &self,
        document: &Document,
        rules: &RuleSet,
        findings: &[Finding],
        verdict: &Verdict,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let _ = (document, rules, findings, verdict, out);
        Ok(())
    }

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
