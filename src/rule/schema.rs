//! Holds a parsed TOML file against the JSON Schema of its type, and reports everything that does
//! not fit, where serde would stop at the first.
//!
//! The schemas are generated from the types in `file`, so what an editor says about a file while it
//! is written and what is said here when it is loaded come from one place.

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::text::Span;

use super::fault::nearest;
use super::file::{ChannelsFile, LexiconFile, RuleFile};

/// The JSON Schema of rule files.
pub(super) fn rule_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(generate::<RuleFile>)
}

/// The JSON Schema of lexicon files.
pub(super) fn lexicon_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(generate::<LexiconFile>)
}

/// The JSON Schema of files of channels.
pub(super) fn channels_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(generate::<ChannelsFile>)
}

/// Draft 7, because that is what the TOML plugins of editors know.
fn generate<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_null));
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Takes `null` out of a schema, because in TOML what is not there is left out, and the width of
/// numbers, which TOML does not know.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    schema.remove("format");
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.retain(|branch| type_name(branch) != Some("null"));
        if branches.len() == 1
            && let Some(only) = schema.remove("anyOf")
        {
            // A reference alone must not stand beside a description in this draft.
            schema.insert("allOf".to_owned(), only);
        }
    }
}

/// What does not fit a schema.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) at: Span,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Everything in `file` that does not fit `schema`.
pub(super) fn misfits(file: &DeTable<'_>, schema: &Value) -> Vec<Misfit> {
    let mut walker = Walker { root: schema, misfits: Vec::new() };
    walker.table(file, Span::empty(0), schema, None);
    walker.misfits
}

struct Walker<'s> {
    root: &'s Value,
    misfits: Vec<Misfit>,
}

impl<'s> Walker<'s> {
    fn report(&mut self, at: Span, message: String, help: Option<String>) {
        self.misfits.push(Misfit { at, message, help });
    }

    /// Follows references, alone or wrapped to stand beside a description.
    fn resolve(&self, mut schema: &'s Value) -> &'s Value {
        loop {
            let next = if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                self.root.pointer(reference.trim_start_matches('#'))
            } else {
                match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
                    Some([only]) => Some(only),
                    _ => None,
                }
            };
            match next {
                Some(next) => schema = next,
                None => return schema,
            }
        }
    }

    /// `key` is what the value stands under.
    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Value, key: &str) {
        let at = span(value);
        let schema = self.resolve(schema);
        let branches: Vec<&Value> = ["anyOf", "oneOf"]
            .iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten()
            .map(|branch| self.resolve(branch))
            .collect();
        let words = words(schema, &branches);
        if !words.is_empty() {
            self.word(value.get_ref(), at, &words, key);
            return;
        }
        let branches = if branches.is_empty() { vec![schema] } else { branches };
        let Some(&branch) = branches.iter().find(|branch| fits(value.get_ref(), branch)) else {
            let wanted: Vec<&str> =
                branches.iter().filter_map(|branch| type_name(branch)).collect();
            self.wrong_type(value.get_ref(), at, &wanted, key);
            return;
        };
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, at, branch, Some(key)),
            DeValue::Array(items) => {
                if let Some(schema) = branch.get("items") {
                    for item in items {
                        self.value(item, schema, key);
                    }
                }
            }
            _ => {}
        }
    }

    fn table(&mut self, table: &DeTable<'_>, at: Span, schema: &'s Value, key: Option<&str>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let rest = schema.get("additionalProperties");
        let mut meant = Vec::new();
        for (name, value) in table {
            let name_at = span(name);
            let name = name.get_ref().as_ref();
            match (properties.and_then(|properties| properties.get(name)), rest) {
                (Some(schema), _) => self.value(value, schema, name),
                (None, Some(Value::Bool(false))) => {
                    let known = || properties.into_iter().flat_map(|known| known.keys());
                    let near = nearest(name, known().map(String::as_str));
                    meant.extend(near);
                    let whole = key.map_or_else(|| "the file".to_owned(), |key| format!("`{key}`"));
                    let keys = known().map(|known| format!("`{known}`")).collect::<Vec<_>>();
                    let help = match near {
                        Some(near) => format!("the nearest key is `{near}`"),
                        None => format!("its keys are {}", keys.join(", ")),
                    };
                    self.report(name_at, format!("{whole} has no key `{name}`"), Some(help));
                }
                (None, Some(schema)) if schema.is_object() => self.value(value, schema, name),
                (None, _) => {}
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            // A misspelt key has been reported where it stands.
            if !table.contains_key(name) && !meant.contains(&name) {
                let about = properties
                    .and_then(|properties| properties.get(name)?.get("description")?.as_str())
                    .map(|about| format!("`{name}`: {}", first_sentence(about)));
                self.report(at, format!("the key `{name}` is missing"), about);
            }
        }
    }

    fn word(&mut self, value: &DeValue<'_>, at: Span, words: &[&str], key: &str) {
        let DeValue::String(word) = value else {
            self.wrong_type(value, at, &["string"], key);
            return;
        };
        if words.contains(&word.as_ref()) {
            return;
        }
        let help = match nearest(word, words.iter().copied()) {
            Some(near) => format!("the nearest word is `{near}`"),
            None => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("the words are {}", words.join(", "))
            }
        };
        self.report(at, format!("`{word}` is no {key}"), Some(help));
    }

    fn wrong_type(&mut self, value: &DeValue<'_>, at: Span, wanted: &[&str], key: &str) {
        let help = match (value, wanted) {
            (DeValue::Table(_), ["array"]) => Some(format!("write `[[{key}]]`")),
            (DeValue::String(_), ["array"]) => Some("write `[\"…\"]`".to_owned()),
            _ => None,
        };
        let wanted: Vec<&str> = wanted.iter().map(|name| spoken(name)).collect();
        let found = spoken(value.type_str());
        self.report(at, format!("`{key}` takes {}, not {found}", wanted.join(" or ")), help);
    }
}

