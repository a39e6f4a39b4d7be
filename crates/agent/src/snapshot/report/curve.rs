//! The reliability diagram of a side.

use analysis::{
    Measured, Side,
    confidence::{Chance, Level, Place, Status},
    rounded,
};
use serde::Serialize;

/// The stream of chance the band is drawn from; the record itself draws from those before it.
const STREAM: u64 = 3;

/// The isotonic fit of what came true to what was forecast, and where that of a perfect forecaster would lie.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CurveView {
    /// Levels of the fit, ascending; between two the curve is straight.
    pub levels: Vec<LevelView>,
    /// The 95 % consistency band, ascending.
    pub band: Vec<BandView>,
    /// How many forecasts lie in each of equally wide columns between the smallest and the largest.
    pub counts: Vec<u32>,
}

/// Forecasts that the fit gives one frequency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LevelView {
    /// Its smallest forecast, 0 to 1.
    pub from: f64,
    /// Its largest.
    pub to: f64,
    /// How often the event followed.
    pub frequency: f64,
    /// Forecasts in it.
    pub n: u32,
}

/// Where the curve of a perfect forecaster lies in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BandView {
    /// At this forecast.
    pub forecast: f64,
    /// From here.
    pub low: f64,
    /// To here.
    pub high: f64,
}

impl CurveView {
    /// That of a side; `None` while it is not measured.
    pub(super) fn of(measured: &Measured, side: Side) -> Option<Self> {
        let track = measured.track.side(side);
        let curve = track.curve.as_ref().filter(|_| track.record.status != Status::Unmeasured)?;
        let four = |value: f64| rounded(value, 4);
        let level = |level: &Level| LevelView {
            from: four(level.from),
            to: four(level.to),
            frequency: four(level.frequency),
            n: level.count as u32,
        };
        let place =
            |place: Place| BandView { forecast: four(place.forecast), low: four(place.low), high: four(place.high) };
        let mut chance = Chance::of(&measured.candles_sha256, STREAM);
        Some(Self {
            levels: curve.levels.iter().map(level).collect(),
            band: curve.band(&mut chance).into_iter().map(place).collect(),
            counts: curve.counts.to_vec(),
        })
    }
}
