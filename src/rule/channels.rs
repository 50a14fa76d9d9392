//! The ways by which a text may have come to be, and what findings say of each: numbers that are
//! measured and written down in TOML. What is made of them is no concern of this floor.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Span;

use super::fault::{Fault, nearest};
use super::file::{self, ChannelsFile};
use super::load::Names;
use super::traces::Traces;
use super::written::Written;
use super::{Category, Confidence, Rule, RuleSource};

/// What kind of pipeline a channel is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelKind {
    /// Nothing but a person.
    None,
    /// Translation into a pivot language and back, or out of it.
    RoundTrip,
    /// A program that replaces words by synonyms.
    WordSpinner,
    /// A large language model.
    Llm,
    /// A program that takes sentences apart for other programs.
    Tokeniser,
    /// A program that takes texts out of web pages.
    Scraper,
}

impl ChannelKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [ChannelKind; 6] = [
        ChannelKind::None,
        ChannelKind::RoundTrip,
        ChannelKind::WordSpinner,
        ChannelKind::Llm,
        ChannelKind::Tokeniser,
        ChannelKind::Scraper,
    ];

    /// The name, as rule files spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChannelKind::None => "none",
            ChannelKind::RoundTrip => "round-trip",
            ChannelKind::WordSpinner => "word-spinner",
            ChannelKind::Llm => "llm",
            ChannelKind::Tokeniser => "tokeniser",
            ChannelKind::Scraper => "scraper",
        }
    }

    /// Whether the words of such a text are a machine's. Tokenisers and scrapers pass on words that
    /// people wrote.
    #[must_use]
    pub fn is_machine_made(self) -> bool {
        matches!(self, ChannelKind::RoundTrip | ChannelKind::WordSpinner | ChannelKind::Llm)
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One way by which a text may have come to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// What outputs call it: `es-round-trip`.
    pub id: String,
    /// What kind of pipeline it is.
    pub kind: ChannelKind,
    /// The BCP 47 tag of the language in between; `None`: there is none, or it is not known.
    pub pivot: Option<String>,
    /// What a text that came this way looks, in a sentence: `round-tripped through Spanish`.
    pub looks: String,
    /// The logarithm of its odds against [`ChannelKind::None`] before a text is seen.
    pub prior: f64,
}

impl Channel {
    /// Whether `word`, which a rule says it needs, means this channel: its pivot language or its
    /// kind.
    #[must_use]
    pub fn is_meant_by(&self, word: &str) -> bool {
        self.pivot.as_deref() == Some(word) || self.kind.name() == word
    }
}

/// What findings weigh: logarithms of likelihood ratios against text that people wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// The score at which a document is called machine-made.
    pub flag_at: f64,
    /// The probability of a channel at which the rules that need it may speak.
    pub unlock_at: f64,
    /// Up to this many words, a document has few findings by chance.
    pub free_words: f64,
    /// What each rule loses for every factor of e by which a document is longer.
    pub length_cost: f64,
    /// What the further findings of a rule add, as a share of its weight, for every factor of e.
    pub repeats: f64,
    /// What a channel gains by a rule that names its pivot language and no other. Of several
    /// languages named, each gains the less.
    pub pivot_named: f64,
    /// What a channel loses by a rule that names other pivot languages.
    pub pivot_other: f64,
    /// What the weight of a rule is multiplied by, by its confidence.
    pub confidence: BTreeMap<Confidence, f64>,
    /// The weight of a rule, by the kind of channel and its category; nothing where none is given.
    pub evidence: BTreeMap<(ChannelKind, Category), f64>,
    /// The weights of single rules by their names, confidence included.
    pub rules: BTreeMap<String, BTreeMap<ChannelKind, f64>>,
}

impl Default for Weights {
    /// Nothing weighs anything, and nothing is ever flagged or unlocked.
    fn default() -> Weights {
        Weights {
            flag_at: f64::INFINITY,
            unlock_at: f64::INFINITY,
            free_words: 1.0,
            length_cost: 0.0,
            repeats: 0.0,
            pivot_named: 0.0,
            pivot_other: 0.0,
            confidence: BTreeMap::new(),
            evidence: BTreeMap::new(),
            rules: BTreeMap::new(),
        }
    }
}

