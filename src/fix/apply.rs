use crate::finding::Edit;
use crate::text::slice;

/// `text` with `edits` made. Edits that are out of order with one before them, or whose span is not
/// of this text, are left out: every byte outside an edit comes back as it was.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        if edit.span.start() < copied || text.get(edit.span.range()).is_none() {
            continue;
        }
        out.push_str(slice(text, copied, edit.span.start()));
        out.push_str(&edit.text);
        copied = edit.span.end();
    }
    out.push_str(slice(text, copied, text.len()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn edits_change_only_what_they_cover() {
        let edits = [edit(0, 1, "X"), edit(2, 2, "+"), edit(3, 5, "")];
        assert_eq!(apply("abcdefg", &edits), "Xb+cfg");
    }

    #[test]
    fn an_edit_that_does_not_fit_is_left_out() {
        let edits = [edit(0, 3, "x"), edit(2, 4, "y"), edit(9, 12, "z")];
        assert_eq!(apply("abcdef", &edits), "xdef");
        assert_eq!(apply("\u{e9}a", &[edit(1, 2, "x")]), "\u{e9}a");
    }
}
