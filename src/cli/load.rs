//! From rule files to a scanner: reading the files, showing what is wrong with them, going on with
//! the rest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::builtin;
use crate::policy::{Choice, Selection};
use crate::rule::{Fault, RuleSet, RuleSource};
use crate::scan::{CheckFault, Scanner};

use super::console::Console;

/// Rules, and whether there was trouble with any file.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) rules: RuleSet,
    pub(super) trouble: bool,
}

/// The built-in rules and those of the files and folders `own`. Whatever is wrong with any of them
/// is shown, and the others are loaded.
pub(super) fn load(own: &[PathBuf], console: &Console) -> Loaded {
    let mut errors = Vec::new();
    let sources: Vec<_> = own.iter().flat_map(|path| read_rules(path, &mut errors)).collect();
    errors.iter().for_each(|error| console.error(error));
    if sources.is_empty() {
        return Loaded { rules: builtin::rules(), trouble: !errors.is_empty() };
    }
    let mut all = builtin::sources();
    all.retain(|builtin| !sources.iter().any(|own| takes_the_place_of(own, builtin)));
    all.extend(sources);
    let (rules, faults) = RuleSet::load(all);
    console.faults(&faults);
    let trouble = !errors.is_empty() || !faults.is_empty();
    Loaded { rules, trouble }
}

/// Whether `own` is the user's edition of the file `builtin`: of the same folder and name.
fn takes_the_place_of(own: &RuleSource, builtin: &RuleSource) -> bool {
    let tail = |source: &RuleSource| -> Vec<String> {
        source.path.rsplit('/').take(2).map(str::to_owned).collect()
    };
    tail(own) == tail(builtin)
}

/// The rule and lexicon files at `path`: the file, or all files of a folder in the order of their
/// paths. What cannot be read goes to `errors`.
fn read_rules(path: &Path, errors: &mut Vec<String>) -> Vec<Arc<RuleSource>> {
    let mut files = Vec::new();
    if path.is_dir() {
        toml_files(path, &mut files, errors);
        if files.is_empty() {
            errors.push(format!("{}: there are no rule files in this folder", path.display()));
        }
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    files.iter().filter_map(|file| read_rule(file, errors)).collect()
}

#[expect(clippy::disallowed_methods, reason = "rule files are arguments of the command line")]
fn read_rule(file: &Path, errors: &mut Vec<String>) -> Option<Arc<RuleSource>> {
    match fs::read_to_string(file) {
        Ok(text) => {
            Some(Arc::new(RuleSource { path: shown_path(file), text: text.into(), builtin: false }))
        }
        Err(error) => {
            errors.push(failed(file, &error));
            None
        }
    }
}

fn failed(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("{}: there is no such file or folder", path.display()),
        _ => format!("{}: {error}", path.display()),
    }
}

/// The path of a rule file as it is shown, with the folder it lies in, which is its category.
fn shown_path(file: &Path) -> String {
    let named = file.parent().is_some_and(|folder| folder.file_name().is_some());
    let whole = if named { None } else { fs::canonicalize(file).ok() };
    let shown = whole.as_deref().unwrap_or(file);
    shown.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn toml_files(folder: &Path, files: &mut Vec<PathBuf>, errors: &mut Vec<String>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    match entries {
        Err(error) => errors.push(failed(folder, &error)),
        Ok(entries) => {
            for entry in entries {
                let path = entry.path();
                let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
                // A link to a folder is not followed: it may lead back to where it lies.
                if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    toml_files(&path, files, errors);
                } else if !hidden && path.extension().is_some_and(|end| end == "toml") {
                    files.push(path);
                }
            }
        }
    }
}

/// Compiles `rules` and does `work` with them, which is also told whether there was trouble. Rules
/// that run checks which do not exist are shown and left out.
pub(super) fn with_scanner<T>(
    loaded: Loaded,
    console: &Console,
    work: impl FnOnce(&Scanner<'_>, bool) -> T,
) -> T {
    let Loaded { rules, trouble } = loaded;
    let faults = match Scanner::new(&rules) {
        Ok(scanner) => return work(&scanner, trouble),
        Err(faults) => faults,
    };
    let framed: Vec<_> = faults.iter().map(|fault| in_file(&rules, fault)).collect();
    console.faults(&framed);
    let sound = rules.iter().filter(|(index, _)| faults.iter().all(|fault| fault.rule != *index));
    let sound = RuleSet::new(sound.map(|(_, rule)| rule.clone()).collect());
    let rules = sound.with_channels(rules.channels().clone());
    with_scanner(Loaded { rules, trouble: true }, console, work)
}

fn in_file(rules: &RuleSet, fault: &CheckFault) -> Fault {
    let rule = rules.get(fault.rule);
    let at = rule.checks[fault.check].at;
    Fault::new(Arc::clone(&rule.file), at, fault.message.as_str(), None)
}

/// The rules that `choice` leaves; `None` if it names what does not exist, which has been said.
pub(super) fn selection(rules: &RuleSet, choice: &Choice, console: &Console) -> Option<Selection> {
    match Selection::new(rules, choice) {
        Ok(selection) => Some(selection),
        Err(unknown) => {
            unknown.iter().for_each(|unknown| console.error(&unknown.to_string()));
            None
        }
    }
}