impl Weights {
    /// What it says for a channel of `kind` that `rule` spoke; 0: nothing.
    #[must_use]
    pub fn of(&self, rule: &Rule, kind: ChannelKind) -> f64 {
        if let Some(weights) = self.rules.get(&rule.name) {
            return weights.get(&kind).copied().unwrap_or_default();
        }
        let weight = self.evidence.get(&(kind, rule.category)).copied().unwrap_or_default();
        weight * self.confidence.get(&rule.confidence).copied().unwrap_or(1.0)
    }
}

/// All channels, and what findings weigh for each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Channels {
    /// The channels, in the order of their ids.
    pub channels: Vec<Channel>,
    /// The weights.
    pub weights: Weights,
    /// The groups of traces, in the order of their ids.
    pub traces: Vec<Traces>,
    /// Whether there are files of channels that could not be read.
    pub(super) incomplete: bool,
}

impl Channels {
    /// Brings `files` together. What is at fault is left out and reported.
    pub(super) fn new(
        files: &[(Arc<RuleSource>, ChannelsFile)],
        incomplete: bool,
        names: &Names,
    ) -> (Channels, Vec<Fault>) {
        let mut gathered = Gathering { faults: Vec::new(), names };
        let mut channels = Channels { incomplete, ..Channels::default() };
        let mut owners: BTreeMap<&str, &Arc<RuleSource>> = BTreeMap::new();
        let mut groups: BTreeMap<&str, &Arc<RuleSource>> = BTreeMap::new();
        let mut weighed: Option<&Arc<RuleSource>> = None;
        for (source, file) in files {
            for (id, channel) in &file.channel {
                if let Some(other) = owners.insert(id, source) {
                    let message =
                        format!("the channel `{id}` is defined in {} already", other.path);
                    gathered.report(source, channel.at, message, None);
                    continue;
                }
                gathered.channel(source, channel);
                channels.channels.push(Channel {
                    id: id.clone(),
                    kind: channel.kind,
                    pivot: channel.pivot.as_ref().map(|pivot| pivot.value.clone()),
                    looks: channel.looks.value.clone(),
                    prior: channel.prior.value,
                });
            }
            for (id, traces) in &file.traces {
                if let Some(other) = groups.insert(id, source) {
                    let message = format!("the traces `{id}` are given in {} already", other.path);
                    gathered.report(source, traces.at, message, None);
                    continue;
                }
                channels.traces.push(gathered.traces(source, id, traces));
            }
            let Some(weights) = &file.weights else { continue };
            if let Some(other) = weighed.replace(source) {
                let message = format!("the weights are given in {} already", other.path);
                gathered.report(source, weights.at, message, None);
            } else {
                channels.weights = gathered.weights(source, weights);
            }
        }
        channels.channels.sort_by(|a, b| a.id.cmp(&b.id));
        channels.traces.sort_by(|a, b| a.id.cmp(&b.id));
        (channels, gathered.faults)
    }

    /// Whether there may be a channel that `word` means.
    pub(super) fn may_mean(&self, word: &str) -> bool {
        self.incomplete || self.channels.iter().any(|channel| channel.is_meant_by(word))
    }

    /// What to say to someone who wrote a word that means no channel.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        let pivots = self.channels.iter().filter_map(|channel| channel.pivot.as_deref());
        let kinds = self.channels.iter().map(|channel| channel.kind.name());
        let near = nearest(word, pivots.chain(kinds))?;
        Some(format!("the nearest is `{near}`"))
    }
}

/// Reads the files of channels, and reports what is wrong with them.
pub(super) struct Gathering<'n> {
    faults: Vec<Fault>,
    names: &'n Names,
}

