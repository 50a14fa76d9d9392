//! A replacement in the clothes of what it replaces: its capitals, its apostrophes, its line breaks.

/// `replacement` in the letter case of `original`.
///
/// All capitals stay all capitals, a heading stays a heading, a capital at the front stays there.
/// Otherwise the replacement is as it is written.
pub(super) fn like_case(original: &str, replacement: &str) -> String {
    let letters = || original.chars().filter(|c| c.is_alphabetic());
    if letters().count() >= 4 && letters().all(|c| !c.is_lowercase()) {
        return replacement.to_uppercase();
    }
    let long_words = || original.split_whitespace().filter(|word| word.chars().count() > 3);
    if long_words().count() >= 2 && long_words().all(starts_large) {
        let words = replacement.split_inclusive(char::is_whitespace);
        return words
            .enumerate()
            .map(|(at, word)| {
                if at == 0 || word.trim_end().chars().count() > 3 {
                    capital(word)
                } else {
                    word.to_owned()
                }
            })
            .collect();
    }
    let first = original.chars().find(|c| c.is_alphanumeric());
    if first.is_some_and(char::is_uppercase) && starts_small(replacement) {
        return capital(replacement);
    }
    replacement.to_owned()
}

fn starts_large(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase())
}

fn starts_small(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// `word` with its first letter large.
fn capital(word: &str) -> String {
    let mut done = false;
    word.chars()
        .flat_map(|c| {
            let first = !done && c.is_alphanumeric();
            done |= first;
            let upper: Vec<char> = if first { c.to_uppercase().collect() } else { vec![c] };
            upper
        })
        .collect()
}

/// `replacement` with the white space of `original` in place of its own, run by run, so that a
/// phrase that was wrapped over two lines still is.
pub(super) fn like_layout(original: &str, replacement: &str) -> String {
    let runs = white_runs(original);
    let gaps = white_runs(replacement).len();
    if gaps == 0 || runs.iter().all(|run| *run == " ") {
        return replacement.to_owned();
    }
    // With fewer gaps than runs, those that hold a line break matter more than those that do not.
    let mut chosen: Vec<&str> = runs.clone();
    while chosen.len() > gaps {
        let plain = chosen.iter().position(|run| !run.contains(['\n', '\r'])).unwrap_or(0);
        chosen.remove(plain);
    }
    let mut chosen = chosen.into_iter();
    let mut out = String::with_capacity(replacement.len());
    let mut in_gap = false;
    for c in replacement.chars() {
        if !c.is_whitespace() {
            in_gap = false;
            out.push(c);
        } else if !in_gap {
            in_gap = true;
            out.push_str(chosen.next().unwrap_or(" "));
        }
    }
    out
}

fn white_runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_whitespace) {
        let run = rest.get(start..).unwrap_or_default();
        let length = run.find(|c: char| !c.is_whitespace()).unwrap_or(run.len());
        runs.push(run.get(..length).unwrap_or_default());
        rest = run.get(length..).unwrap_or_default();
    }
    runs
}

/// The part of `original` that `replacement` changes, as `(start, end, text)` in bytes of
/// `original`: whole words that both have at their front or their end stay out of it.
pub(super) fn smallest_edit<'r>(original: &str, replacement: &'r str) -> (usize, usize, &'r str) {
    let (old, new) = (words(original), words(replacement));
    let front = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - front;
    let back = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(most)
        .take_while(|(old, new)| old == new)
        .count();
    let length = |words: &[&str]| words.iter().map(|word| word.len()).sum::<usize>();
    let start = length(&old[..front]);
    let tail = length(&old[old.len() - back..]);
    let text = replacement.get(start..replacement.len() - tail).unwrap_or(replacement);
    (start, original.len() - tail, text)
}

/// Words and white-space runs, in order; together they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut white = None;
    for (at, c) in text.char_indices() {
        if white.is_some_and(|white| white != c.is_whitespace()) {
            words.push(crate::text::slice(text, start, at));
            start = at;
        }
        white = Some(c.is_whitespace());
    }
    if start < text.len() {
        words.push(crate::text::slice(text, start, text.len()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(original: &str, replacement: &str, expect: &str) {
        assert_eq!(like_case(original, replacement), expect);
    }

    #[test]
    fn capitals_follow_the_original() {
        case("INJUSTICE RACIAL", "racial injustice", "RACIAL INJUSTICE");
        case("Injustice racial", "racial injustice", "Racial injustice");
        case("injustice racial", "racial injustice", "racial injustice");
        case(
            "Worldwide Trial on Racial Injustice",
            "worldwide reckoning on racial injustice",
            "Worldwide Reckoning on Racial Injustice",
        );
        case("US", "the US", "The US");
        case("made by IBM", "produced by IBM", "produced by IBM");
    }

    #[track_caller]
    fn layout(original: &str, replacement: &str, expect: &str) {
        assert_eq!(like_layout(original, replacement), expect);
    }

    #[test]
    fn line_breaks_stay() {
        layout("injustice\nracial", "racial injustice", "racial\ninjustice");
        layout("put in\r\nevidence", "high light", "high\r\nlight");
        layout("put in\nevidence", "highlight", "highlight");
        layout("a\u{a0}b", "c d e", "c\u{a0}d e");
    }

    #[track_caller]
    fn edit(original: &str, replacement: &str, expect: (usize, usize, &str)) {
        assert_eq!(smallest_edit(original, replacement), expect);
    }

    #[test]
    fn words_that_stay_are_not_touched() {
        edit("worldwide trial on race", "worldwide reckoning on race", (10, 15, "reckoning"));
        edit("a b", "a b", (3, 3, ""));
        edit("a a", "a", (1, 3, ""));
        edit("trial", "", (0, 5, ""));
        edit("", "new", (0, 0, "new"));
        edit("x y", "y x", (0, 3, "y x"));
    }
}
