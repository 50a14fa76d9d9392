//! How many whole documents are called machine-made, by engine, pivot and year, and how many of
//! those that people wrote.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mtlint::text::{Document, words};
use rayon::prelude::*;

use super::{common, percent, without_debris};

/// How many words a document must have to say much of where it comes from.
const LONG: usize = 200;

/// Documents of one making.
struct Set {
    /// The cells of its row before the counts.
    head: String,
    texts: Vec<String>,
}

/// The lines of `file`, put together to documents: those that `docs.tsv` names, or, where there is
/// none, runs of lines of at least [`LONG`] words.
fn documents(folder: &Path, file: &str) -> Vec<String> {
    let Ok(text) = fs::read_to_string(folder.join(file)) else { return Vec::new() };
    let lines = text.lines().map(without_debris);
    let Ok(names) = fs::read_to_string(folder.join("docs.tsv")) else {
        let mut runs = vec![String::new()];
        for line in lines {
            if words(runs.last().map_or("", String::as_str)) >= LONG {
                runs.push(String::new());
            }
            if let Some(last) = runs.last_mut() {
                last.push_str(&line);
                last.push('\n');
            }
        }
        return runs;
    };
    let mut documents: BTreeMap<&str, String> = BTreeMap::new();
    for (name, line) in names.lines().zip(lines) {
        let text = documents.entry(name.split('\t').next().unwrap_or_default()).or_default();
        text.push_str(&line);
        text.push('\n');
    }
    documents.into_values().collect()
}

/// The names in `folder`, in order.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn round_trips(root: &Path) -> Vec<Set> {
    let root = root.join("roundtrip");
    let mut sets = Vec::new();
    for set in names(&root) {
        let folder = root.join(&set);
        let (engine, rest) = set.split_once('-').unwrap_or((&set, ""));
        let row = |pivot: &str, texts| {
            let (engine, year) = match engine {
                "apertium" => ("Apertium, rules", "2022"),
                "googlenmt2019" => ("Google, neural", "2019"),
                "opusmt" => ("OPUS-MT, neural", "2021"),
                other => (other, ""),
            };
            Set { head: format!("{engine} | {pivot} | {year}"), texts }
        };
        let files = names(&folder);
        let whole: Vec<_> = files.iter().filter(|file| file.ends_with(".rt.txt")).collect();
        if files.iter().any(|file| file == "rt.txt") {
            sets.push(row(rest, documents(&folder, "rt.txt")));
        } else if whole.is_empty() {
            for file in files.iter().filter(|file| file.starts_with("rt.")) {
                let pivot = file.split('.').nth(1).unwrap_or_default();
                sets.push(row(pivot, documents(&folder, file)));
            }
        } else {
            let read = |file: &&String| fs::read_to_string(folder.join(file)).ok();
            let texts = whole.iter().filter_map(read).map(|text| without_debris(&text));
            sets.push(row(rest.rsplit('-').next().unwrap_or_default(), texts.collect()));
        }
    }
    sets
}

/// Systems (`people` false) or human translations of the translation contests.
fn contests(root: &Path, people: bool) -> Vec<Set> {
    let root = root.join("mt");
    let mut sets = Vec::new();
    for year in names(&root) {
        for pair in names(&root.join(&year)) {
            let folder = root.join(&year).join(&pair);
            for file in names(&folder) {
                let Some(name) = file.strip_suffix(".txt") else { continue };
                if name == "src" || name.starts_with("ref") != people {
                    continue;
                }
                let head = format!("{name} | {} | {year}", pair.trim_end_matches("-en"));
                sets.push(Set { head, texts: documents(&folder, &file) });
            }
        }
    }
    sets
}

fn clean(root: &Path) -> Vec<Set> {
    let root = root.join("clean");
    let read = |file: &std::path::PathBuf| fs::read_to_string(file).ok();
    let registers = names(&root).into_iter();
    registers
        .map(|head| {
            let texts = common::texts(&root.join(&head)).iter().filter_map(read).collect();
            Set { head, texts }
        })
        .collect()
}

/// Of the long documents and of all: how many are called machine-made, and how many there are.
#[derive(Default, Clone, Copy)]
struct Flagged {
    long: (usize, usize),
    all: (usize, usize),
}

fn flagged(texts: &[String]) -> Flagged {
    let (rules, scanner) = (common::rules(), common::scanner());
    let judged = texts.par_iter().filter(|text| !text.trim().is_empty()).map(|text| {
        let document = Document::memory(text.as_str());
        let verdict = scanner.judge(&document, &scanner.scan(&document));
        (words(text) >= LONG, usize::from(verdict.is_flagged(rules.channels())))
    });
    judged.collect::<Vec<_>>().into_iter().fold(Flagged::default(), |mut sum, (long, flag)| {
        sum.all = (sum.all.0 + flag, sum.all.1 + 1);
        if long {
            sum.long = (sum.long.0 + flag, sum.long.1 + 1);
        }
        sum
    })
}

fn table(heads: &str, sets: &[Set]) -> String {
    let columns = heads.split(" | ").count();
    let mut out = format!(
        "| {heads} | documents of {LONG} words | flagged | all documents | flagged |\n|{} ---: | ---: | \
         ---: | ---: |\n",
        " --- |".repeat(columns)
    );
    let mut sum = Flagged::default();
    for set in sets {
        let Flagged { long, all } = flagged(&set.texts);
        sum.long = (sum.long.0 + long.0, sum.long.1 + long.1);
        sum.all = (sum.all.0 + all.0, sum.all.1 + all.1);
        let _ = writeln!(out, "| {} | {} |", set.head, cells(long, all));
    }
    let blanks = " |".repeat(columns - 1);
    let _ = writeln!(out, "| all |{blanks} {} |", cells(sum.long, sum.all));
    out
}

fn cells(long: (usize, usize), all: (usize, usize)) -> String {
    let share = |(flagged, of): (usize, usize)| {
        if of == 0 { "-".to_owned() } else { percent(flagged, of) }
    };
    format!("{} | {} | {} | {}", long.1, share(long), all.1, share(all))
}

/// The section on documents.
pub(super) fn section(root: &Path) -> String {
    let flag_at = common::rules().channels().weights.flag_at;
    let heads = "engine | pivot | year";
    format!(
        "A document is flagged if its score is {flag_at} or above. Lines that name no document are put \
         together to runs of {LONG} words.\n\n\
         ### Round trips through another language\n\n{}\n\
         ### Machine translation into English\n\n{}\n\
         ### Human translations, as a control\n\n{}\n\
         ### Clean English: false verdicts\n\n{}",
        table(heads, &round_trips(root)),
        table(heads, &contests(root, false)),
        table(heads, &contests(root, true)),
        table("register", &clean(root)),
    )
}
