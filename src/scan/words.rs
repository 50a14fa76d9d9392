//! Needles found by the words in them.
//!
//! A text is read word by word. Most words, and most pairs of neighbours, are in no needle: one bit
//! says so, and the text moves on. Only where the bit is set is the needle compared, letter by
//! letter. The time depends on the number of words in the text and hardly on the number of needles;
//! building takes microseconds a needle.
//!
//! A word here is a run of ASCII letters and digits; every other byte parts words, in texts and in
//! needles alike, so that the words inside a needle are words of every text it stands in.

use super::index::{Needle, NeedleIndex};

/// Needles that have a whole word in them.
pub(super) struct WordIndex {
    needles: Vec<Entry>,
    /// Whether a word is the only key of some needle.
    singles: Filter,
    /// Whether a word, after another, is the key of some needle.
    pairs: Filter,
    /// Keys in order, each with a needle and where in it the last word of its key begins.
    keys: Vec<(u64, u32, u32)>,
}

struct Entry {
    /// The needle's place in the list it was given in.
    place: usize,
    text: Box<[u8]>,
}

/// Words so common that a needle is better found by another of its words.
const COMMON: [&[u8]; 32] = [
    b"the", b"of", b"and", b"to", b"in", b"a", b"is", b"that", b"for", b"it", b"as", b"was",
    b"with", b"be", b"by", b"on", b"not", b"he", b"his", b"but", b"at", b"are", b"this", b"have",
    b"from", b"or", b"had", b"an", b"they", b"which", b"s", b"t",
];

/// In bytes.
const LONGEST_COMMON: usize = 5;

impl WordIndex {
    /// An index of those of `needles` that have a whole word in them, and the others, with their
    /// places in the list.
    pub(super) fn new(needles: Vec<Needle>) -> (WordIndex, Vec<(usize, Needle)>) {
        let mut index = WordIndex {
            needles: Vec::with_capacity(needles.len()),
            singles: Filter::new(0),
            pairs: Filter::new(0),
            keys: Vec::with_capacity(needles.len()),
        };
        let mut others = Vec::new();
        let (mut singles, mut pairs) = (Vec::new(), Vec::new());
        let mut found = Vec::new();
        for (place, needle) in needles.into_iter().enumerate() {
            let Some((key, offset, is_pair)) = key(&needle, &mut found) else {
                others.push((place, needle));
                continue;
            };
            let at = u32::try_from(index.needles.len()).unwrap_or(u32::MAX);
            index.keys.push((key, at, u32::try_from(offset).unwrap_or(u32::MAX)));
            if is_pair { &mut pairs } else { &mut singles }.push(key);
            let text = needle.text.into_bytes().into_boxed_slice();
            index.needles.push(Entry { place, text });
        }
        index.keys.sort_unstable();
        index.singles = Filter::of(&singles);
        index.pairs = Filter::of(&pairs);
        (index, others)
    }

    /// Reports the needles of `key`, the last word of which begins at `at`, if they stand there.
    #[cold]
    fn verify(&self, key: u64, bytes: &[u8], at: usize, hit: &mut dyn FnMut(usize, usize, usize)) {
        let first = self.keys.partition_point(|&(other, _, _)| other < key);
        for &(other, needle, offset) in &self.keys[first..] {
            if other != key {
                break;
            }
            let Entry { place, text } = &self.needles[needle as usize];
            let Some(start) = at.checked_sub(offset as usize) else { continue };
            let Some(here) = bytes.get(start..start + text.len()) else { continue };
            if here.eq_ignore_ascii_case(text) {
                hit(*place, start, start + text.len());
            }
        }
    }
}

impl NeedleIndex for WordIndex {
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
        if self.keys.is_empty() {
            return;
        }
        let bytes = text.as_bytes();
        let mut before = 0;
        for (start, end) in words(bytes) {
            let word = hash(bytes, start, end - start);
            if self.singles.may_hold(word) {
                self.verify(word, bytes, start, hit);
            }
            let both = pair(before, word);
            if self.pairs.may_hold(both) {
                self.verify(both, bytes, start, hit);
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

/// A set of keys that may say yes to others.
struct Filter {
    bits: Vec<u64>,
    shift: u32,
}

impl Filter {
    fn new(keys: usize) -> Filter {
        let bits = (keys * 64).next_power_of_two().clamp(1 << 10, 1 << 22);
        Filter { bits: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    fn of(keys: &[u64]) -> Filter {
        let mut filter = Filter::new(keys.len());
        for &key in keys {
            let bit = (key >> filter.shift) as usize;
            filter.bits[bit / 64] |= 1 << (bit % 64);
        }
        filter
    }

    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let bit = (key >> self.shift) as usize;
        self.bits[bit / 64] & (1 << (bit % 64)) != 0
    }
}
