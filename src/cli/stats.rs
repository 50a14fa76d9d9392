use std::fs;
use std::path::Path;

use crate::emit::{StatisticsReport, draw_markdown, draw_table};
use crate::policy::Choice;
use crate::rule::Confidence;
use crate::run::{Census, Status, census};
use crate::scan::Scanner;

use super::args::{StatsArgs, StatsFormat};
use super::console::{Console, Stream};
use super::{check, load, print};

pub(super) fn run(args: &StatsArgs) -> Status {
    let console = Console::new(args.color.color, false);
    // An old file that cannot be read is found out before the corpus is, not after.
    let old = match args.compare.as_deref().map(read_report).transpose() {
        Ok(old) => old,
        Err(what) => {
            console.error(&what);
            return Status::Trouble;
        }
    };
    let loaded = load::load(&args.own.folders, &console);
    load::with_scanner(loaded, &console, |scanner, trouble| {
        let status = count(args, scanner, old.as_ref(), &console);
        if trouble { Status::Trouble } else { status }
    })
}

fn count(
    args: &StatsArgs,
    scanner: &Scanner<'_>,
    old: Option<&StatisticsReport>,
    console: &Console,
) -> Status {
    // Statistics are there to see what a rule would say if it were shown.
    let choice = Choice {
        min_confidence: args.choice.min_confidence.or(Some(Confidence::Low)),
        ..args.choice.choice()
    };
    let Some(selection) = load::selection(scanner.rules(), &choice, console) else {
        return Status::Trouble;
    };
    let job = Census {
        scanner,
        selection: &selection,
        encoding: args.documents.encoding,
        threads: usize::from(args.documents.jobs),
        sample: args.sample.unwrap_or_default(),
        seed: args.seed,
    };
    let mut say = |message| console.message(&message);
    let statistics = census(&job, check::walk(&args.documents), &mut say);
    let shown = |index| selection.shows(index);
    let sampled = args.sample.is_some();
    let mut report = StatisticsReport::new(&statistics, scanner.rules(), &shown, sampled);
    if let Some(old) = old {
        report.compare(old);
    }
    let text = match args.format {
        StatsFormat::Table => draw_table(&report, Stream::output(args.color.color).color),
        StatsFormat::Markdown => draw_markdown(&report),
        StatsFormat::Json => match serde_json::to_string_pretty(&report) {
            Ok(json) => json + "\n",
            Err(error) => {
                console.error(&error.to_string());
                return Status::Trouble;
            }
        },
    };
    let status = if statistics.troubles > 0 { Status::Trouble } else { Status::Passed };
    print(&text, console, status)
}

#[expect(clippy::disallowed_methods, reason = "the file is an argument of the command line")]
fn read_report(path: &Path) -> Result<StatisticsReport, String> {
    let said = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let text = fs::read_to_string(path).map_err(|error| said(&error))?;
    StatisticsReport::parse(&text).map_err(|error| said(&error))
}
