//! Scans in which every entry of every rule stands for itself: none hides another, none waits for a
//! channel, and guards are asked or not as is wanted.

use std::ops::Range;
use std::sync::Arc;

use crate::finding::RuleIndex;
use crate::rule::{Entry, Guards, Rule, RuleSet, Template, View};
use crate::scan::Scanner;
use crate::text::{Document, Span};

/// How many texts are scanned at once.
const BATCH: usize = 200;

/// The place of an entry: its rule, and its place there.
pub(super) type Place = (RuleIndex, usize);

/// Where an entry was found in one text.
pub(super) type Hit = (Place, Span);

/// The entries of all rules, each as a rule of its own.
pub(super) struct Entries {
    /// Without their guards.
    pub(super) bare: RuleSet,
    /// With them.
    pub(super) guarded: RuleSet,
    places: Vec<Place>,
}

impl Entries {
    pub(super) fn new(rules: &RuleSet) -> Entries {
        let (mut bare, mut guarded, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let no_guards = Arc::new(Guards::default());
        for (index, rule) in rules.iter() {
            for (at, entry) in rule.entries.iter().enumerate() {
                let entry = Entry { fixes: Vec::new(), whole_line: false, ..entry.clone() };
                let free = Entry { guards: Arc::clone(&no_guards), ..entry.clone() };
                bare.push(alone(rule, places.len(), free));
                guarded.push(alone(rule, places.len(), entry));
                places.push((index, at));
            }
        }
        Entries { bare: RuleSet::new(bare), guarded: RuleSet::new(guarded), places }
    }
}

/// A rule that looks for `entry` and nothing else. The sets keep the order of their codes.
fn alone(rule: &Rule, number: usize, entry: Entry) -> Rule {
    Rule {
        code: format!("{number:08}"),
        name: String::new(),
        former_names: Vec::new(),
        category: rule.category,
        families: Vec::new(),
        severity: rule.severity,
        confidence: rule.confidence,
        pivots: Vec::new(),
        needs_channel: None,
        message: Template::default(),
        label: Template::default(),
        explanation: String::new(),
        entries: vec![Entry { focus: None, ..entry }].into(),
        checks: Vec::new(),
        examples: Vec::new().into(),
        file: Arc::clone(&rule.file),
        at: rule.at,
    }
}

/// Finds entries in texts.
pub(super) struct Probe<'e> {
    entries: &'e Entries,
    scanner: Scanner<'e>,
}

impl<'e> Probe<'e> {
    /// A probe with the guards of the entries (`guarded`) or without. `None` never: there are no
    /// checks that could be unknown.
    pub(super) fn new(entries: &'e Entries, guarded: bool) -> Option<Probe<'e>> {
        let rules = if guarded { &entries.guarded } else { &entries.bare };
        Some(Probe { entries, scanner: Scanner::new(rules).ok()? })
    }

    /// What is found in each of `texts`, taken by itself. Spans are those of the text.
    pub(super) fn find(&self, texts: &[String], view: View) -> Vec<Vec<Hit>> {
        let mut found = Vec::with_capacity(texts.len());
        match view {
            // A match may cross whatever stands between two texts.
            View::Raw => {
                for text in texts {
                    found.push(self.scan(text).collect());
                }
            }
            View::Folded => {
                for batch in texts.chunks(BATCH) {
                    self.find_paragraphs(batch, &mut found);
                }
            }
        }
        found
    }

    /// No match in the folded view crosses a paragraph, so that many texts are scanned as one.
    fn find_paragraphs(&self, texts: &[String], found: &mut Vec<Vec<Hit>>) {
        let mut whole = String::new();
        let mut places: Vec<Range<usize>> = Vec::with_capacity(texts.len());
        for text in texts {
            let start = whole.len();
            whole.push_str(text);
            places.push(start..whole.len());
            whole.push_str("\n\n");
        }
        let first = found.len();
        found.resize_with(first + texts.len(), Vec::new);
        for (place, span) in self.scan(&whole) {
            let at = places.partition_point(|place| place.end <= span.start());
            let (Some(text), Some(hits)) = (places.get(at), found.get_mut(first + at)) else {
                continue;
            };
            if let Some(start) = span.start().checked_sub(text.start)
                && span.end() <= text.end
            {
                hits.push((place, Span::new(start, start + span.len())));
            }
        }
    }

    fn scan(&self, text: &str) -> impl Iterator<Item = Hit> {
        let findings = self.scanner.scan(&Document::memory(text));
        findings
            .into_iter()
            .filter_map(|finding| Some((*self.entries.places.get(finding.rule.0)?, finding.span)))
    }
}
