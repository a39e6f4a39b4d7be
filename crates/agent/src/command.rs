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
    /// Says whether anybody sees the window: the watch list is looked at only then.
    Attend {
        /// Somebody does.
        seen: bool,
    },
    /// Writes settings into the trader's file, all of them or none, and puts them in force.
    Save {
        /// What to change.
        changes: Vec<Change>,
    },
    /// Writes the settings file as it was before the last change.
    #[serde(deserialize_with = "nothing_else")]
    Undo,
    /// Calls a tool by hand. A call that is still being worked on is dropped for it.
    Call {
        /// Its name.
        tool: String,
        /// JSON.
        arguments: String,
    },
    /// Drops the call that is being worked on.
    #[serde(deserialize_with = "nothing_else")]
    StopCall,
    /// Waits for a price.
    Arm {
        /// The pair.
        pair: String,
        /// As typed, with a point before the decimals.
        price: String,
    },
    /// Waits for it no more.
    Disarm {
        /// Which alert.
        number: u32,
    },
    /// Answers the gateway's calls with "paused" from now on.
    Pause {
        /// For so many minutes; until Engram is started again where there are none.
        minutes: Option<u32>,
    },
    /// Answers them again.
    #[serde(deserialize_with = "nothing_else")]
    Resume,
    /// Dials the gateway now.
    #[serde(deserialize_with = "nothing_else")]
    Reconnect,
    /// Looks at a part layer by layer, with these values instead of the saved ones.
    Test {
        /// Its name as `engram doctor` has it; all of them where there is none.
        part: Option<String>,
        /// What is typed and not saved.
        changes: Vec<Change>,
    },
}

/// A setting as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Change {
    /// The key.
    pub path: String,
    /// Its value; `None` takes it out of the file, which gives the default.
    pub value: Option<String>,
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
