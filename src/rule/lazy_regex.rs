use std::fmt;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, AssertionKind, Ast};

/// The most memory one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 8 << 20;

/// An expression that has been checked and is compiled when first needed.
///
/// Most expressions of a rule set are never run on most texts, because none of their anchors occur;
/// compiling them all would be most of the time a short run takes.
///
/// An expression with word boundaries has two forms. Unicode boundaries make the regex engine leave
/// its fast path at the first byte that is not ASCII, quotation marks and dashes included, which
/// costs twenty times the time; ASCII boundaries are wrong beside a letter that is not ASCII. So the
/// ASCII form runs wherever all letters are ASCII, where both mean the same, and the Unicode form
/// elsewhere.
pub struct LazyRegex {
    source: String,
    fold_case: bool,
    /// Whether word boundaries may stand in it.
    bounded: bool,
    unicode: OnceLock<Option<Regex>>,
    /// The form with ASCII boundaries; `None` where the expression has no boundary.
    ascii: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// Checks the syntax of `source`.
    ///
    /// # Errors
    ///
    /// What the parser says, with the place in `source`.
    pub fn new(source: &str, fold_case: bool) -> Result<LazyRegex, RegexFault> {
        ast::parse::Parser::new().parse(source).map_err(|error| RegexFault {
            at: error.span().start.offset,
            message: error.kind().to_string(),
        })?;
        regex_syntax::ParserBuilder::new()
            .case_insensitive(fold_case)
            .multi_line(true)
            .build()
            .parse(source)
            .map_err(|error| RegexFault { at: 0, message: last_line(&error.to_string()) })?;
        Ok(LazyRegex::unchecked(source.to_owned(), fold_case))
    }

    /// Takes `source` as it is. Where it turns out to have faults it never matches, so this is for
    /// expressions that are known to have none: those inside the binary, which a test checks, and
    /// those made of phrases. Reading an expression takes longer than all else that loading a rule
    /// does.
    #[must_use]
    pub fn unchecked(source: String, fold_case: bool) -> LazyRegex {
        let bounded = source.contains(r"\b") || source.contains(r"\B");
        LazyRegex { source, fold_case, bounded, unicode: OnceLock::new(), ascii: OnceLock::new() }
    }

    /// The expression as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether letter case is folded.
    #[must_use]
    pub fn fold_case(&self) -> bool {
        self.fold_case
    }

    /// The compiled expression; `None` if it is too large to compile, which loading a rule rules
    /// out by asking first.
    pub fn get(&self) -> Option<&Regex> {
        self.unicode.get_or_init(|| compile(&self.source, self.fold_case)).as_ref()
    }

    /// The form of the compiled expression that is fastest for `text` and means the same there.
    pub fn for_text(&self, text: &str) -> Option<&Regex> {
        if self.bounded && letters_are_ascii(text) {
            let ascii = self.ascii.get_or_init(|| {
                let ast = ast::parse::Parser::new().parse(&self.source).ok()?;
                compile(&ascii_boundaries(&self.source, &ast)?, self.fold_case)
            });
            if ascii.is_some() {
                return ascii.as_ref();
            }
        }
        self.get()
    }
}

fn compile(source: &str, fold_case: bool) -> Option<Regex> {
    RegexBuilder::new(source)
        .case_insensitive(fold_case)
        .multi_line(true)
        .size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

/// Whether every character of `text` that may be part of a word is ASCII.
fn letters_are_ascii(text: &str) -> bool {
    text.is_ascii()
        || text.chars().all(|c| {
            // General punctuation, quotes and dashes included, is in no word but for two joiners.
            c.is_ascii() || matches!(c, '\u{a0}'..='\u{a9}' | '\u{2010}'..='\u{203e}')
        })
}

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LazyRegex({:?})", self.source)
    }
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexFault {
    /// Where, in bytes of the expression; 0 where the parser does not say.
    pub at: usize,
    /// What.
    pub message: String,
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// `source` with every word-boundary assertion in its ASCII form; `None` if it has none.
fn ascii_boundaries(source: &str, ast: &Ast) -> Option<String> {
    struct Boundaries(Vec<(usize, usize)>);
    impl ast::Visitor for Boundaries {
        type Output = Vec<(usize, usize)>;
        type Err = std::convert::Infallible;
        fn finish(self) -> Result<Self::Output, Self::Err> {
            Ok(self.0)
        }
        fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
            if let Ast::Assertion(assertion) = ast
                && matches!(
                    assertion.kind,
                    AssertionKind::WordBoundary
                        | AssertionKind::NotWordBoundary
                        | AssertionKind::WordBoundaryStartHalf
                        | AssertionKind::WordBoundaryEndHalf
                )
            {
                self.0.push((assertion.span.start.offset, assertion.span.end.offset));
            }
            Ok(())
        }
    }
    let Ok(places) = ast::visit(ast, Boundaries(Vec::new()));
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(source.len() + 8 * places.len());
    let mut copied = 0;
    for (start, end) in places {
        out.push_str(crate::text::slice(source, copied, start));
        out.push_str("(?-u:");
        out.push_str(crate::text::slice(source, start, end));
        out.push(')');
        copied = end;
    }
    out.push_str(crate::text::slice(source, copied, source.len()));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, text: &str, expect: Option<&str>) {
        let regex = LazyRegex::new(source, false).expect("it parses");
        let found = regex.for_text(text).expect("it compiles").find(text);
        assert_eq!(found.map(|found| found.as_str()), expect, "{source} in {text}");
    }

    #[test]
    fn boundaries_mean_the_same_in_every_text() {
        check(r"\bcut\b", "a \u{201c}cut\u{201d} \u{2014} here", Some("cut"));
        check(r"\bcut\b", "\u{e9}cut, a cut", Some("cut"));
        check(r"\bcaf\u{e9}\b", "the caf\u{e9} is", Some("caf\u{e9}"));
        check(r"\w+\b", "\u{e9}t\u{e9} is", Some("\u{e9}t\u{e9}"));
        check(r"\Bcut|\\b", r"uncut \b", Some("cut"));
    }

    #[test]
    fn only_boundaries_are_rewritten() {
        let ast = ast::parse::Parser::new().parse(r"\bcut\B|\\b").expect("it parses");
        let rewritten = ascii_boundaries(r"\bcut\B|\\b", &ast);
        assert_eq!(rewritten.as_deref(), Some(r"(?-u:\b)cut(?-u:\B)|\\b"));
    }

    #[test]
    fn a_fault_says_where() {
        let fault = LazyRegex::new(r"ab(cd", false).expect_err("the group is open");
        assert_eq!(fault.at, 2);
        assert!(fault.message.contains("unclosed group"), "{}", fault.message);
    }
}
