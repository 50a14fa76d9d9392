//! Where a document comes from, as far as its damage tells: a posterior over channels.
//!
//! A verdict is a pure function of the findings of a document, the traces counted in it and its
//! length; what each of them weighs is written in the files of channels. This floor scans nothing, and knows no rule.
//!
//! A text is made in one way and handed on in another. The channels that write compete with one
//! another and with people; those that only pass texts on, as scrapers do, share what is left to
//! people, so that they neither raise nor lower the score.

use std::collections::BTreeMap;

use crate::finding::{Finding, RuleIndex};
use crate::rule::{Channel, ChannelKind, Channels, Rule, RuleSet, Traces, Weights};

/// Where a document comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// How many words the document has.
    pub words: usize,
    /// How many findings speak for a machine that wrote it, whatever their confidence.
    pub findings: usize,
    /// Of how many rules they are.
    pub distinct_rules: usize,
    /// How many traces speak for a machine, too: signs that are no findings.
    pub traces: usize,
    /// The place in [`Channels::traces`] of the group that most of them are of, if there are any.
    pub traces_of: Option<usize>,
    /// The probability, from 0 to 1, that the words of the document are a machine's.
    pub score: f64,
    /// The probability of every channel, in the order of [`Channels::channels`]; they add up to 1.
    /// Empty where there are no channels.
    pub channels: Vec<f64>,
}

/// How often each sign of each group of [`Channels::traces`] stands in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraceCounts(pub Vec<Vec<usize>>);

impl Verdict {
    /// How many of the findings there are in a thousand words; 0 where there are no words.
    #[must_use]
    pub fn per_1000_words(&self) -> f64 {
        if self.words == 0 { 0.0 } else { self.findings as f64 * 1000.0 / self.words as f64 }
    }

    /// The channels of `known`, which are those of the verdict, with their probabilities, the most
    /// probable first.
    #[must_use]
    pub fn ranked<'c>(&self, known: &'c Channels) -> Vec<(&'c Channel, f64)> {
        let mut ranked: Vec<_> = known.channels.iter().zip(self.channels.iter().copied()).collect();
        ranked.sort_by(|(a, p), (b, q)| q.total_cmp(p).then_with(|| a.id.cmp(&b.id)));
        ranked
    }

    /// How probable it is that the document came through the pivot language or the kind of channel
    /// that `word` means.
    #[must_use]
    pub fn shows(&self, known: &Channels, word: &str) -> f64 {
        let meant = known.channels.iter().zip(&self.channels);
        meant.filter(|(channel, _)| channel.is_meant_by(word)).map(|(_, p)| p).sum()
    }

    /// Whether the document is called machine-made.
    #[must_use]
    pub fn is_flagged(&self, known: &Channels) -> bool {
        self.score >= known.weights.flag_at
    }
}

/// Where a document of `words` words comes from, in which `findings` are all that is found and whose
/// traces are counted.
///
/// Findings of rules that need a channel say nothing: they follow from a verdict.
#[must_use]
pub fn judge(rules: &RuleSet, findings: &[Finding], traces: &TraceCounts, words: usize) -> Verdict {
    let known = rules.channels();
    let mut spoken: BTreeMap<RuleIndex, usize> = BTreeMap::new();
    for finding in findings {
        if rules.get(finding.rule).needs_channel.is_none() {
            *spoken.entry(finding.rule).or_default() += 1;
        }
    }
    let spoken: Vec<_> =
        spoken.into_iter().map(|(index, times)| (rules.get(index), times)).collect();
    let traces: Vec<_> = known.traces.iter().zip(&traces.0).map(Weighed::new).collect();
    let odds: Vec<f64> = known
        .channels
        .iter()
        .map(|channel| {
            let weigh = |&(rule, times): &(&Rule, usize)| {
                weight(&known.weights, rule, times, words, channel)
            };
            let left = |weighed: &Weighed<'_>| weighed.weight(&known.weights, channel);
            channel.prior
                + spoken.iter().map(weigh).sum::<f64>()
                + traces.iter().map(left).sum::<f64>()
        })
        .collect();
    let channels = posterior(&known.channels, &odds);
    let mut verdict = Verdict { words, ..Verdict::default() };
    for (rule, times) in spoken {
        let kinds = ChannelKind::ALL.into_iter().filter(|kind| kind.is_machine_made());
        if kinds.into_iter().any(|kind| known.weights.of(rule, kind) > 0.0) {
            verdict.findings += times;
            verdict.distinct_rules += 1;
        }
    }
    let most = |(_, a): &(usize, &Weighed<'_>), (_, b): &(usize, &Weighed<'_>)| {
        a.evidence.total_cmp(&b.evidence)
    };
    verdict.traces = traces.iter().map(|weighed| weighed.count).sum();
    verdict.traces_of = traces
        .iter()
        .enumerate()
        .filter(|(_, weighed)| weighed.count > 0)
        .max_by(most)
        .map(|(at, _)| at);
    let made = known.channels.iter().zip(&channels);
    let made = made.filter(|(channel, _)| channel.kind.is_machine_made());
    verdict.score = made.map(|(_, p)| p).sum::<f64>().clamp(0.0, 1.0);
    verdict.channels = channels;
    verdict
}

