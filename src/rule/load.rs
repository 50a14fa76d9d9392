//! From files to a set: all are read before any is judged, so that each may refer to any other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;
use std::{panic, thread};

use serde::de::DeserializeOwned;
use serde_json::Value;
use toml::de::{DeTable, Deserializer};

use crate::text::Span;

use super::channels::Channels;
use super::fault::Fault;
use super::file::{ChannelsFile, LexiconFile, RuleFile};
use super::lexicon::Lexicon;
use super::lower::{Border, lower};
use super::schema::{channels_schema, lexicon_schema, misfits, rule_schema};
use super::{RuleSet, RuleSource};

impl RuleSet {
    /// Reads rule and lexicon files, and reports everything that is wrong with any of them, in the
    /// order of the files and of the places in each.
    ///
    /// A file in a folder named `lexicon` is a lexicon file, which all rule files may use, and one in
    /// a folder named `channels` says what findings tell of where a text comes from. The set
    /// holds the rules without faults; of two rules of one code or name, that of the file given
    /// first.
    #[must_use]
    pub fn load(sources: Vec<Arc<RuleSource>>) -> (RuleSet, Vec<Fault>) {
        let order: BTreeMap<_, _> =
            sources.iter().enumerate().map(|(at, source)| (Arc::as_ptr(source), at)).collect();
        let (lexicon, rules): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|source| is_lexicon(source));
        let (channels, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|source| is_of_channels(source));
        let mut faults = Vec::new();
        let lexicon = read_all::<LexiconFile>(&lexicon, lexicon_schema, &mut faults);
        let (lexicon, found) = Lexicon::new(&lexicon.files, lexicon.incomplete);
        faults.extend(found);

        let rules = read_all::<RuleFile>(&rules, rule_schema, &mut faults);
        let names = Names::new(&rules, &mut faults);
        let channels = read_all::<ChannelsFile>(&channels, channels_schema, &mut faults);
        let (channels, found) = Channels::new(&channels.files, channels.incomplete, &names);
        faults.extend(found);
        let border = Border::new(lexicon, names, channels);
        let mut loaded = Vec::with_capacity(rules.files.len());
        let lowered = each(&rules.files, |(source, file)| lower(source, file, &border));
        for ((source, file), rule) in rules.files.iter().zip(lowered) {
            match rule {
                // A rule whose name is taken is sound in itself, and still cannot be told apart.
                Ok(rule) if border.names.are_of(source, file) => loaded.push(rule),
                Ok(_) => {}
                Err(found) => faults.extend(found),
            }
        }
        faults.sort_by_key(|fault| (order.get(&Arc::as_ptr(&fault.source)), fault.span));
        // Fixes that many phrases share are looked at once for each, and found faulty as often.
        let mut seen = BTreeSet::new();
        faults.retain(|fault| {
            seen.insert((Arc::as_ptr(&fault.source), fault.span, fault.message.clone()))
        });
        (RuleSet::new(loaded).with_channels(border.channels), faults)
    }
}

fn is_lexicon(source: &RuleSource) -> bool {
    let folder = Path::new(&source.path).parent();
    folder.is_some_and(|folder| {
        folder.components().any(|part| matches!(part, Component::Normal(name) if name == "lexicon"))
    })
}

/// Only the folder of the file itself counts: rules may lie below a folder of any name.
fn is_of_channels(source: &RuleSource) -> bool {
    let folder = Path::new(&source.path).parent();
    folder.is_some_and(|folder| folder.file_name().is_some_and(|name| name == "channels"))
}

/// Files that have the shape of their type.
struct Files<T> {
    files: Vec<(Arc<RuleSource>, T)>,
    /// Whether there were others.
    incomplete: bool,
}

