//! Repairing documents: in place, as a diff, as copies, from standard input.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they read")]

#[path = "cli/desk.rs"]
mod desk;

use desk::Desk;

/// Texts with all kinds of line ends and names.
const DAMAGED: &[(&str, &[u8])] = &[
    ("plain.txt", b"One.\nA zorp here.\nTwo.\nThree.\nFour.\nFive.\nSix.\nSeven.\nA zorp.\nEnd.\n"),
    ("no-last-break.txt", b"One.\nA zorp without a break"),
    ("crlf.txt", b"One.\r\nA zorp here.\r\nTwo.\r\n"),
    ("crlf-no-last-break.txt", b"One.\r\nA zorp here."),
    ("lone-cr.txt", b"One.\rA zorp here.\rTwo.\nAnother zorp.\n"),
    ("notice-only.txt", b"Quibbed by Fnord\n"),
    ("notice-last.txt", b"One.\nQuibbed by Fnord"),
    ("below/deeper/a b.txt", b"A zorp in a name with a blank.\n"),
    ("caf\u{e9}.txt", b"A zorp in an accented name.\n"),
    ("quo\"te.txt", b"A zorp in a quoted name.\n"),
    ("with-mark.txt", b"\xef\xbb\xbfA zorp behind a mark.\n"),
    ("sound.txt", b"Nothing to see.\n"),
];

fn damaged() -> Desk {
    Desk::new(DAMAGED)
}

