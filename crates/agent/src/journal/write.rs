//! What is added: answers, decisions, outcomes. Each call is one transaction, and returns when it is on the disk.

use analysis::{
    History, Interval, Report,
    receipt::{Receipt, candles_canonical, sha256_hex},
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use serde_json::json;

use super::{
    Decision, Journal, JournalFault, Outcome, Place,
    body::Body,
    candles,
    chain::{EntryKind, Head},
    decision::DecisionBody,
    outcome,
    read::bytes,
};

/// Most characters of a reason.
const MOST_WHY: usize = 500;

/// What came of storing an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The receipts that are on the disk now.
    pub ids: Vec<String>,
    /// How many of them were not there before: the same question at the same second is the same answer.
    pub fresh: usize,
}

/// An answer that is about to be stored.
struct Coming<'a> {
    candles: Vec<u8>,
    candles_sha256: String,
    interval: Interval,
    provenance: Vec<u8>,
    provenance_sha256: String,
    receipts: &'a [Receipt],
    now: Timestamp,
}

impl Journal {
    /// Stores every receipt of a report with the candles it was made from.
    ///
    /// # Errors
    /// When it could not be made durable; then nothing of it is stored.
    pub fn store(&mut self, report: &Report, history: &History, now: Timestamp) -> Result<Stored, JournalFault> {
        self.store_receipts(&report.receipts, history, now)
    }

    /// Stores receipts that were made from the same candles.
    ///
    /// # Errors
    /// As [`Self::store`].
    pub fn store_receipts(
        &mut self,
        receipts: &[Receipt],
        history: &History,
        now: Timestamp,
    ) -> Result<Stored, JournalFault> {
        let Some(first) = receipts.first() else { return Ok(Stored { ids: Vec::new(), fresh: 0 }) };
        let foreign = || JournalFault::NotTheseCandles(first.id.clone());
        let as_of = Body::of(&first.canonical).ok().and_then(|body| body.as_of()).ok_or_else(foreign)?;
        let candles = candles_canonical(&history.series.until(as_of).ok_or_else(foreign)?);
        let provenance = written(&history.provenance, foreign)?;
        let coming = Coming {
            candles_sha256: sha256_hex(&candles),
            candles,
            interval: history.series.interval(),
            provenance_sha256: sha256_hex(&provenance),
            provenance,
            receipts,
            now,
        };
        self.added(|added| coming.into(added))
    }

    /// Writes down what the trader did about an answer, and why.
    ///
    /// # Errors
    /// When the receipt is not here, the reason too long, or the disk in the way.
    pub fn decide(&mut self, id: &str, decision: Decision, why: &str, now: Timestamp) -> Result<(), JournalFault> {
        let why: String = why.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let have = why.chars().count();
        if have > MOST_WHY {
            return Err(JournalFault::TooLong { most: MOST_WHY, have });
        }
        let body = written(&DecisionBody { decision, why }, || JournalFault::UnknownReceipt(id.to_owned()))?;
        self.added(|added| {
            added.must_hold(id)?;
            added.entry(EntryKind::Decision, id, now, &body).map(drop)
        })
    }

    /// Writes down how the plan of a signal ended.
    ///
    /// # Errors
    /// When the receipt is not here or has its outcome, or the disk is in the way.
    pub fn score(&mut self, id: &str, outcome: &Outcome, now: Timestamp) -> Result<(), JournalFault> {
        let body = written(outcome, || JournalFault::UnknownReceipt(id.to_owned()))?;
        self.added(|added| {
            added.must_hold(id)?;
            if added.has(EntryKind::Outcome, id)? {
                return Err(JournalFault::AlreadyScored(id.to_owned()));
            }
            added.entry(EntryKind::Outcome, id, now, &body).map(drop)
        })
    }

