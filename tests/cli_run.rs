//! Running the command: streams, threads, colours, troubles.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they read")]

#[path = "cli/desk.rs"]
mod desk;

use std::process::Stdio;

use desk::{Desk, outcome};

const DAMAGED: &str = "A zorp here.\n";

#[test]
fn trouble_wins_over_findings_and_everything_else_is_still_processed() {
    let desk = Desk::new(&[("a.txt", DAMAGED), ("z.txt", DAMAGED)]);
    let arguments = ["--format", "short", "a.txt", "missing.txt", "missing/", "z.txt"];
    let run = desk.run(&arguments);
    assert_eq!(run.status, Some(2));
    assert_eq!(
        run.stdout,
        "a.txt:1:3: error[MT9801]: `zorp` is what is left of a sound word\n\
         z.txt:1:3: error[MT9801]: `zorp` is what is left of a sound word\n"
    );
    assert!(run.stderr.contains("error: missing.txt: "), "{}", run.stderr);
    assert!(run.stderr.contains("error: missing/: "), "{}", run.stderr);
    assert!(run.stderr.contains("; 2 inputs could not be processed"), "{}", run.stderr);
}

#[test]
fn every_form_of_output_ends_with_the_same_status() {
    let desk = Desk::new(&[("damaged.txt", DAMAGED), ("sound.txt", "Sound.\n")]);
    for format in ["rich", "medium", "short", "jsonl"] {
        let status = |path| desk.run(&["--format", format, path]).status;
        assert_eq!(status("damaged.txt"), Some(1), "{format}");
        assert_eq!(status("sound.txt"), Some(0), "{format}");
        assert_eq!(status("missing.txt"), Some(2), "{format}");
    }
}

#[test]
fn a_misspelt_name_of_a_rule_stops_a_run_before_anything_is_written() {
    let desk = Desk::new(&[("a.txt", DAMAGED)]);
    for word in ["--select", "--ignore"] {
        let run = desk.run(&["fix", word, "zrop", "a.txt"]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
        let what = "error: there is no rule or category `zrop`; the nearest is `zorp`\n";
        assert_eq!(run.stderr, what);
    }
    assert_eq!(desk.text("a.txt"), DAMAGED);
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let mut files: Vec<(String, String)> = Vec::new();
    for at in 0..60 {
        let text = format!("{}\nThey take a frell.\n", "A zorp. ".repeat(at % 7));
        files.push((format!("folder-{}/{at}.txt", at % 5), text));
    }
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text)).collect();
    let desk = Desk::new(&files);
    for arguments in [
        &["--format", "rich", ".", "missing"][..],
        &["--format", "jsonl", ".", "missing"],
        &["fix", "--diff", "--unsafe-fixes", ".", "missing"],
        &["fix", "--output-dir", "copies", "folder-0", "folder-1", "missing"],
    ] {
        let on = |threads: &str| {
            let run = desk.run(&[arguments, &["-j", threads]].concat());
            (run, desk.files())
        };
        let one = on("1");
        assert_eq!(one.0.status, Some(2));
        assert!(one.0.stderr.contains("error: missing: "), "{}", one.0.stderr);
        assert_eq!(on("4"), one, "{arguments:?}");
        assert_eq!(on("0"), one, "{arguments:?}");
    }
}

