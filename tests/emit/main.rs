//! What readers and programs see of findings. `SNAPSHOTS=overwrite cargo test --test emit` writes
//! the snapshots and the schema anew.

mod any;
mod jsonl;
mod scene;
mod term;
