//! Numbers in rows, as bytes that are read where they lie.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Rows of `N` numbers each. Taking up rows that were written before costs nothing, however many
/// there are: no byte of a row is looked at until the row is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Records<'t, const N: usize>(#[serde(borrow)] Cow<'t, [u8]>);

impl<const N: usize> Records<'_, N> {
    pub(crate) fn new(rows: impl IntoIterator<Item = [u32; N]>) -> Self {
        let numbers = rows.into_iter().flatten();
        Records(Cow::Owned(numbers.flat_map(u32::to_le_bytes).collect()))
    }

    /// How many rows there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.0.len() / (4 * N)
    }

    /// The row at `at`; zeros where there is none.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> [u32; N] {
        let mut row = [0; N];
        let Some(bytes) = self.0.get(4 * N * at..4 * N * (at + 1)) else { return row };
        for (number, bytes) in row.iter_mut().zip(bytes.chunks_exact(4)) {
            *number = bytes.try_into().map_or(0, u32::from_le_bytes);
        }
        row
    }

    /// All rows in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = [u32; N]> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// The lower half of a number, the places of rows and bytes, of which there are never so many that
/// they do not fit.
pub(crate) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
