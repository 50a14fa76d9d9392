//! Expressions, run only around their anchors.

use regex::{CaptureLocations, Regex};

use crate::rule::{Look, RuleSet, View};
use crate::text::{Span, ceil_boundary, floor_boundary, slice};

use super::guarded::Sight;
use super::table::Place;
use super::{Hit, edges};

/// What a window shows beyond the farthest end of a match, in bytes: one character, so that a match
/// that touches the end of its window is known to reach farther than it may.
const MARGIN: usize = 4;

/// Where one expression has to run. Stretches that overlap are joined before it does, so that it
/// reads no byte twice, however often its anchors stand there.
#[derive(Debug, Clone, Default)]
pub(super) struct Windows(Vec<Window>);

#[derive(Debug, Clone, Copy)]
struct Window {
    span: Span,
    /// Whether the window was cut off at its start or end, where the text goes on.
    cut: (bool, bool),
}

impl Windows {
    /// One window over all of `text`.
    pub(super) fn whole(text: &str) -> Windows {
        Windows(vec![Window { span: Span::new(0, text.len()), cut: (false, false) }])
    }

    /// Makes room for matches around an anchor, that begin at most `before` bytes before it and end
    /// at most `after` bytes behind it. Anchors may come in any order.
    pub(super) fn add(&mut self, sight: &Sight<'_>, anchor: Span, (before, after): (usize, usize)) {
        let text = sight.text();
        let mut start = floor_boundary(text, anchor.start().saturating_sub(before + MARGIN));
        let mut end = ceil_boundary(text, anchor.end() + after + MARGIN);
        let mut cut = (start > 0, end < text.len());
        if sight.view() == View::Folded {
            let bytes = text.as_bytes();
            if let Some(at) = memchr::memrchr(b'\n', &bytes[start..anchor.start()]) {
                (start, cut.0) = (start + at + 1, false);
            }
            if let Some(at) = memchr::memchr(b'\n', &bytes[anchor.end()..end]) {
                (end, cut.1) = (anchor.end() + at, false);
            }
        }
        let window = Window { span: Span::new(start, end), cut };
        match self.0.last_mut() {
            Some(last) if last.span.start() <= start && start <= last.span.end() => {
                last.join(window);
            }
            _ => self.0.push(window),
        }
    }

    /// The windows in the order of the text, those that overlap or touch made one.
    fn joined(mut self) -> Vec<Window> {
        self.0.sort_by_key(|window| window.span);
        let mut joined: Vec<Window> = Vec::with_capacity(self.0.len());
        for window in self.0 {
            match joined.last_mut() {
                Some(last) if window.span.start() <= last.span.end() => last.join(window),
                _ => joined.push(window),
            }
        }
        joined
    }
}

impl Window {
    /// Reaches as far as `next`, which begins no earlier and no later than this window ends.
    fn join(&mut self, next: Window) {
        if next.span.start() == self.span.start() {
            self.cut.0 &= next.cut.0;
        }
        if next.span.end() > self.span.end() {
            self.cut.1 = next.cut.1;
            self.span = self.span.cover(next.span);
        }
    }
}

/// Adds every match of one expression inside `windows` to `hits`.
pub(super) fn run(
    rules: &RuleSet,
    Place { rule, entry }: Place,
    text: &str,
    windows: Windows,
    hits: &mut Vec<Hit>,
) {
    if windows.0.is_empty() {
        return;
    }
    let wanted = &rules.get(rule).entries[entry];
    let Look::Pattern { regex, .. } = &wanted.look else { return };
    // Room for captures, made once for all windows that one form of the expression reads.
    let mut room: Option<(&Regex, CaptureLocations)> = None;
    for window in windows.joined() {
        // Cut off only at the end: what stands before the window is context for look-behind.
        let Some(haystack) = text.get(..window.span.end()) else { continue };
        let mut from = window.span.start();
        let seen = floor_boundary(text, from.saturating_sub(1));
        let Some(regex) = regex.for_text(slice(text, seen, haystack.len())) else { return };
        let locations = match &mut room {
            Some((of, locations)) if std::ptr::eq(*of, regex) => locations,
            room => &mut room.insert((regex, regex.capture_locations())).1,
        };
        while from <= haystack.len() {
            let Some(found) = regex.captures_read_at(locations, haystack, from) else { break };
            let span = Span::new(found.start(), found.end());
            from = if span.is_empty() { ceil_boundary(text, span.end() + 1) } else { span.end() };
            if span.is_empty() && span.end() >= haystack.len() {
                break;
            }
            // What touches a cut reaches farther than a match may.
            let reaches_out = (window.cut.0 && span.start() == window.span.start())
                || (window.cut.1 && span.end() == window.span.end());
            if reaches_out || span.is_empty() || (wanted.edges && !edges::at_word_edges(text, span))
            {
                continue;
            }
            let parts = regex
                .capture_names()
                .enumerate()
                .filter_map(|(group, name)| {
                    let (start, end) = locations.get(group)?;
                    Some((name?.to_owned(), Span::new(start, end)))
                })
                .collect();
            hits.push(Hit { rule, entry, span, parts });
        }
    }
}
