use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::text::EncodeError;

/// Why an input could not be had. The others are not concerned by it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The user named something that is not there.
    #[error("{}: there is no such file or folder", path.display())]
    Missing {
        /// As it was named.
        path: PathBuf,
    },
    /// A file that cannot be opened or read, or a folder that cannot be listed.
    #[error("{}: it cannot be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line of a `.mtlintignore` that says nothing. The other lines hold.
    #[error("{}: {fault}", path.display())]
    IgnoreFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with the line.
        fault: String,
    },
    /// Standard input that cannot be read.
    #[error("{name}: standard input cannot be read")]
    Stdin {
        /// The name the user gave it.
        name: Arc<str>,
        /// What the system says.
        source: io::Error,
    },
}

/// Why a repaired text was not written. Whatever stood in its place is untouched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The text cannot be written in the form that it was read in.
    #[error("{name}: not written")]
    Form {
        /// The file, or the name of standard input.
        name: String,
        /// Why not.
        source: EncodeError,
    },
    /// The file is no longer what was read.
    #[error("{}: not written: it was changed or removed since it was read", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The file may not be written.
    #[error("{}: not written: it is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Something that can be read and not replaced: a pipe, a device.
    #[error("{}: not written: it is not a regular file", path.display())]
    NotAFile {
        /// As it was named.
        path: PathBuf,
    },
    /// Standard input has no place to write to.
    #[error("{name}: not written: standard input is no file")]
    Stdin {
        /// The name the user gave it.
        name: Arc<str>,
    },
    /// The system refused.
    #[error("{}: it cannot be written", path.display())]
    Write {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder for corrected copies cannot be made or found.
    #[error("{}: it cannot be made the folder for corrected copies", path.display())]
    Folder {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A copy that would land outside the folder it belongs in.
    #[error("{}: not written: its copy would land outside {}", path.display(), folder.display())]
    Outside {
        /// The file that was read.
        path: PathBuf,
        /// The folder for corrected copies.
        folder: PathBuf,
    },
    /// Two inputs with one place for their copies.
    #[error(
        "{}: not written: the copy of {} is at {} already",
        path.display(),
        other.display(),
        output.display()
    )]
    Clash {
        /// The file that was read.
        path: PathBuf,
        /// The file whose copy came first.
        other: PathBuf,
        /// Where both belong.
        output: PathBuf,
    },
    /// A copy that would take the place of an input.
    #[error("{}: not written: {} is itself an input", path.display(), output.display())]
    OverInput {
        /// The file that was read.
        path: PathBuf,
        /// Where its copy belongs.
        output: PathBuf,
    },
}

impl WriteError {
    /// Tells a file that is gone from a system that refuses.
    pub(super) fn from_io(path: &Path, source: io::Error) -> WriteError {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            WriteError::Changed { path }
        } else {
            WriteError::Write { path, source }
        }
    }
}

impl ReadError {
    /// Tells a file that is not there from one that cannot be read.
    pub(super) fn from_io(path: PathBuf, source: io::Error) -> ReadError {
        if source.kind() == io::ErrorKind::NotFound {
            ReadError::Missing { path }
        } else {
            ReadError::Unreadable { path, source }
        }
    }
}
