//! A client for LM Studio as it behaves. It knows nothing of trading.

pub mod reasoning;
pub mod sse;