#[test]
fn findings_go_to_standard_output_and_everything_else_to_standard_error() {
    let desk = Desk::new(&[("a.txt", DAMAGED)]);
    let run = desk.run(&["a.txt"]);
    assert!(run.stdout.starts_with("error[MT9801]"), "{}", run.stdout);
    assert!(!run.stdout.contains("1 finding"), "{}", run.stdout);
    assert_eq!(run.stderr, "1 finding (1 error) in 1 document; 1 can be fixed with `mtlint fix`\n");
    let json = desk.run(&["--format", "jsonl", "a.txt"]);
    assert_eq!(json.stderr, "", "the summary of the JSON lines is their last one");
    let last = json.stdout.lines().last().expect("there is a summary");
    assert!(last.starts_with("{\"type\":\"summary\""), "{last}");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new(&[("a.txt", DAMAGED.repeat(20_000))]);
    for arguments in [
        &["--format", "short"][..],
        &["--format", "jsonl"],
        &["fix", "--diff"],
        &["rules"],
        &["explain", "zorp"],
        &["test"],
    ] {
        let mut command = desk.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().expect("mtlint runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("mtlint ends");
        let status = output.status.code();
        assert!(matches!(status, Some(0 | 1)), "{arguments:?} ended with {status:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        let said = stderr.lines().any(|line| line.starts_with("error") || line.contains("panic"));
        assert!(!said, "{arguments:?}: {stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_trouble() {
    let desk = Desk::new(&[("a.txt", DAMAGED)]);
    for arguments in [&["a.txt"][..], &["rules"], &["fix", "--diff", "a.txt"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let full = full.expect("Linux has a device that is full");
        let mut command = desk.command(arguments);
        let output = command.stdout(full).output().expect("mtlint runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("error: the output cannot be written"), "{stderr}");
    }
}

#[test]
fn colours_follow_the_option_and_then_the_environment() {
    let desk = Desk::new(&[("a.txt", DAMAGED)]);
    let colored = |option: &[&str], environment: &[(&str, &str)]| {
        let mut command = desk.command(&[&["a.txt", "missing.txt"], option].concat());
        let run = outcome(command.envs(environment.iter().copied()), b"");
        assert_eq!(
            run.stdout.contains('\u{1b}'),
            run.stderr.contains('\u{1b}'),
            "both streams are pipes: {run:?}"
        );
        run.stdout.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn standard_input_is_a_document_among_others() {
    let desk = Desk::new(&[("a.txt", DAMAGED), ("z.txt", DAMAGED)]);
    let run = desk.run_on(&["--format", "short", "a.txt", "-", "z.txt"], b"No. A zorp.\n");
    let places: Vec<_> =
        run.stdout.lines().filter_map(|line| line.split_once(": ")).map(|(at, _)| at).collect();
    assert_eq!(places, ["a.txt:1:3", "<stdin>:1:7", "z.txt:1:3"]);
    let run = desk.run_on(&["-"], b"");
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn what_a_path_says_to_a_terminal_is_shown_and_not_done() {
    let name = "a\u{1b}]0;owned\u{7}.txt";
    let desk = Desk::new(&[(name, DAMAGED)]);
    let missing = "gone\u{1b}[2J\u{202e}.txt";
    for arguments in [
        &[".", missing][..],
        &["--format", "short", ".", missing],
        &["fix", "--output-dir", "copies", ".", missing],
        &["fix", ".", missing],
        &["--\u{1b}[2J"],
        &["--select", "\u{1b}[2J"],
        &["--encoding", "\u{1b}[2J"],
        &["test", "\u{1b}[2J.toml"],
        &["explain", "\u{1b}[2J"],
    ] {
        let run = desk.run(arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}");
        for stream in [&run.stdout, &run.stderr] {
            assert!(!stream.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {stream:?}");
        }
    }
}

#[test]
fn own_rules_take_the_place_of_built_in_ones_of_the_same_file() {
    let first = outcome(&mut Desk::new::<&str>(&[]).bare(&["rules", "--format", "json"]), b"");
    assert_eq!(first.status, Some(0));
    let rules: serde_json::Value = serde_json::from_str(&first.stdout).expect("it is JSON");
    let Some(rule) = rules.as_array().and_then(|rules| rules.first()) else {
        return;
    };
    let text = |key: &str| rule[key].as_str().expect("it is a text").to_owned();
    let own = format!(
        "id = '{}'\nname = '{}'\ncategory = '{}'\nseverity = 'error'\nconfidence = 'certain'\n\
         pivots = []\nmessage = 'mine'\nexplanation = 'Why.'\n[[phrases]]\nfind = 'gloop'\n\
         [[example]]\nbad = 'A gloop.'\n[[example]]\ngood = 'A sound.'\n",
        text("code"),
        text("name"),
        text("category")
    );
    let path = format!("mine/{}/{}.toml", text("category"), text("name"));
    let desk = Desk::new(&[("a.txt", "A gloop.\n"), (path.as_str(), own.as_str())]);
    let run = desk.run(&["--format", "short", "--rules", "mine", "a.txt"]);
    assert_eq!(run.stdout, format!("a.txt:1:3: error[{}]: mine\n", text("code")));
    let test = desk.run(&["test", "mine"]);
    assert_eq!(
        (test.status, test.stdout.as_str()),
        (Some(0), "1 rule, 2 examples: all pass\n"),
        "{}",
        test.stderr
    );
}

#[test]
fn a_rule_file_is_tested_by_its_path_from_wherever_one_stands() {
    let zorp = std::fs::read(desk::rules().join("residue/zorp.toml")).expect("it can be read");
    let desk = Desk::new(&[("residue/zorp.toml", zorp)]);
    for path in ["residue/zorp.toml", "./residue", "."] {
        let run = outcome(&mut desk.bare(&["test", path]), b"");
        assert_eq!(run.stdout, "1 rule, 2 examples: all pass\n", "{path}: {}", run.stderr);
        assert_eq!(run.status, Some(0));
    }
    let mut inside = desk.bare(&["test", "zorp.toml"]);
    let run = outcome(inside.current_dir(desk.path().join("residue")), b"");
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
}
