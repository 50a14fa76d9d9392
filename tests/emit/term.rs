//! Diagnostics as people see them.

use std::path::PathBuf;

use mtlint::emit::{Style, TermEmitter, Terminal, sanitize};
use mtlint::rule::{Applicability, Category, Confidence, Severity};
use mtlint::text::Span;

use crate::scene::{Scene, snapshot};

const NARROW: Terminal = Terminal { color: false, unicode: true, width: 80 };

/// Asserts what a reader with a terminal of 80 columns sees of `scene`.
#[track_caller]
fn draws(name: &str, scene: &Scene) {
    snapshot(name, &scene.written(&TermEmitter::new(Style::Rich, NARROW)));
}

/// A finding with all there is to say of one.
fn plain() -> Scene {
    Scene::new("One line.\nThey fear profiling,quot; and worse.\nThe end.\n")
        .on(",quot;")
        .message("`,quot;` was a quotation mark before it was translated")
        .label("an HTML entity whose `&` became a comma")
        .fix("write `\"`", "\"", Applicability::Safe)
}

#[test]
fn a_finding_shows_the_damage_the_repair_and_the_cause() {
    draws("plain.txt", &plain());
}

#[test]
fn a_medium_diagnostic_has_no_excerpt() {
    snapshot("medium.txt", &plain().written(&TermEmitter::new(Style::Medium, NARROW)));
}

#[test]
fn a_short_diagnostic_is_one_line() {
    let scene = plain().on("end").message("two\nlines").related("One", "").fix(
        "",
        "",
        Applicability::Unsafe,
    );
    let written = scene.written(&TermEmitter::new(Style::Short, NARROW));
    assert_eq!(written.lines().count(), 2);
    snapshot("short.txt", &written);
}

#[test]
fn colours_are_written_only_if_asked_for() {
    let color = Terminal { color: true, ..NARROW };
    let written = plain().written(&TermEmitter::new(Style::Rich, color));
    let visible: Vec<_> = written.lines().map(sanitize).collect();
    snapshot("colour.txt", &(visible.join("\n") + "\n"));
    for style in [Style::Rich, Style::Medium, Style::Short] {
        assert!(!plain().written(&TermEmitter::new(style, NARROW)).contains('\x1b'));
    }
}

#[test]
fn a_terminal_without_unicode_gets_an_ascii_frame() {
    let ascii = Terminal { unicode: false, ..NARROW };
    let mut scene = plain();
    scene.text = scene.text.replace("They", &"They all ".repeat(20));
    let at = scene.text.find(",quot;").expect("the text has the damage");
    scene.findings[0].span = Span::new(at, at + 6);
    let written = scene.written(&TermEmitter::new(Style::Rich, ascii));
    assert!(written.is_ascii());
    snapshot("ascii.txt", &written);
}

#[test]
fn evidence_has_a_label_of_its_own() {
    draws(
        "two-labels.txt",
        &Scene::new(
            "He said \u{201c}we go\u{201d}.\nShe slept.\nHe said \u{201c}we leave\u{201d}.\n",
        )
        .on("we leave")
        .label("the same words, told otherwise")
        .related("we go", "first told here"),
    );
    draws(
        "labels-far-apart.txt",
        &Scene::new(format!("He said we go.\n{}He said we leave.\n", "She slept.\n".repeat(8)))
            .on("we leave")
            .related("we go", "first told here"),
    );
    draws(
        "labels-on-one-line.txt",
        &Scene::new("A worldwide trial on grief.\n")
            .on("trial")
            .label("a court's word")
            .related("worldwide", "")
            .related("on grief", ""),
    );
}

#[test]
fn of_much_evidence_some_is_shown() {
    let mut scene = Scene::new("word ".repeat(40)).at(Span::new(195, 199));
    for at in 0..10 {
        scene.findings[0].related.push((Span::new(at * 10, at * 10 + 4), String::new()));
    }
    draws("much-evidence.txt", &scene);
}

