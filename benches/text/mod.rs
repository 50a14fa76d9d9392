//! The text that benchmarks scan.
//!
//! It is `MTLINT_BENCH_TEXT` (a file) where that is set, else the clean corpora beside the project
//! where they are, else the rules' own good examples over and over.

use std::fs;
use std::path::{Path, PathBuf};

use mtlint::builtin;
use mtlint::rule::Example;

pub(crate) const MEGABYTE: usize = 1_000_000;

/// About `size` bytes of English.
pub(crate) fn prose(size: usize) -> String {
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
    let goods: Vec<String> = builtin::rules()
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
