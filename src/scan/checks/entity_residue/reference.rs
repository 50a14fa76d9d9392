//! Where a paragraph holds damaged character references, and which character each stood for.
//!
//! Knows nothing of what the characters do in the sentence.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::scan::checks::prose;
use crate::text::{Span, ceil_boundary, slice};

/// How a reference was damaged. One that is damaged in two ways has the later of the forms, in the
/// order in which they stand here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    /// A letter of the name has another case: `&Nbsp;`.
    Recased,
    /// Blanks inside: `& # 39;`.
    Split,
    /// The ampersand of another reference was escaped: `&amp;quot;`.
    DoubleEscaped,
    /// East Asian characters for `&`, `#` or `;`.
    FullWidth,
    /// No semicolon: `& quot he said`.
    Unended,
    /// A comma for the ampersand: `,quot;`.
    Comma,
    /// Nothing for the ampersand: `quot;yes`.
    Bare,
}

/// A damaged reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    /// Where it stands in the paragraph.
    pub(super) span: Span,
    pub(super) form: Form,
    /// The character it names.
    pub(super) character: char,
}

/// What is known of references.
#[derive(Debug)]
pub(super) struct Names {
    /// Names, in small letters, and the characters they stand for.
    pub(super) characters: HashMap<String, char>,
    /// Names that are also words of English: they need more than an ampersand somewhere before.
    pub(super) words: HashSet<String>,
    /// Names that are nothing else: they are known without their ampersand.
    pub(super) unmistakable: HashSet<String>,
}

/// The longest name that is read, in bytes.
const LONGEST_NAME: usize = 10;
/// The longest line that is taken for a list of variables, in bytes.
const LONGEST_LIST: usize = 64;
/// The most blanks that damage puts in one place.
const MOST_BLANKS: usize = 2;

/// All damaged references of `paragraph`, in order, code left out.
pub(super) fn references(paragraph: &str, names: &Names) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut done = 0;
    for (at, c) in paragraph.char_indices() {
        if at < done {
            continue;
        }
        let read = match c {
            '&' | '\u{ff06}' => marked(paragraph, at, names),
            ';' | '\u{ff1b}' => {
                unmarked(paragraph, at, done, names).map(|one| (Some(one), one.span.end()))
            }
            _ => continue,
        };
        let Some((reference, end)) = read else { continue };
        done = end;
        let reference =
            reference.filter(|one| !prose::is_code(paragraph, one.span.start(), one.span.end()));
        found.extend(reference);
    }
    // Where ampersands were dropped, a comma is a comma.
    if found.iter().any(|one| one.form == Form::Bare) {
        for one in found.iter_mut().filter(|one| one.form == Form::Comma) {
            one.form = Form::Bare;
            one.span = Span::new(one.span.start() + 1, one.span.end());
        }
    }
    found
}

/// What was read of a reference so far.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    split: bool,
    wide: bool,
    recased: bool,
}

/// The part of a reference after its ampersand.
struct Body {
    character: char,
    ended: bool,
    /// The name, in small letters; empty for a number.
    name: String,
}

