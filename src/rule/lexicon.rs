//! The words that rules share. Knows nothing of rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::text::Span;

use super::fault::{Fault, nearest};
use super::file::{Class, LexiconFile};
use super::written::Written;
use super::{BUILTIN_CLASSES, RuleSource, WordClass, WordMap};

/// How long a chain of classes may be of which each includes the next.
const MOST_INCLUSIONS: usize = 32;

/// The word classes and maps of all lexicon files together, what is included spelt out.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    classes: BTreeMap<String, WordClass>,
    maps: BTreeMap<String, WordMap>,
    /// Whether there are classes or maps that could not be read: then an unknown one is the fault of
    /// a lexicon file and not of who uses it.
    pub(super) incomplete: bool,
}

impl Lexicon {
    /// A class.
    pub(super) fn class(&self, name: &str) -> Option<&WordClass> {
        self.classes.get(name)
    }

    /// The pairs of a map.
    pub(super) fn map(&self, name: &str) -> Option<WordMap> {
        self.maps.get(name).cloned()
    }

    /// What to say to someone who wrote a class that is not there.
    pub(super) fn nearest_class(&self, name: &str) -> Option<String> {
        let builtin = BUILTIN_CLASSES.iter().map(|(name, _)| *name);
        let near = nearest(name, self.classes.keys().map(String::as_str).chain(builtin))?;
        Some(format!("the nearest class is `{near}`"))
    }

    /// What to say to someone who wrote a map that is not there.
    pub(super) fn nearest_map(&self, name: &str) -> Option<String> {
        let near = nearest(name, self.maps.keys().map(String::as_str))?;
        Some(format!("the nearest map is `{near}`"))
    }

    /// Brings `files` together. What is at fault is left out and reported.
    pub(super) fn new(
        files: &[(Arc<RuleSource>, LexiconFile)],
        incomplete: bool,
    ) -> (Lexicon, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut lexicon = Lexicon { incomplete, ..Lexicon::default() };
        let mut defined = BTreeMap::new();
        for (source, file) in files {
            for (name, class) in &file.class {
                check_name(source, name, class.at, &mut faults);
                check_about(source, &class.about, &mut faults);
                let other = defined.insert(name.as_str(), Definition { source, class });
                if let Some(other) = other {
                    faults.push(twice("class", name, source, class.at, other.source));
                }
            }
            for (name, map) in &file.map {
                check_name(source, name, map.at, &mut faults);
                check_about(source, &map.about, &mut faults);
                let mut pairs = BTreeMap::new();
                for (from, to) in &map.pairs {
                    if from.to_lowercase() != *from {
                        let message = format!("`{from}` is never looked up");
                        let help = "write it in small letters".to_owned();
                        faults.push(Fault::new(Arc::clone(source), to.at, message, Some(help)));
                    }
                    pairs.insert(from.clone(), to.value.clone());
                }
                if lexicon.maps.insert(name.clone(), Arc::new(pairs)).is_some() {
                    let other = files.iter().find(|(_, file)| file.map.contains_key(name));
                    let other = other.map_or(source, |(other, _)| other);
                    faults.push(twice("map", name, source, map.at, other));
                }
            }
        }
        let mut gathering =
            Gathering { defined: &defined, done: BTreeMap::new(), open: Vec::new(), faults };
        for name in defined.keys() {
            gathering.class(name);
        }
        for (name, words) in gathering.done {
            if words.is_empty() {
                lexicon.incomplete = true;
                continue;
            }
            let words = words.into_iter().map(str::to_owned).collect();
            lexicon.classes.insert(name.to_owned(), WordClass::new(words));
        }
        (lexicon, gathering.faults)
    }
}

#[derive(Clone, Copy)]
struct Definition<'f> {
    source: &'f Arc<RuleSource>,
    class: &'f Written<Class>,
}

