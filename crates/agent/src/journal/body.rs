//! What a stored receipt says of itself.

use analysis::{Interval, Pair, Side, add_millis};
use jiff::Timestamp;
use serde_json::Value;

/// A receipt as JSON, asked for its parts. Numbers in it are read, never written back.
#[derive(Clone, Debug)]
pub(super) struct Body(Value);

impl Body {
    /// Reads canonical bytes.
    pub(super) fn of(canonical: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(canonical).map(Self)
    }

    /// The byte at which they stop being JSON, from 1.
    pub(super) fn torn_at(canonical: &[u8], error: &serde_json::Error) -> usize {
        if let Err(error) = std::str::from_utf8(canonical) {
            return error.valid_up_to() + 1;
        }
        let lines = canonical.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
        lines.map(<[u8]>::len).sum::<usize>() + error.column()
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }

    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.0.pointer(pointer)?.as_str()
    }

    pub(super) fn number(&self, pointer: &str) -> Option<f64> {
        self.0.pointer(pointer)?.as_f64()
    }

    pub(super) fn instant(&self, pointer: &str) -> Option<Timestamp> {
        self.text(pointer)?.parse().ok()
    }

    pub(super) fn tool(&self) -> Option<&str> {
        self.text("/tool")
    }

    pub(super) fn pair(&self) -> Option<&str> {
        self.text("/series/0/pair")
    }

    pub(super) fn timeframe(&self) -> Option<&str> {
        self.text("/series/0/timeframe")
    }

    pub(super) fn clock(&self) -> Option<&str> {
        self.text("/clock")
    }

    /// Hash of the candles asked about.
    pub(super) fn candles_sha256(&self) -> Option<&str> {
        self.text("/series/0/candles_sha256")
    }

    /// Instant of knowledge.
    pub(super) fn as_of(&self) -> Option<Timestamp> {
        self.instant("/output/data/as_of")
    }

    /// The side that can be scored: of the plan, or on HOLD the one the rule leans to.
    pub(super) fn side(&self) -> Option<Side> {
        if self.tool()? != "generate_signal" {
            return None;
        }
        self.text("/output/plan/side").or_else(|| self.text("/output/lean"))?.parse().ok()
    }

    /// How many series of another pair than its own it names: those of what was held.
    pub(super) fn held_series(&self) -> usize {
        let series = self.0.get("series").and_then(Value::as_array);
        let pairs = series.into_iter().flatten().map(|series| series.get("pair").and_then(Value::as_str));
        pairs.filter(|pair| *pair != self.pair()).count()
    }

    /// Opening time of the candle it was decided at, ms UTC.
    pub(super) fn decided_at(&self) -> Option<(Pair, Interval, i64)> {
        let (pair, interval) = (Pair::new(self.pair()?).ok()?, self.timeframe()?.parse::<Interval>().ok()?);
        let close = self.instant("/output/data/last_closed_candle")?;
        Some((pair, interval, add_millis(close, -interval.millis())?.as_millisecond()))
    }
}
