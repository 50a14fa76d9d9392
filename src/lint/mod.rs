//! What is wrong with rules that can be read: looks for what no rule file shows by itself, by
//! scanning texts that the rules themselves describe, and their examples.
//!
//! What it says holds for the rules as they are, together with all others of the set. It knows no
//! files and no corpora; who has counted findings in a corpus asks [`too_loud`].

mod broad;
mod dead;
mod dear;
mod examples;
mod guards;
mod probe;
mod sample;
mod twice;

pub use broad::too_loud;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::RuleIndex;
use crate::rule::{Entry, Fault, Flaw, FlawKind, Guards, Look, Rule, RuleSet, View};
use crate::scan::Scanner;
use crate::text::{Folded, Span};

use examples::Shown;
use probe::{Entries, Hit, Place, Probe};

/// How many texts an expression is tried with at first.
const FEW: usize = 6;
/// How many before it is given up.
const MANY: usize = 48;

/// Everything wrong with those of the rules of `scanner` that are `wanted`, in the order of their
/// files and of the places in each.
#[must_use]
pub fn lint(scanner: &Scanner<'_>, wanted: &dyn Fn(&Rule) -> bool) -> Vec<Flaw> {
    let rules = scanner.rules();
    let entries = Entries::new(rules);
    let (Some(bare), Some(guarded)) = (Probe::new(&entries, false), Probe::new(&entries, true))
    else {
        return Vec::new();
    };
    let wanted: Vec<(RuleIndex, &Rule)> = rules.iter().filter(|(_, rule)| wanted(rule)).collect();
    let shown = Shown::new(scanner);
    let mut desk =
        Desk { rules, wanted, shown, bare, guarded, tried: BTreeMap::new(), flaws: Vec::new() };
    desk.try_entries();
    let never = desk.guards();
    desk.dead(&never);
    desk.twice();
    desk.examples();
    desk.broad();
    desk.dear();
    let mut flaws = desk.flaws;
    flaws.sort_by(|a, b| {
        let key = |flaw: &Flaw| (flaw.fault.source.path.clone(), flaw.fault.span, flaw.kind);
        key(a).cmp(&key(b))
    });
    flaws.dedup();
    flaws
}

/// What one entry was tried with.
struct Tried {
    /// Texts in which the entry is found when its guards are not asked, and where.
    texts: Vec<(String, Span, Vec<Hit>)>,
}

/// All that the single questions need.
struct Desk<'r> {
    rules: &'r RuleSet,
    /// The rules that are asked about.
    wanted: Vec<(RuleIndex, &'r Rule)>,
    shown: Shown,
    /// Finds entries whatever their guards say.
    bare: Probe<'r>,
    /// Finds entries where their guards let them.
    guarded: Probe<'r>,
    tried: BTreeMap<Place, Tried>,
    flaws: Vec<Flaw>,
}

impl<'r> Desk<'r> {
    fn entry(&self, place: Place) -> &'r Entry {
        &self.rules.get(place.0).entries[place.1]
    }

    /// The places of all entries of the rules that are asked about.
    fn places(&self) -> Vec<Place> {
        let of = |&(index, rule): &(RuleIndex, &Rule)| {
            (0..rule.entries.len()).map(move |at| (index, at)).collect::<Vec<_>>()
        };
        self.wanted.iter().flat_map(of).collect()
    }

    fn flaw(&mut self, kind: FlawKind, rule: &Rule, at: Span, message: String, help: Option<&str>) {
        let fault = Fault::new(Arc::clone(&rule.file), at, message, help.map(str::to_owned));
        self.flaws.push(Flaw { kind, rule: rule.name.clone(), fault });
    }

    /// Tries every entry with a few texts that it describes, and those that are not found in any
    /// with more.
    fn try_entries(&mut self) {
        let mut places = self.places();
        for most in [FEW, MANY] {
            for view in [View::Folded, View::Raw] {
                let mut texts = Vec::new();
                let mut owners = Vec::new();
                for &place in places.iter().filter(|place| self.entry(**place).view == view) {
                    for text in described(self.entry(place), most) {
                        for text in padded(&text, most > FEW) {
                            owners.push(place);
                            texts.push(text);
                        }
                    }
                }
                let hits = self.bare.find(&texts, view);
                for ((place, text), hits) in owners.into_iter().zip(texts).zip(hits) {
                    let own = hits.iter().find(|(found, _)| *found == place).map(|&(_, span)| span);
                    if let Some(span) = own {
                        let tried = self.tried.entry(place).or_insert(Tried { texts: Vec::new() });
                        tried.texts.push((text, span, hits));
                    }
                }
            }
            places.retain(|place| !self.tried.contains_key(place));
        }
    }
}

/// Texts that `entry` describes.
fn described(entry: &Entry, most: usize) -> Vec<String> {
    match &entry.look {
        Look::Literal(literal) => vec![literal.clone()],
        Look::Pattern { regex, .. } => sample::samples(regex.source(), regex.fold_case(), most),
    }
}

/// `text`, and if need be with words around it: white space at the ends of a text is lost.
fn padded(text: &str, also_words: bool) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    if also_words {
        all.extend([format!("So{text}so"), format!("So {text} so"), format!("{text} so")]);
    }
    all
}

/// Whether `text` looks in `view` as it is written, apart from white space at its ends.
fn stays(text: &str, view: View) -> bool {
    view == View::Raw || Folded::new(&format!("a{text}a")).text() == format!("a{text}a")
}

/// Whether two entries ask the same of what stands around them.
fn same_guards(a: &Guards, b: &Guards) -> bool {
    let written = |guards: &Guards| {
        [&guards.when, &guards.unless].map(|guard| {
            [&guard.before, &guard.after, &guard.paragraph, &guard.document]
                .map(|regex| regex.as_ref().map(|regex| regex.source().to_owned()))
        })
    };
    written(a) == written(b)
}

/// `text` as a message quotes it.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    format!("`{}…`", text.chars().take(LONGEST).collect::<String>())
}
