//! Prices that are waited for: armed from the side the last close lies on, fired once by a closed candle that reaches
//! them, scored later as a signal of that way would be.

mod crossing;
mod round;
mod words;

use analysis::{
    History, Interval, LevelParams, Pair, Params, Series, Side,
    answer::Quality,
    outcome::{Barriers, measures},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Code, ToolFault, format::words::minute, journal::Outcome};

pub use crossing::Crossing;
pub use round::{Round, Trouble, finest, round};
pub(crate) use words::age;
pub use words::{fired, list, object};

/// Alerts that may be armed at once.
pub const MOST_ARMED: usize = 200;

/// What an alert waits for; it never changes once it is armed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    pub pair: Pair,
    /// Of the candles that are looked at.
    pub timeframe: Interval,
    /// Quote currency.
    pub price: f64,
    pub way: Way,
    /// The feed's name; candles of another source never fire it.
    pub source: String,
    /// Opening time of the candle it was armed after: every later one counts.
    pub candle: Timestamp,
    /// That candle's close. Another market has another one.
    pub close: f64,
    /// After this nothing fires it; `None` waits for ever.
    pub until: Option<Timestamp>,
}

/// From which side the price is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Way {
    /// From below, by a high.
    Rising,
    /// From above, by a low.
    Falling,
}

/// An alert and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Counted from 1, in the order they were armed.
    pub number: u32,
    pub armed_at: Timestamp,
    pub watch: Watch,
    pub state: State,
}

/// What became of an alert.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Armed,
    Fired {
        firing: Firing,
        /// When it was noticed.
        seen_at: Timestamp,
        /// What the market did next; `None` until its plan has ended.
        outcome: Option<Outcome>,
    },
    /// Its time was over.
    Expired {
        at: Timestamp,
    },
    /// The trader took it away.
    Removed {
        at: Timestamp,
    },
}

/// The candle that reached the price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Firing {
    /// When it closed: from then on it could be known.
    pub at: Timestamp,
    /// Its high or its low, whichever reached the price.
    pub reached: f64,
    /// Its close.
    pub close: f64,
    /// What is followed from there to see whether the price went on; `None` while nobody knows how much it moves.
    pub plan: Option<Plan>,
    /// The signal as of that close; `None` where none could be given.
    pub receipt: Option<String>,
}

/// A plan in the direction of the crossing, with the levels that a signal of that moment would have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Quote currency.
    pub atr: f64,
    /// Distance of the stop, in ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Bars until time ends it.
    pub horizon_bars: u16,
    /// Cost of a round trip, R.
    pub cost_r: f64,
}

impl Plan {
    /// The one of a candle; `None` while its ATR is warming up.
    pub fn at(series: &Series, bar: usize, params: &Params) -> Option<Self> {
        let levels = &params.levels;
        let (atr, cost_r) = measures(series, bar, levels, params.costs.round_trip_bps)?;
        let LevelParams { stop_atr, reward_risk, horizon_bars, .. } = *levels;
        Some(Self { atr, stop_atr, reward_risk, horizon_bars, cost_r })
    }

    /// The same as it is followed.
    pub(crate) fn barriers(&self) -> Barriers {
        let Self { stop_atr, reward_risk, horizon_bars, .. } = *self;
        Barriers { stop_atr, reward_risk, horizon: usize::from(horizon_bars) }
    }
}

impl Way {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }

    /// The side that goes on in this direction.
    pub const fn side(self) -> Side {
        match self {
            Self::Rising => Side::Long,
            Self::Falling => Side::Short,
        }
    }
}

impl Watch {
    /// Waits from now on for a price of a market, whose last close says from which side.
    ///
    /// # Errors
    /// When the price is none or is the last close, the time is over already, or the candles are stale: then nobody knows
    /// the side.
    pub fn of(price: f64, history: &History, until: Option<Timestamp>, now: Timestamp) -> Result<Self, ToolFault> {
        let series = &history.series;
        let close = series.last_price();
        if !(price.is_finite() && price > 0.0) {
            return Err(ToolFault::invalid("/price", format!("price must be a number above 0; got {price}.")));
        }
        if history.quality_at(now) == Quality::Stale {
            let what = format!(
                "The last candle of {} {} closed {}, so nobody knows on which side of {price} the price is.",
                series.pair(),
                series.interval(),
                minute(series.last_close()),
            );
            return Err(ToolFault::new(Code::DataQuality, what).hinted("Arm it when candles arrive again."));
        }
        let way = if price > close {
            Way::Rising
        } else if price < close {
            Way::Falling
        } else {
            let what = format!("{price} is the last price of {}, so it is neither above nor below.", series.pair());
            return Err(ToolFault::invalid("/price", what));
        };
        if let Some(until) = until.filter(|until| *until <= now) {
            return Err(ToolFault::invalid("/until", format!("{} is over already.", minute(until))));
        }
        let candle = analysis::add_millis(series.last_close(), -series.interval().millis());
        Ok(Self {
            pair: series.pair().clone(),
            timeframe: series.interval(),
            price,
            way,
            source: history.provenance.source.clone(),
            candle: candle.ok_or_else(|| ToolFault::internal("The last candle has no time."))?,
            close,
            until,
        })
    }
}

impl State {
    /// The word for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Armed => "armed",
            Self::Fired { .. } => "fired",
            Self::Expired { .. } => "expired",
            Self::Removed { .. } => "removed",
        }
    }
}

#[cfg(test)]
mod tests;
