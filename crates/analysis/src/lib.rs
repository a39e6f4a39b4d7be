//! Closed candles in, a report out.
//!
//! Pure to the last file: time, chance and the outside world arrive as arguments, so the same candles give the
//! same bytes on every machine.

pub mod answer;
mod calendar;
mod candle;
mod evidence;
mod history;
mod interval;
mod levels;
mod pair;
mod params;
mod picture;
mod plan;
mod quality;
mod question;
pub mod readings;
pub mod receipt;
mod report;
pub mod resample;
mod tick;
mod warmth;

pub use candle::{Candle, CandleFault, Series, SeriesFault};
pub use evidence::{Basis, BasisReading, Evidence, Families, Family};
pub use history::{History, Kind, Provenance};
pub use interval::{Interval, UnknownInterval, add_millis, minute_text};
pub use pair::{AssetClass, InvalidPair, Pair, Sessions};
pub use params::{
    AverageParams, Costs, ENGINE_VERSION, Indicators, LEAST_CANDLES, LevelParams, MacdParams, Params, RsiParams,
    SignalParams,
};
pub use question::{Direction, Gate, Question, Side, UnknownWord};
pub use report::{Report, Unanswerable, report};
pub use tick::{Tick, rounded};
