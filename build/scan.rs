//! Of the engine, what lays out the needles of a rule set.

#[path = "../src/scan/grams.rs"]
mod grams;
#[path = "../src/scan/index.rs"]
mod index;
#[path = "../src/scan/keys.rs"]
mod keys;
#[path = "../src/scan/records.rs"]
mod records;
#[path = "../src/scan/table.rs"]
mod table;
#[path = "../src/scan/words.rs"]
mod words;

pub(crate) use table::Tables;