/// What `work` makes of each of `items`, in their order.
///
/// A few threads share the work: a run on one short text does little else than load rules. They are
/// few, because a thread costs as much to start as a small file takes to read.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const MOST_THREADS: usize = 4;
    const LEAST_SHARE: usize = 16;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(MOST_THREADS).min(items.len() / LEAST_SHARE);
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    // In turns, because neighbours are alike and the longest files lie in one folder.
    let share = |first: usize| items.iter().skip(first).step_by(threads).map(&work).collect();
    let shares: Vec<Vec<R>> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || share(first))).collect();
        let mut shares = vec![share(0)];
        for other in others {
            shares.push(other.join().unwrap_or_else(|panic| panic::resume_unwind(panic)));
        }
        shares
    });
    let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
    (0..items.len()).filter_map(|at| shares.get_mut(at % threads)?.next()).collect()
}

fn read_all<T: DeserializeOwned + Send>(
    sources: &[Arc<RuleSource>],
    schema: fn() -> &'static Value,
    faults: &mut Vec<Fault>,
) -> Files<T> {
    let mut read = Files { files: Vec::with_capacity(sources.len()), incomplete: false };
    for (source, file) in sources.iter().zip(each(sources, |source| read_one(source, schema))) {
        match file {
            Ok(file) => read.files.push((Arc::clone(source), file)),
            Err(found) => {
                faults.extend(found);
                read.incomplete = true;
            }
        }
    }
    read
}

fn read_one<T: DeserializeOwned>(
    source: &Arc<RuleSource>,
    schema: fn() -> &'static Value,
) -> Result<T, Vec<Fault>> {
    let fault = |at: Option<std::ops::Range<usize>>, message: &str| {
        let at = at.map_or(Span::empty(0), |at| Span::new(at.start, at.end));
        Fault::new(Arc::clone(source), at, message, None)
    };
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|error| fault(error.span(), error.message())).collect());
    }
    // serde stops at the first fault, and is fast where there is none; the walk finds them all.
    T::deserialize(Deserializer::from(table)).map_err(|error| {
        let (table, _) = DeTable::parse_recoverable(&source.text);
        let mut found: Vec<Fault> = misfits(table.get_ref(), schema())
            .into_iter()
            .map(|misfit| Fault::new(Arc::clone(source), misfit.at, misfit.message, misfit.help))
            .collect();
        if found.is_empty() {
            found.push(fault(error.span(), error.message()));
        }
        found
    })
}

/// The codes, names and former names of all rules that could be read, and whose they are.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// In small letters, with the file that was first to claim it.
    owners: BTreeMap<String, Arc<RuleSource>>,
    /// Whether there are rules whose names could not be read.
    incomplete: bool,
}

impl Names {
    fn new(rules: &Files<RuleFile>, faults: &mut Vec<Fault>) -> Names {
        let mut names = Names { owners: BTreeMap::new(), incomplete: rules.incomplete };
        for (source, file) in &rules.files {
            for name in [&file.id, &file.name].into_iter().chain(&file.former_names) {
                match names.owners.entry(name.to_lowercase()) {
                    std::collections::btree_map::Entry::Vacant(entry) => {
                        entry.insert(Arc::clone(source));
                    }
                    std::collections::btree_map::Entry::Occupied(entry) => {
                        let other = entry.get();
                        let whose = if Arc::ptr_eq(other, source) {
                            "this rule itself".to_owned()
                        } else {
                            other.path.clone()
                        };
                        let message = format!("`{}` is taken by {whose}", name.value);
                        faults.push(Fault::new(Arc::clone(source), name.at, message, None));
                    }
                }
            }
        }
        names
    }

    /// Whether the code and the names in `file` are its own.
    fn are_of(&self, source: &Arc<RuleSource>, file: &RuleFile) -> bool {
        [&file.id, &file.name].into_iter().chain(&file.former_names).all(|name| {
            let owner = self.owners.get(&name.to_lowercase());
            owner.is_some_and(|owner| Arc::ptr_eq(owner, source))
        })
    }

    /// Whether a rule of this code or name may exist.
    pub(super) fn may_have(&self, name: &str) -> bool {
        self.incomplete || self.owners.contains_key(&name.to_lowercase())
    }

    /// All codes and names, in small letters.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.owners.keys().map(String::as_str)
    }
}
