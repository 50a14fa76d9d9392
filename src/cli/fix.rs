use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::Arc;

use crate::policy::Policy;
use crate::rule::Applicability;
use crate::run::{DiffStyle, FixOptions, Fixed, Job, Status, Target, fix};
use crate::scan::Scanner;

use super::args::FixArgs;
use super::check::walk;
use super::console::{Console, Stream};
use super::load;

pub(super) fn run(args: &FixArgs) -> Status {
    let console = Console::new(args.output.color.color, args.output.quiet);
    let loaded = load::load(&args.scan.own.folders, &console);
    load::with_scanner(loaded, &console, |scanner, trouble| {
        let Some(status) = fix_all(args, scanner, &console) else {
            return Status::Trouble;
        };
        if trouble { Status::Trouble } else { status }
    })
}

/// `None` if nothing can be done, which has been said.
fn fix_all(args: &FixArgs, scanner: &Scanner<'_>, console: &Console) -> Option<Status> {
    let selection = load::selection(scanner.rules(), &args.scan.choice.choice(), console)?;
    let policy = Arc::new(Policy::new(selection));
    let job = Job {
        scanner,
        policies: &policy,
        gates: args.scan.gates.gates(),
        verdicts: false,
        encoding: args.scan.documents.encoding,
        threads: usize::from(args.scan.documents.jobs),
    };
    let mut walk = walk(&args.scan.documents);
    let here = current_folder();
    let folder = match &args.output_dir {
        None => None,
        Some(folder) => match walk.output_folder(folder) {
            Ok(folder) => Some(folder),
            Err(error) => {
                console.error(&crate::run::chain(&error));
                return None;
            }
        },
    };
    let target = match &folder {
        _ if args.diff => {
            let output = Stream::output(args.output.color.color);
            Target::Diff {
                style: DiffStyle { readable: output.terminal, color: output.color },
                here: &here,
            }
        }
        Some(folder) => Target::Folder(folder),
        None => Target::InPlace,
    };
    let least = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut say = |message| console.message(&message);
    let fixed = fix(&job, walk, FixOptions { least, target }, &mut out, &mut say);
    console.note(&summary(&fixed, args));
    Some(fixed.tally.status())
}

/// The folder that paths are relative to; the root where there is none any more.
fn current_folder() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
}

/// What was done, in one line.
fn summary(fixed: &Fixed, args: &FixArgs) -> String {
    let count =
        |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let counts = &fixed.tally.summary;
    let verb = if args.diff { "would fix" } else { "fixed" };
    let mut line = if fixed.fixes == 0 {
        format!("nothing to fix in {}", count(counts.documents, "document"))
    } else {
        let documents = count(counts.documents, "document");
        format!("{verb} {} in {} of {documents}", count(fixed.fixes, "finding"), fixed.documents)
    };
    if counts.findings() > 0 {
        line.push_str(&format!("; {} left", count(counts.findings(), "finding")));
        if counts.r#unsafe > 0 && !args.unsafe_fixes {
            line.push_str(&format!("; `--unsafe-fixes` would fix {} more", counts.r#unsafe));
        }
    }
    if counts.binary > 0 {
        line.push_str(&format!("; {} skipped", count(counts.binary, "binary file")));
    }
    if counts.troubles > 0 {
        line.push_str(&format!("; {} could not be fixed", count(counts.troubles, "input")));
    }
    line
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};
    use crate::emit::Summary;
    use crate::run::Tally;

    #[track_caller]
    fn check(arguments: &[&str], fixes: usize, documents: usize, summary: Summary, expect: &str) {
        let line = ["mtlint", "fix"].iter().chain(arguments);
        let Ok(Cli { command: Some(Command::Fix(args)), .. }) = Cli::try_parse_from(line) else {
            panic!("the arguments are those of a fix")
        };
        let fixed = Fixed { tally: Tally { summary, failed: false }, fixes, documents };
        assert_eq!(super::summary(&fixed, &args), expect);
    }

    #[test]
    fn the_summary_says_what_was_done_and_what_is_left() {
        let sum = |documents| Summary { documents, ..Summary::default() };
        check(&[], 0, 0, sum(1), "nothing to fix in 1 document");
        check(&[], 1, 1, sum(3), "fixed 1 finding in 1 of 3 documents");
        check(&["--diff"], 4, 2, sum(2), "would fix 4 findings in 2 of 2 documents");
        let left = || Summary { notes: 2, warnings: 1, r#unsafe: 2, binary: 1, ..sum(1) };
        check(
            &[],
            0,
            0,
            left(),
            "nothing to fix in 1 document; 3 findings left; `--unsafe-fixes` would fix 2 more; \
             1 binary file skipped",
        );
        check(
            &["--unsafe-fixes"],
            1,
            1,
            Summary { troubles: 1, binary: 0, ..left() },
            "fixed 1 finding in 1 of 1 document; 3 findings left; 1 input could not be fixed",
        );
    }
}
