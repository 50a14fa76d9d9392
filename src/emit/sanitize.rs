//! Text that is safe to print.
//!
//! Texts, file names and rules come from strangers, and a terminal obeys what it reads: it can be
//! made to hide words, to turn their order round, to fill the clipboard. Everything that came from
//! outside passes through [`sanitize`] on its way to a reader.

use std::borrow::Cow;
use std::fmt::Write;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};
use unicode_width::UnicodeWidthChar;

/// What a reader cannot see, or sees as an empty box: control and format characters, separators of
/// lines and paragraphs, private use, code points without a character, and whatever else Unicode
/// lets a font ignore.
static UNSEEN: LazyLock<Characters> = LazyLock::new(|| {
    Characters::of(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{DI}]")
        .unwrap_or(Characters { ranges: vec![('\0', '\x1f'), ('\x7f', char::MAX)] })
});

/// What a zero-width joiner may stand behind in an emoji made of several.
static BEFORE_JOINER: LazyLock<Characters> =
    LazyLock::new(|| Characters::of(r"[\p{ExtPict}\p{EMod}\x{fe0f}]").unwrap_or_default());

/// What a zero-width joiner may stand before in an emoji made of several.
static AFTER_JOINER: LazyLock<Characters> =
    LazyLock::new(|| Characters::of(r"\p{ExtPict}").unwrap_or_default());

/// The scripts that spell words with zero-width joiners and non-joiners.
static JOINING_SCRIPTS: LazyLock<Characters> = LazyLock::new(|| {
    Characters::of(
        r"[\p{scx:Arabic}\p{scx:Syriac}\p{scx:Mongolian}\p{scx:Nko}\p{scx:Bengali}
           \p{scx:Devanagari}\p{scx:Gujarati}\p{scx:Gurmukhi}\p{scx:Kannada}\p{scx:Khmer}
           \p{scx:Malayalam}\p{scx:Myanmar}\p{scx:Oriya}\p{scx:Sinhala}\p{scx:Tamil}
           \p{scx:Telugu}&&\p{L}\p{M}]",
    )
    .unwrap_or_default()
});

/// `text` on one line, with everything that cannot be seen made visible.
///
/// - A line feed is `\n`, a carriage return `\r`, a tab `\t`. A tab is shown as an escape and not
///   as blanks, since it may be the very thing a finding is about.
/// - Other ASCII control characters are `\x1b`, all else that cannot be seen is `\u{202e}`.
/// - What belongs to the writing of a language stays: letters of every script, combining marks,
///   emoji, wide characters, no-break spaces. So do joiners inside an emoji or between letters of a
///   script that is written with them, and one variation selector after a character.
///
/// Backslashes of the text stay as they are, so the result is for reading, not for reading back.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::new();
    let mut kept_to = 0;
    let mut before = None;
    for (at, character) in text.char_indices() {
        let next = at + character.len_utf8();
        if is_unseen(character) {
            let after = crate::text::slice(text, next, text.len()).chars().next();
            if !belongs(before, character, after) {
                safe.push_str(crate::text::slice(text, kept_to, at));
                push_escape(&mut safe, character);
                kept_to = next;
                // What comes next follows an escape, and can be no part of a writing.
                before = None;
                continue;
            }
        }
        before = Some(character);
    }
    if kept_to == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(crate::text::slice(text, kept_to, text.len()));
    Cow::Owned(safe)
}

/// Whether `character` is shown as an escape, unless its neighbours keep it.
pub(super) fn is_unseen(character: char) -> bool {
    !matches!(character, ' '..='~') && UNSEEN.contain(character)
}

/// How many columns a character takes on a terminal once it is safe. 0 for marks that stand on the
/// character before them.
pub(super) fn shown_width(character: char) -> usize {
    match character {
        ' '..='~' => 1,
        '\n' | '\r' | '\t' => 2,
        _ if !is_unseen(character) => character.width().unwrap_or_default(),
        _ if character.is_ascii() => 4,
        _ => 4 + (u32::from(character).ilog2() / 4 + 1) as usize,
    }
}

/// Whether a character that cannot be seen is part of the writing around it.
fn belongs(before: Option<char>, character: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match character {
        '\u{200c}' | '\u{200d}' => after.is_some_and(|after| {
            let emoji = character == '\u{200d}'
                && BEFORE_JOINER.contain(before)
                && AFTER_JOINER.contain(after);
            emoji || (JOINING_SCRIPTS.contain(before) && JOINING_SCRIPTS.contain(after))
        }),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
            !before.is_whitespace() && !is_unseen(before)
        }
        _ => false,
    }
}

/// Appends the visible form of `character`.
fn push_escape(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let code = u32::from(character);
            let written = if character.is_ascii() {
                write!(out, "\\x{code:02x}")
            } else {
                write!(out, "\\u{{{code:x}}}")
            };
            debug_assert!(written.is_ok(), "a string takes all that is written to it");
        }
    }
}

/// A set of characters, as ranges in order.
#[derive(Debug, Default)]
struct Characters {
    ranges: Vec<(char, char)>,
}

impl Characters {
    /// The characters of a class as regular expressions write it, blanks and line breaks in it
    /// left out; `None` if it is none.
    fn of(class: &str) -> Option<Characters> {
        let mut parser = regex_syntax::ParserBuilder::new().ignore_whitespace(true).build();
        match parser.parse(class).ok()?.into_kind() {
            HirKind::Class(Class::Unicode(class)) => Some(Characters {
                ranges: class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
            }),
            _ => None,
        }
    }

