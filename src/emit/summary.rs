//! What a run came to.

/// What a run came to. All are counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were scanned.
    pub documents: usize,
    /// Documents with at least one shown finding.
    pub documents_with_findings: usize,
    /// Files passed over because they are not text.
    pub binary: usize,
    /// Inputs that could not be read, scanned or written.
    pub troubles: usize,
    /// Words scanned, as white space separates them.
    pub words: usize,
    /// Shown findings of severity error.
    pub errors: usize,
    /// Shown findings of severity warning.
    pub warnings: usize,
    /// Shown findings of severity note.
    pub notes: usize,
    /// Shown findings whose first fix is safe.
    pub safe: usize,
    /// Shown findings whose first fix is unsafe.
    pub r#unsafe: usize,
    /// Shown findings whose first fix is for display only.
    pub display: usize,
    /// Shown findings that count for the gates: of the severity at which the run fails, or above.
    pub counted: usize,
    /// Findings that their document says to pass over.
    pub suppressed: usize,
    /// Findings that the baseline has.
    pub baselined: usize,
}

impl Summary {
    /// All shown findings.
    #[must_use]
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.notes
    }
}

/// A run in one line, for people: how much was found, where, and how much of it can be mended how.
#[must_use]
pub fn summary_line(summary: &Summary) -> String {
    let mut parts = vec![found(summary)];
    parts.extend(mendable(summary));
    if summary.suppressed > 0 {
        parts.push(format!("{} suppressed", summary.suppressed));
    }
    if summary.baselined > 0 {
        parts.push(format!("{} in the baseline", summary.baselined));
    }
    if summary.binary > 0 {
        parts.push(format!("{} skipped", count(summary.binary, "binary file")));
    }
    if summary.troubles > 0 {
        parts.push(format!("{} could not be processed", count(summary.troubles, "input")));
    }
    parts.join("; ")
}

fn found(summary: &Summary) -> String {
    if summary.findings() == 0 {
        return format!("no damage found in {}", count(summary.documents, "document"));
    }
    let severities =
        [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let severities: Vec<_> = severities
        .into_iter()
        .filter(|&(number, _)| number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    let documents = if summary.documents == 1 {
        "1 document".to_owned()
    } else {
        format!("{} of {}", summary.documents_with_findings, count(summary.documents, "document"))
    };
    format!("{} ({}) in {documents}", count(summary.findings(), "finding"), severities.join(", "))
}

fn mendable(summary: &Summary) -> Option<String> {
    match (summary.safe, summary.r#unsafe) {
        (0, 0) => None,
        (safe, 0) => Some(format!("{safe} can be fixed with `mtlint fix`")),
        (0, more) => Some(format!("{more} can be fixed with `mtlint fix --unsafe-fixes`")),
        (safe, more) => Some(format!(
            "{safe} can be fixed with `mtlint fix`, {more} more with `--unsafe-fixes`"
        )),
    }
}

/// `1 finding`, `2 findings`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(summary: &Summary, line: &str) {
        assert_eq!(summary_line(summary), line);
    }

    #[test]
    fn says_what_was_found_where_and_what_can_be_fixed_how() {
        let summary = Summary {
            documents: 5,
            documents_with_findings: 3,
            errors: 4,
            warnings: 20,
            notes: 7,
            safe: 19,
            r#unsafe: 8,
            display: 2,
            ..Summary::default()
        };
        check(
            &summary,
            "31 findings (4 errors, 20 warnings, 7 notes) in 3 of 5 documents; \
             19 can be fixed with `mtlint fix`, 8 more with `--unsafe-fixes`",
        );
    }

    #[test]
    fn counts_one_as_one_and_leaves_out_what_there_is_none_of() {
        let mut summary = Summary {
            documents: 1,
            documents_with_findings: 1,
            warnings: 1,
            r#unsafe: 1,
            ..Summary::default()
        };
        check(
            &summary,
            "1 finding (1 warning) in 1 document; 1 can be fixed with `mtlint fix --unsafe-fixes`",
        );
        summary.r#unsafe = 0;
        summary.safe = 1;
        check(&summary, "1 finding (1 warning) in 1 document; 1 can be fixed with `mtlint fix`");
        summary.safe = 0;
        check(&summary, "1 finding (1 warning) in 1 document");
    }

    #[test]
    fn says_when_nothing_was_found_and_what_was_not_looked_at() {
        let mut summary = Summary { documents: 5, ..Summary::default() };
        check(&summary, "no damage found in 5 documents");
        summary.binary = 1;
        summary.troubles = 2;
        check(
            &summary,
            "no damage found in 5 documents; 1 binary file skipped; \
             2 inputs could not be processed",
        );
    }
}
