//! The built-in rules have none of the flaws that `mtlint rules check` looks for.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "what the tests share reads files, and says so when it skips"
)]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use mtlint::builtin;
use mtlint::lint::{lint, too_loud};
use mtlint::rule::{Flaw, FlawKind, Rule, RuleSet, RuleSource};
use mtlint::scan::Scanner;

#[test]
fn the_built_in_rules_have_no_flaws() {
    let mut flaws = lint(common::scanner(), &|_| true);
    // Of the long lists some tables have no example yet.
    flaws.retain(|flaw| flaw.kind != FlawKind::MissingExamples);
    let told: Vec<_> = flaws.iter().map(|flaw| format!("{} {}", flaw.kind, flaw.fault)).collect();
    assert!(told.is_empty(), "{} flaws:\n{}", told.len(), told.join("\n"));
}

/// A rule with three examples of each kind, that looks for what `tables` say.
fn rule(name: &str, tables: &str, bad: [&str; 3]) -> Arc<RuleSource> {
    let bad = bad.map(|text| format!("[[example]]\nbad = '''{text}'''\n")).concat();
    let good = ["The mill is old.", "The bus was late.", "She sold the boat."]
        .map(|text| format!("[[example]]\ngood = '{text}'\n"))
        .concat();
    let number: u32 = name.bytes().map(u32::from).sum();
    let text = format!(
        "id = 'MT{number:04}'\nname = '{name}'\ncategory = 'calque'\nseverity = 'warning'\n\
         confidence = 'medium'\npivots = []\nmessage = 'wrong'\nexplanation = 'Why.'\n\
         {tables}\n{bad}{good}"
    );
    let path = format!("mine/calque/{name}.toml");
    Arc::new(RuleSource { path, text: text.into(), builtin: false })
}

/// The flaws of `own`, which are loaded beside the lexicon.
fn flaws(own: Vec<Arc<RuleSource>>) -> Vec<Flaw> {
    let mut sources = builtin::sources();
    sources.retain(|source| source.path.contains("lexicon"));
    sources.extend(own);
    let (rules, faults) = RuleSet::load(sources);
    assert_eq!(faults, [], "the rules can be read");
    let scanner = Scanner::new(&rules).expect("there are no checks");
    lint(&scanner, &|rule| !rule.file.builtin)
}

/// Asserts that `tables` are blamed for what `expect` says, each with a part of its message.
#[track_caller]
fn check(tables: &str, bad: [&str; 3], expect: &[(FlawKind, &str)]) {
    let flaws = flaws(vec![rule("frim", tables, bad)]);
    let told: Vec<_> = flaws.iter().map(|flaw| (flaw.kind, flaw.fault.message.as_str())).collect();
    let as_told = told.len() == expect.len()
        && told
            .iter()
            .zip(expect)
            .all(|((kind, told), (expected, part))| kind == expected && told.contains(part));
    assert!(as_told, "{told:#?}\nis not\n{expect:#?}");
}

const FRIM: [&str; 3] = ["A frim glorp here.", "The frim glorp.", "No frim glorp at all."];

#[test]
fn a_sound_rule_has_no_flaws() {
    check("[[phrases]]\nfind = 'frim glorp'", FRIM, &[]);
    check("[[phrases]]\nfind = 'frim glorp'\nwhen.before = '(?:an?|the|no) $'", FRIM, &[]);
    check("[[regex]]\nfind = '(?i)frim gl[oa]rp'\nunless.after = '^ing'", FRIM, &[]);
}

#[test]
fn what_never_matches_is_dead() {
    use FlawKind::{Dead, MissingExamples};
    let frim = "[[phrases]]\nfind = 'frim glorp'\n";
    let missing = (MissingExamples, "is found by what stands here");
    check(
        &format!("{frim}[[regex]]\nfind = 'glorp  frim'"),
        FRIM,
        &[missing, (Dead, "every match needs `glorp  frim`")],
    );
    check(
        &format!("{frim}when.document = 'frim'\nunless.paragraph = 'glorp|mill'"),
        FRIM,
        &[missing, (Dead, "gets past its guards")],
    );
}

