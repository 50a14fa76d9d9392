//! `Maria Ford said … He added`: a pronoun of the other sex than the person it stands for.
//!
//! The pronoun of a verb of saying stands for the last speaker. The check follows one speaker at a
//! time and forgets them at the first sign that someone else may be meant.

use memchr::memmem;
use serde::Deserialize;

use crate::finding::Edit;
use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Folded, Span, slice};

use super::people::{Names, Person, Sex, Token, tokens};
use super::sentences::{Paragraph, WordSet, is_quote, paragraphs};

/// How many paragraphs a speech can run on before its speaker is taken to be forgotten.
const SPEECH: usize = 3;

/// In how many paragraphs up to and with the one that names the speaker nobody of the other sex may
/// be named.
const ALONE_FOR: usize = 3;

/// How many words may stand between a speaker's name and the verb of saying.
const TO_THE_VERB: usize = 25;

/// How many words of a sentence may stand before a speaker's name.
const BEFORE_THE_NAME: usize = 4;

/// How many words outside quotations may stand between what makes someone the speaker and their
/// pronoun: where more is told, someone else may be meant.
const TOLD_BETWEEN: usize = 40;

/// How far before a pronoun reading begins, in bytes: a few long paragraphs.
const READ_AHEAD: usize = 4096;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PronounGender {
    people: Names,
    /// Verbs of saying, in the forms that follow `he` and `she`.
    reporting_verbs: WordSet,
    /// Words for people of one sex: `husband`, `mother`.
    relations: WordSet,
    /// Words after which a name is not the subject: `of`, `with`.
    prepositions: WordSet,
}

/// Builds the check `pronoun-gender`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(params.try_into::<PronounGender>()?))
}

impl Check for PronounGender {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let folded = document.folded();
        let reported = self.reported(folded);
        if reported.is_empty() {
            return;
        }
        let mut reported = reported.into_iter().peekable();
        let mut reader = Reader { check: self, folded, memory: Memory::default(), report };
        for (number, paragraph) in paragraphs(folded).enumerate() {
            let end = paragraph.start + paragraph.text.len();
            while reported.next_if(|&at| at < paragraph.start).is_some() {}
            // Only what leads up to a pronoun is read. Where nothing is, all is forgotten.
            let near = reported.peek().is_some_and(|&at| at < end + READ_AHEAD);
            if near {
                reader.read(paragraph, number);
            } else {
                reader.memory = Memory::default();
            }
        }
    }
}

impl PronounGender {
    /// Where in the folded text `he` or `she` stands before a verb of saying, in order.
    fn reported(&self, folded: &Folded) -> Vec<usize> {
        let text = folded.text();
        let mut places = Vec::new();
        for pronoun in ["he ", "He "] {
            places.extend(memmem::find_iter(text.as_bytes(), pronoun).filter(|&at| {
                // Nearly always it is the end of `the`.
                let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
                if before.is_some_and(|b| b.is_ascii_alphabetic() && !matches!(b, b's' | b'S')) {
                    return false;
                }
                let rest = slice(text, at + pronoun.len(), text.len());
                let verb = rest.split(|c: char| !c.is_ascii_lowercase()).next();
                verb.is_some_and(|verb| self.reporting_verbs.contains(verb))
            }));
        }
        places.sort_unstable();
        places
    }
}

/// Someone who spoke, and is still meant by a pronoun.
#[derive(Debug)]
struct Speaker {
    name: String,
    surname: String,
    sex: Sex,
    /// Where they are named, in the source.
    span: Span,
    /// The paragraph in which they last spoke.
    paragraph: usize,
    /// How many words were told since, outside quotations.
    told: usize,
}

#[derive(Debug, Default)]
struct Memory {
    speaker: Option<Speaker>,
    /// The last paragraph that names a woman, and the last that names a man.
    named: [Option<usize>; 2],
    /// The last paragraph with a pronoun of each sex.
    pronouns: [Option<usize>; 2],
}

impl Memory {
    /// Notes that someone of `sex` is named in paragraph `number`. A pronoun may mean them from now
    /// on.
    fn name(&mut self, sex: Sex, number: usize) {
        self.named[sex as usize] = Some(number);
        if self.speaker.as_ref().is_some_and(|speaker| speaker.sex != sex) {
            self.speaker = None;
        }
    }
}

struct Reader<'a> {
    check: &'a PronounGender,
    folded: &'a Folded,
    memory: Memory,
    report: &'a mut dyn FnMut(Sighting),
}

