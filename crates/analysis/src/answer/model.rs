//! What a model said of an answer: shown beside it, and part of no number.

use serde::Serialize;

use super::words::words;

words!(
    /// State of the model's part. Not hashed.
    ModelState {
        Off = "off",
        NotAsked = "not_asked",
        Ok = "ok",
        Unavailable = "unavailable",
        Rejected = "rejected",
    }
);
words!(
    /// How a model stands to a signal that was computed without it.
    Stance { Agree = "agree", Disagree = "disagree", Unsure = "unsure" }
);

/// A model's reading of a signal. It has no weight: there is no field for one. Not hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ModelView {
    pub stance: Stance,
    /// What it says of itself, 0 to 100; scored forward, and no probability.
    pub self_confidence: Option<u8>,
    /// Id of the model that really answered.
    pub model: String,
    /// The sentences whose every number is in the answer; empty where none was.
    pub note: String,
    /// How many sentences were not.
    pub dropped_sentences: u32,
}
