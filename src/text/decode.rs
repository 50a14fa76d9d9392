use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::encode::spell;

/// How many bytes from its start decide whether a file is text at all.
pub const START: usize = 8 * 1024;

/// How many bytes, from the first that is not ASCII, a guess is made from. Weighing takes longer than
/// scanning, and more of the same does not change the guess.
const WEIGHED: usize = 256 * 1024;

/// A text and the form its bytes had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark. Bytes that stand for no character are U+FFFD.
    pub text: String,
    /// How the bytes spelled it.
    pub form: Form,
}

/// How bytes spell a text: the encoding, the byte order mark, and how sure both are.
///
/// [`Form::encode`] is the way back, and refuses wherever it would not be exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    pub(super) encoding: &'static Encoding,
    pub(super) evidence: Evidence,
    pub(super) loss: Option<Loss>,
}

/// Why bytes were taken to be in an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// They begin with its byte order mark.
    Mark,
    /// They are valid UTF-8, which hardly any other text is by chance.
    Valid,
    /// The caller said so.
    Declared,
    /// It fits best. Right often enough to report on a text, not to write one.
    Guess,
}

/// Why the bytes of a text cannot be had back from the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Some bytes stand for no character.
    Malformed,
    /// All bytes stand for characters, and some are not the bytes that this encoding spells those
    /// characters with: East Asian encodings have several spellings of one character.
    Respelled,
}

impl Form {
    /// The encoding.
    #[must_use]
    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    /// Whether the bytes begin with a byte order mark.
    #[must_use]
    pub fn has_mark(&self) -> bool {
        self.evidence == Evidence::Mark
    }

    /// Why the encoding was taken to be this one.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Whether nothing but likelihood speaks for the encoding.
    #[must_use]
    pub fn is_guessed(&self) -> bool {
        self.evidence == Evidence::Guess
    }

    /// What was lost in decoding; `None` where the text spells exactly the bytes it came from.
    #[must_use]
    pub fn loss(&self) -> Option<Loss> {
        self.loss
    }

    /// The byte order mark; empty where there was none.
    pub(super) fn mark(&self) -> &'static [u8] {
        if !self.has_mark() {
            &[]
        } else if self.encoding == UTF_16LE {
            b"\xFF\xFE"
        } else if self.encoding == UTF_16BE {
            b"\xFE\xFF"
        } else {
            b"\xEF\xBB\xBF"
        }
    }
}

/// Makes bytes a text. Never fails: what stands for no character becomes U+FFFD.
///
/// A byte order mark decides first. Then bytes that are valid UTF-8 are UTF-8, whatever was
/// declared: a folder of legacy files usually holds some that were converted. Then `declared`
/// decides, then a guess. Only encodings whose text can look like valid UTF-8 and mean something
/// else (UTF-16, ISO-2022-JP) are believed before that when they are declared.
///
/// Valid UTF-8 without a mark keeps its allocation.
#[must_use]
pub fn decode(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return decode_as(bytes, encoding, Evidence::Mark, length);
    }
    if let Some(encoding) = declared.filter(|encoding| !encoding.is_ascii_compatible()) {
        return decode_as(bytes, encoding, Evidence::Declared, 0);
    }
    if let Some(encoding) = unmarked_utf_16(&bytes) {
        return decode_as(bytes, encoding, Evidence::Guess, 0);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let form = Form { encoding: UTF_8, evidence: Evidence::Valid, loss: None };
            return Decoded { text, form };
        }
        Err(error) => error.into_bytes(),
    };
    if let Some(encoding) = declared {
        return decode_as(bytes, encoding, Evidence::Declared, 0);
    }
    let encoding = guess(&bytes);
    decode_as(bytes, encoding, Evidence::Guess, 0)
}