impl Reader<'_> {
    /// Steps over `plain` or its full-width form.
    fn take(&mut self, plain: char, wide: char) -> bool {
        let next = prose::after(self.text, self.at);
        let taken = next == Some(plain) || next == Some(wide);
        if taken {
            self.wide |= next == Some(wide);
            self.at += if next == Some(wide) { wide.len_utf8() } else { plain.len_utf8() };
        }
        taken
    }

    /// Steps over a few blanks.
    fn blanks(&mut self) -> bool {
        let start = self.at;
        while let Some(c) = prose::after(self.text, self.at).filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
            if slice(self.text, start, self.at).chars().count() == MOST_BLANKS {
                break;
            }
        }
        self.at > start
    }

    fn alphanumerics(&mut self) -> &str {
        let bytes = slice(self.text, self.at, self.text.len()).bytes();
        let length = bytes.take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
        self.at += length;
        slice(self.text, self.at - length, self.at)
    }

    /// Reads a body. The place moves only over one that names a character.
    fn body(&mut self, names: &Names) -> Option<Body> {
        let (start, wide) = (self.at, self.wide);
        let body = self.try_body(names);
        if body.is_none() {
            (self.at, self.wide) = (start, wide);
        }
        body
    }

    fn try_body(&mut self, names: &Names) -> Option<Body> {
        let (mut split, mut recased) = (false, false);
        let (character, name) = if self.take('#', '\u{ff03}') {
            split |= self.blanks();
            (numbered(self.alphanumerics())?, String::new())
        } else {
            let written = self.alphanumerics();
            let name = written.to_ascii_lowercase();
            let (character, changed) = named(written, *names.characters.get(&name)?);
            recased = changed;
            (character, name)
        };
        let end = self.at;
        let gap = self.blanks();
        let ended = self.take(';', '\u{ff1b}');
        if ended {
            split |= gap;
        } else {
            self.at = end;
        }
        self.split |= split;
        self.recased |= recased;
        Some(Body { character, ended, name })
    }
}

/// The reference that begins with the ampersand at `at`, and where it ends: `None` where there is
/// no reference, and no damaged one where it is sound.
fn marked(text: &str, at: usize, names: &Names) -> Option<(Option<Reference>, usize)> {
    let mut reader = Reader { text, at, split: false, wide: false, recased: false };
    reader.take('&', '\u{ff06}');
    let detached = reader.blanks();
    let mut body = reader.body(names)?;
    let (mut end, mut damage) = (reader.at, form(&reader, detached, false, &body));
    let mut doubled = false;
    while body.character == '&' && body.ended {
        // The ampersand may itself have been one of a reference.
        let gap = reader.blanks();
        let Some(next) = reader.body(names).filter(|next| next.ended) else { break };
        if gap && names.words.contains(&next.name) {
            break;
        }
        doubled = true;
        body = next;
        (end, damage) = (reader.at, form(&reader, detached || gap, doubled, &body));
    }
    // `cut & copy; paste` and `bugs #33 & #34;` name nothing.
    let stands_alone =
        detached && !doubled && prose::before(text, at).is_some_and(char::is_whitespace);
    if stands_alone && (names.words.contains(&body.name) || is_counted(text, at)) {
        return None;
    }
    if !body.ended {
        let known = names.unmistakable.contains(&body.name);
        let apart = prose::after(text, end).is_none_or(char::is_whitespace);
        damage = (known && apart).then_some(Form::Unended);
    }
    let span = Span::new(at, end);
    Some((damage.map(|form| Reference { span, form, character: body.character }), end))
}

/// Whether the word before `at` is a number with a `#`, so that `&` and another may follow.
fn is_counted(text: &str, at: usize) -> bool {
    let near = slice(text, ceil_boundary(text, at.saturating_sub(LONGEST_LIST)), at).trim_end();
    let word = near.rsplit(char::is_whitespace).next().unwrap_or(near);
    word.starts_with('#') && word.len() > 1
}

fn form(reader: &Reader<'_>, detached: bool, doubled: bool, body: &Body) -> Option<Form> {
    if !body.ended {
        None
    } else if reader.wide {
        Some(Form::FullWidth)
    } else if doubled {
        Some(Form::DoubleEscaped)
    } else if detached || reader.split {
        Some(Form::Split)
    } else {
        reader.recased.then_some(Form::Recased)
    }
}

