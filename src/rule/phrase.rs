use std::borrow::Cow;

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use thiserror::Error;

use super::anchors::{Anchor, anchors};
use super::word_class::{Level, WordClass, anything, repeated};

/// A phrase as a rule file writes it, read.
///
/// | written | means |
/// | --- | --- |
/// | `global toll` | these words, over any white space |
/// | `(on\|of\|over)` | one of these |
/// | `(the )?` | these words or nothing |
/// | `{court-word}` | a word of a class of the lexicon, kept under the name `court-word` |
/// | `{a=court-word}` | the same, kept under the name `a` |
/// | `{prep:on\|of\|over}` | one of these, kept under the name `prep` |
/// | `{word}` `{number}` `{capitalised}` | any one word, number, or word with a capital |
/// | `{a=word*1-4}` | one to four of them |
/// | `\(` | the character itself |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The phrase as an expression; `None` where it is a plain string, [`Phrase::literal`].
    pub pattern: Option<String>,
    /// The phrase without escapes; meaningless where there is a pattern.
    pub literal: String,
    /// The names of the slots, as written, in order.
    pub slots: Vec<String>,
    /// Literals one of which stands in every match of the pattern; empty where there are none.
    pub anchors: Vec<Anchor>,
}

/// What is wrong with a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhraseError {
    /// A bracket without its partner, at this byte.
    #[error("a bracket without its partner; write a backslash before the character itself")]
    Unbalanced(usize),
    /// Too many brackets one inside the other, the last at this byte.
    #[error("there are too many brackets inside one another")]
    TooDeep(usize),
    /// A class that the lexicon does not have.
    #[error("the lexicon has no class `{0}`")]
    UnknownClass(String),
    /// A repetition that is not `*1-4`.
    #[error("`{0}` is no repetition; write `{{name=word*1-4}}`")]
    BadRepetition(String),
    /// Two slots of one name.
    #[error("two slots are named `{0}`; name one of them with `{{name=class}}`")]
    TwiceNamed(String),
    /// Nothing to look for.
    #[error("there is nothing to look for")]
    Empty,
}

/// How many brackets may stand one inside the other.
const MOST_BRACKETS: usize = 16;

/// Classes that need no lexicon: the name and the expression.
pub const BUILTIN_CLASSES: [(&str, &str); 3] = [
    ("word", r"[\p{L}][\p{L}'\u{2019}-]*"),
    ("number", r"\d(?:[\d.,]*\d)?"),
    ("capitalised", r"(?-i:\p{Lu})[\p{L}'\u{2019}-]*"),
];

/// The name of the capture group of a slot: group names have no `-`.
#[must_use]
pub fn group_name(slot: &str) -> String {
    slot.replace('-', "_")
}

/// Reads a phrase. `class` finds the classes of the lexicon by name.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse_phrase<'c>(
    source: &str,
    class: &dyn Fn(&str) -> Option<&'c WordClass>,
) -> Result<Phrase, PhraseError> {
    // Most phrases are plain words.
    if !source.contains(['\\', '(', ')', '{', '}']) && !source.trim().is_empty() {
        let (literal, slots, anchors) = (source.to_owned(), Vec::new(), Vec::new());
        return Ok(Phrase { pattern: None, literal, slots, anchors });
    }
    let mut parser = Parser {
        class,
        regex: String::new(),
        literal: String::new(),
        slots: Vec::new(),
        plain: true,
        levels: vec![Level::default()],
    };
    let mut depth = Vec::new();
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, next)) => parser.push(next),
                None => return Err(PhraseError::Unbalanced(at)),
            },
            '(' if depth.len() == MOST_BRACKETS => return Err(PhraseError::TooDeep(at)),
            '(' => {
                depth.push(at);
                parser.open();
            }
            ')' => {
                if depth.pop().is_none() {
                    return Err(PhraseError::Unbalanced(at));
                }
                let optional = chars.next_if(|&(_, next)| next == '?').is_some();
                parser.close(optional);
            }
            '|' if !depth.is_empty() => parser.branch(),
            '{' => {
                let mut slot = String::new();
                loop {
                    match chars.next() {
                        Some((_, '}')) => break,
                        Some((_, c)) => slot.push(c),
                        None => return Err(PhraseError::Unbalanced(at)),
                    }
                }
                parser.slot(&slot)?;
            }
            '}' => return Err(PhraseError::Unbalanced(at)),
            c => parser.push(c),
        }
    }
    if let Some(at) = depth.pop() {
        return Err(PhraseError::Unbalanced(at));
    }
    parser.finish()
}

struct Parser<'p, 'c> {
    class: &'p dyn Fn(&str) -> Option<&'c WordClass>,
    regex: String,
    literal: String,
    slots: Vec<String>,
    plain: bool,
    /// The phrase itself, and the brackets that are open.
    levels: Vec<Level>,
}

