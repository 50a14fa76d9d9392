//! Faults and flaws of rule files. Each says what is wrong and where; this only draws it.

use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::WriteColor;
use codespan_reporting::term::{Config, Styles, StylesWriter, emit_to_write_style};

use serde::Serialize;

use crate::rule::{Fault, Flaw, FlawKind};
use crate::text::{LineIndex, Span, ceil_boundary, floor_boundary, slice};

use super::sanitize;

/// How much of a long line is shown before and after what is at fault, in bytes.
const AROUND: usize = 60;

/// Draws `fault` as an error in a frame of its file.
///
/// Everything that comes from the file is made harmless first, and of a long line only the
/// neighbourhood is shown, under its true line and column.
///
/// # Errors
///
/// What `out` says.
pub fn draw_fault(fault: &Fault, out: &mut dyn WriteColor) -> io::Result<()> {
    draw(fault, Diagnostic::error(), out)
}

/// Draws `flaw` as a warning, with its kind in brackets, in a frame of its file.
///
/// # Errors
///
/// What `out` says.
pub fn draw_flaw(flaw: &Flaw, out: &mut dyn WriteColor) -> io::Result<()> {
    draw(&flaw.fault, Diagnostic::warning().with_code(flaw.kind.name()), out)
}

fn draw(fault: &Fault, diagnostic: Diagnostic<()>, out: &mut dyn WriteColor) -> io::Result<()> {
    let frame = Frame::new(fault);
    let label = Label::primary((), frame.span.clone()).with_message(sanitize(&fault.label));
    let mut diagnostic = diagnostic.with_message(sanitize(&fault.message)).with_label(label);
    if let Some(help) = &fault.help {
        diagnostic = diagnostic.with_note(format!("help: {}", sanitize(help)));
    }
    let styles = Styles::default();
    let mut writer = StylesWriter::new(out, &styles);
    emit_to_write_style(&mut writer, &Config::default(), &frame, &diagnostic).map_err(|error| {
        match error {
            Error::Io(error) => error,
            other => io::Error::other(other),
        }
    })
}

/// `flaws` as a JSON array, with a line break behind it.
///
/// # Errors
///
/// What the writer of JSON says.
pub fn flaws_json(flaws: &[Flaw]) -> Result<String, serde_json::Error> {
    let rows: Vec<_> = flaws.iter().map(Row::new).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

/// A flaw, as its JSON form spells it.
#[derive(Debug, Serialize)]
struct Row<'f> {
    kind: FlawKind,
    rule: &'f str,
    file: &'f str,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    message: &'f str,
    help: Option<&'f str>,
}

impl<'f> Row<'f> {
    fn new(flaw: &'f Flaw) -> Row<'f> {
        let Fault { source, span, message, help, .. } = &flaw.fault;
        let place = LineIndex::new(&source.text).line_column(&source.text, span.start());
        Row {
            kind: flaw.kind,
            rule: &flaw.rule,
            file: &source.path,
            line: place.line,
            column: place.column,
            message,
            help: help.as_deref(),
        }
    }
}

/// The line of a fault, as it is shown.
struct Frame {
    path: String,
    text: String,
    /// What is at fault, in `text`.
    span: Range<usize>,
    /// From 1.
    line: usize,
    /// From 1.
    column: usize,
}

impl Frame {
    fn new(fault: &Fault) -> Frame {
        let file = &fault.source.text;
        let lines = LineIndex::new(file);
        let start = floor_boundary(file, fault.span.start());
        let place = lines.line_column(file, start);
        let line = lines.content(file, place.line - 1);
        // Of what runs over several lines the first shows where it is.
        let end = ceil_boundary(file, fault.span.end()).min(line.end()).max(start);
        let window = Span::new(
            if start - line.start() > 2 * AROUND {
                floor_boundary(file, start - AROUND)
            } else {
                line.start()
            },
            if line.end().saturating_sub(end) > 2 * AROUND {
                ceil_boundary(file, end + AROUND)
            } else {
                line.end().max(end)
            },
        );
        let mut text = String::new();
        if window.start() > line.start() {
            text.push('…');
        }
        text.push_str(&sanitize(slice(file, window.start(), start)));
        let from = text.len();
        text.push_str(&sanitize(slice(file, start, end)));
        let to = text.len();
        text.push_str(&sanitize(slice(file, end, window.end())));
        if window.end() < line.end() {
            text.push('…');
        }
        Frame {
            path: sanitize(&fault.source.path).into_owned(),
            text,
            span: from..to,
            line: place.line,
            column: place.column,
        }
    }
}

impl<'f> Files<'f> for Frame {
    type FileId = ();
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, (): ()) -> Result<&'f str, Error> {
        Ok(&self.path)
    }

    fn source(&'f self, (): ()) -> Result<&'f str, Error> {
        Ok(&self.text)
    }

    fn line_index(&'f self, (): (), _: usize) -> Result<usize, Error> {
        Ok(0)
    }

    fn line_number(&'f self, (): (), _: usize) -> Result<usize, Error> {
        Ok(self.line)
    }

    fn column_number(&'f self, (): (), _: usize, _: usize) -> Result<usize, Error> {
        Ok(self.column)
    }

    fn line_range(&'f self, (): (), _: usize) -> Result<Range<usize>, Error> {
        Ok(0..self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use codespan_reporting::term::termcolor::NoColor;
    use snapbox::{assert_data_eq, str};

    use super::*;
    use crate::rule::RuleSource;

    fn draw(text: &str, at: &str, help: Option<&str>) -> String {
        let path = "rules/grammar/since.toml".to_owned();
        let source = RuleSource { path, text: text.to_owned().into(), builtin: false };
        let start = text.find(at).expect("the text has it");
        let span = Span::new(start, start + at.len());
        let fault = Fault::new(Arc::new(source), span, "nothing here is named `dur`", None);
        let fault = Fault { help: help.map(str::to_owned), ..fault }.with_label("in this fix");
        let mut out = NoColor::new(Vec::new());
        draw_fault(&fault, &mut out).expect("a buffer can be written");
        String::from_utf8(out.into_inner()).expect("it is UTF-8")
    }

    #[test]
    fn a_fault_is_drawn_in_a_frame_of_its_file() {
        let text = "id = 'MT0202'\nfix = \"for {dur}\"\n";
        assert_data_eq!(
            draw(text, "dur", Some("the nearest is `during`")),
            str![[r#"
error: nothing here is named `dur`
  ┌─ rules/grammar/since.toml:2:13
  │
2 │ fix = "for {dur}"
  │             ^^^ in this fix
  │
  = help: the nearest is `during`


"#]]
        );
    }

    #[test]
    fn of_a_long_line_only_the_neighbourhood_is_drawn() {
        let text = format!("entries = [{}{{dur}}{}]", "1, ".repeat(100_000), "2, ".repeat(100_000));
        assert_data_eq!(
            draw(&text, "dur", None),
            str![[r#"
error: nothing here is named `dur`
  ┌─ rules/grammar/since.toml:1:300013
  │
1 │ …, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, {dur}2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,…
  │                                                              ^^^ in this fix


"#]]
        );
    }

    #[test]
    fn escapes_of_the_file_are_made_visible() {
        let drawn = draw("a = \u{1b}[31m {dur}", "dur", Some("\u{1b}[32m"));
        assert!(!drawn.contains('\u{1b}'), "{drawn:?}");
    }
}
