//! What a model thought of a signal, as it is kept and scored forward: how often the signal's event came when it agreed,
//! disagreed, was unsure.

use analysis::answer::Stance;
use jiff::Timestamp;

/// An opinion about one receipt, and what it takes to tell where it came from. It moves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    pub stance: Stance,
    /// What the model says of itself, 0 to 100.
    pub self_confidence: Option<u8>,
    /// Id of the model that really answered.
    pub model: String,
    /// How its weights are stored, where that is known: `Q4_K_M`.
    pub quant: Option<String>,
    /// What it was asked, lower-case hex.
    pub prompt_sha256: String,
    pub seed: u32,
    /// When it was given, UTC.
    pub at: Timestamp,
}
