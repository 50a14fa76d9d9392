//! The five seed documents, against marks made by hand.
//!
//! A mark is a damaged span with the repairs a careful editor would accept. It is found if a finding
//! overlaps it, and repaired if the first fix of such a finding, alone, gives the text with the mark
//! repaired, white space and quote style aside. A finding that overlaps no mark is a false alarm.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test reads its own files and says what it saw"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;

use mtlint::finding::{Edit, Finding};
use mtlint::fix::apply;
use mtlint::rule::Confidence;
use mtlint::text::{Document, Span};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Mark {
    file: String,
    start: usize,
    end: usize,
    text: String,
    tier: String,
    repairs: Option<Vec<String>>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    all: usize,
    found: usize,
    repairable: usize,
    repaired: usize,
}

#[derive(Debug, Default)]
struct Score {
    tiers: BTreeMap<String, Tally>,
    false_alarms: Vec<String>,
    misses: Vec<String>,
}

fn marks() -> BTreeMap<String, Vec<Mark>> {
    let path = common::root().join("tests/gold/seeds.jsonl");
    let mut by_file: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for line in fs::read_to_string(path).expect("the marks can be read").lines() {
        let mark: Mark = serde_json::from_str(line).expect("a mark is JSON");
        by_file.entry(mark.file.clone()).or_default().push(mark);
    }
    by_file
}

fn seed(name: &str) -> Document {
    let text = fs::read_to_string(common::root().join("seeds").join(name));
    Document::memory(text.expect("the seed can be read"))
}

/// Where white space and quote style do not count.
fn folded(text: &str) -> String {
    let quotes =
        text.replace(['\u{201c}', '\u{201d}'], "\"").replace(['\u{2018}', '\u{2019}'], "'");
    quotes.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn edit(mark: &Mark, text: &str) -> Edit {
    Edit { span: Span::new(mark.start, mark.end), text: text.to_owned() }
}

/// Which of `near` the text `fixed` repairs, where every other one is as it was; empty if it does
/// anything else.
fn repaired(text: &str, fixed: &str, near: &[&Mark]) -> Vec<usize> {
    let fixed = folded(fixed);
    let mut choices: Vec<Vec<Option<&str>>> = vec![Vec::new()];
    for mark in near {
        let repairs = mark.repairs.iter().flatten().map(|repair| Some(repair.as_str()));
        let options: Vec<_> = std::iter::once(None).chain(repairs).collect();
        choices = choices
            .into_iter()
            .flat_map(|chosen| {
                options.iter().map(move |&option| {
                    let mut longer = chosen.clone();
                    longer.push(option);
                    longer
                })
            })
            .collect();
    }
    for choice in choices {
        let edits: Vec<_> = near
            .iter()
            .zip(&choice)
            .filter_map(|(mark, repair)| repair.map(|repair| edit(mark, repair)))
            .collect();
        if !edits.is_empty() && folded(&apply(text, &edits)) == fixed {
            return (0..near.len()).filter(|&at| choice[at].is_some()).collect();
        }
    }
    Vec::new()
}

fn score(least: Confidence) -> Score {
    let mut score = Score::default();
    for (file, marks) in marks() {
        let document = seed(&file);
        let text = document.text();
        let mut findings = common::scanner().scan(&document);
        findings.retain(|finding| common::rules().get(finding.rule).confidence >= least);
        let (mut found, mut mended) = (vec![false; marks.len()], vec![false; marks.len()]);
        for finding in &findings {
            let hit: Vec<_> = overlapping(&marks, finding.span);
            if hit.is_empty() {
                let name = &common::rules().get(finding.rule).name;
                score
                    .false_alarms
                    .push(format!("{file}: {name}: {:?}", document.slice(finding.span)));
            }
            hit.iter().for_each(|&at| found[at] = true);
            for at in mends(text, &marks, finding) {
                mended[at] = true;
            }
        }
        for (at, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.tier != "neutral") {
            let tally = score.tiers.entry(mark.tier.clone()).or_default();
            tally.all += 1;
            tally.found += usize::from(found[at]);
            tally.repairable += usize::from(mark.repairs.is_some());
            tally.repaired += usize::from(mark.repairs.is_some() && mended[at]);
            if !found[at] || (mark.repairs.is_some() && !mended[at]) {
                let what = if found[at] { "not repaired" } else { "not found" };
                score.misses.push(format!("{what}: {} {file}: {:?}", mark.tier, mark.text));
            }
        }
    }
    score
}

fn overlapping(marks: &[Mark], span: Span) -> Vec<usize> {
    let overlaps = |mark: &Mark| span.overlaps(Span::new(mark.start, mark.end));
    (0..marks.len()).filter(|&at| overlaps(&marks[at])).collect()
}

/// The marks that the first fix of `finding` repairs.
fn mends(text: &str, marks: &[Mark], finding: &Finding) -> Vec<usize> {
    let Some(fix) = finding.fixes.first() else { return Vec::new() };
    let near: Vec<usize> = (0..marks.len())
        .filter(|&at| {
            let span = Span::new(marks[at].start, marks[at].end);
            marks[at].tier != "neutral" && fix.edits.iter().any(|edit| edit.span.overlaps(span))
        })
        .collect();
    let chosen: Vec<&Mark> = near.iter().map(|&at| &marks[at]).collect();
    repaired(text, &apply(text, &fix.edits), &chosen).into_iter().map(|at| near[at]).collect()
}

#[test]
fn every_clear_damage_is_found_and_repaired_and_nothing_else() {
    let score = score(Confidence::Low);
    let report = format!("{:#?}", score.misses);
    assert_eq!(score.false_alarms, [""; 0]);
    assert_eq!(
        score.tiers["A"],
        Tally { all: 19, found: 19, repairable: 19, repaired: 19 },
        "{report}"
    );
    let b = &score.tiers["B"];
    assert_eq!((b.all, b.found), (19, 19), "{report}");
    assert!(b.repaired >= 16, "{report}");
}

#[test]
fn what_must_be_found_is_found_by_default() {
    let score = score(Confidence::Medium);
    let report = format!("{:#?}", score.misses);
    assert_eq!(
        score.tiers["A"],
        Tally { all: 19, found: 19, repairable: 19, repaired: 19 },
        "{report}"
    );
    assert_eq!(score.false_alarms, [""; 0]);
}

#[test]
fn the_clean_document_is_silent_at_every_confidence() {
    let document = seed("004_b752958b47f8b15b.txt");
    let findings = common::scanner().scan(&document);
    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn the_seeds_are_the_bytes_the_marks_were_made_on() {
    for (file, marks) in marks() {
        let document = seed(&file);
        for mark in marks {
            let marked = document.slice(Span::new(mark.start, mark.end)).trim_end_matches('\n');
            assert!(
                marked.starts_with(mark.text.trim_end()) || mark.text.starts_with(marked),
                "{mark:?}"
            );
        }
    }
}
