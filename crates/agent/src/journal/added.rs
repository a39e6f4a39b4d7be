//! A transaction that adds.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    JournalFault,
    chain::{EntryKind, Head},
    tried::Rules,
};

/// A transaction that is open.
pub(super) struct Added<'a> {
    transaction: &'a Transaction<'a>,
    fault: &'a dyn Fn(rusqlite::Error) -> JournalFault,
}

impl<'a> Added<'a> {
    pub(super) fn new(transaction: &'a Transaction<'a>, fault: &'a dyn Fn(rusqlite::Error) -> JournalFault) -> Self {
        Self { transaction, fault }
    }

    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), JournalFault> {
        self.transaction.execute(sql, values).map(drop).map_err(self.fault)
    }

    pub(super) fn batch(&self, sql: &str) -> Result<(), JournalFault> {
        self.transaction.execute_batch(sql).map_err(self.fault)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        key: &str,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, JournalFault> {
        self.transaction.query_row(sql, [key], read).optional().map_err(self.fault)
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, JournalFault> {
        let found = self.transaction.prepare(sql).and_then(|mut asked| asked.query_map([], read)?.collect());
        found.map_err(self.fault)
    }

    pub(super) fn has(&self, kind: EntryKind, id: &str) -> Result<bool, JournalFault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE receipt = ?1 AND kind = ?2)";
        self.transaction.query_row(sql, [id, kind.name()], |row| row.get(0)).map_err(self.fault)
    }

    pub(super) fn must_hold(&self, id: &str) -> Result<(), JournalFault> {
        let known = self.has(EntryKind::Receipt, id)?;
        if known { Ok(()) } else { Err(JournalFault::UnknownReceipt(id.to_owned())) }
    }

    pub(super) fn head(&self) -> Result<Head, JournalFault> {
        let read = |row: &Row<'_>| Ok(Head { seq: row.get(0)?, hash: row.get(1)? });
        let head = self.transaction.query_row("SELECT seq, hash FROM head", [], read).optional();
        Ok(head.map_err(self.fault)?.unwrap_or_else(Head::start))
    }

    /// Adds an entry to the chain. One that belongs to no receipt has an empty id.
    pub(super) fn entry(&self, kind: EntryKind, id: &str, at: Timestamp, body: &[u8]) -> Result<Head, JournalFault> {
        let before = self.head()?;
        let head = before.with(kind, id, at, body);
        let receipt = (!id.is_empty()).then_some(id);
        self.run(
            "INSERT INTO entries (seq, kind, receipt, at, body, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![head.seq, kind.name(), receipt, at.to_string(), body, before.hash, head.hash],
        )?;
        self.run(
            "INSERT INTO head (one, seq, hash) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            params![head.seq, head.hash],
        )?;
        Ok(head)
    }

    /// Remembers rules, unless they are remembered.
    pub(super) fn try_rules(
        &self,
        pair: &str,
        timeframe: &str,
        rules: &Rules,
        at: Timestamp,
    ) -> Result<(), JournalFault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM tried WHERE pair = ?1 AND timeframe = ?2 AND rules_sha256 = ?3)";
        let known = self.transaction.query_row(sql, [pair, timeframe, &rules.sha256], |row| row.get(0));
        if known.map_err(self.fault)? {
            return Ok(());
        }
        let head = self.entry(EntryKind::Tried, "", at, rules.entry(pair, timeframe).to_string().as_bytes())?;
        self.run(
            "INSERT INTO tried (pair, timeframe, rules_sha256, seq) VALUES (?1, ?2, ?3, ?4)",
            params![pair, timeframe, rules.sha256, head.seq],
        )
    }
}
