//! What readers and programs see of findings. `SNAPSHOTS=overwrite cargo test --test emit` writes
//! the snapshots and the schema anew.

mod scene;
mod term;
