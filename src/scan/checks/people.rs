//! Who is named in a paragraph, and of which sex the name is.
//!
//! Only names that say so without doubt say anything here: a first name of one sex with a surname
//! behind it, or a title. All other people are of no known sex, which is an answer as well.

use std::borrow::Cow;

use serde::Deserialize;

use crate::text::{Span, slice};

use super::sentences::{Word, WordSet, quotations, words};

/// The sex of a name or a pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Female,
    Male,
}

impl Sex {
    pub(super) fn other(self) -> Sex {
        match self {
            Sex::Female => Sex::Male,
            Sex::Male => Sex::Female,
        }
    }
}

/// The words by which people are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Names {
    /// First names of women alone.
    female_names: WordSet,
    /// First names of men alone.
    male_names: WordSet,
    /// Titles of women.
    female_titles: WordSet,
    /// Titles of men.
    male_titles: WordSet,
    /// What a name does not end in that is a person's: `Institute`, `Street`.
    not_surnames: WordSet,
    /// What people do and are: `minister`, `spokesman`.
    pub(super) roles: WordSet,
}

/// A word of a paragraph, and how it stands there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) word: Word<'t>,
    /// Whether it is inside a quotation.
    pub(super) quoted: bool,
    /// Whether nothing but one space stands between it and the word before.
    pub(super) glued: bool,
    /// Whether it is the first of its sentence.
    pub(super) first: bool,
}

/// The words of `paragraph`.
pub(super) fn tokens(paragraph: &str) -> Vec<Token<'_>> {
    let quotations = quotations(paragraph);
    let mut quotation = quotations.iter().peekable();
    let mut end = 0;
    let mut tokens: Vec<Token<'_>> = Vec::new();
    for word in words(paragraph) {
        while quotation.next_if(|span| span.end() <= word.start).is_some() {}
        let quoted = quotation.peek().is_some_and(|span| span.contains(word.start));
        let gap = slice(paragraph, end, word.start);
        // An initial's stop ends no sentence.
        let initial = tokens.last().is_some_and(|last| last.word.text.chars().count() == 1);
        let first = tokens.is_empty() || (gap.contains(['.', '!', '?']) && !initial);
        tokens.push(Token { word, quoted, glued: gap == " " || (initial && gap == ". "), first });
        end = word.end();
    }
    tokens
}

/// Someone named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person<'t> {
    /// `None`: the name does not say.
    pub(super) sex: Option<Sex>,
    /// The name, title included.
    pub(super) span: Span,
    pub(super) surname: &'t str,
    /// How many tokens the name takes.
    pub(super) length: usize,
}

/// Small words inside surnames.
const PARTICLES: [&str; 14] =
    ["de", "da", "di", "do", "dos", "del", "della", "von", "van", "der", "den", "la", "le", "bin"];

/// Words that begin a sentence and can stand right before a name.
const OPENERS: [&str; 12] = [
    "but", "and", "yet", "while", "when", "as", "though", "although", "because", "after", "before",
    "so",
];

fn is_opener(word: Word<'_>) -> bool {
    OPENERS.iter().any(|opener| word.text.eq_ignore_ascii_case(opener))
}

/// The most words a name takes from its first to its last.
const LONGEST_NAME: usize = 6;

impl Names {
    /// The sex that a word tells on its own, as a first name.
    pub(super) fn of_first_name(&self, word: Word<'_>) -> Option<Sex> {
        if !word.is_capitalised() {
            return None;
        }
        let plain = if word.text.is_ascii() {
            Cow::Borrowed(word.text)
        } else {
            Cow::Owned(without_accents(word.text))
        };
        match (self.female_names.contains(&plain), self.male_names.contains(&plain)) {
            (true, false) => Some(Sex::Female),
            (false, true) => Some(Sex::Male),
            _ => None,
        }
    }

    fn of_title(&self, word: Word<'_>) -> Option<Sex> {
        if !word.is_capitalised() {
            None
        } else if self.female_titles.contains(word.text) {
            Some(Sex::Female)
        } else if self.male_titles.contains(word.text) {
            Some(Sex::Male)
        } else {
            None
        }
    }

