//! What is looked for twice, and what is never found alone.

use std::collections::BTreeSet;

use crate::rule::{Case, Entry, FlawKind, Look};

use super::probe::Place;
use super::{Desk, quoted, same_guards};

/// How many texts of an expression must be found by another, where it describes as many, before it
/// is said that all are.
const ENOUGH: usize = 24;

impl Desk<'_> {
    /// Reports entries all of whose matches another entry finds too.
    pub(super) fn twice(&mut self) {
        for place in self.places() {
            let mut others = self.always_there(place);
            if others.is_empty() {
                continue;
            }
            // What looks the same in a few texts is looked at in more.
            if let Look::Pattern { .. } = self.entry(place).look {
                others = self.still_there(place, others);
            }
            let Some(&other) = others.first() else { continue };
            self.report(place, other);
        }
    }

    /// The entries that are found over every match of the entry at `place`, and win.
    fn always_there(&self, place: Place) -> BTreeSet<Place> {
        let Some(tried) = self.tried.get(&place) else { return BTreeSet::new() };
        let mut texts = tried.texts.iter();
        let mut common: Option<BTreeSet<Place>> = None;
        for (_, span, hits) in &mut texts {
            let covering = hits.iter().filter(|(other, over)| {
                over.start() <= span.start()
                    && span.end() <= over.end()
                    && self.wins(*other, place, over.len() > span.len())
            });
            let covering: BTreeSet<Place> = covering.map(|&(other, _)| other).collect();
            common = Some(match common {
                None => covering,
                Some(common) => common.intersection(&covering).copied().collect(),
            });
        }
        common.unwrap_or_default()
    }

    /// Those of `others` that are there in many more texts.
    fn still_there(&self, place: Place, mut others: BTreeSet<Place>) -> BTreeSet<Place> {
        let entry = self.entry(place);
        let texts = super::described(entry, 2 * ENOUGH);
        for hits in self.bare.find(&texts, entry.view) {
            let own = hits.iter().find(|(found, _)| *found == place);
            let Some((_, span)) = own else { continue };
            others.retain(|other| {
                hits.iter().any(|(found, over)| {
                    found == other
                        && over.start() <= span.start()
                        && span.end() <= over.end()
                        && self.wins(*other, place, over.len() > span.len())
                })
            });
        }
        others
    }

    /// Whether a match of `other` over one of `place` makes the latter say nothing new.
    fn wins(&self, other: Place, place: Place, longer: bool) -> bool {
        if other == place {
            return false;
        }
        let (rule, entry) = (self.rules.get(place.0), self.entry(place));
        let (other_rule, other_entry) = (self.rules.get(other.0), self.entry(other));
        let free = other_entry.guards.is_empty() || same_guards(&other_entry.guards, &entry.guards);
        if !free || other_entry.focus.is_some() || (other_entry.whole_line && !entry.whole_line) {
            return false;
        }
        if other.0 == place.0 {
            // Of one rule's matches the longest stands, and of those as long the one written first.
            return longer || other.1 < place.1;
        }
        let speaks =
            other_rule.needs_channel.is_none() || other_rule.needs_channel == rule.needs_channel;
        // Of two that say the same one is to blame: the user's own, and else the later one.
        let blamed = longer
            || other_rule.confidence > rule.confidence
            || (rule.file.builtin, place.0) > (other_rule.file.builtin, other.0)
            || (!rule.file.builtin && other_rule.file.builtin);
        speaks && other_rule.confidence >= rule.confidence && blamed
    }

    fn report(&mut self, place: Place, other: Place) {
        let (rule, entry) = (self.rules.get(place.0), self.entry(place));
        let (other_rule, other_entry) = (self.rules.get(other.0), self.entry(other));
        let what = quoted(&entry.instance);
        let whose = if other.0 == place.0 {
            "this rule".to_owned()
        } else {
            format!("`{}`", other_rule.name)
        };
        let literals = |entry: &Entry| match &entry.look {
            Look::Literal(literal) if entry.case == Case::Fold => Some(literal.to_lowercase()),
            Look::Literal(literal) => Some(literal.clone()),
            Look::Pattern { .. } => None,
        };
        let lower = |literal: Option<String>| literal.map(|literal| literal.to_lowercase());
        let same =
            literals(entry).is_some() && lower(literals(entry)) == lower(literals(other_entry));
        if same {
            let message = format!("{what} is looked for by {whose} already");
            let help = "leave one of the two out";
            self.flaw(FlawKind::Duplicated, rule, entry.at, message, Some(help));
        } else {
            let by = quoted(&other_entry.instance);
            let message = format!("all that {what} finds is found by {by} of {whose} too");
            let help = "leave it out, or narrow the other";
            self.flaw(FlawKind::Shadowed, rule, entry.at, message, Some(help));
        }
    }
}
