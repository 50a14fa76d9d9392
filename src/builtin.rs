//! The rules inside the binary: the text of their files, and what loading made of it when the
//! program was built.

use std::borrow::Cow;
use std::sync::Arc;

use crate::rule::{RuleSet, RuleSource};

// Written by the build from the folder `rules`, so that a new rule needs no change of any Rust file:
// `FILES: [(&str, &str); _]` has the path and the text of every TOML file, in the order of the paths.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The rules of [`FILES`].
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.image"));

/// What the engine made of [`RULES`].
static PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared.image"));

/// The rule and lexicon files inside the binary, in the order of their paths.
#[must_use]
pub fn sources() -> Vec<Arc<RuleSource>> {
    (0..FILES.len()).map(source).collect()
}

/// The rules in those files. Takes a fraction of the time of loading the files, and gives the same.
#[must_use]
pub fn rules() -> RuleSet {
    match RuleSet::from_image(RULES, source) {
        Ok(rules) => rules.with_prepared(PREPARED),
        Err(_) => RuleSet::load(sources()).0,
    }
}

fn source(at: usize) -> Arc<RuleSource> {
    let (path, text) = FILES.get(at).copied().unwrap_or_default();
    Arc::new(RuleSource { path: path.to_owned(), text: Cow::Borrowed(text), builtin: true })
}
