//! Needles found by a few bytes in them.
//!
//! For needles without a whole word: parts of words, punctuation, other scripts. A text is read byte
//! by byte, and most runs of four bytes, and of two, are in no needle; one bit says so.

use serde::{Deserialize, Serialize};

use super::index::Needle;
use super::keys::Keys;
use super::records::{Records, small};

/// Needles by their rarest bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GramIndex<'t> {
    /// Needles of four bytes and more, by four of them.
    #[serde(borrow)]
    fours: Keys<'t>,
    /// Needles of two bytes or three, by two of them.
    #[serde(borrow)]
    twos: Keys<'t>,
    /// Needles of one byte: the byte, and the needle.
    #[serde(borrow)]
    ones: Records<'t, 2>,
}

/// The bit that tells large letters from small, for four bytes. Bytes that are no letters lose one
/// bit to it, which the comparison sorts out.
const SMALL: u32 = 0x2020_2020;

impl GramIndex<'_> {
    /// An index of those of `needles` that lie at `places`.
    pub(super) fn new(needles: &[Needle], places: &[usize]) -> Self {
        let (mut fours, mut twos, mut ones) = (Vec::new(), Vec::new(), Vec::new());
        for &place in places {
            let bytes = needles[place].text.as_bytes();
            match bytes {
                [] => {}
                [byte] => ones.push([u32::from(*byte), small(place)]),
                [_, _] | [_, _, _] => {
                    let at = rarest(bytes, 2);
                    let gram = u32::from_le_bytes([0, 0, bytes[at], bytes[at + 1]]);
                    twos.push((two(gram), place, at));
                }
                _ => {
                    let at = rarest(bytes, 4);
                    let [a, b, c, d] = [0, 1, 2, 3].map(|next| bytes[at + next]);
                    fours.push((four(u32::from_le_bytes([a, b, c, d])), place, at));
                }
            }
        }
        GramIndex { fours: Keys::new(fours), twos: Keys::new(twos), ones: Records::new(ones) }
    }

    /// Reports `(needle, start)` for every needle that may stand in `text`, because its bytes do.
    pub(super) fn search(&self, text: &str, mut may_stand: impl FnMut(usize, usize)) {
        let bytes = text.as_bytes();
        for [byte, needle] in self.ones.iter() {
            let byte = byte.to_le_bytes()[0];
            let (small, large) = (byte.to_ascii_lowercase(), byte.to_ascii_uppercase());
            for at in memchr::memchr2_iter(small, large, bytes) {
                may_stand(needle as usize, at);
            }
        }
        if self.fours.is_empty() && self.twos.is_empty() {
            return;
        }
        let mut report = |keys: &Keys<'_>, key, at: Option<usize>| {
            for (needle, offset) in keys.needles(key) {
                if let Some(start) = at.and_then(|at| at.checked_sub(offset)) {
                    may_stand(needle, start);
                }
            }
        };
        // The last four bytes, the last of them on top.
        let mut gram = 0_u32;
        for (end, &byte) in bytes.iter().enumerate() {
            gram = (gram >> 8) | (u32::from(byte) << 24);
            let last_two = two(gram);
            if self.twos.may_hold(last_two) {
                report(&self.twos, last_two, end.checked_sub(1));
            }
            let last_four = four(gram);
            if self.fours.may_hold(last_four) {
                report(&self.fours, last_four, end.checked_sub(3));
            }
        }
    }
}

/// The key of four bytes.
#[inline]
fn four(gram: u32) -> u64 {
    u64::from(gram | SMALL).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The key of the two bytes on top.
#[inline]
fn two(gram: u32) -> u64 {
    u64::from((gram | SMALL) >> 16).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Where in `bytes` the `length` bytes begin that are rarest in English.
fn rarest(bytes: &[u8], length: usize) -> usize {
    let rarity = |gram: &[u8]| -> u32 {
        let common_end =
            gram.windows(2).any(|pair| matches!(pair, [b',' | b'.' | b':' | b';', b' ']));
        gram.iter().map(|&byte| bits(byte)).sum::<u32>().saturating_sub(if common_end {
            5
        } else {
            0
        })
    };
    let grams = bytes.windows(length).enumerate();
    grams.rev().max_by_key(|(_, gram)| rarity(gram)).map_or(0, |(at, _)| at)
}

/// How rare a byte is in English, in bits, roughly.
fn bits(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b' ' | b'e' => 3,
        b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'h' => 4,
        b'l' | b'd' | b'c' | b'u' | b'm' => 5,
        b'f' | b'p' | b'g' | b'w' | b'y' | b'b' | b',' | b'.' => 6,
        b'v' | b'k' | b'0'..=b'9' | b'-' | b'\'' | b'"' => 7,
        // The first bytes of typographic quotes and dashes.
        0xe2 | 0x80 => 7,
        b'\n' | b'(' | b')' | b':' | b';' | b'/' => 8,
        _ => 10,
    }
}
