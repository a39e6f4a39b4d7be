//! Closed candles in, a report out.
//!
//! Pure to the last file: time, chance and the outside world arrive as arguments, so the same candles give the
//! same bytes on every machine.

pub mod answer;
mod calendar;
mod candle;
pub mod confidence;
mod evidence;
mod history;
mod interval;
mod levels;
mod measured;
pub mod outcome;
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
pub mod risk;
mod score;
mod tick;
mod warmth;

pub use candle::{Candle, CandleFault, Series, SeriesFault};
pub use evidence::{Basis, BasisReading, Evidence, Families, Family};
pub use history::{DISAGREES, History, Kind, Provenance, SecondClose, SecondSource, apart};
pub use interval::{Interval, UnknownInterval, add_millis, minute_text};
pub use measured::Measured;
pub use pair::{AssetClass, InvalidPair, Pair, Sessions};
pub use params::{
    AverageParams, Calibration, Costs, ENGINE_VERSION, Holding, Holdings, Indicators, LEAST_CANDLES, LevelParams,
    MacdParams, Params, RiskParams, RiskTolerance, Rng, RsiParams, SignalParams, Thresholds,
};
pub use question::{Direction, Gate, PositionFault, Question, RiskQuestion, Side, SignalTaken, SizeUnit, UnknownWord};
pub use report::{Answered, Report, Unanswerable, analyze, assess, report, report_knowing, score_of};
pub use score::{OwnLevels, ScoreQuestion, Unscorable, confidence_score};
pub use tick::{InvalidTick, Tick, rounded};
