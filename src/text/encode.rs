use encoding_rs::{EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use thiserror::Error;

use super::{Form, LineColumn, LineIndex, Loss, slice};

/// Why a text cannot be written in the form of the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// Some bytes stand for no character; there is nothing to write in their place.
    #[error("it is not valid {encoding}, and writing it would lose the bytes that are not")]
    Malformed {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// Some bytes would come out as others that mean the same.
    #[error(
        "it spells characters in ways that {encoding} has other bytes for, and writing it would \
         change those too"
    )]
    Respelled {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// Nobody said that the encoding is this one.
    #[error(
        "its encoding is only guessed, as {encoding}: pass `--encoding {encoding}` if that is right"
    )]
    Guessed {
        /// The name of the encoding.
        encoding: &'static str,
    },
    /// The encoding has no such character.
    #[error(
        "{encoding} has no {character:?} (U+{code:04X}), which the repaired text has at line {line}, \
         column {column}",
        code = u32::from(*character),
        line = place.line,
        column = place.column
    )]
    Unrepresentable {
        /// The name of the encoding.
        encoding: &'static str,
        /// The first character that cannot be written.
        character: char,
        /// Where it stands in the text to write.
        place: LineColumn,
    },
}

impl Form {
    /// The bytes that spell `text` in this form: the same encoding, with a byte order mark if there
    /// was one. Decoding them as this encoding gives exactly `text` again.
    ///
    /// # Errors
    ///
    /// [`EncodeError`], if the form is guessed or was lossy, or the encoding does not have a
    /// character of `text`. Nothing is ever written in place of such a character.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, EncodeError> {
        let encoding = self.encoding().name();
        match self.loss() {
            Some(Loss::Malformed) => return Err(EncodeError::Malformed { encoding }),
            Some(Loss::Respelled) => return Err(EncodeError::Respelled { encoding }),
            None => {}
        }
        if self.is_guessed() {
            return Err(EncodeError::Guessed { encoding });
        }
        let body = spell(self.encoding(), text)
            .map_err(|at| {
                // A likeness may stand before what has not even that.
                let before = slice(text, 0, at);
                let verified = spell(self.encoding(), before)
                    .and_then(|body| verify(self.encoding(), &body, before));
                verified.err().unwrap_or(at)
            })
            .and_then(|body| verify(self.encoding(), &body, text).map(|()| body))
            .map_err(|at| {
                let character = slice(text, at, text.len()).chars().next().unwrap_or_default();
                let place = LineIndex::new(text).line_column(text, at);
                EncodeError::Unrepresentable { encoding, character, place }
            })?;
        if self.mark().is_empty() { Ok(body) } else { Ok([self.mark(), &body].concat()) }
    }
}

/// The bytes of `text` in `encoding`, without a mark; or where the first character stands that the
/// encoding does not have.
pub(super) fn spell(encoding: &'static Encoding, text: &str) -> Result<Vec<u8>, usize> {
    // The encoders of UTF-16 write UTF-8, as forms on the Web do.
    if encoding == UTF_8 {
        return Ok(text.as_bytes().to_vec());
    }
    if encoding == UTF_16LE {
        return Ok(units(text, u16::to_le_bytes));
    }
    if encoding == UTF_16BE {
        return Ok(units(text, u16::to_be_bytes));
    }
    let mut encoder = encoding.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    let mut done = 0;
    loop {
        let rest = slice(text, done, text.len());
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        done += read;
        match result {
            EncoderResult::InputEmpty => return Ok(bytes),
            EncoderResult::OutputFull => {
                let rest = text.len() - done;
                let most = encoder.max_buffer_length_from_utf8_without_replacement(rest);
                bytes.reserve(most.unwrap_or(rest).max(16));
            }
            EncoderResult::Unmappable(_) => {
                let before = slice(text, 0, done);
                return Err(done - before.chars().next_back().map_or(0, char::len_utf8));
            }
        }
    }
}

fn units(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() * 2);
    for unit in text.encode_utf16() {
        out.extend_from_slice(&bytes(unit));
    }
    out
}

/// Whether `bytes` mean `text`; if not, where the first character stands that they do not mean. A
/// few encoders write a likeness instead of refusing: Shift_JIS writes a yen sign as a backslash.
fn verify(encoding: &'static Encoding, bytes: &[u8], text: &str) -> Result<(), usize> {
    if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
        return Ok(());
    }
    let (read, _) = encoding.decode_without_bom_handling(bytes);
    if read == text {
        return Ok(());
    }
    let mut others = read.chars();
    let differs = text.char_indices().find(|&(_, c)| others.next() != Some(c));
    Err(differs.map_or(0, |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_JP, ISO_2022_JP, ISO_8859_2, SHIFT_JIS, WINDOWS_1252};

    use super::*;
    use crate::text::{Evidence, decode};

    #[track_caller]
    fn check(encoding: &'static Encoding, text: &str, character: char, line: usize, column: usize) {
        let form = Form { encoding, evidence: Evidence::Declared, loss: None };
        let expected = EncodeError::Unrepresentable {
            encoding: encoding.name(),
            character,
            place: LineColumn { line, column },
        };
        assert_eq!(form.encode(text), Err(expected));
    }

    #[test]
    fn a_character_the_encoding_lacks_is_named_with_its_place() {
        check(WINDOWS_1252, "caf\u{e9}\r\nna\u{ef}ve \u{4e2d}", '\u{4e2d}', 2, 7);
        check(ISO_8859_2, "\u{201c}no\u{201d}", '\u{201c}', 1, 1);
        check(ISO_2022_JP, "\u{65e5}\u{65e5}\u{1f600}", '\u{1f600}', 1, 3);
    }

    #[test]
    fn a_character_that_would_come_back_as_another_is_refused() {
        check(SHIFT_JIS, "5 \u{a5}", '\u{a5}', 1, 3);
        check(EUC_JP, "a \u{203e}", '\u{203e}', 1, 3);
        check(ISO_2022_JP, "\u{65e5}\u{ff71}", '\u{ff71}', 1, 2);
        check(ISO_2022_JP, "\u{65e5}\u{ff71} \u{1f600}", '\u{ff71}', 1, 2);
        check(ISO_2022_JP, "a\x1B", '\x1B', 1, 2);
    }

    #[test]
    fn the_message_names_character_encoding_and_place() {
        let form = decode(b"caf\xE9".to_vec(), Some(WINDOWS_1252)).form;
        let error = form.encode("a\nb\u{202e}").expect_err("the character is not in the encoding");
        let message = "windows-1252 has no '\\u{202e}' (U+202E), which the repaired text has at \
                       line 2, column 2";
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_guessed_encoding_is_not_written() {
        let form = decode(b"caf\xE9".to_vec(), None).form;
        let expected = EncodeError::Guessed { encoding: "windows-1252" };
        assert_eq!(form.encode("caf\u{e9}"), Err(expected));
    }

    #[test]
    fn a_lossy_text_is_not_written() {
        let form = decode(b"\xEF\xBB\xBFa\xFFb".to_vec(), None).form;
        assert_eq!(form.encode("ab"), Err(EncodeError::Malformed { encoding: "UTF-8" }));
    }
}
