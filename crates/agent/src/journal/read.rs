//! What is asked of a journal.

use analysis::{Candle, Interval, Pair, Side, add_millis, answer::ToolName};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{
    Decided, Journal, JournalFault, Kept, KeptCandles, Outcome,
    body::Body,
    candles,
    decision::DecisionBody,
    export,
    outcome::ends_at,
    series::{KeptSeries, Named, Remembered},
};
use crate::alerts::{Alert, Firing, Plan, State};

/// Which answers are listed, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub pair: Option<Pair>,
    pub timeframe: Option<Interval>,
    pub tool: Option<ToolName>,
    /// How many at most.
    pub most: u32,
}

/// An answer as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub id: String,
    pub tool: String,
    pub pair: String,
    pub timeframe: String,
    /// When it was given, RFC 3339.
    pub clock: String,
    /// Where its candles came from, such as `demo`.
    pub source: Option<String>,
    /// When the last candle it knew had closed, RFC 3339.
    pub last_closed_candle: Option<String>,
    /// BUY, SELL or HOLD, of a signal.
    pub signal: Option<String>,
    /// What the trader did about it last.
    pub decided: Option<Decided>,
    pub outcome: Option<Outcome>,
}

/// A plan that has ended, and whose outcome nobody has written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    pub of: Of,
    pub pair: Pair,
    pub timeframe: Interval,
    /// Opening time of the candle it was decided at: later candles are needed from here on.
    pub decided_at: Timestamp,
    /// When its outcome could be known, if no candle was missing.
    pub ends_at: Timestamp,
}

/// Whose plan it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// That of a signal, or of a lean.
    Signal {
        /// The receipt's id.
        id: String,
        /// For [`super::scored`].
        canonical: Vec<u8>,
        /// The candle it was decided at, as it was then; none once it has expired. Another market has another one.
        candle: Option<Candle>,
    },
    /// That of an alert, in the direction of its crossing.
    Alert {
        number: u32,
        side: Side,
        plan: Plan,
        /// Of the candle that fired it. Another market has another one.
        close: f64,
    },
}

impl Default for Filter {
    fn default() -> Self {
        Self { pair: None, timeframe: None, tool: None, most: 20 }
    }
}

