//! A score asked again: its answer stands alone, so it is compared by its id and its fields.

use analysis::{OwnLevels, ScoreQuestion, receipt};
use serde::Serialize;
use serde_json::Value;

use super::diff::{self, Difference};
use crate::journal::body::Body;

/// Keys of an answer that its id does not cover.
const UNHASHED: [&str; 4] = ["receipt_id", "journal", "llm", "llm_view"];

/// What was to be scored; `None` where it is no score.
pub(super) fn asked(body: &Body) -> Option<ScoreQuestion> {
    let price = |name: &str| body.number(&format!("/input/{name}"));
    let own = price("entry_price").zip(price("stop_loss")).zip(price("take_profit"));
    Some(ScoreQuestion {
        signal: body.text("/input/signal")?.parse().ok()?,
        receipt_id: body.text("/input/receipt_id").map(str::to_owned),
        own: own.map(|((entry, stop), target)| OwnLevels { entry, stop, target }),
        market_data: body.value().pointer("/input/market_data").and_then(Value::as_object).cloned(),
    })
}

/// Where the stored answer and another one differ.
pub(super) fn differences(body: &Body, answer: &impl Serialize) -> Vec<Difference> {
    let mut recomputed = serde_json::to_value(answer).ok();
    if let Some(Value::Object(fields)) = &mut recomputed {
        fields.retain(|key, _| !UNHASHED.contains(&key.as_str()));
    }
    // Once through its bytes: 2.0 is written as 2.
    let recomputed = recomputed.and_then(|value| receipt::canonical(&value).ok());
    let recomputed = recomputed.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    diff::of_values("/output", body.value().get("output"), recomputed.as_ref())
}