/// What it says for `channel` that `rule` spoke `times` times in `words` words.
fn weight(weights: &Weights, rule: &Rule, times: usize, words: usize, channel: &Channel) -> f64 {
    let base = weights.of(rule, channel.kind);
    let longer = (words as f64 / weights.free_words).max(1.0).ln();
    let once = base - weights.length_cost * longer;
    if base <= 0.0 || once <= 0.0 {
        return 0.0;
    }
    let all = once * (1.0 + weights.repeats * (times as f64).max(1.0).ln());
    // What is known to be a rule's pivots says nothing of a channel without one.
    let pivot = match &channel.pivot {
        Some(tag) if !rule.pivots.is_empty() => {
            if rule.pivots.iter().any(|pivot| is_variety(pivot, tag)) {
                weights.pivot_named / rule.pivots.len() as f64
            } else {
                -weights.pivot_other
            }
        }
        _ => 0.0,
    };
    // Weak evidence is weak for the language, too.
    all + pivot * (once / base)
}

/// What the traces of one group come to in a document.
struct Weighed<'t> {
    traces: &'t Traces,
    /// How many signs of a machine there are, if they say anything.
    count: usize,
    /// What all signs say together, from 0 to the most they may say.
    evidence: f64,
}

impl Weighed<'_> {
    fn new<'t>((traces, counts): (&'t Traces, &Vec<usize>)) -> Weighed<'t> {
        let (mut sum, mut count) = (traces.base, 0);
        for (sign, &times) in traces.signs.iter().zip(counts) {
            // A phrase that a writer likes comes again; the next one says less than the first.
            sum += sign.weight * (times as f64).ln_1p();
            if sign.weight > 0.0 {
                count += times;
            }
        }
        let evidence = sum.clamp(0.0, traces.most);
        Weighed { traces, count: if evidence > 0.0 { count } else { 0 }, evidence }
    }

    fn weight(&self, weights: &Weights, channel: &Channel) -> f64 {
        if self.evidence <= 0.0 || channel.kind != self.traces.kind {
            return 0.0;
        }
        let pivots = &self.traces.pivots;
        match &channel.pivot {
            Some(tag) if !pivots.is_empty() => {
                // No other language leaves these, so they say nothing of it.
                if !pivots.iter().any(|pivot| is_variety(pivot, tag)) {
                    return 0.0;
                }
                self.evidence + weights.pivot_named * (self.evidence / self.traces.most)
            }
            _ => self.evidence,
        }
    }
}

/// Whether `tag` is the language `language` or a variety of it: `pt-BR` is `pt`.
fn is_variety(tag: &str, language: &str) -> bool {
    tag.strip_prefix(language).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Probabilities of `odds`, which are logarithms.
fn posterior(channels: &[Channel], odds: &[f64]) -> Vec<f64> {
    let writes =
        |channel: &Channel| channel.kind.is_machine_made() || channel.kind == ChannelKind::None;
    let share = |group: &dyn Fn(&Channel) -> bool, whole: f64| -> Vec<f64> {
        let most = channels.iter().zip(odds).filter(|(channel, _)| group(channel));
        let most = most.map(|(_, odds)| *odds).fold(f64::NEG_INFINITY, f64::max);
        let parts = channels.iter().zip(odds);
        let parts: Vec<f64> = parts
            .map(|(channel, odds)| if group(channel) { (odds - most).exp() } else { 0.0 })
            .collect();
        let sum: f64 = parts.iter().sum();
        parts.iter().map(|part| if sum > 0.0 { whole * part / sum } else { 0.0 }).collect()
    };
    let mut probabilities = share(&writes, 1.0);
    let people: f64 = channels
        .iter()
        .zip(&probabilities)
        .filter(|(channel, _)| channel.kind == ChannelKind::None)
        .map(|(_, p)| p)
        .sum();
    let passed_on = share(&|channel| !channel.kind.is_machine_made(), people);
    for ((channel, p), shared) in channels.iter().zip(&mut probabilities).zip(passed_on) {
        if !channel.kind.is_machine_made() {
            *p = shared;
        }
    }
    probabilities
}

#[cfg(test)]
mod tests;
