//! A client for LM Studio as it behaves. It knows nothing of trading.

mod clean;
pub mod fault;
pub mod reasoning;
pub mod sse;

pub use fault::Fault;
