//! A client for LM Studio as it behaves. It knows nothing of trading.

mod bearer;
pub mod breaker;
pub mod calls;
pub mod chat;
pub mod clean;
mod client;
pub mod discover;
pub mod fault;
mod floor;
mod frame;
mod load;
pub mod meter;
pub mod models;
pub mod object;
pub mod origin;
mod patience;
pub mod pieces;
pub mod reasoning;
pub mod request;
pub mod schema;
pub mod sse;
#[cfg(feature = "testing")]
pub mod testing;
mod wire;

pub use bearer::Bearer;
pub use chat::{Chat, Heard};
pub use client::Client;
pub use fault::Fault;
pub use floor::Standing;
pub use load::{Loaded, Loading, Progress};
pub use origin::Origin;
pub use patience::Patience;
pub use pieces::Answer;
pub use request::{Completion, Message};
