use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::words::WordIndex;

/// How long all needles of an automaton together may be for it to be a DFA, in bytes.
const LARGEST_DFA: usize = 16 << 10;

/// A string to look for. The letters of ASCII match in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    /// The string, its ASCII letters small.
    pub(crate) text: String,
    /// Whether a word is known to begin where the needle begins.
    pub(crate) starts_word: bool,
    /// Whether a word is known to end where the needle ends.
    pub(crate) ends_word: bool,
}

/// Finds where needles stand in a text. The one narrow door between the rules and the matchers:
/// text in, places of needles out.
///
/// An index may report a place that is no match, because the needle is part of a longer word there
/// (whoever asks verifies case and word edges); it must not leave one out, overlapping ones
/// included.
pub(crate) trait NeedleIndex: Send + Sync {
    /// Reports `(needle, start, end)` for every needle in `text`, in bytes, in any order.
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize));
}

/// All needles, each where it is found fastest: those with a whole word in them by their words, the
/// few others in an automaton.
pub(crate) struct Index {
    words: WordIndex,
    automaton: AutomatonIndex,
    /// The places in the list given of the needles in the automaton.
    others: Vec<usize>,
}

impl Index {
    /// An index of `needles`; each is known by its place in the list.
    pub(crate) fn new(needles: Vec<Needle>) -> Index {
        let (words, others) = WordIndex::new(needles);
        let texts: Vec<_> = others.iter().map(|(_, needle)| needle.text.as_str()).collect();
        let automaton = AutomatonIndex::new(&texts);
        Index { words, automaton, others: others.into_iter().map(|(place, _)| place).collect() }
    }
}

impl NeedleIndex for Index {
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
        self.words.search(text, hit);
        self.automaton.search(text, &mut |needle, start, end| hit(self.others[needle], start, end));
    }
}

/// Needles in one automaton: the plain way, and the reference for every other.
///
/// The search is the overlapping one: the leftmost kinds hide one rule's needle behind another's
/// even where the latter then fails at its word edges.
pub(crate) struct AutomatonIndex {
    automaton: Option<AhoCorasick>,
}

impl AutomatonIndex {
    /// An index of `needles`; each is known by its place in the list.
    pub(crate) fn new(needles: &[&str]) -> AutomatonIndex {
        // A DFA is several times faster than an NFA as long as it is small, and slow to build and
        // large beyond.
        let bytes: usize = needles.iter().map(|needle| needle.len()).sum();
        let kind = (bytes <= LARGEST_DFA).then_some(AhoCorasickKind::DFA);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(kind)
            .ascii_case_insensitive(true)
            .build(needles)
            .ok();
        AutomatonIndex { automaton: automaton.filter(|_| !needles.is_empty()) }
    }
}

impl NeedleIndex for AutomatonIndex {
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(text) {
            hit(found.pattern().as_usize(), found.start(), found.end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_needles_are_all_reported() {
        let index = AutomatonIndex::new(&["on trial", "trial", "trial on race"]);
        let mut hits = Vec::new();
        index.search("On TRIAL on race", &mut |n, s, e| hits.push((n, s, e)));
        assert_eq!(hits, [(0, 0, 8), (1, 3, 8), (2, 3, 16)]);
    }

    #[test]
    fn no_needles_no_hits() {
        AutomatonIndex::new(&[]).search("text", &mut |_, _, _| panic!("nothing to find"));
        Index::new(Vec::new()).search("text", &mut |_, _, _| panic!("nothing to find"));
    }

    fn needle(text: &str) -> Needle {
        let starts_word = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let ends_word = text.ends_with(|c: char| c.is_ascii_alphanumeric());
        Needle { text: text.to_owned(), starts_word, ends_word }
    }

    /// Whether the needle stands at the edges of ASCII words where it says it does.
    fn at_edges(text: &str, needle: &Needle, start: usize, end: usize) -> bool {
        let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
        let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        (!needle.starts_word || !is_word(before))
            && (!needle.ends_word || !is_word(text.as_bytes().get(end)))
    }

    #[test]
    fn words_find_what_the_automaton_finds() {
        let mut needles: Vec<_> = [
            "trial",
            "on trial",
            "trial of the",
            "of the",
            "the",
            "of",
            "a",
            "racial injustice",
            "ex-ante trial",
            "u.s. trial",
            ". usa ",
            "\u{201d}and",
            " \u{201d}",
            ",quot;",
            "# 39;",
            "\u{e9}tat major",
            "particularly long words indeed",
            "particularize",
            "internationalisation",
            "internationalization of",
            "it's",
            "5 thousand",
            "trial on race",
            "  ",
            "x",
        ]
        .iter()
        .map(|text| needle(text))
        .collect();
        // Parts of words, as anchors of expressions may be.
        for text in ["ing of", "of the n", "rial", "al inj"] {
            needles.push(Needle { text: text.to_owned(), starts_word: false, ends_word: false });
        }
        let pieces = [
            "trial",
            "Trial",
            " ",
            " ",
            " ",
            "on",
            "of",
            "the",
            "OF THE",
            ".",
            "-",
            "racial",
            "injustice",
            "ex-ante",
            "U.S.",
            " USA ",
            "\u{201d}and",
            ",quot;",
            "& # 39;",
            "\u{e9}tat",
            " major",
            "particularly long words indeed",
            "particularise",
            "internationalisation",
            "internationalization",
            "it's",
            "5 thousand",
            "ing",
            "night",
            "al",
            "\n",
            "a",
            "s",
            "\u{e9}",
            "x",
            "_",
        ];
        let texts: Vec<_> = needles.iter().map(|needle| needle.text.as_str()).collect();
        let (plain, fast) = (AutomatonIndex::new(&texts), Index::new(needles.clone()));
        let mut state = 1_u64;
        let mut found = 0;
        for _ in 0..2000 {
            let mut text = String::new();
            for _ in 0..24 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let hits = |index: &dyn NeedleIndex| {
                let mut hits = Vec::new();
                index.search(&text, &mut |needle, start, end| {
                    if at_edges(&text, &needles[needle], start, end) {
                        hits.push((needle, start, end));
                    }
                });
                hits.sort_unstable();
                hits
            };
            let expect = hits(&plain);
            assert_eq!(hits(&fast), expect, "{text:?}");
            found += expect.len();
        }
        assert!(found > 10_000, "the texts hold what is looked for: {found}");
    }
}
