//! Where documents come from and where repaired ones go.
