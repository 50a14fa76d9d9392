//! Findings as programs read them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use mtlint::emit::{Emitter, JsonlEmitter, Style, Summary, TermEmitter, Terminal};
use mtlint::rule::Applicability;
use mtlint::text::Span;
use serde_json::Value;

use crate::scene::{Scene, snapshot};

#[test]
fn a_finding_is_one_line_in_the_published_form() {
    let scene = Scene::new("One.\nThey \u{fb01}ght profiling,quot; and\u{a0}more\nwords.\n")
        .on(",quot;")
        .message("`,quot;` was a quotation mark before it was translated")
        .label("an HTML entity whose `&` became a comma")
        .related("ght", "here")
        .fix("write `\"`", "\"", Applicability::Safe)
        .on("more\nwords")
        .fix("delete it", "", Applicability::Unsafe)
        .at(Span::empty(0));
    let written = scene.written(&JsonlEmitter);
    assert_eq!(written.lines().count(), 3);
    snapshot("findings.jsonl", &written);
}

#[test]
fn the_last_line_is_the_summary() {
    let summary = Summary {
        documents: 1,
        documents_with_findings: 2,
        binary: 3,
        troubles: 4,
        words: 5,
        errors: 6,
        warnings: 7,
        notes: 8,
        safe: 9,
        r#unsafe: 10,
        display: 11,
        counted: 3,
        suppressed: 2,
        baselined: 1,
    };
    let mut out = Vec::new();
    JsonlEmitter.finish(&summary, &mut out).expect("a buffer takes all");
    snapshot("summary.jsonl", &String::from_utf8(out).expect("output is text"));
}

#[test]
fn characters_that_cannot_be_seen_are_escaped_and_lose_nothing() {
    let text = "a\x1b[31m\x7f\u{9b}\u{202e}\u{e0041}\u{2028}\\\"b";
    let mut scene = Scene::new(text).on(text).message("\u{feff}said");
    scene.path = PathBuf::from("\u{202e}.txt");
    let written = scene.written(&JsonlEmitter);
    assert!(written.trim_end().bytes().all(|byte| matches!(byte, b' '..=b'~')), "{written}");
    let value: Value = serde_json::from_str(&written).expect("a line is JSON");
    assert_eq!(value["text"], text);
    assert_eq!(value["message"], "\u{feff}said");
    assert_eq!(value["path"], "\u{202e}.txt");
}

#[cfg(unix)]
#[test]
fn a_path_that_is_no_text_is_written_with_replacements() {
    use std::os::unix::ffi::OsStringExt;

    let mut scene = Scene::new("word").on("word");
    scene.path = std::ffi::OsString::from_vec(b"a/caf\xe9.txt".to_vec()).into();
    let value: Value = serde_json::from_str(&scene.written(&JsonlEmitter)).expect("a line is JSON");
    assert_eq!(value["path"], "a/caf\u{fffd}.txt");
}

#[test]
fn the_published_schema_is_that_of_the_output() {
    let schema = serde_json::to_string_pretty(&JsonlEmitter::schema()).expect("a schema is JSON");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.schema.json");
    let published = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw();
    snapbox::assert_data_eq!(schema + "\n", published);
}

/// The work for many findings in one long line must grow with the line and not with its square:
/// walking the line for each of these would take minutes.
#[test]
fn ten_thousand_findings_in_one_line_of_megabytes_take_no_time() {
    let mut scene = Scene::new("\u{e9}t\u{e9} is, ".repeat(800_000));
    assert!(scene.text.len() >= 8_000_000);
    for at in 0..10_000 {
        scene = scene.at(Span::new(at * 800 + 6, at * 800 + 8));
        let far = scene.text.len() - 10 * at;
        scene.findings[at].related.push((Span::new(far - 4, far - 2), String::new()));
    }
    let start = Instant::now();
    let written = scene.written(&JsonlEmitter);
    assert_eq!(written.lines().count(), 10_000);
    let rich = TermEmitter::new(Style::Rich, Terminal::default());
    assert!(scene.written(&rich).len() < 20_000_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
