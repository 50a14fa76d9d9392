//! Where documents come from and where repaired ones go.
//!
//! This floor finds files, reads them as text, and writes them back in the form they had, or not at
//! all. It knows nothing of rules and findings, nor why a text was changed.
#![expect(clippy::disallowed_methods, reason = "this is where files are read and written")]

mod error;
mod output;
mod read;
mod replace;
mod walk;

pub use error::{ReadError, WriteError};
pub use output::OutputFolder;
pub use read::{Loaded, Read};
pub use walk::{Input, Inputs, Walk};