impl Parser<'_, '_> {
    fn push(&mut self, c: char) {
        self.literal.push(c);
        if regex_syntax::is_meta_character(c) {
            self.regex.push('\\');
        }
        self.regex.push(c);
        self.level().push(c);
    }

    fn open(&mut self) {
        self.plain = false;
        self.regex.push_str("(?:");
        self.levels.push(Level::default());
    }

    fn branch(&mut self) {
        self.regex.push('|');
        self.level().branch();
    }

    fn close(&mut self, optional: bool) {
        self.regex.push_str(if optional { ")?" } else { ")" });
        let sub = self.levels.pop().unwrap_or_default().finish();
        self.level().add(if optional { repeated(sub, 0, Some(1)) } else { sub });
    }

    /// The innermost open brackets.
    fn level(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::default());
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    fn slot(&mut self, slot: &str) -> Result<(), PhraseError> {
        let own;
        let (name, regex, hir) = if let Some((name, words)) = slot.split_once(':') {
            own = WordClass::new(words.split('|').map(str::to_owned).collect());
            (name, Cow::Borrowed(own.regex()), own.hir())
        } else {
            let (name, class) = slot.split_once('=').unwrap_or((slot, slot));
            let (class, repetition) = match class.split_once('*') {
                Some((class, range)) => (class, Some(repetition(range)?)),
                None => (class, None),
            };
            let name = name.split('*').next().unwrap_or(name);
            let (one, hir) = match BUILTIN_CLASSES.iter().find(|(builtin, _)| *builtin == class) {
                Some((_, regex)) => (*regex, anything()),
                None => {
                    let class = (self.class)(class)
                        .ok_or_else(|| PhraseError::UnknownClass(class.to_owned()))?;
                    (class.regex(), class.hir())
                }
            };
            match repetition {
                Some((least, most)) => {
                    let (least, most) = (least - 1, most - 1);
                    let regex = format!("(?:{one})(?: (?:{one})){{{least},{most}}}");
                    let more = Hir::concat(vec![Hir::literal(*b" "), hir.clone()]);
                    let hir = Hir::concat(vec![hir, repeated(more, least, Some(most))]);
                    (name, Cow::Owned(regex), hir)
                }
                None => (name, Cow::Borrowed(one), hir),
            }
        };
        if self.slots.iter().any(|taken| taken == name) {
            return Err(PhraseError::TwiceNamed(name.to_owned()));
        }
        self.slots.push(name.to_owned());
        self.plain = false;
        for part in ["(?P<", &group_name(name), ">", &regex, ")"] {
            self.regex.push_str(part);
        }
        self.level().add(hir);
        Ok(())
    }

    fn finish(mut self) -> Result<Phrase, PhraseError> {
        if self.plain {
            if self.literal.trim().is_empty() {
                return Err(PhraseError::Empty);
            }
            let (literal, slots) = (self.literal, self.slots);
            return Ok(Phrase { pattern: None, literal, slots, anchors: Vec::new() });
        }
        // The edges inside the expression let an alternation try its next branch; that the edges
        // are those of words, Unicode and hyphens included, the scanner checks.
        let whole = std::mem::take(self.level()).finish();
        let (begins, ends) = (edge(&whole, false), edge(&whole, true));
        let pattern = Some(format!("{}(?:{}){}", begins.0, self.regex, ends.0));
        let anchors = anchors(&Hir::concat(vec![begins.1, whole, ends.1]));
        Ok(Phrase { pattern, literal: self.literal, slots: self.slots, anchors })
    }
}

/// What must hold where a match of `phrase` ends (`last`) or begins: that a word does, or, where the
/// match may end in something else, as in a full stop, that no word is cut in two.
fn edge(phrase: &Hir, last: bool) -> (&'static str, Hir) {
    if at_word(phrase, last) {
        (r"\b", Hir::look(Look::WordUnicode))
    } else {
        (r"(?:\b{start-half}|\b{end-half})", Hir::empty())
    }
}

/// Whether every match of `phrase` ends (`last`) or begins with a part of a word.
fn at_word(phrase: &Hir, last: bool) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    match phrase.kind() {
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).unwrap_or_default().chars();
            if last { chars.next_back() } else { chars.next() }.is_some_and(is_word)
        }
        // Letters of one place; all of Unicode stands for a slot, whose words are whole.
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().all(|range| is_word(range.start()) || range.end() == char::MAX)
        }
        HirKind::Repetition(repetition) => at_word(&repetition.sub, last),
        HirKind::Alternation(branches) => branches.iter().all(|branch| at_word(branch, last)),
        HirKind::Concat(pieces) => {
            let mut reached = Vec::from_iter(pieces);
            if last {
                reached.reverse();
            }
            // Up to the first that cannot be missing.
            let sure = reached.iter().position(|piece| piece.properties().minimum_len() > Some(0));
            reached.truncate(sure.map_or(reached.len(), |at| at + 1));
            reached.into_iter().all(|piece| at_word(piece, last))
        }
        _ => true,
    }
}

