//! Where the paragraphs of a document are, for checks that weigh one paragraph at a time.

use crate::text::{Document, Span};

/// The paragraphs of `document` that hold any text, in order, as spans of its source without the
/// white space around them.
///
/// They are the paragraphs of the folded view: a blank line ends one, and so does the break of a
/// line too long to be wrapped. Every phrase match lies in one of them.
pub(super) fn paragraphs(document: &Document) -> impl Iterator<Item = Span> + '_ {
    let folded = document.folded();
    let mut at = 0;
    folded.text().split('\n').filter_map(move |paragraph| {
        let span = Span::new(at, at + paragraph.len());
        at = span.end() + 1;
        (!span.is_empty()).then(|| folded.to_source(span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[&str]) {
        let document = Document::memory(text);
        let found: Vec<_> = paragraphs(&document).map(|span| document.slice(span)).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn blank_lines_part_paragraphs_and_wrapped_lines_do_not() {
        check("one\ntwo\n\n \t\nthree", &["one\ntwo", "three"]);
        check("one\r\ntwo\r\n\r\nthree", &["one\r\ntwo", "three"]);
    }

    #[test]
    fn the_break_of_a_long_line_parts_paragraphs() {
        let long = "x".repeat(121);
        check(&format!("{long}\ntwo"), &[&long, "two"]);
    }

    #[test]
    fn white_space_around_a_paragraph_is_not_of_it() {
        check(
            "  \u{2019}tis \n\n\u{a0}\u{2019}twas\u{2019} \n",
            &["\u{2019}tis", "\u{2019}twas\u{2019}"],
        );
        check(" \n \n", &[]);
        check("", &[]);
    }
}
