//! A scan of any text ends without a panic, with spans that are ranges of whole characters.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mtlint::rule::RuleSet;
use mtlint::scan::Scanner;
use mtlint::text::Document;

static RULES: LazyLock<RuleSet> = LazyLock::new(mtlint::builtin::rules);
static SCANNER: LazyLock<Scanner<'static>> =
    LazyLock::new(|| Scanner::new(&RULES).expect("the built-in checks are in order"));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let document = Document::memory(text);
    for finding in SCANNER.scan(&document) {
        assert!(document.text().get(finding.span.range()).is_some());
        for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(document.text().get(edit.span.range()).is_some());
        }
    }
});
