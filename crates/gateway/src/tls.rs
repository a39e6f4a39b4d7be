//! The secure channel: whom we believe to be the gateway.

mod fault;

pub use fault::{Fingerprint, Presented, TlsFault};
