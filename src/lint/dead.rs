//! What can never match.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::rule::{Entry, FlawKind, LazyRegex, Look, View};
use crate::text::Span;

use super::probe::Place;
use super::{Desk, FEW, MANY, quoted, sample, stays};

impl Desk<'_> {
    /// Reports entries that no text is found with; of those in `never` it is known why.
    pub(super) fn dead(&mut self, never: &BTreeSet<(Place, Span)>) {
        let mut guarded = Vec::new();
        for place in self.places() {
            let (rule, entry) = (self.rules.get(place.0), self.entry(place));
            if self.shown.exercised.contains(&place) || never.contains(&(place, entry.table)) {
                continue;
            }
            if !self.tried.contains_key(&place) {
                let (message, help) = why(entry);
                self.flaw(FlawKind::Dead, rule, entry.at, message, Some(help));
            } else if !entry.guards.when.is_empty() || !entry.guards.unless.is_empty() {
                guarded.push(place);
            }
        }
        for most in [FEW / 2, FEW, MANY / 2] {
            let passes = self.pass(&guarded, most);
            let mut passes = passes.into_iter();
            guarded.retain(|_| !passes.next().unwrap_or_default());
        }
        guarded.retain(|place| !self.passes_like_others(*place));
        for place in guarded {
            let (rule, entry) = (self.rules.get(place.0), self.entry(place));
            let found = quoted(&entry.instance);
            let message = format!("nothing that {found} finds gets past its guards");
            let help = "an example that the rule must find says what was meant";
            self.flaw(FlawKind::Dead, rule, entry.at, message, Some(help));
        }
    }

    /// Whether the entry is found in an example of another entry of its table, in whose place it is
    /// put.
    fn passes_like_others(&self, place: Place) -> bool {
        let contexts = self.shown.contexts.get(&(place.0, self.entry(place).table));
        let Some(tried) = self.tried.get(&place) else { return false };
        let texts = tried.texts.iter().take(FEW).flat_map(|(text, span, _)| {
            let found = text.get(span.range()).unwrap_or_default();
            let contexts = contexts.into_iter().flatten().take(FEW);
            contexts.map(move |(before, after)| format!("{before}{found}{after}"))
        });
        // One document each, whatever the view.
        let hits = self.guarded.find(&texts.collect::<Vec<_>>(), View::Raw);
        hits.iter().flatten().any(|(found, _)| *found == place)
    }

    /// Whether each of `places` is found where its guards are asked, in a text made for them.
    fn pass(&self, places: &[Place], most: usize) -> Vec<bool> {
        let mut passes = vec![false; places.len()];
        let mut asked = Asked { most, known: HashMap::new() };
        for view in [View::Folded, View::Raw] {
            let (mut texts, mut owners) = (Vec::new(), Vec::new());
            for (at, &place) in places.iter().enumerate() {
                let entry = self.entry(place);
                let Some(tried) = self.tried.get(&place) else { continue };
                if entry.view != view {
                    continue;
                }
                for attempt in 0..most {
                    let Some((text, span, _)) = tried.texts.get(attempt % tried.texts.len()) else {
                        continue;
                    };
                    let found = text.get(span.range()).unwrap_or_default();
                    for text in around(entry, found, attempt, &mut asked) {
                        owners.push(at);
                        texts.push(text);
                    }
                }
            }
            // What a guard over the document asks for stands in a paragraph of its own, so that
            // each text is a document.
            let alone = |at: &usize| {
                let guards = &self.entry(places[*at]).guards;
                guards.when.document.is_some() || guards.unless.document.is_some()
            };
            let (mut many, mut many_owners) = (Vec::new(), Vec::new());
            for (owner, text) in owners.into_iter().zip(texts) {
                if alone(&owner) {
                    let hits = self.guarded.find(std::slice::from_ref(&text), View::Raw);
                    let hits = hits.iter().flatten();
                    passes[owner] |= hits.into_iter().any(|(place, _)| *place == places[owner]);
                } else {
                    many_owners.push(owner);
                    many.push(text);
                }
            }
            let found = self.guarded.find(&many, view);
            for (owner, hits) in many_owners.into_iter().zip(found) {
                passes[owner] |= hits.iter().any(|(place, _)| *place == places[owner]);
            }
        }
        passes
    }
}

/// What guards ask for. Many phrases share their guards.
struct Asked {
    most: usize,
    known: HashMap<(*const LazyRegex, View), Vec<String>>,
}

impl Asked {
    fn pick(&mut self, regex: Option<&Arc<LazyRegex>>, view: View, attempt: usize) -> String {
        let Some(regex) = regex else { return String::new() };
        let most = self.most;
        let texts = self.known.entry((Arc::as_ptr(regex), view)).or_insert_with(|| {
            let texts = sample::samples(regex.source(), true, most).into_iter();
            texts.filter(|text| stays(text, view)).collect()
        });
        texts.get(attempt % texts.len().max(1)).cloned().unwrap_or_default()
    }
}

/// Texts that have `found` in them and, beside it, what the guards of `entry` ask for.
fn around(entry: &Entry, found: &str, attempt: usize, asked: &mut Asked) -> Vec<String> {
    let when = &entry.guards.when;
    let mut pick = |regex: &Option<Arc<LazyRegex>>| asked.pick(regex.as_ref(), entry.view, attempt);
    let (before, after) = (pick(&when.before), pick(&when.after));
    let middle = format!("{before}{found}{after}");
    let mut middles = vec![middle.clone()];
    if when.before.is_none() {
        middles.push(format!("So {middle}"));
    } else {
        middles.extend([format!("So{middle}"), format!("So {before} {found}{after}")]);
    }
    if when.after.is_none() {
        middles.push(format!("So {middle} so"));
        middles.push(format!("{middle}."));
    }
    if when.paragraph.is_some() {
        let paragraph = pick(&when.paragraph);
        for middle in &mut middles {
            *middle = format!("{middle} {paragraph} so");
        }
    }
    if when.document.is_some() {
        let document = pick(&when.document);
        for middle in &mut middles {
            *middle = format!("{document}\n\n{middle}");
        }
    }
    middles
}

/// Why an entry that was found in nothing is not, and what to do.
fn why(entry: &Entry) -> (String, &'static str) {
    let found = quoted(&entry.instance);
    let lost = match &entry.look {
        Look::Literal(literal) => (!stays(literal, entry.view)).then(|| literal.clone()),
        Look::Pattern { anchors, .. } => {
            let lost = anchors.iter().all(|anchor| !stays(&anchor.text, entry.view));
            anchors.first().filter(|_| lost).map(|anchor| anchor.text.clone())
        }
    };
    match lost {
        Some(lost) => (
            format!("{found} never matches: every match needs {}", quoted(&lost)),
            "the layout is ironed out first: one blank, no line breaks, straight apostrophes; or \
             look in `view = \"raw\"`",
        ),
        None => (
            format!("{found} matches none of the texts that it describes"),
            "an example that the rule must find says what was meant",
        ),
    }
}
