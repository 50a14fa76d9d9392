//! What the command says of where documents come from.

#[path = "cli/desk.rs"]
mod desk;

use desk::Desk;
use serde_json::Value;

/// A text that went through Spanish: its rules speak at every confidence.
const TWISTED: &str = "The reform follows a worldwide trial on racial injustice. US senators. USA \
    This year they had asked,quot; and injustice racial was debated.\n\n\
    A report by the US Department of Energy. USA It warned of shortages.\n\n\
    Este sitio web fue traducido autom\u{e1}ticamente.\n\n\
    The popular spokesperson asked for a vote.\n";
const SOUND: &str = "The popular spokesperson of the miners was cheered on the quay.\n";

fn desk() -> Desk {
    Desk::new(&[("twisted.txt", TWISTED), ("sound.txt", SOUND)])
}

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn with_documents_each_document_has_its_line_behind_its_findings() {
    let outcome = desk().run(&["--format", "jsonl", "--documents", "sound.txt", "twisted.txt"]);
    let records = records(&outcome.stdout);
    let kinds: Vec<_> = records.iter().filter_map(|record| record["type"].as_str()).collect();
    assert_eq!((kinds[0], kinds[1]), ("document", "finding"));
    assert_eq!(kinds[kinds.len() - 2..], ["document", "summary"]);
    let (sound, twisted) = (&records[0], &records[records.len() - 2]);
    assert_eq!((&sound["path"], &sound["findings"]), (&"sound.txt".into(), &0.into()));
    assert_eq!(sound["channels"][0]["id"], "none");
    assert!(sound["score"].as_f64() < Some(0.1), "{sound}");
    assert!(twisted["score"].as_f64() > Some(0.9), "{twisted}");
    assert_eq!(twisted["channels"][0]["id"], "es-round-trip");
    assert!(twisted["distinct_rules"].as_u64() >= Some(3), "{twisted}");
    assert!(twisted["per_1000_words"].as_f64() > Some(50.0), "{twisted}");
}

#[test]
fn without_documents_there_are_no_such_lines() {
    let outcome = desk().run(&["--format", "jsonl", "twisted.txt"]);
    assert!(records(&outcome.stdout).iter().all(|record| record["type"] != "document"));
}

#[test]
fn a_twisted_document_is_named_behind_its_findings() {
    let outcome = desk().run(&["twisted.txt", "sound.txt"]);
    let notes: Vec<_> =
        outcome.stdout.lines().filter(|line| line.starts_with("note: this document")).collect();
    let [note] = notes.as_slice() else { panic!("not one: {notes:?}") };
    assert!(note.contains("looks round-tripped through Spanish ("), "{note}");
    assert!(!desk().run(&["--format", "short", "twisted.txt"]).stdout.contains("note: this"));
}

/// Nothing in it is wrong, and nobody writes like this: `of` for every genitive, `his` for `its`.
const WORN: &str = "The owner of the shop of the corner put any one of the keys of the door inside \
    of the box of the wood, because of the fear of the rain. It is the habit of the people of the \
    street, and is very old. Besides, the roof of the house of the neighbour is of the colour of \
    the clay, and his wall of the side does not have to be of stone. Even so, the wind of the \
    north does damage at the top of the tower of the church, since his windows are of glass. It is \
    not only that the people of the village do not put the chairs inside of the room of the \
    mayor. A lot of the children of the school take the bread of the table, and the dog of the \
    guard has to be out of the yard, so that it is the owner of his sleep.\n";

#[test]
fn traces_are_no_findings_and_stand_in_the_verdict() {
    let desk = Desk::new(&[("worn.txt", WORN), ("sound.txt", SOUND)]);
    let outcome = desk.run(&["worn.txt", "sound.txt"]);
    let notes: Vec<_> = outcome.stdout.lines().filter(|line| line.starts_with("note: `")).collect();
    let [note] = notes.as_slice() else { panic!("not one: {}", outcome.stdout) };
    assert!(note.starts_with("note: `worn.txt` looks machine-translated ("), "{note}");
    assert!(note.ends_with(" traces of Spanish, Catalan or Galician"), "{note}");
    let jsonl = ["--format", "jsonl", "--documents", "--min-confidence", "low"];
    let outcome = desk.run(&[&jsonl[..], &["sound.txt", "worn.txt"]].concat());
    let records = records(&outcome.stdout);
    let kinds: Vec<_> = records.iter().filter_map(|record| record["type"].as_str()).collect();
    assert_eq!(kinds, ["document", "document", "summary"]);
    assert_eq!(records[0]["traces"], 0);
    assert!(records[1]["traces"].as_u64() > Some(20), "{}", records[1]);
    assert!(records[1]["score"].as_f64() > Some(0.9), "{}", records[1]);
}

#[test]
fn the_score_gates() {
    let quiet = ["--fail-on", "never", "--max-document-score", "0.9"];
    let outcome = desk().run(&[&quiet[..], &["twisted.txt", "sound.txt"]].concat());
    assert_eq!(outcome.status, Some(1));
    let lines: Vec<_> = outcome.stderr.lines().filter(|line| line.starts_with("error: ")).collect();
    let [line] = lines.as_slice() else { panic!("not one: {lines:?}") };
    assert!(line.starts_with("error: twisted.txt: the document scores "), "{line}");
    assert!(line.ends_with(" above the 0.9 allowed"), "{line}");
    assert_eq!(desk().run(&[&quiet[..], &["sound.txt"]].concat()).status, Some(0));
    let wrong = desk().run(&["--max-document-score", "2", "sound.txt"]);
    assert_eq!(wrong.status, Some(2));
    assert!(wrong.stderr.contains("it lies between 0 and 1"), "{}", wrong.stderr);
}

#[test]
fn a_channel_unlocks_the_rules_that_need_it() {
    let found = |file: &str| {
        let outcome = desk().run(&["--format", "short", "--select", "popular-as-party", file]);
        outcome.stdout.lines().count()
    };
    assert_eq!(found("twisted.txt"), 1);
    assert_eq!(found("sound.txt"), 0);
    let desk = desk();
    let fix = ["fix", "--unsafe-fixes", "--select", "popular-as-party", "twisted.txt", "sound.txt"];
    desk.run(&fix);
    assert!(desk.text("twisted.txt").contains("The PP spokesperson asked"));
    assert_eq!(desk.text("sound.txt"), SOUND);
}
