//! Small slips of spacing, capitals and doubled words that say nothing alone, where several meet.
//!
//! A hurried writer makes one kind of slip again and again, and writes as people talk; a page that
//! went through a translator has several kinds in prose that is otherwise set with care. So nothing
//! is reported before the whole document has been read. Knows no more of words than the lists its
//! rule hands in.

use std::collections::HashSet;

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::sentences::{WordSet, is_talk, paragraphs, words, words_backwards};

/// How many slips a document must have before any of them is reported.
const LEAST: usize = 3;

/// Marks that prose does not have: their paragraphs are code, tables or addresses.
const CODE: [char; 8] = ['{', '}', '\\', '<', '>', '|', '`', '='];

/// A kind of slip, as far as kinds count for different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// A blank before a comma or a stop.
    Spaced,
    /// A blank between a quotation mark and its word.
    Quote,
    /// A small name or a small letter after a stop.
    Small,
    /// One small word twice.
    Doubled,
    /// A blank inside brackets, one before `!`, or none after a stop: much too usual to count
    /// without another kind.
    Usual,
}

struct Slip {
    kind: Kind,
    what: &'static str,
    /// What to show, in bytes of the paragraph.
    shown: Span,
    /// What to write over, in bytes of the paragraph.
    over: Span,
    with: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SlipsTogether {
    /// Names that have a capital and no meaning without it.
    names: WordSet,
    /// Words before a name with which it is a smaller part of a name: `latin american`.
    unless_before_name: WordSet,
    /// Words that begin a sentence.
    openers: WordSet,
    /// Words that nobody writes twice on purpose.
    once: WordSet,
    /// Words of talk: where they stand, a person wrote in a hurry.
    talk: WordSet,
}

/// Builds the check `slips-together`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<SlipsTogether>()?))
}

impl Check for SlipsTogether {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let mut found = Vec::new();
        for paragraph in paragraphs(folded) {
            if paragraph.text.contains(CODE) || paragraph.text.contains("://") {
                continue;
            }
            found.extend(self.slips(paragraph.text).into_iter().map(|slip| (paragraph, slip)));
        }
        let kinds: HashSet<Kind> = found.iter().map(|(_, slip)| slip.kind).collect();
        let counted = found.iter().filter(|(_, slip)| slip.kind != Kind::Usual).count();
        let spaced = found.iter().filter(|(_, slip)| slip.kind == Kind::Spaced).count();
        if found.len() < LEAST
            || counted == 0
            || (kinds.len() < 2 && spaced < LEAST)
            || is_talk(folded.text(), &self.talk)
        {
            return;
        }
        for (paragraph, slip) in found {
            report(
                Sighting {
                    slots: vec![("what", slip.what.to_owned())],
                    ..Sighting::new(paragraph.to_source(folded, slip.shown))
                }
                .fix(
                    paragraph.to_source(folded, slip.over),
                    slip.with,
                    Applicability::Unsafe,
                ),
            );
        }
    }
}

impl SlipsTogether {
    /// The slips of one paragraph, in order.
    fn slips(&self, text: &str) -> Vec<Slip> {
        let mut slips = Vec::new();
        let mut straight_marks = 0;
        let mut counted_to = 0;
        for at in memchr::memchr_iter(b' ', text.as_bytes()) {
            let before = slice(text, 0, at);
            let after = slice(text, at + 1, text.len());
            let Some(last) = before.chars().next_back() else { continue };
            let mut ahead = after.chars();
            let Some(next) = ahead.next() else { continue };
            let then = ahead.next();
            let ends = then.is_none_or(|c| c == ' ');
            let blank = Span::new(at, at + 1);
            match next {
                '"' => {
                    straight_marks += slice(text, counted_to, at).matches('"').count();
                    counted_to = at;
                    if ends && matches!(last, '.' | '!' | '?') && straight_marks % 2 == 1 {
                        slips.push(remove(Kind::Quote, QUOTE, text, blank, at + 2));
                    }
                }
                '\u{201d}' if ends || matches!(then, Some(',' | '.')) => {
                    slips.push(remove(Kind::Quote, QUOTE, text, blank, at + 4));
                }
                ',' if last.is_alphanumeric() || matches!(last, ')' | '\u{201d}' | '%') => {
                    let glued = then.is_some_and(char::is_alphabetic);
                    if glued {
                        let over = Span::new(at, at + 2);
                        let shown = Span::new(word_before(text, at), at + 2);
                        let with = ", ".to_owned();
                        slips.push(Slip { kind: Kind::Spaced, what: SPACED, shown, over, with });
                    } else if ends {
                        slips.push(remove(Kind::Spaced, SPACED, text, blank, at + 2));
                    }
                }
                '.' | '!' | '?' if ends && ends_small_word(before) && begins_sentence(after) => {
                    let kind = if next == '.' { Kind::Spaced } else { Kind::Usual };
                    slips.push(remove(kind, SPACED, text, blank, at + 2));
                }
                ')' if last.is_alphanumeric() && text.contains('(') => {
                    slips.push(remove(Kind::Usual, BRACKET, text, blank, at + 2));
                }
                _ if last == '(' && next.is_alphabetic() && before.ends_with(" (") => {
                    slips.push(remove(Kind::Usual, BRACKET, text, blank, at + 1));
                }
                _ if last == '\u{201c}' && next.is_alphanumeric() => {
                    slips.push(remove(Kind::Quote, QUOTE, text, blank, at + 1));
                }
                _ if next.is_lowercase() => slips.extend(self.small_word(text, at)),
                _ => {}
            }
        }
        slips.extend(memchr::memchr_iter(b'.', text.as_bytes()).filter_map(|at| {
            let after = slice(text, at + 1, text.len());
            if !after.starts_with(char::is_uppercase) || !ends_small_word(slice(text, 0, at)) {
                return None;
            }
            let word = words(after).next()?;
            let opener = self.openers.contains(&word.text.to_lowercase())
                && after.get(word.end()..)?.starts_with(' ');
            opener.then(|| Slip {
                kind: Kind::Usual,
                what: "a blank is missing after a stop",
                shown: Span::new(word_before(text, at), at + 1 + word.end()),
                over: Span::new(at + 1, at + 1),
                with: " ".to_owned(),
            })
        }));
        slips
    }

