//! Whatever the text and the spans, output is made, short and safe.

use mtlint::emit::{JsonlEmitter, Style, TermEmitter, Terminal, sanitize};
use mtlint::text::Span;
use proptest::prelude::*;

use crate::scene::Scene;

/// Text of the characters that are hard to draw, mostly on one line.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => prop::sample::select(vec!['a', 'e', ' ', '.']),
        2 => prop::sample::select(vec![
            '\t', '\u{301}', '\u{65e5}', '\u{1f469}', '\u{200d}', '\u{fe0f}', '\u{202e}', '\x1b',
        ]),
        1 => prop::sample::select(vec!['\n', '\r', '\u{2028}']),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..400).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn any_finding_is_drawn_short_and_safe(
        text in text(),
        spans in prop::collection::vec((0..1000usize, 0..1000usize), 1..5),
        width in 0..200usize,
    ) {
        let mut scene = Scene::new(text);
        let mut spans = spans.into_iter().map(|(start, end)| Span::new(start, end));
        if let Some(span) = spans.next() {
            scene = scene.at(span).label("here");
        }
        scene.findings[0].related = spans.map(|span| (span, "there".to_owned())).collect();
        let terminal = Terminal { width, ..Terminal::default() };
        for style in [Style::Rich, Style::Medium, Style::Short] {
            for line in scene.written(&TermEmitter::new(style, terminal)).lines() {
                prop_assert_eq!(sanitize(line), line);
                prop_assert!(line.chars().count() < 2 * width.clamp(100, 160), "{}", line);
            }
        }
        let written = scene.written(&JsonlEmitter);
        prop_assert_eq!(written.lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(&written).expect("a line is JSON");
        prop_assert!(value["span"]["line"].as_u64() >= Some(1));
    }

    #[test]
    fn any_text_is_made_safe_once_and_for_all(text in ".{0,60}") {
        let safe = sanitize(&text).into_owned();
        prop_assert_eq!(sanitize(&safe), safe.as_str());
        prop_assert!(!safe.chars().any(char::is_control));
    }
}
