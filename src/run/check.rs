use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::emit::{Emitter, Report};
use crate::finding::Reported;
use crate::policy::Settle;
use crate::source::{Input, Loaded, Read, ReadError, Walk};
use crate::text::Document;
use crate::verdict::Verdict;

use super::batch::{Workers, caught, in_settled_batches};
use super::{
    Answer, Job, Message, Messages, Tally, broke_down, bytes, chain, unconfigured, written,
};

/// One output of a run: its form, and where it goes.
pub struct Output<'o> {
    /// The form.
    pub emitter: &'o dyn Emitter,
    /// Where it goes.
    pub out: &'o mut dyn Write,
}

impl std::fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}

/// Finds the damage in everything that `walk` comes to, and writes it to all of `outputs`.
///
/// An output that nobody reads any more is no trouble; without any left, the run ends early.
pub fn check(
    job: &Job<'_>,
    walk: Walk,
    settle: &mut dyn Settle,
    outputs: Vec<Output<'_>>,
    messages: &mut Messages<'_>,
) -> Tally {
    let mut tally = Tally::default();
    let emitters: Vec<_> = outputs.iter().map(|output| output.emitter).collect();
    let mut outs = Outs { outs: outputs.into_iter().map(|output| Some(output.out)).collect() };
    let flow = outs.each(&mut tally, messages, |at, out| emitters[at].begin(out));
    if flow.is_continue() {
        in_settled_batches(
            &mut Workers::new(job.threads),
            walk.inputs(),
            bytes,
            |input| examine(job, input),
            |examined| examined.settle(job, settle),
            |examined| examined.render(job, &emitters),
            |rendered| {
                rendered.answer.deliver(&mut tally, messages);
                outs.each(&mut tally, messages, |at, out| match rendered.outs[at].as_slice() {
                    [] => Ok(()),
                    bytes => emitters[at].join(bytes, out),
                })
            },
        );
    }
    tally.hold_against(&job.gates, messages);
    let summary = tally.summary.clone();
    // Nothing comes after this, so it does not matter whether anybody still reads.
    let _: ControlFlow<()> = outs.each(&mut tally, messages, |at, out| {
        emitters[at].finish(&summary, out).and_then(|()| out.flush())
    });
    tally
}

/// Where the outputs go; `None` for one that takes no more.
struct Outs<'o> {
    outs: Vec<Option<&'o mut dyn Write>>,
}

impl Outs<'_> {
    /// Writes to each that still takes something, and says whether there is any left.
    fn each(
        &mut self,
        tally: &mut Tally,
        messages: &mut Messages<'_>,
        mut write: impl FnMut(usize, &mut dyn Write) -> io::Result<()>,
    ) -> ControlFlow<()> {
        for (at, slot) in self.outs.iter_mut().enumerate() {
            let Some(out) = slot else { continue };
            if written(write(at, &mut **out), tally, messages).is_break() {
                *slot = None;
            }
        }
        let any = self.outs.iter().any(Option::is_some);
        if any { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

/// What is known of one input, before what depends on the order of inputs.
#[derive(Debug, Default)]
struct Examined {
    answer: Answer,
    /// The document, what is reported of it, and its verdict.
    found: Option<(Box<Loaded>, Vec<Reported>, Option<Verdict>)>,
}

/// What goes to the outputs of one input.
struct Rendered {
    answer: Answer,
    /// For each output.
    outs: Vec<Vec<u8>>,
}

fn examine(job: &Job<'_>, input: Result<Input, ReadError>) -> Examined {
    let mut examined = Examined::default();
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            examined.answer.trouble(chain(&error));
            return examined;
        }
    };
    match caught(|| examine_input(job, &input)) {
        Ok(examined) => examined,
        Err(said) => {
            examined.answer.trouble(broke_down(input.origin(), &said));
            examined
        }
    }
}

fn examine_input(job: &Job<'_>, input: &Input) -> Examined {
    let mut examined = Examined::default();
    match input.read(job.encoding) {
        Err(error) => examined.answer.trouble(chain(&error)),
        Ok(Read::Binary) => examined.answer.tally.summary.binary = 1,
        Ok(Read::Text(loaded)) => {
            let document = loaded.document();
            let Some(policy) = job.policies.of(document.origin()) else {
                examined.answer.trouble(unconfigured(document.origin()));
                return examined;
            };
            let found = job.scanner.scan(document);
            let wanted = job.verdicts || job.gates.max_document_score.is_some();
            let verdict = wanted.then(|| job.scanner.judge(document, &found));
            let reported = job.judge(document, &policy, found);
            if let Some(verdict) = &verdict {
                examined.answer.gate(job, document, verdict);
            }
            examined.found = Some((loaded, reported, verdict));
        }
    }
    examined
}

impl Examined {
    fn settle(&mut self, job: &Job<'_>, settle: &mut dyn Settle) {
        if let Some((loaded, reported, _)) = &mut self.found {
            settle.settle(loaded.document(), job.rules(), reported);
            self.answer.tally.add(&job.count(loaded.document(), reported));
        }
    }

