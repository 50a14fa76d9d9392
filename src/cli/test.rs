use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::emit::sanitize;
use crate::policy::{Selection, Selector};
use crate::rule::{Rule, RuleSet};
use crate::run::{Failure, Report, Status, run_examples};
use crate::scan::Scanner;

use super::args::TestArgs;
use super::console::{Console, Stream};
use super::load::{self, Loaded};
use super::print;

pub(super) fn run(args: &TestArgs) -> Status {
    let console = Console::new(args.output.color.color, args.output.quiet);
    let named = Named::new(&args.rules, &args.own.folders, &console);
    load::with_scanner(named.loaded, &console, |scanner, mut trouble| {
        let rules = scanner.rules();
        let mut selectors = Vec::new();
        for word in &named.words {
            match Selector::parse(word, rules) {
                Ok(selector) => selectors.push(selector),
                Err(unknown) => {
                    console.error(&unknown.to_string());
                    trouble = true;
                }
            }
        }
        let selection = Selection::of(rules, |index, rule| {
            args.rules.is_empty()
                || selectors.iter().any(|selector| selector.chooses(index, rule))
                || named.files.iter().any(|file| is_in(rule, file))
        });
        let report = run_examples(scanner, &selection);
        let failed = report.failing > 0;
        let color = Stream::output(args.output.color.color).color;
        let status = if failed { Status::Failed } else { Status::Passed };
        let text = draw(scanner, &report, color, args.output.quiet);
        let status = print(&text, &console, status);
        if trouble { Status::Trouble } else { status }
    })
}

/// What the arguments name.
struct Named {
    loaded: Loaded,
    /// The words that are no paths.
    words: Vec<String>,
    /// The files and folders.
    files: Vec<PathBuf>,
}

impl Named {
    /// Tells paths from words: a path has a folder in it or ends in `.toml`, or else there is no
    /// rule and no category of that name, and there is a file or a folder.
    fn new(arguments: &[PathBuf], folders: &[PathBuf], console: &Console) -> Named {
        let (mut words, mut files) = (Vec::new(), Vec::new());
        let mut known: Option<Loaded> = None;
        for argument in arguments {
            let word = argument.to_string_lossy().into_owned();
            let is_path = argument.components().count() > 1
                || argument.is_absolute()
                || matches!(word.as_str(), "." | "..")
                || word.ends_with(['/', std::path::MAIN_SEPARATOR])
                || argument.extension().is_some_and(|end| end == "toml")
                || (argument.exists() && {
                    let known = known.get_or_insert_with(|| load::load(&[], console));
                    Selector::parse(&word, &known.rules).is_err()
                });
            if is_path {
                files.push(argument.clone());
            } else {
                words.push(word);
            }
        }
        let own: Vec<_> = folders.iter().chain(&files).cloned().collect();
        let loaded = match known {
            Some(known) if own.is_empty() => known,
            _ => load::load(&own, console),
        };
        Named { loaded, words, files }
    }
}

/// Whether `rule` was read from `path` or from below it.
fn is_in(rule: &Rule, path: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    let (file, folder) = (real(Path::new(&rule.file.path)), real(path));
    !rule.file.builtin && file.zip(folder).is_some_and(|(file, folder)| file.starts_with(folder))
}

/// The failures, and what it all came to.
fn draw(scanner: &Scanner<'_>, report: &Report, color: bool, quiet: bool) -> String {
    let mut out = String::new();
    for failure in &report.failures {
        draw_failure(&mut out, scanner.rules(), failure, color);
    }
    if !quiet {
        out.push_str(&format!("{report}\n"));
    }
    out
}

fn draw_failure(out: &mut String, rules: &RuleSet, failure: &Failure, color: bool) {
    let rule = rules.get(failure.rule);
    let (on, off) = if color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    let kind = failure.kind.name();
    let what = sanitize(&failure.what);
    let place = failure.place(rules);
    let mut lines = format!("{on}{kind}{off} {} {}: {what}\n", rule.code, rule.name);
    let _ = writeln!(lines, "  at {}, example {}", sanitize(&place), failure.example + 1);
    let width = failure.texts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, text) in &failure.texts {
        let _ = writeln!(lines, "  {name:width$}  {}", sanitize(text));
    }
    out.push_str(&lines);
    out.push('\n');
}