#[test]
fn a_guard_that_is_never_true_is_dead() {
    let with = |guard: &str| format!("[[phrases]]\nfind = 'frim glorp'\n{guard}");
    let dead = |part| [(FlawKind::Dead, part)];
    check(&with("unless.before = 'of'"), FRIM, &dead("`unless.before` asks for what cannot"));
    check(&with("unless.after = '^s|^ mill'"), FRIM, &dead("behind a match: `^s`"));
    check(&with("unless.paragraph = '  | mill'"), FRIM, &dead("`unless.paragraph`"));
    check(&with("unless.before = 'of $'\nunless.after = '^ mill|^, '"), FRIM, &[]);
}

#[test]
fn what_is_found_by_something_else_too_is_shadowed_or_duplicated() {
    use FlawKind::{Duplicated, Shadowed};
    check(
        "[[phrases]]\nfind = ['frim glorp', 'Frim Glorp']",
        FRIM,
        &[(Duplicated, "`Frim Glorp` is looked for by this rule already")],
    );
    check(
        "[[phrases]]\nfind = ['(the|no|a) frim {word}', 'frim glorp', 'the frim glorp']",
        FRIM,
        &[(Shadowed, "all that `the frim glorp` finds is found by")],
    );
    check("[[phrases]]\nfind = ['frim glorp', 'frim glorps']", FRIM, &[]);
    let again = |name| rule(name, "[[phrases]]\nfind = 'frim glorp'", FRIM);
    let told = flaws(vec![again("frim"), again("glorp")]);
    let told: BTreeMap<_, _> = told.iter().map(|flaw| (flaw.kind, flaw.rule.as_str())).collect();
    assert_eq!(told[&Duplicated], "glorp", "the later of two is to blame");
}

#[test]
fn what_is_in_every_text_is_too_broad() {
    use FlawKind::TooBroad;
    let still = ["It is still here.", "Still it rained.", "He sat still."];
    check("[[phrases]]\nfind = 'still'", still, &[(TooBroad, "`still` is in every text")]);
    check(
        "[[phrases]]\nfind = 'frim glorp'\n[[regex]]\nfind = 'mill is'",
        FRIM,
        &[
            (TooBroad, "`frim` speaks in sound text"),
            (FlawKind::MissingExamples, "is found by what stands here"),
        ],
    );
}

#[test]
fn what_examples_leave_unsaid_is_missing() {
    use FlawKind::MissingExamples;
    let frim = "[[phrases]]\nfind = 'frim glorp'\n";
    let fix = "[[phrases]]\nfind = 'frim glorp'\nfix = 'mill'\napplicability = 'unsafe'";
    check(fix, FRIM, &[(MissingExamples, "with a `fixed` text")]);
    let other = format!("{frim}[[phrases]]\nfind = 'glorp frims'");
    check(&other, FRIM, &[(MissingExamples, "is found by what stands here")]);
    let source = rule("frim", frim, FRIM);
    let text = source.text.replacen("[[example]]\nbad = '''A frim glorp here.'''\n", "", 1);
    let fewer = RuleSource { text: text.into(), path: source.path.clone(), builtin: false };
    let told = flaws(vec![Arc::new(fewer)]);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].fault.message.contains("has 2 `bad` examples"), "{told:#?}");
}

#[test]
fn a_rule_that_speaks_more_often_than_it_claims_is_too_broad() {
    let rules = common::rules();
    let (index, loud) = rules
        .iter()
        .find(|(_, rule)| rule.confidence.bound() == Some(1.5))
        .expect("there is a rule of medium confidence");
    let count = |findings: usize, words: usize| {
        let only = |rule: &Rule| rule.code == loud.code;
        too_loud(rules, &only, &|other| if other == index { findings } else { 0 }, words).len()
    };
    assert_eq!(count(15, 10_000_000), 0);
    assert_eq!(count(16, 10_000_000), 1);
    assert_eq!(count(1, 1000), 1);
    assert_eq!(count(0, 0), 0);
}
