//! What a run shows and when it fails.
