//! The engine, on rules made for the test.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test reads its own files and says what it saw"
)]

use std::sync::Arc;

use mtlint::builtin;
use mtlint::finding::Finding;
use mtlint::fix::repair;
use mtlint::rule::{Applicability, RuleSet, RuleSource};
use mtlint::scan::Scanner;
use mtlint::text::{Document, Span};

const LEXICON: &str = r#"
[class.scope]
about = "how far"
words = ["global", "worldwide", "world wide"]
[class.wrong]
about = "wrongs"
words = ["injustice", "police violence"]
[map.adjective-of]
about = "noun to adjective"
pairs = { education = "educational" }
"#;

/// A rule whose matchers are `looks`; its examples are there because they must be.
fn rule(number: u32, looks: &str) -> String {
    format!(
        r#"
id = "MT{number:04}"
name = "rule-{number}"
category = "calque"
severity = "warning"
confidence = "high"
pivots = []
message = "`{{match}}` becomes `{{fix}}`"
explanation = "A rule of a test."
{looks}
[[example]]
bad = "x"
[[example]]
good = "y"
"#
    )
}

fn rules(looks: &[&str]) -> RuleSet {
    let file = |path: String, text: String| {
        Arc::new(RuleSource { path, text: text.into(), builtin: false })
    };
    let mut sources = vec![file("rules/lexicon/words.toml".into(), LEXICON.into())];
    let function_words = |source: &Arc<RuleSource>| source.path.ends_with("function-words.toml");
    sources.extend(builtin::sources().into_iter().filter(function_words));
    for (at, looks) in looks.iter().enumerate() {
        let number = at as u32 + 1;
        sources.push(file(format!("rules/calque/rule-{number}.toml"), rule(number, looks)));
    }
    let (rules, faults) = RuleSet::load(sources);
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    rules
}

fn scan(looks: &[&str], text: &str) -> (Document, Vec<Finding>) {
    let rules = rules(looks);
    let document = Document::memory(text);
    let findings = Scanner::new(&rules).expect("no checks").scan(&document);
    (document, findings)
}

/// What the rule finds in `text`, piece by piece.
#[track_caller]
fn finds(looks: &str, text: &str, expect: &[&str]) {
    let (document, findings) = scan(&[looks], text);
    let found: Vec<_> = findings.iter().map(|finding| document.slice(finding.span)).collect();
    assert_eq!(found, expect, "{text:?}");
}

/// What becomes of `text`.
#[track_caller]
fn fixes(looks: &str, text: &str, expect: &str) {
    let rules = rules(&[looks]);
    let scanner = Scanner::new(&rules).expect("no checks");
    let done = repair(&scanner, &Document::memory(text), &|_| true, Applicability::Unsafe);
    assert_eq!(done.expect("it comes to an end").text, expect, "{text:?}");
}

const PHRASE: &str =
    "[[phrases]]\nfind = \"put in evidence\"\nfix = \"shown\"\napplicability = \"safe\"";

#[test]
fn a_phrase_is_found_through_layout_and_at_word_edges() {
    finds(
        PHRASE,
        "It put in\n   evidence that, and Put\u{a0}in  Evidence.",
        &["put in\n   evidence", "Put\u{a0}in  Evidence"],
    );
    finds(PHRASE, "input in evidence, put in evidences, re-put in evidence", &[]);
    finds(PHRASE, "put in\n\nevidence", &[]);
    finds(PHRASE, "(put in evidence)", &["put in evidence"]);
}

#[test]
fn apostrophes_match_in_either_form_and_keep_theirs() {
    let look = "[[phrases]]\nfind = \"it's him\"\nfix = \"it's he\"\napplicability = \"safe\"";
    fixes(look, "It\u{2019}s him. It's him.", "It\u{2019}s he. It's he.");
    let look = "[[phrases]]\nfind = \"is not him\"\nfix = \"isn't he\"\napplicability = \"safe\"";
    fixes(look, "That\u{2019}s it; is not him.", "That\u{2019}s it; isn\u{2019}t he.");
}

