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

pub use check::{Output, check};
pub use diff::{DiffStyle, name_from, unified};
pub use examples::{Failure, FailureKind, Report, run_examples};
pub use fix::{FixOptions, Fixed, Target, fix};
pub use stats::{Census, census};

use std::fmt;
use std::io;
use std::ops::ControlFlow;

use crate::emit::Summary;
use crate::finding::{Finding, Reported, Standing};
use crate::policy::{Gates, Policies, Policy};
use crate::rule::{Applicability, RuleSet, Severity};
use crate::scan::Scanner;
use crate::source::{Input, ReadError};
use crate::text::{Document, Encoding, words};
use crate::verdict::{TraceCounts, judge};

/// What every run over documents needs to know.
#[derive(Clone, Copy)]
pub struct Job<'r> {
    /// The compiled rules.
    pub scanner: &'r Scanner<'r>,
    /// What the user wants of them, document by document.
    pub policies: &'r dyn Policies,
    /// When the run fails.
    pub gates: Gates,
    /// Whether the verdict on each document is written.
    pub verdicts: bool,
    /// The encoding of files that do not say theirs.
    pub encoding: Option<&'static Encoding>,
    /// How many threads work; 0: as many as there are cores.
    pub threads: usize,
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("gates", &self.gates).finish_non_exhaustive()
    }
}

impl Job<'_> {
    fn rules(&self) -> &RuleSet {
        self.scanner.rules()
    }

    /// What of `found`, all that there is in `document`, is shown under `policy`.
    fn judge(&self, document: &Document, policy: &Policy, found: Vec<Finding>) -> Vec<Reported> {
        let made = self.is_made(document, policy, &found);
        policy.judge(document, self.rules(), found, made)
    }

    /// Whether `findings`, all that there are in `document`, show it to be machine-made. Said only
    /// where it changes what is shown: few documents need a verdict.
    fn is_made(&self, document: &Document, policy: &Policy, findings: &[Finding]) -> bool {
        let selection = &policy.selection;
        let differs = |f: &Finding| selection.shows(f.rule) != selection.shows_in(f.rule, true);
        findings.iter().any(differs) && {
            // As in a scan, what is shown follows from findings, and not from traces.
            let traces = TraceCounts::default();
            let verdict = judge(self.rules(), findings, &traces, words(document.text()));
            verdict.score >= self.rules().channels().weights.unlock_at
        }
    }

    /// What `reported`, all that is reported of `document`, comes to.
    fn count(&self, document: &Document, reported: &[Reported]) -> Tally {
        let mut tally = Tally::default();
        let summary = &mut tally.summary;
        summary.documents = 1;
        summary.words = words(document.text());
        for Reported { finding, severity, standing } in reported {
            match standing {
                Standing::Open => {}
                Standing::Suppressed { .. } => {
                    summary.suppressed += 1;
                    continue;
                }
                Standing::Baselined => {
                    summary.baselined += 1;
                    continue;
                }
            }
            summary.documents_with_findings = 1;
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
            summary.counted += usize::from(self.gates.fail_on.counts(*severity));
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
    /// Whether the run fails.
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
        sum.counted += more.counted;
        sum.suppressed += more.suppressed;
        sum.baselined += more.baselined;
    }

    /// Holds the counts of the whole run against `gates`, and says which are not passed and by how
    /// much.
    fn hold_against(&mut self, gates: &Gates, messages: &mut Messages<'_>) {
        let (counted, words) = (self.summary.counted, self.summary.words);
        self.failed |= gates.fails(counted, words);
        let failures = gates.failures(counted, words);
        failures.into_iter().for_each(|line| messages(Message::Failed(line)));
        self.failed &= !gates.exit_zero;
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
    messages: Vec<Message>,
}

impl Answer {
    /// An input that could not be worked on, and why.
    fn trouble(&mut self, what: impl Into<String>) {
        self.tally.summary.troubles += 1;
        self.messages.push(Message::Trouble(what.into()));
    }

    /// Adds the answer to the run.
    fn deliver(self, tally: &mut Tally, messages: &mut Messages<'_>) {
        tally.add(&self.tally);
        self.messages.into_iter().for_each(&mut *messages);
    }
}

/// The message for a document whose configuration is faulty.
fn unconfigured(origin: impl fmt::Display) -> String {
    format!("{origin}: passed over, because of what is wrong with its configuration")
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
