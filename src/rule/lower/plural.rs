//! Phrases in the plural: from one form of a noun to the other, in the phrase and in its fix.

use crate::rule::written::{Strings, Written};

use super::Lowering;

impl Lowering<'_> {
    /// A phrase and its fix in the plural; `None`, and a fault, where one of them has none that is
    /// regular.
    pub(super) fn plural(
        &mut self,
        find: &Written<String>,
        fix: Option<&Strings>,
    ) -> Option<(Written<String>, Option<Strings>)> {
        let mut one = |written: &Written<String>| {
            let value = regular_plural(written);
            if value.is_none() {
                let help = "write it in a table without `plural`";
                self.report_with(written.at, "no plural can be made of this", help);
            }
            // Faults are shown where the singular is written.
            Some(Written { value: value?, at: written.at })
        };
        let find = one(find)?;
        let fix = match fix {
            Some(fix) => {
                let items = fix.items.iter().map(one).collect::<Option<_>>()?;
                Some(Strings { items, at: fix.at })
            }
            None => None,
        };
        Some((find, fix))
    }
}

/// The words with the last in the plural, by the rules of spelling; `None` where they end in no letter,
/// or already in an `s` that may be that of a plural.
fn regular_plural(words: &str) -> Option<String> {
    let last = words.chars().next_back()?;
    if !last.is_ascii_alphabetic() {
        return None;
    }
    let before = words.chars().rev().nth(1);
    let ends = |ending: &str| words.ends_with(ending);
    let (stem, ending) = if let Some(stem) = words.strip_suffix("sis") {
        (stem, "ses")
    } else if ends("ss") || ends("us") || ends("x") || ends("z") || ends("ch") || ends("sh") {
        (words, "es")
    } else if last == 's' {
        return None;
    } else if let Some(stem) = words.strip_suffix('y')
        && !before.is_some_and(|before| "aeiou".contains(before))
    {
        (stem, "ies")
    } else {
        (words, "s")
    };
    Some(format!("{stem}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_takes_the_plural() {
        for (singular, plural) in [
            ("random forest", Some("random forests")),
            ("neural network", Some("neural networks")),
            ("smart city", Some("smart cities")),
            ("time delay", Some("time delays")),
            ("search box", Some("search boxes")),
            ("nervous crash", Some("nervous crashes")),
            ("factor analysis", Some("factor analyses")),
            ("support virus", Some("support viruses")),
            ("the loss", Some("the losses")),
            ("XOR gate", Some("XOR gates")),
            ("random forests", None),
            ("{kind} of 5", None),
            ("a {word}", None),
            ("", None),
        ] {
            assert_eq!(regular_plural(singular).as_deref(), plural, "{singular}");
        }
    }
}
