//! Quotation marks on the wrong side of their space, or drawn the wrong way.
//!
//! Engines take a quotation mark for a word of its own, and guess again which way it faces. Each
//! mark shows its side twice, by how it is drawn and by the blanks beside it; where the two disagree
//! the paragraph decides, since its marks open and close by turns.

mod marks;
mod mending;

use std::collections::HashSet;

use serde::Deserialize;

use crate::scan::{Check, Sighting};
use crate::text::{Document, slice};

use super::prose;
use super::sentences::paragraphs_with;
use marks::{Beside, Mark, Side};
use mending::Page;

/// What is wrong with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Damage {
    /// It has changed places with its blank: `profiling ”and`.
    AcrossSpace,
    /// It is drawn the wrong way: `profiling“ and`.
    Reversed,
    /// A blank parts it from the word it belongs to: `profiling ”, and`.
    Detached,
    /// A blank parts it from the stop of its sentence: `profiling. ”`.
    BehindStop,
    /// Its blank is missing: `profiling”and`.
    Glued,
}

impl Damage {
    /// Whether nothing but a blank is wrong.
    fn is_apart(self) -> bool {
        matches!(self, Damage::Detached | Damage::BehindStop)
    }
}

/// Which marks a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Drawing {
    Curly,
    Straight,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    damage: Vec<Damage>,
    marks: Drawing,
    /// Verbs after which a comma stands inside the quotation marks: `“Yes,” said Ann.`
    speech: HashSet<String>,
    /// What follows an apostrophe inside a word. A mark before it was typed for one: `I”ll`.
    endings: HashSet<String>,
}

struct QuoteSpacing {
    params: Params,
}

pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(QuoteSpacing { params: params.try_into()? }))
}

impl Check for QuoteSpacing {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let wanted = match self.params.marks {
            Drawing::Curly => curly_mark,
            Drawing::Straight => |bytes: &[u8]| memchr::memchr(b'"', bytes),
        };
        // In Swedish and Finnish every mark is drawn as the closing one, in German and Icelandic the
        // closing one as the English opening one.
        let text = document.text();
        let foreign = !text.contains('\u{201c}') || text.contains('\u{201e}');
        if self.params.marks == Drawing::Curly && foreign {
            return;
        }
        let mut inside = None;
        for paragraph in paragraphs_with(document.folded(), wanted) {
            let span = paragraph.source(document.folded());
            let paragraph = document.slice(span);
            let Some(marks) = marks::marks(paragraph) else { continue };
            if marks.iter().any(|mark| mark.drawn.is_none())
                != (self.params.marks == Drawing::Straight)
            {
                continue;
            }
            for found in damaged(paragraph, &marks) {
                let rest = prose::letters_after(paragraph, marks[found.at].span.end());
                let apostrophe =
                    found.damage == Damage::Glued && self.params.endings.contains(rest);
                if apostrophe || !self.params.damage.contains(&found.damage) {
                    continue;
                }
                let inside = *inside.get_or_insert_with(|| marks::stops_inside(document.text()));
                let page = Page {
                    text: paragraph,
                    offset: span.start(),
                    inside,
                    speech: &self.params.speech,
                };
                report(page.sighting(&marks, &found));
            }
        }
    }
}

/// Where the first curly mark ends.
fn curly_mark(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(0x9c, 0x9d, bytes).find(|&end| {
        end.checked_sub(2).and_then(|start| bytes.get(start..end)) == Some(b"\xe2\x80".as_slice())
    })
}

/// A damaged mark.
struct Found {
    /// Its place among the marks.
    at: usize,
    damage: Damage,
    /// Which way it must face.
    side: Side,
    /// Whether the marks of the paragraph came out uneven before, come out even with the repair,
    /// and with no other.
    certain: bool,
}

/// The damaged marks of `paragraph`, as far as it says which way they face.
fn damaged(paragraph: &str, marks: &[Mark]) -> Vec<Found> {
    by_turns(paragraph, marks).unwrap_or_else(|| {
        let one_by_one = |(at, mark)| by_itself(paragraph, at, mark);
        marks.iter().enumerate().filter_map(one_by_one).collect()
    })
}

