use std::collections::{HashSet, VecDeque};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;

use super::error::{ReadError, WriteError};
use super::output::OutputFolder;
use crate::text::Origin;

/// The name of the files that say, in the language of `.gitignore`, what is not to be linted.
const IGNORE_FILE: &str = ".mtlintignore";

/// What the user named: files, folders, standard input.
///
/// Every file is found once, however often and by whatever path it was named: a file that is named
/// comes where it is named and not again from a folder, and a named folder inside another comes
/// where it is named.
#[derive(Debug, Clone)]
pub struct Walk {
    roots: Vec<Root>,
    stdin_name: Arc<str>,
    named: Named,
}

#[derive(Debug, Clone)]
enum Root {
    Stdin,
    File(PathBuf),
    /// A folder as it was named, and without symbolic links.
    Folder(PathBuf, PathBuf),
    /// What could not be looked at.
    Trouble(PathBuf),
}

/// What was named, by paths without symbolic links.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    files: HashSet<PathBuf>,
    folders: HashSet<PathBuf>,
    /// The folder for corrected copies, which is not walked.
    output: Option<PathBuf>,
}

impl Named {
    /// Whether the file at `path` is an input, or would be if it were text and not ignored.
    pub(super) fn is_input(&self, path: &Path) -> bool {
        let is_walked = |folder: &PathBuf| {
            let leaves_out = |output: &PathBuf| output != folder && output.starts_with(folder);
            path.starts_with(folder) && !self.output.as_ref().is_some_and(leaves_out)
        };
        self.files.contains(path) || self.folders.iter().any(is_walked)
    }
}

impl Walk {
    /// What `paths` name; `-` is standard input. Looks at each path, and reads none.
    #[must_use]
    pub fn new(paths: impl IntoIterator<Item = PathBuf>) -> Walk {
        let mut named = Named::default();
        let mut roots = Vec::new();
        let mut has_stdin = false;
        for path in paths {
            if path.as_os_str() == "-" {
                if !has_stdin {
                    roots.push(Root::Stdin);
                }
                has_stdin = true;
                continue;
            }
            // What cannot be looked at becomes an error when its turn comes.
            let Ok(metadata) = fs::metadata(&path) else {
                roots.push(Root::Trouble(path));
                continue;
            };
            // A pipe of the shell has a path that leads nowhere, and can be read all the same.
            let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
            if metadata.is_dir() {
                if named.folders.insert(real.clone()) {
                    roots.push(Root::Folder(path, real));
                }
            } else if named.files.insert(real) {
                roots.push(Root::File(path));
            }
        }
        Walk { roots, stdin_name: Arc::from("<stdin>"), named }
    }

    /// The name to report on standard input under; `<stdin>` unless given.
    #[must_use]
    pub fn stdin_name(mut self, name: impl Into<Arc<str>>) -> Walk {
        self.stdin_name = name.into();
        self
    }

    /// Makes `folder` the folder for corrected copies, and creates it if need be. From then on the
    /// walk leaves it out, so that no copy becomes an input.
    ///
    /// # Errors
    ///
    /// [`WriteError::Folder`], if there is no such folder and none can be made.
    pub fn output_folder(&mut self, folder: &Path) -> Result<OutputFolder, WriteError> {
        let real = fs::create_dir_all(folder).and_then(|()| fs::canonicalize(folder));
        let real = real.map_err(|source| WriteError::Folder { path: folder.to_owned(), source })?;
        self.named.output = Some(real.clone());
        Ok(OutputFolder::new(folder.to_owned(), real, self.named.clone()))
    }

    /// The inputs, one after the other as they are asked for: in the order in which they were
    /// named, and within a folder in the order of their paths.
    ///
    /// Folders are walked as `.gitignore`, `.ignore` and `.mtlintignore` say, without hidden files
    /// and without following symbolic links. A file that is named itself is always read.
    #[must_use]
    pub fn inputs(self) -> Inputs {
        Inputs {
            roots: self.roots.into_iter(),
            stdin_name: self.stdin_name,
            named: Arc::new(self.named),
            folder: None,
            troubles: VecDeque::new(),
        }
    }
}

/// One file, or standard input. Costs a path; [`Input::read`] does the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub(super) place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Stdin(Arc<str>),
    File {
        path: PathBuf,
        /// The path from the folder that the file was found in; its name, if it was named itself.
        below: PathBuf,
    },
}

