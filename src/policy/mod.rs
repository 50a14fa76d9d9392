//! What a run shows and when it fails.
//!
//! Both are decided by the rule of a finding, and by whether its document is machine-made. This floor knows nothing of files, outputs or
//! command lines.

mod gate;
mod select;

pub use gate::FailOn;
pub use select::{
    Choice, DEFAULT_CONFIDENCE, RAISED_CONFIDENCE, Selection, Selector, UnknownSelector,
};
