//! How the trader trades: the rule's levels, and the account behind them.

use std::collections::BTreeMap;

use analysis::{Costs, Gate, Interval, Pair, RiskParams, RiskTolerance};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use super::Settings;
use crate::ask::{self, Position};

/// What a question means when it does not say.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trading {
    /// The timeframe of a question that names none; `None` takes the source's own.
    #[serde(deserialize_with = "timeframe")]
    pub default_timeframe: Option<Interval>,
    /// Pairs that are watched; the first one that the source offers is asked about by default.
    pub supported_pairs: Vec<Pair>,
    /// Risk per trade, volatility target and heat.
    pub risk_tolerance: RiskTolerance,
    /// Largest value of a position, account currency.
    pub max_position_size: f64,
    /// What makes BUY or SELL.
    pub signal_gate: Gate,
    /// How far from 0 the score must be for a lean, 0 to below 1.
    pub rule_threshold: f64,
    /// Bars until a plan expires, 1 to 500.
    pub horizon_bars: u16,
    /// Distance of the stop, ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// What trading costs.
    pub costs: RoundTrip,
    /// What sizes are measured against.
    pub account: Account,
    /// What is held. `None` says nothing, an empty list says: nothing.
    #[serde(default, deserialize_with = "holdings")]
    pub holdings: Option<Vec<Position>>,
}

/// What a round trip costs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundTrip {
    /// Basis points of price.
    pub round_trip_bps: Cost,
}

/// A cost as it is set, basis points.
#[derive(Clone, Debug, PartialEq)]
pub enum Cost {
    /// That of the asset class.
    Assumed,
    /// The same for every pair.
    Same(f64),
    /// By pair; others are assumed.
    ByPair(BTreeMap<Pair, f64>),
}

/// The account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// In account currency; `None` is not set.
    #[serde(default)]
    pub equity: Option<f64>,
    /// Such as `USD`.
    pub currency: String,
}

impl Trading {
    /// What a round trip in this pair costs.
    pub fn costs(&self, pair: &Pair) -> Costs {
        let set = match &self.costs.round_trip_bps {
            Cost::Assumed => None,
            Cost::Same(bps) => Some(*bps),
            Cost::ByPair(all) => all.get(pair).copied(),
        };
        set.map_or_else(|| Costs::assumed(pair.class()), Costs::set)
    }

    /// The limits of the account under a tolerance, with nothing held yet.
    pub fn risk(&self, tolerance: RiskTolerance) -> RiskParams {
        RiskParams {
            account_equity: self.account.equity,
            account_currency: self.account.currency.clone(),
            max_position_value: self.max_position_size,
            ..RiskParams::of(tolerance)
        }
    }
}

impl Default for Trading {
    fn default() -> Self {
        Settings::default().trading
    }
}

fn timeframe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Interval>, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "auto" => Ok(None),
        name => name.parse().map(Some).map_err(D::Error::custom),
    }
}

fn holdings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Position>>, D::Error> {
    let list = Value::deserialize(deserializer)?;
    ask::positions(list.to_string().as_bytes(), "trading.holdings").map(Some).map_err(D::Error::custom)
}

impl<'de> Deserialize<'de> for Cost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Shape {
            Word(Word),
            Same(f64),
            ByPair(BTreeMap<Pair, f64>),
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            Auto,
        }
        Ok(match Shape::deserialize(deserializer)? {
            Shape::Word(Word::Auto) => Self::Assumed,
            Shape::Same(bps) => Self::Same(bps),
            Shape::ByPair(all) => Self::ByPair(all),
        })
    }
}
