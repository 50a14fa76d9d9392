//! Which parts of a line to show: a line may be a whole book.
//!
//! Everything here walks outwards from the marked places and stops when the room is used up, so
//! that a line of megabytes costs what a short one does.

use crate::text::{Span, slice};

use super::sanitize::shown_width;

/// The columns kept free around what is marked, for the words before and after it.
const MARGIN: usize = 20;

/// The least room for one of several marks, in columns.
const LEAST: usize = 24;

/// How far a cut is moved inwards to fall between two words, in columns.
const SNAP: usize = 12;

/// The longest rest, in bytes, that is shown instead of being replaced by an ellipsis.
const SHORT_REST: usize = 3;

/// What is marked on a line, as far as it lies on that line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) extent: Extent,
    /// The columns that the words behind the carets take; 0 where there are none.
    pub(super) label: usize,
}

/// Which ends of what is marked lie on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Both.
    Whole,
    /// It begins here and goes on to a later line.
    Begins,
    /// It comes from an earlier line and ends here.
    Ends,
}

/// A part of the line that must be shown, and on which sides it wants words around it.
#[derive(Debug, Clone, Copy)]
struct Core {
    span: Span,
    before: bool,
    after: bool,
    label: usize,
}

/// The parts of `line` to show, in order and apart from one another, so that both ends of every
/// mark can be seen in about `room` columns. All of the line, where it fits.
pub(super) fn windows(text: &str, line: Span, marks: &[Mark], room: usize) -> Vec<Span> {
    let beginning = advance(text, line.start(), room, line.end()).0;
    if beginning == line.end() {
        return vec![line];
    }
    let mut cores: Vec<Core> = marks.iter().flat_map(|mark| cores(text, mark, room)).collect();
    cores.sort_by_key(|core| core.span);
    let Some((first, last)) = cores.first().zip(cores.last()) else {
        return vec![Span::new(line.start(), word_end(text, line.start(), beginning))];
    };
    let hull = cores.iter().fold(first.span, |hull, core| hull.cover(core.span));
    if fits(text, hull, room.saturating_sub(MARGIN)) {
        let (before, after) = (first.before, last.after);
        let label = cores.iter().map(|core| core.label).max().unwrap_or_default();
        cores = vec![Core { span: hull, before, after, label }];
    }
    let share = (room / cores.len()).max(LEAST);
    let mut windows: Vec<Span> = Vec::with_capacity(cores.len());
    for core in cores {
        let window = widened(text, line, core, share);
        match windows.last_mut() {
            Some(last) if window.start() <= last.end() + SHORT_REST => *last = last.cover(window),
            _ => windows.push(window),
        }
    }
    windows
}

/// What of `mark` must be shown: all of it, or where it is too long for `room`, its ends.
fn cores(text: &str, mark: &Mark, room: usize) -> Vec<Core> {
    let (span, label) = (mark.span, mark.label);
    let head = |columns, before, after| {
        let end = advance(text, span.start(), columns, span.end()).0;
        let end = if end < span.end() { word_end(text, span.start(), end) } else { end };
        Core { span: Span::new(span.start(), end), before, after, label: 0 }
    };
    let tail = |columns, before, after| {
        let start = retreat(text, span.end(), columns, span.start()).0;
        let start = if start > span.start() { word_start(text, start, span.end()) } else { start };
        Core { span: Span::new(start, span.end()), before, after, label }
    };
    match mark.extent {
        Extent::Whole if fits(text, span, room.saturating_sub(MARGIN)) => {
            vec![Core { span, before: true, after: true, label }]
        }
        Extent::Whole => {
            let part = room * 3 / 8;
            vec![head(part, true, false), tail(part, false, true)]
        }
        Extent::Begins => vec![head(room / 4, true, true)],
        Extent::Ends => vec![tail(room / 4, true, true)],
    }
}

/// `core` with words around it, in about `share` columns. What one side has no use for, the other
/// side gets; only that the label shall not run over the edge of the terminal, if there are words
/// enough before it all the same.
fn widened(text: &str, line: Span, core: Core, share: usize) -> Span {
    let width = advance(text, core.span.start(), share, core.span.end()).1;
    let spare = share.saturating_sub(width);
    let most = match (core.before, core.label) {
        (false, _) => 0,
        (true, 0) => spare,
        (true, label) => spare.saturating_sub(label + 1).max(spare / 3),
    };
    let before = if core.after { most.min(spare / 2) } else { most };
    let (mut start, used) = retreat(text, core.span.start(), before, line.start());
    let after = if core.after { spare - used } else { 0 };
    let (mut end, gone_on) = advance(text, core.span.end(), after, line.end());
    if end == line.end() {
        start = retreat(text, core.span.start(), most.min(spare - gone_on), line.start()).0;
    }
    if start <= line.start() + SHORT_REST {
        start = line.start();
    } else {
        start = word_start(text, start, core.span.start());
    }
    if end + SHORT_REST >= line.end() {
        end = line.end();
    } else {
        end = word_end(text, core.span.end(), end);
    }
    Span::new(start, end)
}

/// Whether `span` can be shown in `columns`.
fn fits(text: &str, span: Span, columns: usize) -> bool {
    advance(text, span.start(), columns, span.end()).0 == span.end()
}

/// How far from `from` towards `limit` the text fits into `columns`, and the columns it takes.
///
/// A character without a width counts as one, so that no text makes the walk long.
fn advance(text: &str, from: usize, columns: usize, limit: usize) -> (usize, usize) {
    let mut used = 0;
    for (at, character) in slice(text, from, limit).char_indices() {
        let width = shown_width(character).max(1);
        if used + width > columns {
            return (from + at, used);
        }
        used += width;
    }
    (limit, used)
}

