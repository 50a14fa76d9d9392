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
}
