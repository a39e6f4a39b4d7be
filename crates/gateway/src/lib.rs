//! The link to a gateway: one socket, what is said on it, and what state it is in. It knows nothing of trading.
//!
//! What we believe of the wire stands in `PROTOCOL.md` beside the sources.

pub mod address;
mod dial;
pub mod frames;
pub mod identity;
pub mod invokes;
pub mod link;
pub mod requests;
mod secret;
pub mod tls;

pub use dial::{Wire, dial};
pub use secret::SecretText;
