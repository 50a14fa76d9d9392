//! Where words begin and end.

use crate::text::Span;

/// Whether `span` of `text` begins and ends at the edge of a word.
///
/// Letters, digits and underscores make words; so does a hyphen with a letter or digit on its other
/// side, so that `trial` is not found in `pre-trial`. Where the span itself begins or ends with
/// something else, that end is an edge.
pub(super) fn at_word_edges(text: &str, span: Span) -> bool {
    let before = crate::text::slice(text, 0, span.start());
    let inside = crate::text::slice(text, span.start(), span.end());
    let after = crate::text::slice(text, span.end(), text.len());
    let begins = inside.chars().next().is_none_or(|c| !is_word(c)) || !joined(before.chars().rev());
    let ends = inside.chars().next_back().is_none_or(|c| !is_word(c)) || !joined(after.chars());
    begins && ends
}

/// Whether what comes, going away from a word, still belongs to it.
fn joined(mut going_away: impl Iterator<Item = char>) -> bool {
    match going_away.next() {
        Some('-' | '\u{2010}' | '\u{2011}') => going_away.next().is_some_and(is_word),
        Some(next) => is_word(next),
        None => false,
    }
}

/// Whether `c` is part of a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expect: bool) {
        let at = text.find(word).expect("the word is in the text");
        assert_eq!(at_word_edges(text, Span::new(at, at + word.len())), expect, "{text}");
    }

    #[test]
    fn words_end_where_letters_do() {
        check("a trial on", "trial", true);
        check("trial", "trial", true);
        check("trials", "trial", false);
        check("\u{e9}trial", "trial", false);
        check("the trial's end", "trial", true);
        check("pre-trial", "trial", false);
        check("trial-and-error", "trial", false);
        check("a trial - and more", "trial", true);
        check("cynical,quot; move", ",quot;", true);
    }
}
