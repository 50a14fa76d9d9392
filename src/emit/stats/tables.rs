//! Statistics for people: tables of a terminal or of Markdown, from the same rows.

use std::cmp::Reverse;
use std::fmt::Write as _;

use crate::emit::sanitize;

use super::{Change, GroupRow, SampleRow, StatisticsReport};

/// `report` as tables for a terminal; `color` makes their heads bold.
#[must_use]
pub fn draw_table(report: &StatisticsReport, color: bool) -> String {
    let (on, off) = if color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let mut out = format!("{}\n", total(report));
    for table in tables(report) {
        let _ = writeln!(out, "\n{}", table.plain(on, off));
        if let Some(note) = &table.note {
            let _ = writeln!(out, "{note}");
        }
    }
    if let Some(sample) = &report.sample {
        let _ = writeln!(out, "\n{on}{} drawn at random{off}", sampled(sample));
        for row in sample {
            let (place, text) = (place(row), sanitize(&row.text));
            let (before, after) = (sanitize(&row.before), sanitize(&row.after));
            let _ = write!(out, "\n{} {} {}  {place}\n", row.confidence, row.code, row.rule);
            let _ = writeln!(out, "  {}[{text}]{}", before.trim_start(), after.trim_end());
        }
    }
    out
}

/// `report` as a Markdown document.
#[must_use]
pub fn draw_markdown(report: &StatisticsReport) -> String {
    let mut out = format!("{}\n", total(report));
    for table in tables(report) {
        let _ = write!(out, "\n{}", table.markdown());
        if let Some(note) = &table.note {
            let _ = writeln!(out, "\n{note}");
        }
    }
    if let Some(sample) = &report.sample {
        let _ = writeln!(out, "\n{} drawn at random:\n", sampled(sample));
        for row in sample {
            let (before, after) = (escaped(&row.before), escaped(&row.after));
            let (text, place) = (escaped(&row.text), escaped(&place(row)));
            let _ = write!(out, "- [ ] {} {} {}, {place}:", row.confidence, row.code, row.rule);
            let _ = writeln!(out, " {}[**{text}**]{}", before.trim_start(), after.trim_end());
        }
    }
    out
}

fn total(report: &StatisticsReport) -> String {
    let StatisticsReport { documents, words, findings, .. } = report;
    let rate = number(report.per_million_words);
    format!("{documents} documents, {words} words: {findings} findings, {rate} per million words")
}

fn sampled(sample: &[SampleRow]) -> String {
    let plural = if sample.len() == 1 { "" } else { "s" };
    format!("{} finding{plural}", sample.len())
}

fn place(row: &SampleRow) -> String {
    format!("{}:{}:{}", sanitize(&row.path), row.line, row.column)
}

fn number(rate: f64) -> String {
    format!("{rate:.2}")
}

/// A table before it has a form.
struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    /// How many of the columns, the first ones, hold numbers.
    numbers: usize,
    /// What stands under it.
    note: Option<String>,
}

fn tables(report: &StatisticsReport) -> Vec<Table> {
    let mut tables = vec![
        by_rule(report),
        groups("category", &report.categories),
        groups("confidence", &report.confidences),
    ];
    tables.retain(|table| !table.rows.is_empty() || table.note.is_some());
    tables.extend(report.changes.as_deref().map(by_change));
    tables
}

fn by_rule(report: &StatisticsReport) -> Table {
    let mut spoke: Vec<_> = report.rules.iter().filter(|row| row.findings > 0).collect();
    spoke.sort_by_key(|row| Reverse(row.findings));
    let rows = spoke.iter().map(|row| {
        let [code, name, category, confidence] =
            [&row.code, &row.name, &row.category, &row.confidence].map(String::clone);
        let counts = [row.findings, row.documents].map(|count| count.to_string());
        let [findings, documents] = counts;
        vec![number(row.per_million_words), findings, documents, code, name, category, confidence]
    });
    let silent = report.rules.len() - spoke.len();
    let plural = if silent == 1 { "" } else { "s" };
    let head = ["per million", "findings", "documents", "code", "rule", "category", "confidence"];
    Table {
        head: head.to_vec(),
        rows: rows.collect(),
        numbers: 3,
        note: (silent > 0).then(|| format!("{silent} rule{plural} without findings")),
    }
}

fn groups(title: &'static str, groups: &[GroupRow]) -> Table {
    let rows = groups.iter().map(|group| {
        vec![number(group.per_million_words), group.findings.to_string(), group.name.clone()]
    });
    let head = vec!["per million", "findings", title];
    Table { head, rows: rows.collect(), numbers: 2, note: None }
}

fn by_change(changes: &[Change]) -> Table {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "-".to_owned(), number);
    let rows = changes.iter().map(|change| {
        let growth = format!("{:+.2}", change.growth());
        let [code, name] = [&change.code, &change.name].map(|name| sanitize(name).into_owned());
        vec![growth, rate(change.was), rate(change.now), code, name]
    });
    let grew = changes.iter().filter(|change| change.growth() > 0.0).count();
    let note = format!("{grew} grew, {} shrank", changes.len() - grew);
    let head = vec!["change", "was", "now", "code", "rule"];
    Table { head, rows: rows.collect(), numbers: 3, note: Some(note) }
}

impl Table {
    fn plain(&self, on: &str, off: &str) -> String {
        let mut widths: Vec<_> = self.head.iter().map(|cell| cell.len()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let line = |cells: &[&str]| {
            let cells: Vec<_> = cells
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(at, (cell, &width))| {
                    if at < self.numbers {
                        format!("{cell:>width$}")
                    } else {
                        format!("{cell:width$}")
                    }
                })
                .collect();
            cells.join("  ").trim_end().to_owned()
        };
        let mut lines = vec![format!("{on}{}{off}", line(&self.head))];
        for row in &self.rows {
            let cells: Vec<_> = row.iter().map(String::as_str).collect();
            lines.push(line(&cells));
        }
        lines.join("\n")
    }

    fn markdown(&self) -> String {
        let rule = |at: usize| if at < self.numbers { "---:" } else { "---" };
        let rules: Vec<_> = (0..self.head.len()).map(rule).collect();
        let mut out = format!("| {} |\n| {} |\n", self.head.join(" | "), rules.join(" | "));
        for row in &self.rows {
            let cells: Vec<_> = row.iter().map(|cell| escaped(cell)).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out
    }
}

/// `text` made safe to print, and as Markdown shows it letter for letter.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in sanitize(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '#') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
