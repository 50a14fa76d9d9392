use thiserror::Error;

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
}

/// What is wrong with a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PhraseError {
    /// A bracket without its partner, at this byte.
    #[error("a bracket without its partner; write a backslash before the character itself")]
    Unbalanced(usize),
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

/// Reads a phrase. `class` gives the words of a class of the lexicon.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub fn parse_phrase(
    source: &str,
    class: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Phrase, PhraseError> {
    let mut parser = Parser {
        class,
        regex: String::new(),
        literal: String::new(),
        slots: Vec::new(),
        plain: true,
    };
    let mut depth = Vec::new();
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, next)) => parser.push(next),
                None => return Err(PhraseError::Unbalanced(at)),
            },
            '(' => {
                depth.push(at);
                parser.special("(?:");
            }
            ')' => {
                if depth.pop().is_none() {
                    return Err(PhraseError::Unbalanced(at));
                }
                parser.special(")");
                if chars.peek().is_some_and(|&(_, next)| next == '?') {
                    chars.next();
                    parser.special("?");
                }
            }
            '|' if !depth.is_empty() => parser.special("|"),
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

struct Parser<'c> {
    class: &'c dyn Fn(&str) -> Option<Vec<String>>,
    regex: String,
    literal: String,
    slots: Vec<String>,
    plain: bool,
}

impl Parser<'_> {
    fn push(&mut self, c: char) {
        self.literal.push(c);
        self.regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
    }

    fn special(&mut self, regex: &str) {
        self.plain = false;
        self.regex.push_str(regex);
    }

    fn slot(&mut self, slot: &str) -> Result<(), PhraseError> {
        let (name, inner) = if let Some((name, words)) = slot.split_once(':') {
            (name, alternatives(words.split('|').map(str::to_owned).collect()))
        } else {
            let (name, class) = slot.split_once('=').unwrap_or((slot, slot));
            let (class, repetition) = match class.split_once('*') {
                Some((class, range)) => (class, Some(repetition(range)?)),
                None => (class, None),
            };
            let name = name.split('*').next().unwrap_or(name);
            let one = match BUILTIN_CLASSES.iter().find(|(builtin, _)| *builtin == class) {
                Some((_, regex)) => (*regex).to_owned(),
                None => alternatives(
                    (self.class)(class)
                        .ok_or_else(|| PhraseError::UnknownClass(class.to_owned()))?,
                ),
            };
            let regex = match repetition {
                Some((least, most)) => {
                    format!("(?:{one})(?: (?:{one})){{{},{}}}", least - 1, most - 1)
                }
                None => one,
            };
            (name, regex)
        };
        if self.slots.iter().any(|taken| taken == name) {
            return Err(PhraseError::TwiceNamed(name.to_owned()));
        }
        self.slots.push(name.to_owned());
        self.special(&format!("(?P<{}>{inner})", group_name(name)));
        Ok(())
    }

    fn finish(self) -> Result<Phrase, PhraseError> {
        if self.plain {
            if self.literal.trim().is_empty() {
                return Err(PhraseError::Empty);
            }
            return Ok(Phrase { pattern: None, literal: self.literal, slots: self.slots });
        }
        // The edges inside the expression let an alternation try its next branch; that the edges
        // are those of words, Unicode and hyphens included, the scanner checks.
        let pattern = format!(r"\b(?:{})\b", self.regex);
        Ok(Phrase { pattern: Some(pattern), literal: self.literal, slots: self.slots })
    }
}

/// One of `words`, the longest first: the expression takes the first branch that matches.
fn alternatives(mut words: Vec<String>) -> String {
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.dedup();
    words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|")
}

fn repetition(range: &str) -> Result<(u32, u32), PhraseError> {
    let bad = || PhraseError::BadRepetition(range.to_owned());
    let (least, most) = range.split_once('-').ok_or_else(bad)?;
    let (least, most) = (least.parse().map_err(|_| bad())?, most.parse().map_err(|_| bad())?);
    if least == 0 || most < least || most > 8 { Err(bad()) } else { Ok((least, most)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str) -> Option<Vec<String>> {
        (name == "scope").then(|| vec!["global".to_owned(), "world wide".to_owned()])
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
    fn faults_are_told_apart() {
        assert_eq!(parse_phrase("a (b", &class), Err(PhraseError::Unbalanced(2)));
        assert_eq!(parse_phrase("a )", &class), Err(PhraseError::Unbalanced(2)));
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
