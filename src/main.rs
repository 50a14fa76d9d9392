//! The `mtlint` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    mtlint::cli::main()
}
