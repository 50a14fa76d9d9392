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

use crate::finding::Reported;
use crate::rule::RuleSet;
use crate::text::Document;
use crate::verdict::Verdict;

/// What a run has to say of one document.
#[derive(Debug, Clone, Copy)]
pub struct Report<'r> {
    /// The document.
    pub document: &'r Document,
    /// The rules of the run.
    pub rules: &'r RuleSet,
    /// What was found, in order of position, with what does not count.
    pub findings: &'r [Reported],
    /// Where the document comes from, where that is asked for.
    pub verdict: Option<&'r Verdict>,
}

impl<'r> Report<'r> {
    /// The findings that count.
    pub fn open(&self) -> impl Iterator<Item = &'r Reported> + use<'r> {
        self.findings.iter().filter(|reported| reported.is_open())
    }
}

/// A form of output.
///
/// `document` is called on the threads that scan and writes into a buffer of its own, which `join`
/// is given in the order of the documents; `begin` and `finish` are called once. So no form of
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

    /// Writes what there is to say of one document.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn document(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Puts what `document` wrote of the next document, which is not empty, to the output.
    ///
    /// # Errors
    ///
    /// What `out` says.
    fn join(&self, written: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(written)
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
