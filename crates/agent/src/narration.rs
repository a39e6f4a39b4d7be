//! What a model says about a report, and what of it may be shown.

pub mod law;
