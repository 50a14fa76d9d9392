//! Measures every rule on clean, translated and round-tripped text, and writes `docs/scorecard.md`.
//!
//! `cargo run --release --example scorecard`. The corpora lie beside the project and are not part of
//! it, and every new rule changes the figures: this is a report and no gate. Without the corpora it
//! says that it skipped.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads its own files and says what it saw"
)]

#[path = "../../tests/common/mod.rs"]
mod common;
mod documents;
mod judged;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mtlint::emit::per_million;
use mtlint::finding::{Finding, RuleIndex};
use mtlint::rule::Confidence;
use mtlint::text::Document;
use rayon::prelude::*;

/// How many words a piece of text has, of which it is asked whether anything is found in it.
const PIECE: usize = 200;

/// What kind of text a corpus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Clean,
    Reference,
    Translated,
    RoundTrip,
}

/// The kinds, each with the head of its column.
const KINDS: [(Kind, &str); 4] = [
    (Kind::Clean, "clean"),
    (Kind::Reference, "human translation"),
    (Kind::Translated, "machine translation"),
    (Kind::RoundTrip, "round trip"),
];

/// What was found in texts of one kind and group.
#[derive(Default, Clone)]
struct Tally {
    words: usize,
    counts: BTreeMap<RuleIndex, usize>,
    pieces: usize,
    /// Pieces in which something is found that is shown by default.
    marked: usize,
}

impl Tally {
    fn merge(mut self, other: &Tally) -> Tally {
        self.words += other.words;
        self.pieces += other.pieces;
        self.marked += other.marked;
        for (rule, count) in &other.counts {
            *self.counts.entry(*rule).or_default() += count;
        }
        self
    }

    fn count(&self, wanted: impl Fn(RuleIndex) -> bool) -> usize {
        self.counts.iter().filter(|(rule, _)| wanted(**rule)).map(|(_, count)| count).sum()
    }

    fn rate(&self, wanted: impl Fn(RuleIndex) -> bool) -> f64 {
        per_million(self.count(wanted), self.words)
    }
}

/// Tallies by kind and by group within it: a register, or a pivot, year and engine.
type Card = BTreeMap<(Kind, String), Tally>;

/// Where a text belongs; `None`: it is no English, or the same as another.
fn place(root: &Path, file: &Path) -> Option<(Kind, String)> {
    let below = file.strip_prefix(root).ok()?;
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let name = parts.last()?.strip_suffix(".txt")?;
    match (parts.first()?.as_ref(), parts.as_slice()) {
        ("clean", [_, register, ..]) => Some((Kind::Clean, register.to_string())),
        ("mt", _) if name == "src" => None,
        ("mt", [_, year, pair, _]) if name.starts_with("ref") => {
            Some((Kind::Reference, format!("{year} {pair}")))
        }
        ("mt", [_, year, pair, _]) => Some((Kind::Translated, format!("{year} {pair} {name}"))),
        ("roundtrip", [_, set, _]) if name == "rt" || name.ends_with(".rt") => {
            Some((Kind::RoundTrip, set.to_string()))
        }
        ("roundtrip", [_, set, _]) => {
            let language = name.strip_prefix("rt.").filter(|language| language.len() == 2)?;
            Some((Kind::RoundTrip, format!("{set} {language}")))
        }
        _ => None,
    }
}

/// Takes out what gives a rule-based engine away and is no damage of translation: doubled blanks,
/// blanks before stops, marks on words.
fn without_debris(text: &str) -> String {
    let mut out = text.replace("  ", " ").replace(" .", ".").replace(" ,", ",");
    for mark in ['*', '#', '@'] {
        out = out.replace(&format!(" {mark}"), " ");
    }
    out
}

fn tally(text: String) -> Tally {
    let document = Document::memory(text);
    let findings = common::scanner().scan(&document);
    let mut tally = Tally::default();
    for finding in &findings {
        *tally.counts.entry(finding.rule).or_default() += 1;
    }
    let shown =
        |finding: &&Finding| common::rules().get(finding.rule).confidence >= Confidence::Medium;
    let mut shown = findings.iter().filter(shown).map(|finding| finding.span.start()).peekable();
    let (mut at, mut words) = (0, 0);
    for line in document.text().split_inclusive('\n') {
        at += line.len();
        let more = line.split_whitespace().count();
        words += more;
        tally.words += more;
        if words >= PIECE {
            words = 0;
            tally.pieces += 1;
            let before = |start: &usize| *start < at;
            tally.marked += usize::from(shown.next_if(before).is_some());
            while shown.next_if(before).is_some() {}
        }
    }
    tally
}

fn measure(root: &Path) -> Card {
    let files: Vec<_> = ["clean", "mt", "roundtrip"]
        .iter()
        .flat_map(|folder| common::texts(&root.join(folder)))
        .filter_map(|file| Some((place(root, &file)?, file)))
        .collect();
    let tallies: Vec<_> = files
        .par_iter()
        .map(|((kind, group), file)| {
            let text =
                String::from_utf8_lossy(&fs::read(file).expect("a text can be read")).into_owned();
            let text = if *kind == Kind::RoundTrip { without_debris(&text) } else { text };
            ((*kind, group.clone()), tally(text))
        })
        .collect();
    let mut card = Card::new();
    for (place, tally) in tallies {
        let sum = card.entry(place).or_default();
        *sum = std::mem::take(sum).merge(&tally);
    }
    card
}

