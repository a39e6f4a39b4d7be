//! A conversation about markets: a question in words goes in, checked words or a report come out.
//!
//! [`Machine`] decides and touches nothing; [`Answering`] carries out what it wants. Every question is answered once,
//! with a model or without one, and never with a number that no tool has computed.

mod answering;
mod converse;
mod leak;
mod machine;
mod memory;
mod prompt;

pub use answering::{Answering, Learned, Meant, Patience, Progress, Reply, Who, which};
pub use machine::{Answered, Effect, Finish, Input, Limits, Machine, Ran, TurnId, Why};
pub use memory::Memory;
