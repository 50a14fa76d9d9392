//! What a rule is: its identity, what it looks for, and how it mends what it finds.
//!
//! Rules are values. They are written in TOML (`file`), pass one border at which everything that
//! can be wrong with them is found and shown in a frame of the file (`lower`, [`Fault`]), and come
//! together in a [`RuleSet`]. This floor reads no files and scans no text.

mod anchors;
mod channels;
mod fault;
mod file;
mod flaw;
mod guard;
mod image;
mod late;
mod lazy_regex;
mod lexicon;
mod load;
mod lower;
mod phrase;
mod schema;
mod set;
mod template;
mod traces;
mod vocabulary;
mod word_class;
mod written;

pub use anchors::{Anchor, required_literals};
pub use channels::{Channel, ChannelKind, Channels, Weights};
pub use fault::{Fault, nearest};
pub use flaw::{Flaw, FlawKind};
pub use guard::{Guard, Guards};
pub use image::ImageError;
pub use late::Late;
pub use lazy_regex::{LazyRegex, RegexFault};
pub use phrase::{BUILTIN_CLASSES, Phrase, PhraseError, group_name, parse_phrase};
pub use set::{RuleIndex, RuleSet};
pub use template::{CaseOp, Template, TemplateError, WordMap};
pub use traces::{Sign, Traces};
pub use vocabulary::{Applicability, Case, Category, Confidence, Severity};
pub use word_class::WordClass;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One rule, checked and ready to compile.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The code, for machines: `MT0505`. Opaque, and never used twice.
    pub code: String,
    /// The name, for people: `comma-entity`. Reads after "allow".
    pub name: String,
    /// Names the rule had before; they still select it.
    pub former_names: Vec<String>,
    /// The kind of damage.
    pub category: Category,
    /// The families of damage it answers, by their codes in `docs/families.md`; may be empty.
    pub families: Vec<String>,
    /// How much it matters to the reader of the text.
    pub severity: Severity,
    /// How sure it is that a finding is damage: a claim that is measured on clean text.
    pub confidence: Confidence,
    /// BCP 47 tags of the languages whose grammar leaves this trace; empty: any.
    pub pivots: Vec<String>,
    /// A pivot language or a kind of channel, without which the rule is silent: it is wrong too often
    /// in other texts. `None`: it speaks in every text.
    pub needs_channel: Option<String>,
    /// What is wrong, in one line. Knows the slots `match` and `fix` besides those of the entry.
    pub message: Template,
    /// What stands under the carets; empty: nothing.
    pub label: Template,
    /// What, why it happens in the pivot language, what to do. Markdown.
    pub explanation: String,
    /// What it looks for.
    pub entries: Late<Vec<Entry>>,
    /// Damage that no phrase and no expression can describe.
    pub checks: Vec<CheckSpec>,
    /// Its own tests.
    pub examples: Late<Vec<Example>>,
    /// The file it was read from.
    pub file: Arc<RuleSource>,
    /// Where its name stands in the file, for faults.
    pub at: crate::text::Span,
}

impl Rule {
    /// How many plain phrases it looks for, plurals and derived word orders included; patterns and what
    /// is looked for in the raw text are not counted.
    #[must_use]
    pub fn plain_phrases(&self) -> usize {
        let plain =
            |entry: &&Entry| entry.view == View::Folded && matches!(entry.look, Look::Literal(_));
        self.entries.iter().filter(plain).count()
    }
}

/// The text of one rule or lexicon file, and what to call it.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleSource {
    /// The path, as users know it: `rules/residue/comma-entity.toml`.
    pub path: String,
    /// Its TOML.
    pub text: Cow<'static, str>,
    /// Whether it lies inside the binary.
    pub builtin: bool,
}

/// One thing a rule looks for, and how to mend it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was written in the rule file: names the entry in outputs, suppressions and baselines.
    pub instance: String,
    /// What to look for.
    pub look: Look,
    /// In which view of the text.
    pub view: View,
    /// Whether letter case matters.
    pub case: Case,
    /// Whether the match must begin and end at the edge of a word.
    pub edges: bool,
    /// Whether the match must be all that stands on its line, and a deletion takes the line along.
    pub whole_line: bool,
    /// The named part of a pattern that is the damage; the rest of the match is evidence. `None`:
    /// all of it.
    pub focus: Option<String>,
    /// The repairs, best first. Several are alternatives, and then none is applied unasked.
    pub fixes: Vec<Template>,
    /// How freely the repair may be applied.
    pub applicability: Applicability,
    /// What must and must not stand around the match.
    pub guards: Arc<Guards>,
    /// Where it stands in the file, for faults.
    pub at: crate::text::Span,
    /// Where the head of the table stands that it was written in.
    pub table: crate::text::Span,
}

/// How an [`Entry`] is found.
#[derive(Debug, Clone)]
pub enum Look {
    /// A fixed string.
    Literal(String),
    /// An expression, run only around one of its anchors.
    Pattern {
        /// The expression.
        regex: Arc<LazyRegex>,
        /// Literals one of which stands in every match. Empty: the expression runs over the whole
        /// text, and its rule says why.
        anchors: Vec<Anchor>,
    },
}

/// Which view of a text an entry is matched in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// The text with its layout ironed out and its apostrophes straight.
    Folded,
    /// The text as it is.
    Raw,
}

/// A structural check of a rule: a name and what the rule file says to it.
#[derive(Debug, Clone)]
pub struct CheckSpec {
    /// The name of the check.
    pub run: String,
    /// Its parameters, `{class}` references to the lexicon already replaced by their words.
    pub params: Late<toml::Table>,
    /// How freely its repairs may be applied, at most.
    pub applicability: Applicability,
    /// Where `run` stands in the file, for faults.
    pub at: crate::text::Span,
}

/// A test that a rule carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Example {
    /// Damage that the rule must find.
    Bad {
        /// The damaged text.
        text: String,
        /// The text after all fixes of this rule but those of applicability `display`; `None`
        /// where the rule repairs nothing here.
        fixed: Option<String>,
        /// Codes or names of other rules that may speak too.
        also: Vec<String>,
        /// The channel that the text is taken to have come through; `None`: whatever it shows.
        channel: Option<String>,
    },
    /// Sound text, at which no rule at all may speak.
    Good {
        /// The sound text.
        text: String,
        /// The channel that the text is taken to have come through; `None`: whatever it shows.
        channel: Option<String>,
    },
    /// Damage that the rule is known to miss: fails when it no longer does.
    Miss {
        /// The damaged text.
        text: String,
        /// Why it is missed.
        reason: Option<String>,
    },
    /// Sound text at which the rule is known to speak: fails when it no longer does.
    Mistake {
        /// The sound text.
        text: String,
        /// Why the rule is mistaken.
        reason: Option<String>,
    },
}
