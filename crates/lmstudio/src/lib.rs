//! A client for LM Studio as it behaves. It knows nothing of trading.

mod bearer;
mod clean;
pub mod fault;
pub mod models;
pub mod origin;
mod patience;
pub mod reasoning;
pub mod sse;
mod wire;

pub use bearer::Bearer;
pub use fault::Fault;
pub use origin::Origin;
pub use patience::Patience;
