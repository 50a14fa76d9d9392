//! Every example of every built-in rule, against all built-in rules.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "what the tests share reads files, and says so when it skips"
)]

mod common;

use mtlint::builtin;
use mtlint::policy::Selection;
use mtlint::rule::{Example, RuleSet};
use mtlint::run::run_examples;
use mtlint::scan::Scanner;
use mtlint::text::Document;

#[test]
fn every_example_of_every_rule_holds() {
    let rules = common::rules();
    let report = run_examples(common::scanner(), &Selection::of(rules, |_, _| true));
    let failures: Vec<_> = report
        .failures
        .iter()
        .map(|failure| {
            let place = failure.place(rules);
            format!("{} {place}: {}\n{:#?}", failure.kind.name(), failure.what, failure.texts)
        })
        .collect();
    assert!(failures.is_empty(), "{report}\n{}", failures.join("\n"));
    assert!(report.examples > 2 * report.rules, "every rule has examples: {report}");
}

#[test]
fn the_rules_made_by_the_build_are_those_of_the_files() {
    let (loaded, faults) = RuleSet::load(builtin::sources());
    assert_eq!(faults, []);
    let built = builtin::rules();
    assert_eq!(built.channels(), loaded.channels());
    assert_eq!(built.len(), loaded.len());
    for ((_, built), (_, loaded)) in built.iter().zip(loaded.iter()) {
        assert!(!built.checks.is_empty() || !built.entries.is_empty(), "{}", built.name);
        // All that a rule is, down to the sources of its expressions.
        assert_eq!(format!("{built:?}"), format!("{loaded:?}"), "{}", built.name);
    }
}

#[test]
fn a_scanner_of_the_build_finds_what_one_made_now_finds() {
    let (loaded, _) = RuleSet::load(builtin::sources());
    let now = Scanner::new(&loaded).expect("the checks are in order");
    for (_, rule) in loaded.iter() {
        for example in &rule.examples {
            let (Example::Bad { text, .. } | Example::Good { text, .. }) = example else {
                continue;
            };
            let document = Document::memory(text.as_str());
            assert_eq!(common::scanner().scan(&document), now.scan(&document), "{text}");
        }
    }
}

#[test]
fn the_library_is_as_broad_as_the_readme_says() {
    let rules = common::rules();
    let phrases: usize = rules.iter().map(|(_, rule)| rule.plain_phrases()).sum();
    println!("{} rules, {phrases} plain phrases", rules.iter().count());
    assert!(rules.iter().count() >= 300, "more than three hundred rules");
    assert!(phrases >= 13_000, "more than thirteen thousand phrases: {phrases}");
}
