//! What a scan finds: a place, what is wrong with it, and how to mend it.
//!
//! Findings are small and know their rule by its place in the set. They are not serializable: each
//! output makes its own form of them.

pub use crate::rule::RuleIndex;
use crate::rule::{Applicability, Severity};
use crate::text::Span;

/// Replaces the text under a span.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// What to take out. Empty: a place to insert at.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

/// One way to mend a finding: edits that are applied together or not at all, in order of position,
/// none overlapping another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// How freely they may be applied.
    pub applicability: Applicability,
    /// What the fix does, in a few words: ``write `"` ``.
    pub title: String,
}

/// One place in a document where a rule found damage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that spoke.
    pub rule: RuleIndex,
    /// The damage.
    pub span: Span,
    /// Which entry of the rule matched, as it is written in the rule file; for a check, the
    /// damaged words. One bad phrase can be silenced by it without silencing its rule.
    pub instance: String,
    /// What is wrong, in one line.
    pub message: String,
    /// What stands under the carets; may be empty.
    pub label: String,
    /// Evidence elsewhere in the document, with what to say of it.
    pub related: Vec<(Span, String)>,
    /// Ways to mend it, best first.
    pub fixes: Vec<Fix>,
}

/// A finding, and what the user has said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What was found.
    pub finding: Finding,
    /// How much it matters here: what the rule says, or the user's configuration instead.
    pub severity: Severity,
    /// Whether it counts.
    pub standing: Standing,
}

impl Reported {
    /// Whether it counts: it is shown, and a run may fail at it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Open)
    }
}

/// Whether a finding counts, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Open,
    /// The document says that it is to be passed over. Written only by outputs that have a place
    /// for it.
    Suppressed {
        /// What says so, in the document.
        by: Span,
        /// The reason given; empty if there is none.
        reason: String,
    },
    /// The baseline has it.
    Baselined,
}
