//! Puts the files of `rules` inside the binary, and with them what loading makes of them, so that a
//! run has nothing to read and nothing to judge. What is wrong with a file stops the build.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script runs before the program and its floors, and talks to cargo"
)]

// The very code that loads a user's rules. What only a run needs is idle here.
#[allow(clippy::all, dead_code, unused, unreachable_pub, reason = "linted in the library")]
#[path = "../src/rule/mod.rs"]
mod rule;
#[allow(clippy::all, dead_code, unused, unreachable_pub, reason = "linted in the library")]
mod scan;
#[allow(clippy::all, dead_code, unused, unreachable_pub, reason = "linted in the library")]
mod text;

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use rule::{RuleSet, RuleSource};
use scan::Tables;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("no manifest folder")?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no output folder")?);
    let mut files = Vec::new();
    toml_files(&root.join("rules"), &mut files)?;
    // Paths with `/` on every system: they are what users see, and what orders the rules.
    let mut named = Vec::new();
    for file in files {
        let parts: Vec<_> =
            file.strip_prefix(&root)?.iter().map(|part| part.to_string_lossy()).collect();
        named.push((parts.join("/"), file));
    }
    named.sort();

    let mut list = format!("static FILES: [(&str, &str); {}] = [\n", named.len());
    let mut sources = Vec::with_capacity(named.len());
    for (path, file) in named {
        let text = Cow::Owned(fs::read_to_string(&file)?);
        let file = file.to_str().ok_or("the path of a rule file is not Unicode")?;
        writeln!(list, "    ({path:?}, include_str!({file:?})),")?;
        // As a user's: what a run takes for granted of built-in rules is looked at here.
        sources.push(Arc::new(RuleSource { path, text, builtin: false }));
    }
    list.push_str("];\n");

    let (rules, faults) = RuleSet::load(sources.clone());
    for fault in &faults {
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        println!("cargo::error={fault}{help}");
    }
    if !faults.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    fs::write(out.join("files.rs"), list)?;
    fs::write(out.join("rules.image"), rules.to_image(&sources)?)?;
    fs::write(out.join("prepared.image"), postcard::to_stdvec(&Tables::new(&rules))?)?;
    Ok(ExitCode::SUCCESS)
}

fn toml_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            toml_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