fn span<T>(spanned: &Spanned<T>) -> Span {
    let range = spanned.span();
    Span::new(range.start, range.end)
}

/// The words a string may be, where a schema lists them.
fn words<'s>(schema: &'s Value, branches: &[&'s Value]) -> Vec<&'s str> {
    let listed = |schema: &'s Value| {
        let words = schema.get("enum").and_then(Value::as_array);
        words.into_iter().flatten().chain(schema.get("const")).filter_map(Value::as_str)
    };
    listed(schema).chain(branches.iter().flat_map(|branch| listed(branch))).collect()
}

fn type_name(schema: &Value) -> Option<&str> {
    schema.get("type").and_then(Value::as_str)
}

fn fits(value: &DeValue<'_>, schema: &Value) -> bool {
    let Some(wanted) = type_name(schema) else { return true };
    match value {
        DeValue::String(_) => wanted == "string",
        DeValue::Integer(_) => wanted == "integer" || wanted == "number",
        DeValue::Float(_) => wanted == "number",
        DeValue::Boolean(_) => wanted == "boolean",
        DeValue::Array(_) => wanted == "array",
        DeValue::Table(_) => wanted == "object",
        DeValue::Datetime(_) => false,
    }
}

/// The types of JSON and of TOML, as a sentence names them.
fn spoken(name: &str) -> &str {
    match name {
        "string" => "a string",
        "array" => "a list",
        "object" | "table" => "a table",
        "boolean" => "`true` or `false`",
        "integer" => "a whole number",
        "number" | "float" => "a number",
        "datetime" => "a date",
        other => other,
    }
}

fn first_sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = text.find(". ").unwrap_or(text.len());
    crate::text::slice(&text, 0, end).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_in_the_rules_folder_are_those_of_the_types() {
        for (schema, file) in [
            (rule_schema(), snapbox::file!["../../rules/rule.schema.json"]),
            (lexicon_schema(), snapbox::file!["../../rules/lexicon.schema.json"]),
            (channels_schema(), snapbox::file!["../../rules/channels.schema.json"]),
        ] {
            let text = serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
            snapbox::assert_data_eq!(text, file.raw());
        }
    }

    /// Keywords that are obeyed here, those that only inform, and those that `lower` obeys.
    const KEYWORDS: [&str; 16] = [
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "const",
        "enum",
        "type",
        "items",
        "properties",
        "required",
        "additionalProperties", // obeyed
        "title",
        "description",
        "default", // inform
        "pattern",
        "minItems", // left to `lower`
    ];

    fn unknown_keywords(schema: &Value, unknown: &mut Vec<String>) {
        let Some(object) = schema.as_object() else { return };
        for (keyword, value) in object {
            match keyword.as_str() {
                "$schema" => {}
                "properties" | "definitions" => {
                    for schema in value.as_object().expect("it is an object").values() {
                        unknown_keywords(schema, unknown);
                    }
                }
                "anyOf" | "oneOf" | "allOf" => {
                    for schema in value.as_array().expect("it is an array") {
                        unknown_keywords(schema, unknown);
                    }
                }
                "items" | "additionalProperties" => unknown_keywords(value, unknown),
                "type" if !value.is_string() => unknown.push(format!("type: {value}")),
                known if KEYWORDS.contains(&known) => {}
                other => unknown.push(other.to_owned()),
            }
        }
    }

    #[test]
    fn the_schemas_say_nothing_that_is_not_obeyed() {
        for schema in [rule_schema(), lexicon_schema(), channels_schema()] {
            let mut unknown = Vec::new();
            unknown_keywords(schema, &mut unknown);
            assert_eq!(unknown, Vec::<String>::new());
        }
    }

    #[track_caller]
    fn check(file: &str, at: &str, message: &str, help: Option<&str>) {
        let table = DeTable::parse(file).expect("it is TOML");
        let found = misfits(table.get_ref(), lexicon_schema());
        let [misfit] = found.as_slice() else { panic!("not one: {found:?}") };
        let part = crate::text::slice(file, misfit.at.start(), misfit.at.end());
        let found = (part, misfit.message.as_str(), misfit.help.as_deref());
        assert_eq!(found, (at, message, help));
    }

    #[test]
    fn what_does_not_fit_is_reported_where_it_stands() {
        check(
            "[class.a]\nabout = 'x'\nwrods = []",
            "wrods",
            "`a` has no key `wrods`",
            Some("the nearest key is `words`"),
        );
        check(
            "[class.a]\nwords = ['x']",
            "[class.a]",
            "the key `about` is missing",
            Some("`about`: What the words have in common"),
        );
        check(
            "[class.a]\nabout = 'x'\nwords = [1]",
            "1",
            "`words` takes a string, not a whole number",
            None,
        );
        check(
            "[class.a]\nabout = 'x'\nwords = 'y'",
            "'y'",
            "`words` takes a list, not a string",
            Some("write `[\"…\"]`"),
        );
        check("[[class]]", "[[class]]", "`class` takes a table, not a list", None);
    }
}