    /// Runs one transaction, alone among all writers; it counts when this returns without a fault.
    fn added<T>(&mut self, add: impl FnOnce(&Added<'_>) -> Result<T, JournalFault>) -> Result<T, JournalFault> {
        let path = self.path.clone();
        let fault = |error| JournalFault::of_sqlite(&path, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let added = Added { transaction: begun, fault: &fault };
        let done = add(&added)?;
        added.transaction.commit().map_err(fault)?;
        Ok(done)
    }
}

impl Coming<'_> {
    fn into(self, added: &Added<'_>) -> Result<Stored, JournalFault> {
        self.add_candles(added)?;
        let mut fresh = 0;
        for receipt in self.receipts {
            fresh += usize::from(self.add_receipt(receipt, added)?);
        }
        Ok(Stored { ids: self.receipts.iter().map(|receipt| receipt.id.clone()).collect(), fresh })
    }

    fn add_candles(&self, added: &Added<'_>) -> Result<(), JournalFault> {
        let cut = candles::cut(&self.candles, self.interval);
        for (sha256, piece) in &cut.pieces {
            self.add_piece(sha256, piece, added)?;
        }
        match added.blob("SELECT plan FROM candles WHERE sha256 = ?1", &self.candles_sha256)? {
            Some(plan) if plan == cut.plan => Ok(()),
            Some(_) => Err(self.altered_candles()),
            None => {
                added.run("INSERT INTO candles (sha256, plan) VALUES (?1, ?2)", params![self.candles_sha256, cut.plan])
            }
        }
    }

    /// A piece that is here already must be what was stored, or every later answer would rest on what was altered.
    fn add_piece(&self, sha256: &str, piece: &[u8], added: &Added<'_>) -> Result<(), JournalFault> {
        let sql = "SELECT packed, packed_sha256 FROM pieces WHERE sha256 = ?1";
        let read = |row: &Row<'_>| Ok((bytes(row, 0)?, bytes(row, 1)?));
        let here = added.transaction.query_row(sql, [sha256], read).optional().map_err(added.fault)?;
        if let Some((packed, packed_sha256)) = here {
            let same = sha256_hex(&packed).as_bytes() == packed_sha256;
            return if same { Ok(()) } else { Err(self.altered_candles()) };
        }
        let packed = candles::packed(piece).map_err(|_| JournalFault::NotTheseCandles(self.candles_sha256.clone()))?;
        added.run(
            "INSERT INTO pieces (sha256, packed, packed_sha256) VALUES (?1, ?2, ?3)",
            params![sha256, packed, sha256_hex(&packed)],
        )
    }

    fn altered_candles(&self) -> JournalFault {
        altered(&Place::Candles { sha256: self.candles_sha256.clone() })
    }

    /// Whether it is new.
    fn add_receipt(&self, receipt: &Receipt, added: &Added<'_>) -> Result<bool, JournalFault> {
        let foreign = || JournalFault::NotTheseCandles(receipt.id.clone());
        let body = Body::of(&receipt.canonical).map_err(|_| foreign())?;
        if body.candles_sha256() != Some(self.candles_sha256.as_str()) {
            return Err(foreign());
        }
        if let Some(here) = added.blob("SELECT canonical FROM receipts WHERE id = ?1", &receipt.id)? {
            let same = here == receipt.canonical;
            let at = || Place::Receipt { id: receipt.id.clone(), at: "its bytes".to_owned() };
            return if same { Ok(false) } else { Err(altered(&at())) };
        }
        let due_ms = outcome::due_at(&body).map(Timestamp::as_millisecond);
        added.run(
            "INSERT INTO receipts (id, seq, tool, pair, timeframe, clock, canonical, provenance, candles_sha256, due_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                receipt.id,
                added.head()?.seq + 1,
                receipt.tool.name(),
                body.pair(),
                body.timeframe(),
                body.clock(),
                receipt.canonical,
                self.provenance,
                self.candles_sha256,
                due_ms,
            ],
        )?;
        let said = receipt_entry(&self.candles_sha256, &self.provenance_sha256, due_ms);
        added.entry(EntryKind::Receipt, &receipt.id, self.now, said.as_bytes())?;
        Ok(true)
    }
}

/// What the chain remembers of a receipt, beside its id: what the id does not cover.
pub(super) fn receipt_entry(candles_sha256: &str, provenance_sha256: &str, due_ms: Option<i64>) -> String {
    json!({ "candles_sha256": candles_sha256, "due_ms": due_ms, "provenance_sha256": provenance_sha256 }).to_string()
}

/// A transaction that is open.
struct Added<'a> {
    transaction: Transaction<'a>,
    fault: &'a dyn Fn(rusqlite::Error) -> JournalFault,
}

impl Added<'_> {
    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalFault> {
        self.transaction.execute(sql, values).map(drop).map_err(self.fault)
    }

    fn blob(&self, sql: &str, key: &str) -> Result<Option<Vec<u8>>, JournalFault> {
        self.transaction.query_row(sql, [key], |row| row.get(0)).optional().map_err(self.fault)
    }

    fn has(&self, kind: EntryKind, id: &str) -> Result<bool, JournalFault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE receipt = ?1 AND kind = ?2)";
        self.transaction.query_row(sql, [id, kind.name()], |row| row.get(0)).map_err(self.fault)
    }

    fn must_hold(&self, id: &str) -> Result<(), JournalFault> {
        let known = self.has(EntryKind::Receipt, id)?;
        if known { Ok(()) } else { Err(JournalFault::UnknownReceipt(id.to_owned())) }
    }

    fn head(&self) -> Result<Head, JournalFault> {
        let read = |row: &Row<'_>| Ok(Head { seq: row.get(0)?, hash: row.get(1)? });
        let head = self.transaction.query_row("SELECT seq, hash FROM head", [], read).optional();
        Ok(head.map_err(self.fault)?.unwrap_or_else(Head::start))
    }

    fn entry(&self, kind: EntryKind, id: &str, at: Timestamp, body: &[u8]) -> Result<Head, JournalFault> {
        let before = self.head()?;
        let head = before.with(kind, id, at, body);
        self.run(
            "INSERT INTO entries (seq, kind, receipt, at, body, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![head.seq, kind.name(), id, at.to_string(), body, before.hash, head.hash],
        )?;
        self.run(
            "INSERT INTO head (one, seq, hash) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            params![head.seq, head.hash],
        )?;
        Ok(head)
    }
}

fn written(value: &impl Serialize, else_: impl FnOnce() -> JournalFault) -> Result<Vec<u8>, JournalFault> {
    analysis::receipt::canonical(value).map_err(|_| else_())
}

fn altered(place: &Place) -> JournalFault {
    JournalFault::Altered(place.to_string())
}
