//! The receipt of an answer.

use serde::Serialize;
use serde_json::{Value, json};

use super::Picture;
use crate::{
    Series,
    answer::{Engine, Head, JournalState, SCHEMA_VERSION, ToolName},
    params::ENGINE_VERSION,
    receipt::{FORMAT, NotCanonical, ReceiptBody, ReceiptSeries, canonical, id_of, sha256_hex},
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
            engine: self.engine(),
            data: self.data(),
            warnings: self.warnings(),
        }
    }

    /// Puts the id of its receipt into an answer. Answers hold finite numbers and text keys, so each has a canonical
    /// form; without one the id stays empty, which no schema accepts.
    pub(super) fn with_receipt<A: Serialize>(
        &self,
        tool: ToolName,
        mut answer: A,
        put: impl FnOnce(&mut A, String),
    ) -> A {
        let id = self.receipt_body(tool, &answer).and_then(|body| Ok(id_of(&canonical(&body)?)));
        put(&mut answer, id.unwrap_or_default());
        answer
    }

    fn receipt_body(&self, tool: ToolName, answer: &impl Serialize) -> Result<ReceiptBody, NotCanonical> {
        let mut output = serde_json::to_value(answer)?;
        if let Value::Object(fields) = &mut output {
            fields.retain(|key, _| !UNHASHED.contains(&key.as_str()));
        }
        Ok(ReceiptBody {
            format: FORMAT,
            tool: tool.name(),
            input: self.input(tool),
            clock: self.now,
            engine: self.engine(),
            params: serde_json::to_value(self.params)?,
            series: self.receipt_series(),
            output,
        })
    }

    fn input(&self, tool: ToolName) -> Value {
        let question = self.question;
        match tool {
            ToolName::AnalyzeMarket => json!({
                "pair": question.pair,
                "timeframe": question.interval,
                "as_of": question.as_of,
            }),
            ToolName::GenerateSignal => json!({
                "pair": question.pair,
                "timeframe": question.interval,
                "horizon_bars": self.params.levels.horizon_bars,
                "direction": question.direction,
                "gate": self.params.signal.gate,
                "context_sha256": null,
                "as_of": question.as_of,
            }),
        }
    }

    fn engine(&self) -> Engine {
        let bytes = canonical(self.params).unwrap_or_default();
        Engine { version: ENGINE_VERSION, params_sha256: sha256_hex(&bytes) }
    }

    fn receipt_series(&self) -> Vec<ReceiptSeries> {
        let provenance = &self.history.provenance;
        let entry = |role, series: &Series, sha256: &str| ReceiptSeries {
            role,
            source: provenance.source.clone(),
            venue_symbol: provenance.venue_symbol.clone(),
            pair: series.pair().to_string(),
            timeframe: series.interval().name(),
            first_open: Some(series.first_open()),
            last_close: Some(series.last_close()),
            count: series.len(),
            candles_sha256: Some(sha256.to_owned()),
        };
        let higher = self.higher.iter().map(|up| entry("higher", &up.series, &up.candles_sha256));
        std::iter::once(entry("primary", &self.series, &self.candles_sha256)).chain(higher).collect()
    }
}
