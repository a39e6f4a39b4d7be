//! A signal that was given before, asked about by its receipt.

use analysis::{History, Params, Side, SignalTaken, answer::SignalWord, receipt};
use jiff::Timestamp;

use super::{Kept, Place, Verdict, body::Body, verify};

/// A signal of ours, as it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// What it said.
    pub taken: SignalTaken,
    /// The candles it was given from.
    pub history: History,
    /// What it was computed with.
    pub params: Params,
    /// The instant of knowledge.
    pub as_of: Timestamp,
}

/// Why a receipt is no signal to ask about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSignal {
    #[error("{id} is a receipt of {tool}, not of generate_signal")]
    OtherTool { id: String, tool: String },
    #[error("{0} was altered in the journal")]
    Altered(Place),
    #[error("the candles of {0} have expired")]
    CandlesMissing(String),
    #[error("{0} was made by another version, whose parameters this one does not know")]
    OtherVersion(String),
}

impl Earlier {
    /// Reads what is kept of a signal.
    ///
    /// # Errors
    /// When it is none, or is no longer what was stored.
    pub fn of(kept: &Kept) -> Result<Self, NoSignal> {
        let id = || kept.id.clone();
        let body = Body::of(&kept.canonical).ok().filter(|_| receipt::id_of(&kept.canonical) == kept.id);
        let altered = || NoSignal::Altered(Place::Receipt { id: id(), at: "its bytes".to_owned() });
        let body = body.ok_or_else(altered)?;
        let tool = body.tool().unwrap_or_default();
        if tool != "generate_signal" {
            return Err(NoSignal::OtherTool { id: id(), tool: tool.to_owned() });
        }
        if receipt::sha256_hex(&kept.provenance) != kept.provenance_sha256 {
            return Err(NoSignal::Altered(Place::Provenance { id: id() }));
        }
        match verify::unsound(&kept.candles, body.candles_sha256().unwrap_or_default()) {
            None => {}
            Some(Verdict::Altered(place)) => return Err(NoSignal::Altered(place)),
            Some(Verdict::Match | Verdict::Different(_) | Verdict::CannotCheck(_)) => {
                return Err(NoSignal::CandlesMissing(id()));
            }
        }
        let params = body.value().get("params").cloned().and_then(|params| serde_json::from_value(params).ok());
        let read = || {
            Some(Self {
                taken: taken(&body, &kept.id)?,
                history: verify::history(kept)?,
                params: params?,
                as_of: body.as_of()?,
            })
        };
        read().ok_or_else(|| NoSignal::OtherVersion(id()))
    }
}

/// What a signal said: its side, and on HOLD the side it showed, without levels.
pub(super) fn taken(body: &Body, id: &str) -> Option<SignalTaken> {
    let price = |name: &str| body.number(&format!("/output/{name}"));
    let side = |text: &str| text.parse().ok();
    let signal = body.text("/output/signal")?.parse().ok()?;
    let allowed = |side: &Side| {
        let allowed = body.value().pointer(&format!("/output/scenarios/{}/allowed", side.name()));
        allowed.and_then(serde_json::Value::as_bool).unwrap_or_default()
    };
    Some(SignalTaken {
        receipt_id: id.to_owned(),
        signal,
        side: match signal {
            SignalWord::Buy => Side::Long,
            SignalWord::Sell => Side::Short,
            SignalWord::Hold => {
                let lean = body.text("/output/lean").and_then(side).filter(allowed);
                lean.or_else(|| body.text("/output/lead").and_then(side)).unwrap_or(Side::Long)
            }
        },
        entry_price: price("entry_price"),
        stop_loss: price("stop_loss"),
    })
}

#[cfg(test)]
mod tests;
