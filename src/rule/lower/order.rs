//! Word pairs: from the right order to the wrong one, and to when it is surely wrong.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::rule::file::Order;
use crate::rule::lexicon::Lexicon;
use crate::rule::written::Written;
use crate::rule::{Case, Entry, Guard, Guards, LazyRegex, Template, View, WordClass};
use crate::text::slice;

use super::{Found, Lowering};

/// What stands between the two words of a pair.
const BETWEEN: &str = " | ";

/// Classes of the lexicon that say which neighbours make a wrong order innocent or certain.
const AFTER: &str = "after-noun-phrase";
const VERB: &str = "object-complement-verb";
const DETERMINER: &str = "determiner";

/// The guards of all word pairs, made when the first is met.
#[derive(Debug, Default)]
pub(super) struct OrderGuards(OnceLock<Result<Arc<Guards>, &'static str>>);

impl OrderGuards {
    /// The guards, or the class that the lexicon lacks for them.
    fn get(&self, lexicon: &Lexicon) -> &Result<Arc<Guards>, &'static str> {
        self.0.get_or_init(|| {
            let one_of = |name: &'static str| lexicon.class(name).map(WordClass::regex).ok_or(name);
            let (after, verb, determiner) = (one_of(AFTER)?, one_of(VERB)?, one_of(DETERMINER)?);
            // After the adjective no noun may follow that it could belong to, as in "an injustice
            // racial minorities face": the paragraph ends, punctuation stands there, or a word that
            // begins something new.
            let follows = format!(
                "^(?:$| ?[.,;:!?)\\]}}\u{2026}]|[\"'\u{201d}\u{2019}\u{bb}/\u{2013}\u{2014}]\
                 | [(\\[\u{2013}\u{2014}]| -{{1,2}} | (?:{after})\\b)"
            );
            // "They called the injustice racial", "was the injustice racial?": the adjective says
            // something of the noun, and stands after it rightly.
            let innocent = format!(r"\b(?:{verb})(?: (?:{determiner}))?(?: own)? $");
            // A field of a table or a list of tags: "2019,violence sexual,asylum".
            let innocent = format!("{innocent}|[,;|=/]$");
            // "Of rights human and divine": a second adjective. The order is a poet's, or the repair
            // would part the two; and so does an adjective with a complement, "racial in origin".
            let goes_on = "^[,;|=]\\S|^,? (?:and|or|nor|but|&|as well as) [a-z]+\
                           (?:al|ic|ine|ive|ous|ary|ory|[ai]ble|ar|an|ant|ent|ern|less)\\b\
                           |^ (?:in (?:nature|origin|character|form|tone|scope|spirit|name|kind)\
                           |by (?:nature|name)|rather than|at best|or otherwise|permitting)\\b";
            let regex = |source| Some(Arc::new(LazyRegex::unchecked(source, true)));
            Ok(Arc::new(Guards {
                when: Guard { after: regex(follows), ..Guard::default() },
                unless: Guard {
                    before: regex(innocent),
                    after: regex(goes_on.to_owned()),
                    ..Guard::default()
                },
            }))
        })
    }
}

impl Lowering<'_> {
    pub(super) fn order(&mut self, table: &Written<Order>, found: &mut Vec<Found>) {
        let border = self.border;
        let guards = match border.order_guards.get(&border.lexicon) {
            Ok(guards) => guards,
            Err(class) => {
                self.unknown_class(class, table.at);
                return;
            }
        };
        let mut seen = BTreeSet::new();
        for right in &table.right.items {
            if !seen.insert(right.as_str()) {
                self.report(right.at, format!("`{}` is looked for twice", right.value));
            }
            let Some((wrong, fix)) = self.derive(right) else { continue };
            // Faults are shown where the right order is written.
            let wrong = Written { value: wrong, at: right.at };
            let Some((look, slots)) = self.phrase(&wrong, Case::Fold) else { continue };
            let entry = Entry {
                instance: wrong.value,
                look,
                view: View::Folded,
                case: Case::Fold,
                edges: true,
                whole_line: false,
                focus: None,
                fixes: vec![fix],
                applicability: table.applicability.value,
                guards: Arc::clone(guards),
                at: right.at,
                table: table.at,
            };
            found.push(Found { entry, slots });
        }
    }

    /// The wrong order as a phrase, and the right order as a fix.
    fn derive(&mut self, right: &Written<String>) -> Option<(String, Template)> {
        let mut sides = right.split(BETWEEN);
        let (Some(first), Some(second), None) = (sides.next(), sides.next(), sides.next()) else {
            let help = "write the right order with ` | ` between its halves: `racial | injustice`";
            self.report_with(right.at, "this is no pair", help);
            return None;
        };
        let second_at = right.len() - second.len();
        let mut fix = String::new();
        for (side, at) in [(first, 0), (second, second_at)] {
            if side.trim().is_empty() {
                self.report(right.at, "half of this pair is missing");
                return None;
            }
            if !fix.is_empty() {
                fix.push(' ');
            }
            match as_template(side) {
                Ok(template) => fix.push_str(&template),
                Err(bracket) => {
                    let at = right.character(self.text(), at + bracket);
                    let help = "name the alternatives: `{name:one|other}`";
                    self.report_with(at, "which alternative stood here would be lost", help);
                    return None;
                }
            }
        }
        let written = Written { value: fix, at: right.at };
        let fix = self.template(&written)?;
        Some((format!("{second} {first}"), fix))
    }
}

/// A phrase as the template that writes what it matched, or the byte at which it has alternatives
/// that no slot keeps.
fn as_template(phrase: &str) -> Result<String, usize> {
    let mut template = String::with_capacity(phrase.len());
    let mut chars = phrase.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | ')' => return Err(at),
            '\\' => match chars.next() {
                Some((_, brace @ ('{' | '}'))) => template.extend([brace, brace]),
                Some((_, c)) => template.push(c),
                None => {}
            },
            '{' => {
                // The name of a slot ends where its class, words or repetition begin.
                let rest = slice(phrase, at + 1, phrase.len());
                let slot = rest.split('}').next().unwrap_or_default();
                let name = slot.split(['=', ':', '*']).next().unwrap_or_default();
                template.push('{');
                template.push_str(name);
                template.push('}');
                for _ in 0..=slot.chars().count() {
                    chars.next();
                }
            }
            c => template.push(c),
        }
    }
    Ok(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_becomes_the_template_of_what_it_matched() {
        assert_eq!(as_template("racial").as_deref(), Ok("racial"));
        assert_eq!(as_template("{a=adjective} {b:x|y}z").as_deref(), Ok("{a} {b}z"));
        assert_eq!(as_template(r"a\(b \{").as_deref(), Ok("a(b {{"));
        assert_eq!(as_template("un(fair|just)"), Err(2));
    }
}
