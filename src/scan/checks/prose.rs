//! What stands beside a place in a text, and whether it is prose at all.
//!
//! For checks that look at single characters. All places are bytes of the text handed in, and every
//! question looks a bounded way, or as far as the blanks go.

use crate::text::{ceil_boundary, floor_boundary, slice};

/// How far around a place its line is read for signs of code, in bytes each way.
const CODE_REACH: usize = 160;

/// The most bytes of a word that are read.
const LONGEST_WORD: usize = 32;

/// What no line of prose holds: operators, comments and brackets of programs and markup.
const CODE_SIGNS: &[&str] = &[
    "`", "{", "}", "</", "/>", "<!", "==", "!=", "=>", "->", "::", "();", "/*", "*/", " = ", "=\"",
    "='", "\\\"", "$(", "_(\"",
];

/// The bytes one of which is in every such sign, tag and comment.
const CODE_BYTES: &[u8] = b"`{}<>=:(*/\\$";

/// Words that begin a statement of a program.
const CODE_STARTS: &[&str] = &[
    "auto", "bool", "char", "const", "double", "final", "float", "int", "let", "long", "private",
    "public", "return", "short", "signed", "static", "struct", "unsigned", "var", "void",
];

/// The character before `at`.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    slice(text, 0, at).chars().next_back()
}

/// The character at `at`.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    slice(text, at, text.len()).chars().next()
}

/// Where the white space before `at` begins; `at` where there is none.
pub(super) fn blanks_before(text: &str, at: usize) -> usize {
    slice(text, 0, at).trim_end().len()
}

/// Where the white space at `at` ends; `at` where there is none.
pub(super) fn blanks_after(text: &str, at: usize) -> usize {
    let rest = slice(text, at, text.len());
    at + (rest.len() - rest.trim_start().len())
}

/// The letters that end at `at`; of a very long word its end.
pub(super) fn letters_before(text: &str, at: usize) -> &str {
    let from = ceil_boundary(text, at.saturating_sub(LONGEST_WORD));
    let near = slice(text, from, at);
    let length: usize =
        near.chars().rev().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    slice(text, at.saturating_sub(length), at)
}

/// The letters that begin at `at`; of a very long word its beginning.
pub(super) fn letters_after(text: &str, at: usize) -> &str {
    let near = slice(text, at, floor_boundary(text, at.saturating_add(LONGEST_WORD)));
    let length: usize = near.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    slice(text, at, at + length)
}

/// Whether the line around `start..end` is a program's, or markup.
pub(super) fn is_code(text: &str, start: usize, end: usize) -> bool {
    let from = ceil_boundary(text, start.saturating_sub(CODE_REACH));
    let to = floor_boundary(text, end.saturating_add(CODE_REACH));
    let left = slice(text, from, start);
    let left = left.rsplit(['\n', '\r']).next().unwrap_or(left);
    let right = slice(text, end, to);
    let right = right.split(['\n', '\r']).next().unwrap_or(right);
    let line = slice(text, start - left.len(), end + right.len());
    let may_be = line.bytes().any(|byte| CODE_BYTES.contains(&byte));
    (may_be
        && (CODE_SIGNS.iter().any(|sign| line.contains(sign))
            || has_tag(line)
            || has_comment(line)))
        || (line.trim_end().ends_with(';') && begins_statement(line))
        || line.trim_end().ends_with(");")
}

fn begins_statement(line: &str) -> bool {
    let line = line.trim_start();
    CODE_STARTS
        .iter()
        .any(|start| line.strip_prefix(start).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether a tag is opened and closed in `line`.
fn has_tag(line: &str) -> bool {
    line.match_indices('<').any(|(at, _)| {
        let rest = slice(line, at + 1, line.len());
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '?') && rest.contains('>')
    })
}

/// Whether a comment begins in `line`: two slashes that are not an address's.
fn has_comment(line: &str) -> bool {
    line.match_indices("//").any(|(at, _)| before(line, at) != Some(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_code(line: &str, wanted: bool) {
        let at = line.find("HERE").expect("the line has a place");
        assert_eq!(is_code(line, at, at + 4), wanted, "{line}");
    }

    #[test]
    fn programs_and_markup_are_code() {
        for line in [
            "int a, HERE;",
            "  return HERE;",
            "<td>HERE</td>",
            "write `HERE` there",
            "x = HERE + 1",
            "HERE // a remark",
            "if (a == HERE)",
            "say <b>it HERE",
        ] {
            check_code(line, true);
        }
    }

    #[test]
    fn prose_is_not_code() {
        for line in [
            "Long live HERE;",
            "double HERE or nothing",
            "see https://example.org HERE",
            "a <3 HERE",
            "int a;\nHERE\nreturn b;",
        ] {
            check_code(line, false);
        }
    }

    #[test]
    fn only_the_near_part_of_a_long_line_is_read() {
        let far = "x".repeat(CODE_REACH);
        check_code(&format!("`{far}HERE{far}`"), false);
    }

    #[test]
    fn neighbours_are_whole_characters() {
        let text = "caf\u{e9} \u{201c}x";
        assert_eq!(before(text, 5), Some('\u{e9}'));
        assert_eq!(after(text, 6), Some('\u{201c}'));
        assert_eq!((blanks_before(text, 6), blanks_after(text, 5)), (5, 6));
        assert_eq!((letters_before(text, 5), letters_after(text, 0)), ("caf\u{e9}", "caf\u{e9}"));
        assert_eq!(letters_before(text, 0), "");
        assert_eq!(before(text, 99), None);
    }
}
