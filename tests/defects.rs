//! Twenty defects that were measured in other linters, and what must hold here instead.
//!
//! Each test has the number of its defect. Left out are those of parts that mtlint does not have
//! yet: D5 and D14 (SARIF), and of D2 and D19 what concerns suppressions.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they read")]

#[path = "cli/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// The findings of `path`, as JSON lines say them.
#[track_caller]
fn findings(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let run = desk.run(&[&["--format", "jsonl"], arguments].concat());
    let lines = run.stdout.lines().map(|line| serde_json::from_str(line).expect("it is JSON"));
    lines.filter(|line: &Value| line["type"] == "finding").collect()
}

#[test]
fn d1_a_fix_writes_utf_16_back_as_utf_16_with_its_mark() {
    for bytes in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        let before = utf16("\u{feff}A zorp, caf\u{e9} \u{1f600}.\r\n", bytes);
        let desk = Desk::new(&[("a.txt", before)]);
        assert_eq!(desk.run(&["fix"]).status, Some(0));
        assert_eq!(desk.read("a.txt"), utf16("\u{feff}A sound, caf\u{e9} \u{1f600}.\r\n", bytes));
    }
}

#[test]
fn d2_an_invalid_byte_turns_no_choice_of_rules_off() {
    let text: &[u8] = b"A zorp.\nThey take a frell.\nbad \x81\xff byte\n";
    let desk = Desk::new(&[("a.txt", text)]);
    let found = findings(&desk, &["--ignore", "zorp", "a.txt"]);
    let names: Vec<_> = found.iter().map(|finding| &finding["name"]).collect();
    assert_eq!(names, ["frell-turn"]);
}

#[test]
fn d3_a_letter_of_another_encoding_does_not_split_a_word() {
    let text: &[u8] = b"The zorp\xe9 and the \xe9zorp sang at the caf\xe9 of the na\xefve.\n";
    let desk = Desk::new(&[("a.txt", text)]);
    for declared in [&[][..], &["--encoding", "windows-1252"]] {
        assert!(findings(&desk, declared).is_empty(), "{declared:?}");
        desk.run(&[&["fix", "--quiet"], declared].concat());
        assert_eq!(desk.read("a.txt"), text);
    }
}

#[test]
fn d4_positions_do_not_count_the_byte_order_mark() {
    let desk = Desk::new(&[
        ("plain.txt", b"zorp\nA zorp.\n".to_vec()),
        ("mark.txt", b"\xef\xbb\xbfzorp\nA zorp.\n".to_vec()),
        ("wide.txt", utf16("\u{feff}zorp\nA zorp.\n", u16::to_le_bytes)),
    ]);
    for path in ["plain.txt", "mark.txt", "wide.txt"] {
        let found = findings(&desk, &[path]);
        let spans: Vec<_> = found.iter().map(|finding| finding["span"].to_string()).collect();
        assert_eq!(
            spans,
            [
                r#"{"column":1,"end":4,"end_column":5,"end_line":1,"line":1,"start":0}"#,
                r#"{"column":3,"end":11,"end_column":7,"end_line":2,"line":2,"start":7}"#,
            ],
            "{path}"
        );
        let short = desk.run(&["--format", "short", path]).stdout;
        assert!(short.starts_with(&format!("{path}:1:1: ")), "{short}");
    }
}

#[test]
fn d6_a_diff_that_shows_changes_ends_with_1() {
    let desk = Desk::new(&[("a.txt", "A zorp.\n"), ("sound.txt", "Sound.\n")]);
    assert_eq!(desk.run(&["fix", "--diff", "a.txt"]).status, Some(1));
    assert_eq!(desk.run(&["fix", "--diff", "sound.txt"]).status, Some(0));
}