/// The damaged marks of a paragraph whose marks open and close by turns; `None` where too many speak
/// against that, so that one must be missing.
fn by_turns(paragraph: &str, marks: &[Mark]) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    for (at, (mark, side)) in marks.iter().zip(marks::turns(marks.len())).enumerate() {
        if !mark.is_sound(side) {
            let damage = damage(paragraph, mark, side)?;
            found.push(Found { at, damage, side, certain: false });
        }
    }
    let even = marks.len().is_multiple_of(2);
    // The last mark of an odd number opens a quotation that goes on in the next paragraph.
    if !even && (found.len() > 1 || marks.len() < 3) {
        return None;
    }
    if marks.iter().any(|mark| mark.drawn.is_none()) {
        let telling = even && found.len() == 1;
        found.retain(|one| telling && is_telling(paragraph, marks, one));
    }
    // Where both marks of a pair are set off, the page likes them so.
    if found.iter().filter(|one| one.damage.is_apart()).count() > 1 {
        let opening = found.iter().any(|one| one.damage.is_apart() && one.side == Side::Opening);
        found
            .retain(|one| !one.damage.is_apart() || (!opening && one.damage == Damage::BehindStop));
    }
    let moved = found.iter().filter(|one| one.damage != Damage::Reversed).count();
    for one in &mut found {
        let mark = &marks[one.at];
        let apart = mark.left == Beside::Blank && mark.right == Beside::Blank;
        one.certain = even
            && mark.drawn.is_some()
            && moved <= 1
            && !one.damage.is_apart()
            && (!apart || ends_line(paragraph, mark));
    }
    found.retain(|one| !is_code(paragraph, &marks[one.at]));
    Some(found)
}

/// The damage of a curly mark that needs no other mark to be seen: between the words of a sentence a
/// closing mark is never the first of its word, and before a stop none opens.
fn by_itself(paragraph: &str, at: usize, mark: &Mark) -> Option<Found> {
    use Beside::{Blank, Stop, Word};
    let drawn = mark.drawn?;
    let next = prose::letters_after(paragraph, mark.span.end());
    let runs_on = next.starts_with(char::is_lowercase) && next.chars().count() > 2;
    let word = prose::letters_before(paragraph, mark.span.start()).chars().count() > 2;
    let damage = match (drawn, mark.left, mark.right) {
        (Side::Closing, Blank, Word) if runs_on => Damage::AcrossSpace,
        (Side::Closing, Word, Word) if runs_on && word => Damage::Glued,
        (Side::Opening, Word, Stop) => Damage::Reversed,
        (Side::Opening, Word | Blank, Blank) if ends_line(paragraph, mark) => Damage::Reversed,
        _ => return None,
    };
    let found = Found { at, damage, side: Side::Closing, certain: false };
    (!is_code(paragraph, mark)).then_some(found)
}

/// Whether `mark` is the last thing in its line, behind the end of a sentence.
fn ends_line(paragraph: &str, mark: &Mark) -> bool {
    let before = slice(paragraph, 0, prose::blanks_before(paragraph, mark.span.start()));
    let last = prose::after(paragraph, mark.span.end()).is_none_or(|c| c == '\n' || c == '\r');
    last && before.ends_with(['.', '!', '?', '\u{2026}'])
}

fn is_code(paragraph: &str, mark: &Mark) -> bool {
    prose::is_code(paragraph, mark.span.start(), mark.span.end())
}