/// The reference without an ampersand that the semicolon at `stop` ends.
fn unmarked(text: &str, stop: usize, from: usize, names: &Names) -> Option<Reference> {
    let before = slice(text, from, stop);
    let trimmed = before.strip_suffix(' ').unwrap_or(before);
    let end = stop + prose::after(text, stop)?.len_utf8();
    let length = trimmed.bytes().rev().take(64).take_while(u8::is_ascii_alphanumeric).count();
    let word_end = from + trimmed.len();
    let word = slice(text, word_end - length, word_end);
    if let Some(reference) = numbered_unmarked(text, word_end - length, word, end) {
        return Some(reference);
    }
    let lower = word.to_ascii_lowercase();
    // Names can end in names: the longest is meant.
    let name = (2..=LONGEST_NAME.min(lower.len()))
        .rev()
        .map(|length| slice(&lower, lower.len() - length, lower.len()))
        .find(|name| names.unmistakable.contains(*name))?;
    let character = *names.characters.get(name)?;
    let start = word_end - name.len();
    let glued = name.len() < word.len();
    let lead = slice(text, from, start);
    let comma = lead.strip_suffix(' ').unwrap_or(lead).strip_suffix(',').map(str::len);
    if let Some(comma) = comma.filter(|_| !glued) {
        let start = from + comma;
        let alone = ends_a_list(text, start, end);
        return (!alone).then_some(Reference {
            span: Span::new(start, end),
            form: Form::Comma,
            character,
        });
    }
    let beside = glued || prose::after(text, end).is_some_and(char::is_alphabetic);
    beside.then_some(Reference { span: Span::new(start, end), form: Form::Bare, character })
}

/// `,#39;` for an apostrophe or a quotation mark; with a blank after the comma only inside a word.
fn numbered_unmarked(text: &str, start: usize, digits: &str, end: usize) -> Option<Reference> {
    let lead = slice(text, 0, start);
    let lead = lead.strip_suffix(' ').unwrap_or(lead).strip_suffix('#')?;
    let close = lead.strip_suffix(',');
    let lead = close.or_else(|| lead.strip_suffix(' ').and_then(|lead| lead.strip_suffix(',')))?;
    let character = numbered(digits).filter(|c| super::placing::is_quote(*c))?;
    let letter_before = prose::before(text, lead.len()).is_some_and(char::is_alphabetic);
    let suffix = prose::letters_after(text, prose::blanks_after(text, end));
    let in_word = letter_before && (1..=2).contains(&suffix.len());
    (in_word || (close.is_some() && letter_before)).then_some(Reference {
        span: Span::new(lead.len(), end),
        form: Form::Comma,
        character,
    })
}

/// Whether `start..end` ends a line of little else, as the last name of a list of variables does.
fn ends_a_list(text: &str, start: usize, end: usize) -> bool {
    let ends_line = prose::after(text, end).is_none_or(|c| c == '\n' || c == '\r');
    let near = slice(text, ceil_boundary(text, start.saturating_sub(LONGEST_LIST)), start);
    let line = near.rsplit(['\n', '\r']).next().unwrap_or(near);
    ends_line
        && (line.len() < near.len() || near.len() == start)
        && line.split_whitespace().count() < 3
        && !line.contains(super::placing::is_quote)
}

/// The character that a name of this spelling stands for, where it stands for `character` in small
/// letters, and whether that spelling is none of HTML's.
fn named(written: &str, character: char) -> (char, bool) {
    let capitals = written.bytes().filter(u8::is_ascii_uppercase).count();
    if capitals == 0 {
        return (character, false);
    }
    if character.is_alphabetic() {
        let first = written.starts_with(|c: char| c.is_ascii_uppercase());
        let upper = character.to_uppercase().next().filter(|_| first).unwrap_or(character);
        return (upper, capitals > 1 || !first);
    }
    let legacy = ["QUOT", "AMP", "LT", "GT", "COPY", "REG"].contains(&written);
    (character, !legacy)
}

/// The character of a decimal number, or of a hexadecimal one after `x`.
fn numbered(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    // Pages in the encoding of Windows name their quotation marks and dashes by its numbers.
    let number = match number {
        0x85 => 0x2026,
        0x91 => 0x2018,
        0x92 => 0x2019,
        0x93 => 0x201c,
        0x94 => 0x201d,
        0x96 => 0x2013,
        0x97 => 0x2014,
        number => number,
    };
    char::from_u32(number).filter(|&c| digits.len() > 1 && is_escaped(c))
}

