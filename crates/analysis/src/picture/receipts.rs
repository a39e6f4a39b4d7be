//! The receipt of an answer.

use serde::Serialize;
use serde_json::{Value, json};

use super::Picture;
use crate::{
    Params, Provenance, Series,
    answer::{Engine, Head, JournalState, SCHEMA_VERSION, ToolName},
    params::ENGINE_VERSION,
    receipt::{FORMAT, NotCanonical, Receipt, ReceiptBody, ReceiptSeries, canonical, id_of, sha256_hex},
    score::ScoreQuestion,
};

/// Keys of an answer that its id does not cover: they say how it was kept and what a model added.
const UNHASHED: [&str; 4] = ["receipt_id", "journal", "llm", "llm_view"];

impl Picture<'_> {
    pub(super) fn head(&self, tool: ToolName) -> Head {
        Head {
            schema_version: SCHEMA_VERSION,
            tool,
            receipt_id: String::new(),
            journal: JournalState::Off,
            pair: self.series.pair().clone(),
            timeframe: self.series.interval(),
            timestamp: self.now,
            engine: self.engine.clone(),
            data: self.data(),
            warnings: self.warnings(),
        }
    }

    /// Puts the id of its receipt into an answer, and keeps the bytes it was hashed from. Answers hold finite numbers
    /// and text keys, so each has a canonical form; without one the id stays empty, which no schema accepts.
    pub(super) fn with_receipt<A: Serialize>(
        &self,
        tool: ToolName,
        input: Value,
        answer: A,
        put: impl FnOnce(&mut A, String),
    ) -> A {
        self.with_receipt_of(tool, input, self.receipt_series(), answer, put)
    }

    /// The same for a tool with series of its own.
    pub(super) fn with_receipt_of<A: Serialize>(
        &self,
        tool: ToolName,
        input: Value,
        series: Vec<ReceiptSeries>,
        mut answer: A,
        put: impl FnOnce(&mut A, String),
    ) -> A {
        if let Ok(canonical) = self.receipt_body(tool, input, series, &answer).and_then(|body| canonical(&body)) {
            let id = id_of(&canonical);
            put(&mut answer, id.clone());
            let mut kept = self.receipts.borrow_mut();
            kept.retain(|receipt| receipt.id != id);
            kept.push(Receipt { id, tool, canonical });
        }
        answer
    }

    /// The receipts of the answers given so far.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        self.receipts.take()
    }

    /// The receipt of an answer given before, by its id.
    pub(crate) fn receipt_of(&self, id: &str) -> Option<Receipt> {
        self.receipts.borrow().iter().find(|receipt| receipt.id == id).cloned()
    }

    fn receipt_body(
        &self,
        tool: ToolName,
        input: Value,
        series: Vec<ReceiptSeries>,
        answer: &impl Serialize,
    ) -> Result<ReceiptBody, NotCanonical> {
        let mut output = serde_json::to_value(answer)?;
        if let Value::Object(fields) = &mut output {
            fields.retain(|key, _| !UNHASHED.contains(&key.as_str()));
        }
        Ok(ReceiptBody {
            format: FORMAT,
            tool: tool.name(),
            input,
            clock: self.now,
            engine: self.engine.clone(),
            params: serde_json::to_value(self.params)?,
            series,
            output,
        })
    }

    pub(super) fn analysis_input(&self) -> Value {
        let question = self.question;
        json!({ "pair": question.pair, "timeframe": question.interval, "as_of": question.as_of })
    }

    pub(super) fn signal_input(&self) -> Value {
        let question = self.question;
        json!({
            "pair": question.pair,
            "timeframe": question.interval,
            "horizon_bars": self.params.levels.horizon_bars,
            "direction": question.direction,
            "gate": self.params.signal.gate,
            "context_sha256": null,
            "as_of": question.as_of,
        })
    }

    pub(super) fn score_input(&self, asked: &ScoreQuestion) -> Value {
        let question = self.question;
        json!({
            "signal": asked.signal,
            "receipt_id": asked.receipt_id,
            "market_data": asked.market_data,
            "pair": question.pair,
            "timeframe": question.interval,
            "entry_price": asked.own.map(|own| own.entry),
            "stop_loss": asked.own.map(|own| own.stop),
            "take_profit": asked.own.map(|own| own.target),
            "horizon_bars": self.params.levels.horizon_bars,
            "as_of": question.as_of,
        })
    }

    fn receipt_series(&self) -> Vec<ReceiptSeries> {
        let provenance = &self.history.provenance;
        let higher = self.higher.iter().map(|up| entry("higher", provenance, &up.series, &up.candles_sha256));
        std::iter::once(self.primary()).chain(higher).chain(self.second_entry()).collect()
    }

    /// The one close of a second source, which stands with the origin of the candles.
    pub(super) fn second_entry(&self) -> Option<ReceiptSeries> {
        let second = self.second()?;
        Some(ReceiptSeries {
            role: "cross_check",
            source: second.source.clone(),
            venue_symbol: second.venue_symbol.clone(),
            pair: self.series.pair().to_string(),
            timeframe: self.series.interval().name(),
            first_open: None,
            last_close: second.last.map(|last| last.closed_at),
            count: usize::from(second.last.is_some()),
            candles_sha256: None,
        })
    }

    pub(super) fn primary(&self) -> ReceiptSeries {
        entry("primary", &self.history.provenance, &self.series, &self.candles_sha256)
    }
}

/// What computes, and with what.
pub(super) fn engine(params: &Params) -> Engine {
    let bytes = canonical(params).unwrap_or_default();
    Engine { version: ENGINE_VERSION, params_sha256: sha256_hex(&bytes) }
}

/// A series as a receipt names it.
pub(super) fn entry(role: &'static str, provenance: &Provenance, series: &Series, sha256: &str) -> ReceiptSeries {
    ReceiptSeries {
        role,
        source: provenance.source.clone(),
        venue_symbol: provenance.venue_symbol.clone(),
        pair: series.pair().to_string(),
        timeframe: series.interval().name(),
        first_open: Some(series.first_open()),
        last_close: Some(series.last_close()),
        count: series.len(),
        candles_sha256: Some(sha256.to_owned()),
    }
}