#[test]
fn the_help_says_who_decides() {
    let text = "A worldwide trial on racism.\n";
    draws(
        "help.txt",
        &Scene::new(text)
            .on("trial")
            .fix("write `reckoning`", "reckoning", Applicability::Unsafe)
            .on("racism")
            .fix("write `race`", "race", Applicability::Display)
            .fix("write `racists`", "racists", Applicability::Display)
            .fix("write `bias`", "bias", Applicability::Display)
            .on("A ")
            .fix("", "", Applicability::Safe)
            .fix("write `The`", "The ", Applicability::Display)
            .on("worldwide")
            .fix("delete `worldwide`", "", Applicability::Display)
            .fix("write `wide`", "wide", Applicability::Display)
            .on(text)
            .fix("delete the line", "", Applicability::Safe),
    );
}

#[test]
fn the_note_says_how_sure_and_whose_work() {
    let mut written = String::new();
    for (category, severity, confidence, pivots) in [
        (Category::Residue, Severity::Error, Confidence::Certain, vec![]),
        (Category::Calque, Severity::Warning, Confidence::High, vec!["fr", "pt-BR"]),
        (Category::Grammar, Severity::Note, Confidence::Medium, vec!["ru", "uk", "tlh"]),
        (Category::WordOrder, Severity::Note, Confidence::Low, vec!["fr", "es", "it", "pt", "ro"]),
        (Category::Scrape, Severity::Note, Confidence::High, vec!["es"]),
        (Category::Spelling, Severity::Note, Confidence::Low, vec![]),
    ] {
        let mut scene = Scene::new("Some words.").on("words");
        scene.rule.category = category;
        scene.rule.severity = severity;
        scene.rule.confidence = confidence;
        scene.rule.pivots = pivots.into_iter().map(str::to_owned).collect();
        written += &scene.written(&TermEmitter::new(Style::Medium, NARROW));
    }
    snapshot("notes.txt", &written);
}

#[test]
fn carets_stand_under_wide_characters() {
    draws(
        "wide.txt",
        &Scene::new("\u{65e5}\u{672c}\u{8a9e}\u{306e}\u{6587} is \u{6f22}\u{5b57} here.\n")
            .on("\u{6f22}\u{5b57}")
            .label("two characters of two columns"),
    );
}

#[test]
fn carets_stand_under_characters_with_combining_marks() {
    draws(
        "combining.txt",
        &Scene::new("Cafe\u{301} de\u{301}ja\u{300} vu\u{308}.\n")
            .on("de\u{301}ja\u{300}")
            .label("four columns")
            .on("\u{308}")
            .label("a mark alone is shown with its letter"),
    );
}

#[test]
fn carets_stand_under_emoji() {
    draws(
        "emoji.txt",
        &Scene::new("Fine \u{1f600}\u{1f44d}\u{1f3fd} words \u{1f469}\u{200d}\u{1f52c}.\n")
            .on("\u{1f600}\u{1f44d}\u{1f3fd}")
            .label("emoji")
            .on("words")
            .label("after emoji"),
    );
}

#[test]
fn tabs_are_visible_and_move_no_caret() {
    draws("tabs.txt", &Scene::new("a\tcell\tword\tb\n").on("word").label("here").on("\t"));
}

#[test]
fn nothing_from_the_text_the_path_or_the_rule_reaches_the_terminal_raw() {
    let mut scene = Scene::new("a\x1b[31mred\u{202e}der\x1b]52;c;eA==\x07 tr\u{200b}ial\u{85}\n")
        .on("tr\u{200b}ial")
        .message("`\x1b[2J`\nhides\u{2028}\u{2066}this")
        .label("\x1b]0;title\x07")
        .related("red\u{202e}der", "\u{feff}\r\n")
        .fix("write `\u{202e}`\n", "\u{202e}", Applicability::Safe)
        .fix("", "\x1b[8m", Applicability::Display);
    scene.path = PathBuf::from("docs/\x1b[31m\u{202e}txt\n.exe");
    scene.rule.name = "\x1b[1mbold".to_owned();
    scene.rule.code = "\u{202e}MT".to_owned();
    scene.rule.pivots = vec!["\x07".to_owned()];
    for style in [Style::Rich, Style::Medium, Style::Short] {
        let written = scene.written(&TermEmitter::new(style, NARROW));
        for line in written.lines() {
            assert_eq!(sanitize(line), line);
        }
    }
    draws("attacks.txt", &scene);
}

