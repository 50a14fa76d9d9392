//! Applying fixes: findings to edits that do not clash, edits to text, again until nothing is left.

mod apply;
mod plan;

pub use apply::apply;
pub use plan::plan;

use thiserror::Error;

use crate::finding::{Finding, RuleIndex};
use crate::rule::Applicability;
use crate::scan::Scanner;
use crate::text::{Document, Span};

/// How often a text is scanned and mended before the rules count as fighting.
pub const MOST_ROUNDS: usize = 16;

/// How many times its length, and some bytes, a text may grow to before the rules count as feeding
/// one another. Repairs shorten a text or lengthen it by a few letters; what doubles it in every
/// round would fill the memory before the rounds are over.
const MOST_GROWTH: (usize, usize) = (2, 4096);

/// A text after all fixes that may be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The text; the document's own where nothing was applied.
    pub text: String,
    /// How many rounds of fixes it took; 0 where nothing was applied.
    pub rounds: usize,
    /// What was applied, round by round.
    pub applied: Vec<Applied>,
    /// What is still found in the text, as far as it was to be kept.
    pub remaining: Vec<Finding>,
}

/// One fix that was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The rule it is of.
    pub rule: RuleIndex,
    /// Where the damage was, in the text of that round.
    pub span: Span,
    /// The round, from 1.
    pub round: usize,
}

/// Fixes that undo or feed one another without end. The text is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the fixes of this text do not come to an end")]
pub struct Divergence {
    /// The rules whose fixes were still being applied in the last round.
    pub rules: Vec<RuleIndex>,
}

/// Mends `document`: applies the first fix of every finding that `keep` lets pass, if it may be
/// applied as freely as `least`, and scans again, until there is nothing left to apply.
///
/// # Errors
///
/// [`Divergence`], if there is no end to it.
pub fn repair(
    scanner: &Scanner<'_>,
    document: &Document,
    keep: &dyn Fn(&Finding) -> bool,
    least: Applicability,
) -> Result<Repair, Divergence> {
    let found = scanner.scan(document);
    repair_found(scanner, document, found, &keeping(keep), least)
}

/// The same, where `found` is all that there is in `document`: who has scanned it already need not
/// do so again. `choose` is given a text and what is found in it, and gives what is to be mended.
///
/// # Errors
///
/// [`Divergence`], if there is no end to it.
pub fn repair_found(
    scanner: &Scanner<'_>,
    document: &Document,
    found: Vec<Finding>,
    choose: &dyn Fn(&Document, Vec<Finding>) -> Vec<Finding>,
    least: Applicability,
) -> Result<Repair, Divergence> {
    mend(document, found, &|now| scanner.scan(now), choose, least)
}

/// The same, where the document is taken to have come through `channel`, whatever it shows.
///
/// # Errors
///
/// [`Divergence`], if there is no end to it.
pub fn repair_as(
    scanner: &Scanner<'_>,
    document: &Document,
    channel: Option<&str>,
    keep: &dyn Fn(&Finding) -> bool,
    least: Applicability,
) -> Result<Repair, Divergence> {
    let scan = |now: &Document| scanner.scan_as(now, channel);
    mend(document, scan(document), &scan, &keeping(keep), least)
}

/// Those findings that `keep` lets pass, whatever the text.
fn keeping(keep: &dyn Fn(&Finding) -> bool) -> impl Fn(&Document, Vec<Finding>) -> Vec<Finding> {
    move |_, mut findings| {
        findings.retain(|finding| keep(finding));
        findings
    }
}

/// Mends `document`, of which `findings` are all that `scan` finds.
fn mend(
    document: &Document,
    mut findings: Vec<Finding>,
    scan: &dyn Fn(&Document) -> Vec<Finding>,
    choose: &dyn Fn(&Document, Vec<Finding>) -> Vec<Finding>,
    least: Applicability,
) -> Result<Repair, Divergence> {
    let mut current: Option<Document> = None;
    let mut applied = Vec::new();
    for round in 1..=MOST_ROUNDS {
        let now = current.as_ref().unwrap_or(document);
        findings = choose(now, findings);
        let chosen = plan(&findings, least);
        if chosen.is_empty() {
            let text = now.text().to_owned();
            return Ok(Repair { text, rounds: round - 1, applied, remaining: findings });
        }
        let edits: Vec<_> =
            chosen.iter().flat_map(|&at| &findings[at].fixes[0].edits).cloned().collect();
        let text = apply(now.text(), &edits);
        applied.extend(chosen.iter().map(|&at| Applied {
            rule: findings[at].rule,
            span: findings[at].span,
            round,
        }));
        let grown = text.len() > MOST_GROWTH.0 * document.text().len() + MOST_GROWTH.1;
        if grown {
            break;
        }
        let mended = Document::new(document.origin().clone(), text);
        findings = scan(&mended);
        current = Some(mended);
    }
    let last = applied.last().map_or(0, |fix| fix.round);
    let mut rules: Vec<_> =
        applied.iter().filter(|fix| fix.round == last).map(|fix| fix.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    Err(Divergence { rules })
}
