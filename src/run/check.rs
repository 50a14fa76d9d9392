use std::io::Write;

use crate::emit::Emitter;
use crate::source::{Input, Read, ReadError, Walk};
use crate::text::Document;
use crate::verdict::Verdict;

use super::batch::{Workers, caught, in_batches};
use super::{Answer, Job, Message, Messages, Tally, broke_down, bytes, chain, written};

/// Finds the damage in everything that `walk` comes to, and writes it to `out` as `emitter` says.
pub fn check(
    job: &Job<'_>,
    walk: Walk,
    emitter: &dyn Emitter,
    out: &mut dyn Write,
    messages: &mut Messages<'_>,
) -> Tally {
    let mut tally = Tally::default();
    if written(emitter.begin(out), &mut tally, messages).is_break() {
        return tally;
    }
    let mut whole = true;
    in_batches(
        &mut Workers::new(job.threads),
        walk.inputs(),
        bytes,
        |input| examine(job, emitter, input),
        |answer| {
            let flow = answer.deliver(&mut tally, out, messages);
            whole &= flow.is_continue();
            flow
        },
    );
    if whole {
        let summary = tally.summary.clone();
        let result = emitter.finish(&summary, out).and_then(|()| out.flush());
        // Nothing comes after this, so it does not matter whether anybody still reads.
        let _ = written(result, &mut tally, messages);
    }
    tally
}

fn examine(job: &Job<'_>, emitter: &dyn Emitter, input: Result<Input, ReadError>) -> Answer {
    let mut answer = Answer::default();
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            answer.trouble(chain(&error));
            return answer;
        }
    };
    match caught(|| examine_input(job, emitter, &input)) {
        Ok(answer) => answer,
        Err(said) => {
            answer.trouble(broke_down(input.origin(), &said));
            answer
        }
    }
}

fn examine_input(job: &Job<'_>, emitter: &dyn Emitter, input: &Input) -> Answer {
    let mut answer = Answer::default();
    match input.read(job.encoding) {
        Err(error) => answer.trouble(chain(&error)),
        Ok(Read::Binary) => answer.tally.summary.binary = 1,
        Ok(Read::Text(loaded)) => {
            let document = loaded.document();
            let found = job.scanner.scan(document);
            let wanted = job.verdicts || job.max_document_score.is_some();
            let verdict = wanted.then(|| job.scanner.judge(document, &found));
            let findings = job.choose(document, found);
            answer.tally = job.count(document, &findings);
            let mut result = emitter.document(document, job.rules(), &findings, &mut answer.out);
            if let Some(verdict) = &verdict {
                if job.verdicts && result.is_ok() {
                    let out = &mut answer.out;
                    result = emitter.verdict(document, job.rules(), &findings, verdict, out);
                }
                answer.gate(job, document, verdict);
            }
            if let Err(error) = result {
                answer.trouble(format!("{}: {error}", document.origin()));
            }
        }
    }
    answer
}

impl Answer {
    /// Fails if the document scores higher than it may.
    fn gate(&mut self, job: &Job<'_>, document: &Document, verdict: &Verdict) {
        let Some(most) = job.max_document_score else { return };
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
    use crate::finding::Finding;
    use crate::policy::{FailOn, Selection};
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

        fn document(
            &self,
            document: &Document,
            _: &RuleSet,
            findings: &[Finding],
            out: &mut dyn Write,
        ) -> io::Result<()> {
            let name = document.origin().to_string();
            assert!(!name.ends_with("panic.txt"), "the emitter broke");
            let name = name.rsplit('/').next().unwrap_or_default();
            writeln!(out, "{name}: {}", findings.len())
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
            selection: &Selection::of(&rules, |_, _| true),
            fail_on: FailOn::default(),
            max_document_score: None,
            verdicts: false,
            encoding: None,
            threads: 2,
        };
        let prefix = format!("{}/", folder.path().display());
        let mut messages = Vec::new();
        let tally = check(&job, Walk::new(paths), &Fragile, out, &mut |message| {
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
        assert_eq!(out, "begin\na.txt: 1\nb.txt: 1\n2 documents\n");
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
