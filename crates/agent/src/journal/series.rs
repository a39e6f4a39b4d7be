//! Candles an answer rests on, its own and those of what was held.

use analysis::{
    History, Holdings, Interval,
    receipt::{candles_canonical, sha256_hex},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{JournalFault, KeptCandles, write::written};

/// Candles that are about to be stored, and where they came from.
pub(super) struct Coming {
    pub(super) canonical: Vec<u8>,
    pub(super) sha256: String,
    pub(super) interval: Interval,
    pub(super) provenance: Vec<u8>,
    pub(super) provenance_sha256: String,
}

/// Candles of a holding, as they are kept with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSeries {
    pub named: Named,
    /// Where they came from, as JSON; empty where that is gone.
    pub provenance: Vec<u8>,
    pub candles: KeptCandles,
}

/// What the chain remembers of a holding's candles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub candles_sha256: String,
    pub pair: String,
    /// Which of the holdings, from 0.
    pub place: u32,
    pub provenance_sha256: String,
    /// `held`.
    pub role: String,
    pub timeframe: String,
}

/// What the chain remembers of a receipt beside its id.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Remembered {
    pub(super) candles_sha256: String,
    pub(super) provenance_sha256: String,
    pub(super) series: Vec<Named>,
}

impl Remembered {
    /// Reads an entry; nothing where it is torn.
    pub(super) fn of(entry: &[u8]) -> Self {
        serde_json::from_slice(entry).unwrap_or_default()
    }
}

impl Coming {
    /// What of a history was known then; `None` where nothing was.
    pub(super) fn of(
        history: &History,
        as_of: Timestamp,
        foreign: impl Fn() -> JournalFault,
    ) -> Result<Option<Self>, JournalFault> {
        let Some(series) = history.series.until(as_of) else { return Ok(None) };
        let canonical = candles_canonical(&series);
        let provenance = written(&history.provenance, foreign)?;
        Ok(Some(Self {
            sha256: sha256_hex(&canonical),
            canonical,
            interval: series.interval(),
            provenance_sha256: sha256_hex(&provenance),
            provenance,
        }))
    }

    /// The same of every holding that has candles.
    pub(super) fn of_held(
        holdings: &Holdings,
        as_of: Timestamp,
        foreign: impl Fn() -> JournalFault,
    ) -> Result<Vec<(Named, Self)>, JournalFault> {
        let mut all = Vec::new();
        for (place, holding) in (0..).zip(holdings.each()) {
            let Some(history) = &holding.candles else { continue };
            let Some(coming) = Self::of(history, as_of, &foreign)? else { continue };
            let named = Named {
                candles_sha256: coming.sha256.clone(),
                pair: holding.pair.to_string(),
                place,
                provenance_sha256: coming.provenance_sha256.clone(),
                role: "held".to_owned(),
                timeframe: coming.interval.name().to_owned(),
            };
            all.push((named, coming));
        }
        Ok(all)
    }
}