    fn render(self, job: &Job<'_>, emitters: &[&dyn Emitter]) -> Rendered {
        let Examined { mut answer, found } = self;
        let mut outs = vec![Vec::new(); emitters.len()];
        let Some((loaded, findings, verdict)) = found else { return Rendered { answer, outs } };
        let document = loaded.document();
        let verdict = verdict.as_ref().filter(|_| job.verdicts);
        let report = Report { document, rules: job.rules(), findings: &findings, verdict };
        for (emitter, out) in emitters.iter().zip(&mut outs) {
            let what = match caught(|| emitter.document(&report, out)) {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => format!("{}: {error}", document.origin()),
                Err(said) => broke_down(document.origin(), &said),
            };
            // Half a document would break the form of the output.
            out.clear();
            answer.trouble(what);
        }
        Rendered { answer, outs }
    }
}

impl Answer {
    /// Fails if the document scores higher than it may.
    fn gate(&mut self, job: &Job<'_>, document: &Document, verdict: &Verdict) {
        let Some(most) = job.gates.max_document_score else { return };
        if verdict.score > most {
            self.tally.failed = true;
            self.messages.push(Message::Failed(format!(
                "{}: the document scores {:.3}, which is {:.3} above the {most} allowed",
                document.origin(),
                verdict.score,
                verdict.score - most,
            )));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;
    use crate::emit::Summary;
    use crate::policy::{Gates, Policy, Selection};
    use crate::rule::{RuleSet, RuleSource};
    use crate::run::Status;
    use crate::scan::Scanner;

    /// Writes the name and the number of findings of each document, and cannot do so for one that
    /// is named after its mistake.
    struct Fragile;

    impl Emitter for Fragile {
        fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
            writeln!(out, "begin")
        }

        fn document(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
            let name = report.document.origin().to_string();
            assert!(!name.ends_with("panic.txt"), "the emitter broke");
            let name = name.rsplit('/').next().unwrap_or_default();
            writeln!(out, "{name}: {}", report.findings.len())
        }

        fn finish(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
            writeln!(out, "{} documents", summary.documents)
        }
    }

    /// Takes some bytes and then fails.
    struct Pipe(usize, io::ErrorKind);

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(self.1)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const RULE: &str = "id = 'MT0001'\nname = 'zorp'\ncategory = 'calque'\nseverity = 'error'\n\
        confidence = 'high'\npivots = []\nmessage = 'wrong'\nexplanation = 'Why.'\n\
        [[phrases]]\nfind = 'zorp'\n[[example]]\nbad = 'A zorp.'\n[[example]]\ngood = 'Sound.'\n";

    /// Checks files of these names, each of which holds one damaged word.
    #[expect(clippy::disallowed_methods, reason = "a test makes the files that it reads")]
    fn run(names: &[&str], out: &mut dyn Write) -> (Tally, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let paths: Vec<_> = names.iter().map(|name| folder.path().join(name)).collect();
        for path in paths.iter().filter(|path| !path.ends_with("missing.txt")) {
            std::fs::write(path, "A zorp.").expect("a file can be written");
        }
        let path = "rules/calque/zorp.toml".to_owned();
        let source = RuleSource { path, text: RULE.into(), builtin: false };
        let (rules, faults) = RuleSet::load(vec![Arc::new(source)]);
        assert_eq!(faults, []);
        let scanner = Scanner::new(&rules).expect("there are no checks");
        let job = Job {
            scanner: &scanner,
            policies: &Arc::new(Policy::new(Selection::of(&rules, |_, _| true))),
            gates: Gates::default(),
            verdicts: false,
            encoding: None,
            threads: 2,
        };
        let prefix = format!("{}/", folder.path().display());
        let mut messages = Vec::new();
        let outputs = vec![Output { emitter: &Fragile, out }];
        let tally = check(&job, Walk::new(paths), &mut (), outputs, &mut |message| {
            let Message::Trouble(what) = message else { panic!("nothing is done by a check") };
            messages.push(what.replace(&prefix, ""));
        });
        (tally, messages)
    }

    #[test]
    fn a_panic_costs_its_document_and_never_the_run() {
        let mut out = Vec::new();
        let (tally, messages) = run(&["a.txt", "panic.txt", "missing.txt", "b.txt"], &mut out);
        let out = String::from_utf8(out).expect("it is UTF-8");
        assert_eq!(out, "begin\na.txt: 1\nb.txt: 1\n3 documents\n");
        assert_eq!(
            messages,
            [
                "panic.txt: this is a mistake in mtlint, please report it: the emitter broke",
                "missing.txt: there is no such file or folder",
            ]
        );
        assert_eq!((tally.summary.troubles, tally.failed), (2, true));
        assert_eq!(tally.status(), Status::Trouble);
    }

    #[test]
    fn a_reader_that_goes_away_is_no_trouble() {
        let mut pipe = Pipe("begin\na.txt: 1\n".len(), io::ErrorKind::BrokenPipe);
        let (tally, messages) = run(&["a.txt", "b.txt", "c.txt"], &mut pipe);
        assert_eq!(messages, [""; 0]);
        assert_eq!(tally.status(), Status::Failed, "what was found so far counts");
        let mut closed = Pipe(0, io::ErrorKind::BrokenPipe);
        let (tally, messages) = run(&["a.txt"], &mut closed);
        assert_eq!((tally.status(), messages.len()), (Status::Passed, 0));
    }

    #[test]
    fn an_output_that_cannot_be_written_is_trouble() {
        let mut full = Pipe(8, io::ErrorKind::StorageFull);
        let (tally, messages) = run(&["a.txt", "b.txt"], &mut full);
        assert_eq!(messages, ["the output cannot be written: no storage space"]);
        assert_eq!(tally.status(), Status::Trouble);
    }
}
