//! Expressions whose literals stand nearly everywhere, so that to look for them first saves nothing.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::rule::{Anchor, FlawKind, Look, View};
use crate::text::Folded;

use super::probe::Place;
use super::{Desk, quoted};

/// How much of a text an expression may run over, in percent.
const MOST: usize = 75;
/// How long a text must be to say how common a literal is, in bytes.
const LONG: usize = 20_000;

impl Desk<'_> {
    /// Reports expressions that run over most of the examples of all rules.
    pub(super) fn dear(&mut self) {
        let text = self.shown.texts.join("\n\n");
        if text.len() < LONG {
            return;
        }
        let folded = Folded::new(&text);
        for view in [View::Folded, View::Raw] {
            let text = if view == View::Folded { folded.text() } else { text.as_str() };
            let mut anchored: Vec<(Place, &Anchor)> = Vec::new();
            for place in self.places() {
                let entry = self.entry(place);
                if let Look::Pattern { anchors, .. } = &entry.look
                    && entry.view == view
                {
                    anchored.extend(anchors.iter().map(|anchor| (place, anchor)));
                }
            }
            for (place, read, commonest) in share(&anchored, text) {
                if read > MOST {
                    let rule = self.rules.get(place.0);
                    let message = format!(
                        "{} stands so often in a text that this runs over {read} % of it",
                        quoted(&commonest)
                    );
                    let help = "make a rarer literal necessary";
                    self.flaw(FlawKind::Unindexed, rule, self.entry(place).at, message, Some(help));
                }
            }
        }
    }
}

/// How much of `text` each entry runs over, in percent, and its commonest literal. The anchors of an
/// entry follow one another.
fn share(anchored: &[(Place, &Anchor)], text: &str) -> Vec<(Place, usize, String)> {
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .build(anchored.iter().map(|(_, anchor)| anchor.text.as_str()));
    let Ok(automaton) = automaton else { return Vec::new() };
    // Of each anchor how often it was hit, where its last window ends, and how much it read.
    let mut ends = vec![0_usize; anchored.len()];
    let mut reads = vec![0_usize; anchored.len()];
    let mut hits = vec![0_usize; anchored.len()];
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    for hit in automaton.find_overlapping_iter(text) {
        let at = hit.pattern().as_usize();
        let anchor = anchored[at].1;
        let before = hit.start().checked_sub(1).and_then(|at| text.as_bytes().get(at));
        let cut = (anchor.starts_word && is_word(before))
            || (anchor.ends_word && is_word(text.as_bytes().get(hit.end())));
        if cut {
            continue;
        }
        let start = hit.start().saturating_sub(anchor.before).max(ends[at]);
        let end = (hit.end() + anchor.after).min(text.len());
        reads[at] += end.saturating_sub(start);
        ends[at] = ends[at].max(end);
        hits[at] += 1;
    }
    let mut shares: Vec<(Place, usize, String)> = Vec::new();
    let mut most = 0;
    for (at, (place, anchor)) in anchored.iter().enumerate() {
        let read = reads[at] * 100 / text.len().max(1);
        match shares.last_mut() {
            Some((last, sum, commonest)) if last == place => {
                // Windows of two anchors may overlap; that much too much is said.
                *sum = (*sum + read).min(100);
                if hits[at] > most {
                    most = hits[at];
                    commonest.clone_from(&anchor.text);
                }
            }
            _ => {
                most = hits[at];
                shares.push((*place, read.min(100), anchor.text.clone()));
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::RuleIndex;

    #[test]
    fn what_stands_everywhere_is_read_around_everywhere() {
        let text =
            "The bus to the coast was late, and the driver said no more than that. ".repeat(300);
        let anchor = |text: &str, starts_word| Anchor {
            text: text.to_owned(),
            starts_word,
            ends_word: false,
            before: 60,
            after: 60,
        };
        let (the, frim, end) = (anchor("the", false), anchor("frim", false), anchor("an t", true));
        let place = |rule| (RuleIndex(rule), 0);
        let anchored = [(place(0), &the), (place(0), &frim), (place(1), &frim), (place(2), &end)];
        let shares: Vec<_> =
            share(&anchored, &text).into_iter().map(|(_, read, most)| (read, most)).collect();
        let expect =
            [(100, "the"), (0, "frim"), (0, "an t")].map(|(read, text)| (read, text.to_owned()));
        assert_eq!(shares, expect);
    }
}