    fn contain(&self, character: char) -> bool {
        let at = self.ranges.partition_point(|&(_, end)| end < character);
        self.ranges.get(at).is_some_and(|&(start, _)| start <= character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, safe: &str) {
        assert_eq!(sanitize(text), safe, "{text:?}");
    }

    /// Asserts that `text` passes unchanged, and that nothing was allocated for it.
    #[track_caller]
    fn keeps(text: &str) {
        assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text), "{text:?}");
    }

    #[test]
    fn shows_colours_and_cursor_moves() {
        check("a\x1b[31mred\x1b[0m", r"a\x1b[31mred\x1b[0m");
        check("\x1b[2J\x1b[1;1Hgone", r"\x1b[2J\x1b[1;1Hgone");
        check("one\u{9b}31mred", r"one\u{9b}31mred");
    }

    #[test]
    fn shows_a_clipboard_payload() {
        check("\x1b]52;c;cm0gLXJmIC8=\x07", r"\x1b]52;c;cm0gLXJmIC8=\x07");
        check("\u{9d}52;c;QQ==\u{9c}", r"\u{9d}52;c;QQ==\u{9c}");
    }

    #[test]
    fn shows_a_hyperlink_to_another_place() {
        check("\x1b]8;;https://evil.example\x1b\\ok", r"\x1b]8;;https://evil.example\x1b\ok");
    }

    #[test]
    fn shows_a_forged_line_of_output() {
        check("a.txt\nerror: all is well", r"a.txt\nerror: all is well");
        check("secret\rpublic", r"secret\rpublic");
        check("a\u{85}b\u{2028}c\u{2029}d\x0be\x0cf", r"a\u{85}b\u{2028}c\u{2029}d\x0be\x0cf");
    }

    #[test]
    fn shows_characters_rubbed_out_by_backspaces() {
        check("bad\x08\x08\x08good\x7f", r"bad\x08\x08\x08good\x7f");
        check("nul\0l", r"nul\x00l");
    }

    #[test]
    fn shows_text_turned_round_by_bidi_marks() {
        check("invoice\u{202e}fdp.exe", r"invoice\u{202e}fdp.exe");
        check(
            "\u{2066}a\u{2069}\u{200e}\u{200f}\u{61c}",
            r"\u{2066}a\u{2069}\u{200e}\u{200f}\u{61c}",
        );
    }

    #[test]
    fn shows_words_split_by_nothing_visible() {
        check("tr\u{200b}ial\u{feff}", r"tr\u{200b}ial\u{feff}");
        check("co\u{ad}operate w\u{2060}ord", r"co\u{ad}operate w\u{2060}ord");
        check("a\u{200d}b\u{200c}c", r"a\u{200d}b\u{200c}c");
        check("f\u{34f}x \u{3164}", r"f\u{34f}x \u{3164}");
    }

    #[test]
    fn shows_a_message_smuggled_in_tags_or_selectors() {
        check("hi\u{e0068}\u{e0069}", r"hi\u{e0068}\u{e0069}");
        check("\u{1f600}\u{fe0f}\u{e0101}\u{e0102}", "\u{1f600}\u{fe0f}\\u{e0101}\\u{e0102}");
        check("\u{fe0f}x \u{fe0f}", r"\u{fe0f}x \u{fe0f}");
        check("\u{fe0f}\u{200d}\u{1f469}", "\\u{fe0f}\\u{200d}\u{1f469}");
    }

    #[test]
    fn shows_characters_that_no_font_agrees_on() {
        check("\u{e000}\u{f0000}", r"\u{e000}\u{f0000}");
        check("\u{378}\u{ffff}\u{fdd0}", r"\u{378}\u{ffff}\u{fdd0}");
    }

    #[test]
    fn shows_a_tab() {
        check("a\tb", r"a\tb");
    }

    #[test]
    fn an_escape_is_as_wide_as_it_is_long() {
        for character in ['\n', '\t', '\x1b', '\u{9b}', '\u{378}', '\u{202e}', '\u{e0068}'] {
            let escape = sanitize(character.encode_utf8(&mut [0; 4])).into_owned();
            assert_eq!(shown_width(character), escape.len(), "{escape}");
        }
        assert_eq!(shown_width('\u{65e5}'), 2);
        assert_eq!(shown_width('\u{301}'), 0);
    }

    #[test]
    fn keeps_the_writing_of_people() {
        keeps("plain ASCII ~ with \\ and \"quotes\"");
        keeps("cafe\u{301} na\u{ef}ve \u{201c}quoted\u{201d} \u{2013} \u{2026}");
        keeps("\u{65e5}\u{672c}\u{8a9e} \u{d55c}\u{ad6d}\u{c5b4} \u{ff21}\u{3000}");
        keeps("\u{627}\u{644}\u{639} \u{5e9}\u{5dc} \u{928}\u{92e}\u{938}\u{94d}\u{924}\u{947}");
        keeps("10\u{a0}000\u{202f}km \u{fffd}");
    }

    #[test]
    fn keeps_emoji_made_of_several() {
        keeps("\u{1f469}\u{200d}\u{1f52c}");
        keeps("\u{1f469}\u{1f3fd}\u{200d}\u{1f680} \u{2764}\u{fe0f}\u{200d}\u{1f525}");
        keeps("\u{1f1eb}\u{1f1f7} 1\u{fe0f}\u{20e3}");
    }

    #[test]
    fn keeps_joiners_where_words_are_spelt_with_them() {
        keeps("\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}");
        keeps("\u{915}\u{94d}\u{200d}\u{937}");
    }

    #[test]
    fn what_is_safe_stays_as_it_is() {
        for text in ["a\x1b[0m\u{202e}", "tab\tand\nbreak", "\u{1f600}\u{200d}"] {
            let once = sanitize(text).into_owned();
            keeps(&once);
        }
    }
}
