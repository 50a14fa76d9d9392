//! `a` and `an` before a word that is about to be replaced.

use crate::text::{Span, floor_boundary, slice};

/// How much of what follows is read for the next word, in bytes.
const REACH: usize = 64;

/// How far back an article may stand, in bytes: itself and the white space behind it.
const BACK: usize = 16;

/// The edit that writes `new` over `span` of `text` and turns the article before it into the other
/// one; `None` where that is not called for: there is none, it would be right, or it was wrong
/// before.
pub(super) fn agreeing(text: &str, span: Span, new: &str) -> Option<(Span, String)> {
    let from = floor_boundary(text, span.start().saturating_sub(BACK));
    let before = slice(text, from, span.start());
    let words = before.trim_end();
    let start = words.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    // An article that is cut off at the reach is longer than an article.
    let article = slice(words, start, words.len());
    let gap = slice(before, words.len(), before.len());
    let whole = start > 0 || from == 0;
    let apart = slice(words, 0, start).ends_with(|c: char| {
        c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\u{201c}' | '\u{2014}' | '\u{2013}')
    });
    let old_end = floor_boundary(text, span.start() + REACH);
    let old = slice(text, span.start(), old_end);
    if !whole || !(apart || from + start == 0) || (gap.is_empty() && !starts_blank(old)) {
        return None;
    }
    let other = match article {
        "a" => "an",
        "A" => "An",
        "an" => "a",
        "An" | "AN" => "A",
        _ => return None,
    };
    let rest = slice(text, span.end(), floor_boundary(text, span.end() + REACH));
    let after = format!("{new}{rest}");
    let (was, will) = (takes_an(first_word(old))?, takes_an(first_word(&after))?);
    let is_an = article.len() == 2;
    if is_an != was || was == will {
        return None;
    }
    let start = from + start;
    Some((Span::new(start, span.end()), format!("{other}{gap}{new}")))
}

fn starts_blank(text: &str) -> bool {
    text.starts_with(char::is_whitespace)
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\u{201c}' | '\u{2018}' | '*' | '_' | '[' | '(')
    });
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    slice(text, 0, end)
}

/// Whether `an` stands before `word`; `None` where its spelling does not say.
fn takes_an(word: &str) -> Option<bool> {
    let first = word.chars().next()?;
    if first.is_ascii_digit() {
        return Some(first == '8' || matches!(word, "11" | "18"));
    }
    // Initials are read letter by letter or as a word; nobody can tell which.
    if !word.is_ascii() || word.chars().skip(1).all(|c| !c.is_ascii_lowercase()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    match word.as_bytes().first()? {
        b'a' | b'i' => Some(true),
        b'e' => Some(!begins(&["eu", "ew"])),
        b'o' => Some(!(begins(&["once", "oneself"]) || word == "one")),
        b'u' if begins(&["unid", "unim", "unin"]) => None,
        b'u' if begins(&[
            "uni", "use", "usu", "usa", "util", "utop", "uran", "urin", "ukr", "ubiq",
        ]) =>
        {
            Some(false)
        }
        b'u' if begins(&["un", "up", "ult", "umb", "urb", "urg", "utm", "utt", "ush", "ug"]) => {
            Some(!begins(&["uga"]))
        }
        b'u' => None,
        b'h' => Some(begins(&["hour", "honest", "honour", "honor", "heir"])),
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `old` in it replaced by `new`, and the article before it as it must be.
    #[track_caller]
    fn check(text: &str, old: &str, new: &str, expect: &str) {
        let at = text.find(old).expect("the words are in the text");
        let span = Span::new(at, at + old.len());
        let (span, new) = agreeing(text, span, new).unwrap_or((span, new.to_owned()));
        let mut got = text.to_owned();
        got.replace_range(span.range(), &new);
        assert_eq!(got, expect);
    }

    #[test]
    fn an_article_follows_the_word_that_comes_to_stand_behind_it() {
        check("It was a trial.", "trial", "inquiry", "It was an inquiry.");
        check("An injustice racial", "injustice racial", "racial injustice", "A racial injustice");
        check("(a\nbig hour", "big ", "", "(an\nhour");
        check("a major use", " major", "", "a use");
        check("a big \u{201c}ape\u{201d}", " big", "", "an \u{201c}ape\u{201d}");
        check("an idea", "idea", "European plan", "a European plan");
        check("a dozen", "dozen", "11", "an 11");
        check("A good one", "good", "honest", "An honest one");
    }

    #[test]
    fn what_was_wrong_before_stays_and_so_does_what_is_no_article() {
        check("a idea", "idea", "opinion", "a opinion");
        check("an trial", "trial", "verdict", "an verdict");
        check("an idea", "idea", "verdict", "a verdict");
        check("vitamin-a trial", "trial", "inquiry", "vitamin-a inquiry");
        check("Plan.a trial", "trial", "inquiry", "Plan.a inquiry");
        check("the trial", "trial", "inquiry", "the inquiry");
        check("a trial", "trial", "NGO", "a NGO");
        check("a trial", "trial", "unidirectional", "a unidirectional");
        check("atrial", "trial", "inquiry", "ainquiry");
        check("a trial", "trial", "hearing", "a hearing");
    }
}
