//! The single-byte encodings, from characters to bytes.

use std::collections::{BTreeMap, HashMap};

use crate::text::{ENCODINGS, Encoding};

/// The encoding that most texts are misread in; it is tried first. It stands for Latin-1 as well,
/// which has control characters where this one has quotation marks.
const COMMONEST: &str = "windows-1252";

/// The bytes that are no ASCII.
const HIGH: std::ops::RangeInclusive<u8> = 0x80..=0xff;

/// The encodings a text may have been misread in.
pub(super) struct Pages {
    pages: Vec<Page>,
    /// Of each character: the pages in which it stands for the first byte of a character of UTF-8,
    /// and those in which it stands for a further one. One bit a page.
    parts: HashMap<char, (u32, u32)>,
}

struct Page {
    name: &'static str,
    bytes: BTreeMap<char, u8>,
}

impl Pages {
    /// Those of the encodings whose names are `wanted`.
    pub(super) fn new(wanted: impl Fn(&str) -> bool) -> Pages {
        let mut known: Vec<&'static Encoding> = ENCODINGS
            .iter()
            .copied()
            .filter(|encoding| encoding.is_single_byte() && encoding.name() != "x-user-defined")
            .filter(|encoding| wanted(encoding.name()))
            .collect();
        known.sort_by_key(|encoding| encoding.name() != COMMONEST);
        let pages: Vec<_> = known.into_iter().take(32).map(page).collect();
        let mut parts: HashMap<char, (u32, u32)> = HashMap::new();
        for (at, page) in pages.iter().enumerate() {
            for (&c, &byte) in &page.bytes {
                let (first, further) = parts.entry(c).or_default();
                match byte {
                    0x80..=0xbf => *further |= 1 << at,
                    0xc2..=0xf4 => *first |= 1 << at,
                    _ => {}
                }
            }
        }
        Pages { pages, parts }
    }

    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    pub(super) fn name(&self, page: usize) -> &'static str {
        self.pages.get(page).map_or("", |page| page.name)
    }

    /// What `run` was, with the page in which it was misread, for each page that gives whole
    /// characters of UTF-8.
    pub(super) fn readings(&self, run: &str) -> impl Iterator<Item = (usize, String)> {
        let mut chars = run.chars();
        let part =
            |c: Option<char>| c.and_then(|c| self.parts.get(&c)).copied().unwrap_or_default();
        let (first, second) = (part(chars.next()), part(chars.next()));
        let candidates = first.0 & second.1;
        (0..self.pages.len()).filter(move |page| candidates & (1 << page) != 0).filter_map(
            move |page| {
                let bytes: Option<Vec<u8>> =
                    run.chars().map(|c| self.pages[page].bytes.get(&c).copied()).collect();
                Some((page, String::from_utf8(bytes?).ok()?))
            },
        )
    }
}

fn page(encoding: &'static Encoding) -> Page {
    let mut bytes = BTreeMap::new();
    for byte in HIGH {
        let read = [byte];
        let (text, damaged) = encoding.decode_without_bom_handling(&read);
        let control = char::from(byte);
        if damaged || (encoding.name() == COMMONEST && control < '\u{a0}') {
            // Some programs read a byte that stands for nothing as the control character of that
            // number.
            bytes.entry(control).or_insert(byte);
        }
        if !damaged && let Some(c) = text.chars().next() {
            bytes.insert(c, byte);
        }
    }
    Page { name: encoding.name(), bytes }
}
