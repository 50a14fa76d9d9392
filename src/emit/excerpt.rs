//! The words around a finding, as the renderer of diagnostics wants to be given files.
//!
//! The renderer prints whole lines as they are, and trusts them. So it never sees the document:
//! it gets an excerpt, a few short safe lines, that says the true line numbers and column.

use std::collections::BTreeMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use crate::text::{Document, LineColumn, Span, ceil_boundary, floor_boundary, slice};

use super::sanitize::{sanitize, shown_width};
use super::window::{Extent, Mark, windows};

/// How far apart lines between which some are left out are for the renderer: far enough that it
/// draws a break between them.
const BREAK: usize = 3;

/// A place to be shown, and the columns that the words beside its carets take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) span: Span,
    pub(super) label: usize,
}

/// The lines around one finding, short and safe.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    /// Where the damage begins in the document.
    start: LineColumn,
    source: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// The number, from 0, that the renderer knows the line by.
    index: usize,
    /// The number, from 1, that the line has in the document.
    number: usize,
    /// Where it is in the source of the excerpt.
    range: Range<usize>,
}

impl Excerpt {
    /// An excerpt that says where the damage is and shows nothing.
    pub(super) fn located(name: String, start: LineColumn) -> Excerpt {
        Excerpt { name, start, source: String::new(), lines: Vec::new() }
    }

    /// Shows `places` of `document`, with about `room` columns of each of their lines. Also says
    /// where in the excerpt each of the places is.
    pub(super) fn show(
        mut self,
        document: &Document,
        places: &[Place],
        room: usize,
        ellipsis: &str,
    ) -> (Excerpt, Vec<Range<usize>>) {
        let settled: Vec<_> = places.iter().map(|place| Settled::new(document, *place)).collect();
        let mut shown = vec![(0, 0); places.len()];
        let mut previous: Option<(usize, usize)> = None;
        for line in lines_to_show(&settled) {
            let index = match previous {
                None => 0,
                Some((before, index)) if line - before == 1 => index + 1,
                Some((_, index)) => index + BREAK,
            };
            previous = Some((line, index));
            let mut writer = LineWriter::new(document, line, &settled);
            writer.write(&mut self.source, room, ellipsis);
            for (place, shown) in settled.iter().zip(&mut shown) {
                if place.first == line {
                    shown.0 = writer.shown_start(place.span.start());
                }
                if place.last == line {
                    shown.1 = writer.shown_end(place.span.end());
                }
                if place.first == line && place.last == line {
                    *shown = visible(&self.source, writer.start, *shown);
                }
            }
            self.lines.push(Line {
                index,
                number: line + 1,
                range: writer.start..self.source.len(),
            });
            self.source.push('\n');
        }
        let ranges = shown.into_iter().map(|(start, end)| start..end.max(start)).collect();
        (self, ranges)
    }

    /// The last line at or before the one that the renderer knows as `index`.
    fn line(&self, index: usize) -> Option<&Line> {
        self.lines.get(self.lines.partition_point(|line| line.index <= index).checked_sub(1)?)
    }
}

impl<'a> Files<'a> for Excerpt {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.name)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, Error> {
        Ok(&self.source)
    }

    fn line_index(&'a self, (): (), at: usize) -> Result<usize, Error> {
        let next = self.lines.partition_point(|line| line.range.start <= at);
        let line = next.checked_sub(1).and_then(|last| self.lines.get(last));
        line.map(|line| line.index).ok_or(Error::FileMissing)
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, Error> {
        self.line(index).map(|line| line.number).ok_or(Error::FileMissing)
    }

    /// Only the place of the damage is ever printed.
    fn location(&'a self, (): (), _at: usize) -> Result<Location, Error> {
        Ok(Location { line_number: self.start.line, column_number: self.start.column })
    }

    /// Lines that are left out are empty.
    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, Error> {
        let line = self.line(index).ok_or(Error::FileMissing)?;
        Ok(if line.index == index { line.range.clone() } else { line.range.end..line.range.end })
    }
}

/// A place on whole characters and without the line breaks at its end: they have no width, and the
/// line after them is no part of the place.
#[derive(Debug, Clone, Copy)]
struct Settled {
    span: Span,
    /// The numbers, from 0, of the lines it begins and ends on.
    first: usize,
    last: usize,
    label: usize,
}

