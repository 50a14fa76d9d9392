use std::fmt;

use serde::Serialize;

use super::Fault;

/// What a rule that can be read is blamed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlawKind {
    /// It can never match.
    Dead,
    /// What it finds is always found by something else too.
    Shadowed,
    /// The same is looked for twice.
    Duplicated,
    /// It speaks more often than its confidence allows, or will.
    TooBroad,
    /// Its examples do not show what it does.
    MissingExamples,
    /// It has to run over most of every text.
    Unindexed,
}

impl FlawKind {
    /// The name, as outputs write it: `too-broad`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FlawKind::Dead => "dead",
            FlawKind::Shadowed => "shadowed",
            FlawKind::Duplicated => "duplicated",
            FlawKind::TooBroad => "too-broad",
            FlawKind::MissingExamples => "missing-examples",
            FlawKind::Unindexed => "unindexed",
        }
    }
}

impl fmt::Display for FlawKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something about a rule that is no fault, because the rule can be used as it is, and that its
/// author would want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// What it is blamed for.
    pub kind: FlawKind,
    /// The name of the rule.
    pub rule: String,
    /// What is wrong, where, and how it is put right.
    pub fault: Fault,
}
