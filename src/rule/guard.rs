use std::sync::Arc;

use super::LazyRegex;

/// What must and must not stand around a match. Stands in for the look-around that linear-time
/// expressions rightly lack.
#[derive(Debug, Clone, Default)]
pub struct Guards {
    /// All of these must hold.
    pub when: Guard,
    /// None of these may hold.
    pub unless: Guard,
}

impl Guards {
    /// Whether there is nothing to ask.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.when.is_empty() && self.unless.is_empty()
    }
}

/// Expressions asked of the text around a match. Each sees at most
/// [`Guard::REACH`] bytes, so that a guard costs the same in a text of any size.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Matches the text that ends where the match begins; already ends in `$`.
    pub before: Option<Arc<LazyRegex>>,
    /// Matches the text that begins where the match ends; already begins with `^`.
    pub after: Option<Arc<LazyRegex>>,
    /// Matches anywhere in the paragraph around the match, within reach.
    pub paragraph: Option<Arc<LazyRegex>>,
    /// Matches anywhere in the document, within its first [`Guard::DOCUMENT_REACH`] bytes.
    pub document: Option<Arc<LazyRegex>>,
}

impl Guard {
    /// How far before and after a match a guard sees, in bytes.
    pub const REACH: usize = 256;
    /// How much of a document a guard sees, in bytes.
    pub const DOCUMENT_REACH: usize = 64 << 10;

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_none()
            && self.after.is_none()
            && self.paragraph.is_none()
            && self.document.is_none()
    }
}