#[test]
fn a_line_of_megabytes_prints_no_more_than_a_short_one() {
    let words = "words and more words, ".repeat(90_000);
    let scene = Scene::new(format!("short\n{words}the damage {words}\n"))
        .on("damage")
        .label("in the middle of 4 MB");
    assert!(scene.text.len() > 3_900_000);
    let written = scene.written(&TermEmitter::new(Style::Rich, NARROW));
    assert!(written.len() < 1000, "{} bytes", written.len());
    snapshot("long-line.txt", &written);
}

#[test]
fn evidence_far_along_a_long_line_is_shown_with_a_gap() {
    let words = "words and more words, ".repeat(1000);
    draws(
        "gap.txt",
        &Scene::new(format!("{words}the cause {words}the damage {words}"))
            .on("damage")
            .related("cause", "from here"),
    );
}

#[test]
fn a_span_longer_than_the_terminal_is_cut_in_its_middle() {
    let words = "again and again, ".repeat(200);
    draws(
        "long-span.txt",
        &Scene::new(format!("Before it. {words} After it."))
            .on(words.trim_end())
            .label("said 200 times"),
    );
}

#[test]
fn a_span_of_several_lines_shows_its_first_and_its_last() {
    let text = "Before.\nIt begins here,\ngoes on\nand on\nand on,\nand ends here. After.\n";
    let end = text.find(" After").expect("the text ends");
    let start = text.find("begins").expect("the text begins");
    draws(
        "several-lines.txt",
        &Scene::new(text)
            .at(Span::new(start, end))
            .label("five lines")
            .on("begins here,\ngoes")
            .label("two lines")
            .on("on\nand on\nand")
            .label("three lines"),
    );
    let long = "many words here, ".repeat(300);
    draws(
        "several-long-lines.txt",
        &Scene::new(format!("{long}\nthis {long}\n{long} that\n{long}"))
            .on(&format!("this {long}\n{long} that"))
            .label("long lines"),
    );
}

#[test]
fn an_empty_span_has_a_caret() {
    let text = "Put it here.\n\nAnd here";
    draws(
        "empty-spans.txt",
        &Scene::new(text)
            .at(Span::empty(7))
            .label("within a line")
            .at(Span::empty(13))
            .label("on an empty line")
            .at(Span::empty(text.len()))
            .label("at the end of the text"),
    );
    draws("empty-text.txt", &Scene::new("").at(Span::empty(0)).label("nothing is here"));
}

#[test]
fn line_breaks_at_the_end_of_a_span_have_no_line_of_their_own() {
    draws(
        "line-ends.txt",
        &Scene::new("One line\r\nTwo lines\rThree\n\n\nFour\n")
            .on("line\r\n")
            .label("CRLF")
            .on("lines\r")
            .label("CR")
            .on("\n\n\n")
            .label("only line feeds")
            .on("Four\n")
            .label("the last line"),
    );
}

#[test]
fn a_span_that_is_none_of_the_text_is_drawn_somewhere() {
    let text = "\u{e9}t\u{e9}\n";
    for (start, end) in [(1, 4), (0, 99), (50, 99), (5, 6), (6, 6), (2, 7)] {
        let scene = Scene::new(text).at(Span::new(start, end));
        for style in [Style::Rich, Style::Medium, Style::Short] {
            assert!(!scene.written(&TermEmitter::new(style, NARROW)).is_empty());
        }
    }
}
