//! The one loop: documents in, output out.
