//! What is looked for, laid out for the search: made when the program is built for the rules inside
//! it, and at the start of a run for rules of a user's own. Knows nothing of texts.

use serde::{Deserialize, Serialize};

use crate::rule::{Anchor, Case, Entry, Look, RuleIndex, RuleSet, View};

use super::index::{Index, Needle};
use super::records::{Records, small};

/// What is looked for in both views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tables<'t> {
    #[serde(borrow)]
    pub(crate) folded: Table<'t>,
    #[serde(borrow)]
    pub(crate) raw: Table<'t>,
}

impl Tables<'static> {
    /// The tables of `rules`: those that were prepared, if they were.
    pub(crate) fn of(rules: &RuleSet) -> Tables<'static> {
        let prepared = rules.prepared().and_then(|prepared| postcard::from_bytes(prepared).ok());
        prepared.unwrap_or_else(|| Tables::new(rules))
    }

    /// The tables of `rules`, made anew. What the build writes of them is [`RuleSet::prepared`].
    pub(crate) fn new(rules: &RuleSet) -> Tables<'static> {
        Tables { folded: Table::new(rules, View::Folded), raw: Table::new(rules, View::Raw) }
    }
}

/// What is looked for in one view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table<'t> {
    #[serde(borrow)]
    pub(crate) index: Index<'t>,
    /// What each needle stands for.
    #[serde(borrow)]
    uses: Records<'t, 3>,
    /// Entries that are expressions.
    #[serde(borrow)]
    patterns: Records<'t, 2>,
    /// Expressions that no literal announces.
    #[serde(borrow)]
    unindexed: Records<'t, 2>,
}

/// What a needle stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// An entry that is this very string.
    Literal {
        /// The entry.
        place: Place,
        /// Whether the case of the letters must be that of the needle.
        exact: bool,
        /// Whether it must stand at the edges of words.
        edges: bool,
    },
    /// The expression at the place `pattern` is to run around it.
    Anchor {
        /// The place among [`Table::patterns`].
        pattern: usize,
        /// How far before and behind the needle a match may reach, in bytes.
        reach: (usize, usize),
    },
}

/// An entry of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) rule: RuleIndex,
    pub(crate) entry: usize,
}

impl Table<'_> {
    fn new(rules: &RuleSet, view: View) -> Self {
        let (mut needles, mut uses) = (Vec::new(), Vec::new());
        let (mut patterns, mut unindexed) = (Vec::new(), Vec::new());
        let entries = rules.iter().flat_map(|(rule, of)| {
            of.entries.iter().enumerate().map(move |(entry, of)| (Place { rule, entry }, of))
        });
        for (place, entry) in entries.filter(|(_, entry)| entry.view == view) {
            match &entry.look {
                Look::Literal(literal) => {
                    let exact = entry.case == Case::Exact;
                    let stands_for = Use::Literal { place, exact, edges: entry.edges }.packed();
                    for text in case_variants(literal, entry.case) {
                        needles.push(needle(text, entry));
                        uses.push(stands_for);
                    }
                }
                Look::Pattern { anchors, .. } if anchors.is_empty() => {
                    unindexed.push(place.packed());
                }
                Look::Pattern { anchors, .. } => {
                    for anchor in anchors {
                        let &Anchor { ref text, starts_word, ends_word, before, after } = anchor;
                        needles.push(Needle { text: text.clone(), starts_word, ends_word });
                        let reach = (before, after);
                        uses.push(Use::Anchor { pattern: patterns.len(), reach }.packed());
                    }
                    patterns.push(place.packed());
                }
            }
        }
        Table {
            index: Index::new(&needles),
            uses: Records::new(uses),
            patterns: Records::new(patterns),
            unindexed: Records::new(unindexed),
        }
    }

    /// What the needle at this place of the index stands for.
    #[inline]
    pub(crate) fn stands_for(&self, needle: usize) -> Use {
        Use::unpacked(self.uses.get(needle))
    }

    /// The entries that are expressions with anchors.
    pub(crate) fn patterns(&self) -> impl ExactSizeIterator<Item = Place> {
        (0..self.patterns.len()).map(|at| Place::unpacked(self.patterns.get(at)))
    }

    /// The entries that are expressions which no literal announces.
    pub(crate) fn unindexed(&self) -> impl Iterator<Item = Place> {
        self.unindexed.iter().map(Place::unpacked)
    }
}

/// The needle of an entry that is a literal.
fn needle(text: String, entry: &Entry) -> Needle {
    let starts_word = entry.edges && text.starts_with(char::is_alphanumeric);
    let ends_word = entry.edges && text.ends_with(char::is_alphanumeric);
    Needle { text, starts_word, ends_word }
}

impl Use {
    const ANCHOR: u32 = 1;
    const EXACT: u32 = 2;
    const EDGES: u32 = 4;

    fn packed(self) -> [u32; 3] {
        match self {
            Use::Literal { place, exact, edges } => {
                let exact = if exact { Use::EXACT } else { 0 };
                let edges = if edges { Use::EDGES } else { 0 };
                let [rule, entry] = place.packed();
                [exact | edges, rule, entry]
            }
            Use::Anchor { pattern, reach } => {
                [Use::ANCHOR, small(pattern), (small(reach.0) << 16) | small(reach.1)]
            }
        }
    }

    #[inline]
    fn unpacked([kind, first, second]: [u32; 3]) -> Use {
        if kind & Use::ANCHOR == 0 {
            let place = Place::unpacked([first, second]);
            let (exact, edges) = (kind & Use::EXACT != 0, kind & Use::EDGES != 0);
            return Use::Literal { place, exact, edges };
        }
        let reach = ((second >> 16) as usize, (second & 0xffff) as usize);
        Use::Anchor { pattern: first as usize, reach }
    }
}

impl Place {
    fn packed(self) -> [u32; 2] {
        [small(self.rule.0), small(self.entry)]
    }

    #[inline]
    fn unpacked([rule, entry]: [u32; 2]) -> Place {
        Place { rule: RuleIndex(rule as usize), entry: entry as usize }
    }
}

/// The ways a literal can be written, as far as an index that folds ASCII does not know them: the
/// other letters as they are, all large, and large at the front.
fn case_variants(literal: &str, case: Case) -> Vec<String> {
    let mut variants = vec![literal.to_owned()];
    if case == Case::Fold && !literal.is_ascii() {
        let mut chars = literal.chars();
        let capital: String =
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
        for variant in [literal.to_uppercase(), literal.to_lowercase(), capital] {
            if !variants.iter().any(|known| known.eq_ignore_ascii_case(&variant)) {
                variants.push(variant);
            }
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_needle_stands_for_comes_out_as_it_went_in() {
        let place = Place { rule: RuleIndex(70_000), entry: 80_000 };
        for (exact, edges) in [(false, false), (false, true), (true, false), (true, true)] {
            let literal = Use::Literal { place, exact, edges };
            assert_eq!(Use::unpacked(literal.packed()), literal);
        }
        let anchor = Use::Anchor { pattern: 90_000, reach: (256, 7) };
        assert_eq!(Use::unpacked(anchor.packed()), anchor);
    }
}
