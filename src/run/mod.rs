//! The one loop: documents in, output out.
//!
//! A run takes inputs batch by batch, reads, scans, judges and renders each on all threads into a
//! buffer of its own, and writes the buffers in the order of the inputs. So its output does not
//! depend on the number of threads, and its memory does not grow with the corpus. This floor knows
//! nothing of arguments, terminals or exit codes: whoever calls it says where output and messages
//! go.

mod batch;
mod check;
mod diff;
mod examples;
mod fix;
mod stats;

pub use check::check;
pub use diff::{DiffStyle, name_from, unified};
pub use examples::{Failure, FailureKind, Report, run_examples};
pub use fix::{FixOptions, Fixed, Target, fix};
pub use stats::{Census, census};

use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::emit::Summary;
use crate::finding::Finding;
use crate::policy::{FailOn, Selection};
use crate::rule::{Applicability, RuleSet, Severity};
use crate::scan::Scanner;
use crate::source::{Input, ReadError};
use crate::text::{Document, Encoding, words};
use crate::verdict::{TraceCounts, judge};

/// What every run over documents needs to know.
#[derive(Debug)]
pub struct Job<'r> {
    /// The compiled rules.
    pub scanner: &'r Scanner<'r>,
    /// The rules whose findings are shown, counted and mended.
    pub selection: &'r Selection,
    /// When the run fails.
    pub fail_on: FailOn,
    /// The highest score of a document at which the run does not fail; `None`: any.
    pub max_document_score: Option<f64>,
    /// Whether the verdict on each document is written.
    pub verdicts: bool,
    /// The encoding of files that do not say theirs.
    pub encoding: Option<&'static Encoding>,
    /// How many threads work; 0: as many as there are cores.
    pub threads: usize,
}

impl Job<'_> {
    fn rules(&self) -> &RuleSet {
        self.scanner.rules()
    }

    /// What is found in `document` and shown, in order of position.
    fn shown(&self, document: &Document) -> Vec<Finding> {
        self.choose(document, self.scanner.scan(document))
    }

    /// Those of `findings`, all that there are in `document`, that are shown.
    fn choose(&self, document: &Document, mut findings: Vec<Finding>) -> Vec<Finding> {
        let made = self.is_made(document, &findings);
        findings.retain(|finding| self.selection.shows_in(finding.rule, made));
        findings
    }

    /// Whether `findings`, all that there are in `document`, show it to be machine-made. Said only
    /// where it changes what is shown: few documents need a verdict.
    fn is_made(&self, document: &Document, findings: &[Finding]) -> bool {
        let selection = self.selection;
        let differs = |f: &Finding| selection.shows(f.rule) != selection.shows_in(f.rule, true);
        findings.iter().any(differs) && {
            // As in a scan, what is shown follows from findings, and not from traces.
            let traces = TraceCounts::default();
            let verdict = judge(self.rules(), findings, &traces, words(document.text()));
            verdict.score >= self.rules().channels().weights.unlock_at
        }
    }

    /// What `findings`, all that is shown of `document`, come to.
    fn count(&self, document: &Document, findings: &[Finding]) -> Tally {
        let mut tally = Tally::default();
        let summary = &mut tally.summary;
        summary.documents = 1;
        summary.documents_with_findings = usize::from(!findings.is_empty());
        summary.words = words(document.text());
        for finding in findings {
            let severity = self.rules().get(finding.rule).severity;
            *match severity {
                Severity::Note => &mut summary.notes,
                Severity::Warning => &mut summary.warnings,
                Severity::Error => &mut summary.errors,
            } += 1;
            match finding.fixes.first().map(|fix| fix.applicability) {
                Some(Applicability::Safe) => summary.safe += 1,
                Some(Applicability::Unsafe) => summary.r#unsafe += 1,
                Some(Applicability::Display) => summary.display += 1,
                None => {}
            }
            tally.failed |= self.fail_on.counts(severity);
        }
        tally
    }
}

/// Something to say to the user besides the output, on one line. It may hold text from anywhere:
/// whoever prints it makes it safe first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Something went wrong, and with it the run.
    Trouble(String),
    /// Why the run fails, where the output does not say it.
    Failed(String),
    /// What was done.
    Done(String),
}

/// Where messages go.
pub type Messages<'m> = dyn FnMut(Message) + 'm;

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The counts.
    pub summary: Summary,
    /// Whether there was a finding at which the run fails.
    pub failed: bool,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.failed |= other.failed;
        let (sum, more) = (&mut self.summary, &other.summary);
        sum.documents += more.documents;
        sum.documents_with_findings += more.documents_with_findings;
        sum.binary += more.binary;
        sum.troubles += more.troubles;
        sum.words += more.words;
        sum.errors += more.errors;
        sum.warnings += more.warnings;
        sum.notes += more.notes;
        sum.safe += more.safe;
        sum.r#unsafe += more.r#unsafe;
        sum.display += more.display;
    }

    /// How the run ends.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.summary.troubles > 0 {
            Status::Trouble
        } else if self.failed {
            Status::Failed
        } else {
            Status::Passed
        }
    }
}

/// How a run ends, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing at the gate.
    Passed,
    /// Findings at the gate, changes that `--diff` shows, examples that fail.
    Failed,
    /// Something could not be done. Everything else was.
    Trouble,
}

/// What came of one input, before it is written.
#[derive(Debug, Default)]
struct Answer {
    tally: Tally,
    /// What goes to the output.
    out: Vec<u8>,
    messages: Vec<Message>,
}

impl Answer {
    /// An input that could not be worked on, and why.
    fn trouble(&mut self, what: impl Into<String>) {
        self.tally.summary.troubles += 1;
        self.messages.push(Message::Trouble(what.into()));
    }

    /// Adds the answer to the run, and says whether the run goes on.
    fn deliver(
        self,
        tally: &mut Tally,
        out: &mut dyn Write,
        messages: &mut Messages<'_>,
    ) -> ControlFlow<()> {
        tally.add(&self.tally);
        self.messages.into_iter().for_each(&mut *messages);
        if self.out.is_empty() {
            return ControlFlow::Continue(());
        }
        written(out.write_all(&self.out), tally, messages)
    }
}

/// Whether the run goes on after the output was written to with this result. A reader that went
/// away has what it wanted, and is no trouble.
fn written(
    result: io::Result<()>,
    tally: &mut Tally,
    messages: &mut Messages<'_>,
) -> ControlFlow<()> {
    match result {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            if error.kind() != io::ErrorKind::BrokenPipe {
                tally.summary.troubles += 1;
                messages(Message::Trouble(format!("the output cannot be written: {error}")));
            }
            ControlFlow::Break(())
        }
    }
}

/// `error` and what it comes from, on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    line
}

/// How many bytes an input holds, as far as the walk knows.
fn bytes(input: &Result<Input, ReadError>) -> u64 {
    input.as_ref().map_or(0, Input::size)
}

/// The message for a document at which the program itself failed.
fn broke_down(what: impl fmt::Display, said: &str) -> String {
    format!("{what}: this is a mistake in mtlint, please report it: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_wins_over_findings() {
        let mut tally = Tally::default();
        assert_eq!(tally.status(), Status::Passed);
        tally.failed = true;
        assert_eq!(tally.status(), Status::Failed);
        tally.summary.troubles = 1;
        assert_eq!(tally.status(), Status::Trouble);
    }
}
