use crate::rule::Severity;

/// The least severity at which a shown finding makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// No finding does.
    Never,
    /// Every shown finding does.
    Note,
    /// Warnings and errors do.
    #[default]
    Warning,
    /// Errors do.
    Error,
}

impl FailOn {
    /// Every value, in the order in which they are listed.
    pub const ALL: [FailOn; 4] = [FailOn::Never, FailOn::Note, FailOn::Warning, FailOn::Error];

    /// `never`, `note`, `warning` or `error`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FailOn::Never => "never",
            FailOn::Note => "note",
            FailOn::Warning => "warning",
            FailOn::Error => "error",
        }
    }

    /// Whether a shown finding of `severity` makes the run fail.
    #[must_use]
    pub fn counts(self, severity: Severity) -> bool {
        match self {
            FailOn::Never => false,
            FailOn::Note => true,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Error => severity >= Severity::Error,
        }
    }
}

/// When a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gates {
    /// The findings that count.
    pub fail_on: FailOn,
    /// How many findings that count may be found; `None`: none where `max_rate` is not given
    /// either, any number otherwise.
    pub max_findings: Option<usize>,
    /// How many findings that count there may be in a thousand words.
    pub max_rate: Option<f64>,
    /// The highest score of a document at which the run does not fail; `None`: any.
    pub max_document_score: Option<f64>,
    /// Whether findings leave the run a success, whatever the other gates say.
    pub exit_zero: bool,
}

impl Gates {
    /// Whether `counted` findings in `words` words are too many.
    #[must_use]
    pub fn fails(&self, counted: usize, words: usize) -> bool {
        counted > self.most(counted) || self.rate_over(counted, words).is_some()
    }

    /// The gates given by number that `counted` findings in `words` words do not pass, and by how
    /// much, each in one line.
    #[must_use]
    pub fn failures(&self, counted: usize, words: usize) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(most) = self.max_findings.filter(|&most| counted > most) {
            lines.push(format!(
                "{counted} findings count, which is {} more than the {most} allowed",
                counted - most
            ));
        }
        if let Some((rate, most)) = self.rate_over(counted, words) {
            lines.push(format!(
                "{rate:.3} findings in a thousand words ({counted} in {words}), which is {:.3} \
                 above the {most} allowed",
                rate - most
            ));
        }
        lines
    }

    fn most(&self, counted: usize) -> usize {
        let any = if self.max_rate.is_some() { counted } else { 0 };
        self.max_findings.unwrap_or(any)
    }

    /// The rate and the bound that it is above.
    fn rate_over(&self, counted: usize, words: usize) -> Option<(f64, f64)> {
        let most = self.max_rate?;
        #[expect(clippy::cast_precision_loss, reason = "no corpus has 2^52 words")]
        let rate = counted as f64 * 1000.0 / words.max(1) as f64;
        (rate > most).then_some((rate, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(gate: FailOn, expect: [bool; 3]) {
        let all = [Severity::Note, Severity::Warning, Severity::Error];
        assert_eq!(all.map(|severity| gate.counts(severity)), expect);
    }

    #[test]
    fn a_gate_counts_its_severity_and_all_above() {
        check(FailOn::Never, [false, false, false]);
        check(FailOn::Note, [true, true, true]);
        check(FailOn::Warning, [false, true, true]);
        check(FailOn::Error, [false, false, true]);
        assert_eq!(FailOn::default(), FailOn::Warning);
    }

    #[track_caller]
    fn check_gates(gates: Gates, counted: usize, words: usize, fails: bool, lines: &[&str]) {
        assert_eq!(gates.fails(counted, words), fails);
        assert_eq!(gates.failures(counted, words), lines);
    }

    #[test]
    fn without_a_number_one_finding_is_too_many() {
        check_gates(Gates::default(), 0, 10, false, &[]);
        check_gates(Gates::default(), 1, 1_000_000, true, &[]);
    }

    #[test]
    fn a_number_of_findings_is_allowed() {
        let gates = Gates { max_findings: Some(3), ..Gates::default() };
        check_gates(gates, 3, 10, false, &[]);
        check_gates(gates, 5, 10, true, &["5 findings count, which is 2 more than the 3 allowed"]);
    }

    #[test]
    fn a_rate_takes_the_place_of_the_number_and_can_stand_beside_it() {
        let gates = Gates { max_rate: Some(0.5), ..Gates::default() };
        check_gates(gates, 5, 10_000, false, &[]);
        let line = "0.600 findings in a thousand words (6 in 10000), which is 0.100 above the 0.5 \
            allowed";
        check_gates(gates, 6, 10_000, true, &[line]);
        check_gates(gates, 0, 0, false, &[]);
        let both = Gates { max_findings: Some(1), ..gates };
        check_gates(
            both,
            2,
            10_000,
            true,
            &["2 findings count, which is 1 more than the 1 allowed"],
        );
    }
}
