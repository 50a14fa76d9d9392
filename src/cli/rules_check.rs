use std::path::PathBuf;

use codespan_reporting::term::termcolor::Buffer;

use crate::emit::{draw_flaw, flaws_json};
use crate::lint::{lint, too_loud};
use crate::policy::Selection;
use crate::rule::{Flaw, Rule};
use crate::run::{Census, Status, census};
use crate::scan::Scanner;
use crate::source::Walk;

use super::args::{FlawFormat, RulesCheckArgs};
use super::console::{Console, Stream};
use super::{load, print};

pub(super) fn run(args: &RulesCheckArgs) -> Status {
    let console = Console::new(args.output.color.color, args.output.quiet);
    let loaded = load::load(&args.rules, &console);
    load::with_scanner(loaded, &console, |scanner, trouble| {
        // Built-in rules are there to be held against, and are no concern of the user's.
        let own = |rule: &Rule| !rule.file.builtin;
        let mut flaws = lint(scanner, &own);
        let mut trouble = trouble;
        if !args.corpus.is_empty() {
            trouble |= measure(scanner, &args.corpus, &own, &mut flaws, &console);
        }
        let rules = scanner.rules().iter().filter(|(_, rule)| own(rule)).count();
        let status = if flaws.is_empty() { Status::Passed } else { Status::Failed };
        let status = match text(&flaws, args) {
            Ok(text) => print(&text, &console, status),
            Err(what) => {
                console.error(&what);
                Status::Trouble
            }
        };
        console.note(&summary(rules, flaws.len()));
        if trouble { Status::Trouble } else { status }
    })
}

/// Adds the rules that are too loud in the clean texts at `paths`, and says whether there was
/// trouble with any text.
fn measure(
    scanner: &Scanner<'_>,
    paths: &[PathBuf],
    own: &dyn Fn(&Rule) -> bool,
    flaws: &mut Vec<Flaw>,
    console: &Console,
) -> bool {
    let rules = scanner.rules();
    let job = Census {
        scanner,
        selection: &Selection::of(rules, |_, rule| own(rule)),
        encoding: None,
        threads: 0,
        sample: 0,
        seed: 0,
    };
    let mut say = |message| console.message(&message);
    let counted = census(&job, Walk::new(paths.to_vec()), &mut say);
    let findings = |index: crate::finding::RuleIndex| {
        counted.counts.get(index.0).map_or(0, |count| count.findings)
    };
    flaws.extend(too_loud(rules, own, &findings, counted.words));
    counted.troubles > 0
}

fn text(flaws: &[Flaw], args: &RulesCheckArgs) -> Result<String, String> {
    if args.format == FlawFormat::Json {
        return flaws_json(flaws).map_err(|error| error.to_string());
    }
    let color = Stream::output(args.output.color.color).color;
    let mut buffer = if color { Buffer::ansi() } else { Buffer::no_color() };
    for flaw in flaws {
        draw_flaw(flaw, &mut buffer).map_err(|error| error.to_string())?;
    }
    Ok(String::from_utf8_lossy(buffer.as_slice()).into_owned())
}

fn summary(rules: usize, flaws: usize) -> String {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let found = match flaws {
        0 => "nothing is wrong".to_owned(),
        flaws => format!("{flaws} flaw{}", plural(flaws)),
    };
    format!("{rules} rule{}: {found}", plural(rules))
}
