//! Where candles come from.
//!
//! A [`Feed`] answers with rows as its source has them; [`normalise`] alone decides which of them enter a
//! [`analysis::Series`]. [`history`] does both.

#![warn(missing_docs)]

mod cache;
mod compare;
mod demo;
mod endpoint;
#[cfg(any(test, feature = "testing"))]
pub mod fake;
mod fault;
mod feed;
mod file;
mod http;
#[cfg(any(test, feature = "testing"))]
pub mod measure;
mod normalise;
mod quota;
mod remote;
mod routed;
mod standing;
pub mod symbol;
mod venue;
mod wire;

#[cfg(test)]
mod testing;

pub use cache::{Cache, Contents, Kept, Prune, USUAL_BYTES};
pub use compare::{Compared, checked};
pub use demo::DemoFeed;
pub use endpoint::{Endpoint, EndpointFault};
pub use fault::{BadRow, CsvFault, Expected, FeedFault, Rule, Trouble};
pub use feed::{Batch, BoxFuture, BoxStream, Column, Feed, Layout, Note, Offer, Origin, Row, Want, history};
pub use file::FileFeed;
pub use normalise::{Judged, Told, judged, normalise, told};
pub use remote::{Access, Clock, Patience, Progress, RemoteFeed};
pub use routed::RoutedFeed;
pub use standing::{News, Standing};
pub use venue::{Caps, Instrument, UnknownVenue, VenueName};
