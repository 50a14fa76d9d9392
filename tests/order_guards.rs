//! When a word pair in the wrong order is surely wrong, and when it is innocent.

use std::sync::Arc;

use mtlint::builtin;
use mtlint::rule::{RuleSet, RuleSource};
use mtlint::scan::Scanner;
use mtlint::text::Document;

const RULE: &str = r#"
id = "MT9001"
name = "pairs"
category = "word-order"
severity = "warning"
confidence = "high"
pivots = []
message = "`{match}`"
explanation = "Pairs."

[[order]]
right = ["racial | injustice", "{a:mental|public} | {b:health|safety}"]
applicability = "safe"

[[example]]
bad = "injustice racial"
fixed = "racial injustice"

[[example]]
good = "racial injustice"
"#;

/// What is found in `text`, and what would be written instead.
#[track_caller]
fn check(text: &str, expect: Option<(&str, &str)>) {
    let source = RuleSource {
        path: "rules/word-order/pairs.toml".to_owned(),
        text: RULE.into(),
        builtin: false,
    };
    // The lexicon, without the rules.
    let mut sources = builtin::sources();
    sources.retain(|source| source.path.starts_with("rules/lexicon/"));
    sources.push(Arc::new(source));
    let (rules, faults) = RuleSet::load(sources);
    assert_eq!(faults, []);
    let scanner = Scanner::new(&rules).expect("there are no checks");
    let document = Document::memory(text);
    let findings = scanner.scan(&document);
    let found = findings
        .iter()
        .map(|finding| (document.slice(finding.span), finding.fixes[0].edits.as_slice()))
        .map(|(at, edits)| {
            let mut fixed = text.to_owned();
            for edit in edits.iter().rev() {
                fixed.replace_range(edit.span.range(), &edit.text);
            }
            (at, fixed)
        })
        .next();
    let found = found.as_ref().map(|(at, fixed)| (*at, fixed.as_str()));
    assert_eq!(found, expect);
}

#[test]
fn a_pair_at_the_end_of_its_phrase_is_turned() {
    for (text, at, fixed) in [
        (
            "They marched against injustice racial.",
            "injustice racial",
            "They marched against racial injustice.",
        ),
        ("INJUSTICE RACIAL", "INJUSTICE RACIAL", "RACIAL INJUSTICE"),
        (
            "the \u{201c}injustice\nracial\u{201d} of it",
            "injustice\nracial",
            "the \u{201c}racial\ninjustice\u{201d} of it",
        ),
        ("Injustice racial is old", "Injustice racial", "Racial injustice is old"),
        ("care for health mental and more", "health mental", "care for mental health and more"),
        ("safety public (at home)", "safety public", "public safety (at home)"),
        ("safety public \u{2013} at home", "safety public", "public safety \u{2013} at home"),
        ("for safety public\n\nNext", "safety public", "for public safety\n\nNext"),
        ("of health mental's place", "health mental", "of mental health's place"),
    ] {
        check(text, Some((at, fixed)));
    }
}

#[test]
fn an_adjective_of_what_follows_stays() {
    for text in [
        "It is an injustice racial minorities know.",
        "a health mental \u{201c}hygiene\u{201d} board",
        "in safety public servants rarely enjoy",
        "Their injustice racial and social alike,",
        "for safety public or personal",
        "Their injustice racial in origin,",
        "a safety public rather than private",
    ] {
        check(text, None);
    }
}

#[test]
fn an_adjective_that_is_said_of_the_noun_stays() {
    for text in [
        "They called the injustice racial.",
        "They made safety public.",
        "Was their own safety public?",
        "No one considered this injustice racial at all.",
        "anti-injustice racial",
    ] {
        check(text, None);
    }
}

#[test]
fn fields_of_tables_and_pairs_of_adjectives_stay() {
    for text in [
        "7,injustice racial,2020",
        "health mental;safety public",
        "He wrote of health mental and spiritual.",
        "They spoke of injustice racial, and economic too.",
    ] {
        check(text, None);
    }
}
