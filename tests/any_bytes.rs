//! What must hold whatever the bytes are.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test reads its own files and says what it saw"
)]

mod common;

use mtlint::finding::Finding;
use mtlint::fix::{apply, plan, repair};
use mtlint::rule::{Applicability, Example};
use mtlint::text::{Document, Folded, Span};
use proptest::prelude::*;

/// Texts of pieces that matter to rules, in any order and cut anywhere: whole damaged examples,
/// marks, entities, odd white space, other scripts, controls.
fn damaged() -> impl Strategy<Value = String> {
    let examples: Vec<String> = common::rules()
        .iter()
        .flat_map(|(_, rule)| &rule.examples)
        .map(|example| match example {
            Example::Bad { text, .. }
            | Example::Good { text, .. }
            | Example::Miss { text, .. }
            | Example::Mistake { text, .. } => text.clone(),
        })
        .collect();
    assert!(!examples.is_empty(), "rules have examples");
    let marks = [
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        ".",
        ". ",
        ",",
        "\"",
        "\u{201c}",
        "\u{201d}",
        "'",
        "\u{2019}",
        " \u{201d}",
        "& # 39;",
        ",quot;",
        "&quot;",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "\u{1b}[31m",
        "\0",
        "\u{301}",
        "\u{1f469}\u{200d}\u{1f4bb}",
        "\u{65e5}\u{672c}",
        "US.",
        "USA ",
        "He ",
        "-",
        "_",
        "\u{fffd}",
        "\u{10ffff}",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(examples),
        4 => prop::sample::select(marks.map(str::to_owned).to_vec()),
        1 => any::<String>(),
    ];
    (prop::collection::vec(piece, 0..8), any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(pieces, cut, whole)| {
            let text = pieces.concat();
            if whole || text.is_empty() {
                return text;
            }
            let mut at = cut.index(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text[at..].to_owned()
        },
    )
}

/// Every span of a finding is a range of whole characters of the text.
fn in_bounds(text: &str, finding: &Finding) -> bool {
    let fits = |span: Span| text.get(span.range()).is_some();
    fits(finding.span)
        && finding.related.iter().all(|(span, _)| fits(*span))
        && finding.fixes.iter().all(|fix| {
            !fix.edits.is_empty()
                && fix.edits.iter().all(|edit| fits(edit.span))
                && fix.edits.windows(2).all(|pair| pair[0].span.end() <= pair[1].span.start())
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_scan_cannot_fail_and_its_spans_fit(text in damaged()) {
        let document = Document::memory(text.clone());
        let findings = common::scanner().scan(&document);
        for finding in &findings {
            prop_assert!(in_bounds(&text, finding), "{finding:?}");
            prop_assert!(!finding.message.contains('\n'), "{finding:?}");
        }
        prop_assert!(findings.windows(2).all(|pair| pair[0].span <= pair[1].span));
        prop_assert_eq!(common::scanner().scan(&document), findings);
    }

    #[test]
    fn any_bytes_can_be_scanned(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let document = Document::memory(text.clone());
        for finding in common::scanner().scan(&document) {
            prop_assert!(in_bounds(&text, &finding));
        }
    }

    #[test]
    fn edits_change_only_what_they_cover(text in damaged()) {
        let document = Document::memory(text.clone());
        let findings = common::scanner().scan(&document);
        let chosen = plan(&findings, Applicability::Unsafe);
        let edits: Vec<_> =
            chosen.iter().flat_map(|&at| findings[at].fixes[0].edits.clone()).collect();
        let fixed = apply(&text, &edits);
        // Walking both texts edit by edit: all between the edits is the same, byte for byte.
        let (mut old, mut new) = (0, 0);
        for edit in &edits {
            let kept = edit.span.start() - old;
            prop_assert_eq!(&text.as_bytes()[old..edit.span.start()], &fixed.as_bytes()[new..new + kept]);
            new += kept + edit.text.len();
            old = edit.span.end();
        }
        prop_assert_eq!(&text.as_bytes()[old..], &fixed.as_bytes()[new..]);
    }

    #[test]
    fn fixing_twice_is_fixing_once(text in damaged()) {
        for least in [Applicability::Safe, Applicability::Unsafe] {
            let once = repair(common::scanner(), &Document::memory(text.clone()), &|_| true, least);
            let once = once.map_err(|error| TestCaseError::fail(format!(
                "{error}: {:?}",
                error.rules.iter().map(|&rule| &common::rules().get(rule).name).collect::<Vec<_>>()
            )))?;
            let twice = repair(common::scanner(), &Document::memory(once.text.clone()), &|_| true, least);
            let twice = twice.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert_eq!(twice.rounds, 0);
        }
    }

    #[test]
    fn every_folded_span_goes_back(text in damaged(), at in any::<prop::sample::Index>()) {
        let folded = Folded::new(&text);
        let boundaries: Vec<usize> = folded.text().char_indices().map(|(at, _)| at).collect();
        if boundaries.is_empty() {
            return Ok(());
        }
        let start = boundaries[at.index(boundaries.len())];
        let source = folded.to_source(Span::new(start, folded.text().len()));
        prop_assert!(text.get(source.range()).is_some());
        prop_assert_eq!(folded.from_source(source.start()), start);
    }
}
