//! The verdict on a document as a sentence.

use crate::rule::Channels;
use crate::verdict::Verdict;

use super::Report;
use super::sanitize::sanitize;

/// From here on, one channel is as probable as all others together.
const EVEN: f64 = 0.5;

/// The sentence on the document of `report`, whose findings stand before it; `None` where it is not
/// called machine-made.
pub(super) fn sentence(report: &Report<'_>, verdict: &Verdict) -> Option<String> {
    let known = report.rules.channels();
    if !verdict.is_flagged(known) {
        return None;
    }
    let (looks, p) = looks(known, verdict);
    // Without findings before it, the sentence has to say which document it is about.
    let which = if report.open().next().is_none() {
        format!("`{}`", report.document.origin())
    } else {
        "this document".to_owned()
    };
    let mut reasons = Vec::new();
    if verdict.findings > 0 {
        let rules = counted(verdict.distinct_rules, "rule");
        reasons.push(format!("{} of {rules}", counted(verdict.findings, "finding")));
    }
    if let Some(traces) = verdict.traces_of.and_then(|group| known.traces.get(group)) {
        reasons.push(format!("{} of {}", counted(verdict.traces, "trace"), traces.of));
    }
    let p = probability(p);
    let sentence = format!("note: {which} looks {looks} ({p}): {}", reasons.join(" and "));
    Some(sanitize(&sentence).into_owned())
}

/// What a machine-made document looks, and how probable that is.
fn looks<'c>(known: &'c Channels, verdict: &Verdict) -> (&'c str, f64) {
    if let Some((channel, p)) = verdict.ranked(known).first() {
        if *p >= EVEN && channel.pivot.is_some() {
            return (&channel.looks, *p);
        }
        // The languages in between share what is left to the kind where none of them is certain.
        let any =
            known.channels.iter().find(|other| other.kind == channel.kind && other.pivot.is_none());
        let p = verdict.shows(known, channel.kind.name());
        if let Some(any) = any.filter(|_| p >= EVEN) {
            return (&any.looks, p);
        }
    }
    // It is known that a machine wrote it, and not which.
    ("machine-made", verdict.score)
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
