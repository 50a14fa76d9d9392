use std::fmt;
use std::ops::Range;

/// A half-open range of **bytes** in a text.
///
/// `start <= end` always holds. Spans that the scanner hands out also lie on character boundaries
/// of the text they were made for; a span does not know its text, only
/// [`Document::slice`](super::Document::slice) turns it into one. An empty span marks a position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`. Ends given in the wrong order are
    /// swapped, so that the invariant holds whatever a caller computed.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start.min(end), end: start.max(end) }
    }

    /// The position before the byte at `at`.
    #[must_use]
    pub fn empty(at: usize) -> Span {
        Span { start: at, end: at }
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether this is a position and not a stretch of text.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `at` lies inside; the end does not.
    #[must_use]
    pub fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the two share a byte, or one is a position inside the other.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        if self.is_empty() || other.is_empty() {
            return self.start <= other.end && other.start <= self.end;
        }
        self.start < other.end && other.start < self.end
    }

    /// Whether the two overlap or stand side by side without a byte between them.
    #[must_use]
    pub fn touches(self, other: Span) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As the range that slices take.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_half_open_span_does_not_contain_its_end() {
        let span = Span::new(2, 5);
        assert!(span.contains(2) && span.contains(4));
        assert!(!span.contains(5) && !span.contains(1));
        assert!(!Span::empty(3).contains(3));
    }

    #[test]
    fn side_by_side_touches_and_does_not_overlap() {
        let (left, right) = (Span::new(0, 3), Span::new(3, 6));
        assert!(left.touches(right) && right.touches(left));
        assert!(!left.overlaps(right) && !right.overlaps(left));
        assert!(Span::empty(3).overlaps(left) && Span::empty(3).overlaps(right));
        assert!(!Span::new(0, 2).touches(Span::new(3, 4)));
    }

    #[test]
    fn ends_in_the_wrong_order_are_swapped() {
        assert_eq!(Span::new(5, 2), Span::new(2, 5));
    }
}
