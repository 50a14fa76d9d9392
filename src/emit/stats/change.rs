//! What grew and what shrank between two runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{RuleRow, StatisticsReport};

/// A rule that speaks more or less often than it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The code of the rule, by which it is known again.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its findings per million words then; `None`: it was not counted.
    pub was: Option<f64>,
    /// Its findings per million words now; `None`: it is not counted.
    pub now: Option<f64>,
}

impl Change {
    /// How many findings per million words were added.
    #[must_use]
    pub fn growth(&self) -> f64 {
        self.now.unwrap_or_default() - self.was.unwrap_or_default()
    }
}

/// A text that is not the JSON form of statistics.
#[derive(Debug, Error)]
#[error("not the JSON of `mtlint stats`: {0}")]
pub struct ReportError(#[from] serde_json::Error);

impl StatisticsReport {
    /// The statistics whose JSON form is `text`.
    ///
    /// # Errors
    ///
    /// If it is the JSON form of something else, or not JSON.
    pub fn parse(text: &str) -> Result<StatisticsReport, ReportError> {
        Ok(serde_json::from_str(text)?)
    }

    /// Notes what changed since `old`, what grew or shrank the most first.
    pub fn compare(&mut self, old: &StatisticsReport) {
        let mut both: BTreeMap<&str, (Option<&RuleRow>, Option<&RuleRow>)> = BTreeMap::new();
        for row in &old.rules {
            both.entry(&row.code).or_default().0 = Some(row);
        }
        for row in &self.rules {
            both.entry(&row.code).or_default().1 = Some(row);
        }
        let rate = |row: Option<&RuleRow>| row.map(|row| row.per_million_words);
        let mut changes: Vec<_> = both
            .iter()
            .filter_map(|(code, &(was, now))| {
                let name = now.or(was)?.name.clone();
                Some(Change { code: (*code).to_owned(), name, was: rate(was), now: rate(now) })
            })
            .filter(|change| change.growth() != 0.0)
            .collect();
        changes.sort_by(|a, b| b.growth().abs().total_cmp(&a.growth().abs()));
        self.changes = Some(changes);
    }
}
