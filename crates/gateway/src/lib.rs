//! The link to a gateway: one socket, what is said on it, and what state it is in. It knows nothing of trading.
//!
//! What we believe of the wire stands in `PROTOCOL.md` beside the sources.

pub mod frames;
mod secret;

pub use secret::SecretText;
