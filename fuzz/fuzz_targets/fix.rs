//! Fixing any text comes to an end, and fixing twice is fixing once.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mtlint::fix::repair;
use mtlint::rule::{Applicability, RuleSet};
use mtlint::scan::Scanner;
use mtlint::text::Document;

static RULES: LazyLock<RuleSet> = LazyLock::new(mtlint::builtin::rules);
static SCANNER: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&RULES).expect("the built-in checks are in order"));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let once = repair(&SCANNER, &Document::memory(text.clone()), &|_| true, least);
        let once = once.expect("the fixes come to an end").text;
        let twice = repair(&SCANNER, &Document::memory(once.clone()), &|_| true, least);
        assert_eq!(twice.expect("the fixes come to an end").text, once);
    }
});
