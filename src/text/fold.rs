use super::Span;

/// A line longer than this many bytes holds a whole paragraph: the text is not hard-wrapped there,
/// and its line break ends the paragraph.
const LONGEST_WRAPPED_LINE: usize = 120;

/// A view of a text with its layout ironed out.
///
/// - A run of white space (blanks, tabs, no-break spaces, one line break) is one space `' '`.
/// - A paragraph break is one `\n`: a blank line, or the break of a line too long to be wrapped.
/// - Typographic apostrophes (`\u{2019}`, `\u{2bc}`) are `'`.
/// - White space at the very start and end of the text is dropped.
///
/// Phrases wrapped over two lines match in it as if typed plainly. [`Folded::to_source`] turns each
/// match back into a span of the source, so that nothing above the matchers knows of the folding.
#[derive(Debug, Clone)]
pub struct Folded {
    text: String,
    /// `(folded, source)` wherever the two go out of step; between two anchors both advance
    /// together. The first is `(0, 0)`.
    anchors: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds `source` in one pass.
    #[must_use]
    pub fn new(source: &str) -> Folded {
        Builder {
            source,
            text: String::with_capacity(source.len()),
            anchors: vec![(0, 0)],
            copied: 0,
        }
        .run()
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that a span of the folded text stands for.
    ///
    /// A folded space covers the whole run of white space it replaced.
    #[must_use]
    pub fn to_source(&self, folded: Span) -> Span {
        let start = self.source_of_start(folded.start());
        if folded.is_empty() {
            return Span::empty(start);
        }
        Span::new(start, self.source_of_end(folded.end()).max(start))
    }

    /// Where in the folded text the byte `source` of the source has gone; bytes that were dropped
    /// are where the next kept one is.
    #[must_use]
    pub fn from_source(&self, source: usize) -> usize {
        let next = self.anchors.partition_point(|&(_, at)| at <= source);
        let (folded, at) = self.anchors[next.saturating_sub(1)];
        let limit = self.anchors.get(next).map_or(self.text.len(), |&(folded, _)| folded);
        (folded + source.saturating_sub(at)).min(limit)
    }

    fn source_of_start(&self, folded: usize) -> usize {
        let next = self.anchors.partition_point(|&(at, _)| at <= folded);
        let (at, source) = self.anchors[next.saturating_sub(1)];
        source + (folded - at)
    }

    fn source_of_end(&self, folded: usize) -> usize {
        // The first anchor at this very place belongs to what ends here; a later one at the same
        // place belongs to what begins after dropped bytes.
        let next = self.anchors.partition_point(|&(at, _)| at < folded);
        match self.anchors.get(next) {
            Some(&(at, source)) if at == folded => source,
            _ => {
                let (at, source) = self.anchors[next.saturating_sub(1)];
                source + (folded - at)
            }
        }
    }
}

struct Builder<'s> {
    source: &'s str,
    text: String,
    anchors: Vec<(usize, usize)>,
    /// The source is copied up to here.
    copied: usize,
}

impl Builder<'_> {
    fn run(mut self) -> Folded {
        let bytes = self.source.as_bytes();
        let mut line_start = 0;
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte > b' ' && byte < 0x80 {
                at += 1;
            } else if byte == b' '
                && bytes.get(at + 1).is_some_and(|&next| next > b' ' && next < 0x80)
                && at > 0
            {
                at += 1; // the common case: one space between two words
            } else if let Some(run) = white_run(self.source, at) {
                let paragraph =
                    run.breaks > 1 || (run.breaks == 1 && at - line_start > LONGEST_WRAPPED_LINE);
                let outer = at == 0 || run.end == bytes.len();
                self.replace(
                    at,
                    run.end,
                    if outer {
                        ""
                    } else if paragraph {
                        "\n"
                    } else {
                        " "
                    },
                );
                if run.breaks > 0 {
                    line_start = run.last_break;
                }
                at = run.end;
            } else {
                let length = utf8_length(byte);
                if matches!(bytes.get(at..at + length), Some(b"\xe2\x80\x99" | b"\xca\xbc")) {
                    self.replace(at, at + length, "'");
                }
                at += length;
            }
        }
        self.copy_to(bytes.len());
        Folded { text: self.text, anchors: self.anchors }
    }

    fn copy_to(&mut self, end: usize) {
        if self.copied < end {
            self.text.push_str(super::slice(self.source, self.copied, end));
            self.copied = end;
        }
    }

    fn replace(&mut self, start: usize, end: usize, with: &str) {
        if super::slice(self.source, start, end) == with {
            return;
        }
        self.copy_to(start);
        self.anchor(start);
        self.text.push_str(with);
        self.copied = end;
        self.anchor(end);
    }

    fn anchor(&mut self, source: usize) {
        let anchor = (self.text.len(), source);
        if self.anchors.last() != Some(&anchor) {
            self.anchors.push(anchor);
        }
    }
}

