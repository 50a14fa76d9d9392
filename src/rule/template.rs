use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

/// A map of the lexicon: words, in small letters, and what they become.
pub type WordMap = Arc<BTreeMap<String, String>>;

/// A text with slots: `{scope} reckoning {prep} {grievance|lower}`.
///
/// A slot names a part of the match, and may say what to do with its letters. `{{` and `}}` are
/// braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    pub(super) parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
/// A piece of a template.
pub(super) enum Part {
    /// Words as they are.
    Text(String),
    /// A part of the match, and what is done to it in turn.
    Slot { name: String, ops: Vec<CaseOp> },
}

/// What is done to the words in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseOp {
    /// All small letters.
    Lower,
    /// All capitals.
    Upper,
    /// The first letter large, the rest as it is.
    Capital,
    /// The first letter small, the rest as it is.
    Uncapital,
    /// Looked up, in small letters, in a map of the lexicon; where it is not there, the fix is not
    /// offered.
    Map(WordMap),
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A brace without its partner, at this byte.
    #[error("a `{{` or `}}` without its partner; write `{{{{` or `}}}}` for the character itself")]
    Unbalanced(usize),
    /// An operation that does not exist.
    #[error("there is no operation `{0}`")]
    UnknownOp(String),
    /// A lexicon map that does not exist.
    #[error("the lexicon has no map `{0}`")]
    UnknownMap(String),
}

impl Template {
    /// The names of the operations, for messages.
    pub const OPS: [&'static str; 5] = ["lower", "upper", "capital", "uncapital", "map:NAME"];

    /// Reads a template. `maps` finds the maps of the lexicon by name.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with it.
    pub fn parse(
        source: &str,
        maps: &dyn Fn(&str) -> Option<WordMap>,
    ) -> Result<Template, TemplateError> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut chars = source.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '{' | '}' if chars.peek().is_some_and(|&(_, next)| next == c) => {
                    chars.next();
                    text.push(c);
                }
                '{' => {
                    let mut slot = String::new();
                    loop {
                        match chars.next() {
                            Some((_, '}')) => break,
                            Some((_, '{')) | None => return Err(TemplateError::Unbalanced(at)),
                            Some((_, c)) => slot.push(c),
                        }
                    }
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text)));
                    }
                    parts.push(parse_slot(&slot, maps)?);
                }
                '}' => return Err(TemplateError::Unbalanced(at)),
                c => text.push(c),
            }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(Template { parts })
    }

    /// A template without slots.
    #[must_use]
    pub fn literal(text: &str) -> Template {
        let parts = if text.is_empty() { Vec::new() } else { vec![Part::Text(text.to_owned())] };
        Template { parts }
    }

    /// The names of the slots, in order, as written.
    pub fn slots(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot { name, .. } => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Whether the template is the empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The template with its slots filled by `lookup`. A slot that `lookup` does not know is
    /// empty; `None` where a map does not hold what is looked up in it.
    pub fn render<'t>(&self, lookup: &dyn Fn(&str) -> Option<&'t str>) -> Option<String> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot { name, ops } => {
                    let mut words = lookup(name).unwrap_or_default().to_owned();
                    for op in ops {
                        words = op.apply(&words)?;
                    }
                    out.push_str(&words);
                }
            }
        }
        Some(out)
    }
}

fn parse_slot(slot: &str, maps: &dyn Fn(&str) -> Option<WordMap>) -> Result<Part, TemplateError> {
    let mut pieces = slot.split('|').map(str::trim);
    let name = pieces.next().unwrap_or_default().to_owned();
    let ops = pieces
        .map(|op| match op {
            "lower" => Ok(CaseOp::Lower),
            "upper" => Ok(CaseOp::Upper),
            "capital" => Ok(CaseOp::Capital),
            "uncapital" => Ok(CaseOp::Uncapital),
            _ => match op.strip_prefix("map:") {
                Some(map) => maps(map)
                    .map(CaseOp::Map)
                    .ok_or_else(|| TemplateError::UnknownMap(map.to_owned())),
                None => Err(TemplateError::UnknownOp(op.to_owned())),
            },
        })
        .collect::<Result<_, _>>()?;
    Ok(Part::Slot { name, ops })
}

impl CaseOp {
    fn apply(&self, words: &str) -> Option<String> {
        let first = |change: fn(char) -> String| {
            let mut chars = words.chars();
            let first = chars.next().map(change).unwrap_or_default();
            Some(first + chars.as_str())
        };
        match self {
            CaseOp::Lower => Some(words.to_lowercase()),
            CaseOp::Upper => Some(words.to_uppercase()),
            CaseOp::Capital => first(|c| c.to_uppercase().collect()),
            CaseOp::Uncapital => first(|c| c.to_lowercase().collect()),
            CaseOp::Map(map) => map.get(&words.to_lowercase()).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(name: &str) -> Option<WordMap> {
        let pairs = [("education".to_owned(), "educational".to_owned())];
        (name == "adjective-of").then(|| Arc::new(BTreeMap::from(pairs)))
    }

    #[track_caller]
    fn check(source: &str, word: &str, expect: Option<&str>) {
        let template = Template::parse(source, &maps).expect("it parses");
        let lookup = |name: &str| (name == "w").then_some(word);
        assert_eq!(template.render(&lookup).as_deref(), expect);
    }

    #[test]
    fn slots_are_filled_and_their_letters_changed() {
        check("a {w} b", "Word", Some("a Word b"));
        check("{w|lower}{w|upper}", "Word", Some("wordWORD"));
        check("{w|capital}", "\u{e9}tat", Some("\u{c9}tat"));
        check("{w|uncapital}", "NASA", Some("nASA"));
        check("{{{w}}}", "x", Some("{x}"));
        check("{other}", "x", Some(""));
    }

    #[test]
    fn a_map_without_the_word_offers_nothing() {
        check("{w|map:adjective-of}", "Education", Some("educational"));
        check("{w|map:adjective-of|capital}", "education", Some("Educational"));
        check("{w|map:adjective-of}", "skills", None);
    }

    #[test]
    fn faults_are_told_apart() {
        assert_eq!(Template::parse("a {b", &maps), Err(TemplateError::Unbalanced(2)));
        assert_eq!(Template::parse("a }", &maps), Err(TemplateError::Unbalanced(2)));
        assert_eq!(Template::parse("{b|x}", &maps), Err(TemplateError::UnknownOp("x".into())));
        assert_eq!(Template::parse("{b|map:x}", &maps), Err(TemplateError::UnknownMap("x".into())));
    }
}
