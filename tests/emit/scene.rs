//! Findings made by hand, and what an emitter writes of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mtlint::emit::{Emitter, Report};
use mtlint::finding::{Edit, Finding, Fix, Reported, RuleIndex, Standing};
use mtlint::rule::{
    Applicability, Category, Confidence, Rule, RuleSet, RuleSource, Severity, Template,
};
use mtlint::text::{Document, Origin, Span};

/// A document, one rule and what it found.
pub(crate) struct Scene {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) rule: Rule,
    pub(crate) findings: Vec<Finding>,
}

impl Scene {
    pub(crate) fn new(text: impl Into<String>) -> Scene {
        Scene {
            path: PathBuf::from("docs/a.txt"),
            text: text.into(),
            rule: rule(),
            findings: Vec::new(),
        }
    }

    /// Adds a finding at `span`.
    pub(crate) fn at(mut self, span: Span) -> Scene {
        self.findings.push(Finding {
            rule: RuleIndex(0),
            span,
            instance: String::new(),
            message: "these words are damaged".to_owned(),
            label: String::new(),
            related: Vec::new(),
            fixes: Vec::new(),
        });
        self
    }

    /// Adds a finding at the first place where `damage` stands.
    pub(crate) fn on(self, damage: &str) -> Scene {
        let span = self.span_of(damage);
        self.at(span)
    }

    pub(crate) fn message(mut self, message: &str) -> Scene {
        message.clone_into(&mut self.last().message);
        self
    }

    pub(crate) fn label(mut self, label: &str) -> Scene {
        label.clone_into(&mut self.last().label);
        self
    }

    /// Adds evidence at the first place where `words` stand.
    pub(crate) fn related(mut self, words: &str, message: &str) -> Scene {
        let span = self.span_of(words);
        self.last().related.push((span, message.to_owned()));
        self
    }

    /// Adds a fix that writes `replacement` over the finding.
    pub(crate) fn fix(
        mut self,
        title: &str,
        replacement: &str,
        applicability: Applicability,
    ) -> Scene {
        let finding = self.last();
        let edits = vec![Edit { span: finding.span, text: replacement.to_owned() }];
        finding.fixes.push(Fix { edits, applicability, title: title.to_owned() });
        self
    }

    /// What `emitter` writes of the findings.
    pub(crate) fn written(&self, emitter: &dyn Emitter) -> String {
        let origin = Origin::File(self.path.clone());
        let document = Document::new(origin, self.text.as_str());
        let rules = RuleSet::new(vec![self.rule.clone()]);
        let mut out = Vec::new();
        let severity = self.rule.severity;
        let findings = self.findings.iter().cloned();
        let findings: Vec<_> = findings
            .map(|finding| Reported { finding, severity, standing: Standing::Open })
            .collect();
        let report =
            Report { document: &document, rules: &rules, findings: &findings, verdict: None };
        emitter.document(&report, &mut out).expect("a buffer takes all");
        String::from_utf8(out).expect("output is text")
    }

    fn last(&mut self) -> &mut Finding {
        self.findings.last_mut().expect("the scene has a finding")
    }

    fn span_of(&self, words: &str) -> Span {
        let at = self.text.find(words).expect("the text has the words");
        Span::new(at, at + words.len())
    }
}

/// A rule of which only what is printed matters.
fn rule() -> Rule {
    Rule {
        code: "MT0505".to_owned(),
        name: "comma-entity".to_owned(),
        former_names: Vec::new(),
        category: Category::Residue,
        families: Vec::new(),
        severity: Severity::Error,
        confidence: Confidence::Certain,
        pivots: vec!["es".to_owned()],
        needs_channel: None,
        message: Template::default(),
        label: Template::default(),
        explanation: String::new(),
        entries: Vec::new().into(),
        checks: Vec::new(),
        examples: Vec::new().into(),
        file: Arc::new(RuleSource { path: String::new(), text: "".into(), builtin: false }),
        at: Span::empty(0),
    }
}

/// Asserts that `actual` is what the file `name` under `tests/snapshots/emit` holds.
#[track_caller]
pub(crate) fn snapshot(name: &str, actual: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/emit").join(name);
    // Raw: a backslash is the start of an escape here, never a separator of folders.
    let expected = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::assert_data_eq!(actual.to_owned(), expected);
}