struct WhiteRun {
    end: usize,
    breaks: usize,
    last_break: usize,
}

/// The run of white space that begins at `at`, if one does.
fn white_run(source: &str, at: usize) -> Option<WhiteRun> {
    let bytes = source.as_bytes();
    let mut run = WhiteRun { end: at, breaks: 0, last_break: at };
    loop {
        let length = match bytes.get(run.end) {
            Some(b'\n') => {
                run.breaks += 1;
                1
            }
            Some(b'\r') => {
                let pair = bytes.get(run.end + 1) == Some(&b'\n');
                run.breaks += 1;
                1 + usize::from(pair)
            }
            Some(b' ' | b'\t' | 0x0b) => 1,
            // A page break stands between paragraphs.
            Some(0x0c) => {
                run.breaks += 2;
                1
            }
            Some(0xc2) if bytes.get(run.end + 1) == Some(&0xa0) => 2,
            Some(0xe2) => match bytes.get(run.end + 1..run.end + 3) {
                // U+2000 to U+200A, U+202F
                Some([0x80, 0x80..=0x8a | 0xaf]) => 3,
                Some([0x81, 0x9f]) => 3,
                // U+2028 and U+2029 separate lines and paragraphs.
                Some([0x80, third @ (0xa8 | 0xa9)]) => {
                    run.breaks += 1 + usize::from(*third == 0xa9);
                    3
                }
                _ => break,
            },
            Some(0xe3) if bytes.get(run.end + 1..run.end + 3) == Some(&[0x80, 0x80]) => 3,
            _ => break,
        };
        let breaks_line = matches!(bytes.get(run.end), Some(b'\n' | b'\r'));
        run.end += length;
        if breaks_line {
            run.last_break = run.end;
        }
    }
    (run.end > at).then_some(run)
}

fn utf8_length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, folded: &str) {
        assert_eq!(Folded::new(source).text(), folded);
    }

    #[test]
    fn runs_of_white_space_are_one_space() {
        check("a  b\tc\u{a0}d\u{202f}e \u{3000} f", "a b c d e f");
        check("wrapped\n  over lines\r\nhere", "wrapped over lines here");
    }

    #[test]
    fn a_blank_line_and_a_long_line_end_a_paragraph() {
        check("one\n\ntwo", "one\ntwo");
        check("one\r\n \t\r\ntwo", "one\ntwo");
        let long = "x".repeat(LONGEST_WRAPPED_LINE + 1);
        check(&format!("{long}\ntwo"), &format!("{long}\ntwo"));
        check("one\u{c}two", "one\ntwo");
    }

    #[test]
    fn white_space_around_the_text_is_dropped() {
        check(" \n a \n", "a");
        check(" ", "");
        check("", "");
    }

    #[test]
    fn typographic_apostrophes_are_straight() {
        check("don\u{2019}t it\u{2bc}s", "don't it's");
        check("\u{201c}quoted\u{201d}", "\u{201c}quoted\u{201d}");
    }

    #[test]
    fn every_span_goes_back_to_its_source() {
        let source = "  The \n global\u{a0}toll of\n\n\u{2019}tis  racial ";
        let folded = Folded::new(source);
        assert_eq!(folded.text(), "The global toll of\n'tis racial");
        for (phrase, in_source) in [
            ("The global", "The \n global"),
            ("global toll", "global\u{a0}toll"),
            ("'tis", "\u{2019}tis"),
            ("racial", "racial"),
            (" ", " \n "),
            ("\n", "\n\n"),
        ] {
            let at = folded.text().find(phrase).expect(phrase);
            let span = folded.to_source(Span::new(at, at + phrase.len()));
            assert_eq!(&source[span.range()], in_source);
            assert_eq!(folded.from_source(span.start()), at);
        }
        let whole = folded.to_source(Span::new(0, folded.text().len()));
        assert_eq!(&source[whole.range()], source.trim());
    }
}
