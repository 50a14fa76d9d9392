//! The words of slots, and phrases as trees of literals. The trees say which literals stand in every
//! match, and are made from the phrase itself, because to read the expression that is made of it
//! takes ten times as long.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Dot, Hir, Repetition};

/// The words of a slot, and the forms in which phrases take them up, made once for all phrases.
#[derive(Debug)]
pub struct WordClass {
    words: Vec<String>,
    /// What [`WordClass::regex`] gives, and the same in lower case, for finding literals.
    forms: OnceLock<(String, Hir)>,
}

impl WordClass {
    /// A class of `words`.
    #[must_use]
    pub fn new(words: Vec<String>) -> WordClass {
        WordClass { words, forms: OnceLock::new() }
    }

    fn forms(&self) -> &(String, Hir) {
        self.forms.get_or_init(|| {
            let mut branches: Vec<&str> = self.words.iter().map(String::as_str).collect();
            branches.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            branches.dedup();
            let regex: Vec<_> = branches.iter().map(|word| regex::escape(word)).collect();
            let hir = branches.iter().map(|word| hir_of(word)).collect();
            (regex.join("|"), Hir::alternation(hir))
        })
    }

    /// The words, in the order in which they were given.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The words as branches of an expression, without brackets around them. The longest is first,
    /// because an expression takes the first branch that matches.
    #[must_use]
    pub fn regex(&self) -> &str {
        &self.forms().0
    }

    /// The same in lower case, for finding literals.
    pub(super) fn hir(&self) -> Hir {
        self.forms().1.clone()
    }
}

/// `text` in lower case; of letters that are not ASCII, which a search for literals tells apart by
/// case, either case.
fn hir_of(text: &str) -> Hir {
    let mut level = Level::default();
    for c in text.chars() {
        level.push(c);
    }
    level.finish()
}

/// Something that no literal is known of.
pub(super) fn anything() -> Hir {
    repeated(Hir::dot(Dot::AnyChar), 1, None)
}

pub(super) fn repeated(sub: Hir, min: u32, max: Option<u32>) -> Hir {
    Hir::repetition(Repetition { min, max, greedy: true, sub: Box::new(sub) })
}

/// A phrase, or what stands between two brackets in it, as far as it has been read: branches, and
/// the pieces of the last one.
#[derive(Debug, Default)]
pub(super) struct Level {
    branches: Vec<Hir>,
    pieces: Vec<Hir>,
    run: String,
}

impl Level {
    pub(super) fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.run.push(c.to_ascii_lowercase());
            return;
        }
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        // Fails only where the tables of letter cases are left out of the build.
        if class.try_case_fold_simple().is_err() {
            self.add(anything());
        } else {
            self.add(Hir::class(Class::Unicode(class)));
        }
    }

    pub(super) fn add(&mut self, piece: Hir) {
        self.end_run();
        self.pieces.push(piece);
    }

    fn end_run(&mut self) {
        if !self.run.is_empty() {
            self.pieces.push(Hir::literal(std::mem::take(&mut self.run).into_bytes()));
        }
    }

    /// Ends a branch.
    pub(super) fn branch(&mut self) {
        self.end_run();
        self.branches.push(Hir::concat(std::mem::take(&mut self.pieces)));
    }

    pub(super) fn finish(mut self) -> Hir {
        self.branch();
        Hir::alternation(self.branches)
    }
}