/// Whether the one damaged straight mark of a paragraph says more than that a writer forgot another.
fn is_telling(paragraph: &str, marks: &[Mark], found: &Found) -> bool {
    let mark = &marks[found.at];
    let (start, end) = (mark.span.start(), mark.span.end());
    let (before, after) = (prose::before(paragraph, start), prose::after(paragraph, end));
    match (found.damage, found.side) {
        // One pair, and a sentence that runs on.
        (Damage::AcrossSpace, Side::Closing) => {
            marks.len() == 2 && before == Some(' ') && after.is_some_and(char::is_lowercase)
        }
        (Damage::AcrossSpace, Side::Opening) => {
            marks.len() == 2 && after == Some(' ') && !before.is_some_and(char::is_numeric)
        }
        (Damage::Glued, _) => {
            before.is_some_and(char::is_lowercase)
                && after.is_some_and(char::is_lowercase)
                && prose::letters_before(paragraph, start).len() > 1
        }
        (Damage::Detached | Damage::BehindStop, _) => {
            let word_end = prose::blanks_before(paragraph, start);
            let nested = prose::before(paragraph, word_end) == Some('\'');
            !nested && (before == Some(' ') || after == Some(' '))
        }
        (Damage::Reversed, _) => false,
    }
}

/// Whether `mark` stands between two words as it should: before a note (`x”[2]`, `x”2`), or in a list
/// that a program reads (`“a”,”b”`).
fn is_glued_rightly(paragraph: &str, mark: &Mark) -> bool {
    let before = slice(paragraph, 0, mark.span.start());
    let after = prose::after(paragraph, mark.span.end());
    before.ends_with(['=', '['])
        || ["\u{201d},", "\u{201d}:"].iter().any(|end| before.ends_with(end))
        || after.is_some_and(|c| c == '[' || c.is_ascii_digit())
}

/// What is wrong with `mark` if it must face `side`; `None` where too much is.
fn damage(paragraph: &str, mark: &Mark, side: Side) -> Option<Damage> {
    use Beside::{Blank, Stop, Word};
    let (start, end) = (mark.span.start(), mark.span.end());
    let drawn_right = mark.drawn.is_none_or(|drawn| drawn == side);
    match (mark.stands(), mark.left, mark.right) {
        (Some(stands), ..) if stands == side => Some(Damage::Reversed),
        (Some(_), Blank, Word) | (Some(_), Word, Blank) if drawn_right => Some(Damage::AcrossSpace),
        (Some(_), ..) => None,
        (None, Word, Word) => (!is_glued_rightly(paragraph, mark)).then_some(Damage::Glued),
        (None, Blank, Blank) => {
            // A mark does not move over the end of its line.
            let gap = match side {
                Side::Opening => slice(paragraph, end, prose::blanks_after(paragraph, end)),
                Side::Closing => slice(paragraph, prose::blanks_before(paragraph, start), start),
            };
            match (drawn_right, side) {
                _ if gap.is_empty() || gap.contains('\n') => None,
                (true, _) => Some(apart(paragraph, mark, side)),
                (false, Side::Closing) => Some(Damage::Reversed),
                (false, Side::Opening) => None,
            }
        }
        (None, Blank, Stop) if side == Side::Closing => {
            Some(if drawn_right { apart(paragraph, mark, side) } else { Damage::Reversed })
        }
        _ => None,
    }
}