#[test]
fn documents_are_mended_in_place_and_said_to_be() {
    let desk = Desk::new(&[
        ("a.txt", "A zorp and a zorp.\n"),
        ("b/c.txt", "They take a frell, and a zorp.\n"),
        ("sound.txt", "Sound.\n"),
    ]);
    let run = desk.run(&["fix", "-j1"]);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "fixed 2 findings in a.txt\n\
         fixed 1 finding in b/c.txt\n\
         fixed 3 findings in 2 of 3 documents; 1 finding left; `--unsafe-fixes` would fix 1 more\n"
    );
    assert_eq!(run.status, Some(1), "a warning is left");
    assert_eq!(desk.text("a.txt"), "A sound and a sound.\n");
    assert_eq!(desk.text("b/c.txt"), "They take a frell, and a sound.\n");

    let run = desk.run(&["fix", "--unsafe-fixes", "--quiet"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(desk.text("b/c.txt"), "They take a turn, and a sound.\n");
}

#[test]
fn mending_again_changes_nothing() {
    let desk = damaged();
    assert_eq!(desk.run(&["fix", "--unsafe-fixes"]).status, Some(0));
    let once = desk.files();
    let run = desk.run(&["fix", "--unsafe-fixes"]);
    assert_eq!(run.status, Some(0));
    assert_eq!(run.stderr, "nothing to fix in 12 documents\n");
    assert_eq!(desk.files(), once);
    assert_eq!(desk.run(&["fix", "--diff", "--unsafe-fixes"]).status, Some(0));
}

#[test]
fn a_fix_for_display_is_never_applied() {
    let desk = Desk::new(&[("a.txt", "A blim.\n")]);
    let run = desk.run(&["fix", "--unsafe-fixes", "--min-confidence", "low", "--fail-on", "note"]);
    assert_eq!(run.status, Some(1), "it is left");
    assert_eq!(desk.text("a.txt"), "A blim.\n");
}

#[test]
fn what_is_hidden_is_not_mended() {
    let text = "A zorp. They take a frell.\n";
    for hidden in
        [&["--ignore", "zorp,frell-turn"][..], &["--select", "notice"], &["--select", "blim-sense"]]
    {
        let desk = Desk::new(&[("a.txt", text)]);
        let run = desk.run(&[&["fix", "--unsafe-fixes"], hidden].concat());
        assert_eq!(run.status, Some(0), "{hidden:?}");
        assert_eq!(desk.text("a.txt"), text, "{hidden:?}");
    }
    let desk = Desk::new(&[("a.txt", text)]);
    desk.run(&["fix", "--unsafe-fixes", "--min-confidence", "certain"]);
    assert_eq!(desk.text("a.txt"), "A sound. They take a frell.\n");
}

#[test]
fn the_gate_of_a_fix_counts_what_is_left() {
    let left = |gate: &str| {
        let desk = Desk::new(&[("a.txt", "A zorp. They take a frell.\n")]);
        desk.run(&["fix", "--fail-on", gate]).status
    };
    assert_eq!(left("note"), Some(1));
    assert_eq!(left("warning"), Some(1));
    assert_eq!(left("error"), Some(0), "the only error is mended");
    assert_eq!(left("never"), Some(0));
}

#[test]
fn a_diff_that_git_applies_gives_the_bytes_that_a_fix_gives() {
    let (patched, fixed) = (damaged(), damaged());
    assert_eq!(fixed.run(&["fix"]).status, Some(0));

    let before = patched.files();
    let diff = patched.run(&["fix", "--diff"]);
    assert_eq!(diff.status, Some(1), "{}", diff.stderr);
    assert_eq!(patched.files(), before, "a diff writes nothing");
    assert!(diff.stderr.contains("would fix 13 findings in 11 of 12 documents"), "{}", diff.stderr);

    if patched.git_apply(&diff.bytes) {
        assert_eq!(patched.files(), fixed.files());
    }
}

#[test]
fn a_diff_is_of_the_bytes_of_the_file_whatever_its_encoding() {
    let latin: &[u8] = b"caf\xe9 and a zorp\r\nna\xefve\r\n";
    let wide: Vec<u8> =
        "\u{feff}A zorp.\n\u{e9}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: &[(&str, &[u8])] = &[("latin.txt", latin), ("wide.txt", &wide)];
    let (patched, fixed) = (Desk::new(files), Desk::new(files));
    let arguments = ["--encoding", "windows-1252"];
    assert_eq!(fixed.run(&[&["fix"], &arguments[..]].concat()).status, Some(0));
    assert_eq!(fixed.read("latin.txt"), b"caf\xe9 and a sound\r\nna\xefve\r\n");

    let diff = patched.run(&[&["fix", "--diff"], &arguments[..]].concat());
    assert_eq!(diff.status, Some(1), "{}", diff.stderr);
    if patched.git_apply(&diff.bytes) {
        assert_eq!(patched.files(), fixed.files());
    }
}

#[test]
fn paths_in_a_diff_are_relative_to_the_current_folder() {
    let desk = Desk::new(&[("below/a.txt", "A zorp.\n")]);
    let whole = desk.path().canonicalize().expect("it exists").join("below/a.txt");
    for path in ["below/a.txt", "./below/../below/a.txt", whole.to_str().expect("it is Unicode")] {
        let diff = desk.run(&["fix", "--diff", path]);
        let head = "--- a/below/a.txt\n+++ b/below/a.txt\n@@ -1 +1 @@\n";
        assert!(diff.stdout.starts_with(head), "{path}: {}", diff.stdout);
    }
}

#[test]
fn a_diff_that_would_change_nothing_is_empty() {
    let desk = Desk::new(&[("a.txt", "They take a frell.\n")]);
    let diff = desk.run(&["fix", "--diff"]);
    assert_eq!((diff.status, diff.stdout.as_str()), (Some(0), ""), "the fix is not safe");
    assert_eq!(desk.run(&["fix", "--diff", "--unsafe-fixes"]).status, Some(1));
    assert_eq!(desk.run(&["fix", "--diff", "a.txt", "missing.txt"]).status, Some(2));
}

#[test]
fn copies_are_corrected_and_sources_left_alone() {
    let desk = Desk::new(&[
        ("in/a.txt", "A zorp.\n"),
        ("in/below/b.txt", "Sound.\n"),
        ("in/latin.txt", "x"),
    ]);
    desk.write("in/latin.txt", b"caf\xe9 untouched\n");
    let before = desk.files();
    let run = desk.run(&["fix", "--output-dir", "out", "in"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert_eq!(
        run.stderr,
        "fixed 1 finding in in/a.txt, written to out/a.txt\nfixed 1 finding in 1 of 3 documents\n"
    );
    assert_eq!(desk.text("out/a.txt"), "A sound.\n");
    assert_eq!(desk.text("out/below/b.txt"), "Sound.\n");
    assert_eq!(desk.read("out/latin.txt"), b"caf\xe9 untouched\n");
    let sources: Vec<_> =
        desk.files().into_iter().filter(|(path, _)| path.starts_with("in")).collect();
    assert_eq!(sources, before);
}

#[test]
fn copies_that_claim_one_place_are_trouble() {
    let desk = Desk::new(&[("one/a.txt", "A zorp.\n"), ("two/a.txt", "Another zorp.\n")]);
    let run = desk.run(&["fix", "--output-dir", "out", "one/a.txt", "two/a.txt"]);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("1 input could not be fixed"), "{}", run.stderr);
    assert_eq!(desk.text("out/a.txt"), "A sound.\n", "the first one gets it");
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let desk = Desk::new::<&str>(&[]);
    let run = desk.run_on(&["fix", "--stdin-filename", "draft.txt", "-"], b"A zorp.\r\nEnd");
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), "A sound.\r\nEnd"));
    assert_eq!(run.stderr, "fixed 1 finding in draft.txt\nfixed 1 finding in 1 of 1 document\n");

    let sound: &[u8] = b"\xef\xbb\xbfNothing to do.\r\n";
    let run = desk.run_on(&["fix", "-"], sound);
    assert_eq!((run.status, run.bytes.as_slice()), (Some(0), sound));

    let diff = desk.run_on(&["fix", "--diff", "--stdin-filename", "draft.txt", "-"], b"A zorp.\n");
    assert!(diff.stdout.starts_with("--- a/draft.txt\n"), "{}", diff.stdout);
    assert_eq!(diff.status, Some(1));
}