fn repetition(range: &str) -> Result<(u32, u32), PhraseError> {
    let bad = || PhraseError::BadRepetition(range.to_owned());
    let (least, most) = range.split_once('-').ok_or_else(bad)?;
    let (least, most) = (least.parse().map_err(|_| bad())?, most.parse().map_err(|_| bad())?);
    if least == 0 || most < least || most > 8 { Err(bad()) } else { Ok((least, most)) }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::rule::required_literals;

    fn class(name: &str) -> Option<&'static WordClass> {
        static SCOPE: LazyLock<WordClass> =
            LazyLock::new(|| WordClass::new(vec!["global".to_owned(), "World wide".to_owned()]));
        (name == "scope").then(|| &*SCOPE)
    }

    #[track_caller]
    fn check(source: &str, text: &str, expect: Option<&str>) {
        let phrase = parse_phrase(source, &class).expect("it parses");
        let pattern = phrase.pattern.expect("it has a pattern");
        let regex =
            regex::RegexBuilder::new(&pattern).case_insensitive(true).build().expect("regex");
        assert_eq!(regex.find(text).map(|found| found.as_str()), expect, "{pattern}");
    }

    #[test]
    fn a_phrase_without_brackets_is_a_literal() {
        let phrase = parse_phrase(r"really\? (sic)", &class);
        assert!(phrase.expect("it parses").pattern.is_some());
        let phrase = parse_phrase(r"really \(sic\)", &class).expect("it parses");
        assert_eq!((phrase.pattern, phrase.literal.as_str()), (None, "really (sic)"));
    }

    #[test]
    fn slots_and_alternatives() {
        check("{scope} (trial|toll)", "A World Wide toll", Some("World Wide toll"));
        check("(the )?end", "at the end", Some("the end"));
        check("(the )?end", "no end", Some("end"));
        check("{prep:on|over} it", "over it", Some("over it"));
        check("go {x=word*1-3} home", "go straight away home", Some("go straight away home"));
        check("go {x=word*1-2} home", "go a b c home", None);
        check("in {capitalised}", "in paris, in Paris", Some("in Paris"));
    }

    #[test]
    fn only_what_is_part_of_a_word_must_end_with_one() {
        check("in {number}%", "in 5% of", Some("in 5%"));
        check("{word} (a\\.|a)", "et a. b", Some("et a."));
        check("{word} (a\\.|a)", "et ab", None);
        check("go( home)?( \\.)?", "go home . ", Some("go home ."));
        check("go( home)?( \\.)?", "goes", None);
        check(", (the|{scope})", "on, the", Some(", the"));
        check(", (the|{scope})", "on, then", None);
    }

    #[test]
    fn the_literals_of_a_phrase_are_those_of_its_expression() {
        for source in [
            "{scope} (trial|toll)",
            "{scope} reckoning (on|of|over) {g=scope}",
            "(the )?end of {word}",
            "The {word} Monde de l'\u{c9}tat",
            "{prep:on|over} it{x=scope*1-2}",
            "{x=word*1-3} {capitalised}",
            "(a|{word}) (b (c|d))?",
            r"\(sic\) {number}%",
            r"{number} (sq\.|sq) mile",
            r"\({scope}( \))?",
        ] {
            let phrase = parse_phrase(source, &class).expect("it parses");
            let pattern = phrase.pattern.expect("it has a pattern");
            assert_eq!(phrase.anchors, required_literals(&pattern, true), "{source}");
        }
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(parse_phrase("a (b", &class), Err(PhraseError::Unbalanced(2)));
        assert_eq!(parse_phrase("a )", &class), Err(PhraseError::Unbalanced(2)));
        let deep = "(".repeat(100_000);
        assert_eq!(parse_phrase(&deep, &class), Err(PhraseError::TooDeep(MOST_BRACKETS)));
        assert_eq!(parse_phrase("{x", &class), Err(PhraseError::Unbalanced(0)));
        assert_eq!(parse_phrase("{no}", &class), Err(PhraseError::UnknownClass("no".into())));
        assert_eq!(
            parse_phrase("{scope} {scope}", &class),
            Err(PhraseError::TwiceNamed("scope".into()))
        );
        assert_eq!(
            parse_phrase("{x=word*0-1}", &class),
            Err(PhraseError::BadRepetition("0-1".into()))
        );
        assert_eq!(parse_phrase(" ", &class), Err(PhraseError::Empty));
    }
}
