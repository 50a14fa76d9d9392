//! What stands around a match.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::rule::{Entry, Guard, LazyRegex, View};
use crate::text::{Document, Span, ceil_boundary, floor_boundary, slice};

use super::Hit;

/// A document seen through one view.
pub(super) struct Sight<'d> {
    document: &'d Document,
    view: View,
    /// What guards over the whole document have answered; each is asked once.
    answers: RefCell<HashMap<*const LazyRegex, bool>>,
}

impl<'d> Sight<'d> {
    pub(super) fn new(document: &'d Document, view: View) -> Sight<'d> {
        Sight { document, view, answers: RefCell::default() }
    }

    pub(super) fn document(&self) -> &'d Document {
        self.document
    }

    pub(super) fn view(&self) -> View {
        self.view
    }

    /// The text that matchers see.
    pub(super) fn text(&self) -> &'d str {
        match self.view {
            View::Folded => self.document.folded().text(),
            View::Raw => self.document.text(),
        }
    }

    /// The bytes of the document that a span of the view stands for.
    pub(super) fn to_source(&self, span: Span) -> Span {
        match self.view {
            View::Folded => self.document.folded().to_source(span),
            View::Raw => span,
        }
    }

    /// Whether all guards of `entry` let `hit` pass, and it has its line to itself where it must.
    pub(super) fn admits(&self, hit: &Hit, entry: &Entry) -> bool {
        let guards = &entry.guards;
        (!entry.whole_line || self.has_its_line(hit.span))
            && (guards.is_empty()
                || (self.holds(&guards.when, hit.span, true)
                    && !self.holds(&guards.unless, hit.span, false)))
    }

    /// Whether all that `guard` asks is so (`all`), or any of it (not `all`).
    fn holds(&self, guard: &Guard, span: Span, all: bool) -> bool {
        let (before, after) = self.around(span);
        let mut answers = [
            guard.before.as_ref().map(|regex| matches(regex, before)),
            guard.after.as_ref().map(|regex| matches(regex, after)),
            guard.paragraph.as_ref().map(|regex| {
                let start = span.start() - before.len();
                matches(regex, slice(self.text(), start, span.end() + after.len()))
            }),
            guard.document.as_ref().map(|regex| self.in_document(regex)),
        ]
        .into_iter()
        .flatten();
        if all { answers.all(|answer| answer) } else { answers.any(|answer| answer) }
    }

    /// The text on both sides, as far as a guard sees: within its reach, and on the same line of the
    /// view, which in the folded view is the paragraph.
    fn around(&self, span: Span) -> (&'d str, &'d str) {
        let text = self.text();
        let start = floor_boundary(text, span.start().saturating_sub(Guard::REACH));
        let end = ceil_boundary(text, span.end() + Guard::REACH);
        let before = slice(text, start, span.start());
        let after = slice(text, span.end(), end);
        (
            before.rsplit('\n').next().unwrap_or_default(),
            after.split('\n').next().unwrap_or_default(),
        )
    }

    fn in_document(&self, regex: &Arc<LazyRegex>) -> bool {
        *self.answers.borrow_mut().entry(Arc::as_ptr(regex)).or_insert_with(|| {
            let text = self.text();
            matches(regex, slice(text, 0, floor_boundary(text, Guard::DOCUMENT_REACH)))
        })
    }

    /// Whether nothing but white space stands beside the match on its line, or its lines, of the
    /// document.
    fn has_its_line(&self, span: Span) -> bool {
        let text = self.document.text();
        let span = self.to_source(span);
        let before = slice(text, 0, span.start()).chars().rev().find(|c| !is_blank(*c));
        let after = slice(text, span.end(), text.len()).chars().find(|c| !is_blank(*c));
        before.is_none_or(is_break) && after.is_none_or(is_break)
    }
}

fn matches(regex: &LazyRegex, text: &str) -> bool {
    regex.for_text(text).is_some_and(|regex| regex.is_match(text))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !is_break(c)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
