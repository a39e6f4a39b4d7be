//! What is added: answers, decisions, outcomes. Each call is one transaction, and returns when it is on the disk.

use analysis::{
    History, Holdings, Report,
    receipt::{Receipt, sha256_hex},
};
use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};
use serde::Serialize;

use super::{
    Decision, Journal, JournalFault, Outcome, Place,
    added::Added,
    body::Body,
    candles,
    chain::EntryKind,
    decision::DecisionBody,
    read::bytes,
    row::NewReceipt,
    series::{Coming, Named},
    tried::Rules,
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

/// Receipts that are about to be stored, and what they rest on.
struct Answers<'a> {
    receipts: &'a [Receipt],
    own: Coming,
    held: Vec<(Named, Coming)>,
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
        self.store_with_holdings(receipts, history, &Holdings::NotSet, now)
    }

    /// Stores receipts that rest on the candles of what was held, too.
    ///
    /// # Errors
    /// As [`Self::store`].
    pub fn store_with_holdings(
        &mut self,
        receipts: &[Receipt],
        history: &History,
        holdings: &Holdings,
        now: Timestamp,
    ) -> Result<Stored, JournalFault> {
        let Some(first) = receipts.first() else { return Ok(Stored { ids: Vec::new(), fresh: 0 }) };
        let foreign = || JournalFault::NotTheseCandles(first.id.clone());
        let as_of = Body::of(&first.canonical).ok().and_then(|body| body.as_of()).ok_or_else(foreign)?;
        let own = Coming::of(history, as_of, foreign)?.ok_or_else(foreign)?;
        let answers = Answers { receipts, own, held: Coming::of_held(holdings, as_of, foreign)?, now };
        self.added(|added| answers.into(added))
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
    pub(super) fn added<T>(
        &mut self,
        add: impl FnOnce(&Added<'_>) -> Result<T, JournalFault>,
    ) -> Result<T, JournalFault> {
        let path = self.path.clone();
        let fault = |error| JournalFault::of_sqlite(&path, error);
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let done = add(&Added::new(&begun, &fault))?;
        begun.commit().map_err(fault)?;
        Ok(done)
    }
}

impl Answers<'_> {
    fn into(self, added: &Added<'_>) -> Result<Stored, JournalFault> {
        self.own.add(added)?;
        for (_, coming) in &self.held {
            coming.add(added)?;
        }
        let mut fresh = 0;
        for receipt in self.receipts {
            fresh += usize::from(self.add_receipt(receipt, added)?);
        }
        Ok(Stored { ids: self.receipts.iter().map(|receipt| receipt.id.clone()).collect(), fresh })
    }

    /// Whether it is new.
    fn add_receipt(&self, receipt: &Receipt, added: &Added<'_>) -> Result<bool, JournalFault> {
        let foreign = || JournalFault::NotTheseCandles(receipt.id.clone());
        let body = Body::of(&receipt.canonical).map_err(|_| foreign())?;
        if body.candles_sha256() != Some(self.own.sha256.as_str()) {
            return Err(foreign());
        }
        let sql = "SELECT canonical FROM receipts WHERE id = ?1";
        if let Some(here) = added.one(sql, &receipt.id, |row| bytes(row, 0))? {
            let same = here == receipt.canonical;
            let at = || Place::Receipt { id: receipt.id.clone(), at: "its bytes".to_owned() };
            return if same { Ok(false) } else { Err(altered(&at())) };
        }
        let row = NewReceipt {
            id: &receipt.id,
            canonical: &receipt.canonical,
            body: &body,
            provenance: &self.own.provenance,
            held: self.held.iter().map(|(named, coming)| (named, coming.provenance.as_slice())).collect(),
            at: self.now,
        };
        row.add(added)?;
        let rules = body.value().get("params").and_then(Rules::of).ok_or_else(foreign)?;
        let market = body.pair().zip(body.timeframe()).ok_or_else(foreign)?;
        added.try_rules(market.0, market.1, &rules, self.now)?;
        Ok(true)
    }
}

impl Coming {
    fn add(&self, added: &Added<'_>) -> Result<(), JournalFault> {
        let cut = candles::cut(&self.canonical, self.interval);
        for (sha256, piece) in &cut.pieces {
            self.add_piece(sha256, piece, added)?;
        }
        match added.one("SELECT plan FROM candles WHERE sha256 = ?1", &self.sha256, |row| bytes(row, 0))? {
            Some(plan) if plan == cut.plan => Ok(()),
            Some(_) => Err(self.altered()),
            None => added.run("INSERT INTO candles (sha256, plan) VALUES (?1, ?2)", params![self.sha256, cut.plan]),
        }
    }

    /// A piece that is here already must be what was stored, or every later answer would rest on what was altered.
    fn add_piece(&self, sha256: &str, piece: &[u8], added: &Added<'_>) -> Result<(), JournalFault> {
        let sql = "SELECT packed, packed_sha256 FROM pieces WHERE sha256 = ?1";
        if let Some((packed, packed_sha256)) = added.one(sql, sha256, |row| Ok((bytes(row, 0)?, bytes(row, 1)?)))? {
            let same = sha256_hex(&packed).as_bytes() == packed_sha256;
            return if same { Ok(()) } else { Err(self.altered()) };
        }
        let packed = candles::packed(piece).map_err(|_| JournalFault::NotTheseCandles(self.sha256.clone()))?;
        added.run(
            "INSERT INTO pieces (sha256, packed, packed_sha256) VALUES (?1, ?2, ?3)",
            params![sha256, packed, sha256_hex(&packed)],
        )
    }

    fn altered(&self) -> JournalFault {
        altered(&Place::Candles { sha256: self.sha256.clone() })
    }
}

pub(super) fn written(value: &impl Serialize, else_: impl FnOnce() -> JournalFault) -> Result<Vec<u8>, JournalFault> {
    analysis::receipt::canonical(value).map_err(|_| else_())
}

fn altered(place: &Place) -> JournalFault {
    JournalFault::Altered(place.to_string())
}
