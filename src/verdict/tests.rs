use std::sync::Arc;

use super::*;
use crate::rule::RuleSource;
use crate::text::Span;

const CHANNELS: &str = "\
[channel.none]\nkind = 'none'\nlooks = 'sound'\nprior = 0\n\
[channel.es-round-trip]\nkind = 'round-trip'\npivot = 'es'\nlooks = 'Spanish'\nprior = -6\n\
[channel.ru-round-trip]\nkind = 'round-trip'\npivot = 'ru'\nlooks = 'Russian'\nprior = -6\n\
[channel.scraper]\nkind = 'scraper'\nlooks = 'scraped'\nprior = -2\n\
[weights]\nflag-at = 0.9\nunlock-at = 0.8\nfree-words = 300\nlength-cost = 1\nrepeats = 0.3\n\
pivot-named = 1\npivot-other = 2\n\
[weights.confidence]\nlow = 0.2\n\
[weights.evidence.round-trip]\ncalque = 3\n\
[weights.evidence.scraper]\nscrape = 4\n\
[weights.rules.doubtful]\nround-trip = 0.1\n\
[traces.engine]\nof = 'Spanish'\nkind = 'round-trip'\npivots = ['es']\nbase = -2\nmost = 9\n\
[[traces.engine.sign]]\nweight = 3\nphrases = ['of the', 'the his']\n\
[[traces.engine.sign]]\nweight = -4\nphrases = ['its']\n";

/// The rules `spanish`, `other-spanish`, `unsure` (low), `doubtful` and `banner` (scrape), in this
/// order.
fn rules() -> RuleSet {
    let rule = |code: &str, name: &str, category: &str, confidence: &str, pivots: &str| {
        let text = format!(
            "id = '{code}'\nname = '{name}'\ncategory = '{category}'\nseverity = 'note'\n\
             confidence = '{confidence}'\npivots = [{pivots}]\nmessage = 'x'\n\
             explanation = 'x'\n[[phrases]]\nfind = '{name}'\n[[example]]\nbad = '{name}'\n\
             [[example]]\ngood = 'x'\n"
        );
        let path = format!("rules/{category}/{name}.toml");
        Arc::new(RuleSource { path, text: text.into(), builtin: true })
    };
    let channels = RuleSource {
        path: "rules/channels/weights.toml".to_owned(),
        text: CHANNELS.into(),
        builtin: true,
    };
    let (rules, faults) = RuleSet::load(vec![
        rule("MT0001", "spanish", "calque", "high", "'es'"),
        rule("MT0002", "other-spanish", "calque", "high", "'es'"),
        rule("MT0003", "unsure", "calque", "low", "'es'"),
        rule("MT0004", "doubtful", "calque", "high", "'es'"),
        rule("MT0005", "banner", "scrape", "high", ""),
        Arc::new(channels),
    ]);
    assert_eq!(faults, []);
    rules
}

/// The verdict on a document in which the rules at these places speak.
fn verdict(spoken: &[usize], words: usize) -> Verdict {
    verdict_on(spoken, [0; 3], words)
}

/// The same where the three signs stand in it so often.
fn verdict_on(spoken: &[usize], signs: [usize; 3], words: usize) -> Verdict {
    let finding = |&rule: &usize| Finding {
        rule: RuleIndex(rule),
        span: Span::empty(0),
        instance: String::new(),
        message: String::new(),
        label: String::new(),
        related: Vec::new(),
        fixes: Vec::new(),
    };
    let findings: Vec<_> = spoken.iter().map(finding).collect();
    judge(&rules(), &findings, &TraceCounts(vec![signs.to_vec()]), words)
}

#[track_caller]
fn check_more(more: (&[usize], usize), less: (&[usize], usize)) {
    let (more, less) = (verdict(more.0, more.1), verdict(less.0, less.1));
    assert!(more.score > less.score + 0.001, "{more:?}\n{less:?}");
}

#[test]
fn probabilities_add_up_to_one() {
    for spoken in [&[][..], &[0], &[0, 1, 2, 3, 4], &[4, 4], &[0; 400]] {
        let verdict = verdict(spoken, 100);
        let sum: f64 = verdict.channels.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9, "{verdict:?}");
        assert!((0.0..=1.0).contains(&verdict.score));
    }
}

#[test]
fn different_rules_say_more_than_one_rule_again() {
    check_more((&[0, 1], 100), (&[0, 0], 100));
    check_more((&[0, 0], 100), (&[0], 100));
    check_more((&[0], 100), (&[2], 100));
    check_more((&[2], 100), (&[3], 100));
    check_more((&[3], 100), (&[], 100));
}

#[test]
fn a_finding_in_a_long_document_says_less() {
    check_more((&[0, 1], 300), (&[0, 1], 600));
    assert_eq!(verdict(&[0, 1], 10_000_000).score, verdict(&[], 0).score);
    assert_eq!(verdict(&[0, 1], 10), Verdict { words: 10, ..verdict(&[0, 1], 300) });
}

#[test]
fn the_pivot_that_is_named_is_the_most_probable() {
    let (rules, verdict) = (rules(), verdict(&[0, 1], 100));
    let known = rules.channels();
    let ranked = verdict.ranked(known);
    assert_eq!(ranked[0].0.id, "es-round-trip");
    assert!(verdict.shows(known, "es") > 50.0 * verdict.shows(known, "ru"));
    assert!((verdict.shows(known, "round-trip") - verdict.score).abs() < 1e-9);
    assert_eq!((verdict.findings, verdict.distinct_rules), (2, 2));
    assert!((verdict.per_1000_words() - 20.0).abs() < 1e-9);
}

#[test]
fn what_scrapers_leave_neither_raises_nor_lowers_the_score() {
    assert_eq!(verdict(&[4, 4], 100).score, verdict(&[], 100).score);
    assert_eq!(verdict(&[0, 1, 4], 100).score, verdict(&[0, 1], 100).score);
    let scraped = verdict(&[4], 100);
    assert!(scraped.shows(rules().channels(), "scraper") > 0.8, "{scraped:?}");
    assert_eq!((scraped.findings, scraped.distinct_rules), (0, 0));
}

#[test]
fn traces_say_much_where_there_are_many() {
    let score = |signs| verdict_on(&[], signs, 1000).score;
    assert!(score([1, 0, 0]) < score([5, 0, 0]) && score([5, 0, 0]) < score([5, 5, 0]));
    assert!(score([5, 5, 0]) > 0.9, "different signs say more than one again");
    assert!(score([5, 5, 4]) < 0.1, "what people write speaks against it");
    assert_eq!(score([0, 0, 9]), score([0, 0, 0]), "and never for people: many write otherwise");
    assert_eq!(score([99, 99, 0]), score([9999, 9999, 0]), "there is a most they say");
}

#[test]
fn traces_are_counted_where_they_speak() {
    let (rules, verdict) = (rules(), verdict_on(&[0], [5, 4, 1], 1000));
    assert_eq!((verdict.findings, verdict.distinct_rules), (1, 1));
    assert_eq!((verdict.traces, verdict.traces_of), (9, Some(0)));
    assert!(verdict.shows(rules.channels(), "es") > 0.9, "{verdict:?}");
    let silent = verdict_on(&[0], [0, 1, 3], 1000);
    assert_eq!((silent.traces, silent.traces_of), (0, None));
}

#[test]
fn without_channels_there_is_no_verdict() {
    let verdict = judge(&RuleSet::default(), &[], &TraceCounts::default(), 7);
    assert_eq!(verdict, Verdict { words: 7, ..Verdict::default() });
    assert!(!verdict.is_flagged(RuleSet::default().channels()));
}
