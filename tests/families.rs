//! Every family of damage that is known is answered by a rule, or it is said why not.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its own files, and what the tests share says when it skips"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

/// The letter of a group and what is in it.
type Groups = BTreeMap<String, Group>;

#[derive(Deserialize)]
struct Group {
    about: String,
    #[serde(flatten)]
    families: BTreeMap<String, Family>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    name: String,
    about: String,
    /// What is missing, or why all is.
    reason: Option<String>,
}

fn groups() -> Groups {
    toml::from_str(include_str!("../docs/families.toml")).expect("the families are in order")
}

/// The names of the rules that answer each family.
fn answers() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut answers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, rule) in common::rules().iter() {
        for family in &rule.families {
            answers.entry(family).or_default().push(&rule.name);
        }
    }
    answers
}

#[test]
fn every_family_is_answered_or_has_a_reason() {
    let (groups, mut answers) = (groups(), answers());
    let mut faults = Vec::new();
    let mut known = 0;
    for (letter, group) in &groups {
        for (code, family) in &group.families {
            known += 1;
            if !code.starts_with(letter.as_str()) {
                faults.push(format!("{code} stands in group {letter}"));
            }
            if answers.remove(code.as_str()).is_none() && family.reason.is_none() {
                faults.push(format!("{code}, {}: no rule answers it", family.name));
            }
        }
    }
    faults.extend(answers.iter().map(|(code, rules)| format!("{code} of {rules:?} is no family")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(known > 100, "{known} families are known");
}

#[test]
fn the_table_of_families_is_that_of_the_rules() {
    let answers = answers();
    let mut out = String::from(
        "# Families of damage\n\n\
         Which rules answer which kind of damage, and what is left out. Made from `families` in the \
         rule files and from `docs/families.toml`; `SNAPSHOTS=overwrite cargo test --test families` \
         writes it.\n",
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (letter, group) in &groups() {
        let _ = write!(out, "\n## {letter}. {}\n\n", group.about);
        out.push_str("| family | what it is | rules | status | what is missing, and why |\n");
        out.push_str("| --- | --- | --- | --- | --- |\n");
        for (code, Family { name, about, reason }) in &group.families {
            let rules = answers.get(code.as_str());
            let status = match (rules, reason) {
                (Some(_), None) => "answered",
                (Some(_), Some(_)) => "partly",
                (None, _) => "left out",
            };
            *counts.entry(status).or_default() += 1;
            let rules: Vec<_> =
                rules.into_iter().flatten().map(|rule| format!("`{rule}`")).collect();
            let (rules, reason) = (rules.join(", "), reason.as_deref().unwrap_or_default());
            let row = format!("| {code} {name} | {about} | {rules} | {status} | {reason} |");
            out.push_str(&row.replace("  ", " "));
            out.push('\n');
        }
    }
    let counts: Vec<_> = counts.iter().map(|(status, count)| format!("{count} {status}")).collect();
    let _ = write!(out, "\nOf all families: {}.\n", counts.join(", "));
    snapbox::assert_data_eq!(out, snapbox::file!["../docs/families.md"].raw());
}
