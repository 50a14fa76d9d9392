use std::fmt;
use std::sync::Arc;

use crate::text::{LineIndex, Span};

use super::RuleSource;

/// Something wrong with a rule or lexicon file, and where.
///
/// Faults are values: nothing is printed here, and a file with many of them yields them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub source: Arc<RuleSource>,
    /// The bytes of the file that are at fault; a position where something is missing.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// What stands under the carets; may be empty.
    pub label: String,
    /// How it is put right, where that can be said.
    pub help: Option<String>,
}

impl Fault {
    /// A fault without a label.
    #[must_use]
    pub fn new(
        source: Arc<RuleSource>,
        span: Span,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Fault {
        Fault { source, span, message: message.into(), label: String::new(), help }
    }

    /// With `label` under the carets.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>) -> Fault {
        self.label = label.into();
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.source.text;
        let place = LineIndex::new(text).line_column(text, self.span.start());
        write!(f, "{}:{}:{}: {}", self.source.path, place.line, place.column, self.message)
    }
}

impl std::error::Error for Fault {}

/// The candidate that is most likely meant by `name`, if any is near.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            // A name that differs in length by more than the limit differs by more than the limit.
            if candidate.len().abs_diff(name.len()) > 4 * limit {
                return None;
            }
            let distance = strsim::osa_distance(&name, &candidate.to_lowercase());
            // Names of one letter have nothing to be near by.
            let shared = distance < name.len().max(candidate.len());
            (distance <= limit && shared).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line_with_its_place() {
        let text = "id = 'x'\nname = 'y'\n".to_owned();
        let source =
            RuleSource { path: "rules/a/b.toml".into(), text: text.into(), builtin: false };
        let fault = Fault::new(Arc::new(source), Span::new(16, 19), "no such name", None);
        assert_eq!(fault.to_string(), "rules/a/b.toml:2:8: no such name");
    }

    #[track_caller]
    fn check(name: &str, expect: Option<&str>) {
        let words = ["severity", "confidence", "fix", "find", "comma-entity"];
        assert_eq!(nearest(name, words), expect);
    }

    #[test]
    fn the_nearest_name_is_near() {
        check("severty", Some("severity"));
        check("Severity", Some("severity"));
        check("comma-entiyt", Some("comma-entity"));
        check("fx", Some("fix"));
        check("fnid", Some("find"));
        check("colour", None);
        check("", None);
        assert_eq!(nearest("x", ["0", "y"]), None);
    }
}
