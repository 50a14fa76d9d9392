//! The floors of the architecture: what each folder of `src/` may name.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test reads its own files and says what it saw"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// A floor and the floors it may name, besides itself.
const FLOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("rule", &["text"]),
    ("builtin", &["text", "rule"]),
    ("finding", &["text", "rule"]),
    ("verdict", &["text", "rule", "finding"]),
    ("scan", &["text", "rule", "finding", "verdict"]),
    ("fix", &["text", "rule", "finding", "scan"]),
    ("lint", &["text", "rule", "finding", "scan"]),
    ("policy", &["text", "rule", "finding"]),
    ("source", &["text"]),
    ("emit", &["text", "rule", "finding", "verdict"]),
    ("run", &["text", "rule", "finding", "verdict", "scan", "fix", "policy", "source", "emit"]),
    (
        "cli",
        &[
            "text", "rule", "builtin", "finding", "verdict", "scan", "fix", "lint", "policy",
            "source", "emit", "run",
        ],
    ),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file under `src/`, by its path there, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 20, "the walk found the sources");
    files
        .into_iter()
        .map(|file| {
            let source = fs::read_to_string(&file).expect("a source can be read");
            (file.strip_prefix(&src).expect("the file is under src").to_owned(), source)
        })
        .collect()
}

/// The floors that a source text names through `crate::`, comments left out.
fn named(source: &str) -> Vec<String> {
    let mut floors = Vec::new();
    for line in source.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            floors.push(rest[..end].to_owned());
        }
    }
    floors
}

#[test]
fn imports_point_one_way_only() {
    let mut faults = Vec::new();
    for (file, source) in sources() {
        let first = file.components().next().expect("a path has a part");
        let floor = Path::new(first.as_os_str()).file_stem().expect("a file has a name");
        let floor = floor.to_string_lossy().into_owned();
        if floor == "lib" || floor == "main" {
            continue;
        }
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == floor) else {
            faults.push(format!("{}: `{floor}` is on no floor", file.display()));
            continue;
        };
        for name in named(&source) {
            let is_floor = FLOORS.iter().any(|(floor, _)| *floor == name);
            if is_floor && name != floor && !allowed.contains(&name.as_str()) {
                faults.push(format!("{}: `{floor}` may not name `{name}`", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_reads_the_environment() {
    for (file, source) in sources() {
        if file.starts_with("cli") {
            continue;
        }
        for word in ["println!", "std::env", "io::stdout", "io::stderr", "clap::"] {
            let used = source.lines().any(|line| {
                !line.trim_start().starts_with("//")
                    && line.contains(word)
                    && !line.contains("env!")
            });
            assert!(!used, "{}: `{word}` belongs in cli/", file.display());
        }
    }
}