impl Journal {
    /// One answer with all that is kept of it.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn get(&self, id: &str) -> Result<Option<Kept>, JournalFault> {
        let sql = "SELECT canonical, provenance, candles_sha256 FROM receipts WHERE id = ?1";
        let read = |row: &Row<'_>| Ok((bytes(row, 0)?, bytes(row, 1)?, bytes(row, 2)?));
        let found = self.connection.query_row(sql, [id], read).optional().map_err(|error| self.fault(error))?;
        let Some((canonical, provenance, candles_sha256)) = found else { return Ok(None) };
        let remembered = self.remembered(id)?;
        Ok(Some(Kept {
            id: id.to_owned(),
            earlier: self.earlier_of(&canonical)?,
            canonical,
            provenance,
            provenance_sha256: remembered.provenance_sha256,
            candles: self.candles(&candles_sha256)?,
            held: self.held(id, remembered.series)?,
        }))
    }

    /// The receipt that another one took its signal from, where it is here.
    fn earlier_of(&self, canonical: &[u8]) -> Result<Option<Vec<u8>>, JournalFault> {
        let body = Body::of(canonical).ok();
        let Some(id) = body.as_ref().and_then(|body| body.text("/input/receipt_id")) else { return Ok(None) };
        self.one("SELECT canonical FROM receipts WHERE id = ?1", id)
    }

    /// The candles of what was held, as far as they are still here.
    fn held(&self, id: &str, series: Vec<Named>) -> Result<Vec<KeptSeries>, JournalFault> {
        let sql = "SELECT provenance FROM series WHERE receipt = ?1 AND place = ?2";
        let of = |named: Named| {
            let provenance = self.connection.query_row(sql, params![id, named.place], |row| bytes(row, 0)).optional();
            Ok(KeptSeries {
                provenance: provenance.map_err(|error| self.fault(error))?.unwrap_or_default(),
                candles: self.candles(named.candles_sha256.as_bytes())?,
                named,
            })
        };
        series.into_iter().map(of).collect()
    }

    /// One answer as a file that verifies on another machine.
    ///
    /// # Errors
    /// When it is not here, was altered, or the journal cannot be read.
    pub fn export(&self, id: &str) -> Result<Vec<u8>, JournalFault> {
        let kept = self.get(id)?.ok_or_else(|| JournalFault::UnknownReceipt(id.to_owned()))?;
        export::written(&kept).map_err(|place| JournalFault::Altered(place.to_string()))
    }

    /// The ids of all receipts, oldest first: those that are here, and those the chain remembers.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, JournalFault> {
        let sql = "SELECT id FROM (SELECT id, seq FROM receipts UNION SELECT receipt, seq FROM entries
                   WHERE kind = 'receipt') GROUP BY id ORDER BY min(seq)";
        self.all(sql, (), |row| text(row, 0))
    }

    /// Answers, newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn list(&self, filter: &Filter) -> Result<Vec<Listed>, JournalFault> {
        let sql = "SELECT id, tool, pair, timeframe, clock, canonical FROM receipts
                   WHERE (:pair IS NULL OR pair = :pair) AND (:timeframe IS NULL OR timeframe = :timeframe)
                     AND (:tool IS NULL OR tool = :tool)
                   ORDER BY seq DESC LIMIT :most";
        let values = named_params! {
            ":pair": filter.pair.as_ref().map(Pair::as_str),
            ":timeframe": filter.timeframe.map(Interval::name),
            ":tool": filter.tool.map(ToolName::name),
            ":most": filter.most,
        };
        let mut listed = self.all(sql, values, |row| {
            let body = Body::of(&bytes(row, 5)?).ok();
            let said = |pointer: &str| body.as_ref().and_then(|body| body.text(pointer)).map(str::to_owned);
            Ok(Listed {
                id: text(row, 0)?,
                tool: text(row, 1)?,
                pair: text(row, 2)?,
                timeframe: text(row, 3)?,
                clock: text(row, 4)?,
                source: said("/output/data/source"),
                last_closed_candle: said("/output/data/last_closed_candle"),
                signal: said("/output/signal"),
                decided: None,
                outcome: None,
            })
        })?;
        for answer in &mut listed {
            answer.decided = self.decided(&answer.id)?;
            answer.outcome = self.outcome(&answer.id)?;
        }
        Ok(listed)
    }

    /// What the trader did about an answer last.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn decided(&self, id: &str) -> Result<Option<Decided>, JournalFault> {
        let found = self.last_entry(id, "decision")?;
        Ok(found.and_then(|(at, body)| {
            let DecisionBody { decision, why } = serde_json::from_slice(&body).ok()?;
            Some(Decided { decision, why, at: at.parse().ok()? })
        }))
    }

    /// How the plan of a signal ended, once that is written down.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn outcome(&self, id: &str) -> Result<Option<Outcome>, JournalFault> {
        Ok(self.last_entry(id, "outcome")?.and_then(|(_, body)| serde_json::from_slice(&body).ok()))
    }

    /// Plans that had ended by then and whose outcome is not written down: of signals the longest ended first, BUY and
    /// SELL, and HOLD with a lean; then of alerts that fired.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn due(&self, now: Timestamp) -> Result<Vec<Due>, JournalFault> {
        let sql = "SELECT id, canonical, candles_sha256, due_ms FROM receipts
                   WHERE due_ms <= ?1 AND NOT EXISTS
                     (SELECT 1 FROM entries WHERE entries.receipt = receipts.id AND kind = 'outcome')
                   ORDER BY due_ms, seq";
        let read = |row: &Row<'_>| Ok((text(row, 0)?, bytes(row, 1)?, text(row, 2)?, row.get(3)?));
        let mut due = Vec::new();
        for (id, canonical, candles_sha256, due_ms) in self.all(sql, [now.as_millisecond()], read)? {
            let decided = Body::of(&canonical).ok().and_then(|body| body.decided_at());
            let Some((pair, timeframe, open_ms)) = decided else { continue };
            let [Ok(decided_at), Ok(ends_at)] = [open_ms, due_ms].map(Timestamp::from_millisecond) else { continue };
            let candle = self.last_candle(&candles_sha256)?;
            due.push(Due { of: Of::Signal { id, canonical, candle }, pair, timeframe, decided_at, ends_at });
        }
        due.extend(self.alerts()?.iter().filter_map(Due::of_alert).filter(|due| due.ends_at <= now));
        Ok(due)
    }

    /// The newest of some candles, without reading the others.
    fn last_candle(&self, sha256: &str) -> Result<Option<Candle>, JournalFault> {
        let plan = self.one("SELECT plan FROM candles WHERE sha256 = ?1", sha256)?.unwrap_or_default();
        let last = candles::plan(&plan).and_then(|(_, pieces)| pieces.last().map(|sha256| (*sha256).to_owned()));
        let piece = last.map_or(Ok(None), |sha256| self.piece(&sha256))?;
        Ok(piece.and_then(|piece| candles::last(&piece)))
    }

    /// What the chain remembers of a receipt; nothing where it does not.
    fn remembered(&self, id: &str) -> Result<Remembered, JournalFault> {
        let entry = self.last_entry(id, "receipt")?;
        Ok(entry.map(|(_, body)| Remembered::of(&body)).unwrap_or_default())
    }

    pub(super) fn candles(&self, sha256: &[u8]) -> Result<KeptCandles, JournalFault> {
        let plan = self.one("SELECT plan FROM candles WHERE sha256 = ?1", &String::from_utf8_lossy(sha256))?;
        let Some(plan) = plan else { return Ok(KeptCandles::Missing) };
        let Some((heading, pieces)) = candles::plan(&plan) else { return Ok(KeptCandles::Unreadable) };
        let mut canonical = heading.into_bytes();
        for sha256 in pieces {
            let Some(piece) = self.piece(sha256)? else { return Ok(KeptCandles::Unreadable) };
            canonical.extend_from_slice(&piece);
        }
        Ok(KeptCandles::Here(canonical))
    }

    fn piece(&self, sha256: &str) -> Result<Option<Vec<u8>>, JournalFault> {
        let packed = self.one("SELECT packed FROM pieces WHERE sha256 = ?1", sha256)?;
        Ok(packed.and_then(|packed| candles::unpacked(&packed)))
    }

    fn one(&self, sql: &str, key: &str) -> Result<Option<Vec<u8>>, JournalFault> {
        self.connection.query_row(sql, [key], |row| bytes(row, 0)).optional().map_err(|error| self.fault(error))
    }

    pub(super) fn last_entry(&self, id: &str, kind: &str) -> Result<Option<(String, Vec<u8>)>, JournalFault> {
        let sql = "SELECT at, body FROM entries WHERE receipt = ?1 AND kind = ?2 ORDER BY seq DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((text(row, 0)?, bytes(row, 1)?));
        self.connection.query_row(sql, [id, kind], read).optional().map_err(|error| self.fault(error))
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, JournalFault> {
        let found = self.connection.prepare(sql).and_then(|mut asked| asked.query_map(values, read)?.collect());
        found.map_err(|error| self.fault(error))
    }
}

impl Due {
    /// The plan of an alert that fired, unless its outcome is known.
    fn of_alert(alert: &Alert) -> Option<Self> {
        let State::Fired { firing: Firing { at, close, plan: Some(plan), .. }, outcome: None, .. } = &alert.state
        else {
            return None;
        };
        let (pair, timeframe) = (alert.watch.pair.clone(), alert.watch.timeframe);
        let decided_at = add_millis(*at, -timeframe.millis())?;
        let ends_at = ends_at(&pair, timeframe, decided_at.as_millisecond(), usize::from(plan.horizon_bars))?;
        let of = Of::Alert { number: alert.number, side: alert.watch.way.side(), plan: *plan, close: *close };
        Some(Self { of, pair, timeframe, decided_at, ends_at })
    }
}

/// A column as bytes, whatever became of its text.
pub(super) fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(row.get_ref(column)?.as_bytes()?.to_vec())
}

/// A column as text, its broken letters marked.
pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(&bytes(row, column)?).into_owned())
}
