//! What several integration tests share.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mtlint::builtin;
use mtlint::rule::RuleSet;
use mtlint::scan::Scanner;

/// The built-in rules.
pub fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(builtin::rules)
}

/// A scanner of the built-in rules.
pub fn scanner() -> &'static Scanner<'static> {
    static SCANNER: OnceLock<Scanner<'static>> = OnceLock::new();
    SCANNER.get_or_init(|| Scanner::new(rules()).expect("the built-in checks are in order"))
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the corpora beside the project, which is not part of it; `None`, with a word about
/// it, where it is not there.
pub fn corpus(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let path = Path::new("/work/shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: there is no corpus `{folder}` beside the project");
    None
}

/// The `.txt` files under `folder`, sorted.
pub fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be listed") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
