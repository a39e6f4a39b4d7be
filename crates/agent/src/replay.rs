//! The track record of a rule on one pair, as it is published: what was forecast from earlier bars only, and what
//! happened. Values are rounded as in the four tools' answers.

mod chart;
mod event;
mod picture;
mod table;

pub use event::{EventRecord, SideRecord};
pub use picture::svg;

use analysis::{
    Interval, Pair, Report, Side,
    answer::{Data, Engine, Warning},
    rounded,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::ask::Answer;
pub(crate) use table::{clean, detailed, group};

/// Name and revision of the shape.
pub const SCHEMA_VERSION: &str = "engram.replay/1";

/// Everything that is known about how the rule did on one pair and timeframe.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackRecord {
    /// `engram.replay/1`.
    pub schema_version: &'static str,
    /// The pair.
    pub pair: Pair,
    /// The timeframe.
    pub timeframe: Interval,
    /// When it was computed, UTC.
    pub timestamp: Timestamp,
    /// Which maths measured it.
    pub engine: Engine,
    /// The candles it rests on.
    pub data: Data,
    /// What the reader must know about them.
    pub warnings: Vec<Warning>,
    /// What was replayed at every bar.
    pub plan: PlanView,
    /// Buying by the plan.
    pub long: SideRecord,
    /// Selling by the plan.
    pub short: SideRecord,
    /// Another event: is the price higher after the horizon?
    pub direction: EventRecord,
    /// Id of the receipt of the signal that was cut from the same report.
    pub signal_receipt_id: String,
}

/// The plan that is entered at the open after every bar.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlanView {
    /// Bars until time ends it.
    pub horizon_bars: u16,
    /// Distance of the stop, in ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Cost of a round trip, basis points of price.
    pub round_trip_bps: f64,
}

impl TrackRecord {
    /// Reads the record out of an answer.
    pub fn of(answer: &Answer) -> Self {
        let Report { signal, measured, .. } = &answer.report;
        let (head, rules, track) = (&signal.head, &measured.rules, &measured.track);
        let times = answer.history.series.times();
        let side = |side| SideRecord::of(signal.scenarios.of(side), track.side(side), rules, times);
        Self {
            schema_version: SCHEMA_VERSION,
            pair: head.pair.clone(),
            timeframe: head.timeframe,
            timestamp: head.timestamp,
            engine: head.engine.clone(),
            data: head.data.clone(),
            warnings: head.warnings.clone(),
            plan: PlanView {
                horizon_bars: rules.barriers.horizon as u16,
                stop_atr: rounded(rules.barriers.stop_atr, 2),
                reward_risk: rounded(rules.barriers.reward_risk, 3),
                round_trip_bps: rules.round_trip_bps,
            },
            long: side(Side::Long),
            short: side(Side::Short),
            direction: EventRecord::of(signal.forecast.status, &track.up, rules, times),
            signal_receipt_id: head.receipt_id.clone(),
        }
    }

    /// The record of a side.
    pub const fn side(&self, side: Side) -> &SideRecord {
        match side {
            Side::Long => &self.long,
            Side::Short => &self.short,
        }
    }
}

#[cfg(test)]
mod tests;
