//! What a user types and sees: arguments, exit status, standard output and standard error.
//!
//! Each file in `tests/cli/cases` is one call of the command in `tests/cli/docs`. The rules are
//! made up, so that no built-in rule is needed. `TRYCMD=overwrite` writes what is printed now.

#[test]
fn the_command_line_prints_what_it_printed() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "")
        .env("COLUMNS", "100")
        .case("tests/cli/cases/*.toml");
}
