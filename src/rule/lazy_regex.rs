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
pub struct LazyRegex {
    source: String,
    fold_case: bool,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// Checks the syntax of `source`.
    ///
    /// `\b` and `\B` become their ASCII forms: the Unicode ones make the regex engine leave its
    /// fast path at the first byte that is not ASCII, which costs twenty times the time.
    ///
    /// # Errors
    ///
    /// What the parser says, with the place in `source`.
    pub fn new(source: &str, fold_case: bool) -> Result<LazyRegex, RegexFault> {
        let ast = ast::parse::Parser::new().parse(source).map_err(|error| RegexFault {
            at: error.span().start.offset,
            message: error.kind().to_string(),
        })?;
        let source = ascii_boundaries(source, &ast);
        let regex = LazyRegex { source, fold_case, compiled: OnceLock::new() };
        regex_syntax::ParserBuilder::new()
            .case_insensitive(fold_case)
            .build()
            .parse(&regex.source)
            .map_err(|error| RegexFault { at: 0, message: last_line(&error.to_string()) })?;
        Ok(regex)
    }

    /// The expression as it is run.
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
        self.compiled
            .get_or_init(|| {
                RegexBuilder::new(&self.source)
                    .case_insensitive(self.fold_case)
                    .multi_line(true)
                    .size_limit(SIZE_LIMIT)
                    .build()
                    .ok()
            })
            .as_ref()
    }
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

/// Rewrites every word-boundary assertion of `source` to its ASCII form.
fn ascii_boundaries(source: &str, ast: &Ast) -> String {
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
                    AssertionKind::WordBoundary | AssertionKind::NotWordBoundary
                )
            {
                self.0.push((assertion.span.start.offset, assertion.span.end.offset));
            }
            Ok(())
        }
    }
    let Ok(places) = ast::visit(ast, Boundaries(Vec::new()));
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
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_boundaries_become_ascii() {
        let regex = LazyRegex::new(r"\bcut\b|\\b", false).expect("it parses");
        assert_eq!(regex.source(), r"(?-u:\b)cut(?-u:\b)|\\b");
        assert!(regex.get().expect("it compiles").is_match("a cut"));
    }

    #[test]
    fn a_fault_says_where() {
        let fault = LazyRegex::new(r"ab(cd", false).expect_err("the group is open");
        assert_eq!(fault.at, 2);
        assert!(fault.message.contains("unclosed group"), "{}", fault.message);
    }
}