#[test]
fn a_fix_takes_the_case_and_the_layout_of_what_it_replaces() {
    let look = "[[phrases]]\nfind = \"injustice racial\"\nfix = \"racial injustice\"\napplicability = \"safe\"";
    fixes(look, "INJUSTICE RACIAL", "RACIAL INJUSTICE");
    fixes(look, "Injustice\r\n  racial, a", "Racial\r\n  injustice, a");
}

#[test]
fn exact_case_is_exact() {
    let look = "[[phrases]]\nfind = \"White house\"\nfix = \"White House\"\napplicability = \"safe\"\ncase = \"exact\"";
    fixes(look, "The White house, a white house.", "The White House, a white house.");
}

#[test]
fn letters_beyond_ascii_fold_too() {
    let look = "[[phrases]]\nfind = \"\u{e9}tat major\"\nfix = \"general staff\"\napplicability = \"safe\"";
    finds(
        look,
        "\u{e9}tat major, \u{c9}tat major, \u{c9}TAT MAJOR",
        &["\u{e9}tat major", "\u{c9}tat major", "\u{c9}TAT MAJOR"],
    );
}

const SLOTS: &str = "[[phrases]]\nfind = \"{scope} (trial|toll) {prep:on|of} {wrong}\"\nfix = \"{scope} reckoning {prep} {wrong}\"\napplicability = \"unsafe\"";

#[test]
fn slots_hold_words_of_classes_and_fill_the_fix() {
    fixes(
        SLOTS,
        "A World\nwide trial on police violence.",
        "A World\nwide reckoning on police violence.",
    );
    finds(SLOTS, "global trial on trade; global toll of injustices", &[]);
}

#[test]
fn a_focus_is_the_damage_and_the_rest_is_evidence() {
    let look = "[[regex]]\nfind = '(?P<head>, which [a-z ]+)(?P<cut>\\. It is)'\nfix = \", is\"\nfocus = \"cut\"\napplicability = \"unsafe\"";
    let (document, findings) = scan(&[look], "A firm, which sells maps. It is old.");
    assert_eq!(document.slice(findings[0].span), ". It is");
    assert_eq!(document.slice(findings[0].related[0].0), ", which sells maps");
    fixes(look, "A firm, which sells maps. It is old.", "A firm, which sells maps, is old.");
}

#[test]
fn guards_look_around_and_no_farther_than_the_paragraph() {
    let look = "[[phrases]]\nfind = \"toll\"\nwhen.before = 'heavy '\nunless.after = ' road'\nunless.paragraph = 'bridge'";
    finds(look, "a heavy toll\n\na toll\n\na heavy toll road\n\na bridge, a heavy toll", &["toll"]);
    finds(look, "heavy \n\ntoll", &[]);
    let look = "[[phrases]]\nfind = \"toll\"\nunless.document = 'bridge'";
    finds(look, "toll, toll", &["toll", "toll"]);
    finds(look, "toll\n\nbridge", &[]);
}

#[test]
fn one_phrase_does_not_hide_another_that_fails() {
    // A leftmost search would take `put in evidences` away from the shorter phrase.
    let look = "[[phrases]]\nfind = [\"put in evidence of\", \"in evidence\"]";
    finds(look, "put in evidence offered", &["in evidence"]);
    finds(look, "put in evidence of", &["put in evidence of"]);
}

#[test]
fn rules_do_not_hide_one_another() {
    let (document, findings) = scan(
        &["[[phrases]]\nfind = \"on trial\"", "[[phrases]]\nfind = \"trial on race\""],
        "on trial on race",
    );
    let found: Vec<_> = findings.iter().map(|finding| document.slice(finding.span)).collect();
    assert_eq!(found, ["on trial", "trial on race"]);
}

#[test]
fn residue_is_found_as_it_stands() {
    let look =
        "[[residue]]\nentries = [{ find = \",quot;\", fix = '\"' }]\napplicability = \"safe\"";
    fixes(look, "a,quot;b ,QUOT;", "a\"b ,QUOT;");
}

#[test]
fn a_deleted_line_takes_its_break_along() {
    let look = "[[phrases]]\nfind = \"leave a comment\"\nfix = \"\"\nwhole-line = true\napplicability = \"safe\"";
    fixes(look, "One.\n\n  Leave a comment \n\nTwo.\n", "One.\n\nTwo.\n");
    fixes(look, "Do leave a comment\n", "Do leave a comment\n");
}