    /// What is wrong with the small word behind the blank at `at`.
    fn small_word(&self, text: &str, at: usize) -> Option<Slip> {
        let after = slice(text, at + 1, text.len());
        let length = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let word = slice(after, 0, length);
        let rest = slice(after, length, after.len());
        let before = slice(text, 0, at);
        let here = Span::new(at + 1, at + 1 + length);
        if rest.starts_with(' ') && self.once.contains(word) {
            let start = word_before(text, at);
            let twice = slice(text, start, at).eq_ignore_ascii_case(word)
                && slice(text, 0, start).ends_with(' ');
            if twice {
                return Some(Slip {
                    kind: Kind::Doubled,
                    what: "a word stands twice",
                    shown: Span::new(start, here.end()),
                    over: Span::new(at, here.end()),
                    with: String::new(),
                });
            }
        }
        let stands_free = rest.is_empty()
            || rest.starts_with(' ')
            || rest.trim_start_matches(['.', ',']).starts_with(' ')
            || rest == ".";
        let name = stands_free
            && self.names.contains(word)
            && words_backwards(before)
                .next()
                .is_none_or(|w| !self.unless_before_name.contains(w.text));
        let start = rest.starts_with([' ', ','])
            && before.ends_with(['.', '!', '?'])
            && ends_small_word(before.trim_end_matches(['.', '!', '?']))
            && self.openers.contains(word);
        if !name && !start {
            return None;
        }
        let mut letters = word.chars();
        let capital: String = letters.next()?.to_uppercase().collect();
        Some(Slip {
            kind: Kind::Small,
            what: if name { "a name lost its capital" } else { "a sentence begins small" },
            shown: here,
            over: here,
            with: capital + letters.as_str(),
        })
    }
}

const SPACED: &str = "a blank stands before a stop or a comma";
const QUOTE: &str = "a blank parts a quotation mark from its word";
const BRACKET: &str = "a blank stands inside a bracket";

/// The slip that is mended by taking `blank` away, shown from the word before it up to `end`.
fn remove(kind: Kind, what: &'static str, text: &str, blank: Span, end: usize) -> Slip {
    let shown = Span::new(word_before(text, blank.start()), end);
    Slip { kind, what, shown, over: blank, with: String::new() }
}

/// Where the word begins that ends at `at`, whatever marks it has on.
fn word_before(text: &str, at: usize) -> usize {
    let before = slice(text, 0, at);
    before.rfind(' ').map_or(0, |blank| blank + 1)
}

/// Whether `text` ends in two small letters, which no initial and few abbreviations do.
fn ends_small_word(text: &str) -> bool {
    text.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2
}

/// Whether the text behind a stop, which is its first character, begins a sentence or is none.
fn begins_sentence(from_stop: &str) -> bool {
    let rest = slice(from_stop, 1, from_stop.len()).trim_start();
    rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '\u{201c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let params = r#"
            names = ["russian", "tuesday"]
            unless-before-name = ["latin"]
            openers = ["the", "he"]
            once = ["of", "and"]
            talk = ["lol"]
        "#;
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        let document = Document::memory(text);
        let mut seen = Vec::new();
        check.run(&document, &mut |sighting| {
            let span = sighting.span;
            seen.push(slice(text, span.start(), span.end()).to_owned());
        });
        assert_eq!(seen, expect, "{text}");
    }

    #[test]
    fn three_slips_are_reported_and_two_are_not() {
        check("The dam , the weir , and the lock of of Ely.", &["dam ,", "weir ,", "of of"]);
        check("The dam , the weir , and the lock of Ely.", &[]);
        check("A russian barge came . The lock broke .", &["russian", "came .", "broke ."]);
    }

    #[test]
    fn one_kind_alone_is_enough_only_before_commas_and_stops() {
        check("The dam , the weir , and the lock , too.", &["dam ,", "weir ,", "lock ,"]);
        check("On tuesday a russian sank, and the next tuesday, too.", &[]);
        check("Who came ? Who went ? Who stayed ? Nobody knows.", &[]);
    }

    #[test]
    fn talk_and_code_are_left_alone() {
        check("The dam , the weir , and the lock , lol.", &[]);
        check("The dam , the weir , and the lock , too!!", &[]);
        check("The dam , the weir , the lock , \"lol\".", &["dam ,", "weir ,", "lock ,"]);
        check("a = f(x , y) ; b , c , d", &[]);
    }
}
