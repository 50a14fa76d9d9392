//! What rules look for, as bytes. Guards and maps, which many entries share, are written once.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::rule::anchors::Anchor;
use crate::rule::template::Part;
use crate::rule::{
    Applicability, Case, CaseOp, Entry, Guard, Guards, Late, LazyRegex, Look, Template, View,
    WordMap,
};
use crate::text::Span;

/// What entries of all rules share.
pub(super) struct Shared {
    pub(super) guards: Vec<Arc<Guards>>,
    pub(super) maps: Vec<Late<WordMap>>,
}

/// What has been found to be shared so far.
#[derive(Default)]
pub(super) struct Sharing<'a> {
    pub(super) guards: Vec<GuardsImage<'a>>,
    pub(super) maps: Vec<&'a WordMap>,
    places: BTreeMap<GuardsImage<'a>, usize>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EntryImage<'a> {
    instance: &'a str,
    #[serde(borrow)]
    look: LookImage<'a>,
    view: View,
    case: Case,
    edges: bool,
    whole_line: bool,
    focus: Option<&'a str>,
    #[serde(borrow)]
    fixes: Vec<TemplateImage<'a>>,
    applicability: Applicability,
    guards: usize,
    /// Where the entry and the head of its table begin and end.
    places: (usize, usize, usize, usize),
}

#[derive(Serialize, Deserialize)]
enum LookImage<'a> {
    /// A literal that is the instance, as most are.
    Instance,
    Literal(&'a str),
    Pattern {
        #[serde(borrow)]
        regex: RegexImage<'a>,
        #[serde(borrow)]
        anchors: Vec<AnchorImage<'a>>,
    },
}

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct RegexImage<'a> {
    source: &'a str,
    fold_case: bool,
}

#[derive(Serialize, Deserialize)]
struct AnchorImage<'a> {
    text: &'a str,
    starts_word: bool,
    ends_word: bool,
    before: usize,
    after: usize,
}

#[derive(Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GuardsImage<'a> {
    #[serde(borrow)]
    when: GuardImage<'a>,
    #[serde(borrow)]
    unless: GuardImage<'a>,
}

/// The expressions before and after the match, in the paragraph and in the document.
type GuardImage<'a> = [Option<RegexImage<'a>>; 4];

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct TemplateImage<'a>(#[serde(borrow)] Vec<PartImage<'a>>);

