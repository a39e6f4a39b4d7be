//! Candles that come by themselves.

use std::time::Duration;

use analysis::Interval;

use crate::Row;

/// A series that is followed: its name on the stream, and its timeframe there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Topic {
    pub(crate) symbol: String,
    pub(crate) interval: Interval,
}

/// What a message of a stream says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    /// A candle, and whether it has closed where that is told.
    Bar { topic: Topic, row: Row, closed: Option<bool> },
    /// A sign of life.
    Alive,
    /// It will close soon: another connection is better.
    Restart,
    /// It does not give what was asked for.
    Refused(String),
}

/// How a market place tells closed candles by itself.
pub(crate) trait Stream: Send + Sync {
    /// Timeframes that come by themselves.
    fn follows(&self, interval: Interval) -> bool;

    /// Its name of an instrument there.
    fn symbol(&self, symbol: &str) -> String {
        symbol.to_owned()
    }

    /// Path and query of the socket.
    fn path(&self, topics: &[Topic]) -> String;

    /// What is said first.
    fn hello(&self, topics: &[Topic]) -> Vec<String>;

    /// What is said now and then, lest it hang up.
    fn ping(&self) -> Option<(Duration, &'static str)> {
        None
    }

    /// Without a word for so long it is given up.
    fn silence(&self) -> Duration;

    /// Reads a message.
    fn hear(&self, text: &str) -> Vec<Heard>;
}
