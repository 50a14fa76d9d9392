//! UTF-8 that was read as a single-byte encoding, once or several times over.
//!
//! Every byte of a character that is not ASCII became a character of its own, and none of them is
//! ASCII; so the damage lies in runs of such characters. A run is turned back into the bytes it was
//! read from. Where these are whole characters of UTF-8 that can stand in a text, while the run
//! itself can hardly be one, the characters are what was written.

mod looks;
mod pages;

use std::sync::OnceLock;

use serde::Deserialize;

use crate::rule::Applicability;
use crate::scan::{Check, Sighting};
use crate::text::{Document, Span, slice};

use super::prose;
use super::sentences::paragraphs;
use pages::Pages;

/// How often a text may have been misread before it is given up.
const MOST_LAYERS: usize = 3;

/// How many ASCII characters may stand between two runs that are mended together.
const LONGEST_GAP: usize = 2;

/// From here on lie the scripts of East Asia, whose letters are three bytes each: almost any three are
/// one of them.
const FIRST_OF_THE_EAST: char = '\u{3000}';

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    /// The names of the encodings that the text may have been read in; none: all of one byte.
    #[serde(default)]
    pages: Vec<String>,
    /// The names of encodings that other rules see to.
    #[serde(default)]
    other_than: Vec<String>,
    /// How many damaged characters the document has, at least and at most.
    characters: (usize, usize),
    /// What those write who write about encodings, in small letters: their examples are meant.
    about: Vec<String>,
}

struct Mojibake {
    params: Params,
    /// Made when the first text that is not ASCII is met.
    pages: OnceLock<Pages>,
}

/// Builds the check `mojibake`.
///
/// # Errors
///
/// A parameter that is missing, unknown or of the wrong type.
pub(super) fn build(params: toml::Table) -> Result<Box<dyn Check>, toml::de::Error> {
    Ok(Box::new(Mojibake { params: params.try_into()?, pages: OnceLock::new() }))
}

/// Characters that are not ASCII, with nothing else between them.
struct Run {
    span: Span,
    /// What it may have been.
    readings: Vec<Reading>,
    /// Whether nobody can have written it as it stands.
    wrong: bool,
}

/// What a run may have been.
struct Reading {
    text: String,
    /// The page it was misread in last.
    page: usize,
    /// How well it is explained: better if it was misread in one page every time.
    weight: usize,
}

/// Runs of which it is settled what they were.
struct Found {
    span: Span,
    text: String,
    page: usize,
    /// How many characters were damaged.
    characters: usize,
}

impl Check for Mojibake {
    fn run(&self, document: &Document, report: &mut dyn FnMut(Sighting)) {
        let text = document.text();
        if text.is_ascii() {
            return;
        }
        let runs = self.runs(text);
        if !runs.iter().any(|run| run.wrong && !run.readings.is_empty()) || self.is_about(text) {
            return;
        }
        // The page that explains most of what is wrong explains the rest of it.
        let mut tally = vec![0; self.pages().len()];
        for run in runs.iter().filter(|run| run.wrong) {
            for reading in &run.readings {
                tally[reading.page] += reading.weight;
            }
        }
        let folded = document.folded();
        let starts: Vec<_> =
            paragraphs(folded).map(|paragraph| paragraph.source(folded).start()).collect();
        let number = |run: &Run| starts.partition_point(|&start| start <= run.span.start());
        let mut found = Vec::new();
        for paragraph in runs.chunk_by(|left, right| number(left) == number(right)) {
            self.settle(text, paragraph, &tally, &mut found);
        }
        let characters: usize = found.iter().map(|one| one.characters).sum();
        let (least, most) = self.params.characters;
        // One letter of another script in a text says little.
        let little = characters == 1
            && found.iter().any(|one| one.text.chars().all(looks::is_foreign_letter));
        if characters < least || characters > most || little {
            return;
        }
        for one in found {
            let mut sighting = Sighting::new(one.span).fix(one.span, one.text, Applicability::Safe);
            sighting.slots.push(("page", self.pages().name(one.page).to_owned()));
            report(sighting);
        }
    }
}