#[test]
fn fixes_can_look_words_up() {
    let look = "[[regex]]\nfind = '(?P<noun>[a-z]+)\\. (?P<head>opportunities)'\nfix = \"{noun|map:adjective-of} {head}\"\napplicability = \"unsafe\"";
    fixes(look, "more education. opportunities", "more educational opportunities");
    // Not in the map: found, and nothing is offered.
    let (_, findings) = scan(&[look], "more skill. opportunities");
    assert_eq!((findings.len(), findings[0].fixes.len()), (1, 0));
}

#[test]
fn alternatives_are_shown_and_not_applied() {
    let look = "[[phrases]]\nfind = \"big V\"\nfix = [\"influencer\", \"verified account\"]\napplicability = \"unsafe\"";
    let (_, findings) = scan(&[look], "a big V");
    let shown: Vec<_> = findings[0].fixes.iter().map(|fix| fix.applicability).collect();
    assert_eq!(shown, [Applicability::Display; 2]);
    fixes(look, "a big V", "a big V");
}

#[test]
fn the_wrong_order_is_derived_from_the_right_one() {
    let look = "[[order]]\nright = [\"racial | injustice\"]\napplicability = \"safe\"";
    fixes(look, "of injustice racial, and", "of racial injustice, and");
    finds(look, "an injustice racial minorities face", &[]);
}

#[test]
fn an_expression_finds_the_same_around_anchors_as_everywhere() {
    let expression = r"(?:the )?\b\w{1,9} reckoning\b(?: with \w+)?";
    let rules = rules(&[&format!("[[regex]]\nfind = '{expression}'")]);
    let scanner = Scanner::new(&rules).expect("no checks");
    let plain = regex::Regex::new(expression).expect("it parses");
    let words = [
        "the ",
        "dead ",
        "reckoning ",
        "with ",
        "race ",
        "xreckoning ",
        "\u{e9}t\u{e9} ",
        ". ",
        "\n\n",
    ];
    let mut state = 7_u64;
    let mut found = 0;
    for _ in 0..300 {
        let mut text = String::new();
        for _ in 0..60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(words[(state >> 33) as usize % words.len()]);
        }
        let document = Document::memory(text.as_str());
        let spans: Vec<_> = scanner.scan(&document).iter().map(|finding| finding.span).collect();
        let folded = document.folded();
        let mut expect = Vec::new();
        let mut start = 0;
        for paragraph in folded.text().split('\n') {
            for hit in plain.find_iter(paragraph) {
                expect.push(folded.to_source(Span::new(start + hit.start(), start + hit.end())));
            }
            start += paragraph.len() + 1;
        }
        assert_eq!(spans, expect, "{text:?}");
        found += spans.len();
    }
    assert!(found > 500, "the texts hold what is looked for: {found}");
}

#[test]
fn fixes_that_feed_one_another_are_named_and_not_applied() {
    let set = rules(&[
        "[[phrases]]\nfind = \"ping\"\nfix = \"pong\"\napplicability = \"safe\"",
        "[[phrases]]\nfind = \"pong\"\nfix = \"ping\"\napplicability = \"safe\"",
    ]);
    let scanner = Scanner::new(&set).expect("no checks");
    let error = repair(&scanner, &Document::memory("ping"), &|_| true, Applicability::Safe)
        .expect_err("there is no end");
    assert!(!error.rules.is_empty());
}

#[test]
fn a_fix_that_feeds_itself_ends_before_the_memory_does() {
    let set =
        rules(&["[[phrases]]\nfind = \"more\"\nfix = \"more more\"\napplicability = \"safe\""]);
    let scanner = Scanner::new(&set).expect("no checks");
    let text = "more ".repeat(1000);
    let done = repair(&scanner, &Document::memory(text), &|_| true, Applicability::Safe);
    assert_eq!(done.expect_err("there is no end").rules.len(), 1);
}

#[test]
fn scanners_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Scanner<'static>>();
    shared::<Document>();
}
