//! Needles by keys.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::records::{Records, small};

/// How many bits of the filter there are for each key: one key in so many that are not there gets
/// past it.
const BITS_PER_KEY: usize = 64;

/// The least and the most bits of a filter.
const FILTER: (usize, usize) = (1 << 10, 1 << 22);

/// A table from keys, which are hashes, to needles. Nearly every key that is asked for is in no
/// needle, and one bit says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keys<'t> {
    #[serde(borrow)]
    filter: Cow<'t, [u8]>,
    filter_shift: u32,
    /// Where the rows of each bucket begin, and where those of the last end.
    #[serde(borrow)]
    buckets: Records<'t, 1>,
    bucket_shift: u32,
    /// The key's two halves, a needle, and where in it what the key was made of begins, in the order
    /// of the keys.
    #[serde(borrow)]
    rows: Records<'t, 4>,
}

impl Keys<'_> {
    /// A table of `(key, needle, offset)`.
    pub(crate) fn new(mut keys: Vec<(u64, usize, usize)>) -> Self {
        keys.sort_unstable();
        let bits = (keys.len() * BITS_PER_KEY).next_power_of_two().clamp(FILTER.0, FILTER.1);
        let filter_shift = 64 - bits.trailing_zeros();
        let mut filter = vec![0_u8; bits / 8];
        let buckets = keys.len().next_power_of_two().max(2);
        let bucket_shift = 64 - buckets.trailing_zeros();
        let mut starts = vec![0; buckets + 1];
        for &(key, _, _) in &keys {
            let bit = (key >> filter_shift) as usize;
            filter[bit / 8] |= 1 << (bit % 8);
            starts[(key >> bucket_shift) as usize + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let halves = |key: u64| ((key >> 32) as u32, key as u32);
        let rows = keys.iter().map(|&(key, needle, offset)| {
            let (high, low) = halves(key);
            [high, low, small(needle), small(offset)]
        });
        Keys {
            filter: Cow::Owned(filter),
            filter_shift,
            buckets: Records::new(starts.into_iter().map(|start| [start])),
            bucket_shift,
            rows: Records::new(rows),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// Whether `key` may be there. Says yes to a few that are not.
    #[inline]
    pub(crate) fn may_hold(&self, key: u64) -> bool {
        let bit = (key >> self.filter_shift) as usize;
        self.filter.get(bit / 8).is_some_and(|byte| byte & (1 << (bit % 8)) != 0)
    }

    /// The needles of `key`, each with its offset.
    pub(crate) fn needles(&self, key: u64) -> impl Iterator<Item = (usize, usize)> {
        let bucket = (key >> self.bucket_shift) as usize;
        let [start] = self.buckets.get(bucket);
        let [end] = self.buckets.get(bucket + 1);
        (start as usize..end as usize).filter_map(move |row| {
            let [high, low, needle, offset] = self.rows.get(row);
            let here = (u64::from(high) << 32) | u64::from(low);
            (here == key).then_some((needle as usize, offset as usize))
        })
    }
}
