//! Of texts, what rule files need: they are never decoded.

#[path = "../src/text/fold.rs"]
mod fold;
#[path = "../src/text/lines.rs"]
mod lines;
#[path = "../src/text/slices.rs"]
mod slices;
#[path = "../src/text/span.rs"]
mod span;

pub use fold::Folded;
pub use lines::{LineColumn, LineIndex};
pub use slices::{ceil_boundary, floor_boundary, slice};
pub use span::Span;