/// What a blank parts `mark` from.
fn apart(paragraph: &str, mark: &Mark, side: Side) -> Damage {
    let before = slice(paragraph, 0, prose::blanks_before(paragraph, mark.span.start()));
    let stop = before.ends_with(['.', ',', '!', '?', '\u{2026}']);
    if stop && side == Side::Closing { Damage::BehindStop } else { Damage::Detached }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, mended};
    use super::*;
    use crate::rule::Applicability::{self, Safe, Unsafe};
    use crate::text::Span;

    const CURLY: &str = r#"
        damage = ["across-space", "reversed", "detached", "behind-stop", "glued"]
        marks = "curly"
        speech = ["said", "added"]
        endings = ["s", "ll"]
    "#;
    const STRAIGHT: &str = r#"
        damage = ["across-space", "detached", "glued"]
        marks = "straight"
        speech = []
        endings = ["s"]
    "#;

    fn sightings(params: &str, text: &str) -> Vec<Sighting> {
        let check = build(params.parse().expect("TOML")).expect("the parameters are whole");
        testing::sightings(&*check, text)
    }

    /// All first fixes together give `fixed`.
    #[track_caller]
    fn check(params: &str, text: &str, fixed: &str, wanted: &[Applicability]) {
        let seen = sightings(params, text);
        assert_eq!(mended(text, &seen), fixed);
        let applicabilities: Vec<_> = seen.iter().map(|sighting| sighting.fixes[0].1).collect();
        assert_eq!(applicabilities, wanted, "{text}");
    }

    #[track_caller]
    fn silent(text: &str) {
        for params in [CURLY, STRAIGHT] {
            assert!(sightings(params, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_space_goes_back_to_its_own_side() {
        check(CURLY, "a “b c ”and d", "a “b c” and d", &[Safe]);
        check(CURLY, "a “b c\n”and d", "a “b c”\nand d", &[Safe]);
        check(CURLY, "he said“ Go” now", "he said “Go” now", &[Safe]);
        check(STRAIGHT, "a \"b c \"and d", "a \"b c\" and d", &[Unsafe]);
    }

    #[test]
    fn a_mark_is_drawn_the_way_it_faces() {
        check(CURLY, "the “long day“ ended", "the “long day” ended", &[Safe]);
        check(CURLY, "the ”long day” ended “here”", "the “long day” ended “here”", &[Safe]);
        check(CURLY, "“We sat with him. “", "“We sat with him.”", &[Safe]);
    }

    #[test]
    fn both_marks_of_a_quotation_can_be_damaged() {
        check(CURLY, "the flu,”new fraud“.", "the flu, “new fraud”.", &[Safe, Safe]);
    }

    #[test]
    fn a_missing_space_is_where_the_turns_say() {
        check(CURLY, "“A,” he wrote Monday .”Be B.”", "“A,” he wrote Monday. “Be B.”", &[Safe]);
        check(CURLY, "a “full loss”which hurt", "a “full loss” which hurt", &[Safe]);
        check(CURLY, "a judge”which hurt\n\n“x”", "a judge” which hurt\n\n“x”", &[Unsafe]);
    }

    #[test]
    fn stops_move_inside_as_the_text_has_them() {
        check(CURLY, "“In depth.“, said Ann.", "“In depth,” said Ann.", &[Unsafe]);
        check(CURLY, "the “GDP ”, or sum", "the “GDP”, or sum", &[Unsafe]);
        check(CURLY, "“My share “. “Yes.” “No.”", "“My share.” “Yes.” “No.”", &[Safe]);
        check(
            CURLY,
            "a “share “. The “one”, the “two”",
            "a “share”. The “one”, the “two”",
            &[Safe],
        );
    }

    #[test]
    fn a_space_between_a_stop_and_its_mark_is_closed() {
        check(
            CURLY,
            "“We stay. ” “We go. ” He left.",
            "“We stay.” “We go.” He left.",
            &[Unsafe; 2],
        );
        silent("“ We stay. ” “ We go. ” He left.");
    }

    #[test]
    fn quotations_over_several_paragraphs_are_left_open() {
        silent("“It goes on,” he said. “And on.\n\n“And on,” he said. “It ends.”");
        check(CURLY, "“A one ”and “b two", "“A one” and “b two", &[Unsafe]);
    }

    #[test]
    fn what_may_be_a_style_or_no_quotation_mark_is_left_alone() {
        for text in [
            "see “ Paths ” and “x”",
            "”ja” hon sade ”nej”",
            "„Halt“ rief er, „halt“",
            "“ah”s and “um”s, I”ll wait",
            "a 5\" pipe and a 7\" pipe",
            "\"One is missing. \"And here",
            "`“a ”b`, {“a ”b}",
            "rock ’n’ roll ’s “fine”",
            "``tex ''and `quotes'",
            "“A “b c ”d ”e “f",
            "the “SSH server”[12] and the “mail server”3",
            "codes=[“11000”,”47”], “@version”:”1”",
        ] {
            silent(text);
        }
    }

    #[test]
    fn the_opening_mark_is_evidence() {
        let seen = sightings(CURLY, "a “b c ”and d");
        assert_eq!(seen[0].related, [(Span::new(2, 5), "opened here".to_owned())]);
        assert!(seen[0].slots.contains(&("here", "c ”and".to_owned())));
    }
}
