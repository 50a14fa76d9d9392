//! Expressions, run only around their anchors.

use crate::finding::RuleIndex;
use crate::rule::{Look, RuleSet, View};
use crate::text::{Span, ceil_boundary, floor_boundary, slice};

use super::guarded::Sight;
use super::{Hit, edges};

/// What a window shows beyond the farthest end of a match, in bytes: one character, so that a match
/// that touches the end of its window is known to reach farther than it may.
const MARGIN: usize = 4;

/// Where one expression has to run: stretches of the text, in order, that neither overlap nor touch.
/// So one expression reads no byte twice, however often its anchors stand there.
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
    /// at most `after` bytes behind it. Anchors come in the order of the text, or nearly so.
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
        // Anchors come in the order of their ends, so a longer one may begin before earlier ones.
        while let Some(last) = self.0.last().copied() {
            if last.span.end() < start {
                break;
            }
            if last.span.start() <= start {
                start = last.span.start();
                cut.0 = last.cut.0;
            }
            if last.span.end() > end {
                end = last.span.end();
                cut.1 = last.cut.1;
            }
            self.0.pop();
        }
        self.0.push(Window { span: Span::new(start, end), cut });
    }
}

/// Adds every match of one expression inside `windows` to `hits`.
pub(super) fn run(
    rules: &RuleSet,
    rule: RuleIndex,
    entry: usize,
    text: &str,
    windows: Windows,
    hits: &mut Vec<Hit>,
) {
    if windows.0.is_empty() {
        return;
    }
    let wanted = &rules.get(rule).entries[entry];
    let Look::Pattern { regex, .. } = &wanted.look else { return };
    for window in windows.0 {
        // Cut off only at the end: what stands before the window is context for look-behind.
        let Some(haystack) = text.get(..window.span.end()) else { continue };
        let mut from = window.span.start();
        let seen = floor_boundary(text, from.saturating_sub(1));
        let Some(regex) = regex.for_text(slice(text, seen, haystack.len())) else { return };
        let mut locations = regex.capture_locations();
        while from <= haystack.len() {
            let Some(found) = regex.captures_read_at(&mut locations, haystack, from) else { break };
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
