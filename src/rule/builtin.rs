use std::sync::Arc;

use super::RuleSource;

// `BUILTIN: [(&str, &str); _]`, the path and the text of every TOML file in `rules`, written by
// `build.rs`, so that a new rule needs no change of any Rust file.
include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// The rule and lexicon files inside the binary, in the order of their paths.
#[must_use]
pub fn builtin_sources() -> Vec<Arc<RuleSource>> {
    BUILTIN
        .iter()
        .map(|&(path, text)| {
            Arc::new(RuleSource { path: path.to_owned(), text: text.to_owned(), builtin: true })
        })
        .collect()
}
