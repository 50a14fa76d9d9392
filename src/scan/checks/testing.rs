//! What the tests of several checks do: run one over a text, and mend the text as it says.

use crate::scan::{Check, Sighting};
use crate::text::Document;

/// What `check` sees in `text`.
pub(super) fn sightings(check: &dyn Check, text: &str) -> Vec<Sighting> {
    let mut seen = Vec::new();
    check.run(&Document::memory(text), &mut |sighting| seen.push(sighting));
    seen
}

/// `text` after the first fixes of all of `seen`, from the last to the first.
pub(super) fn mended(text: &str, seen: &[Sighting]) -> String {
    let mut mended = text.to_owned();
    for edit in seen.iter().rev().flat_map(|sighting| &sighting.fixes[0].0) {
        mended.replace_range(edit.span.range(), &edit.text);
    }
    mended
}
