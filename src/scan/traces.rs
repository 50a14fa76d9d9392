//! Counts the phrases of traces in one walk over the words of a text.
//!
//! Traces are made of the commonest words there are, so nearly every word of a text begins some.
//! Each phrase is a path in a tree of words; the walk follows all paths that are open at a word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::rule::{Sign, Traces};
use crate::verdict::TraceCounts;

/// How many words the longest phrase may have and still be followed at no cost.
const USUAL_LENGTH: usize = 4;

/// The phrases of all groups, ready to be counted.
#[derive(Default)]
pub(super) struct TraceIndex {
    /// The words of all phrases.
    words: HashMap<u128, u32, BuildHasherDefault<Mixer>>,
    /// Where the path goes on with a word: the node and the word in one. The first node is that
    /// before every phrase.
    next: HashMap<u64, u32, BuildHasherDefault<Mixer>>,
    /// The signs whose phrase ends at a node: their group and their place in it.
    ends: Vec<Vec<(usize, usize)>>,
    /// How many signs each group has.
    signs: Vec<usize>,
}

impl TraceIndex {
    pub(super) fn new(groups: &[Traces]) -> TraceIndex {
        let mut index = TraceIndex { ends: vec![Vec::new()], ..TraceIndex::default() };
        for (group, traces) in groups.iter().enumerate() {
            index.signs.push(traces.signs.len());
            for (sign, phrases) in traces.signs.iter().enumerate() {
                for phrase in &phrases.phrases {
                    index.add(phrase, (group, sign));
                }
            }
        }
        index
    }

    fn add(&mut self, phrase: &str, sign: (usize, usize)) {
        let mut node = 0;
        for word in phrase.split(' ') {
            // The border lets no longer word in.
            let Some(letters) = letters(word.as_bytes()) else { return };
            let fresh = id(self.words.len());
            let word = *self.words.entry(letters).or_insert(fresh);
            let fresh = id(self.ends.len());
            node = *self.next.entry(edge(node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(Vec::new());
            }
        }
        self.ends[node as usize].push(sign);
    }

    /// How often each sign stands in `text`, in which a run of white space is one blank.
    pub(super) fn count(&self, text: &str) -> TraceCounts {
        let mut counts: Vec<Vec<usize>> = self.signs.iter().map(|&signs| vec![0; signs]).collect();
        if self.words.is_empty() {
            return TraceCounts(counts);
        }
        let bytes = text.as_bytes();
        let mut open: Vec<u32> = Vec::with_capacity(USUAL_LENGTH);
        let mut before = 0;
        for (start, end) in words(bytes) {
            if bytes.get(before..start) != Some(b" ") {
                open.clear();
            }
            before = end;
            let word = letters(&bytes[start..end]).and_then(|letters| self.words.get(&letters));
            let Some(&word) = word else {
                open.clear();
                continue;
            };
            open.push(0);
            open.retain_mut(|node| match self.next.get(&edge(*node, word)) {
                Some(&next) => {
                    for &(group, sign) in &self.ends[next as usize] {
                        counts[group][sign] += 1;
                    }
                    *node = next;
                    true
                }
                None => false,
            });
        }
        TraceCounts(counts)
    }
}

/// The letters of `word` in small in one number, and nothing if it is longer than any word of a
/// phrase. No two words have one number: none holds the byte 0.
fn letters(word: &[u8]) -> Option<u128> {
    let mut letters = [0; Sign::LONGEST_WORD];
    letters.get_mut(..word.len())?.copy_from_slice(word);
    letters.make_ascii_lowercase();
    Some(u128::from_le_bytes(letters))
}

/// The way from `node` on with `word`.
fn edge(node: u32, word: u32) -> u64 {
    (u64::from(node) << 32) | u64::from(word)
}

/// Spreads numbers over a table. The tables are made of rules alone, so nobody can fill one with
/// numbers that collide.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u128(&mut self, number: u128) {
        self.write_u64(number as u64);
        self.write_u64((number >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        // The high bits are mixed best, and tables look at the low ones first.
        self.0.rotate_left(26)
    }
}

fn id(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Where words begin and end: runs of ASCII letters and digits, with apostrophes inside.
fn words(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut at = 0;
    std::iter::from_fn(move || {
        while !is_letter(at) {
            if at >= bytes.len() {
                return None;
            }
            at += 1;
        }
        let start = at;
        while is_letter(at) || (bytes.get(at) == Some(&b'\'') && is_letter(at + 1)) {
            at += 1;
        }
        Some((start, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::ChannelKind;

    fn index() -> TraceIndex {
        let sign = |phrases: &[&str]| Sign {
            phrases: phrases.iter().map(|&phrase| phrase.to_owned()).collect(),
            weight: 1.0,
        };
        let group = |signs: Vec<Sign>| Traces {
            id: "x".to_owned(),
            of: "x".to_owned(),
            kind: ChannelKind::RoundTrip,
            pivots: Vec::new(),
            base: 0.0,
            most: 1.0,
            signs,
        };
        TraceIndex::new(&[
            group(vec![sign(&["of the", "of"]), sign(&["it is of the"]), sign(&["don't"])]),
            group(vec![sign(&["of the"]), sign(&["the"])]),
        ])
    }

    #[track_caller]
    fn check(text: &str, expect: [&[usize]; 2]) {
        assert_eq!(index().count(text).0, expect.map(<[usize]>::to_vec), "{text}");
    }

    #[test]
    fn phrases_are_counted_wherever_they_stand() {
        check("", [&[0, 0, 0], &[0, 0]]);
        check("It is of the sea.", [&[2, 1, 0], &[1, 1]]);
        check("it is it is OF THE of the", [&[4, 1, 0], &[2, 2]]);
        check("I don't. DON'T 'don't' won't", [&[0, 0, 3], &[0, 0]]);
        check("of\u{201c}the\u{201d}", [&[1, 0, 0], &[0, 1]]);
    }

    #[test]
    fn what_is_not_joined_by_one_blank_is_no_phrase() {
        check("of, the", [&[1, 0, 0], &[0, 1]]);
        check("of\nthe", [&[1, 0, 0], &[0, 1]]);
        check("of all the", [&[1, 0, 0], &[0, 1]]);
        check("thereof theme", [&[0, 0, 0], &[0, 0]]);
    }

    #[test]
    fn any_text_can_be_counted() {
        for text in ["'", "''of'", "of'", "\u{e9}of the\u{e9}", "\u{0}", "o'f'the"] {
            index().count(text);
        }
        assert_eq!(TraceIndex::new(&[]).count("of the"), TraceCounts(Vec::new()));
    }
}
