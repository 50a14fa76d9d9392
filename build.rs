//! Lists the TOML files of `rules`, so that they lie inside the binary.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script runs before the program and its floors"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
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
    let mut list = format!("static BUILTIN: [(&str, &str); {}] = [\n", named.len());
    for (name, file) in named {
        let file = file.to_str().ok_or("the path of a rule file is not Unicode")?;
        writeln!(list, "    ({name:?}, include_str!({file:?})),")?;
    }
    list.push_str("];\n");
    fs::write(out.join("builtin_rules.rs"), list)?;
    Ok(())
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
