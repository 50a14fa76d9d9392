use thiserror::Error;

use crate::finding::RuleIndex;
use crate::rule::{Anchor, Case, Look, RuleSet, View};
use crate::text::Span;

use super::check::Check;
use super::guarded::Sight;
use super::index::{Index, Needle, NeedleIndex};
use super::patterns::Windows;
use super::{Hit, checks, edges, patterns};

/// A check that a rule asks for in vain.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CheckFault {
    /// The rule.
    pub rule: RuleIndex,
    /// Which of its checks.
    pub check: usize,
    /// What is wrong.
    pub message: String,
}

pub(super) type BuiltCheck = (RuleIndex, usize, Box<dyn Check>);

pub(super) fn build_checks(rules: &RuleSet) -> Result<Vec<BuiltCheck>, Vec<CheckFault>> {
    let (mut built, mut faults) = (Vec::new(), Vec::new());
    for (index, rule) in rules.iter() {
        for (at, spec) in rule.checks.iter().enumerate() {
            match checks::build(&spec.run, &spec.params) {
                Ok(check) => built.push((index, at, check)),
                Err(message) => faults.push(CheckFault { rule: index, check: at, message }),
            }
        }
    }
    if faults.is_empty() { Ok(built) } else { Err(faults) }
}

/// What a needle stands for.
#[derive(Debug, Clone, Copy)]
enum Use {
    /// An entry that is this very string.
    Literal(RuleIndex, usize),
    /// The pattern at this place of [`Compiled::patterns`] is to run around it, as far before and
    /// behind.
    Anchor(usize, (usize, usize)),
}

/// The entries of one view, ready to run.
pub(super) struct Compiled {
    index: Box<dyn NeedleIndex>,
    uses: Vec<Use>,
    patterns: Vec<(RuleIndex, usize)>,
    /// Patterns that no literal announces.
    unindexed: Vec<(RuleIndex, usize)>,
}

impl Compiled {
    pub(super) fn new(rules: &RuleSet, view: View) -> Compiled {
        let mut needles = Needles::default();
        let (mut patterns, mut unindexed) = (Vec::new(), Vec::new());
        for (index, rule) in rules.iter() {
            for (at, entry) in rule.entries.iter().enumerate() {
                if entry.view != view {
                    continue;
                }
                match &entry.look {
                    Look::Literal(literal) => {
                        for text in case_variants(literal, entry.case) {
                            let starts_word =
                                entry.edges && text.starts_with(char::is_alphanumeric);
                            let ends_word = entry.edges && text.ends_with(char::is_alphanumeric);
                            let needle = Needle { text, starts_word, ends_word };
                            needles.add(needle, Use::Literal(index, at));
                        }
                    }
                    Look::Pattern { anchors, .. } if anchors.is_empty() => {
                        unindexed.push((index, at));
                    }
                    Look::Pattern { anchors, .. } => {
                        for anchor in anchors {
                            let Anchor { text, starts_word, ends_word, before, after } =
                                anchor.clone();
                            let needle = Needle { text, starts_word, ends_word };
                            needles.add(needle, Use::Anchor(patterns.len(), (before, after)));
                        }
                        patterns.push((index, at));
                    }
                }
            }
        }
        let index = Box::new(Index::new(needles.list));
        Compiled { index, uses: needles.uses, patterns, unindexed }
    }

    /// Every match of every entry; of literals, those in the right case and at word edges. Guards
    /// have not been asked.
    pub(super) fn hits(&self, rules: &RuleSet, sight: &Sight<'_>) -> Vec<Hit> {
        let text = sight.text();
        let mut hits = Vec::new();
        let mut windows = vec![Windows::default(); self.patterns.len()];
        self.index.search(text, &mut |needle, start, end| {
            let span = Span::new(start, end);
            match self.uses[needle] {
                Use::Anchor(pattern, reach) => windows[pattern].add(sight, span, reach),
                Use::Literal(rule, entry) => {
                    let wanted = &rules.get(rule).entries[entry];
                    let Look::Literal(literal) = &wanted.look else { return };
                    let same_case = wanted.case == Case::Fold
                        || text.get(span.range()) == Some(literal.as_str());
                    if same_case && (!wanted.edges || edges::at_word_edges(text, span)) {
                        hits.push(Hit { rule, entry, span, parts: Vec::new() });
                    }
                }
            }
        });
        for (&(rule, entry), windows) in self.patterns.iter().zip(windows) {
            patterns::run(rules, rule, entry, text, windows, &mut hits);
        }
        for &(rule, entry) in &self.unindexed {
            patterns::run(rules, rule, entry, text, Windows::whole(text), &mut hits);
        }
        hits
    }
}

/// What to look for, and what each is for. Few needles are the same, and those cost less in the
/// search than it takes to put all in order first.
#[derive(Default)]
struct Needles {
    list: Vec<Needle>,
    uses: Vec<Use>,
}

impl Needles {
    fn add(&mut self, mut needle: Needle, what: Use) {
        needle.text.make_ascii_lowercase();
        self.list.push(needle);
        self.uses.push(what);
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
