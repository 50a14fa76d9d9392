//! Bytes to text and back: what every encoding must keep.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, ISO_2022_JP, ISO_8859_2, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_1251, WINDOWS_1252,
};
use mtlint::text::{
    Document, ENCODINGS, EncodeError, Evidence, LineColumn, Loss, decode, is_binary,
};
use proptest::prelude::*;

/// `text` in `encoding`, by other means than those under test where there are any.
fn spelled(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    if encoding == UTF_16LE {
        Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect())
    } else if encoding == UTF_16BE {
        Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect())
    } else {
        let (bytes, _, has_unmappable) = encoding.encode(text);
        (!has_unmappable).then(|| bytes.into_owned())
    }
}

/// Whether `encoding` has `character`, and means it by the bytes it has for it.
fn holds(encoding: &'static Encoding, character: char) -> bool {
    let text = character.to_string();
    spelled(&text, encoding)
        .is_some_and(|bytes| encoding.decode_without_bom_handling(&bytes).0 == text.as_str())
}

/// Letters of which every encoding has some that no bytes of valid UTF-8 spell.
const OWN: &str = "\u{e9}\u{17e}\u{3b1}\u{3b2}\u{436}\u{5d0}\u{628}\u{e01}\u{65e5}\u{ac00}\u{f7ff}";

fn encodings() -> impl Strategy<Value = &'static Encoding> {
    proptest::sample::select(ENCODINGS.to_vec())
}

/// Characters of the scripts that legacy encodings were made for, and of all others.
fn characters() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => proptest::char::range(' ', '~'),
        1 => proptest::sample::select(vec!['\r', '\n', '\t']),
        2 => proptest::char::range('\u{a0}', '\u{17f}'),
        2 => proptest::char::range('\u{370}', '\u{4ff}'),
        1 => proptest::char::range('\u{5d0}', '\u{64a}'),
        1 => proptest::char::range('\u{e01}', '\u{e5b}'),
        1 => proptest::char::range('\u{2010}', '\u{2122}'),
        2 => proptest::char::range('\u{3041}', '\u{30fe}'),
        2 => proptest::char::range('\u{4e00}', '\u{9fa5}'),
        2 => proptest::char::range('\u{ac00}', '\u{d7a3}'),
        1 => proptest::char::range('\u{f780}', '\u{f7ff}'),
        1 => proptest::char::range('\u{ff01}', '\u{ff9f}'),
        // Some encoders write another character in place of these.
        1 => proptest::sample::select(vec!['\u{a5}', '\u{203e}', '\u{2212}', '\u{ff71}']),
        1 => any::<char>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_encoding_gives_back_the_bytes_of_a_text_it_can_hold(
        encoding in encodings(),
        characters in proptest::collection::vec(characters(), 0..60),
    ) {
        let text: String = characters.into_iter().filter(|&c| holds(encoding, c)).collect();
        let bytes = spelled(&text, encoding).expect("only what the encoding holds was kept");
        let decoded = decode(bytes.clone(), Some(encoding));
        prop_assert_eq!(decoded.form.encode(&decoded.text), Ok(bytes));
        // Other bytes may be valid UTF-8 by chance, or begin with what is a mark elsewhere.
        if decoded.form.encoding() == encoding && !decoded.form.has_mark() {
            prop_assert_eq!(decoded.text, text);
        }
    }

    #[test]
    fn whatever_the_bytes_they_come_back_exactly_or_not_at_all(
        encoding in proptest::option::of(encodings()),
        mark in proptest::sample::select(vec![&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"]),
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..80),
            proptest::collection::vec(proptest::sample::select(b"ab\0\n\r\x1B$(BJ\x80\xA1\xE9\xFE".to_vec()), 0..80),
        ],
    ) {
        let bytes = [mark, &body].concat();
        prop_assert!(bytes.contains(&0) || !is_binary(&bytes, encoding));
        let decoded = decode(bytes.clone(), encoding);
        match decoded.form.encode(&decoded.text) {
            Ok(again) => prop_assert_eq!(again, bytes),
            Err(EncodeError::Unrepresentable { .. }) => prop_assert!(false, "the text came from there"),
            Err(_) => prop_assert!(decoded.form.loss().is_some() || decoded.form.is_guessed()),
        }
    }

    #[test]
    fn what_is_written_reads_as_what_was_meant(
        encoding in encodings(),
        written in proptest::collection::vec(characters(), 0..40),
    ) {
        let sample: String = OWN.chars().filter(|&c| holds(encoding, c)).collect();
        let bytes = spelled(&sample, encoding).expect("only what the encoding holds was kept");
        let form = decode(bytes, Some(encoding)).form;
        prop_assert_eq!(form.encoding(), encoding);
        let written: String = written.into_iter().collect();
        match form.encode(&written) {
            Ok(bytes) => {
                let (read, malformed) = form.encoding().decode_with_bom_removal(&bytes);
                prop_assert!(!malformed);
                prop_assert_eq!(read.trim_start_matches('\u{feff}'), written.trim_start_matches('\u{feff}'));
            }
            Err(error) => {
                let EncodeError::Unrepresentable { character, place, .. } = error else {
                    return Err(TestCaseError::fail(error.to_string()));
                };
                prop_assert!(!holds(form.encoding(), character));
                let first = written.chars().find(|&c| !holds(form.encoding(), c));
                prop_assert_eq!(first, Some(character));
                let document = Document::memory(written.as_str());
                let at = written.find(character).expect("the text has the character");
                prop_assert_eq!(document.lines().line_column(&written, at), place);
            }
        }
    }
}

