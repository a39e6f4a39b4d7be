//! Everything anyone may ask.

use analysis::{Direction, Gate};
use serde::{Deserialize, Deserializer, Serialize};

use crate::journal::Decision;

/// A wish of the screen. It has no result: the next snapshot is the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Command {
    /// Asks for a signal. A question that is still being worked on is dropped for it.
    Ask {
        /// As the trader typed it.
        pair: String,
        /// As the trader chose it; `None` leaves it to the feed.
        timeframe: Option<String>,
        /// Sides the trader may take.
        direction: Direction,
        /// What makes BUY or SELL.
        gate: Gate,
    },
    /// Drops the question that is being worked on.
    #[serde(deserialize_with = "nothing_else")]
    Cancel,
    /// Puts the last answer or problem aside; reports stay.
    #[serde(deserialize_with = "nothing_else")]
    Dismiss,
    /// Says something in the chat. What is being answered there is dropped for it.
    Say {
        /// As the trader typed it.
        text: String,
    },
    /// Stops whatever a model is at; the numbers stay.
    #[serde(deserialize_with = "nothing_else")]
    StopTalking,
    /// Begins the chat anew.
    #[serde(deserialize_with = "nothing_else")]
    ClearChat,
    /// Writes down what the trader did about an answer. The last word counts.
    Decide {
        /// Receipt id of the signal.
        receipt: String,
        /// What was done.
        decision: Decision,
        /// In the trader's words, at most 500 characters; may be empty.
        why: String,
    },
}

/// Serde does not refuse unknown fields beside a tag that stands alone.
fn nothing_else<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}

#[cfg(test)]
mod tests;
