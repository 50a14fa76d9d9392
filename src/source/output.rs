use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::error::WriteError;
use super::read::Loaded;
use super::replace::{Replacement, replace};
use super::walk::{Named, Place};

/// A folder that corrected copies go to, at the paths that their sources have below the folder they
/// were found in. No source is ever written.
#[derive(Debug)]
pub struct OutputFolder {
    named: PathBuf,
    real: PathBuf,
    inputs: Named,
    /// Whose copy is where.
    taken: Mutex<HashMap<PathBuf, PathBuf>>,
}

impl OutputFolder {
    pub(super) fn new(named: PathBuf, real: PathBuf, inputs: Named) -> OutputFolder {
        OutputFolder { named, real, inputs, taken: Mutex::default() }
    }

    /// Writes a copy of the file that `loaded` was read from, with `text` in its place, and says
    /// where. With the document's own text it is a copy byte for byte, whatever the encoding.
    ///
    /// Of two inputs with one place the first to come is written; who wants that to be the same one
    /// in every run asks in the order of the inputs.
    ///
    /// # Errors
    ///
    /// [`WriteError`]: besides the reasons of [`Loaded::write_back`], the copy would land outside
    /// the folder, on another copy, or on an input.
    pub fn write(&self, loaded: &Loaded, text: &str) -> Result<PathBuf, WriteError> {
        let path = loaded.path()?;
        let old = fs::metadata(path).map_err(|error| WriteError::from_io(path, error))?;
        let now = loaded.bytes_now(path)?;
        let bytes = if loaded.is_own(text) { now } else { loaded.encode(text)? };
        let Place::File { below, .. } = &loaded.input().place else {
            return Err(WriteError::NotAFile { path: path.to_owned() });
        };
        let (target, shown) = self.place(path, below)?;
        let new = Replacement { target: &target, bytes: &bytes, like: &old, keep_owner: false };
        replace(&shown, &new, || Ok(()))?;
        Ok(shown)
    }

    /// Where the copy of `path` goes: for the system, and as it is shown. Makes its folders.
    fn place(&self, path: &Path, below: &Path) -> Result<(PathBuf, PathBuf), WriteError> {
        let outside = || WriteError::Outside { path: path.to_owned(), folder: self.named.clone() };
        let is_plain = below.components().all(|part| matches!(part, Component::Normal(_)));
        let name = below.file_name().filter(|_| is_plain).ok_or_else(outside)?;
        let shown = self.named.join(below);
        let failed = |source| WriteError::Write { path: shown.clone(), source };
        // A link inside the folder may lead out of it, so that its folders are made one by one.
        let mut folder = self.real.clone();
        for part in below.parent().iter().flat_map(|parent| parent.components()) {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(failed(error));
                }
                _ => folder = fs::canonicalize(&folder).map_err(failed)?,
            }
            if !folder.starts_with(&self.real) {
                return Err(outside());
            }
        }
        let target = folder.join(name);
        if self.inputs.is_input(&target) {
            return Err(WriteError::OverInput { path: path.to_owned(), output: shown });
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = taken.get(&target).filter(|&other| other != path) {
            let (path, other) = (path.to_owned(), other.clone());
            return Err(WriteError::Clash { path, other, output: shown });
        }
        taken.insert(target.clone(), path.to_owned());
        Ok((target, shown))
    }
}