/// As [`advance`], towards the beginning.
fn retreat(text: &str, from: usize, columns: usize, limit: usize) -> (usize, usize) {
    let mut used = 0;
    for (at, character) in slice(text, limit, from).char_indices().rev() {
        let width = shown_width(character).max(1);
        if used + width > columns {
            return (limit + at + character.len_utf8(), used);
        }
        used += width;
    }
    (limit, used)
}

/// The first beginning of a word in the few columns from `start`, not past `limit`; else `start`,
/// moved past marks that belong to the character before it.
fn word_start(text: &str, start: usize, limit: usize) -> usize {
    if slice(text, 0, start).ends_with(char::is_whitespace) {
        return start;
    }
    let near = slice(text, start, advance(text, start, SNAP, limit).0);
    if let Some(blank) = near.find(char::is_whitespace) {
        let rest = slice(near, blank, near.len());
        return start + blank + (rest.len() - rest.trim_start().len());
    }
    let unattached = near.find(|character| shown_width(character) > 0).unwrap_or(near.len());
    start + unattached
}

/// The last end of a word in the few columns before `end`, not before `limit`; else `end`, moved so
/// that it takes no character from the marks on it.
fn word_end(text: &str, limit: usize, end: usize) -> usize {
    let after = slice(text, end, text.len()).chars().next();
    if after.is_none_or(char::is_whitespace) {
        return end;
    }
    let from = retreat(text, end, SNAP, limit).0;
    let near = slice(text, from, end);
    if let Some(blank) = near.rfind(char::is_whitespace) {
        return from + slice(near, 0, blank).trim_end().len();
    }
    if after.is_some_and(|after| shown_width(after) > 0) {
        return end;
    }
    near.char_indices()
        .rev()
        .find(|&(_, character)| shown_width(character) > 0)
        .map_or(end, |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts what is shown of `text`, a line in which what stands in brackets is marked.
    #[track_caller]
    fn check(text: &str, room: usize, shown: &[&str]) {
        let mut plain = String::new();
        let mut ends = Vec::new();
        for character in text.chars() {
            match character {
                '[' | ']' => ends.push(plain.len()),
                character => plain.push(character),
            }
        }
        let marks: Vec<_> = ends
            .chunks(2)
            .map(|ends| Mark { span: Span::new(ends[0], ends[1]), extent: Extent::Whole, label: 0 })
            .collect();
        let windows = windows(&plain, Span::new(0, plain.len()), &marks, room);
        let parts: Vec<_> =
            windows.iter().map(|window| slice(&plain, window.start(), window.end())).collect();
        assert_eq!(parts, shown);
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        check("a [short] line", 40, &["a short line"]);
        check("[]", 40, &[""]);
        check("no mark", 40, &["no mark"]);
    }

    #[test]
    fn a_long_line_is_cut_between_words_around_the_mark() {
        let words = "lorem ipsum dolor sit amet ".repeat(20);
        check(
            &format!("{words}[damage] {words}"),
            48,
            &["ipsum dolor sit amet damage lorem ipsum dolor"],
        );
        check(&format!("[damage] {words}"), 48, &["damage lorem ipsum dolor sit amet lorem ipsum"]);
        check(
            &format!("{words}[damage]"),
            48,
            &["dolor sit amet lorem ipsum dolor sit amet damage"],
        );
        check(&words, 30, &["lorem ipsum dolor sit amet"]);
    }

    #[test]
    fn a_line_without_blanks_is_cut_between_characters() {
        let letters = "ab".repeat(50);
        check(&format!("{letters}[X]{letters}"), 30, &["abababababababXabababababababa"]);
    }

    #[test]
    fn a_long_mark_is_shown_by_its_ends() {
        let words = "lorem ipsum dolor sit amet ".repeat(20);
        check(&format!("a [{words}] b"), 48, &["a lorem ipsum dolor", "dolor sit amet  b"]);
    }

    #[test]
    fn marks_far_apart_have_windows_of_their_own() {
        let words = "lorem ipsum dolor sit amet ".repeat(20);
        check(
            &format!("{words}[one] {words}[two]"),
            60,
            &["sit amet one lorem ipsum", "lorem ipsum dolor sit amet two"],
        );
    }

    #[test]
    fn a_cut_takes_no_character_from_its_marks() {
        let letters = "e\u{301}".repeat(100);
        for room in 30..60 {
            let text = format!("{letters}X{letters}");
            let at = letters.len();
            let mark = Mark { span: Span::new(at, at + 1), extent: Extent::Whole, label: 0 };
            let windows = windows(&text, Span::new(0, text.len()), &[mark], room);
            let [window] = windows.as_slice() else { panic!("{windows:?}") };
            assert!(slice(&text, window.start(), window.end()).starts_with('e'));
            assert!(slice(&text, window.end(), text.len()).starts_with('e'));
        }
    }

    #[test]
    fn words_behind_the_carets_leave_less_room_before_them() {
        let words = "lorem ipsum dolor sit amet ".repeat(20);
        let text = format!("{words}damage {words}");
        let at = words.len();
        let mark = Mark { span: Span::new(at, at + 6), extent: Extent::Whole, label: 40 };
        let windows = windows(&text, Span::new(0, text.len()), &[mark], 72);
        let columns = at - windows[0].start() + 6 + 1 + 40;
        assert!((60..=72).contains(&columns), "{columns}");
    }
}
