//! Closed candles in, a report out.
//!
//! Pure to the last file: time, chance and the outside world arrive as arguments, so the same candles give the
//! same bytes on every machine.

mod candle;
mod evidence;
mod history;
mod interval;
mod pair;
pub mod readings;
pub mod resample;
mod tick;

pub use candle::{Candle, CandleFault, Series, SeriesFault};
pub use evidence::{Basis, BasisReading, Evidence, Families, Family};
pub use history::{History, Kind, Provenance};
pub use interval::{Interval, UnknownInterval, add_millis, minute_text};
pub use pair::{AssetClass, InvalidPair, Pair, Sessions};
pub use tick::{Tick, rounded};