    /// The person named from the token at `at` on: a title and a name, or two names or more in
    /// capitals. What is no person's name for its last word is none.
    pub(super) fn person<'t>(&self, tokens: &[Token<'t>], at: usize) -> Option<Person<'t>> {
        let first = tokens.get(at)?;
        if !first.word.is_capitalised() {
            return None;
        }
        let title = self.of_title(first.word);
        let role = self.roles.contains(first.word.text);
        if role || (first.first && is_opener(first.word)) {
            return None;
        }
        let (mut last, mut capitals) = (at, 1);
        for (place, token) in tokens.iter().enumerate().take(at + LONGEST_NAME).skip(at + 1) {
            // `Mrs. Jones`: the stop after a title ends nothing.
            let stopped = title.is_some() && place == at + 1;
            if !token.glued && !stopped {
                break;
            }
            if token.word.is_capitalised() {
                last = place;
                capitals += 1;
            } else if !PARTICLES.contains(&token.word.text) {
                break;
            }
        }
        let surname = tokens.get(last)?.word;
        if capitals < 2
            || surname.text.chars().count() < 2
            || self.not_surnames.contains(surname.text)
        {
            return None;
        }
        let acronym = surname.text.chars().skip(1).all(char::is_uppercase);
        let sex = title.or_else(|| {
            let led =
                at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
                    first.glued && before.word.is_capitalised() && !self.leads(before)
                });
            if led || acronym { None } else { self.of_first_name(first.word) }
        });
        Some(Person {
            sex,
            span: Span::new(first.word.start, surname.end()),
            surname: surname.text,
            length: last - at + 1,
        })
    }

    /// Whether a capitalised word right before a name is not part of it.
    fn leads(&self, token: &Token<'_>) -> bool {
        self.roles.contains(token.word.text) || (token.first && is_opener(token.word))
    }
}

/// The letters of `name` without the accents of western European languages.
fn without_accents(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{c0}'..='\u{c5}' => 'A',
            '\u{c8}'..='\u{cb}' => 'E',
            '\u{cc}'..='\u{cf}' => 'I',
            '\u{d2}'..='\u{d6}' => 'O',
            '\u{d9}'..='\u{dc}' => 'U',
            '\u{e0}'..='\u{e5}' => 'a',
            '\u{e7}' => 'c',
            '\u{e8}'..='\u{eb}' => 'e',
            '\u{ec}'..='\u{ef}' => 'i',
            '\u{f1}' => 'n',
            '\u{f2}'..='\u{f6}' => 'o',
            '\u{f9}'..='\u{fc}' => 'u',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let params: toml::Table = r#"
            female-names = ["Maria", "Helen"]
            male-names = ["Peter", "Raul"]
            female-titles = ["Mrs"]
            male-titles = ["Mr"]
            not-surnames = ["Institute"]
            roles = ["professor"]
        "#
        .parse()
        .expect("TOML");
        params.try_into().expect("the parameters")
    }

    #[track_caller]
    fn check(text: &str, expect: &[(&str, Option<Sex>)]) {
        let tokens = tokens(text);
        let names = names();
        let mut at = 0;
        let mut found = Vec::new();
        while at < tokens.len() {
            let person = names.person(&tokens, at);
            found.extend(person.map(|person| (&text[person.span.range()], person.sex)));
            at += person.map_or(1, |person| person.length);
        }
        assert_eq!(found, expect);
    }

    #[test]
    fn a_first_name_with_a_surname_tells_the_sex() {
        check(
            "But Helen Ford met Peter van Dam.",
            &[("Helen Ford", Some(Sex::Female)), ("Peter van Dam", Some(Sex::Male))],
        );
        check("Professor Helen P. Ford-Lee", &[("Helen P. Ford-Lee", Some(Sex::Female))]);
        check("Ra\u{fa}l Soto", &[("Ra\u{fa}l Soto", Some(Sex::Male))]);
        check(
            "Mrs. Soto and Mr Ford",
            &[("Mrs. Soto", Some(Sex::Female)), ("Mr Ford", Some(Sex::Male))],
        );
    }

    #[test]
    fn other_names_tell_none() {
        check("Helen sings. Peter too.", &[]);
        check("Erich Maria Remarque", &[("Erich Maria Remarque", None)]);
        check("the Peter Ford Institute", &[]);
        check("Xi Jinping", &[("Xi Jinping", None)]);
    }
}
