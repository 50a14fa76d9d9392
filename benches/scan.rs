//! How fast a scan is. `cargo bench`; read ratios, not absolutes.
//!
//! The text is `MTLINT_BENCH_TEXT` (a file) where that is set, else the clean corpora beside the
//! project where they are, else the rules' own good examples over and over.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads its own text")]

use std::fs;
use std::path::{Path, PathBuf};

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use mtlint::builtin;
use mtlint::fix::repair;
use mtlint::rule::{Applicability, Example, RuleSet};
use mtlint::scan::Scanner;
use mtlint::text::{Document, Folded};

const MEGABYTE: usize = 1_000_000;

fn main() {
    divan::main();
}

fn rules() -> RuleSet {
    builtin::rules()
}

/// About `size` bytes of English.
fn prose(size: usize) -> String {
    let mut text = String::with_capacity(size + MEGABYTE);
    if let Some(file) = std::env::var_os("MTLINT_BENCH_TEXT") {
        text = fs::read_to_string(file).expect("the text can be read");
    } else {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/clean");
        for file in files(&corpus) {
            if text.len() >= size {
                break;
            }
            text.push_str(&fs::read_to_string(file).unwrap_or_default());
            text.push_str("\n\n");
        }
    }
    let goods: Vec<String> = rules()
        .iter()
        .flat_map(|(_, rule)| &rule.examples)
        .filter_map(|example| match example {
            Example::Good { text, .. } => Some(text.clone()),
            _ => None,
        })
        .collect();
    let mut next = goods.iter().cycle();
    while text.len() < size {
        text.push_str(next.next().map_or("No rules, no text.", String::as_str));
        text.push_str("\n\n");
    }
    let end = (0..=size).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.truncate(end);
    text
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .collect();
    found.sort();
    found
}

/// Loading and compiling all built-in rules: what a run costs before it reads a text.
#[divan::bench(sample_count = 20)]
fn start_up(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let rules = rules();
        let scanner = Scanner::new(&rules).expect("the checks are in order");
        scanner.scan(&Document::memory("One line.")).len()
    });
}

#[divan::bench(sample_count = 10)]
fn scan_prose(bencher: Bencher<'_, '_>) {
    let (rules, text) = (rules(), prose(8 * MEGABYTE));
    let scanner = Scanner::new(&rules).expect("the checks are in order");
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| Document::memory(text.as_str()))
        .bench_refs(|document| scanner.scan(document).len());
}

#[divan::bench(sample_count = 10)]
fn scan_one_line_of_8_mb(bencher: Bencher<'_, '_>) {
    let rules = rules();
    let text = prose(8 * MEGABYTE).replace(['\n', '\r'], " ");
    let scanner = Scanner::new(&rules).expect("the checks are in order");
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| Document::memory(text.as_str()))
        .bench_refs(|document| scanner.scan(document).len());
}

#[divan::bench(sample_count = 10)]
fn fold_prose(bencher: Bencher<'_, '_>) {
    let text = prose(8 * MEGABYTE);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Folded::new(black_box(&text)));
}

#[divan::bench(sample_count = 10)]
fn repair_damaged(bencher: Bencher<'_, '_>) {
    let rules = rules();
    let scanner = Scanner::new(&rules).expect("the checks are in order");
    let text: String = rules
        .iter()
        .flat_map(|(_, rule)| &rule.examples)
        .filter_map(|example| match example {
            Example::Bad { text, .. } => Some(format!("{text}\n\n")),
            _ => None,
        })
        .collect();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| Document::memory(text.as_str()))
        .bench_refs(|document| {
            repair(&scanner, document, &|_| true, Applicability::Unsafe).map(|done| done.rounds)
        });
}

/// Twenty thousand files of one paragraph, as documents in memory: the cost per document.
#[divan::bench(sample_count = 5)]
fn scan_20_000_small_documents(bencher: Bencher<'_, '_>) {
    let rules = rules();
    let scanner = Scanner::new(&rules).expect("the checks are in order");
    let text = prose(8 * MEGABYTE);
    let size = text.len() / 20_000;
    let mut pieces = Vec::with_capacity(20_000);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = (0..=size.min(rest.len())).rev().find(|&at| rest.is_char_boundary(at));
        let (piece, tail) = rest.split_at(end.filter(|&end| end > 0).unwrap_or(rest.len()));
        pieces.push(piece.to_owned());
        rest = tail;
    }
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        pieces
            .iter()
            .map(|piece| scanner.scan(&Document::memory(piece.as_str())).len())
            .sum::<usize>()
    });
}
