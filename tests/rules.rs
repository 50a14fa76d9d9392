//! Every example of every built-in rule, against all built-in rules.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "what the tests share reads files, and says so when it skips"
)]

mod common;

use mtlint::policy::Selection;
use mtlint::run::run_examples;

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
