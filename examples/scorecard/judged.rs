//! What people said of machine translation: how many findings lie where a post-editor changed
//! something or a reader marked an error.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use mtlint::finding::RuleIndex;
use mtlint::rule::Confidence;
use mtlint::text::Document;
use rayon::prelude::*;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{common, percent};

/// One translation, and the bytes of it that people objected to.
struct Judged {
    text: String,
    objections: Vec<Range<usize>>,
}

/// The words and marks of a text, each with its place. White space and the forms of quotation marks
/// are lost: those of the post-edits are not the editors'.
fn tokens(text: &str) -> Vec<(String, Range<usize>)> {
    let mut tokens: Vec<(String, Range<usize>)> = Vec::new();
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            in_word = false;
            continue;
        }
        let is_word = c.is_alphanumeric();
        match tokens.last_mut() {
            Some((word, place)) if is_word && in_word => {
                word.push(c);
                place.end = end;
            }
            _ => {
                let plain = match c {
                    '“' | '”' | '„' | '«' | '»' => '"',
                    '‘' | '’' | '`' => '\'',
                    '–' | '—' => '-',
                    c => c,
                };
                tokens.push((plain.to_string(), at..end));
            }
        }
        in_word = is_word;
    }
    tokens
}

/// The bytes of `text` that `edited` has otherwise; where it has more, the words on both sides.
fn changes(text: &str, edited: &str) -> Vec<Range<usize>> {
    let (old, new) = (tokens(text), tokens(edited));
    let words = |tokens: &[(String, Range<usize>)]| -> Vec<String> {
        tokens.iter().map(|(word, _)| word.clone()).collect()
    };
    let place = |from: usize, to: usize| {
        let first = old.get(from).map_or(text.len(), |(_, place)| place.start);
        let last = to.checked_sub(1).and_then(|to| old.get(to)).map_or(0, |(_, place)| place.end);
        first.min(last)..last.max(first)
    };
    let ops = capture_diff_slices(Algorithm::Myers, &words(&old), &words(&new));
    let changed = ops.into_iter().filter_map(|op| match op {
        DiffOp::Equal { .. } => None,
        DiffOp::Delete { old_index, old_len, .. } | DiffOp::Replace { old_index, old_len, .. } => {
            Some(place(old_index, old_index + old_len))
        }
        DiffOp::Insert { old_index, .. } => {
            Some(place(old_index.saturating_sub(1), (old_index + 1).min(old.len())))
        }
    });
    changed.collect()
}

fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Translations and their post-edits, by language; the last by its references.
fn edited(root: &Path) -> BTreeMap<String, Vec<Judged>> {
    let root = root.join("postedit");
    let mut sets = BTreeMap::new();
    for pair in ["et-en", "ne-en", "ro-en", "ru-en", "si-en"] {
        let folder = root.join("mlqe-pe").join(pair);
        let set: &mut Vec<Judged> = sets.entry(format!("mlqe-pe {pair}")).or_default();
        for part in ["train", "dev", "test"] {
            let raw = lines(&folder.join(format!("{part}.mt.natural.txt")));
            let edits = lines(&folder.join(format!("{part}.pe.detok.txt")));
            set.extend(
                raw.into_iter()
                    .zip(edits)
                    .map(|(text, edit)| Judged { objections: changes(&text, &edit), text }),
            );
        }
    }
    let folder = root.join("mlqe-et-multiref");
    let [raw, first, second] =
        ["mt.en", "ref-1.en", "ref-2.en"].map(|file| lines(&folder.join(file)));
    let set = raw.into_iter().zip(first.into_iter().zip(second)).map(|(text, (first, second))| {
        // What both translators put otherwise.
        let second = changes(&text, &second);
        let both = |place: &Range<usize>| second.iter().any(|other| touch(place, other));
        let objections = changes(&text, &first).into_iter().filter(both).collect();
        Judged { text, objections }
    });
    sets.insert("two references et-en".to_owned(), set.collect());
    sets.retain(|_, set| !set.is_empty());
    sets
}

fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// Translations with the errors marked in them that can be seen in the English alone, or, where
/// errors have no category, all; those without such an error left out.
fn marked(root: &Path) -> BTreeMap<String, Vec<Judged>> {
    let root = root.join("mqm");
    let mut sets = BTreeMap::new();
    for name in [
        "ted2021_zh-en",
        "generalMT2023_zh-en_3raters",
        "literary2023_xx-en",
        "newstest2021_zh-en_nocat",
        "qe2022test_zh-en_nocat",
    ] {
        let rows = lines(&root.join(format!("{name}.tsv")));
        let Some(head) = rows.first() else { continue };
        let column = |wanted: &str| head.split('\t').position(|column| column == wanted);
        let (Some(text), Some(start), Some(end)) = (column("text"), column("start"), column("end"))
        else {
            continue;
        };
        let category = column("category");
        let mut by_text: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
        for row in rows.iter().skip(1) {
            let cells: Vec<_> = row.split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            let kind = category.map_or("", cell);
            let seen = name.ends_with("nocat") || is_fluency(kind);
            let (Ok(from), Ok(to)) = (cell(start).parse::<usize>(), cell(end).parse::<usize>())
            else {
                continue;
            };
            if seen && from < to {
                let byte = |characters: usize| {
                    let text = cell(text);
                    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
                };
                by_text.entry(cell(text).to_owned()).or_default().push(byte(from)..byte(to));
            }
        }
        let set = by_text.into_iter().map(|(text, objections)| Judged { text, objections });
        sets.insert(name.to_owned(), set.collect());
    }
    sets.retain(|_, set: &mut Vec<Judged>| !set.is_empty());
    sets
}

