//! The link to a gateway: one socket, what is said on it, and what state it is in. It knows nothing of trading.
//!
//! [`spawn`] starts a link and gives a [`Handle`] to it. What the gateway wants done comes as [`Taken`] work, each with
//! its answer and its cancel. What we believe of the wire stands in `PROTOCOL.md` beside the sources.

pub mod address;
pub mod chance;
mod config;
mod dial;
mod drive;
pub mod frames;
mod handle;
pub mod identity;
pub mod invokes;
pub mod link;
pub mod requests;
mod secret;
mod socket;
pub mod tls;

pub use config::{Config, Credentials, Given, Offer, Presentation, RealDial, Role, World};
pub use dial::{Wire, dial};
pub use drive::spawn;
pub use handle::{DeviceToken, Ended, Handle, Taken};
pub use secret::SecretText;
pub use socket::Bytes;
