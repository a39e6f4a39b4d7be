//! How the trader trades: the rule's levels, and the account behind them.

use analysis::{Costs, Gate, Interval, Pair, Params, RiskParams, RiskTolerance};

use crate::ask::Position;

/// What a question means when it does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Trading {
    /// Pairs that are watched; the first is the one a new question begins with. None takes the first the source offers.
    pub pairs: Vec<Pair>,
    /// The timeframe of a question that names none; `None` takes the source's own.
    pub default_timeframe: Option<Interval>,
    /// What makes BUY or SELL.
    pub gate: Gate,
    /// How far from 0 the score must be for a lean, 0 to 1.
    pub rule_threshold: f64,
    /// Bars until a plan expires, 1 to 500.
    pub horizon_bars: u16,
    /// Distance of the stop, ATR.
    pub stop_atr: f64,
    /// Distance of the target, in distances of the stop.
    pub reward_risk: f64,
    /// Cost of a round trip, basis points of price; `None` assumes that of the asset class.
    pub round_trip_bps: Option<f64>,
    /// What sizes are measured against.
    pub account: Account,
}

/// The account, and how much of it may be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// In account currency; `None` is not set.
    pub equity: Option<f64>,
    /// Such as `USD`.
    pub currency: String,
    /// Risk per trade, volatility target and heat.
    pub risk_tolerance: RiskTolerance,
    /// Largest value of a position, account currency.
    pub max_position_size: f64,
    /// What else is held. `None` says nothing, an empty list says: nothing else.
    pub holdings: Option<Vec<Position>>,
}

impl Trading {
    /// What an answer about this pair is computed with; nothing is held in it yet.
    pub fn params(&self, pair: &Pair) -> Params {
        let mut params = Params::of_class(pair.class());
        params.signal.gate = self.gate;
        params.signal.rule_threshold = self.rule_threshold;
        params.levels.horizon_bars = self.horizon_bars;
        params.levels.stop_atr = self.stop_atr;
        params.levels.reward_risk = self.reward_risk;
        if let Some(bps) = self.round_trip_bps {
            params.costs = Costs::set(bps);
        }
        params.risk = self.account.params(self.account.risk_tolerance);
        params
    }
}

impl Account {
    /// The limits of this account under a tolerance.
    pub fn params(&self, tolerance: RiskTolerance) -> RiskParams {
        RiskParams {
            account_equity: self.equity,
            account_currency: self.currency.clone(),
            max_position_value: self.max_position_size,
            ..RiskParams::of(tolerance)
        }
    }
}

impl Default for Trading {
    fn default() -> Self {
        Self {
            pairs: Vec::new(),
            default_timeframe: None,
            gate: Gate::Proven,
            rule_threshold: 0.2,
            horizon_bars: 24,
            stop_atr: 2.0,
            reward_risk: 1.5,
            round_trip_bps: None,
            account: Account::default(),
        }
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            equity: None,
            currency: "USD".to_owned(),
            risk_tolerance: RiskTolerance::Medium,
            max_position_size: 10_000.0,
            holdings: None,
        }
    }
}
