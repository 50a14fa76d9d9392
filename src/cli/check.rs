use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::sync::Arc;

use clap::CommandFactory;

use crate::emit::{Emitter, JsonlEmitter, Style, TermEmitter, summary_line};
use crate::policy::{Gates, Policy};
use crate::rule::nearest;
use crate::run::{Job, Output, Status, check};
use crate::scan::Scanner;
use crate::source::Walk;

use super::args::{CheckArgs, Cli, DocumentArgs, Format};
use super::console::{Console, Stream};
use super::load;

/// Checks documents where no command was named. A misspelt command then passes for a path, and so
/// does one behind an option.
pub(super) fn run_unnamed(args: &CheckArgs) -> Status {
    let status = run(args);
    let console = Console::new(args.output.color.color, false);
    let command = Cli::command();
    let names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
    for path in args.scan.documents.paths.iter().filter(|path| !path.exists()) {
        let word = path.to_string_lossy();
        match nearest(&word, names.iter().copied()) {
            Some(name) if name == word => {
                console.help(&format!("a command stands before all options: `mtlint {name} …`"));
            }
            Some(name) => console.help(&format!("the nearest command to `{word}` is `{name}`")),
            None => {}
        }
    }
    status
}

pub(super) fn run(args: &CheckArgs) -> Status {
    let console = Console::new(args.output.color.color, args.output.quiet);
    let loaded = load::load(&args.scan.own.folders, &console);
    load::with_scanner(loaded, &console, |scanner, trouble| {
        let Some(status) = check_all(args, scanner, &console) else {
            return Status::Trouble;
        };
        if trouble { Status::Trouble } else { status }
    })
}

/// `None` if the rules chosen do not exist.
fn check_all(args: &CheckArgs, scanner: &Scanner<'_>, console: &Console) -> Option<Status> {
    let selection = load::selection(scanner.rules(), &args.scan.choice.choice(), console)?;
    let policy = Arc::new(Policy::new(selection));
    let job = Job {
        scanner,
        policies: &policy,
        gates: Gates { max_document_score: args.max_document_score, ..args.scan.gates.gates() },
        verdicts: args.documents || args.format == Format::Rich,
        encoding: args.scan.documents.encoding,
        threads: usize::from(args.scan.documents.jobs),
    };
    let terminal = Stream::output(args.output.color.color).for_drawing();
    let emitter: Box<dyn Emitter> = match args.format {
        Format::Rich => Box::new(TermEmitter::new(Style::Rich, terminal)),
        Format::Medium => Box::new(TermEmitter::new(Style::Medium, terminal)),
        Format::Short => Box::new(TermEmitter::new(Style::Short, terminal)),
        Format::Jsonl => Box::new(JsonlEmitter),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut say = |message| console.message(&message);
    let outputs = vec![Output { emitter: emitter.as_ref(), out: &mut out }];
    let tally = check(&job, walk(&args.scan.documents), &mut (), outputs, &mut say);
    // The summary of the JSON lines is their last one.
    if args.format != Format::Jsonl {
        console.note(&summary_line(&tally.summary));
    }
    Some(tally.status())
}

/// What the paths of the command line name.
pub(super) fn walk(args: &DocumentArgs) -> Walk {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let walk = Walk::new(paths.iter().cloned());
    match &args.stdin_filename {
        Some(name) => walk.stdin_name(name.as_str()),
        None => walk,
    }
}
