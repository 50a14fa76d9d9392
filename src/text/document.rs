use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::{Folded, LineIndex, Span, slice};

/// Where a document came from. Only for naming it: nothing is read through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file, as it was named on the command line or found in a folder.
    File(PathBuf),
    /// Standard input, under the name the user gave it.
    Stdin(Arc<str>),
    /// Text made in memory: an example of a rule, a buffer, a cell of a table.
    Memory(Arc<str>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::File(path) => f.write_str(&path.to_string_lossy()),
            Origin::Stdin(name) | Origin::Memory(name) => f.write_str(name),
        }
    }
}

/// One text to scan, and where it came from.
///
/// The text is decoded, without a byte order mark, and otherwise untouched: every [`Span`] of a
/// finding is a range of its bytes. The line index and the folded view are made when first asked
/// for, once.
#[derive(Debug, Clone)]
pub struct Document {
    origin: Origin,
    text: String,
    lines: OnceLock<LineIndex>,
    folded: OnceLock<Folded>,
}

impl Document {
    /// A document of `text`.
    #[must_use]
    pub fn new(origin: Origin, text: impl Into<String>) -> Document {
        Document { origin, text: text.into(), lines: OnceLock::new(), folded: OnceLock::new() }
    }

    /// A document of text that has no file, for examples and tests.
    #[must_use]
    pub fn memory(text: impl Into<String>) -> Document {
        Document::new(Origin::Memory(Arc::from("<memory>")), text)
    }

    /// Where the text came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The text that all spans are ranges of.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under `span`; empty where the span is not of this document.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        slice(&self.text, span.start(), span.end())
    }

    /// Where the lines begin.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// The text with its layout ironed out.
    pub fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| Folded::new(&self.text))
    }
}
