//! What is written in rule and lexicon files, field for field.
//!
//! Nothing is judged here beyond shape; `lower` turns a file into a rule. The doc comments are the
//! descriptions in the JSON Schemas, which editors show while one writes a rule.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::written::{Parameter, Strings, Written};
use super::{Applicability, Case, Category, ChannelKind, Confidence, Severity, View};

/// One rule: its identity, its documentation, what it looks for, and its own tests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "mtlint rule")]
pub(super) struct RuleFile {
    /// The code: `MT` and four digits. It says nothing, and is never used twice.
    #[schemars(extend("pattern" = r"^MT[0-9]{4}$"))]
    pub(super) id: Written<String>,
    /// The name: kebab-case, the name of the file. It reads after "allow" and names the damage.
    #[schemars(extend("pattern" = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub(super) name: Written<String>,
    /// Names the rule had before. They still select it.
    #[serde(default)]
    pub(super) former_names: Vec<Written<String>>,
    /// The kind of damage: the folder the file lies in.
    pub(super) category: Written<Category>,
    /// The families of damage that the rule answers, of those in `docs/families.md`.
    #[serde(default)]
    pub(super) families: Vec<Written<String>>,
    /// How much the damage matters to the reader of the text.
    pub(super) severity: Severity,
    /// How sure a finding is damage. A claim that is measured on clean text.
    pub(super) confidence: Confidence,
    /// BCP 47 tags of the languages whose grammar leaves this trace; an empty list means any.
    pub(super) pivots: Vec<Written<String>>,
    /// A pivot language, as `es`, or a kind of channel, as `word-spinner`: the rule is silent but in
    /// documents whose other findings show that they came that way.
    pub(super) needs_channel: Option<Written<String>>,
    /// What is wrong, in one line. Slots: `{match}`, `{fix}`, and those of what is looked for.
    pub(super) message: Written<String>,
    /// What stands under the carets. The slots of `message`.
    pub(super) label: Option<Written<String>>,
    /// What, why it happens in the pivot language, what to do. Markdown.
    pub(super) explanation: Written<String>,
    /// Phrases, found between the edges of words whatever the layout of the text is.
    #[serde(default)]
    pub(super) phrases: Vec<Written<Phrases>>,
    /// Regular expressions, for what phrases cannot say.
    #[serde(default)]
    pub(super) regex: Vec<Written<Expressions>>,
    /// Word pairs in the right order; the wrong order is what is looked for.
    #[serde(default)]
    pub(super) order: Vec<Written<Order>>,
    /// Strings of the text as it is, wherever they stand: remains of escapes and markup.
    #[serde(default)]
    pub(super) residue: Vec<Written<Residue>>,
    /// Checks written in Rust, for damage that no phrase and no expression describes.
    #[serde(default)]
    pub(super) check: Vec<Written<Check>>,
    /// The rule's own tests: at least one `bad` and one `good`.
    #[serde(default)]
    pub(super) example: Vec<Written<Example>>,
}

/// Phrases that share a case, guards and an applicability.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Phrases {
    /// The phrase, or several that share a fix. `(a|b)` is either, `(a )?` may be missing,
    /// `{class}` is a word of a class of the lexicon.
    pub(super) find: Option<Strings>,
    /// What to write instead; a list is of alternatives, the best first. `{slot}` is what stood in
    /// the slot, `{slot|capital}` with a capital, `{slot|map:NAME}` looked up in the lexicon.
    pub(super) fix: Option<Strings>,
    /// Phrases with a fix each, in place of `find` and `fix`.
    #[serde(default)]
    pub(super) entries: Vec<Written<Entry>>,
    /// How freely the fixes may be applied. Required where there is a fix.
    pub(super) applicability: Option<Written<Applicability>>,
    /// Whether letter case matters; `fold` where it is not said.
    pub(super) case: Option<Case>,
    /// Whether the match must be all that stands on its line. An empty fix then takes the line and
    /// its break along.
    #[serde(default)]
    pub(super) whole_line: bool,
    /// Whether the plural of each phrase is looked for too, and mended into the plural of its fix. Both
    /// must end in a noun that has a regular plural.
    #[serde(default)]
    pub(super) plural: bool,
    /// The slot that is the damage; the rest of the match is evidence.
    pub(super) focus: Option<Written<String>>,
    /// What must stand around the match.
    #[serde(default)]
    pub(super) when: Surroundings,
    /// What must not stand around the match.
    #[serde(default)]
    pub(super) unless: Surroundings,
}

/// One thing to look for, and what to write instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Entry {
    /// What to look for, or several that share a fix.
    pub(super) find: Strings,
    /// What to write instead; a list is of alternatives, the best first.
    pub(super) fix: Option<Strings>,
}

