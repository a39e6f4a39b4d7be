//! How many units: six ways to a size, of which the smallest binds.

use crate::{
    RiskParams, Tick,
    answer::{SizeBasis, SizeMethod},
};

/// The step of units where the venue's lot is unknown: 1 / 10^8.
const LOT: f64 = 1e-8;

/// Everything a size depends on, in one currency; `None` where it is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// Entry.
    pub price: f64,
    pub equity: Option<f64>,
    /// Loss of one unit at the stop, cost in.
    pub loss_per_unit: Option<f64>,
    /// Median value traded in a day.
    pub turnover: Option<f64>,
    /// Volatility of a year, as a fraction.
    pub annual: Option<f64>,
    /// Largest value of a position.
    pub max_value: Option<f64>,
    /// What everything held would lose at its stops.
    pub heat: Option<f64>,
    /// `None` while no edge is proven.
    pub kelly: Option<Kelly>,
}

/// A proven edge, as a stake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kelly {
    /// Kelly's whole fraction of the equity, lost at the stop.
    pub fraction: f64,
    /// Loss of one unit at the stop that the edge was measured with, or at a wider one.
    pub loss_per_unit: f64,
}

/// Kelly's fraction of the equity at the stop, for a plan that reaches its target `rr` away with probability `p` and
/// costs `cost_r`, both in distances of the stop (J. L. Kelly 1956, with unequal odds). 0 when it does not pay.
pub fn kelly(p: f64, rr: f64, cost_r: f64) -> f64 {
    let (loss, gain) = (1.0 + cost_r, rr - cost_r);
    if gain <= 0.0 {
        return 0.0;
    }
    (p / loss - (1.0 - p) / gain).max(0.0)
}

/// Units by each method, in whole lots, rounded down; `None` where an input is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Units {
    pub fixed_fractional: Option<f64>,
    pub volatility_target: Option<f64>,
    pub fractional_kelly: Option<f64>,
    pub liquidity_cap: Option<f64>,
    pub exposure_cap: Option<f64>,
    pub portfolio_heat_cap: Option<f64>,
}

impl Units {
    /// The six of a position under the trader's limits.
    pub fn of(capacity: &Capacity, params: &RiskParams) -> Self {
        let price = capacity.price;
        let stake = |share: f64, loss: f64| Some(share * capacity.equity? / loss);
        let pct = |percent: f64| percent / 100.0;
        let calm = |sigma: f64| (pct(params.vol_target_ann_pct) / sigma).min(1.0);
        let left = |heat: f64| Some((pct(params.max_portfolio_heat_pct) * capacity.equity? - heat).max(0.0));
        let kelly = match capacity.kelly {
            None => Some(0.0),
            Some(edge) => {
                let share = (params.kelly_fraction * edge.fraction).min(pct(params.kelly_cap_pct));
                stake(share, edge.loss_per_unit)
            }
        };
        Self {
            fixed_fractional: capacity.loss_per_unit.and_then(|loss| stake(pct(params.risk_per_trade_pct), loss)),
            volatility_target: capacity.annual.and_then(|sigma| stake(calm(sigma), price)),
            fractional_kelly: kelly,
            liquidity_cap: capacity.turnover.map(|value| pct(params.liquidity_cap_pct) * value / price),
            exposure_cap: capacity.max_value.map(|value| value / price),
            portfolio_heat_cap: capacity
                .heat
                .and_then(left)
                .zip(capacity.loss_per_unit)
                .map(|(left, loss)| left / loss),
        }
        .in_lots()
    }

    fn in_lots(self) -> Self {
        let lots = |units: Option<f64>| units.map(in_lots);
        Self {
            fixed_fractional: lots(self.fixed_fractional),
            volatility_target: lots(self.volatility_target),
            fractional_kelly: lots(self.fractional_kelly),
            liquidity_cap: lots(self.liquidity_cap),
            exposure_cap: lots(self.exposure_cap),
            portfolio_heat_cap: lots(self.portfolio_heat_cap),
        }
    }

    /// All six, in the order they are published.
    pub const fn each(&self) -> [(SizeMethod, Option<f64>); 6] {
        [
            (SizeMethod::FixedFractional, self.fixed_fractional),
            (SizeMethod::VolatilityTarget, self.volatility_target),
            (SizeMethod::FractionalKelly, self.fractional_kelly),
            (SizeMethod::LiquidityCap, self.liquidity_cap),
            (SizeMethod::ExposureCap, self.exposure_cap),
            (SizeMethod::PortfolioHeatCap, self.portfolio_heat_cap),
        ]
    }

    /// The most that stays inside the trader's own limits. A limit that cannot be computed leaves it unknown, save
    /// liquidity: not every feed has a volume.
    pub fn limit(&self) -> Option<f64> {
        let (_, least) = self.least(|method| match method {
            SizeMethod::VolatilityTarget | SizeMethod::FractionalKelly => false,
            SizeMethod::FixedFractional
            | SizeMethod::LiquidityCap
            | SizeMethod::ExposureCap
            | SizeMethod::PortfolioHeatCap => true,
        })?;
        Some(least)
    }

    /// What a basis recommends, and the method that sets it. Without one that is 0, because no edge is proven.
    pub fn recommended(&self, basis: SizeBasis) -> Option<(SizeMethod, f64)> {
        match basis {
            SizeBasis::Proven => self.least(|_| true),
            SizeBasis::Unproven => self.least(|method| method != SizeMethod::FractionalKelly),
            SizeBasis::None => Some((SizeMethod::FractionalKelly, 0.0)),
        }
    }

    /// The smallest of the methods that count; of equal ones the first.
    fn least(&self, counts: impl Fn(SizeMethod) -> bool) -> Option<(SizeMethod, f64)> {
        let mut least: Option<(SizeMethod, f64)> = None;
        for (method, units) in self.each() {
            match units {
                Some(units) if counts(method) && least.is_none_or(|(_, least)| units < least) => {
                    least = Some((method, units));
                }
                None if counts(method) && method != SizeMethod::LiquidityCap => return None,
                Some(_) | None => {}
            }
        }
        least
    }
}

/// Units in whole lots, rounded down.
pub(crate) fn in_lots(units: f64) -> f64 {
    Tick::of_size(LOT).map_or(units, |lot| lot.below(units))
}

#[cfg(test)]
mod tests;