/// Whether a file whose first bytes (up to [`START`] of them) are `start` is not text: it holds a
/// NUL, as a byte or, in UTF-16, as a code unit.
#[must_use]
pub fn is_binary(start: &[u8], declared: Option<&'static Encoding>) -> bool {
    let encoding = match Encoding::for_bom(start) {
        Some((encoding, _)) => Some(encoding),
        None => declared.filter(|&encoding| is_utf_16(encoding)).or_else(|| unmarked_utf_16(start)),
    };
    if encoding.is_some_and(is_utf_16) {
        start.chunks_exact(2).any(|unit| unit == [0, 0])
    } else {
        memchr::memchr(0, start).is_some()
    }
}

fn is_utf_16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Decodes what follows a mark of `mark` bytes.
fn decode_as(
    mut bytes: Vec<u8>,
    encoding: &'static Encoding,
    evidence: Evidence,
    mark: usize,
) -> Decoded {
    let (text, loss) = if encoding == UTF_8 {
        bytes.drain(..mark.min(bytes.len()));
        match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                (text, Some(Loss::Malformed))
            }
        }
    } else {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, malformed) = encoding.decode_without_bom_handling(body);
        let loss = if malformed {
            Some(Loss::Malformed)
        } else if spell(encoding, &text).is_ok_and(|spelled| spelled == body) {
            None
        } else {
            Some(Loss::Respelled)
        };
        (text.into_owned(), loss)
    };
    Decoded { text, form: Form { encoding, evidence, loss } }
}

/// UTF-16 without a mark, known by its NULs: where most characters are below U+0100, one byte of
/// most pairs is NUL, always on the same side, and none of the characters is a control character.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..START).unwrap_or(bytes);
    memchr::memchr(0, start)?;
    let mut nuls = [0_usize; 2];
    for pair in start.chunks_exact(2) {
        nuls[0] += usize::from(pair[0] == 0);
        nuls[1] += usize::from(pair[1] == 0);
    }
    let most = start.len() / 4;
    let (encoding, unit): (_, fn([u8; 2]) -> u16) = match nuls {
        [0, high] if high > most => (UTF_16LE, u16::from_le_bytes),
        [high, 0] if high > most => (UTF_16BE, u16::from_be_bytes),
        _ => return None,
    };
    let units = start.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    // A surrogate without its other half may be the cut at the end of the start.
    let is_text = char::decode_utf16(units)
        .all(|read| read.map_or(true, |c| !c.is_control() || c.is_ascii_whitespace()));
    (start.len() >= 8 && is_text).then_some(encoding)
}