/// Regular expressions that share a view, guards and an applicability.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Expressions {
    /// The expression, or several that share a fix, in the syntax of the Rust `regex` crate.
    pub(super) find: Strings,
    /// What to write instead; a list is of alternatives, the best first. `{group}` is what stood in
    /// a named group, `{0}` the whole match, `{{` and `}}` are braces.
    pub(super) fix: Option<Strings>,
    /// How freely the fixes may be applied. Required where there is a fix.
    pub(super) applicability: Option<Written<Applicability>>,
    /// In which view of the text to look; `folded` where it is not said.
    pub(super) view: Option<View>,
    /// Whether letter case matters; `exact` where it is not said. With `fold` the fix takes the case
    /// of the match.
    pub(super) case: Option<Case>,
    /// Whether the match must begin and end at the edge of a word.
    #[serde(default)]
    pub(super) edges: bool,
    /// Whether the match must be all that stands on its line. An empty fix then takes the line and
    /// its break along.
    #[serde(default)]
    pub(super) whole_line: bool,
    /// The named group that is the damage; the rest of the match is evidence.
    pub(super) focus: Option<Written<String>>,
    /// What must stand around the match.
    #[serde(default)]
    pub(super) when: Surroundings,
    /// What must not stand around the match.
    #[serde(default)]
    pub(super) unless: Surroundings,
    /// Why no literal stands in every match, so that the expression must run over the whole text.
    pub(super) unindexed: Option<Written<String>>,
}

/// Word pairs that share an applicability.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Order {
    /// The pairs in the right order, ` | ` between the two: `racial | injustice`. Either side may
    /// have slots: `{adjective} | {noun}`.
    pub(super) right: Strings,
    /// How freely the order may be put right.
    pub(super) applicability: Written<Applicability>,
}

/// Strings looked for in the text as it is, in exactly this case, wherever they stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Residue {
    /// The string, or several that share a fix.
    pub(super) find: Option<Strings>,
    /// What to write instead; a list is of alternatives, the best first.
    pub(super) fix: Option<Strings>,
    /// Strings with a fix each, in place of `find` and `fix`.
    #[serde(default)]
    pub(super) entries: Vec<Written<Entry>>,
    /// How freely the fixes may be applied. Required where there is a fix.
    pub(super) applicability: Option<Written<Applicability>>,
    /// Whether the match must be all that stands on its line. An empty fix then takes the line and
    /// its break along.
    #[serde(default)]
    pub(super) whole_line: bool,
    /// What must stand around the match.
    #[serde(default)]
    pub(super) when: Surroundings,
    /// What must not stand around the match.
    #[serde(default)]
    pub(super) unless: Surroundings,
}

/// A check written in Rust, and what it is told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Check {
    /// The name of the check.
    pub(super) run: Written<String>,
    /// How freely its fixes may be applied, at most; `display` where it is not said.
    pub(super) applicability: Option<Applicability>,
    /// What the check is told. `"{class}"` stands for the words of a class of the lexicon,
    /// `"{map:NAME}"` for the pairs of a map.
    #[serde(default)]
    pub(super) params: BTreeMap<String, Written<Parameter>>,
}

/// A test of the rule: either `bad` or `good`, or one that is known not to hold yet.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Example {
    /// Damaged text, at which the rule speaks.
    pub(super) bad: Option<Written<String>>,
    /// The damaged text after every fix of the rule but those for display. Left out where the rule
    /// repairs nothing.
    pub(super) fixed: Option<Written<String>>,
    /// Codes or names of other rules that may speak at the damaged text too.
    #[serde(default)]
    pub(super) also: Vec<Written<String>>,
    /// Sound text, at which no rule at all speaks.
    pub(super) good: Option<Written<String>>,
    /// Damaged text that the rule is known to miss. The example fails when the rule starts to find
    /// it.
    pub(super) todo_bad: Option<Written<String>>,
    /// Sound text at which the rule is known to speak by mistake. The example fails when it stops.
    pub(super) todo_good: Option<Written<String>>,
    /// Why the rule misses it or is mistaken.
    pub(super) reason: Option<Written<String>>,
    /// The pivot language or kind of channel that the text is taken to have come through, for rules
    /// that need one.
    pub(super) channel: Option<Written<String>>,
}

/// Regular expressions asked of the text around a match. They see 256 bytes each way, with the
/// layout ironed out, and letter case does not matter to them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Surroundings {
    /// Matches what ends where the match begins.
    pub(super) before: Option<Written<String>>,
    /// Matches what begins where the match ends.
    pub(super) after: Option<Written<String>>,
    /// Matches anywhere in the paragraph.
    pub(super) paragraph: Option<Written<String>>,
    /// Matches anywhere in the first 64 KiB of the document.
    pub(super) document: Option<Written<String>>,
}

