//! The structural checks, by the names that rule files run them under.
//!
//! A check is listed here once; what it is called, how grave it is and what it says stands in the
//! rule files that run it.

mod duplicate_paragraph;
mod entity_residue;
mod lost_capital;
mod mojibake;
mod people;
mod pronoun_gender;
mod prose;
mod quote_spacing;
mod repeated_across_stop;
mod repeats;
mod said_twice;
mod sentences;
mod slips_together;
mod small_sentence_start;
mod stranded_fragment;
#[cfg(test)]
mod testing;

use crate::rule::nearest;
use crate::scan::Check;

type Builder = fn(toml::Table) -> Result<Box<dyn Check>, toml::de::Error>;

const CHECKS: &[(&str, Builder)] = &[
    ("duplicate-paragraph", duplicate_paragraph::build),
    ("entity-residue", entity_residue::build),
    ("lost-capital", lost_capital::build),
    ("mojibake", mojibake::build),
    ("pronoun-gender", pronoun_gender::build),
    ("quote-spacing", quote_spacing::build),
    ("repeated-across-stop", repeated_across_stop::build),
    ("repeats", repeats::build),
    ("said-twice", said_twice::build),
    ("slips-together", slips_together::build),
    ("small-sentence-start", small_sentence_start::build),
    ("stranded-fragment", stranded_fragment::build),
];

/// Builds the check `name` with the parameters of a rule file.
///
/// # Errors
///
/// What is wrong, in one line: the name, with one that is near if there is any, or a parameter.
pub fn build(name: &str, params: &toml::Table) -> Result<Box<dyn Check>, String> {
    match CHECKS.iter().find(|(known, _)| *known == name) {
        Some((_, build)) => build(params.clone()).map_err(|error| error.message().to_owned()),
        None => Err(match nearest(name, names()) {
            Some(nearest) => format!("there is no check `{name}`; the nearest is `{nearest}`"),
            None => format!("there is no check `{name}`"),
        }),
    }
}

/// The names of all checks.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|(name, _)| *name)
}
