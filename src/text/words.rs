/// How many words there are in `text`, as ASCII white space separates them.
#[must_use]
pub fn words(text: &str) -> usize {
    let mut inside = false;
    let mut count = 0;
    for byte in text.bytes() {
        let word = !byte.is_ascii_whitespace();
        count += usize::from(word && !inside);
        inside = word;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_words(text: &str, expect: usize) {
        assert_eq!(words(text), expect);
    }

    #[test]
    fn words_are_what_stands_between_blanks() {
        check_words("", 0);
        check_words(" \n\t ", 0);
        check_words("one", 1);
        check_words("  one\r\ntwo  three\u{e9} ", 3);
    }
}
