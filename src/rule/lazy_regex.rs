use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition,
};
use regex_syntax::{ParserBuilder, ast};

/// The most memory one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 8 << 20;

/// An expression that has been checked and is compiled when first needed.
///
/// Most expressions of a rule set are never run on most texts, because none of their anchors occur;
/// compiling them all would be most of the time a short run takes.
///
/// An expression has two forms. Unicode boundaries of words make the regex engine leave its fast path
/// at the first byte that is not ASCII, quotation marks and dashes included, which costs twenty times
/// the time, and classes of all letters there are take long to compile; ASCII boundaries and classes
/// are wrong beside a letter that is not ASCII. So the narrow form runs wherever all letters are
/// ASCII, where both mean the same, and the wide form elsewhere.
pub struct LazyRegex {
    source: Cow<'static, str>,
    fold_case: bool,
    wide: OnceLock<Option<Regex>>,
    narrow: OnceLock<Option<Regex>>,
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
    pub fn unchecked(source: impl Into<Cow<'static, str>>, fold_case: bool) -> LazyRegex {
        LazyRegex {
            source: source.into(),
            fold_case,
            wide: OnceLock::new(),
            narrow: OnceLock::new(),
        }
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
        self.wide
            .get_or_init(|| {
                let mut builder = RegexBuilder::new(&self.source);
                compile(builder.case_insensitive(self.fold_case).multi_line(true))
            })
            .as_ref()
    }

    /// The form of the compiled expression that is fastest for `text` and means the same there.
    pub fn for_text(&self, text: &str) -> Option<&Regex> {
        if !letters_are_ascii(text) {
            return self.get();
        }
        let narrow = self.narrow.get_or_init(|| {
            let source = narrowed(&self.source, self.fold_case)?;
            compile(&mut RegexBuilder::new(&source))
        });
        narrow.as_ref().or_else(|| self.get())
    }
}

fn compile(builder: &mut RegexBuilder) -> Option<Regex> {
    builder.size_limit(SIZE_LIMIT).build().ok()
}

/// The characters of texts that the narrow form is for: ASCII, and signs that are in no word, which
/// quotation marks and dashes are.
const NARROW: [(char, char); 3] =
    [('\0', '\u{7f}'), ('\u{a0}', '\u{a9}'), ('\u{2010}', '\u{203e}')];

/// Whether every character of `text` that may be part of a word is ASCII.
fn letters_are_ascii(text: &str) -> bool {
    let known = |c| NARROW.iter().any(|&(first, last)| (first..=last).contains(&c));
    text.is_ascii() || text.chars().all(known)
}

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LazyRegex({:?}, {})", self.source, self.fold_case)
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

/// The expression that `source` is in texts whose letters are ASCII, see [`letters_are_ascii`].
fn narrowed(source: &str, fold_case: bool) -> Option<String> {
    let hir = ParserBuilder::new()
        .case_insensitive(fold_case)
        .multi_line(true)
        .build()
        .parse(source)
        .ok()?;
    let known = NARROW.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last));
    Some(narrow(&hir, &ClassUnicode::new(known)).to_string())
}

/// `hir` with nothing in its classes but what is `known`, and with ASCII boundaries of words.
fn narrow(hir: &Hir, known: &ClassUnicode) -> Hir {
    let all = |pieces: &[Hir]| pieces.iter().map(|piece| narrow(piece, known)).collect();
    match hir.kind() {
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.intersect(known);
            Hir::class(Class::Unicode(class))
        }
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            look => *look,
        }),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(narrow(&repetition.sub, known));
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => {
            let sub = Box::new(narrow(&capture.sub, known));
            Hir::capture(Capture { sub, ..capture.clone() })
        }
        HirKind::Concat(pieces) => Hir::concat(all(pieces)),
        HirKind::Alternation(branches) => Hir::alternation(all(branches)),
    }
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

    #[track_caller]
    fn check_narrow(source: &str, fold_case: bool, expect: &str) {
        assert_eq!(narrowed(source, fold_case).as_deref(), Some(expect), "{source}");
    }

    #[test]
    fn classes_are_as_small_as_the_text_allows() {
        check_narrow(r"\d\b", false, r"(?:[0-9](?-u:\b))");
        check_narrow(r"(?P<a>\p{Lu})", false, r"(?P<a>[A-Z])");
        check_narrow("k", true, "[Kk]");
        check_narrow(r"[\u{e9}\u{201c}x]", false, "[x\u{201c}]");
    }

    #[test]
    fn both_forms_find_the_same_where_letters_are_ascii() {
        let text = "\u{201c}Cut,\u{201d} it said \u{2014} 12\u{a0}km of K2's red_line\n(see x)";
        assert!(letters_are_ascii(text));
        for source in [
            r"\b\w+\b",
            r"(?i)CUT,.",
            r"[^\w\s]+",
            r"^\(|\d+\s\w+$",
            r"(?P<a>\p{Lu}\w*)(?P<b>\u{e9})?|\Bed",
            r"[\u{e9}]|x",
            r"\W{2,}?",
            "",
        ] {
            for fold_case in [false, true] {
                let regex = LazyRegex::new(source, fold_case).expect("it parses");
                let groups = |regex: &Regex| -> Vec<Vec<_>> {
                    let names: Vec<_> = regex.capture_names().flatten().collect();
                    let whole = regex.captures_iter(text).map(|found| {
                        let named = names.iter().map(|name| found.name(name).map(|m| m.range()));
                        found.get(0).map(|m| Some(m.range())).into_iter().chain(named).collect()
                    });
                    whole.collect()
                };
                let wide = groups(regex.get().expect("it compiles"));
                let narrow = groups(regex.for_text(text).expect("it compiles"));
                assert!(regex.narrow.get().is_some_and(Option::is_some));
                assert_eq!(narrow, wide, "{source}");
            }
        }
    }

    #[test]
    fn a_fault_says_where() {
        let fault = LazyRegex::new(r"ab(cd", false).expect_err("the group is open");
        assert_eq!(fault.at, 2);
        assert!(fault.message.contains("unclosed group"), "{}", fault.message);
    }
}
