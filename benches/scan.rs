//! How fast a scan is. `cargo bench`; read ratios, not absolutes.
//!
//! What the project promises of speed, `limits.rs` measures.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads its own text")]

mod text;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use mtlint::builtin;
use mtlint::fix::repair;
use mtlint::rule::{Applicability, Example, RuleSet};
use mtlint::scan::Scanner;
use mtlint::text::{Document, Folded};

use text::{MEGABYTE, prose};

fn main() {
    divan::main();
}

fn rules() -> RuleSet {
    builtin::rules()
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
