use crate::finding::Edit;
use crate::rule::Applicability;
use crate::text::{Document, Span};

/// Damage that no phrase and no expression can describe.
///
/// A check only looks: its code, severity, message, explanation and examples are in its rule's TOML
/// file, as every other rule's are. It reads nothing but the document, cannot fail, and takes time
/// linear in the text.
pub trait Check: Send + Sync {
    /// Reports what the check finds in `document`.
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting));
}

/// What a [`Check`] saw. All spans are of the document's own text.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The damage.
    pub span: Span,
    /// Values for the slots of the rule's message and label, besides `match` and `fix`.
    pub slots: Vec<(&'static str, String)>,
    /// Evidence elsewhere, and what to say of it.
    pub related: Vec<(Span, String)>,
    /// Ways to mend it, best first: the edits, and how freely they may be applied. The rule's own
    /// applicability bounds each from above.
    pub fixes: Vec<(Vec<Edit>, Applicability)>,
}

impl Sighting {
    /// Damage at `span`, with nothing more to say.
    #[must_use]
    pub fn new(span: Span) -> Sighting {
        Sighting { span, slots: Vec::new(), related: Vec::new(), fixes: Vec::new() }
    }

    /// With one way to mend it: write `text` over `span`.
    #[must_use]
    pub fn fix(
        mut self,
        span: Span,
        text: impl Into<String>,
        applicability: Applicability,
    ) -> Sighting {
        self.fixes.push((vec![Edit { span, text: text.into() }], applicability));
        self
    }

    /// With evidence at `span`.
    #[must_use]
    pub fn because(mut self, span: Span, what: impl Into<String>) -> Sighting {
        self.related.push((span, what.into()));
        self
    }
}
