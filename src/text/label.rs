use encoding_rs::Encoding;
use thiserror::Error;

/// A name that no encoding has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no encoding is called `{label}`{}", self.hint())]
pub struct UnknownEncoding {
    /// The name as it was given.
    pub label: String,
    /// The known name that looks most like it, if one does.
    pub nearest: Option<&'static str>,
}

impl UnknownEncoding {
    fn hint(&self) -> String {
        self.nearest.map_or_else(String::new, |name| format!(": the nearest name is `{name}`"))
    }
}

/// Every encoding that a text can be declared to be in.
pub const ENCODINGS: &[&Encoding] = &[
    encoding_rs::UTF_8,
    encoding_rs::UTF_16LE,
    encoding_rs::UTF_16BE,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_8_I,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_13,
    encoding_rs::ISO_8859_14,
    encoding_rs::ISO_8859_15,
    encoding_rs::ISO_8859_16,
    encoding_rs::KOI8_R,
    encoding_rs::KOI8_U,
    encoding_rs::IBM866,
    encoding_rs::MACINTOSH,
    encoding_rs::X_MAC_CYRILLIC,
    encoding_rs::X_USER_DEFINED,
    encoding_rs::SHIFT_JIS,
    encoding_rs::EUC_JP,
    encoding_rs::ISO_2022_JP,
    encoding_rs::GBK,
    encoding_rs::GB18030,
    encoding_rs::BIG5,
    encoding_rs::EUC_KR,
];

/// Other names that people type. Each is also a label of the standard; they are listed only to be
/// suggested.
const ALIASES: &[&str] = &[
    "ascii",
    "latin1",
    "latin2",
    "iso-8859-1",
    "iso-8859-9",
    "cp1250",
    "cp1251",
    "cp1252",
    "utf-16",
    "sjis",
    "gb2312",
    "ks_c_5601-1987",
    "mac",
    "koi8",
];

/// The encoding that `label` names in the Encoding Standard; case and white space around it do not
/// matter. `latin1` and `ascii` name windows-1252 there, `utf-16` names UTF-16LE.
///
/// # Errors
///
/// [`UnknownEncoding`], if there is none, or one that cannot be read safely (`hz-gb-2312` and a few
/// more, which the standard withdrew).
pub fn encoding_for_label(label: &str) -> Result<&'static Encoding, UnknownEncoding> {
    Encoding::for_label_no_replacement(label.as_bytes()).ok_or_else(|| {
        let wanted = label.trim().to_lowercase();
        let nearest = ENCODINGS
            .iter()
            .map(|encoding| encoding.name())
            .chain(ALIASES.iter().copied())
            .map(|name| (strsim::osa_distance(&wanted, &name.to_lowercase()), name))
            .min_by_key(|&(distance, _)| distance)
            .filter(|&(distance, name)| distance * 3 <= name.len())
            .map(|(_, name)| name);
        UnknownEncoding { label: label.to_owned(), nearest }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_known() {
        for encoding in ENCODINGS {
            assert_eq!(encoding_for_label(encoding.name()), Ok(*encoding));
        }
        for alias in ALIASES {
            assert!(encoding_for_label(alias).is_ok(), "{alias}");
        }
    }

    #[track_caller]
    fn check(label: &str, nearest: Option<&str>) {
        let unknown = encoding_for_label(label).expect_err("the label is unknown");
        assert_eq!(unknown.nearest, nearest);
    }

    #[test]
    fn an_unknown_name_comes_with_the_nearest_known_one() {
        check("utf8-", Some("UTF-8"));
        check("windows_1252", Some("windows-1252"));
        check("shift-jsi", Some("Shift_JIS"));
        check("latin-11", Some("latin1"));
        check("klingon", None);
        check("", None);
        check("hz-gb-2312", None);
    }

    #[test]
    fn the_message_of_an_unknown_name_holds_the_nearest() {
        let unknown = encoding_for_label("utf_16le").expect_err("the label is unknown");
        let message = "no encoding is called `utf_16le`: the nearest name is `UTF-16LE`";
        assert_eq!(unknown.to_string(), message);
    }
}
