use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of damage a rule is about, and the folder its file lies in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Words that follow the pivot language's idiom instead of English.
    Calque,
    /// Words in the pivot language's order.
    WordOrder,
    /// A word mistaken for a cognate or for another sense of the source word.
    Confusable,
    /// Grammar of the pivot language: tense, gender, articles, prepositions, pronouns.
    Grammar,
    /// Names of people and institutions that came back changed.
    Name,
    /// Remains of escapes, entities, markup and tokenisers.
    Residue,
    /// Quotes, spaces, capitals and punctuation on the wrong side.
    Typography,
    /// Characters read in the wrong encoding or from the wrong script.
    Encoding,
    /// Notices of translation services.
    Notice,
    /// Sentences cut, joined or repeated.
    Structure,
    /// Words left in the source language.
    Untranslated,
    /// Terms paraphrased past recognition.
    Tortured,
    /// Remains of the web page around the text. Not the work of a translator.
    Scrape,
    /// Misspellings that people make. Not the work of a translator.
    Spelling,
}

impl Category {
    /// Every category, in the order in which they are listed.
    pub const ALL: [Category; 14] = [
        Category::Calque,
        Category::WordOrder,
        Category::Confusable,
        Category::Grammar,
        Category::Name,
        Category::Residue,
        Category::Typography,
        Category::Encoding,
        Category::Notice,
        Category::Structure,
        Category::Untranslated,
        Category::Tortured,
        Category::Scrape,
        Category::Spelling,
    ];

    /// The name of the category and of its folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Calque => "calque",
            Category::WordOrder => "word-order",
            Category::Confusable => "confusable",
            Category::Grammar => "grammar",
            Category::Name => "name",
            Category::Residue => "residue",
            Category::Typography => "typography",
            Category::Encoding => "encoding",
            Category::Notice => "notice",
            Category::Structure => "structure",
            Category::Untranslated => "untranslated",
            Category::Tortured => "tortured",
            Category::Scrape => "scrape",
            Category::Spelling => "spelling",
        }
    }

    /// Whether damage of this kind is laid at a translator's door. Scraping and misspelling are
    /// not: a linter that calls them machine translation loses its readers' trust.
    #[must_use]
    pub fn is_translation(self) -> bool {
        !matches!(self, Category::Scrape | Category::Spelling)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How much a finding matters to the reader of the text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Odd, and understood.
    Note,
    /// Wrong, and understood with effort.
    Warning,
    /// Broken, misleading, or not part of the text.
    Error,
}

impl Severity {
    /// `note`, `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure a rule is that what it finds is damage.
///
/// A claim that is measured: the most findings per million words of clean text that a rule of each
/// level may have is [`Confidence::bound`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Says little alone. Not shown unless asked for.
    Low,
    /// Usually right.
    Medium,
    /// Wrong so seldom that a gate may stand on it.
    High,
    /// Cannot be wrong about text that people wrote.
    Certain,
}

impl Confidence {
    /// Every level, from the least to the most.
    pub const ALL: [Confidence; 4] =
        [Confidence::Low, Confidence::Medium, Confidence::High, Confidence::Certain];

    /// `low`, `medium`, `high` or `certain`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
            Confidence::Certain => "certain",
        }
    }

    /// The most findings per million words of clean text that one rule of this level may have;
    /// `None` where there is no bound.
    #[must_use]
    pub fn bound(self) -> Option<f64> {
        match self {
            Confidence::Low => None,
            Confidence::Medium => Some(1.5),
            Confidence::High => Some(0.3),
            Confidence::Certain => Some(0.0),
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How freely a fix may be applied. Ordered from the least freely to the most, so that what may be
/// applied is `least <= fix.applicability`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Shown, and never applied: a hint, or one of several candidates.
    Display,
    /// Very likely what the author wrote, but it puts other words in their mouth. Applied with
    /// `--unsafe-fixes`.
    Unsafe,
    /// Restores what was certainly there. Text that was never machine-translated is left alone.
    Safe,
}

impl Applicability {
    /// `display`, `unsafe` or `safe`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Display => "display",
            Applicability::Unsafe => "unsafe",
            Applicability::Safe => "safe",
        }
    }
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether letter case matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// Any case matches, and the fix takes the case of what it replaces.
    Fold,
    /// Only the case as written matches, and the fix is written as it stands.
    Exact,
}
