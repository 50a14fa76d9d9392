//! Applying fixes: findings to edits, edits to text, to a fixed point.
