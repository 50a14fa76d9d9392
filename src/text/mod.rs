//! Text as bytes with positions: encodings, spans, lines, the folded view, documents.
//!
//! This floor knows nothing of rules, findings or files; everything above stands on it.

mod decode;
mod document;
mod encode;
mod fold;
mod label;
mod lines;
mod slices;
mod span;
mod words;

pub use decode::{Decoded, Evidence, Form, Loss, START, decode, is_binary};
pub use document::{Document, Origin};
pub use encode::EncodeError;
pub use encoding_rs::Encoding;
pub use fold::Folded;
pub use label::{ENCODINGS, UnknownEncoding, encoding_for_label};
pub use lines::{LineColumn, LineIndex};
pub use slices::{ceil_boundary, floor_boundary, slice};
pub use span::Span;
pub use words::words;