#[derive(Clone, Serialize, Deserialize)]
enum PartImage<'a> {
    Text(&'a str),
    Slot(&'a str, Vec<OpImage>),
}

#[derive(Clone, Serialize, Deserialize)]
enum OpImage {
    Lower,
    Upper,
    Capital,
    Uncapital,
    Map(usize),
}

impl<'a> Sharing<'a> {
    pub(super) fn entry(&mut self, entry: &'a Entry) -> EntryImage<'a> {
        let look = match &entry.look {
            Look::Literal(literal) if *literal == entry.instance => LookImage::Instance,
            Look::Literal(literal) => LookImage::Literal(literal),
            Look::Pattern { regex, anchors } => LookImage::Pattern {
                regex: RegexImage::of(regex),
                anchors: anchors.iter().map(AnchorImage::of).collect(),
            },
        };
        EntryImage {
            instance: &entry.instance,
            look,
            view: entry.view,
            case: entry.case,
            edges: entry.edges,
            whole_line: entry.whole_line,
            focus: entry.focus.as_deref(),
            fixes: entry.fixes.iter().map(|fix| self.template(fix)).collect(),
            applicability: entry.applicability,
            guards: self.guards(&entry.guards),
            places: (entry.at.start(), entry.at.end(), entry.table.start(), entry.table.end()),
        }
    }

    fn guards(&mut self, guards: &'a Guards) -> usize {
        let one = |guard: &'a Guard| {
            [&guard.before, &guard.after, &guard.paragraph, &guard.document]
                .map(|regex| regex.as_deref().map(RegexImage::of))
        };
        let image = GuardsImage { when: one(&guards.when), unless: one(&guards.unless) };
        let next = self.guards.len();
        let place = *self.places.entry(image.clone()).or_insert(next);
        if place == next {
            self.guards.push(image);
        }
        place
    }

    pub(super) fn template(&mut self, template: &'a Template) -> TemplateImage<'a> {
        let mut op = |op: &'a CaseOp| match op {
            CaseOp::Lower => OpImage::Lower,
            CaseOp::Upper => OpImage::Upper,
            CaseOp::Capital => OpImage::Capital,
            CaseOp::Uncapital => OpImage::Uncapital,
            CaseOp::Map(map) => {
                let known = self.maps.iter().position(|known| Arc::ptr_eq(known, map));
                OpImage::Map(known.unwrap_or_else(|| {
                    self.maps.push(map);
                    self.maps.len() - 1
                }))
            }
        };
        let parts = template.parts.iter().map(|part| match part {
            Part::Text(text) => PartImage::Text(text),
            Part::Slot { name, ops } => PartImage::Slot(name, ops.iter().map(&mut op).collect()),
        });
        TemplateImage(parts.collect())
    }
}

impl EntryImage<'static> {
    pub(super) fn read(self, shared: &Shared) -> Entry {
        let look = match self.look {
            LookImage::Instance => Look::Literal(self.instance.to_owned()),
            LookImage::Literal(literal) => Look::Literal(literal.to_owned()),
            LookImage::Pattern { regex, anchors } => Look::Pattern {
                regex: Arc::new(regex.read()),
                anchors: anchors.into_iter().map(AnchorImage::read).collect(),
            },
        };
        Entry {
            instance: self.instance.to_owned(),
            look,
            view: self.view,
            case: self.case,
            edges: self.edges,
            whole_line: self.whole_line,
            focus: self.focus.map(str::to_owned),
            fixes: self.fixes.into_iter().map(|fix| fix.read(shared)).collect(),
            applicability: self.applicability,
            guards: shared.guards.get(self.guards).cloned().unwrap_or_default(),
            at: Span::new(self.places.0, self.places.1),
            table: Span::new(self.places.2, self.places.3),
        }
    }
}

impl<'a> RegexImage<'a> {
    fn of(regex: &'a LazyRegex) -> RegexImage<'a> {
        RegexImage { source: regex.source(), fold_case: regex.fold_case() }
    }
}

impl RegexImage<'static> {
    fn read(self) -> LazyRegex {
        LazyRegex::unchecked(self.source, self.fold_case)
    }
}

impl<'a> AnchorImage<'a> {
    fn of(anchor: &'a Anchor) -> AnchorImage<'a> {
        let &Anchor { ref text, starts_word, ends_word, before, after } = anchor;
        AnchorImage { text, starts_word, ends_word, before, after }
    }

    fn read(self) -> Anchor {
        let AnchorImage { text, starts_word, ends_word, before, after } = self;
        Anchor { text: text.to_owned(), starts_word, ends_word, before, after }
    }
}

impl GuardsImage<'static> {
    pub(super) fn read(self) -> Guards {
        let one = |guard: GuardImage<'static>| {
            let [before, after, paragraph, document] =
                guard.map(|regex| regex.map(|regex| Arc::new(regex.read())));
            Guard { before, after, paragraph, document }
        };
        Guards { when: one(self.when), unless: one(self.unless) }
    }
}

impl TemplateImage<'_> {
    pub(super) fn read(self, shared: &Shared) -> Template {
        let op = |op| match op {
            OpImage::Lower => CaseOp::Lower,
            OpImage::Upper => CaseOp::Upper,
            OpImage::Capital => CaseOp::Capital,
            OpImage::Uncapital => CaseOp::Uncapital,
            OpImage::Map(map) => {
                CaseOp::Map(shared.maps.get(map).map(|map| Arc::clone(map)).unwrap_or_default())
            }
        };
        let parts = self.0.into_iter().map(|part| match part {
            PartImage::Text(text) => Part::Text(text.to_owned()),
            PartImage::Slot(name, ops) => {
                Part::Slot { name: name.to_owned(), ops: ops.into_iter().map(op).collect() }
            }
        });
        Template { parts: parts.collect() }
    }
}