#[test]
fn d7_a_path_that_does_not_exist_is_said_and_utf_16_is_no_binary_file() {
    let desk = Desk::new(&[("wide.txt", utf16("\u{feff}A zorp.\n", u16::to_le_bytes))]);
    let run = desk.run(&["missing.txt"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("missing.txt: there is no such file"), "{}", run.stderr);
    assert_eq!(findings(&desk, &["wide.txt"]).len(), 1);
    assert_eq!(desk.run(&["wide.txt"]).status, Some(1));
}

#[test]
fn d8_an_unknown_option_ends_with_2() {
    let desk = Desk::new(&[("sound.txt", "Sound.\n")]);
    for arguments in [
        &["--no-such-option", "sound.txt"][..],
        &["check", "--no-such-option", "sound.txt"],
        &["fix", "--no-such-option", "sound.txt"],
        &["test", "--no-such-option"],
        &["explain", "zorp", "--no-such-option"],
        &["rules", "--no-such-option"],
        &["--format", "xml", "sound.txt"],
        &["explain"],
    ] {
        let run = desk.run(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.stderr.starts_with("error: "), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn d9_the_status_does_not_depend_on_where_findings_go_and_pipes_get_no_escapes() {
    let desk = Desk::new(&[("a.txt", "A zorp.\n")]);
    for arguments in [&[][..], &["--format", "jsonl"], &["--format", "short"], &["--quiet"]] {
        let with = |paths: &[&str]| desk.run(&[arguments, paths].concat());
        assert_eq!(with(&["a.txt"]).status, Some(1), "{arguments:?}");
        assert_eq!(with(&["a.txt", "missing.txt"]).status, Some(2), "{arguments:?}");
        let run = with(&["a.txt"]);
        assert!(!format!("{}{}", run.stdout, run.stderr).contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn d10_a_dry_run_with_problems_pending_ends_with_1() {
    let desk = Desk::new(&[("a.txt", "A zorp. They take a frell.\n")]);
    let run = desk.run(&["fix", "--diff"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(desk.text("a.txt"), "A zorp. They take a frell.\n", "nothing is written");
}

#[test]
fn d11_a_missing_file_is_no_finding() {
    let desk = Desk::new::<&str>(&[]);
    let run = desk.run(&["--format", "jsonl", "missing.txt"]);
    assert_eq!(run.status, Some(2));
    assert_eq!(run.stdout.lines().count(), 1, "the summary alone: {}", run.stdout);
    assert!(run.stdout.contains("\"findings\":0"), "{}", run.stdout);
}

#[test]
fn d12_an_unknown_rule_is_trouble_with_the_nearest_name() {
    let desk = Desk::new(&[("sound.txt", "Sound.\n")]);
    for arguments in [
        &["--select", "zrop", "sound.txt"][..],
        &["--ignore", "zrop", "sound.txt"],
        &["fix", "--select", "zrop", "sound.txt"],
        &["explain", "zrop"],
        &["rules", "--select", "zrop"],
        &["test", "zrop"],
    ] {
        let run = desk.run(arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}");
        assert!(run.stderr.contains("the nearest is `zorp`"), "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.contains("no damage"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn d13_fixes_run_until_nothing_is_left_and_what_is_left_is_told() {
    // The notices stand side by side, so that the fix of each touches that of the next.
    let notices = "Quibbed by Fnord\n".repeat(5);
    let text = format!("{notices}They take a frell.\nzorp zorp zorpzorp zorp\n{notices}");
    let desk = Desk::new(&[("a.txt", text)]);
    let run = desk.run(&["fix"]);
    assert_eq!(run.status, Some(1), "one finding needs `--unsafe-fixes`: {}", run.stderr);
    let fixed = "They take a frell.\nsound sound zorpzorp sound\n";
    assert_eq!(desk.text("a.txt"), fixed);
    assert_eq!(desk.run(&["fix"]).status, Some(1));
    assert_eq!(desk.text("a.txt"), fixed, "the second run changes nothing");
}

#[test]
fn d15_a_text_that_mentions_a_suppression_suppresses_nothing() {
    let text =
        "Write mtlint-ignore, or <!-- mtlint-disable --> to hide a zorp.\n# mtlint: ignore\n";
    let desk = Desk::new(&[("a.md", text)]);
    assert_eq!(findings(&desk, &["a.md"]).len(), 1);
}

#[test]
fn d16_sound_files_end_with_0() {
    let desk = Desk::new(&[("a.txt", "Sound.\n"), ("empty.txt", ""), ("b.md", "# Sound\n")]);
    for arguments in [&[][..], &["fix"], &["fix", "--diff"], &["--format", "jsonl"]] {
        assert_eq!(desk.run(arguments).status, Some(0), "{arguments:?}");
    }
}

#[test]
fn d17_a_run_can_fail_at_warnings_and_at_notes() {
    let desk = Desk::new(&[("w.txt", "They take a frell.\n"), ("n.txt", "Quibbed by Fnord\n")]);
    let status = |gate: &str, path: &str| desk.run(&["--fail-on", gate, path]).status;
    assert_eq!((status("warning", "w.txt"), status("error", "w.txt")), (Some(1), Some(0)));
    assert_eq!((status("note", "n.txt"), status("warning", "n.txt")), (Some(1), Some(0)));
}

#[test]
fn d18_positions_are_of_the_very_bytes_though_layout_is_seen_through() {
    let text =
        "\u{1f600}  They\r\ntake\u{a0}a \t frell.\r\n\r\n  \u{e9}\u{301} zorp\u{2019}s end\r\n";
    let desk = Desk::new(&[("a.txt", text)]);
    let found = findings(&desk, &["a.txt"]);
    assert_eq!(found.len(), 2, "{found:#?}");
    for finding in &found {
        let at = |key: &str| {
            let number = finding["span"][key].as_u64().expect("it is a number");
            usize::try_from(number).expect("it is small")
        };
        let covered = text.get(at("start")..at("end")).expect("it lies on character boundaries");
        assert_eq!(finding["text"], covered);
        let line = text.lines().nth(at("line") - 1).expect("the text has the line");
        let from: String = line.chars().skip(at("column") - 1).collect();
        let first = covered.lines().next().expect("the damage has a first line");
        assert!(from.starts_with(first), "{from:?} does not start with {first:?}");
    }
    assert_eq!(found[0]["text"], "take\u{a0}a \t frell");
    assert_eq!(found[1]["text"], "zorp");
}

#[test]
fn d19_what_is_hidden_is_in_no_output_and_at_no_gate() {
    let desk = Desk::new(&[("a.txt", "A zorp.\n")]);
    for format in ["rich", "medium", "short", "jsonl"] {
        let arguments = ["--format", format, "--ignore", "zorp", "--fail-on", "note"];
        let run = desk.run(&arguments);
        assert_eq!(run.status, Some(0), "{format}");
        assert!(!run.stdout.contains("zorp"), "{format}: {}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn d20_a_file_is_replaced_whole_and_keeps_its_permissions_and_links() {
    use std::fs::{File, Permissions, metadata, set_permissions, symlink_metadata};
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, symlink};

    let desk = Desk::new(&[("real/a.txt", "A zorp.\n")]);
    let (real, link) = (desk.path().join("real/a.txt"), desk.path().join("link.txt"));
    set_permissions(&real, Permissions::from_mode(0o640)).expect("they can be set");
    symlink("real/a.txt", &link).expect("a link can be made");
    let mut reader = File::open(&real).expect("it can be opened");

    assert_eq!(desk.run(&["fix", "link.txt"]).status, Some(0));
    assert_eq!(desk.text("real/a.txt"), "A sound.\n");
    assert!(symlink_metadata(&link).expect("it exists").is_symlink());
    assert_eq!(metadata(&real).expect("it exists").permissions().mode() & 0o777, 0o640);
    assert_eq!(desk.files().len(), 2, "nothing temporary is left");

    let mut old = String::new();
    reader.read_to_string(&mut old).expect("it can be read");
    assert_eq!(old, "A zorp.\n", "who reads while it is written reads the old text whole");
}
