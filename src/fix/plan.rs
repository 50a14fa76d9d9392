use crate::finding::Finding;
use crate::rule::Applicability;
use crate::text::Span;

/// Which findings are mended in one round, by their places in `findings`: those whose first fix may
/// be applied as freely as `least`, such that no edit overlaps or touches an edit of another.
///
/// Where fixes clash, the one that stands first in the text wins, then the one that covers more,
/// then the more freely applicable; the others wait for the next round, when they may be gone.
#[must_use]
pub fn plan(findings: &[Finding], least: Applicability) -> Vec<usize> {
    let mut candidates: Vec<(Span, usize)> = findings
        .iter()
        .enumerate()
        .filter_map(|(at, finding)| {
            let fix = finding.fixes.first().filter(|fix| least <= fix.applicability)?;
            let spans = fix.edits.iter().map(|edit| edit.span);
            Some((spans.reduce(Span::cover)?, at))
        })
        .collect();
    candidates.sort_by_key(|&(span, at)| {
        let finding = &findings[at];
        let applicability = finding.fixes.first().map(|fix| fix.applicability);
        (span.start(), usize::MAX - span.end(), std::cmp::Reverse(applicability), finding.rule)
    });
    let mut chosen = Vec::new();
    let mut last: Option<Span> = None;
    for (span, at) in candidates {
        if last.is_none_or(|last| !last.touches(span)) {
            last = Some(span);
            chosen.push(at);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Edit, Fix, RuleIndex};

    fn finding(start: usize, end: usize, applicability: Applicability) -> Finding {
        let span = Span::new(start, end);
        let edits = vec![Edit { span, text: "x".to_owned() }];
        Finding {
            rule: RuleIndex(0),
            span,
            instance: String::new(),
            message: String::new(),
            label: String::new(),
            related: Vec::new(),
            fixes: vec![Fix { edits, applicability, title: String::new() }],
        }
    }

    #[test]
    fn overlapping_and_touching_edits_wait() {
        use Applicability::Safe;
        let findings = [
            finding(0, 3, Safe),
            finding(2, 5, Safe),
            finding(3, 4, Safe),
            finding(5, 6, Safe),
            finding(8, 9, Safe),
        ];
        assert_eq!(plan(&findings, Safe), [0, 3, 4]);
    }

    #[test]
    fn only_what_may_be_applied_is() {
        use Applicability::{Display, Safe, Unsafe};
        let findings = [finding(0, 1, Display), finding(2, 3, Unsafe), finding(4, 5, Safe)];
        assert_eq!(plan(&findings, Safe), [2]);
        assert_eq!(plan(&findings, Unsafe), [1, 2]);
    }

    #[test]
    fn of_edits_in_one_place_the_longer_wins() {
        use Applicability::Safe;
        let findings = [finding(1, 2, Safe), finding(1, 4, Safe)];
        assert_eq!(plan(&findings, Safe), [1]);
    }
}
