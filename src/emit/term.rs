//! Diagnostics for people, as compilers draw them.

use std::io::{self, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label, Severity as Level};
use codespan_reporting::term::termcolor::Buffer;
use codespan_reporting::term::{
    Chars, Config, DisplayStyle, Styles, StylesWriter, emit_to_write_style,
};

use crate::finding::{Finding, Fix, Reported};
use crate::rule::{Applicability, Confidence, Rule, Severity};
use crate::text::Document;

use super::excerpt::{Excerpt, Place};
use super::languages::language_name;
use super::places::Places;
use super::sanitize::{sanitize, shown_width};
use super::verdict::sentence;
use super::{Emitter, Report};

/// How much of a finding is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The words around it, with carets under the damage, and what to do.
    Rich,
    /// One line, and what to do.
    Medium,
    /// One line: `path:line:column: severity[code]: message`.
    Short,
}

/// What the terminal at the other end can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Whether to write colours, as ANSI escapes.
    pub color: bool,
    /// Whether frames are drawn with Unicode characters; with ASCII otherwise.
    pub unicode: bool,
    /// How wide it is, in columns. Excerpts keep to it; messages and paths are as long as they are.
    pub width: usize,
}

impl Default for Terminal {
    fn default() -> Terminal {
        Terminal { color: false, unicode: true, width: 120 }
    }
}

/// The columns that line number, frame and ellipses take beside an excerpt.
const FRAME: usize = 8;

/// The least and the most room for an excerpt, in columns, however narrow or wide the terminal: no
/// eye follows a longer line.
const ROOM: (usize, usize) = (40, 160);

/// How many pieces of evidence are shown with one finding.
const MOST_EVIDENCE: usize = 6;

/// How many languages a note names before it says that there are others.
const MOST_LANGUAGES: usize = 4;

/// Writes findings as diagnostics: the damage under carets, evidence under dashes, then what to do
/// and how sure it is.
#[derive(Debug)]
pub struct TermEmitter {
    terminal: Terminal,
    config: Config,
    styles: Styles,
}

impl TermEmitter {
    /// Diagnostics in `style` for `terminal`.
    #[must_use]
    pub fn new(style: Style, terminal: Terminal) -> TermEmitter {
        let config = Config {
            display_style: match style {
                Style::Rich => DisplayStyle::Rich,
                Style::Medium => DisplayStyle::Medium,
                Style::Short => DisplayStyle::Short,
            },
            chars: if terminal.unicode { Chars::box_drawing() } else { Chars::ascii() },
            start_context_lines: 0,
            end_context_lines: 0,
            ..Config::default()
        };
        TermEmitter { terminal, config, styles: Styles::default() }
    }

    fn labels(
        &self,
        excerpt: Excerpt,
        document: &Document,
        finding: &Finding,
    ) -> (Excerpt, Vec<Label<()>>) {
        let evidence = finding.related.iter().take(MOST_EVIDENCE);
        let (places, words): (Vec<_>, Vec<_>) = [(finding.span, &finding.label)]
            .into_iter()
            .chain(evidence.map(|(span, words)| (*span, words)))
            .map(|(span, words)| {
                let words = sanitize(words).into_owned();
                (Place { span, label: words.chars().map(shown_width).sum() }, words)
            })
            .unzip();
        let room = self.terminal.width.saturating_sub(FRAME).clamp(ROOM.0, ROOM.1);
        let ellipsis = if self.terminal.unicode { "…" } else { "..." };
        let (excerpt, ranges) = excerpt.show(document, &places, room, ellipsis);
        let mut labels = Vec::with_capacity(places.len());
        for (range, words) in ranges.into_iter().zip(words) {
            let label = if labels.is_empty() {
                Label::primary((), range)
            } else {
                Label::secondary((), range)
            };
            labels.push(label.with_message(words));
        }
        (excerpt, labels)
    }

    fn draw(
        &self,
        document: &Document,
        rule: &Rule,
        reported: &Reported,
        places: &Places<'_>,
        buffer: &mut Buffer,
    ) -> io::Result<()> {
        let finding = &reported.finding;
        let path = sanitize(&document.origin().to_string()).into_owned();
        let excerpt = Excerpt::located(path, places.of(finding.span.start()));
        let (excerpt, labels) = match self.config.display_style {
            DisplayStyle::Rich => self.labels(excerpt, document, finding),
            DisplayStyle::Medium | DisplayStyle::Short => (excerpt, vec![Label::primary((), 0..0)]),
        };
        let diagnostic = Diagnostic::new(level(reported.severity))
            .with_code(sanitize(&rule.code))
            .with_message(sanitize(&finding.message))
            .with_labels(labels)
            .with_notes(notes(rule, finding));
        let mut writer = StylesWriter::new(buffer, &self.styles);
        emit_to_write_style(&mut writer, &self.config, &excerpt, &diagnostic)
            .map_err(io::Error::other)
    }
}