impl Gathering<'_> {
    pub(super) fn report(
        &mut self,
        source: &Arc<RuleSource>,
        at: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.faults.push(Fault::new(Arc::clone(source), at, message, help));
    }

    fn channel(&mut self, source: &Arc<RuleSource>, channel: &file::Channel) {
        self.number(source, &channel.prior, f64::NEG_INFINITY, f64::INFINITY);
        let help = "finish the sentence `this document looks …`, on one line";
        self.line(source, &channel.looks, help);
    }

    pub(super) fn line(&mut self, source: &Arc<RuleSource>, line: &Written<String>, help: &str) {
        if line.trim().is_empty() || line.contains(char::is_control) {
            self.report(source, line.at, "this is no line of text", Some(help.to_owned()));
        }
    }

    /// The number, if it lies between `least` and `most`; 0 otherwise.
    pub(super) fn number(
        &mut self,
        source: &Arc<RuleSource>,
        number: &Written<f64>,
        least: f64,
        most: f64,
    ) -> f64 {
        if number.is_finite() && (least..=most).contains(&number.value) {
            return number.value;
        }
        let message = format!("`{}` is no number that may stand here", number.value);
        let help = match (least.is_finite(), most.is_finite()) {
            (true, true) => Some(format!("it lies between {least} and {most}")),
            (true, false) => Some(format!("it is {least} or more")),
            _ => None,
        };
        self.report(source, number.at, message, help);
        0.0
    }

    fn weights(&mut self, source: &Arc<RuleSource>, file: &file::Weights) -> Weights {
        let share = |this: &mut Self, number| this.number(source, number, 0.0, 1.0);
        let cost = |this: &mut Self, number| this.number(source, number, 0.0, f64::INFINITY);
        let mut weights = Weights {
            flag_at: share(self, &file.flag_at),
            unlock_at: share(self, &file.unlock_at),
            free_words: self.number(source, &file.free_words, 1.0, f64::INFINITY),
            length_cost: cost(self, &file.length_cost),
            repeats: cost(self, &file.repeats),
            pivot_named: cost(self, &file.pivot_named),
            pivot_other: cost(self, &file.pivot_other),
            ..Weights::default()
        };
        for (name, factor) in &file.confidence {
            let all = Confidence::ALL.map(|level| (level.name(), level));
            if let Some(level) = self.one_of(source, name, factor.at, "confidence", &all) {
                let factor = self.number(source, factor, 0.0, f64::INFINITY);
                weights.confidence.insert(level, factor);
            }
        }
        let categories = Category::ALL.map(|category| (category.name(), category));
        for (name, by_category) in &file.evidence {
            let Some(kind) = self.kind(source, name, by_category.at) else { continue };
            for (name, weight) in &by_category.value {
                let found = self.one_of(source, name, weight.at, "category", &categories);
                let Some(category) = found else { continue };
                if kind.is_machine_made() && !category.is_translation() {
                    let message = format!("`{category}` is not the work of a machine that writes");
                    let help = format!("it never speaks for a channel of the kind `{kind}`");
                    self.report(source, weight.at, message, Some(help));
                }
                let weight = self.number(source, weight, 0.0, f64::INFINITY);
                weights.evidence.insert((kind, category), weight);
            }
        }
        for (rule, by_kind) in &file.rules {
            if !self.names.may_have(rule) {
                let near = nearest(rule, self.names.all());
                let help = near.map(|near| format!("the nearest is `{near}`"));
                self.report(source, by_kind.at, format!("there is no rule `{rule}`"), help);
            }
            let mut of_rule = BTreeMap::new();
            for (name, weight) in &by_kind.value {
                let Some(kind) = self.kind(source, name, weight.at) else { continue };
                of_rule.insert(kind, self.number(source, weight, 0.0, f64::INFINITY));
            }
            weights.rules.insert(rule.clone(), of_rule);
        }
        weights
    }

    fn kind(&mut self, source: &Arc<RuleSource>, name: &str, at: Span) -> Option<ChannelKind> {
        let kinds = ChannelKind::ALL.map(|kind| (kind.name(), kind));
        self.one_of(source, name, at, "kind of channel", &kinds)
    }

    fn one_of<T: Copy>(
        &mut self,
        source: &Arc<RuleSource>,
        name: &str,
        at: Span,
        what: &str,
        all: &[(&'static str, T)],
    ) -> Option<T> {
        if let Some((_, found)) = all.iter().find(|(known, _)| *known == name) {
            return Some(*found);
        }
        let names = || all.iter().map(|(known, _)| *known);
        let help = match nearest(name, names()) {
            Some(near) => format!("the nearest is `{near}`"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        self.report(source, at, format!("`{name}` is no {what}"), Some(help));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::RuleSet;

    const CHANNELS: &str = "\
[channel.none]\nkind = 'none'\nlooks = 'sound'\nprior = 0\n\
[channel.es-round-trip]\nkind = 'round-trip'\npivot = 'es'\nlooks = 'twisted'\nprior = -5.5\n\
[weights]\nflag-at = 0.9\nunlock-at = 0.8\nfree-words = 300\nlength-cost = 1\nrepeats = 0.5\n\
pivot-named = 1\npivot-other = 2\n\
[weights.confidence]\nlow = 0.5\n\
[weights.evidence.round-trip]\ncalque = 2\n";

    fn load(text: &str) -> (Channels, Vec<Fault>) {
        let path = "rules/channels/weights.toml".to_owned();
        let source = RuleSource { path, text: text.to_owned().into(), builtin: false };
        let (rules, faults) = RuleSet::load(vec![Arc::new(source)]);
        (rules.channels().clone(), faults)
    }

    #[test]
    fn channels_are_what_the_file_says() {
        let (channels, faults) = load(CHANNELS);
        assert_eq!(faults, []);
        let ids: Vec<_> = channels.channels.iter().map(|channel| channel.id.as_str()).collect();
        assert_eq!(ids, ["es-round-trip", "none"]);
        assert_eq!(channels.channels[0].prior, -5.5);
        assert!(channels.may_mean("es") && channels.may_mean("round-trip"));
        assert!(!channels.may_mean("ru"));
        let evidence = &channels.weights.evidence;
        assert_eq!(evidence.get(&(ChannelKind::RoundTrip, Category::Calque)), Some(&2.0));
    }

    #[track_caller]
    fn check(from: &str, to: &str, message: &str, help: Option<&str>) {
        assert!(CHANNELS.contains(from));
        let (_, faults) = load(&CHANNELS.replacen(from, to, 1));
        let [fault] = faults.as_slice() else { panic!("not one: {faults:#?}") };
        assert_eq!((fault.message.as_str(), fault.help.as_deref()), (message, help));
    }

    #[test]
    fn what_is_wrong_with_a_file_of_channels_is_reported() {
        check(
            "kind = 'none'",
            "kind = 'nine'",
            "`nine` is no kind",
            Some("the nearest word is `none`"),
        );
        check(
            "flag-at = 0.9",
            "flag-at = 9",
            "`9` is no number that may stand here",
            Some("it lies between 0 and 1"),
        );
        check("repeats = 0.5", "repeats = 'x'", "`repeats` takes a number, not a string", None);
        check("low = 0.5", "lowe = 0.5", "`lowe` is no confidence", Some("the nearest is `low`"));
        check("calque = 2", "calqe = 2", "`calqe` is no category", Some("the nearest is `calque`"));
        check(
            "calque = 2",
            "scrape = 2",
            "`scrape` is not the work of a machine that writes",
            Some("it never speaks for a channel of the kind `round-trip`"),
        );
        check(
            "evidence.round-trip",
            "evidence.round-trap",
            "`round-trap` is no kind of channel",
            Some("the nearest is `round-trip`"),
        );
        check(
            "[weights.confidence]",
            "[weights.rules.no-such]\nllm = 1\n[weights.confidence]",
            "there is no rule `no-such`",
            None,
        );
        check(
            "'twisted'",
            "' '",
            "this is no line of text",
            Some("finish the sentence `this document looks …`, on one line"),
        );
    }
}
