use serde::Serialize;

use crate::policy::Choice;
use crate::rule::{Applicability, Category, Confidence, Rule, Severity};
use crate::run::Status;

use super::args::{ListFormat, RulesArgs, RulesCommand};
use super::console::{Console, Stream};
use super::{load, print, rules_check};

pub(super) fn run(args: &RulesArgs) -> Status {
    if let Some(RulesCommand::Check(args)) = &args.command {
        return rules_check::run(args);
    }
    let console = Console::new(args.color.color, false);
    let loaded = load::load(&args.own.folders, &console);
    // A list hides nothing unless it is asked to.
    let choice = Choice {
        min_confidence: args.choice.min_confidence.or(Some(Confidence::Low)),
        ..args.choice.choice()
    };
    let Some(selection) = load::selection(&loaded.rules, &choice, &console) else {
        return Status::Trouble;
    };
    let rows: Vec<Row<'_>> = loaded
        .rules
        .iter()
        .filter(|(index, _)| selection.shows(*index))
        .map(|(_, rule)| Row::new(rule))
        .collect();
    let text = match args.format {
        ListFormat::Table => table(&rows, Stream::output(args.color.color).color),
        ListFormat::Json => match serde_json::to_string_pretty(&rows) {
            Ok(json) => json + "\n",
            Err(error) => {
                console.error(&error.to_string());
                return Status::Trouble;
            }
        },
    };
    let status = if loaded.trouble { Status::Trouble } else { Status::Passed };
    print(&text, &console, status)
}

/// A rule as the list shows it, and as its JSON form spells it.
#[derive(Debug, Serialize)]
struct Row<'r> {
    code: &'r str,
    name: &'r str,
    former_names: &'r [String],
    category: Category,
    families: &'r [String],
    severity: Severity,
    confidence: Confidence,
    pivots: &'r [String],
    /// How freely its fixes may be applied, the most freely first; none: it has no fixes.
    fixes: Vec<Applicability>,
    /// How many plain phrases it looks for, plurals and derived word orders included; those with slots
    /// are not counted.
    phrases: usize,
    explanation: &'r str,
    file: &'r str,
    builtin: bool,
}

impl<'r> Row<'r> {
    fn new(rule: &'r Rule) -> Row<'r> {
        Row {
            code: &rule.code,
            name: &rule.name,
            former_names: &rule.former_names,
            category: rule.category,
            families: &rule.families,
            severity: rule.severity,
            confidence: rule.confidence,
            pivots: &rule.pivots,
            fixes: applicabilities(rule),
            phrases: rule.plain_phrases(),
            explanation: &rule.explanation,
            file: &rule.file.path,
            builtin: rule.file.builtin,
        }
    }

    fn cells(&self) -> [String; 7] {
        let or_dash = |cell: String| if cell.is_empty() { "-".to_owned() } else { cell };
        let fixes: Vec<_> = self.fixes.iter().map(|fix| fix.name()).collect();
        [
            self.code.to_owned(),
            self.name.to_owned(),
            self.category.to_string(),
            self.severity.to_string(),
            self.confidence.to_string(),
            or_dash(self.pivots.join(" ")),
            or_dash(fixes.join(" ")),
        ]
    }
}

/// How freely the fixes of `rule` may be applied, the most freely first. Of several alternatives
/// none is applied, so they are for display.
pub(super) fn applicabilities(rule: &Rule) -> Vec<Applicability> {
    let entries = rule.entries.iter().filter_map(|entry| match entry.fixes.len() {
        0 => None,
        1 => Some(entry.applicability),
        _ => Some(Applicability::Display),
    });
    let checks = rule.checks.iter().map(|check| check.applicability);
    let mut all: Vec<_> = entries.chain(checks).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.dedup();
    all
}

const HEAD: [&str; 7] = ["code", "name", "category", "severity", "confidence", "pivots", "fixes"];

fn table(rows: &[Row<'_>], color: bool) -> String {
    let cells: Vec<_> = rows.iter().map(Row::cells).collect();
    let mut widths = HEAD.map(str::len);
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.len().max(*width);
        }
    }
    let line = |cells: &[&str]| {
        let cells = cells.iter().zip(widths);
        let cells: Vec<_> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let (on, off) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let mut out = format!("{on}{}{off}\n", line(&HEAD));
    for row in &cells {
        out.push_str(&line(&row.each_ref().map(String::as_str)));
        out.push('\n');
    }
    out
}
