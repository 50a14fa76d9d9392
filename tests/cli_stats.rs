//! `mtlint stats`: what is counted, drawn and compared.

#![allow(clippy::disallowed_methods, reason = "tests make the files that they read")]

#[path = "cli/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value;

/// Only the made-up rules.
const CHOSEN: [&str; 2] = ["--select", "zorp,frell-turn,blim-sense,quibbed-by"];

fn corpus() -> Desk {
    let files: Vec<(String, String)> = (0..40)
        .map(|at| {
            let text = format!("{}\nThey take a frell. A blim.\n", "A zorp. ".repeat(at % 7));
            (format!("folder-{}/{at}.txt", at % 5), text)
        })
        .collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text)).collect();
    Desk::new(&files)
}

#[track_caller]
fn stats(desk: &Desk, more: &[&str]) -> String {
    let arguments: Vec<_> = ["stats"].iter().chain(&CHOSEN).chain(more).copied().collect();
    let run = desk.run(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    run.stdout
}

#[track_caller]
fn json(desk: &Desk, more: &[&str]) -> Value {
    let arguments: Vec<_> = ["--format", "json"].iter().chain(more).copied().collect();
    serde_json::from_str(&stats(desk, &arguments)).expect("it is JSON")
}

#[test]
fn every_finding_is_counted_of_whatever_confidence() {
    let report = json(&corpus(), &["."]);
    let zorps: usize = (0..40).map(|at| at % 7).sum();
    let words = 40 * 6 + 2 * zorps;
    assert_eq!(report["documents"], 40);
    assert_eq!(report["words"], words);
    assert_eq!(report["findings"], zorps + 80);
    let rates: Vec<_> =
        report["rules"].as_array().expect("rules").iter().map(|row| &row["findings"]).collect();
    assert_eq!(rates, [zorps, 40, 40, 0]);
    let rate = report["per_million_words"].as_f64().expect("a rate");
    assert!((rate - (zorps + 80) as f64 * 1e6 / words as f64).abs() < 0.001, "{rate}");
    assert!(report.get("sample").is_none() && report.get("changes").is_none());
    let sure = json(&corpus(), &["--min-confidence", "certain", "."]);
    assert_eq!(sure["findings"], zorps);
}

#[test]
fn a_sample_depends_on_the_seed_and_not_on_the_threads() {
    let desk = corpus();
    let sample = |seed, threads| {
        stats(&desk, &["--sample", "9", "--seed", seed, "-j", threads, "--format", "json", "."])
    };
    let first = sample("1", "1");
    assert_eq!(first, sample("1", "4"));
    assert_ne!(first, sample("2", "4"));
    let all = json(&desk, &["--sample", "1000", "."]);
    assert_eq!(
        all["sample"].as_array().map(Vec::len),
        all["findings"].as_u64().map(|n| n as usize)
    );
}

#[test]
fn what_grew_and_shrank_is_shown() {
    let desk = Desk::new(&[("a.txt", "A zorp. They take a frell.\n")]);
    desk.write("old.json", stats(&desk, &["--format", "json", "a.txt"]));
    desk.write("a.txt", "A zorp. A zorp. A blim xx.\n");
    let report = json(&desk, &["--compare", "old.json", "a.txt"]);
    let changes: Vec<_> = report["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| (change["name"].as_str(), change["was"].as_f64(), change["now"].as_f64()))
        .collect();
    let blim = (Some("blim-sense"), Some(0.0), Some(142_857.143));
    assert!(changes.contains(&blim), "{changes:?}");
    assert!(changes.iter().any(|change| change.0 == Some("zorp")), "{changes:?}");
    assert!(!changes.iter().any(|change| change.0 == Some("quibbed-by")), "{changes:?}");
    let table = stats(&desk, &["--compare", "old.json", "a.txt"]);
    assert!(table.contains("2 grew, 1 shrank"), "{table}");
}

#[test]
fn trouble_is_said_and_the_rest_is_counted() {
    let desk = Desk::new(&[("a.txt", "A zorp.\n")]);
    let run = desk.run(&["stats", "--select", "zorp", "a.txt", "missing.txt"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stdout.starts_with("1 documents, 2 words: 1 findings"), "{}", run.stdout);
    assert_eq!(run.stderr, "error: missing.txt: there is no such file or folder\n");
    let run = desk.run(&["stats", "--compare", "missing.json", "a.txt"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    let run = desk.run(&["stats", "--compare", "a.txt", "a.txt"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.starts_with("error: a.txt: not the JSON of"), "{}", run.stderr);
}