#[track_caller]
fn check_round_trip(bytes: &[u8], declared: Option<&'static Encoding>, text: &str) {
    let decoded = decode(bytes.to_vec(), declared);
    assert_eq!(decoded.text, text);
    assert_eq!(decoded.form.loss(), None);
    assert_eq!(decoded.form.encode(text).as_deref(), Ok(bytes));
}

#[test]
fn utf_16_is_written_as_utf_16_with_the_mark_it_had() {
    check_round_trip(b"\xFF\xFEh\0i\0", None, "hi");
    check_round_trip(b"\xFE\xFF\0h\0i", None, "hi");
    check_round_trip(b"h\0i\0", Some(UTF_16LE), "hi");
    check_round_trip(b"\0h\0i", Some(UTF_16BE), "hi");
    check_round_trip(b"\xFF\xFE", None, "");
    check_round_trip(b"\xFF\xFE\x3D\xD8\x00\xDE!\0", None, "\u{1f600}!");
    check_round_trip(b"\xD8\x3D\xDE\x00\0!", Some(UTF_16BE), "\u{1f600}!");
}

#[test]
fn a_mark_is_kept_and_is_no_part_of_the_text() {
    check_round_trip(b"\xEF\xBB\xBFhi", None, "hi");
    check_round_trip(b"\xEF\xBB\xBF\xEF\xBB\xBFhi", None, "\u{feff}hi");
    check_round_trip(b"\xEF\xBB\xBF", Some(WINDOWS_1252), "");
}

#[test]
fn a_mark_does_not_move_the_columns() {
    for bytes in [&b"\xEF\xBB\xBFOne two"[..], b"One two", b"\xFF\xFEO\0n\0e\0 \0t\0w\0o\0"] {
        let document = Document::memory(decode(bytes.to_vec(), None).text);
        let place = document.lines().line_column(document.text(), 4);
        assert_eq!(place, LineColumn { line: 1, column: 5 });
    }
}

#[test]
fn line_ends_of_every_kind_are_kept() {
    check_round_trip(b"a\r\nb\rc\nd\r\r\n", None, "a\r\nb\rc\nd\r\r\n");
    check_round_trip(b"\xE9\r\n\xE9\r\xE9", Some(WINDOWS_1252), "\u{e9}\r\n\u{e9}\r\u{e9}");
    check_round_trip(b"\xFF\xFE\r\0\n\0\r\0", None, "\r\n\r");
}

