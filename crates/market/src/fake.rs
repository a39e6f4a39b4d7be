//! Market places to test against: each venue's own shapes, orders, pages, limits and refusals, over real connections or
//! without any. Written from their documents, not taken from anybody's code.
#![expect(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::maybe_infinite_iter,
    clippy::wildcard_enum_match_arm,
    clippy::format_push_string,
    clippy::struct_excessive_bools,
    clippy::match_bool,
    reason = "for tests: what is wrong here shall be seen at once"
)]

mod rest;
mod server;
mod socket;
mod world;

pub use server::Served;
pub use world::{Answer, Asked, Fault, World};

#[cfg(test)]
pub(crate) use world::InProcess;
