//! Texts that an expression describes.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How long a sample grows before what may be left out is left out, in bytes.
const LONG: usize = 400;

/// Up to `most` different texts that `source` may match, the same ones every time.
///
/// What an expression asserts of the edges of words and lines is not looked at, so that some of the
/// texts may not match: whoever asks tries them.
pub(super) fn samples(source: &str, fold_case: bool, most: usize) -> Vec<String> {
    let parsed =
        ParserBuilder::new().case_insensitive(fold_case).multi_line(true).build().parse(source);
    let Ok(hir) = parsed else { return Vec::new() };
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut found: Vec<String> = Vec::new();
    for _ in 0..2 * most {
        let mut text = String::new();
        write(&hir, &mut dice, &mut text);
        if !found.contains(&text) {
            found.push(text);
        }
        if found.len() == most {
            break;
        }
    }
    found
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `sides`; 0 where there are none.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap_or_default();
        high.checked_rem(sides).unwrap_or_default()
    }
}

fn write(hir: &Hir, dice: &mut Dice, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(letter(class, out.ends_with(' '), dice)),
        HirKind::Capture(capture) => write(&capture.sub, dice, out),
        HirKind::Repetition(repetition) => {
            let spare = repetition.max.map_or(3, |most| most.saturating_sub(repetition.min)).min(3);
            let more = if out.len() < LONG { dice.throw(spare as usize + 1) } else { 0 };
            for _ in 0..repetition.min as usize + more {
                write(&repetition.sub, dice, out);
            }
        }
        HirKind::Concat(pieces) => pieces.iter().for_each(|piece| write(piece, dice, out)),
        HirKind::Alternation(branches) => {
            if let Some(branch) = branches.get(dice.throw(branches.len())) {
                write(branch, dice, out);
            }
        }
    }
}

/// A character of `class`: one that is usual in texts where there is one. No blank comes `after_blank`
/// where there is a choice.
fn letter(class: &Class, after_blank: bool, dice: &mut Dice) -> Option<char> {
    const USUAL: [&str; 5] = ["abdemnorst", "ABDEMNORST", "1234567890", " ", ",.;:!?\"'()-"];
    let Class::Unicode(class) = class else { return Some('a') };
    let has = |c: char| class.iter().any(|range| range.start() <= c && c <= range.end());
    let mut kinds: Vec<Vec<char>> =
        USUAL.iter().map(|kind| kind.chars().filter(|c| has(*c)).collect()).collect();
    kinds.retain(|kind: &Vec<char>| !kind.is_empty());
    if kinds.is_empty() {
        let ranges = class.ranges();
        let range = ranges.get(dice.throw(ranges.len()))?;
        let few: Vec<char> = (range.start()..=range.end()).take(10).collect();
        return few.get(dice.throw(few.len())).copied();
    }
    if after_blank && kinds.len() > 1 {
        kinds.retain(|kind| kind != &[' ']);
    }
    let blank = kinds.iter().position(|kind| kind == &[' ']);
    // Small letters stand for all others most of the time: a text of commas is in no language.
    let kind = match dice.throw(8) {
        0 => dice.throw(kinds.len()),
        1 | 2 => blank.unwrap_or_default(),
        _ => 0,
    };
    let letters = kinds.get(kind)?;
    letters.get(dice.throw(letters.len())).copied()
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    #[track_caller]
    fn check(source: &str, fold_case: bool, least: usize) {
        let regex = Regex::new(&format!("^(?:{source})$")).expect("it parses");
        let found = samples(source, fold_case, 40);
        for text in &found {
            assert!(regex.is_match(&text.to_lowercase()), "{source} does not match {text:?}");
        }
        assert!(found.len() >= least, "{source}: {found:?}");
        assert_eq!(found, samples(source, fold_case, 40), "the same every time");
    }

    #[test]
    fn samples_match_what_they_are_samples_of() {
        check("a trial", false, 1);
        check("(?:world|global) (?P<toll>trial|toll)s?", true, 8);
        check(r"[a-z]+ \d{2,4}(?:,|;)", false, 20);
        check(r"\w+ [^ ]+", false, 20);
        check(r"[\u{3b1}-\u{3b9}]", false, 5);
    }

    #[test]
    fn what_is_no_expression_has_no_samples() {
        assert_eq!(samples("(a", false, 4), [""; 0]);
    }
}