impl Mojibake {
    /// The encodings that the rule is about.
    fn pages(&self) -> &Pages {
        let Params { pages, other_than, .. } = &self.params;
        let listed = |names: &[String], name: &str| {
            names.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        self.pages.get_or_init(|| {
            Pages::new(|name| {
                (pages.is_empty() || listed(pages, name)) && !listed(other_than, name)
            })
        })
    }

    /// Whether `text` is about encodings.
    fn is_about(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.params.about.iter().any(|word| text.contains(word.as_str()))
    }

    /// The runs of `text`.
    fn runs(&self, text: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut at = 0;
        let bytes = text.as_bytes();
        while let Some(start) = bytes[at..].iter().position(|byte| !byte.is_ascii()) {
            let start = at + start;
            let length = bytes[start..].iter().position(u8::is_ascii);
            at = length.map_or(bytes.len(), |length| start + length);
            let run = slice(text, start, at);
            let beside = (prose::before(text, start), prose::after(text, at));
            let readings = self.read(run, beside);
            // Signs of mathematics that make a letter do so within a word: `√∞` is no `ð`.
            let apart = !run.chars().chain(beside.0).chain(beside.1).any(char::is_alphabetic)
                && readings.iter().all(|reading| reading.text.chars().all(char::is_alphabetic));
            let wrong = !apart && looks::wrong_between(run, beside.0, beside.1);
            runs.push(Run { span: Span::new(start, at), readings, wrong });
        }
        runs
    }

    /// What `run`, between the characters `beside`, may have been.
    fn read(&self, run: &str, beside: (Option<char>, Option<char>)) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (page, text) in self.pages().readings(run) {
            let (text, pure) = self.deepest(text, page, beside, MOST_LAYERS - 1);
            if looks::plausible(&text, beside.0, beside.1) {
                let weight = text.chars().count() * if pure { 2 } else { 1 };
                readings.push(Reading { text, page, weight });
            }
        }
        readings
    }

    /// What `text` was before it was misread up to `layers` times more, as far as it looks misread:
    /// in the same page again if that can be, which is told as well.
    fn deepest(
        &self,
        text: String,
        page: usize,
        beside: (Option<char>, Option<char>),
        layers: usize,
    ) -> (String, bool) {
        let is_right = |text: &str| looks::plausible(text, beside.0, beside.1);
        if layers == 0 {
            return (text, true);
        }
        // What can be read once more in the same page was hardly meant as it stands.
        let right = is_right(&text);
        let mut readings: Vec<_> = self.pages().readings(&text).collect();
        readings.sort_by_key(|(other, _)| *other != page);
        readings.retain(|(other, _)| !right || *other == page);
        for (other, reading) in readings {
            let (reading, pure) = self.deepest(reading, other, beside, layers - 1);
            let likely =
                !right || !reading.chars().any(|c| c >= FIRST_OF_THE_EAST && c.is_alphabetic());
            if likely && is_right(&reading) {
                return (reading, pure && other == page);
            }
        }
        (text, true)
    }

    /// Settles what the runs of one paragraph were, where more of it is explained than is not.
    fn settle<'r>(&self, text: &str, runs: &'r [Run], tally: &[usize], found: &mut Vec<Found>) {
        let best = |run: &'r Run| {
            let reading = run.readings.iter().rev().max_by_key(|reading| tally[reading.page])?;
            (run.wrong || tally[reading.page] > 2).then_some(reading)
        };
        if !runs.iter().any(|run| run.wrong && !run.readings.is_empty()) {
            return;
        }
        let (mut explained, mut sound) = (0, 0);
        for run in runs {
            let letters = slice(text, run.span.start(), run.span.end());
            match best(run) {
                Some(reading) => explained += reading.text.chars().count(),
                None => sound += letters.chars().filter(|c| c.is_alphabetic()).count(),
            }
        }
        if sound > explained {
            return;
        }
        let mut last: Option<Found> = None;
        for run in runs {
            let Some(reading) = best(run) else { continue };
            if self.is_shown(text, run.span) {
                continue;
            }
            let characters = reading.text.chars().count();
            match &mut last {
                Some(last) if joins(slice(text, last.span.end(), run.span.start())) => {
                    last.text.push_str(slice(text, last.span.end(), run.span.start()));
                    last.text.push_str(&reading.text);
                    last.span = last.span.cover(run.span);
                    last.characters += characters;
                }
                _ => {
                    let (text, page) = (reading.text.clone(), reading.page);
                    let next = Found { span: run.span, text, page, characters };
                    found.extend(last.replace(next));
                }
            }
        }
        found.extend(last);
    }

    /// Whether the characters at `span` are shown as what they are: alone between quotation marks,
    /// or in a program.
    fn is_shown(&self, text: &str, span: Span) -> bool {
        let quote = |c: Option<char>| c.filter(|c| matches!(c, '"' | '\'' | '`'));
        let before = quote(prose::before(text, span.start()));
        (before.is_some() && before == quote(prose::after(text, span.end())))
            || prose::is_code(text, span.start(), span.end())
    }
}

