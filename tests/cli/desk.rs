//! A place to run the command in: a folder of files, and what came of a call.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests make the files that they read, and say when they skip"
)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The made-up rules of `tests/cli/rules`.
pub fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/rules")
}

/// A folder of its own for one test.
pub struct Desk {
    folder: TempDir,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// Standard output as it is.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// A folder with `files`, each by its path there and what it holds.
    pub fn new<C: AsRef<[u8]>>(files: &[(&str, C)]) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder can be made") };
        for (path, content) in files {
            desk.write(path, content);
        }
        desk
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(path, content).expect("a file can be written");
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path().join(path)).expect("the file can be read")
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.read(path)).expect("the file is UTF-8")
    }

    /// The call of `mtlint` with the made-up rules, in this folder and without the environment's
    /// say on colours.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.arg("--rules").arg(rules());
        command
    }

    /// The same without the made-up rules.
    pub fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mtlint"));
        command.args(arguments).current_dir(self.path());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs `mtlint` with the made-up rules.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(&mut self.command(arguments), b"")
    }

    /// The same, with `input` on standard input.
    #[track_caller]
    pub fn run_on(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        outcome(&mut self.command(arguments), input)
    }

    /// Makes this folder a repository and applies `diff` in it. `false`, with a word about it,
    /// where there is no `git`.
    #[track_caller]
    pub fn git_apply(&self, diff: &[u8]) -> bool {
        if Command::new("git").arg("--version").output().is_err() {
            println!("skipped: there is no git on this machine");
            return false;
        }
        for (arguments, input) in [(["init", "--quiet"], &b""[..]), (["apply", "-"], diff)] {
            let mut command = Command::new("git");
            command.args(arguments).current_dir(self.path());
            // A repository that the tests run in must not stand in for this one.
            for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
                command.env_remove(variable);
            }
            let outcome = outcome(&mut command, input);
            assert_eq!(outcome.status, Some(0), "git {arguments:?}: {outcome:?}");
        }
        true
    }

    /// All files with what they hold, in order of their paths, but those of `git`.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("the folder can be listed").path();
                if path.is_dir() {
                    if path.file_name() != Some(OsStr::new(".git")) {
                        folders.push(path);
                    }
                } else {
                    let below = path.strip_prefix(self.path()).expect("it is below").to_owned();
                    found.push((below, fs::read(&path).expect("the file can be read")));
                }
            }
        }
        found.sort();
        found
    }
}

/// Runs `command` with `input` on standard input.
#[track_caller]
pub fn outcome(command: &mut Command, input: &[u8]) -> Outcome {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program can be run");
    let mut stdin = child.stdin.take().expect("it has a standard input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        // A program need not read what it is given.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the input is written");
    Outcome {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        bytes: output.stdout,
    }
}