fn all_of(card: &Card, kind: Kind) -> Tally {
    let of_kind = card.iter().filter(|((other, _), _)| *other == kind);
    of_kind.fold(Tally::default(), |sum, (_, tally)| sum.merge(tally))
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

fn by_confidence(sums: &[Tally]) -> String {
    let mut out = String::from("| findings per million words |");
    for (_, head) in KINDS {
        let _ = write!(out, " {head} |");
    }
    out.push_str("\n| --- | ---: | ---: | ---: | ---: |\n");
    let rules = common::rules();
    for level in Confidence::ALL.into_iter().rev() {
        let of_level = |rule| rules.get(rule).confidence == level;
        let cells: Vec<_> = sums.iter().map(|sum| format!("{:.2}", sum.rate(of_level))).collect();
        let _ = writeln!(out, "| {level} | {} |", cells.join(" | "));
    }
    let words: Vec<_> = sums.iter().map(|sum| sum.words.to_string()).collect();
    let _ = writeln!(out, "| words | {} |", words.join(" | "));
    let pieces: Vec<_> = sums.iter().map(|sum| percent(sum.marked, sum.pieces)).collect();
    let _ = writeln!(out, "| pieces with a finding | {} |", pieces.join(" | "));
    out
}

fn by_group(card: &Card, kind: Kind) -> String {
    let rules = common::rules();
    let from = |least: Confidence| move |rule: RuleIndex| rules.get(rule).confidence >= least;
    let mut out = String::from(
        "| text | words | medium and above | high and above | pieces with a finding |\n\
         | --- | ---: | ---: | ---: | ---: |\n",
    );
    for ((_, group), tally) in card.iter().filter(|((other, _), _)| *other == kind) {
        let (medium, high) =
            (tally.rate(from(Confidence::Medium)), tally.rate(from(Confidence::High)));
        let pieces = percent(tally.marked, tally.pieces);
        let _ = writeln!(out, "| {group} | {} | {medium:.2} | {high:.2} | {pieces} |", tally.words);
    }
    out
}

/// A line for each rule that spoke, and one line for all others.
fn by_rule(card: &Card, sums: &[Tally]) -> String {
    let mut out = String::from(
        "| rule | confidence | clean | human translation | machine translation | round trip | ratio \
         | clean registers |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    let mut silent = Vec::new();
    for (index, rule) in common::rules().iter() {
        let own = |other: RuleIndex| other == index;
        let rates: Vec<_> = sums.iter().map(|sum| sum.rate(own)).collect();
        if sums.iter().all(|sum| sum.count(own) == 0) {
            silent.push(format!("`{}`", rule.name));
            continue;
        }
        let damaged = sums[2].clone().merge(&sums[3]).rate(own);
        let ratio = match (damaged > 0.0, rates[0] > 0.0) {
            (true, true) => format!("{:.1}", damaged / rates[0]),
            (true, false) => "never clean".to_owned(),
            (false, _) => "0".to_owned(),
        };
        let registers: Vec<_> = card
            .iter()
            .filter(|((kind, _), tally)| *kind == Kind::Clean && tally.count(own) > 0)
            .map(|((_, register), tally)| format!("{register} {:.1}", tally.rate(own)))
            .collect();
        let rates: Vec<_> = rates.iter().map(|rate| format!("{rate:.2}")).collect();
        let (name, rates) = (&rule.name, rates.join(" | "));
        let (level, registers) = (rule.confidence, registers.join(", "));
        let _ = writeln!(out, "| `{name}` | {level} | {rates} | {ratio} | {registers} |");
    }
    let _ = write!(
        out,
        "\n{} rules spoke in none of these texts: {}.\n",
        silent.len(),
        silent.join(", ")
    );
    out
}

fn main() {
    let Some(root) = common::corpus("") else { return };
    let card = measure(&root);
    let sums = KINDS.map(|(kind, _)| all_of(&card, kind));
    assert!(sums.iter().all(|sum| sum.words > 100_000), "the corpora are whole");
    let [clean, reference, translated, round_trip] =
        sums.each_ref().map(|sum| percent(sum.marked, sum.pieces));
    let text = format!(
        "# Scorecard\n\n\
         How often the rules speak in text of known origin. Made by `cargo run --release \
         --example scorecard` from corpora that are not part of the project.\n\n\
         All rates are findings per million words. A piece is a run of whole lines of at least \
         {PIECE} words; it has a finding if one of medium confidence or above begins in it. \
         In round trips, doubled blanks, blanks before stops and the marks `*`, `#` and `@` are taken \
         out first, because they give the engine away and not the translation.\n\n\
         ## What can be expected\n\n\
         **Little on fluent neural translation.** Of the pieces of machine translation, by systems \
         of 2021 to 2023 and mostly news, {translated} have a finding; of human translations of the \
         same texts {reference} do, and of clean English {clean}. What sets these systems apart from \
         people is not in single words or marks, and mtlint does not claim to tell the two apart. Of \
         the round trips, mostly by a rule-based engine, {round_trip} of the pieces have a finding: \
         the damage mtlint is made for is that of older engines, of pipelines and of round trips.\n\n\
         ## By confidence\n\n{}\n\
         ## Documents\n\n{}\n\
         ## What people said\n\n{}\n\
         ## By engine, pivot and year\n\n### Machine translation\n\n{}\n### Round trips\n\n{}\n\
         ### Human translations, as a control\n\n{}\n### Clean English by register\n\n{}\n\
         ## By rule\n\n\
         The ratio is that of the rate in machine translation and round trips together to the rate \
         in clean text. Registers are listed where the rule spoke in them.\n\n{}",
        by_confidence(&sums),
        documents::section(&root),
        judged::section(&root),
        by_group(&card, Kind::Translated),
        by_group(&card, Kind::RoundTrip),
        by_group(&card, Kind::Reference),
        by_group(&card, Kind::Clean),
        by_rule(&card, &sums),
    );
    let path = common::root().join("docs/scorecard.md");
    std::fs::write(path, text).expect("the scorecard can be written");
}
