//! The README shows what the command really prints.

#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The lines of the first fenced block of the README, without the fences.
fn first_block(readme: &str) -> Vec<&str> {
    readme
        .lines()
        .skip_while(|line| !line.starts_with("```"))
        .skip(1)
        .take_while(|line| !line.starts_with("```"))
        .collect()
}

fn trimmed(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn the_readme_begins_with_real_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README");
    let block = first_block(&readme);
    assert_eq!(block.first(), Some(&"$ cargo run --release -- seeds/"));

    let run = Command::new(env!("CARGO_BIN_EXE_mtlint"))
        .arg("seeds/")
        .current_dir(root)
        .output()
        .expect("mtlint runs");
    assert_eq!(run.status.code(), Some(1), "the seeds are damaged");
    let printed = trimmed(&format!(
        "{}\n{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    ));

    // What is left out stands as a line of dots; all between two such lines is printed so, in order.
    let mut from = 0;
    for piece in block[1..].split(|line| *line == "...") {
        if piece.is_empty() {
            continue;
        }
        let piece: Vec<String> = piece.iter().map(|line| line.trim_end().to_owned()).collect();
        let Some(at) = printed[from..].windows(piece.len()).position(|lines| lines == piece) else {
            panic!("mtlint does not print, after line {from}:\n{}", piece.join("\n"));
        };
        from += at + piece.len();
    }
    assert_eq!(from, printed.len(), "the block ends with the summary");
}

#[test]
fn the_readme_names_the_test_command_that_decides() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README");
    assert!(readme.lines().any(|line| line.starts_with("cargo test")), "`.ci/run` looks for it");
}
