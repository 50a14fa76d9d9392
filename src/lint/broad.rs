//! What speaks too often.

use std::collections::BTreeSet;

use crate::finding::RuleIndex;
use crate::rule::{Confidence, Flaw, FlawKind, Look, Rule, RuleSet};

use super::{Desk, quoted};

/// In the examples of how many other rules, in a hundred, a rule may speak.
const MOST_OTHERS: usize = 5;
/// In how many it always may.
const FEW_OTHERS: usize = 8;

/// Words that every text has.
const COMMON: &str = "a about above after again against all almost alone along already also \
    although always am among an and another any are around as ask at away back be became because \
    become been before began behind being best better between big both bring but by call came can \
    case change city close come could country day did different do does done down during each early \
    end enough even ever every example eye face fact family far feel few find first follow for form \
    found four from full gave get give go going gone good got government great group had half hand \
    hard has have he head hear help her here high him his home hour house how however i idea if \
    important in into is issue it its itself job just keep kind knew know large last late later law \
    least leave left less let life like line little live long look lost lot made make man many may \
    me mean men might money month more morning most move much must my name near need never new next \
    night no not nothing now number of off often old on once one only open or order other our out \
    over own paper part party pay people per perhaps place play point power problem program public \
    put question quite rather read real right room run said same saw say school second see seem \
    sense set several she should show side since small so some something soon start state still \
    such system take talk tell than that the their them then there these they thing think this \
    those though three through time to today together told too took toward true try turn two under \
    until up upon us use used very wait want war was water way we week well went were what when \
    where whether which while white who whole whose why will with within without woman word work \
    world would write year yes yet you young your";

impl Desk<'_> {
    /// Reports what is to be met in sound text.
    pub(super) fn broad(&mut self) {
        for (index, rule) in self.wanted.clone() {
            self.common_words(rule);
            self.in_examples(index, rule);
        }
    }

    fn common_words(&mut self, rule: &Rule) {
        if rule.confidence < Confidence::Medium || rule.needs_channel.is_some() {
            return;
        }
        for entry in &rule.entries {
            let Look::Literal(literal) = &entry.look else { continue };
            let free = entry.guards.is_empty() && !entry.whole_line && entry.edges;
            if free && COMMON.split_whitespace().any(|word| word.eq_ignore_ascii_case(literal)) {
                let message = format!("{} is in every text", quoted(literal));
                let help = "add words that stand beside it where it is wrong, or a guard";
                self.flaw(FlawKind::TooBroad, rule, entry.at, message, Some(help));
            }
        }
    }

    fn in_examples(&mut self, index: RuleIndex, rule: &Rule) {
        if let Some(text) = self.shown.in_good.get(&index) {
            let message = format!("`{}` speaks in sound text: {}", rule.name, quoted(text));
            let help = "`mtlint test` names every sound example in which it speaks";
            self.flaw(FlawKind::TooBroad, rule, rule.at, message, Some(help));
        }
        let others = self.shown.elsewhere.get(&index).map_or(0, BTreeSet::len);
        if others > FEW_OTHERS && others * 100 > MOST_OTHERS * self.rules.len() {
            let message = format!("`{}` speaks in the examples of {others} other rules", rule.name);
            let help = "ask for more: what is in so many texts is not this damage";
            self.flaw(FlawKind::TooBroad, rule, rule.at, message, Some(help));
        }
    }
}

/// The rules among those `wanted` that speak more often in clean text than their confidence claims.
/// `findings` is how often a rule speaks in it, and `words` how long the text is.
#[must_use]
pub fn too_loud(
    rules: &RuleSet,
    wanted: &dyn Fn(&Rule) -> bool,
    findings: &dyn Fn(RuleIndex) -> usize,
    words: usize,
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (index, rule) in rules.iter().filter(|(_, rule)| wanted(rule)) {
        let Some(bound) = rule.confidence.bound() else { continue };
        let count = findings(index);
        let rate = count as f64 * 1e6 / words.max(1) as f64;
        if rate > bound {
            let plural = if count == 1 { "" } else { "s" };
            let message = format!(
                "`{}` has {count} finding{plural} in {words} clean words: {rate:.2} per million, and \
                 confidence {} allows {bound}",
                rule.name, rule.confidence
            );
            let help = "narrow it, or claim less; `mtlint stats --sample` shows what it finds";
            let fault =
                crate::rule::Fault::new(rule.file.clone(), rule.at, message, Some(help.to_owned()));
            flaws.push(Flaw { kind: FlawKind::TooBroad, rule: rule.name.clone(), fault });
        }
    }
    flaws
}
