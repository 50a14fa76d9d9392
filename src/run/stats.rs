//! Counting instead of showing: how often each rule speaks in a corpus, and a sample to judge it by.

use std::ops::ControlFlow;

use crate::emit::{Count, Sampled, Statistics};
use crate::finding::Finding;
use crate::policy::Selection;
use crate::scan::Scanner;
use crate::source::{Input, Read, ReadError, Walk};
use crate::text::{Document, Encoding};

use super::batch::{Workers, caught, in_batches};
use super::{Message, Messages, broke_down, bytes, chain, words};

/// What counting needs to know.
#[derive(Debug)]
pub struct Census<'r> {
    /// The compiled rules.
    pub scanner: &'r Scanner<'r>,
    /// The rules whose findings are counted.
    pub selection: &'r Selection,
    /// The encoding of files that do not say theirs.
    pub encoding: Option<&'static Encoding>,
    /// How many threads work; 0: as many as there are cores.
    pub threads: usize,
    /// How many findings to draw for the sample.
    pub sample: usize,
    /// What the sample depends on besides the documents and the rules.
    pub seed: u64,
}

/// Counts the findings in everything that `walk` comes to.
///
/// The sample is drawn without replacement, every finding with the same chance: each gets a key that
/// depends on the seed, the number of its document and its own number in it, and those with the
/// smallest keys are kept. So the sample is the same for any number of threads, and no more than its
/// size is ever held of a document.
pub fn census(census: &Census<'_>, walk: Walk, messages: &mut Messages<'_>) -> Statistics {
    let rules = census.scanner.rules().len();
    let mut sum = Statistics { counts: vec![Count::default(); rules], ..Statistics::default() };
    in_batches(
        &mut Workers::new(census.threads),
        walk.inputs().enumerate(),
        |(_, input)| bytes(input),
        |(number, input)| count(census, number, input),
        |part| {
            part.add_to(&mut sum, census.sample);
            part.trouble.into_iter().for_each(|what| messages(Message::Trouble(what)));
            ControlFlow::Continue(())
        },
    );
    sum.sample.sort_unstable_by_key(|sampled| sampled.place);
    sum
}

/// What came of one input.
#[derive(Debug, Default)]
struct Part {
    documents: usize,
    binary: usize,
    words: usize,
    /// The rules that spoke, by their place, in order, and how often.
    counts: Vec<(usize, usize)>,
    sample: Vec<Sampled>,
    trouble: Option<String>,
}

impl Part {
    fn add_to(&self, sum: &mut Statistics, size: usize) {
        sum.documents += self.documents;
        sum.binary += self.binary;
        sum.words += self.words;
        sum.documents_with_findings += usize::from(!self.counts.is_empty());
        sum.troubles += usize::from(self.trouble.is_some());
        for &(rule, findings) in &self.counts {
            if let Some(count) = sum.counts.get_mut(rule) {
                count.findings += findings;
                count.documents += 1;
            }
        }
        if !self.sample.is_empty() {
            sum.sample.extend(self.sample.iter().cloned());
            sum.sample.sort_unstable_by_key(|sampled| (sampled.key, sampled.place));
            sum.sample.truncate(size);
        }
    }
}

fn count(census: &Census<'_>, number: usize, input: Result<Input, ReadError>) -> Part {
    let trouble = |what: String| Part { trouble: Some(what), ..Part::default() };
    let input = match input {
        Ok(input) => input,
        Err(error) => return trouble(chain(&error)),
    };
    let counted = caught(|| match input.read(census.encoding) {
        Err(error) => trouble(chain(&error)),
        Ok(Read::Binary) => Part { binary: 1, ..Part::default() },
        Ok(Read::Text(loaded)) => count_document(census, number, loaded.document()),
    });
    counted.unwrap_or_else(|said| trouble(broke_down(input.origin(), &said)))
}

fn count_document(census: &Census<'_>, number: usize, document: &Document) -> Part {
    let mut findings = census.scanner.scan(document);
    findings.retain(|finding| census.selection.shows(finding.rule));
    let mut spoke: Vec<_> = findings.iter().map(|finding| finding.rule.0).collect();
    spoke.sort_unstable();
    let counts = spoke.chunk_by(PartialEq::eq).map(|run| (run[0], run.len())).collect();
    Part {
        documents: 1,
        words: words(document.text()),
        counts,
        sample: draw(census, number, document, &findings),
        ..Part::default()
    }
}

/// Those of `findings` that may be in the sample.
fn draw(
    census: &Census<'_>,
    number: usize,
    document: &Document,
    findings: &[Finding],
) -> Vec<Sampled> {
    if census.sample == 0 {
        return Vec::new();
    }
    let stream = nth(census.seed, number);
    let mut keys: Vec<_> = (0..findings.len()).map(|at| (nth(stream, at), at)).collect();
    keys.sort_unstable();
    keys.truncate(census.sample);
    let finding = |(key, at)| Sampled::new(key, (number, at), document, &findings[at]);
    keys.into_iter().map(finding).collect()
}

/// The number `at`, from 0, of the sequence that SplitMix64 (Steele, Lea and Flood, 2014) makes of
/// `seed`: its state grows by a constant, so that any member can be had without those before it.
fn nth(seed: u64, at: usize) -> u64 {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let state = seed.wrapping_add(STEP.wrapping_mul((at as u64).wrapping_add(1)));
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let first: Vec<_> = (0..3).map(|at| nth(1_234_567, at)).collect();
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(first, published);
    }
}
