//! What a model says about a report, and what of it may be shown.

#[cfg(test)]
mod corpus;
pub mod law;
