#![expect(
    clippy::disallowed_methods,
    reason = "tests start programs, wait for them, and read files and the environment"
)]

mod chain;
mod decisions;
mod disk;
mod durable;
mod flips;
mod held;
mod kill;
#[cfg(unix)]
mod place;
mod round_trip;
pub(crate) mod support;
mod upgrade;
mod writers;
