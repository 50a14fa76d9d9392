use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::Path;

use super::error::WriteError;

/// A file to put in the place of another, or of none.
pub(super) struct Replacement<'a> {
    /// Where, without symbolic links.
    pub(super) target: &'a Path,
    /// What it holds.
    pub(super) bytes: &'a [u8],
    /// The file whose permissions it gets.
    pub(super) like: &'a Metadata,
    /// Whether it gets the owner too.
    pub(super) keep_owner: bool,
}

/// Writes a temporary file beside the target, brings it to the disk, and renames it if `still`
/// holds. On any error the temporary file is gone and the target is as it was. Errors name `path`.
pub(super) fn replace(
    path: &Path,
    new: &Replacement<'_>,
    still: impl FnOnce() -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let failed = |source| WriteError::Write { path: path.to_owned(), source };
    let folder = new.target.parent().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
    let mut temporary = tempfile::Builder::new()
        .prefix(".mtlint-")
        .suffix(".tmp")
        .tempfile_in(folder)
        // Nobody is helped by the name of a file that is not there.
        .map_err(|error| failed(error.kind().into()))?;
    temporary.as_file_mut().write_all(new.bytes).map_err(failed)?;
    dress(temporary.as_file(), new).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    still()?;
    temporary.persist(new.target).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Gives the new file the owner and the permissions of the old.
#[cfg(unix)]
fn dress(file: &File, new: &Replacement<'_>) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};

    let own = file.metadata()?;
    let same = |a: &Metadata, b: &Metadata| a.uid() == b.uid() && a.gid() == b.gid();
    let has_owner = same(&own, new.like)
        || new.keep_owner && fchown(file, Some(new.like.uid()), Some(new.like.gid())).is_ok();
    if new.keep_owner && !has_owner {
        // Those who may give no file away may still give it to a group of theirs.
        let _ = fchown(file, None, Some(new.like.gid()));
    }
    // A program that runs as its owner must not come to run as somebody else.
    let mask = if has_owner { 0o7777 } else { 0o777 };
    file.set_permissions(Permissions::from_mode(new.like.mode() & mask))
}

#[cfg(not(unix))]
fn dress(file: &File, new: &Replacement<'_>) -> io::Result<()> {
    let _ = new.keep_owner;
    file.set_permissions(new.like.permissions())
}

/// Brings the new name to the disk. The text is there already, so failing here loses nothing but
/// certainty, and some file systems cannot do it.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}
