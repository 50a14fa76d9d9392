//! Needles found by the words in them.
//!
//! A text is read word by word. Most words, and most pairs of neighbours, are in no needle: one bit
//! says so, and the text moves on. Only where the bit is set is the needle compared, letter by
//! letter. The time depends on the number of words in the text and hardly on the number of needles.
//!
//! A word here is a run of ASCII letters and digits; every other byte parts words, in texts and in
//! needles alike, so that the words inside a needle are words of every text it stands in.

use serde::{Deserialize, Serialize};

use super::index::Needle;
use super::keys::Keys;

/// Needles that have a whole word in them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WordIndex<'t> {
    /// Needles by a word.
    #[serde(borrow)]
    singles: Keys<'t>,
    /// Needles by a word and the one before it.
    #[serde(borrow)]
    pairs: Keys<'t>,
}

/// Words so common that a needle is better found by another of its words.
const COMMON: [&[u8]; 32] = [
    b"the", b"of", b"and", b"to", b"in", b"a", b"is", b"that", b"for", b"it", b"as", b"was",
    b"with", b"be", b"by", b"on", b"not", b"he", b"his", b"but", b"at", b"are", b"this", b"have",
    b"from", b"or", b"had", b"an", b"they", b"which", b"s", b"t",
];

/// In bytes.
const LONGEST_COMMON: usize = 5;

impl WordIndex<'_> {
    /// An index of those of `needles` that have a whole word in them; the places of the others go to
    /// `others`.
    pub(super) fn new(needles: &[Needle], others: &mut Vec<usize>) -> Self {
        let (mut singles, mut pairs, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for (place, needle) in needles.iter().enumerate() {
            match key(needle, &mut found) {
                Some((key, offset, true)) => pairs.push((key, place, offset)),
                Some((key, offset, false)) => singles.push((key, place, offset)),
                None => others.push(place),
            }
        }
        WordIndex { singles: Keys::new(singles), pairs: Keys::new(pairs) }
    }

    /// Reports `(needle, start)` for every needle that may stand in `text`, because its key does.
    pub(super) fn search(&self, text: &str, mut may_stand: impl FnMut(usize, usize)) {
        if self.singles.is_empty() && self.pairs.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut report = |keys: &Keys<'_>, key, at: usize| {
            for (needle, offset) in keys.needles(key) {
                if let Some(start) = at.checked_sub(offset) {
                    may_stand(needle, start);
                }
            }
        };
        let mut before = 0;
        for (start, end) in words(bytes) {
            let word = hash(bytes, start, end - start);
            if self.singles.may_hold(word) {
                report(&self.singles, word, start);
            }
            let both = pair(before, word);
            if self.pairs.may_hold(both) {
                report(&self.pairs, both, start);
            }
            before = word;
        }
    }
}

/// The key a needle is found by, where in the needle the last word of the key begins, and whether it
/// is a pair of words; `None` if no word of the needle is known to be whole. `found` is room to work
/// in.
fn key(needle: &Needle, found: &mut Vec<KeyWord>) -> Option<(u64, usize, bool)> {
    let bytes = needle.text.as_bytes();
    found.clear();
    found.extend(words(bytes).map(|(start, end)| {
        let whole = (start > 0 || needle.starts_word) && (end < bytes.len() || needle.ends_word);
        KeyWord { start, end, whole, rarity: rarity(&bytes[start..end]) }
    }));
    let hash = |word: &KeyWord| hash(bytes, word.start, word.end - word.start);
    let pairs = found
        .windows(2)
        .filter(|pair| pair.iter().all(|word| word.whole))
        .max_by_key(|pair| pair[0].rarity + pair[1].rarity);
    if let Some([first, second]) = pairs {
        return Some((pair(hash(first), hash(second)), second.start, true));
    }
    let word = found.iter().filter(|word| word.whole).max_by_key(|word| word.rarity)?;
    Some((hash(word), word.start, false))
}

/// A word of a needle.
struct KeyWord {
    start: usize,
    end: usize,
    /// Whether it is known to be whole.
    whole: bool,
    rarity: usize,
}

fn rarity(word: &[u8]) -> usize {
    let common = word.len() <= LONGEST_COMMON
        && COMMON.iter().any(|common| word.eq_ignore_ascii_case(common));
    if common { 2 } else { 4 + word.len().min(12) }
}

/// Where the words of a text or of a needle begin and end. One notion for both, or a needle would be
/// looked for by words that no text has.
#[inline]
fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while !IS_WORD[usize::from(*bytes.get(at)?)] {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && IS_WORD[usize::from(bytes[at])] {
            at += 1;
        }
        Some((start, at))
    })
}

/// Which bytes are part of words.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Words of one spelling, in any case, have one hash; longer words that begin alike and are of one
/// length share theirs, which the comparison sorts out.
fn hash(bytes: &[u8], start: usize, length: usize) -> u64 {
    let letters = match bytes.get(start..).and_then(<[u8]>::first_chunk::<8>) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let mut chunk = [0; 8];
            for (to, from) in chunk.iter_mut().zip(bytes.get(start..).unwrap_or_default()) {
                *to = *from;
            }
            u64::from_le_bytes(chunk)
        }
    };
    let kept = if length < 8 { letters & ((1 << (8 * length)) - 1) } else { letters };
    // The bit that tells large letters from small is set in all; digits have it already.
    let folded = kept
        | (0x2020_2020_2020_2020 & if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX });
    (folded ^ (length as u64).rotate_left(57)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0xd6e8_feb8_6659_fd93)
}
