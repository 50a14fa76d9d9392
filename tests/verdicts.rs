//! Where documents come from: the seeds, and corpora whose making is known.
//!
//! The corpora lie beside the project and are not part of it; without them the tests say that they
//! skipped.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its own files and says what it saw"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mtlint::text::{Document, words};
use mtlint::verdict::{Verdict, judge};
use rayon::prelude::*;

/// The most clean documents in a thousand that may be called machine-made.
const FALSE_VERDICTS: f64 = 3.0;

fn verdict(text: &str) -> Verdict {
    let document = Document::memory(text);
    judge(common::rules(), &common::scanner().scan(&document), words(text))
}

/// The most probable channel of a seed, and its score.
fn seed(name: &str) -> (String, f64) {
    let text = fs::read_to_string(common::root().join("seeds").join(name));
    let verdict = verdict(&text.expect("the seed can be read"));
    let ranked = verdict.ranked(common::rules().channels());
    (ranked[0].0.id.clone(), verdict.score)
}

#[test]
fn the_seeds_come_from_where_they_come_from() {
    for name in ["000_734684f20c995d5b.txt", "003_d1e94dac41fc70ed.txt"] {
        let (channel, score) = seed(name);
        assert!(channel == "es-round-trip" && score > 0.99, "{name}: {channel}, {score}");
    }
    let (_, score) = seed("001_bee12d5db40c36a2.txt");
    assert!(score > 0.99, "it came through Spanish or French: {score}");
    for name in ["002_5da1bbb78883df4a.txt", "004_b752958b47f8b15b.txt"] {
        let (channel, score) = seed(name);
        assert!(channel == "none" || channel == "scraper", "{name}: {channel}");
        assert!(score < 0.6, "{name}: {score}");
    }
}

/// Of the documents that are called machine-made: how many there are, and of how many.
fn flagged(documents: &[String]) -> (usize, usize) {
    let channels = common::rules().channels();
    let flagged = documents.par_iter().filter(|text| verdict(text).is_flagged(channels));
    (flagged.count(), documents.len())
}

#[test]
fn people_are_not_called_machines() {
    let Some(folder) = common::corpus("clean") else { return };
    let texts: Vec<_> = common::texts(&folder)
        .iter()
        .map(|file| fs::read_to_string(file).expect("a text of the corpus is UTF-8"))
        .collect();
    let (flagged, all) = flagged(&texts);
    println!("{flagged} of {all} clean documents are called machine-made");
    assert!(all > 7000, "the corpus is whole");
    assert!(flagged as f64 * 1000.0 <= FALSE_VERDICTS * all as f64, "{flagged} of {all}");
}

/// Without what an engine gives away and a pipeline takes out: doubled blanks, blanks before a stop
/// or comma, and the marks of words it did not know.
fn normalised(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '*' | '#' | '@' => {}
            ' ' if out.ends_with(' ') => {}
            '.' | ',' if out.ends_with(' ') => {
                out.pop();
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// The documents of `words` words and more in a file of lines, each of the document that the same
/// line of `docs.tsv` names.
fn documents(folder: &Path, file: &str, least: usize) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the corpus is whole");
    let mut documents: BTreeMap<String, String> = BTreeMap::new();
    for (document, line) in read("docs.tsv").lines().zip(read(file).lines()) {
        let name = document.split('\t').next().unwrap_or_default();
        let text = documents.entry(name.to_owned()).or_default();
        text.push_str(&normalised(line));
        text.push('\n');
    }
    documents.into_values().filter(|text| words(text) >= least).collect()
}

#[test]
fn round_trips_of_rule_based_engines_are_recognised() {
    let Some(folder) = common::corpus("roundtrip") else { return };
    // In a hundred documents. What is reached now: the bound moves up with the rules.
    for (set, least) in [("apertium-glg", 70), ("apertium-cat", 45), ("apertium-spa", 25)] {
        let (flagged, all) = flagged(&documents(&folder.join(set), "rt.txt", 200));
        println!("{set}: {flagged} of {all}");
        assert!(flagged * 100 >= least * all, "{set}: {flagged} of {all}");
    }
    let sources = documents(&folder.join("apertium-spa"), "src.txt", 200);
    let (flagged, all) = flagged(&sources);
    assert_eq!(flagged, 0, "the same {all} documents before they were translated");
}
