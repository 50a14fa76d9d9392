//! From a match to a finding: its message, and the edits that mend it.

use crate::finding::{Edit, Finding, Fix, RuleIndex};
use crate::rule::{Applicability, Case, Entry, Rule, Template};
use crate::text::{Document, Span, floor_boundary, slice};

use super::check::Sighting;
use super::guarded::Sight;
use super::{Hit, article, case};

/// The longest piece of the text that a message repeats, in characters.
const LONGEST_QUOTE: usize = 60;

/// The finding that `hit` is; `None` if its focus took no part in the match.
pub(super) fn finding(rule: &Rule, entry: &Entry, hit: &Hit, sight: &Sight<'_>) -> Option<Finding> {
    let view = sight.text();
    let part = |name: &str| hit.parts.iter().find(|(part, _)| part == name).map(|&(_, span)| span);
    let damage = match &entry.focus {
        Some(focus) => part(&crate::rule::group_name(focus))?,
        None => hit.span,
    };
    let span = sight.to_source(damage);
    let word = |name: &str| {
        let span = if name == "0" { Some(hit.span) } else { part(&crate::rule::group_name(name)) };
        span.map(|span| slice(view, span.start(), span.end()))
    };

    let applicability =
        if entry.fixes.len() > 1 { Applicability::Display } else { entry.applicability };
    let mut written = Vec::new();
    for template in &entry.fixes {
        if let Some(replacement) = template.render(&word) {
            written.push(fix(sight.document(), span, &replacement, entry, applicability));
        }
    }
    let (fixes, texts): (Vec<_>, Vec<_>) = written.into_iter().flatten().unzip();

    let quoted = quote(slice(view, damage.start(), damage.end()));
    let fixed = texts.first().map(|text: &String| quote(text)).unwrap_or_default();
    let say = |template: &Template| {
        template
            .render(&|name| match name {
                "match" => Some(quoted.as_str()),
                "fix" => Some(fixed.as_str()),
                name => word(name),
            })
            .unwrap_or_default()
    };
    let mut related = Vec::new();
    if entry.focus.is_some() {
        for side in
            [Span::new(hit.span.start(), damage.start()), Span::new(damage.end(), hit.span.end())]
        {
            let words = slice(view, side.start(), side.end());
            let trimmed = words.trim();
            if !trimmed.is_empty() {
                let start = side.start() + (words.len() - words.trim_start().len());
                let side = Span::new(start, start + trimmed.len());
                related.push((sight.to_source(side), String::new()));
            }
        }
    }
    Some(Finding {
        rule: hit.rule,
        span,
        instance: entry.instance.clone(),
        message: say(&rule.message),
        label: say(&rule.label),
        related,
        fixes,
    })
}

/// The finding that a check saw; `None` where its span is not of the document.
pub(super) fn sighted(
    rule: &Rule,
    index: RuleIndex,
    bound: Option<Applicability>,
    document: &Document,
    sighting: Sighting,
) -> Option<Finding> {
    let text = document.text();
    text.get(sighting.span.range())?;
    let bound = bound.unwrap_or(Applicability::Display);
    let mut fixes = Vec::new();
    for (mut edits, applicability) in sighting.fixes {
        edits.retain(|edit| text.get(edit.span.range()).is_some_and(|old| old != edit.text));
        for edit in &mut edits {
            if let Some((span, new)) = article::agreeing(text, edit.span, &edit.text) {
                *edit = Edit { span, text: new };
            }
        }
        edits.sort();
        if let Some(edit) = edits.first() {
            let title = title(text, edit.span, &edit.text);
            fixes.push(Fix { edits, applicability: applicability.min(bound), title });
        }
    }
    let quoted = quote(document.slice(sighting.span));
    let fixed = fixes
        .first()
        .and_then(|fix| fix.edits.first())
        .map(|edit| quote(&edit.text))
        .unwrap_or_default();
    let say = |template: &Template| {
        template
            .render(&|name| match name {
                "match" => Some(quoted.as_str()),
                "fix" => Some(fixed.as_str()),
                name => {
                    sighting.slots.iter().find(|(slot, _)| *slot == name).map(|(_, v)| v.as_str())
                }
            })
            .unwrap_or_default()
    };
    let (message, label) = (say(&rule.message), say(&rule.label));
    Some(Finding {
        rule: index,
        span: sighting.span,
        instance: quoted,
        message,
        label,
        related: sighting.related,
        fixes,
    })
}

