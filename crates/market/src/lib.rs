//! Where candles come from.
//!
//! A [`Feed`] answers with rows as its source has them; [`normalise`] alone decides which of them enter a
//! [`analysis::Series`]. [`history`] does both.

#![warn(missing_docs)]

mod demo;
mod fault;
mod feed;
mod file;
mod normalise;

#[cfg(test)]
mod testing;

pub use demo::DemoFeed;
pub use fault::{BadRow, CsvFault, Expected, FeedFault, Rule};
pub use feed::{Batch, BoxFuture, Column, Feed, Layout, Note, Offer, Origin, Row, Want, history};
pub use file::FileFeed;
pub use normalise::normalise;
