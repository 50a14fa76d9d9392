use aho_corasick::{AhoCorasick, MatchKind};

/// Finds where needles stand in a text. The one narrow door between the rules and the matchers:
/// text in, places of needles out.
///
/// An index may report a place that is no match (whoever asks verifies case and word edges); it must
/// not leave one out, overlapping ones included. The letters of ASCII match in any case.
pub(crate) trait NeedleIndex: Send + Sync {
    /// Reports `(needle, start, end)` for every needle in `text`, in bytes, in the order of the end.
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize));
}

/// All needles in one automaton.
///
/// The search is the overlapping one: the leftmost kinds hide one rule's needle behind another's
/// even where the latter then fails at its word edges.
pub(crate) struct AutomatonIndex {
    automaton: Option<AhoCorasick>,
}

impl AutomatonIndex {
    /// An index of `needles`; each is known by its place in the list.
    pub(crate) fn new(needles: &[String]) -> AutomatonIndex {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(needles)
            .ok();
        AutomatonIndex { automaton: automaton.filter(|_| !needles.is_empty()) }
    }
}

impl NeedleIndex for AutomatonIndex {
    fn search(&self, text: &str, hit: &mut dyn FnMut(usize, usize, usize)) {
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(text) {
            hit(found.pattern().as_usize(), found.start(), found.end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_needles_are_all_reported() {
        let needles = ["on trial", "trial", "trial on race"].map(String::from);
        let mut hits = Vec::new();
        AutomatonIndex::new(&needles)
            .search("On TRIAL on race", &mut |n, s, e| hits.push((n, s, e)));
        assert_eq!(hits, [(0, 0, 8), (1, 3, 8), (2, 3, 16)]);
    }

    #[test]
    fn no_needles_no_hits() {
        AutomatonIndex::new(&[]).search("text", &mut |_, _, _| panic!("nothing to find"));
    }
}