/// Word classes and maps that many rules use, each defined once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "mtlint lexicon")]
pub(super) struct LexiconFile {
    /// Lists of words, used as `{name}` in phrases.
    #[serde(default)]
    pub(super) class: BTreeMap<String, Written<Class>>,
    /// Words and what they become, used as `{slot|map:name}` in fixes.
    #[serde(default)]
    pub(super) map: BTreeMap<String, Written<Map>>,
}

/// A list of words that stand in one slot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Class {
    /// What the words have in common.
    pub(super) about: Written<String>,
    /// The words; several words in a row count as one.
    #[serde(default)]
    pub(super) words: Vec<Written<String>>,
    /// Other classes whose words belong here too.
    #[serde(default)]
    pub(super) include: Vec<Written<String>>,
}

/// Words and what they become.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Map {
    /// What the left has to do with the right.
    pub(super) about: Written<String>,
    /// The words, in small letters, and what each becomes.
    pub(super) pairs: BTreeMap<String, Written<String>>,
}

/// The ways by which a text may have come to be, and what findings say of each.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "mtlint channels")]
pub(super) struct ChannelsFile {
    /// The channels by their ids, which outputs write.
    #[serde(default)]
    pub(super) channel: BTreeMap<String, Written<Channel>>,
    /// What findings weigh. In one file only.
    pub(super) weights: Option<Written<Weights>>,
    /// Groups of signs that say next to nothing alone, by their names.
    #[serde(default)]
    pub(super) traces: BTreeMap<String, Written<Traces>>,
}

/// Signs of one way of writing, which are weighed together. They are never findings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Traces {
    /// What they are traces of: the end of `41 traces of …`.
    pub(super) of: Written<String>,
    /// The kind of the channels that they speak for.
    pub(super) kind: Written<ChannelKind>,
    /// BCP 47 tags of the pivot languages that leave them; none: any.
    #[serde(default)]
    pub(super) pivots: Vec<String>,
    /// What it says that a document has none of the signs: a logarithm, mostly below 0. What all
    /// say together counts where it is above 0.
    pub(super) base: Written<f64>,
    /// The most that all signs say together.
    pub(super) most: Written<f64>,
    /// The signs.
    pub(super) sign: Vec<Sign>,
}

/// Phrases of one weight.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Sign {
    /// What the logarithm of one more than their number is multiplied by. Below 0: a sign of people.
    pub(super) weight: Written<f64>,
    /// Whether the phrases are counted as if they were one.
    #[serde(default)]
    pub(super) together: bool,
    /// Words in small letters, with one blank between two. They match in any case, at word edges,
    /// with one blank or line break in the text.
    pub(super) phrases: Vec<Written<String>>,
}

/// One way by which a text may have come to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Channel {
    /// What kind of pipeline it is.
    pub(super) kind: ChannelKind,
    /// The BCP 47 tag of the language in between.
    pub(super) pivot: Option<Written<String>>,
    /// The end of the sentence `this document looks …`.
    pub(super) looks: Written<String>,
    /// The logarithm of its odds against text that people wrote, before a text is seen.
    pub(super) prior: Written<f64>,
}

/// What findings weigh: logarithms of likelihood ratios against text that people wrote.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Weights {
    /// The score, from 0 to 1, at which a document is called machine-made.
    pub(super) flag_at: Written<f64>,
    /// The probability of a channel at which the rules that need it may speak.
    pub(super) unlock_at: Written<f64>,
    /// Up to this many words a document has few findings by chance.
    pub(super) free_words: Written<f64>,
    /// What each rule loses for every factor of e by which a document is longer.
    pub(super) length_cost: Written<f64>,
    /// What the further findings of a rule add for every factor of e, as a share of its weight.
    pub(super) repeats: Written<f64>,
    /// What a channel gains by a rule that names its pivot language alone; of several, each less.
    pub(super) pivot_named: Written<f64>,
    /// What a channel loses by a rule that names other pivot languages.
    pub(super) pivot_other: Written<f64>,
    /// What the weight of a category is multiplied by, by the confidence of the rule.
    #[serde(default)]
    pub(super) confidence: BTreeMap<String, Written<f64>>,
    /// The weight of a rule that spoke, by the kind of the channel and the category of the rule.
    #[serde(default)]
    pub(super) evidence: BTreeMap<String, Written<BTreeMap<String, Written<f64>>>>,
    /// The weights of single rules by their names and the kind of the channel, in place of those of
    /// their category and confidence.
    #[serde(default)]
    pub(super) rules: BTreeMap<String, Written<BTreeMap<String, Written<f64>>>>,
}