impl Emitter for TermEmitter {
    fn document(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let places = Places::new(report.document);
        let mut buffer = if self.terminal.color { Buffer::ansi() } else { Buffer::no_color() };
        for reported in report.open() {
            let rule = report.rules.get(reported.finding.rule);
            self.draw(report.document, rule, reported, &places, &mut buffer)?;
            out.write_all(buffer.as_slice())?;
            buffer.clear();
        }
        let rich = matches!(self.config.display_style, DisplayStyle::Rich);
        match report.verdict.filter(|_| rich).and_then(|verdict| sentence(report, verdict)) {
            Some(sentence) => writeln!(out, "{sentence}\n"),
            None => Ok(()),
        }
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Note => Level::Note,
        Severity::Warning => Level::Warning,
        Severity::Error => Level::Error,
    }
}

/// What stands under the excerpt: what to do, and where the finding comes from.
fn notes(rule: &Rule, finding: &Finding) -> Vec<String> {
    let mut notes = help(&finding.fixes);
    if let Some(more) = finding.related.len().checked_sub(MOST_EVIDENCE).filter(|&more| more > 0) {
        notes.push(format!("note: {more} more places like these are not shown"));
    }
    let about =
        [sureness(rule.confidence).to_owned(), provenance(rule), sanitize(&rule.name).into()];
    let code = sanitize(&rule.code);
    notes.push(format!("note: {}, see `mtlint explain {code}`", about.join("; ")));
    notes
}

/// The repairs: the first, which is the one that may be applied, and the others to choose from.
fn help(fixes: &[Fix]) -> Vec<String> {
    let Some((first, others)) = fixes.split_first() else { return Vec::new() };
    let applied = match first.applicability {
        Applicability::Safe => "safe: `mtlint fix` does it",
        Applicability::Unsafe => "`mtlint fix --unsafe-fixes` does it",
        Applicability::Display => {
            return vec![format!("help: {} (for you to decide)", alternatives(fixes))];
        }
    };
    let mut help = vec![format!("help: {} ({applied})", title(first))];
    if !others.is_empty() {
        help.push(format!("help: or {} (for you to decide)", alternatives(others)));
    }
    help
}

/// Repairs to choose from: ``write `a`, `b` or `c` ``.
fn alternatives(fixes: &[Fix]) -> String {
    let mut verb = "";
    let mut titles = Vec::with_capacity(fixes.len());
    for title in fixes.iter().map(title) {
        // The verb is not said again: write `a` or `b`.
        match title.strip_prefix("write ") {
            Some(words) if verb == "write" => titles.push(words.to_owned()),
            _ => {
                verb = if title.starts_with("write ") { "write" } else { "" };
                titles.push(title);
            }
        }
    }
    list(&titles)
}

/// What a fix does, in a few words on one line.
fn title(fix: &Fix) -> String {
    if !fix.title.is_empty() {
        return sanitize(&fix.title).into_owned();
    }
    match fix.edits.as_slice() {
        [edit] if edit.text.is_empty() => "delete it".to_owned(),
        [edit] => format!("write `{}`", sanitize(&edit.text)),
        edits => format!("make {} changes", edits.len()),
    }
}

/// How sure the rule is.
fn sureness(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low confidence",
        Confidence::Medium => "medium confidence",
        Confidence::High => "high confidence",
        Confidence::Certain => "certain",
    }
}

/// At whose door the damage is laid.
fn provenance(rule: &Rule) -> String {
    if !rule.category.is_translation() {
        return "not the work of a translator".to_owned();
    }
    let mut names: Vec<String> = Vec::with_capacity(rule.pivots.len());
    for tag in &rule.pivots {
        let name = sanitize(language_name(tag)).into_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return "left by machine translation".to_owned();
    }
    if names.len() > MOST_LANGUAGES {
        let others = names.len() - (MOST_LANGUAGES - 1);
        names.truncate(MOST_LANGUAGES - 1);
        names.push(format!("{others} other languages"));
    }
    format!("left by round trips through {}", list(&names))
}

/// `a`, `a or b`, `a, b or c`.
fn list(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
