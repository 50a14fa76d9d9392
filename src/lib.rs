//! mtlint finds and repairs the damage that machine translation leaves in English text.
//!
//! Modules stand on floors, and each names only those before it in this list; `tests/layers.rs`
//! holds it so.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::string_slice, reason = "a test cuts texts it knows"))]

pub mod text;

pub mod rule;

pub mod builtin;

pub mod finding;

pub mod verdict;

pub mod scan;

pub mod fix;

pub mod lint;

pub mod policy;

pub mod source;

pub mod emit;

pub mod run;

pub mod cli;
