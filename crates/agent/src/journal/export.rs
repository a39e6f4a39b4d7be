//! One receipt in one file that verifies on another machine.
//!
//! JSON whose parts anyone can check with common tools: `.receipt` is the canonical text that hashes to the id, and
//! `.candles` the canonical candles in Base64.

use std::borrow::Cow;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    KeptSeries, Named,
    body::Body,
    candles,
    verify::{Kept, KeptCandles, Place},
};

const FORMAT: &str = "engram.export/1";

/// Of a receipt that rests on more than its own candles.
const FORMAT_MORE: &str = "engram.export/2";

/// Read first by whoever is handed the file.
const HOLDS: &str = "the question, every parameter and the answer, where the candles came from, and the candles";
const HOLDS_RISK: &str = "your equity and holdings, the question, every parameter and the answer, where the candles \
                          came from, and the candles";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    format: &'a str,
    holds: &'a str,
    receipt_id: &'a str,
    #[serde(borrow)]
    receipt: &'a RawValue,
    provenance_sha256: &'a str,
    #[serde(borrow)]
    provenance: &'a RawValue,
    /// None when they had expired.
    candles: Option<&'a str>,
    /// Of what was held.
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    held: Vec<HeldInFile<'a>>,
    /// The signal it was asked about.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    earlier: Option<&'a RawValue>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeldInFile<'a> {
    named: Named,
    #[serde(borrow)]
    provenance: &'a RawValue,
    candles: Option<Cow<'a, str>>,
}

/// What one file says.
///
/// # Errors
/// The place that is no longer what it was, so that there is nothing to write.
pub(super) fn written(kept: &Kept) -> Result<Vec<u8>, Place> {
    let unreadable = |at: String| Place::Receipt { id: kept.id.clone(), at };
    let body = Body::of(&kept.canonical)
        .map_err(|error| unreadable(format!("byte {}: no JSON", Body::torn_at(&kept.canonical, &error))))?;
    let raw = |bytes: &[u8]| serde_json::from_slice::<Box<RawValue>>(bytes);
    let receipt = raw(&kept.canonical).map_err(|error| unreadable(error.to_string()))?;
    let provenance = raw(&kept.provenance).map_err(|_| Place::Provenance { id: kept.id.clone() })?;
    let candles = encoded(&kept.candles, body.candles_sha256().unwrap_or_default())?;
    let provenances = kept.held.iter().map(|held| {
        let off = |_| Place::Series { id: kept.id.clone(), place: held.named.place.into() };
        raw(&held.provenance).map_err(off)
    });
    let provenances = provenances.collect::<Result<Vec<_>, Place>>()?;
    let held = kept.held.iter().zip(&provenances).map(|(held, provenance)| {
        let candles = encoded(&held.candles, &held.named.candles_sha256)?.map(Cow::Owned);
        Ok(HeldInFile { named: held.named.clone(), provenance, candles })
    });
    let held = held.collect::<Result<Vec<_>, Place>>()?;
    let earlier = kept.earlier.as_deref().map(raw).transpose();
    let earlier = earlier.map_err(|error| unreadable(format!("the receipt it rests on, {error}")))?;
    let file = File {
        format: format(&held, earlier.is_some()),
        holds: holds(&body),
        receipt_id: &kept.id,
        receipt: &receipt,
        provenance_sha256: &kept.provenance_sha256,
        provenance: &provenance,
        candles: candles.as_deref(),
        held,
        earlier: earlier.as_deref(),
    };
    file.bytes().map_err(|error| unreadable(error.to_string()))
}

/// Reads a file that was written, on whatever machine.
///
/// # Errors
/// The place that keeps it from being one. What can be read is checked by [`super::Verifier`].
pub fn read_export(bytes: &[u8]) -> Result<Kept, Place> {
    let off = |what: String| Place::Export { what };
    let file: File<'_> = serde_json::from_slice(bytes)
        .map_err(|error| off(format!("line {}, column {}: {error}", error.line(), error.column())))?;
    if file.format != format(&file.held, file.earlier.is_some()) {
        return Err(off(format!("format {:?}", file.format)));
    }
    // What no hash covers is written in one way only.
    if file.bytes().ok().as_deref() != Some(bytes) {
        return Err(off("not as it was written".to_owned()));
    }
    let body = Body::of(file.receipt.get().as_bytes()).map_err(|error| off(error.to_string()))?;
    if file.holds != holds(&body) {
        return Err(off("holds".to_owned()));
    }
    let held = file.held.iter().map(|held| KeptSeries {
        named: held.named.clone(),
        provenance: held.provenance.get().as_bytes().to_vec(),
        candles: decoded(held.candles.as_deref()),
    });
    Ok(Kept {
        id: file.receipt_id.to_owned(),
        canonical: file.receipt.get().as_bytes().to_vec(),
        provenance: file.provenance.get().as_bytes().to_vec(),
        provenance_sha256: file.provenance_sha256.to_owned(),
        candles: decoded(file.candles),
        held: held.collect(),
        earlier: file.earlier.map(|earlier| earlier.get().as_bytes().to_vec()),
    })
}

fn encoded(candles: &KeptCandles, sha256: &str) -> Result<Option<String>, Place> {
    match candles {
        KeptCandles::Here(bytes) => Ok(Some(BASE64.encode(bytes))),
        KeptCandles::Missing => Ok(None),
        KeptCandles::Unreadable => Err(Place::Candles { sha256: sha256.to_owned() }),
    }
}

fn decoded(text: Option<&str>) -> KeptCandles {
    match text.map(|text| BASE64.decode(text.as_bytes())) {
        None => KeptCandles::Missing,
        Some(Ok(bytes)) if candles::series(&bytes).is_some() => KeptCandles::Here(bytes),
        Some(Ok(_) | Err(_)) => KeptCandles::Unreadable,
    }
}

fn format(held: &[HeldInFile<'_>], has_earlier: bool) -> &'static str {
    if held.is_empty() && !has_earlier { FORMAT } else { FORMAT_MORE }
}

impl File<'_> {
    fn bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn holds(body: &Body) -> &'static str {
    if body.tool() == Some("assess_risk") { HOLDS_RISK } else { HOLDS }
}

#[cfg(test)]
mod tests;