/// Spells out what classes include, each class once.
struct Gathering<'f, 'd> {
    defined: &'d BTreeMap<&'f str, Definition<'f>>,
    done: BTreeMap<&'f str, Vec<&'f str>>,
    /// The classes that are being spelt out, each included by the one before it.
    open: Vec<&'f str>,
    faults: Vec<Fault>,
}

impl<'f> Gathering<'f, '_> {
    fn class(&mut self, name: &'f str) {
        let Some(&Definition { source, class }) = self.defined.get(name) else { return };
        if self.done.contains_key(name) {
            return;
        }
        self.open.push(name);
        let mut words = Vec::with_capacity(class.words.len());
        let mut seen = BTreeSet::new();
        for word in &class.words {
            if !seen.insert(word.as_str()) {
                self.report(source, word.at, format!("`{}` is listed twice", word.value), None);
            } else if let Some((message, help)) = unmatchable(word) {
                self.report(source, word.at, message, Some(help));
            } else {
                words.push(word.as_str());
            }
        }
        for other in &class.include {
            if let Some(at) = self.open.iter().position(|open| *open == other.value) {
                let circle = self.open.get(at..).unwrap_or_default().join("`, which includes `");
                let message = format!("`{circle}`, which includes `{}` again", other.value);
                self.report(source, other.at, message, None);
                continue;
            }
            if !self.defined.contains_key(other.as_str()) {
                let near = nearest(other, self.defined.keys().copied());
                let help = near.map(|near| format!("the nearest class is `{near}`"));
                let message = format!("the lexicon has no class `{}`", other.value);
                self.report(source, other.at, message, help);
                continue;
            }
            if self.open.len() == MOST_INCLUSIONS {
                let message =
                    format!("`{}` is the end of too long a chain of classes", other.value);
                self.report(source, other.at, message, None);
                continue;
            }
            self.class(other.as_str());
            for &word in self.done.get(other.as_str()).into_iter().flatten() {
                if seen.insert(word) {
                    words.push(word);
                }
            }
        }
        if words.is_empty() && class.words.is_empty() && class.include.is_empty() {
            self.report(source, class.at, format!("the class `{name}` has no words"), None);
        }
        self.open.pop();
        self.done.insert(name, words);
    }

    fn report(
        &mut self,
        source: &Arc<RuleSource>,
        at: Span,
        message: String,
        help: Option<String>,
    ) {
        self.faults.push(Fault::new(Arc::clone(source), at, message, help));
    }
}

/// Why a phrase can never match in the folded view, and what to write instead.
pub(super) fn unmatchable(phrase: &str) -> Option<(String, String)> {
    let folded = crate::text::Folded::new(phrase);
    if folded.text() == phrase && !phrase.is_empty() {
        return None;
    }
    let message =
        "this never matches: it is not what the text looks like with its layout ironed out";
    Some((message.to_owned(), format!("write `{}`", folded.text().replace('\n', " "))))
}

fn check_name(source: &Arc<RuleSource>, name: &str, at: Span, faults: &mut Vec<Fault>) {
    let message = if BUILTIN_CLASSES.iter().any(|(builtin, _)| *builtin == name) {
        format!("`{name}` is a class that is always there")
    } else if !super::lower::is_slot_name(name) {
        format!("`{name}` is no name for a class or map: letters, digits and `-`, a letter first")
    } else {
        return;
    };
    faults.push(Fault::new(Arc::clone(source), at, message, None));
}

fn check_about(source: &Arc<RuleSource>, about: &Written<String>, faults: &mut Vec<Fault>) {
    if about.trim().is_empty() {
        let help = "say what the words have in common".to_owned();
        faults.push(Fault::new(Arc::clone(source), about.at, "this says nothing", Some(help)));
    }
}

fn twice(
    what: &str,
    name: &str,
    source: &Arc<RuleSource>,
    at: Span,
    other: &Arc<RuleSource>,
) -> Fault {
    let message = format!("the {what} `{name}` is defined in {} already", other.path);
    Fault::new(Arc::clone(source), at, message, None)
}