/// The encoding that fits best. Never UTF-16, which is looked for before.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_mostly_utf_8(bytes) {
        return UTF_8;
    }
    let first = Encoding::ascii_valid_up_to(bytes).saturating_sub(2);
    let evidence = bytes.get(first..).unwrap_or_default();
    let weighed = evidence.get(..WEIGHED).unwrap_or(evidence);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(weighed, weighed.len() == evidence.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes that are not valid UTF-8 are UTF-8 all the same, damaged in a few places: cut in
/// the middle of a character, or pasted together with something else. Sequences of several bytes
/// that are valid by chance are rare in any other encoding.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut valid, mut faulty) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        faulty += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 2 * faulty
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_2022_JP, SHIFT_JIS, WINDOWS_1252};

    use super::*;

    #[track_caller]
    fn check(
        bytes: &[u8],
        declared: Option<&'static Encoding>,
        text: &str,
        encoding: &'static Encoding,
        evidence: Evidence,
    ) {
        let decoded = decode(bytes.to_vec(), declared);
        let form = decoded.form;
        assert_eq!(
            (decoded.text.as_str(), form.encoding(), form.evidence()),
            (text, encoding, evidence)
        );
    }

    #[test]
    fn a_mark_decides_before_anything_else() {
        check(b"\xEF\xBB\xBFa", Some(WINDOWS_1252), "a", UTF_8, Evidence::Mark);
        check(b"\xFF\xFEa\0", Some(UTF_16BE), "a", UTF_16LE, Evidence::Mark);
        check(b"\xFE\xFF\0a", None, "a", UTF_16BE, Evidence::Mark);
        check(b"\xFE\xFF", None, "", UTF_16BE, Evidence::Mark);
    }

    #[test]
    fn valid_utf_8_decides_before_a_declared_legacy_encoding() {
        let text = "caf\u{e9}";
        check(text.as_bytes(), Some(WINDOWS_1252), text, UTF_8, Evidence::Valid);
        check(b"plain", Some(SHIFT_JIS), "plain", UTF_8, Evidence::Valid);
        check(b"", None, "", UTF_8, Evidence::Valid);
    }

    #[test]
    fn a_declared_encoding_that_looks_like_utf_8_is_believed() {
        check(b"a\0b\0", Some(UTF_16LE), "ab", UTF_16LE, Evidence::Declared);
        check(b"\0a\0b", Some(UTF_16BE), "ab", UTF_16BE, Evidence::Declared);
        let text = "\u{65e5}";
        check(b"\x1B$BF|\x1B(B", Some(ISO_2022_JP), text, ISO_2022_JP, Evidence::Declared);
    }

    #[test]
    fn a_declared_encoding_decides_before_a_guess() {
        check(b"caf\xE9", Some(WINDOWS_1252), "caf\u{e9}", WINDOWS_1252, Evidence::Declared);
        check(b"caf\xE9", None, "caf\u{e9}", WINDOWS_1252, Evidence::Guess);
    }

    #[test]
    fn utf_16_without_a_mark_is_guessed_from_its_nuls() {
        let text = "She said \u{201c}no\u{201d}.\r\n";
        let little: Vec<_> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<_> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, None, text, UTF_16LE, Evidence::Guess);
        check(&big, None, text, UTF_16BE, Evidence::Guess);
        check(&big, Some(WINDOWS_1252), text, UTF_16BE, Evidence::Guess);
        assert!(!is_binary(&little, None) && !is_binary(&big, None));
    }

    #[test]
    fn nuls_make_a_file_binary() {
        let utf_32 = b"\xFF\xFE\0\0a\0\0\0b\0\0\0";
        let numbers = b"\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0";
        for bytes in [&b"GIF89a\0\x01"[..], utf_32, numbers, b"a\0b\0c\0\0d", b"\0"] {
            assert!(is_binary(bytes, None), "{bytes:?}");
        }
        assert!(is_binary(b"ab\0\0", Some(UTF_16LE)));
        assert!(is_binary(b"ab\0", Some(WINDOWS_1252)));
        assert!(!is_binary(b"a\0", Some(UTF_16LE)));
        assert!(!is_binary(b"", None));
    }

    #[test]
    fn utf_8_that_is_damaged_in_one_place_stays_utf_8() {
        let mut bytes = "\u{201c}na\u{ef}ve\u{201d} caf\u{e9}s".as_bytes().to_vec();
        bytes.push(0xC3);
        let decoded = decode(bytes, None);
        assert_eq!(decoded.text, "\u{201c}na\u{ef}ve\u{201d} caf\u{e9}s\u{fffd}");
        assert_eq!(decoded.form.loss(), Some(Loss::Malformed));
    }

    #[test]
    fn valid_utf_8_keeps_its_allocation() {
        let bytes = b"no copy is made".to_vec();
        let address = bytes.as_ptr();
        assert_eq!(decode(bytes, None).text.as_ptr(), address);
    }

    #[test]
    fn a_second_spelling_of_a_character_is_a_loss() {
        let known = decode(b"\x81\xE0".to_vec(), Some(SHIFT_JIS));
        let other = decode(b"\x87\x90".to_vec(), Some(SHIFT_JIS));
        assert_eq!(known.text, other.text);
        assert_eq!((known.form.loss(), other.form.loss()), (None, Some(Loss::Respelled)));
    }
}