impl Reader<'_> {
    /// Reads a paragraph, word by word and name by name.
    fn read(&mut self, paragraph: Paragraph<'_>, number: usize) {
        let tokens = tokens(paragraph.text);
        let names = &self.check.people;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if let Some(person) = names.person(&tokens, at) {
                at = self.meet(paragraph, number, &tokens, at, person);
                continue;
            }
            if let Some(sex) = names.of_first_name(token.word) {
                self.memory.name(sex, number);
            }
            if !token.quoted {
                self.hear(paragraph, number, &tokens, at);
            }
            at += 1;
        }
    }

    /// Reads a name, and says where to read on.
    fn meet(
        &mut self,
        paragraph: Paragraph<'_>,
        number: usize,
        tokens: &[Token<'_>],
        at: usize,
        person: Person<'_>,
    ) -> usize {
        let after = at + person.length;
        if let Some(sex) = person.sex {
            self.memory.name(sex, number);
        }
        if tokens.get(at).is_some_and(|token| token.quoted) {
            return after;
        }
        let again = self.memory.speaker.as_ref().is_some_and(|speaker| {
            speaker.surname == person.surname && person.sex.is_none_or(|sex| sex == speaker.sex)
        });
        if !again {
            self.memory.speaker = None;
        }
        let Some(sex) = person.sex else { return after };
        let other = sex.other() as usize;
        let alone = self.memory.named[other].is_none_or(|seen| number - seen >= ALONE_FOR)
            && self.memory.pronouns[other].is_none_or(|seen| number - seen >= 2);
        if !alone {
            return after;
        }
        let said = if self.follows_verb(tokens, at) {
            self.end_of_clause(tokens, after)
        } else if self.is_subject(tokens, at) {
            self.verb_of(tokens, after)
        } else {
            None
        };
        let Some(said) = said else { return after };
        self.memory.speaker = Some(Speaker {
            name: slice(paragraph.text, person.span.start(), person.span.end()).to_owned(),
            surname: person.surname.to_owned(),
            sex,
            span: paragraph.to_source(self.folded, person.span),
            paragraph: number,
            told: 0,
        });
        said
    }

    /// Whether the name at `at` leads its sentence, or the clause after a quotation.
    fn is_subject(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let mut before = tokens.iter().take(at + 1).rev();
        if before.next().is_some_and(|name| name.first) {
            return true;
        }
        for token in before.take(BEFORE_THE_NAME) {
            if token.quoted {
                return true;
            }
            if self.check.prepositions.contains(token.word.text) {
                return false;
            }
            if token.first {
                return true;
            }
        }
        false
    }

    /// Whether the name at `at` stands as in `“…,” said Helen Ford`.
    fn follows_verb(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let mut before = tokens.iter().take(at).rev();
        tokens.get(at).is_some_and(|name| name.glued)
            && before.next().is_some_and(|verb| {
                !verb.quoted && self.check.reporting_verbs.contains(verb.word.text)
            })
            && before.next().is_some_and(|last| last.quoted)
    }

    /// Where the clause ends whose subject ends before the token at `at`; `None` where it brings in
    /// someone else.
    fn end_of_clause(&self, tokens: &[Token<'_>], at: usize) -> Option<usize> {
        for (place, token) in tokens.iter().enumerate().skip(at).take(TO_THE_VERB) {
            if token.first || token.quoted {
                return Some(place);
            }
            if self.may_be_another(token) {
                return None;
            }
        }
        (tokens.len() <= at + TO_THE_VERB).then_some(tokens.len())
    }

    /// The place after the verb of saying whose subject ends before the token at `at`; `None` where
    /// there is no such verb, or someone else before it.
    fn verb_of(&self, tokens: &[Token<'_>], at: usize) -> Option<usize> {
        for (place, token) in tokens.iter().enumerate().skip(at).take(TO_THE_VERB) {
            if token.first || token.quoted || self.may_be_another(token) {
                return None;
            }
            if place == at && token.word.text == "and" {
                return None;
            }
            if self.check.reporting_verbs.contains(token.word.text) {
                return Some(place + 1);
            }
        }
        None
    }

    /// Whether `token` may be someone besides the person just named.
    fn may_be_another(&self, token: &Token<'_>) -> bool {
        pronoun(token.word.text).is_some()
            || self.check.relations.contains(token.word.text)
            || self.check.people.of_first_name(token.word).is_some()
    }

    /// Reads a word outside quotations that is part of no name.
    fn hear(&mut self, paragraph: Paragraph<'_>, number: usize, tokens: &[Token<'_>], at: usize) {
        let Some(token) = tokens.get(at) else { return };
        let text = token.word.text;
        let verb = tokens
            .get(at + 1)
            .filter(|next| next.glued && self.check.reporting_verbs.contains(next.word.text));
        if let Some((sex, subject)) = pronoun(text) {
            let meant = self.memory.speaker.as_ref().is_some_and(|speaker| {
                speaker.sex != sex
                    && number - speaker.paragraph <= SPEECH
                    && speaker.told <= TOLD_BETWEEN
            });
            match verb {
                Some(verb) if subject && meant && reports(paragraph.text, token) => {
                    self.tell(paragraph, number, token, verb);
                }
                _ => {
                    self.memory.pronouns[sex as usize] = Some(number);
                    self.memory.speaker = None;
                }
            }
            return;
        }
        let Some(speaker) = &mut self.memory.speaker else { return };
        speaker.told += 1;
        let named = token.word.is_capitalised() && verb.is_some();
        if named && text == speaker.surname {
            speaker.paragraph = number;
            speaker.told = 0;
        } else if named
            || self.check.relations.contains(text)
            || self.check.people.roles.contains(text)
        {
            self.memory.speaker = None;
        }
    }

    /// Reports that the pronoun at `token` is of the other sex than the speaker.
    fn tell(
        &mut self,
        paragraph: Paragraph<'_>,
        number: usize,
        token: &Token<'_>,
        verb: &Token<'_>,
    ) {
        let Some(speaker) = &mut self.memory.speaker else { return };
        speaker.paragraph = number;
        let pronoun = Span::new(token.word.start, token.word.end());
        let clause = Span::new(token.word.start, verb.word.end());
        let right = match (speaker.sex, token.word.is_capitalised()) {
            (Sex::Female, true) => "She",
            (Sex::Female, false) => "she",
            (Sex::Male, true) => "He",
            (Sex::Male, false) => "he",
        };
        let edit = Edit { span: paragraph.to_source(self.folded, pronoun), text: right.to_owned() };
        let mut sighting = Sighting::new(paragraph.to_source(self.folded, clause))
            .because(speaker.span, "the last to speak");
        sighting.slots.push(("name", speaker.name.clone()));
        sighting.slots.push(("pronoun", token.word.text.to_lowercase()));
        sighting.fixes.push((vec![edit], Applicability::Unsafe));
        (self.report)(sighting);
    }
}

/// The sex of a pronoun, and whether it can be a subject.
fn pronoun(word: &str) -> Option<(Sex, bool)> {
    match word {
        "he" | "He" => Some((Sex::Male, true)),
        "she" | "She" => Some((Sex::Female, true)),
        "him" | "his" | "himself" | "His" => Some((Sex::Male, false)),
        "her" | "hers" | "herself" | "Her" => Some((Sex::Female, false)),
        _ => None,
    }
}

/// Whether the clause that begins at `token` can be one that reports a speech: right behind a
/// quotation, or at the start of a sentence.
fn reports(text: &str, token: &Token<'_>) -> bool {
    let before = slice(text, 0, token.word.start).trim_end_matches(' ');
    token.first || before.ends_with(is_quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checker() -> Box<dyn Check> {
        let params = r#"
            reporting-verbs = ["said", "added", "told", "says"]
            relations = ["husband", "brother"]
            prepositions = ["of", "with", "by", "to"]
            [people]
            female-names = ["Maria", "Helen"]
            male-names = ["Peter", "Hugo"]
            female-titles = ["Mrs"]
            male-titles = ["Mr"]
            not-surnames = ["Institute"]
            roles = ["minister", "chief"]
        "#;
        build(params.parse().expect("TOML")).expect("the parameters")
    }

    /// The clauses found, with the pronoun to write in each.
    #[track_caller]
    fn check(text: &str, expect: &[(&str, &str)]) {
        let document = Document::memory(text);
        let mut seen = Vec::new();
        checker().run(&document, &mut |sighting| {
            seen.push((sighting.span, sighting.fixes[0].0[0].text.clone()));
        });
        let seen: Vec<_> =
            seen.iter().map(|(span, text)| (document.slice(*span), text.as_str())).collect();
        assert_eq!(seen, expect);
    }

    #[test]
    fn the_pronoun_of_the_last_speaker_has_their_sex() {
        check("Maria Ford said so.\n\n\"It is,\" he said.", &[("he said", "she")]);
        check("Hugo de la Torre said so. She added: \"It is.\"", &[("She added", "He")]);
        check("\"It is,\" said Maria Ford. \"It was,\" he added.", &[("he added", "she")]);
        check("The chief, Maria Ford of Acme, said so.\n\nHe said no.", &[("He said", "She")]);
        check(
            "Mr. Ford says so.\n\n\"It is,\" she says.\n\n\"No.\"\n\nFord told us.\n\nShe said no.",
            &[("she says", "he"), ("She said", "He")],
        );
    }

    #[test]
    fn where_someone_else_may_be_meant_nothing_is_said() {
        check("Maria Ford said so. \"It is,\" she said.", &[]);
        check("Maria Ford and Peter Lee said so. \"It is,\" he said.", &[]);
        check("Peter Lee left. Maria Ford said so. \"It is,\" he said.", &[]);
        check("Maria Ford said so. Peter was there. \"It is,\" he said.", &[]);
        check("Maria Ford said so. Xi Lo was there. \"It is,\" he said.", &[]);
        check("Maria Ford said so. Her husband came. \"It is,\" he said.", &[]);
        check("Maria Ford said the minister lied. \"I did,\" he said.", &[]);
        check("Maria Ford said he lied. He said no.", &[]);
        check("He came with Maria Ford. \"It is,\" he said.", &[]);
        check("He left. Maria Ford said so. He said no.", &[]);
        check("The Maria Ford Institute said so. He said no.", &[]);
        check("Lee said so. Maria Ford sang. \"It is,\" he said.", &[]);
        check("Maria Ford said so.\n\nA\n\nB\n\nC\n\n\"It is,\" he said.", &[]);
    }

    #[test]
    fn any_text_is_read() {
        for text in
            ["he said", "He said", ". He said", "Maria \u{e9}he said", "\"he said", "Mr he said"]
        {
            check(text, &[]);
        }
    }
}
