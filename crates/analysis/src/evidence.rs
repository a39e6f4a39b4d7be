//! Readings turned into claims: six families, each from −1 (speaks for short) to 1 (speaks for long).

mod families;

pub use families::Families;
pub(crate) use families::trend;

use serde::{Deserialize, Serialize};

/// The six families, in the order they are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Family {
    Trend,
    Momentum,
    MeanReversion,
    Breakout,
    Volume,
    MultiTimeframe,
}

impl Family {
    pub const ALL: [Self; 6] =
        [Self::Trend, Self::Momentum, Self::MeanReversion, Self::Breakout, Self::Volume, Self::MultiTimeframe];

    /// As a reader meets it, such as `mean reversion`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::Momentum => "momentum",
            Self::MeanReversion => "mean reversion",
            Self::Breakout => "breakout",
            Self::Volume => "volume",
            Self::MultiTimeframe => "multi timeframe",
        }
    }
}

/// One family's claim at one bar. There is no way to make one without its basis.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Evidence {
    pub family: Family,
    /// −1 to 1; `None` when an input is missing.
    pub value: Option<f64>,
    pub basis: Basis,
}

/// The readings a claim rests on, as computed at the last closed bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Basis {
    /// Close time of that bar.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub closed_at: jiff::Timestamp,
    pub readings: Vec<BasisReading>,
}

/// One reading by name; `None` while it has no value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct BasisReading {
    pub name: &'static str,
    pub value: Option<f64>,
}

#[cfg(test)]
mod tests;
