//! Any bytes given as a rule file are a rule or faults with a place in the file, never a panic.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use mtlint::rule::{RuleSet, RuleSource};
use mtlint::scan::Scanner;
use mtlint::text::Document;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let path = "rules/calque/any.toml".to_owned();
    let source = Arc::new(RuleSource { path, text, builtin: false });
    let (rules, faults) = RuleSet::load(vec![Arc::clone(&source)]);
    for fault in &faults {
        assert!(source.text.get(fault.span.range()).is_some(), "{fault}");
    }
    if let Ok(scanner) = Scanner::new(&rules) {
        scanner.scan(&Document::memory(source.text.as_str()));
    }
});
