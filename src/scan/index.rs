use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::grams::GramIndex;
use super::records::{Records, small};
use super::words::WordIndex;

/// A string to look for. The letters of ASCII match in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle {
    /// The string.
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
pub(crate) trait NeedleIndex {
    /// Reports `(needle, start, end)` for every needle in `text`, in bytes, in any order.
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize));
}

/// All needles, each where it is found fastest: those with a whole word in them by their words, the
/// others by a few of their bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Index<'t> {
    /// All needles, one after another.
    #[serde(borrow)]
    texts: Cow<'t, [u8]>,
    /// Where each ends.
    #[serde(borrow)]
    ends: Records<'t, 1>,
    #[serde(borrow)]
    words: WordIndex<'t>,
    #[serde(borrow)]
    grams: GramIndex<'t>,
}

impl Index<'_> {
    /// An index of `needles`; each is known by its place in the list.
    pub(crate) fn new(needles: &[Needle]) -> Self {
        let mut others = Vec::new();
        let words = WordIndex::new(needles, &mut others);
        let grams = GramIndex::new(needles, &others);
        let (mut texts, mut ends) = (Vec::new(), Vec::with_capacity(needles.len()));
        for needle in needles {
            texts.extend_from_slice(needle.text.as_bytes());
            ends.push([small(texts.len())]);
        }
        Index { texts: Cow::Owned(texts), ends: Records::new(ends), words, grams }
    }

    /// The needle at a place, as it was given.
    #[inline]
    pub(crate) fn needle(&self, place: usize) -> &[u8] {
        let [start] = place.checked_sub(1).map_or([0], |before| self.ends.get(before));
        let [end] = self.ends.get(place);
        self.texts.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl NeedleIndex for Index<'_> {
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
        let bytes = text.as_bytes();
        let mut verify = |needle: usize, start: usize| {
            let wanted = self.needle(needle);
            let end = start + wanted.len();
            if bytes.get(start..end).is_some_and(|here| here.eq_ignore_ascii_case(wanted)) {
                hit(needle, start, end);
            }
        };
        self.words.search(text, &mut verify);
        self.grams.search(text, &mut verify);
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasick, MatchKind};

    use super::*;

    /// Needles in one automaton: the plain way, and the reference for the index.
    ///
    /// The search is the overlapping one: the leftmost kinds hide one rule's needle behind another's
    /// even where the latter then fails at its word edges.
    struct AutomatonIndex(AhoCorasick);

    impl AutomatonIndex {
        fn new(needles: &[&str]) -> AutomatonIndex {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::Standard).ascii_case_insensitive(true);
            AutomatonIndex(builder.build(needles).expect("the needles are few"))
        }
    }

    impl NeedleIndex for AutomatonIndex {
        fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
            for found in self.0.find_overlapping_iter(text) {
                hit(found.pattern().as_usize(), found.start(), found.end());
            }
        }
    }

    #[test]
    fn overlapping_needles_are_all_reported() {
        let index = AutomatonIndex::new(&["on trial", "trial", "trial on race"]);
        let mut hits = Vec::new();
        index.search("On TRIAL on race", &mut |n, s, e| hits.push((n, s, e)));
        assert_eq!(hits, [(0, 0, 8), (1, 3, 8), (2, 3, 16)]);
    }

    #[test]
    fn no_needles_no_hits() {
        Index::new(&[]).search("text", &mut |_, _, _| panic!("nothing to find"));
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
        let (plain, fast) = (AutomatonIndex::new(&texts), Index::new(&needles));
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