impl Input {
    /// Where the text comes from.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match &self.place {
            Place::Stdin(name) => Origin::Stdin(Arc::clone(name)),
            Place::File { path, .. } => Origin::File(path.clone()),
        }
    }

    /// The path of the file; `None` for standard input.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Stdin(_) => None,
            Place::File { path, .. } => Some(path),
        }
    }

    /// How many bytes the file holds now; 0 where that cannot be known before it is read.
    #[must_use]
    pub fn size(&self) -> u64 {
        let metadata = self.path().and_then(|path| fs::metadata(path).ok());
        metadata.map_or(0, |metadata| metadata.len())
    }

    /// Whether this is standard input.
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        self.path().is_none()
    }
}

/// The inputs of a [`Walk`].
#[derive(Debug)]
pub struct Inputs {
    roots: std::vec::IntoIter<Root>,
    stdin_name: Arc<str>,
    named: Arc<Named>,
    folder: Option<Folder>,
    /// What went wrong besides the entry that was yielded last.
    troubles: VecDeque<ReadError>,
}

struct Folder {
    root: PathBuf,
    entries: ignore::Walk,
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folder").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Folder {
    fn new(root: PathBuf, real: PathBuf, named: &Arc<Named>) -> Folder {
        let mut builder = WalkBuilder::new(&root);
        // A corpus is often unpacked without the repository that its .gitignore came from.
        builder.require_git(false);
        builder.add_custom_ignore_filename(IGNORE_FILE);
        builder.sort_by_file_name(Ord::cmp);
        let is_alone = named.files.is_empty() && named.folders.len() == 1;
        if !is_alone || named.output.is_some() {
            let (root, named) = (root.clone(), Arc::clone(named));
            builder.filter_entry(move |entry| {
                let below = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                let path = real.join(below);
                !named.files.contains(&path)
                    && !named.folders.contains(&path)
                    && named.output.as_ref() != Some(&path)
            });
        }
        Folder { root, entries: builder.build() }
    }

    fn next(&mut self, troubles: &mut VecDeque<ReadError>) -> Option<Input> {
        while troubles.is_empty() {
            match self.entries.next()? {
                Ok(entry) => {
                    if let Some(error) = entry.error() {
                        gather(&self.root, error, troubles);
                    }
                    if entry.file_type().is_some_and(|kind| kind.is_file()) {
                        return Some(self.input(entry.into_path()));
                    }
                }
                Err(error) => gather(&self.root, &error, troubles),
            }
        }
        None
    }

    fn input(&self, path: PathBuf) -> Input {
        let below = path.strip_prefix(&self.root).unwrap_or(&path).to_owned();
        // Nobody wants to read `./` before every path of the current folder.
        let path = if self.root.as_os_str() == "." { below.clone() } else { path };
        Input { place: Place::File { path, below } }
    }
}

/// Collects what an error of the walk holds. A faulty line of a `.gitignore` is for git to report.
fn gather(path: &Path, error: &ignore::Error, troubles: &mut VecDeque<ReadError>) {
    use ignore::Error;
    match error {
        Error::Partial(errors) => errors.iter().for_each(|error| gather(path, error, troubles)),
        Error::WithPath { path, err } => gather(path, err, troubles),
        Error::WithDepth { err, .. } => gather(path, err, troubles),
        Error::Io(source) => {
            let source = io::Error::new(source.kind(), source.to_string());
            troubles.push_back(ReadError::Unreadable { path: path.to_owned(), source });
        }
        fault if path.file_name().is_some_and(|name| name == IGNORE_FILE) => {
            let (path, fault) = (path.to_owned(), fault.to_string());
            troubles.push_back(ReadError::IgnoreFile { path, fault });
        }
        _ => {}
    }
}

impl Iterator for Inputs {
    type Item = Result<Input, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(trouble) = self.troubles.pop_front() {
                return Some(Err(trouble));
            }
            if let Some(folder) = &mut self.folder {
                if let Some(input) = folder.next(&mut self.troubles) {
                    return Some(Ok(input));
                }
                if self.troubles.is_empty() {
                    self.folder = None;
                }
                continue;
            }
            match self.roots.next()? {
                Root::Stdin => {
                    return Some(Ok(Input { place: Place::Stdin(Arc::clone(&self.stdin_name)) }));
                }
                Root::File(path) => {
                    let below = path.file_name().map_or_else(PathBuf::new, PathBuf::from);
                    return Some(Ok(Input { place: Place::File { path, below } }));
                }
                Root::Folder(path, real) => {
                    self.folder = Some(Folder::new(path, real, &self.named));
                }
                Root::Trouble(path) => {
                    let source = fs::metadata(&path).err().unwrap_or_else(|| {
                        io::Error::other("it appeared only after the run had begun")
                    });
                    return Some(Err(ReadError::from_io(path, source)));
                }
            }
        }
    }
}
