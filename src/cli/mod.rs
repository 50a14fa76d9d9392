//! The command line: arguments in, an exit status out.
//!
//! The only place that knows standard output and standard error, the environment and exit codes.
//! What the commands do is done on the floors below; here it is set going and reported.

mod args;
mod check;
mod console;
mod explain;
mod fix;
mod help;
mod load;
mod rules;
mod rules_check;
mod stats;
mod test;

use std::io::{self, Write};
use std::panic::{PanicHookInfo, catch_unwind, set_hook};
use std::process::ExitCode;

use clap::Parser;

use crate::emit::sanitize;
use crate::run::Status;

use args::{Cli, Command};
use console::Console;

/// Runs the command and says how it ended: 0 nothing at the gate, 1 findings, 2 trouble.
#[must_use]
pub fn main() -> ExitCode {
    set_hook(Box::new(say_panic));
    // What panics here has been said; what is left is not to end with a code that means findings.
    let status = catch_unwind(run).unwrap_or(Status::Trouble);
    ExitCode::from(match status {
        Status::Passed => 0,
        Status::Failed => 1,
        Status::Trouble => 2,
    })
}

fn run() -> Status {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return say_usage(&error),
    };
    let Some(command) = cli.command else {
        return check::run_unnamed(&cli.check);
    };
    match command {
        Command::Check(args) => check::run(&args),
        Command::Fix(args) => fix::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Stats(args) => stats::run(&args),
    }
}

/// Prints help to standard output, and what is wrong with the arguments to standard error.
fn say_usage(error: &clap::Error) -> Status {
    if !error.use_stderr() {
        // That nobody reads the help is no trouble.
        let _ = error.print();
        return Status::Passed;
    }
    // Arguments may be names of files, which may hold anything; clap prints them as they are.
    let harmless = std::env::args_os().all(|argument| {
        argument
            .to_str()
            .is_some_and(|argument| matches!(sanitize(argument), std::borrow::Cow::Borrowed(_)))
    });
    if harmless {
        let _ = error.print();
    } else {
        let text = error.render().to_string();
        let lines: Vec<_> = text.lines().map(sanitize).collect();
        let _ = io::stderr().lock().write_all((lines.join("\n") + "\n").as_bytes());
    }
    Status::Trouble
}

/// Says on one line, made safe to print, that the program failed. A panic in one document is caught
/// and reported with its name; this says where in the program it was.
fn say_panic(info: &PanicHookInfo<'_>) {
    let line = format!("mtlint failed: {info}");
    let _ = io::stderr().lock().write_all(format!("{}\n", sanitize(&line)).as_bytes());
}

/// Prints `text` to standard output. A reader that went away has what it wanted.
fn print(text: &str, console: &Console, status: Status) -> Status {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            console.error(&format!("the output cannot be written: {error}"));
            Status::Trouble
        }
        _ => status,
    }
}
