//! A receipt as rows: its own, those of what was held, and the entry of the chain that remembers them.

use analysis::receipt::sha256_hex;
use jiff::Timestamp;
use rusqlite::params;
use serde_json::json;

use super::{JournalFault, added::Added, body::Body, chain::EntryKind, outcome, series::Named};

/// A receipt whose rows are about to be added.
pub(super) struct NewReceipt<'a> {
    pub(super) id: &'a str,
    pub(super) canonical: &'a [u8],
    /// What the bytes say.
    pub(super) body: &'a Body,
    /// Where its candles came from, as JSON.
    pub(super) provenance: &'a [u8],
    /// What was held, each with where its candles came from.
    pub(super) held: Vec<(&'a Named, &'a [u8])>,
    pub(super) at: Timestamp,
}

impl NewReceipt<'_> {
    /// Adds its rows, then the entry of the chain.
    pub(super) fn add(&self, added: &Added<'_>) -> Result<(), JournalFault> {
        let (body, id) = (self.body, self.id);
        let due_ms = outcome::due_at(body).map(Timestamp::as_millisecond);
        let candles_sha256 = body.candles_sha256().unwrap_or_default();
        added.run(
            "INSERT INTO receipts (id, seq, tool, pair, timeframe, clock, canonical, provenance, candles_sha256, due_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                id,
                added.head()?.seq + 1,
                body.tool(),
                body.pair(),
                body.timeframe(),
                body.clock(),
                self.canonical,
                self.provenance,
                candles_sha256,
                due_ms,
            ],
        )?;
        for (named, provenance) in &self.held {
            let Named { place, role, pair, timeframe, candles_sha256, .. } = named;
            added.run(
                "INSERT INTO series (receipt, place, role, pair, timeframe, candles_sha256, provenance)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![id, place, role, pair, timeframe, candles_sha256, provenance],
            )?;
        }
        let series: Vec<&Named> = self.held.iter().map(|(named, _)| *named).collect();
        let said = receipt_entry(candles_sha256, &sha256_hex(self.provenance), due_ms, &series);
        added.entry(EntryKind::Receipt, id, self.at, said.as_bytes()).map(drop)
    }
}

/// What the chain remembers of a receipt, beside its id: what the id does not cover.
pub(super) fn receipt_entry(
    candles_sha256: &str,
    provenance_sha256: &str,
    due_ms: Option<i64>,
    series: &[&Named],
) -> String {
    let mut said =
        json!({ "candles_sha256": candles_sha256, "due_ms": due_ms, "provenance_sha256": provenance_sha256 });
    if let Some(said) = said.as_object_mut().filter(|_| !series.is_empty()) {
        said.insert("series".to_owned(), json!(series));
    }
    said.to_string()
}
