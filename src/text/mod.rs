//! Text as bytes with positions: encodings, spans, lines, the folded view, documents.
//!
//! This floor knows nothing of rules, findings or files; everything above stands on it.

mod decode;
mod document;
mod encode;
mod fold;
mod label;
mod lines;
mod span;
mod words;

pub use decode::{Decoded, Evidence, Form, Loss, START, decode, is_binary};
pub use document::{Document, Origin};
pub use encode::EncodeError;
pub use encoding_rs::Encoding;
pub use fold::Folded;
pub use label::{ENCODINGS, UnknownEncoding, encoding_for_label};
pub use lines::{LineColumn, LineIndex};
pub use span::Span;
pub use words::words;

/// The largest index `<= at` that lies on a character boundary of `text`.
#[must_use]
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The smallest index `>= at` that lies on a character boundary of `text`.
#[must_use]
pub fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The text in `start..end`, or the empty text where that is no range of whole characters.
#[must_use]
pub fn slice(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}
