//! Parameters of checks as bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Value;

/// A TOML value whose kind is written with it; TOML's own says it in the spelling.
#[derive(Serialize, Deserialize)]
pub(super) enum ValueImage<'a> {
    String(&'a str),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(#[serde(borrow)] Vec<ValueImage<'a>>),
    Table(#[serde(borrow)] BTreeMap<&'a str, ValueImage<'a>>),
    /// A date or a time, as TOML spells it.
    Time(String),
}

impl<'a> ValueImage<'a> {
    pub(super) fn of(value: &'a Value) -> ValueImage<'a> {
        match value {
            Value::String(text) => ValueImage::String(text),
            Value::Integer(number) => ValueImage::Integer(*number),
            Value::Float(number) => ValueImage::Float(*number),
            Value::Boolean(truth) => ValueImage::Boolean(*truth),
            Value::Datetime(time) => ValueImage::Time(time.to_string()),
            Value::Array(items) => ValueImage::Array(items.iter().map(ValueImage::of).collect()),
            Value::Table(table) => {
                let pairs = table.iter();
                ValueImage::Table(
                    pairs.map(|(name, value)| (name.as_str(), ValueImage::of(value))).collect(),
                )
            }
        }
    }

    pub(super) fn read(self) -> Value {
        match self {
            ValueImage::String(text) => Value::String(text.to_owned()),
            ValueImage::Integer(number) => Value::Integer(number),
            ValueImage::Float(number) => Value::Float(number),
            ValueImage::Boolean(truth) => Value::Boolean(truth),
            ValueImage::Time(time) => match time.parse() {
                Ok(time) => Value::Datetime(time),
                Err(_) => Value::String(time),
            },
            ValueImage::Array(items) => {
                Value::Array(items.into_iter().map(ValueImage::read).collect())
            }
            ValueImage::Table(table) => {
                let pairs = table.into_iter();
                Value::Table(pairs.map(|(name, value)| (name.to_owned(), value.read())).collect())
            }
        }
    }
}