/// The fix that writes `replacement` over `span`, and what it writes there; `None` where that
/// changes nothing.
fn fix(
    document: &Document,
    span: Span,
    replacement: &str,
    entry: &Entry,
    applicability: Applicability,
) -> Option<(Fix, String)> {
    let text = document.text();
    let original = document.slice(span);
    if replacement.is_empty() && entry.whole_line {
        let span = whole_lines(text, span);
        let edit = Edit { span, text: String::new() };
        let fix = Fix { edits: vec![edit], applicability, title: "delete the line".to_owned() };
        return Some((fix, String::new()));
    }
    let mut replacement = replacement.to_owned();
    if entry.case == Case::Fold {
        replacement = case::like_case(original, &replacement);
    }
    if replacement.contains('\'') && (original.contains('\u{2019}') || curls(text, span)) {
        replacement = replacement.replace('\'', "\u{2019}");
    }
    let replacement = case::like_layout(original, &replacement);
    let (start, end, new) = case::smallest_edit(original, &replacement);
    if start == end && new.is_empty() {
        return None;
    }
    let edit = Span::new(span.start() + start, span.start() + end);
    let (edit, new) = article::agreeing(text, edit, new).unwrap_or((edit, new.to_owned()));
    // With an article before the match, all that is written from there on.
    let whole = span.cover(edit);
    let written = format!(
        "{}{new}{}",
        slice(text, whole.start(), edit.start()),
        slice(text, edit.end(), whole.end())
    );
    let title = title(text, whole, &written);
    let edit = Edit { span: edit, text: new };
    Some((Fix { edits: vec![edit], applicability, title }, replacement))
}

/// How far around a match its apostrophes are looked at, in bytes.
const APOSTROPHE_REACH: usize = 2048;

/// Whether apostrophes around `span` are typographic, where it has none of its own to go by.
fn curls(text: &str, span: Span) -> bool {
    let start = floor_boundary(text, span.start().saturating_sub(APOSTROPHE_REACH));
    let end = floor_boundary(text, span.end() + APOSTROPHE_REACH);
    let around = slice(text, start, end);
    around.contains('\u{2019}') && !around.contains('\'')
}

/// What a fix does, in a few words.
fn title(text: &str, span: Span, replacement: &str) -> String {
    if !replacement.trim().is_empty() {
        return format!("write `{}`", quote(replacement));
    }
    match slice(text, span.start(), span.end()).trim() {
        "" => "close the gap".to_owned(),
        gone => format!("delete `{}`", quote(gone)),
    }
}

/// The lines that `span` stands on, with the line break after them; of two blank lines that would
/// come together, one goes too; at the end of the text, the break before it goes.
fn whole_lines(text: &str, span: Span) -> Span {
    let bytes = text.as_bytes();
    let is_break = |at: usize| matches!(bytes.get(at), Some(b'\n' | b'\r'));
    let mut start = span.start();
    while start > 0 && !is_break(start - 1) {
        start -= 1;
    }
    let mut end = span.end();
    while end < bytes.len() && !is_break(end) {
        end += 1;
    }
    let after_break = |at: usize| match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        (Some(_), _) if is_break(at) => at + 1,
        _ => at,
    };
    let before = slice(text, 0, start);
    if slice(text, end, bytes.len()).chars().all(char::is_whitespace) {
        // The last line: the blank lines before it go too, and the text ends as it ended.
        let kept = before.trim_end().len();
        let ended_in_break = end < bytes.len() && kept > 0;
        return Span::new(if ended_in_break { after_break(kept) } else { kept }, bytes.len());
    }
    end = after_break(end);
    let blank_before = start == 0 || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    if blank_before && is_break(end) {
        end = after_break(end);
    }
    Span::new(start, end)
}

/// `text` on one line, cut to what a message can carry.
fn quote(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || words.chars().count() <= LONGEST_QUOTE {
        return words;
    }
    let cut = words.char_indices().nth(LONGEST_QUOTE - 1).map_or(words.len(), |(at, _)| at);
    format!("{}…", slice(&words, 0, cut).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn lines(text: &str, line: &str, expect: &str) {
        let at = text.find(line).expect("the line is in the text");
        let span = whole_lines(text, Span::new(at, at + line.len()));
        let left = format!("{}{}", &text[..span.start()], &text[span.end()..]);
        assert_eq!(left, expect, "{text:?}");
    }

    #[test]
    fn a_deleted_line_takes_its_break_along() {
        lines("a\nnotice\nb\n", "notice", "a\nb\n");
        lines("a\r\n  notice \r\nb", "notice", "a\r\nb");
        lines("notice\nb", "notice", "b");
        lines("notice", "notice", "");
    }

    #[test]
    fn of_two_blank_lines_that_meet_one_goes() {
        lines("a\n\nnotice\n\nb", "notice", "a\n\nb");
        lines("a\r\n\r\nnotice\r\n\r\nb", "notice", "a\r\n\r\nb");
        lines("notice\n\nb", "notice", "b");
    }

    #[test]
    fn the_text_ends_as_it_ended() {
        lines("a\n\nnotice\n", "notice", "a\n");
        lines("a\n\nnotice", "notice", "a");
        lines("a\n\nnotice\n\n", "notice", "a\n");
        lines("\n\nnotice\n", "notice", "");
    }

    #[test]
    fn a_quoted_piece_is_one_short_line() {
        assert_eq!(quote("a\n b"), "a b");
        let long = quote(&"word ".repeat(40));
        assert_eq!(long.chars().count(), LONGEST_QUOTE);
        assert!(long.ends_with('…'));
    }
}