/// Whether pages of English write `c` as a number at all.
fn is_escaped(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{a0}'..='\u{24f}' | '\u{2010}'..='\u{205f}' | '\u{20ac}' | '\u{2122}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let characters = [
            ("quot", '"'),
            ("apos", '\''),
            ("amp", '&'),
            ("nbsp", '\u{a0}'),
            ("rsquo", '\u{2019}'),
            ("copy", '\u{a9}'),
            ("eacute", '\u{e9}'),
        ];
        let set = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Names {
            characters: characters.iter().map(|&(name, c)| (name.to_owned(), c)).collect(),
            words: set(&["copy"]),
            unmistakable: set(&["quot", "apos", "nbsp", "rsquo"]),
        }
    }

    #[track_caller]
    fn check(text: &str, wanted: &[(&str, Form, char)]) {
        let found = references(text, &names());
        let found: Vec<_> =
            found.iter().map(|one| (&text[one.span.range()], one.form, one.character)).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn blanks_inside_a_reference_are_seen() {
        for text in ["& quot;", "&quot ;", "& quot ;", "& # 34;", "&# 34;", "& #34 ;", "& # x22;"] {
            check(&format!("a {text} b"), &[(text, Form::Split, '"')]);
        }
        check("it& # 146; s", &[("& # 146;", Form::Split, '\u{2019}')]);
        check("caf& Eacute;", &[("& Eacute;", Form::Split, '\u{c9}')]);
    }

    #[test]
    fn other_damage_is_told_apart() {
        check("\"so,quot; he", &[(",quot;", Form::Comma, '"')]);
        check("so, quot; he", &[(", quot;", Form::Comma, '"')]);
        check("it, # 39; s", &[(", # 39;", Form::Comma, '\'')]);
        check("don,#39;t", &[(",#39;", Form::Comma, '\'')]);
        check("&amp;quot;", &[("&amp;quot;", Form::DoubleEscaped, '"')]);
        check("& amp; # 39;", &[("& amp; # 39;", Form::DoubleEscaped, '\'')]);
        check("&amp;amp;amp;", &[("&amp;amp;amp;", Form::DoubleEscaped, '&')]);
        check("\u{ff06}quot\u{ff1b}", &[("\u{ff06}quot\u{ff1b}", Form::FullWidth, '"')]);
        check("a&Nbsp;b", &[("&Nbsp;", Form::Recased, '\u{a0}')]);
        check("& quot he said", &[("& quot", Form::Unended, '"')]);
        check("so it rsquo;s", &[("rsquo;", Form::Bare, '\u{2019}')]);
        check("the Companyquot;)", &[("quot;", Form::Bare, '"')]);
    }

    #[test]
    fn a_comma_is_one_where_ampersands_were_dropped() {
        check("as quot;we,quot; here", &[("quot;", Form::Bare, '"'), ("quot;", Form::Bare, '"')]);
    }

    #[test]
    fn sound_references_and_other_words_are_left_alone() {
        for text in [
            "&quot;yes&quot; &amp; &#39;no&#39; &AMP; &QUOT; &Eacute;",
            "R & D; AT & T; you & me;",
            "cut & copy; then paste",
            "cut &amp; copy; then paste",
            "a kumquat; a quote; quot",
            "item # 39; item # 40;",
            "bugs #38 & #39; and more",
            "Vol. 12, # 39; 1998",
            "?a=1&quot=2 &copying",
            "sum,quot;",
            "int a, b, quot;",
            "return quot;",
            "<p>& nbsp;</p>",
            "write `& quot;` here",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn no_text_is_read_past_its_end() {
        for text in
            ["&", "& ", "& #", "& # x", ";", " ;", ", #;", "& amp;", "&amp; ", "\u{ff06}\u{ff1b}"]
        {
            references(text, &names());
        }
    }
}
