//! Values of a TOML file that remember where they were written, so that a fault found long after
//! parsing can still be shown in a frame of the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::text::{Span, ceil_boundary, slice};

/// A value and the bytes of the file it was read from. Of a string, the quotes are part; of a table
/// with a header, the header stands for it.
#[derive(Debug, Clone)]
pub(super) struct Written<T> {
    pub(super) value: T,
    pub(super) at: Span,
}

impl<T> Deref for Written<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = toml::Spanned::<T>::deserialize(deserializer)?;
        let range = spanned.span();
        Ok(Written { at: Span::new(range.start, range.end), value: spanned.into_inner() })
    }
}

/// To an editor a written value is the value.
impl<T: JsonSchema> JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl Written<String> {
    /// Where the bytes `start..end` of the string stand in `file`. All of the string where it is
    /// written with escapes, because then the two do not run in step.
    pub(super) fn part(&self, file: &str, start: usize, end: usize) -> Span {
        let token = slice(file, self.at.start(), self.at.end());
        let (open, close) = match token.as_bytes() {
            [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => {
                let rest = slice(token, 3, token.len());
                let line_break =
                    ["\r\n", "\n"].into_iter().find(|line_break| rest.starts_with(line_break));
                (3 + line_break.map_or(0, str::len), 3)
            }
            _ => (1, 1),
        };
        if slice(token, open, token.len().saturating_sub(close)) != self.value {
            return self.at;
        }
        let base = self.at.start() + open;
        Span::new(base + start.min(self.value.len()), base + end.min(self.value.len()))
    }

    /// Where the character at the byte `at` of the string stands in `file`.
    pub(super) fn character(&self, file: &str, at: usize) -> Span {
        self.part(file, at, ceil_boundary(&self.value, at + 1))
    }

    /// Where `part` first stands in the string, as a place in `file`; all of the string where it
    /// does not.
    pub(super) fn place_of(&self, file: &str, part: &str) -> Span {
        match self.value.find(part) {
            Some(start) => self.part(file, start, start + part.len()),
            None => self.at,
        }
    }
}

/// One string, or a list of them.
#[derive(Debug, Clone)]
pub(super) struct Strings {
    pub(super) items: Vec<Written<String>>,
    pub(super) at: Span,
}

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { value, at } = Written::<OneOrMany>::deserialize(deserializer)?;
        let items = match value {
            OneOrMany::One(value) => vec![Written { value, at }],
            OneOrMany::Many(items) => items,
        };
        Ok(Strings { items, at })
    }
}

impl JsonSchema for Strings {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Strings".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            ]
        })
    }
}

/// Written by hand, because an untagged enum of serde forgets the places of what it holds.
enum OneOrMany {
    One(String),
    Many(Vec<Written<String>>),
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMany;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany::One(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(OneOrMany::Many(items))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A parameter of a check: any value TOML has.
#[derive(Debug, Clone)]
pub(super) enum Parameter {
    /// Text, which may be the name of a class or map in braces.
    Text(String),
    /// A number or a truth value.
    Plain(toml::Value),
    List(Vec<Written<Parameter>>),
    Table(BTreeMap<String, Written<Parameter>>),
}

impl<'de> Deserialize<'de> for Parameter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Parameter;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Parameter, E> {
                Ok(Parameter::Text(value.to_owned()))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Parameter, E> {
                Ok(Parameter::Plain(value.into()))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Parameter, E> {
                Ok(Parameter::Plain(value.into()))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Parameter, E> {
                Ok(Parameter::Plain(value.into()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parameter, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Parameter::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameter, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((key, value)) = map.next_entry()? {
                    table.insert(key, value);
                }
                Ok(Parameter::Table(table))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl JsonSchema for Parameter {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Parameter".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        find: Strings,
    }

    #[track_caller]
    fn check(file: &str, part: &str, expect: &str) {
        let read: File = toml::from_str(file).expect("it parses");
        let last = read.find.items.last().expect("it has an item");
        let at = last.place_of(file, part);
        assert_eq!(slice(file, at.start(), at.end()), expect);
    }

    #[test]
    fn a_part_of_a_string_is_found_in_the_file() {
        check("find = 'one two'", "two", "two");
        check("find = [\"one\", \"two three\"]", "three", "three");
        check("find = \"\"\"\none\ntwo\"\"\"", "two", "two");
        check("find = '''one two'''", "two", "two");
    }

    #[test]
    fn a_string_with_escapes_is_shown_whole() {
        check(r#"find = "one\ttwo""#, "two", r#""one\ttwo""#);
        check("find = 'one'", "two", "'one'");
    }
}