impl Settled {
    fn new(document: &Document, place: Place) -> Settled {
        let (text, lines) = (document.text(), document.lines());
        let start = floor_boundary(text, place.span.start());
        let end = ceil_boundary(text, place.span.end());
        let kept = slice(text, start, end).trim_end_matches(['\n', '\r']).len();
        let (first, last) = (lines.line_of(start), lines.line_of(start + kept));
        let start = start.min(lines.content(text, first).end());
        let end = (start + kept).min(lines.content(text, last).end());
        Settled { span: Span::new(start, end), first, last, label: place.label }
    }
}

/// The lines on which places begin and end, in order, and a line between two of them if it is the
/// only one: the renderer shows it instead of a break.
fn lines_to_show(places: &[Settled]) -> Vec<usize> {
    let mut ends: Vec<_> = places.iter().flat_map(|place| [place.first, place.last]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut lines: Vec<usize> = Vec::with_capacity(ends.len());
    for line in ends {
        if lines.last().is_some_and(|&last| last + 2 == line) {
            lines.push(line - 1);
        }
        lines.push(line);
    }
    lines
}

/// Writes one line of an excerpt and remembers where its places have gone.
struct LineWriter<'d> {
    text: &'d str,
    line: Span,
    marks: Vec<Mark>,
    /// Where the line begins in the source of the excerpt.
    start: usize,
    /// Where in the document and in the excerpt each shown piece begins, and where it ends.
    begins: BTreeMap<usize, usize>,
    ends: BTreeMap<usize, usize>,
}

impl<'d> LineWriter<'d> {
    fn new(document: &'d Document, line: usize, places: &[Settled]) -> LineWriter<'d> {
        let content = document.lines().content(document.text(), line);
        let marks = places.iter().filter_map(|place| {
            let (span, label) = (place.span, place.label);
            match (place.first == line, place.last == line) {
                (true, true) => Some(Mark { span, extent: Extent::Whole, label }),
                (true, false) => {
                    let span = Span::new(span.start(), content.end());
                    Some(Mark { span, extent: Extent::Begins, label })
                }
                (false, true) => {
                    let span = Span::new(content.start(), span.end());
                    Some(Mark { span, extent: Extent::Ends, label })
                }
                (false, false) => None,
            }
        });
        LineWriter {
            text: document.text(),
            line: content,
            marks: marks.collect(),
            start: 0,
            begins: BTreeMap::new(),
            ends: BTreeMap::new(),
        }
    }

    fn write(&mut self, source: &mut String, room: usize, ellipsis: &str) {
        self.start = source.len();
        let mut end = self.line.start();
        for window in windows(self.text, self.line, &self.marks, room) {
            if window.start() > end {
                source.push_str(ellipsis);
            }
            self.write_window(source, window);
            end = window.end();
        }
        if end < self.line.end() {
            source.push_str(ellipsis);
        }
    }

    /// Writes the text of `window` piece by piece, so that each mark begins and ends with a piece.
    fn write_window(&mut self, source: &mut String, window: Span) {
        let mut cuts: Vec<_> = self
            .marks
            .iter()
            .flat_map(|mark| [mark.span.start(), mark.span.end()])
            .filter(|&cut| window.contains(cut))
            .chain([window.end()])
            .collect();
        cuts.sort_unstable();
        let mut start = window.start();
        for cut in cuts {
            self.begins.insert(start, source.len());
            source.push_str(&sanitize(slice(self.text, start, cut)));
            self.ends.insert(cut, source.len());
            start = cut;
        }
    }

    fn shown_start(&self, at: usize) -> usize {
        let shown = self.begins.get(&at).or_else(|| self.ends.get(&at));
        shown.copied().unwrap_or(self.start)
    }

    fn shown_end(&self, at: usize) -> usize {
        let shown = self.ends.get(&at).or_else(|| self.begins.get(&at));
        shown.copied().unwrap_or(self.start)
    }
}

/// The shown range `start..end`, or one around it if carets under it would have no width: a
/// combining mark is shown with what it stands on.
fn visible(source: &str, line: usize, (start, end): (usize, usize)) -> (usize, usize) {
    let has_width = |character: char| shown_width(character) > 0;
    let (rest, whole) = (slice(source, start, source.len()), slice(source, start, end));
    let seen = match rest.chars().next() {
        Some(next) if whole.is_empty() => has_width(next),
        Some(_) => whole.chars().any(has_width),
        // The end of a line has a caret of its own.
        None => true,
    };
    if seen {
        return (start, end);
    }
    if let Some(base) = slice(source, line, start).rfind(has_width) {
        return (line + base, end);
    }
    let next = rest.char_indices().find(|&(_, character)| has_width(character));
    next.map_or((start, end), |(at, character)| (start, start + at + character.len_utf8()))
}
