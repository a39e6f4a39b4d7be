//! The trader's account and limits.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeSeq};

use crate::{History, Pair, Side};

/// What sizes and risk levels are measured against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskParams {
    /// In account currency; `None` when the trader has not set it.
    pub account_equity: Option<f64>,
    pub account_currency: String,
    pub risk_tolerance: RiskTolerance,
    /// Most that one position may lose at its stop, percent of equity.
    pub risk_per_trade_pct: f64,
    /// Volatility that a position may add to the account, percent of equity a year.
    pub vol_target_ann_pct: f64,
    /// Share of Kelly's fraction that is taken, 0 to 1.
    pub kelly_fraction: f64,
    /// Most that Kelly may put at the stop, percent of equity.
    pub kelly_cap_pct: f64,
    /// Largest value of a position, account currency (`trading.max_position_size`).
    pub max_position_value: f64,
    /// Most that all positions together may lose at their stops, percent of equity.
    pub max_portfolio_heat_pct: f64,
    /// Largest position, percent of the median daily volume.
    pub liquidity_cap_pct: f64,
    /// Weight of yesterday's variance.
    pub ewma_lambda: f64,
    /// Standardised returns that the tail is drawn from.
    pub fhs_window: u16,
    /// Share of a position's value that must stay as margin, 0 to 1.
    pub maintenance_margin_rate: f64,
    pub holdings: Holdings,
}

/// How much the trader puts up with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskTolerance {
    Low,
    #[default]
    Medium,
    High,
}

/// What the trader holds. Not set is not empty: nobody knows what an unset list would hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Holdings {
    #[default]
    NotSet,
    /// The trader says: nothing else.
    Empty,
    Of(Vec<Holding>),
}

/// One open position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    pub pair: Pair,
    pub side: Side,
    /// Units of its base.
    pub units: f64,
    /// In its quote currency.
    pub stop: Option<f64>,
    /// Its own candles, daily or shorter; `None` when no feed gave any. They are no parameter: a receipt names them
    /// among its series.
    #[serde(skip)]
    pub candles: Option<Arc<History>>,
}

impl RiskTolerance {
    /// Risk per trade, volatility target and heat, percent.
    const fn limits(self) -> [f64; 3] {
        match self {
            Self::Low => [0.5, 10.0, 3.0],
            Self::Medium => [1.0, 15.0, 5.0],
            Self::High => [2.0, 25.0, 8.0],
        }
    }
}

impl RiskParams {
    /// The defaults of a tolerance, with neither equity nor holdings set.
    pub fn of(risk_tolerance: RiskTolerance) -> Self {
        let [risk_per_trade_pct, vol_target_ann_pct, max_portfolio_heat_pct] = risk_tolerance.limits();
        Self {
            account_equity: None,
            account_currency: "USD".to_owned(),
            risk_tolerance,
            risk_per_trade_pct,
            vol_target_ann_pct,
            kelly_fraction: 0.25,
            kelly_cap_pct: 2.0,
            max_position_value: 10_000.0,
            max_portfolio_heat_pct,
            liquidity_cap_pct: 1.0,
            ewma_lambda: 0.94,
            fhs_window: 500,
            maintenance_margin_rate: 0.005,
            holdings: Holdings::NotSet,
        }
    }
}

impl Holdings {
    /// The positions that are known.
    pub fn each(&self) -> &[Holding] {
        match self {
            Self::NotSet | Self::Empty => &[],
            Self::Of(holdings) => holdings,
        }
    }
}

impl Serialize for Holdings {
    /// Null when not set, else a list.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::NotSet => serializer.serialize_none(),
            Self::Empty => serializer.serialize_seq(Some(0))?.end(),
            Self::Of(holdings) => holdings.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Holdings {
    /// What `serialize` wrote, without the candles.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<Vec<Holding>>::deserialize(deserializer)? {
            None => Self::NotSet,
            Some(holdings) if holdings.is_empty() => Self::Empty,
            Some(holdings) => Self::Of(holdings),
        })
    }
}
