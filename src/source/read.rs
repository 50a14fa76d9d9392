use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read as _};
use std::path::Path;

use super::error::{ReadError, WriteError};
use super::replace::{Replacement, replace};
use super::walk::{Input, Place};
use crate::text::{Decoded, Document, Encoding, Form, START, decode, is_binary};

/// What reading an input comes to.
#[derive(Debug)]
pub enum Read {
    /// A text.
    Text(Box<Loaded>),
    /// Something that is not text.
    Binary,
}

/// A text that was read, and what it takes to write it back.
#[derive(Debug)]
pub struct Loaded {
    input: Input,
    document: Document,
    form: Form,
    identity: Identity,
    /// What standard input said: it cannot be asked twice.
    said: Option<Vec<u8>>,
}

/// What tells bytes from other bytes, without keeping them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    length: usize,
    hash: u64,
}

impl Identity {
    pub(super) fn of(bytes: &[u8]) -> Identity {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Identity { length: bytes.len(), hash: hasher.finish() }
    }
}

impl Input {
    /// Reads the input, as text if it is text. `declared` is the encoding the user named; see
    /// [`decode`] for when it is believed.
    ///
    /// # Errors
    ///
    /// [`ReadError`], if it cannot be read or is no longer there.
    pub fn read(&self, declared: Option<&'static Encoding>) -> Result<Read, ReadError> {
        let bytes = match &self.place {
            Place::Stdin(name) => bytes_of_text(io::stdin().lock(), 0, declared)
                .map_err(|source| ReadError::Stdin { name: name.clone(), source }),
            Place::File { path, .. } => File::open(path)
                .and_then(|file| {
                    // Only a hint: the file may grow, and a pipe has no length.
                    let length = file.metadata().map_or(0, |metadata| metadata.len());
                    bytes_of_text(file, length, declared)
                })
                .map_err(|source| ReadError::from_io(path.clone(), source)),
        }?;
        let Some(bytes) = bytes else { return Ok(Read::Binary) };
        let identity = Identity::of(&bytes);
        let said = self.is_stdin().then(|| bytes.clone());
        let Decoded { text, form } = decode(bytes, declared);
        let document = Document::new(self.origin(), text);
        Ok(Read::Text(Box::new(Loaded { input: self.clone(), document, form, identity, said })))
    }
}

/// All bytes that `source` holds; none of them after the first few if those are not of a text.
fn bytes_of_text(
    mut source: impl io::Read,
    length: u64,
    declared: Option<&'static Encoding>,
) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let expected = usize::try_from(length).unwrap_or(usize::MAX).min(START);
    bytes.try_reserve(expected.saturating_add(1))?;
    source.by_ref().take(START as u64).read_to_end(&mut bytes)?;
    if is_binary(&bytes, declared) {
        return Ok(None);
    }
    if bytes.len() == START {
        let rest = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(START);
        bytes.try_reserve(rest.saturating_add(1))?;
        source.read_to_end(&mut bytes)?;
    }
    Ok(Some(bytes))
}

impl Loaded {
    /// The text.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// How its bytes spelled it.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Where it came from.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The bytes of `text` in the form of this document: what to print for a repaired standard
    /// input. For the text of standard input itself, the very bytes that were read, decoded without
    /// loss or not.
    ///
    /// # Errors
    ///
    /// [`WriteError::Form`], if the text cannot be written in this form.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, WriteError> {
        match &self.said {
            Some(said) if self.is_own(text) => Ok(said.clone()),
            _ => self.form.encode(text).map_err(|source| {
                let name = self.document.origin().to_string();
                WriteError::Form { name, source }
            }),
        }
    }

    /// Replaces the file by one that holds `text` in the form it had. Says whether it did: there is
    /// nothing to do for the document's own text.
    ///
    /// Whoever reads the file meanwhile sees the old one or the new one. The new one has the
    /// permissions of the old and, where the system lets us, its owner. A symbolic link stays, and
    /// the file behind it is replaced; other hard links to the file keep the old text.
    ///
    /// # Errors
    ///
    /// [`WriteError`], and the file is as it was: the text cannot be written in the form it was read
    /// in, the file changed since, may not be written, or is none.
    pub fn write_back(&self, text: &str) -> Result<bool, WriteError> {
        let path = self.path()?;
        if self.is_own(text) {
            return Ok(false);
        }
        let bytes = self.encode(text)?;
        let old = fs::metadata(path).map_err(|error| WriteError::from_io(path, error))?;
        if !old.is_file() {
            return Err(WriteError::NotAFile { path: path.to_owned() });
        }
        let real = fs::canonicalize(path).map_err(|error| WriteError::from_io(path, error))?;
        may_write(path, &old)?;
        let new = Replacement { target: &real, bytes: &bytes, like: &old, keep_owner: true };
        replace(path, &new, || self.bytes_now(&real).map(|_| ()))?;
        Ok(true)
    }

    pub(super) fn is_own(&self, text: &str) -> bool {
        text == self.document.text()
    }

    pub(super) fn path(&self) -> Result<&Path, WriteError> {
        match &self.input.place {
            Place::File { path, .. } => Ok(path),
            Place::Stdin(name) => Err(WriteError::Stdin { name: name.clone() }),
        }
    }

    /// The bytes of the file at `path`, if they are still those that were read.
    pub(super) fn bytes_now(&self, path: &Path) -> Result<Vec<u8>, WriteError> {
        let own = self.path()?;
        let bytes = fs::read(path).map_err(|error| WriteError::from_io(own, error))?;
        if Identity::of(&bytes) == self.identity {
            Ok(bytes)
        } else {
            Err(WriteError::Changed { path: own.to_owned() })
        }
    }
}

/// A file can be replaced by anyone who may write its folder. That is no leave to change a file that
/// is protected itself.
fn may_write(path: &Path, metadata: &fs::Metadata) -> Result<(), WriteError> {
    let read_only = || WriteError::ReadOnly { path: path.to_owned() };
    if metadata.permissions().readonly() {
        return Err(read_only());
    }
    match File::options().write(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(read_only()),
        Err(error) => Err(WriteError::from_io(path, error)),
    }
}