fn is_fluency(category: &str) -> bool {
    let category = category.to_lowercase();
    [
        "fluency",
        "style",
        "terminology",
        "spelling",
        "punctuation",
        "grammar",
        "awkward",
        "register",
        "inconsisten",
        "formatting",
        "repetition",
    ]
    .iter()
    .any(|kind| category.contains(kind))
}

/// Of each rule, how many findings lie where people objected, and how many there are.
type Right = BTreeMap<RuleIndex, (usize, usize)>;

fn count(set: &[Judged]) -> Right {
    let scanner = common::scanner();
    let found: Vec<_> = set
        .par_iter()
        .flat_map_iter(|judged| {
            scanner.scan(&Document::memory(judged.text.as_str())).into_iter().map(|finding| {
                let span = finding.span.start()..finding.span.end();
                let right = judged.objections.iter().any(|place| touch(place, &span));
                (finding.rule, right)
            })
        })
        .collect();
    let mut sum = Right::new();
    for (rule, right) in found {
        let (rights, all) = sum.entry(rule).or_default();
        *rights += usize::from(right);
        *all += 1;
    }
    sum
}

fn share(right: &Right, wanted: impl Fn(Confidence) -> bool) -> String {
    let rules = common::rules();
    let of = right.iter().filter(|(rule, _)| wanted(rules.get(**rule).confidence));
    let (rights, all) = of.fold((0, 0), |sum, (_, more)| (sum.0 + more.0, sum.1 + more.1));
    if all == 0 { "-".to_owned() } else { format!("{} of {all}", percent(rights, all)) }
}

fn table(sets: &BTreeMap<String, Vec<Judged>>) -> (String, Right) {
    let mut out = String::from(
        "| text | lines | by default | high and above | medium | low |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut sum = Right::new();
    for (name, set) in sets {
        let right = count(set);
        let _ = writeln!(out, "| {name} | {} | {} |", set.len(), shares(&right));
        if !name.starts_with("two references") {
            for (rule, (rights, all)) in right {
                let entry = sum.entry(rule).or_default();
                *entry = (entry.0 + rights, entry.1 + all);
            }
        }
    }
    let lines: usize = sets.values().map(Vec::len).sum();
    let _ = writeln!(out, "| all but references | {lines} | {} |", shares(&sum));
    (out, sum)
}

fn shares(right: &Right) -> String {
    let of = |wanted: &dyn Fn(Confidence) -> bool| share(right, wanted);
    [
        of(&|level| level >= Confidence::Medium),
        of(&|level| level >= Confidence::High),
        of(&|level| level == Confidence::Medium),
        of(&|level| level == Confidence::Low),
    ]
    .join(" | ")
}

/// The rules that are shown by default and most often alone with their opinion.
fn mistaken(sum: &Right) -> String {
    let rules = common::rules();
    let mut rows: Vec<_> = sum
        .iter()
        .filter(|(rule, (rights, all))| {
            rules.get(**rule).confidence >= Confidence::Medium && rights < all
        })
        .collect();
    rows.sort_by_key(|(rule, (rights, all))| (std::cmp::Reverse(all - rights), **rule));
    let rows: Vec<_> = rows
        .into_iter()
        .take(20)
        .map(|(rule, (rights, all))| format!("`{}` {rights} of {all}", rules.get(*rule).name))
        .collect();
    if rows.is_empty() { "none".to_owned() } else { rows.join(", ") }
}

/// The section on what people said.
pub(super) fn section(root: &Path) -> String {
    let (edits, sum) = table(&edited(root));
    let (marks, _) = table(&marked(root));
    format!(
        "### Where post-editors changed something\n\n\
         Of the findings in raw machine translation, those that lie on words that the post-editor \
         changed, or beside words that were put in; with two references, on words that neither \
         has. Blanks and the forms of quotation marks are not compared.\n\n{edits}\n\
         Shown by default and not changed most often, with what was changed of all: {}.\n\n\
         ### Where readers marked an error\n\n\
         Of the findings in segments with an error that can be seen in the English alone (fluency, \
         style, terminology; of any kind where none is given), those that lie on a marked \
         place. Readers mark one error of many, and seldom the same.\n\n{marks}",
        mistaken(&sum),
    )
}