#[test]
fn a_text_that_cannot_be_written_back_comes_out_as_it_went_in() {
    let desk = Desk::new::<&str>(&[]);
    // Two encodings could be meant, and none is declared.
    let text: &[u8] = b"A zorp in a caf\xe9.\n";
    let run = desk.run_on(&["fix", "-"], text);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    assert_eq!(run.bytes, text);
    let run = desk.run_on(&["fix", "-"], b"\x89PNG\0\0\0\0");
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_trouble_and_the_others_are_mended() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new(&[("a.txt", "A zorp.\n"), ("b.txt", "A zorp.\n")]);
    let locked = desk.path().join("a.txt");
    set_permissions(&locked, Permissions::from_mode(0o444)).expect("they can be set");
    let run = desk.run(&["fix"]);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
    assert_eq!(desk.text("a.txt"), "A zorp.\n");
    assert_eq!(desk.text("b.txt"), "A sound.\n");
}

#[test]
fn fixes_that_fight_leave_the_text_alone_and_name_the_rules() {
    let rule = |code: &str, name: &str, find: &str, fix: &str| {
        format!(
            "id = '{code}'\nname = '{name}'\ncategory = 'calque'\nseverity = 'error'\n\
             confidence = 'high'\npivots = []\nmessage = 'wrong'\nexplanation = 'Why.'\n\
             [[phrases]]\nfind = '{find}'\nfix = '{fix}'\napplicability = 'safe'\n\
             [[example]]\nbad = 'A {find}.'\nfixed = 'A {fix}.'\n[[example]]\ngood = 'Sound.'\n"
        )
    };
    let desk = Desk::new(&[
        ("fighting/calque/ping.toml", rule("MT9831", "ping", "gloop", "glorp")),
        ("fighting/calque/pong.toml", rule("MT9832", "pong", "glorp", "gloop")),
    ]);
    desk.write("a.txt", "A gloop.\n");
    let run = desk.run(&["fix", "--rules", "fighting", "a.txt"]);
    assert_eq!(run.status, Some(2));
    assert_eq!(desk.text("a.txt"), "A gloop.\n");
    let what = "error: a.txt: left alone: the fixes of this text do not come to an end (p";
    assert!(run.stderr.starts_with(what), "{}", run.stderr);
}