#[test]
fn legacy_encodings_are_written_as_they_were() {
    check_round_trip(b"\x93na\xEFve\x94", Some(WINDOWS_1252), "\u{201c}na\u{ef}ve\u{201d}");
    check_round_trip(b"\xEF\xF0\xE8", Some(WINDOWS_1251), "\u{43f}\u{440}\u{438}");
    check_round_trip(b"\xB5\xE6", Some(ISO_8859_2), "\u{13e}\u{107}");
    check_round_trip(b"\x93\xFA\x96{", Some(SHIFT_JIS), "\u{65e5}\u{672c}");
    check_round_trip(b"\xC6\xFC\xCB\xDC", Some(EUC_JP), "\u{65e5}\u{672c}");
    check_round_trip(b"\x1B$BF|K\\\x1B(B!", Some(ISO_2022_JP), "\u{65e5}\u{672c}!");
    check_round_trip(b"\xC8\xD5\x819\xEF0", Some(GB18030), "\u{65e5}\u{3401}");
    check_round_trip(b"\xA4\xE9", Some(BIG5), "\u{65e5}");
    check_round_trip(b"\xC7\xD1", Some(EUC_KR), "\u{d55c}");
}

#[track_caller]
fn check_loss(bytes: &[u8], declared: Option<&'static Encoding>, text: &str, loss: Loss) {
    let decoded = decode(bytes.to_vec(), declared);
    assert_eq!((decoded.text.as_str(), decoded.form.loss()), (text, Some(loss)));
    assert!(decoded.form.encode("").is_err(), "a lossy text is never written");
}

#[test]
fn a_lossy_text_can_be_read_and_not_written() {
    use Loss::{Malformed, Respelled};
    let lone_surrogate = b"\xFF\xFEa\0\x3D\xD8b\0";
    check_loss(lone_surrogate, None, "a\u{fffd}b", Malformed);
    check_loss(b"\xFF\xFEa\0b", None, "a\u{fffd}", Malformed);
    check_loss(b"\xD8\x3D", Some(UTF_16BE), "\u{fffd}", Malformed);
    check_loss(b"a\xFFb", Some(UTF_8), "a\u{fffd}b", Malformed);
    check_loss(b"\xEF\xBB\xBFa\xFFb", None, "a\u{fffd}b", Malformed);
    check_loss(b"\x93\xFA\x93", Some(SHIFT_JIS), "\u{65e5}\u{fffd}", Malformed);
    // The same character twice, first as everyone spells it, then as one vendor did.
    check_loss(b"\x81\xE0\x87\x90", Some(SHIFT_JIS), "\u{2252}\u{2252}", Respelled);
    // A shift to where the text is already.
    check_loss(b"a\x1B(Bb", Some(ISO_2022_JP), "ab", Respelled);
}

#[test]
fn a_stray_byte_leaves_no_text_that_can_be_written() {
    let decoded = decode(b"The caf\xe9 is closed.".to_vec(), None);
    assert_eq!(decoded.text, "The caf\u{e9} is closed.");
    assert_eq!(decoded.form.evidence(), Evidence::Guess);
    let refused = EncodeError::Guessed { encoding: "windows-1252" };
    assert_eq!(decoded.form.encode("The calf\u{e9} is closed."), Err(refused));
}

#[test]
fn no_entity_stands_in_for_a_character_that_the_encoding_lacks() {
    let form = decode(b"caf\xe9".to_vec(), Some(WINDOWS_1252)).form;
    let refused = EncodeError::Unrepresentable {
        encoding: "windows-1252",
        character: '\u{4e2d}',
        place: LineColumn { line: 2, column: 3 },
    };
    assert_eq!(form.encode("caf\u{e9}\nis\u{4e2d}"), Err(refused));
}
