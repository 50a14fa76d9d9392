//! The verdict on a document as a sentence.

use crate::finding::Finding;
use crate::rule::RuleSet;
use crate::text::Document;
use crate::verdict::Verdict;

use super::sanitize::sanitize;

/// From here on, one channel is as probable as all others together.
const EVEN: f64 = 0.5;

/// The sentence on `document`, whose shown `findings` stand before it; `None` where it is not called
/// machine-made.
pub(super) fn sentence(
    document: &Document,
    rules: &RuleSet,
    findings: &[Finding],
    verdict: &Verdict,
) -> Option<String> {
    let known = rules.channels();
    if !verdict.is_flagged(known) {
        return None;
    }
    let (looks, p) = match verdict.ranked(known).first() {
        Some((channel, p)) if *p >= EVEN => (channel.looks.as_str(), *p),
        // It is known that a machine wrote it, and not which.
        _ => ("machine-made", verdict.score),
    };
    // Without findings before it, the sentence has to say which document it is about.
    let which = if findings.is_empty() {
        format!("`{}`", document.origin())
    } else {
        "this document".to_owned()
    };
    let sentence = format!(
        "note: {which} looks {looks} ({}): {} of {}",
        probability(p),
        counted(verdict.findings, "finding"),
        counted(verdict.distinct_rules, "rule"),
    );
    Some(sanitize(&sentence).into_owned())
}

/// With two digits, and never rounded to certainty.
fn probability(p: f64) -> String {
    if p > 0.994 { "over 0.99".to_owned() } else { format!("{p:.2}") }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_claims_certainty() {
        assert_eq!(probability(0.961), "0.96");
        assert_eq!(probability(0.99999), "over 0.99");
        assert_eq!(counted(1, "rule"), "1 rule");
        assert_eq!(counted(7, "finding"), "7 findings");
    }
}