/// Whether runs with `gap` between them are mended together.
fn joins(gap: &str) -> bool {
    gap.len() <= LONGEST_GAP && gap.bytes().all(|byte| matches!(byte, b' ' | b',' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mended, sightings};
    use super::*;
    use crate::text::encoding_for_label;

    fn decoded(text: &str) -> String {
        let params = "characters = [1, 99999]\nabout = [\"mojibake\"]";
        let check = build(params.parse().expect("TOML")).expect("the parameters");
        mended(text, &sightings(&*check, text))
    }

    /// Sentences with the letters of the languages that the encodings are for. Of the names of an
    /// encoding, those that misread it without a loss count.
    const SENTENCES: &[(&str, &[&str])] = &[
        (
            "It\u{2019}s a caf\u{e9}, \u{201c}na\u{ef}ve\u{201d} \u{2014} isn\u{2019}t it?",
            &[
                "windows-1252",
                "windows-1250",
                "windows-1254",
                "windows-1257",
                "windows-1258",
                "iso-8859-2",
                "iso-8859-15",
                "macintosh",
                "koi8-r",
                "koi8-u",
                "windows-1251",
                "ibm866",
                "x-mac-cyrillic",
                "iso-8859-5",
                "iso-8859-4",
                "iso-8859-10",
                "iso-8859-13",
                "iso-8859-16",
            ],
        ),
        (
            "Der M\u{fc}ller f\u{fc}hrt \u{fc}ber die Stra\u{df}e, gr\u{f6}\u{df}er als zuvor.",
            &["windows-1252", "macintosh", "windows-1254", "iso-8859-15"],
        ),
        (
            "Le ma\u{ee}tre s\u{2019}est f\u{e2}ch\u{e9} d\u{e8}s qu\u{2019}il a vu le chien \u{e9}tendu.",
            &["windows-1252", "windows-1254"],
        ),
        (
            "Późną nocą żółw zjadł świeżą gruszkę wśród ciszy, \u{201e}podobno\u{201d}.",
            &["windows-1250", "iso-8859-2", "windows-1252"],
        ),
        ("Náš děda koupil žluté křeslo a šťastně v něm usnul.", &["windows-1250", "iso-8859-2"]),
        (
            "В чаще леса жил старый мельник, и у него был «Москвич».",
            &["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "x-mac-cyrillic", "windows-1252"],
        ),
        (
            "Їжак і ґава пили чай із медом — аж до ранку.",
            &["windows-1251", "koi8-u", "windows-1252"],
        ),
        ("Ο μυλωνάς πήγε στο χωριό του.", &["windows-1252", "windows-1251"]),
        ("Değirmenci ışığı söndürdü, sonra köpeğini çağırdı.", &["windows-1254", "windows-1252"]),
        ("Ąžuolo šešėlyje miega žvėris, o vėjas ūžia.", &["windows-1252", "iso-8859-13"]),
        ("Ông thợ xay ngủ dưới gốc cây ổi.", &["windows-1252", "windows-1251"]),
        ("הטוחן ישן ליד הנהר", &["windows-1252"]),
        ("ذهب الطحان إلى القرية", &["windows-1252", "windows-1256"]),
        ("粉屋は川のそばで眠っています。", &["windows-1252"]),
        ("Gr\u{fc}\u{df}e \u{1f600} und \u{2764}!", &["windows-1252"]),
    ];

    #[test]
    fn what_was_misread_up_to_three_times_is_read_again() {
        for (sentence, labels) in SENTENCES {
            for label in *labels {
                let page = encoding_for_label(label).expect("the encoding is known");
                let mut damaged = (*sentence).to_owned();
                for layer in 1..=MOST_LAYERS {
                    let (text, lossy) = page.decode_without_bom_handling(damaged.as_bytes());
                    if lossy {
                        break;
                    }
                    damaged = text.into_owned();
                    assert_eq!(decoded(&damaged), *sentence, "{label}, {layer} layers: {damaged}");
                }
            }
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for (sentence, _) in SENTENCES {
            assert_eq!(decoded(sentence), *sentence);
        }
        for text in [
            "MAÇÃ, NÃO, AÇÃO; PÂTE, CHÂTEAU; ÎN ROMÂNIA, PÂNÃ; ĐÃ, Ã, Â.",
            "ÅÄÖ, “BLÅ”, ‘Ä’, ‚Äpfel‘, FÅ“ and JÄ“; CAFÉ», Nestlé®, n°5, 2ª.",
            "The width is 3 μm ±0.5 µm, √2 ≈ 1.41, 2√π, ¬p, 20°C, ½ and ¾, ≤5, x²≥y².",
            "├── src │   └── lib ┌─┬─┐ ║ ═ ╣ (ò_ó) (¬‿¬) ¯\\_(ツ)_/¯ ┻━┻",
            "Хан, чек, час, шаг, АвтоВАЗ, В«Спартаке», Рік, Сё, ЧОВЈЕК, її.",
            "ΤΊΠΟΤΑ, Ό,τι, ΠΌ; รก ลง วง; 日本語、한국어。 العربية، فارسی؟ עברית",
            "The word \u{201c}café\u{201d} reads 'Ã©' in a log, and `â€™` is a quote.",
            "What is called mojibake looks like this: cafÃ© dâ€™Or.",
            "s = s.replace(\"cafÃ©\", \"x\");",
        ] {
            assert_eq!(decoded(text), text);
        }
    }
}
