//! Sizes, the limits behind them, and which of those a position breaks.

use super::{Assessment, account::Account, held::Held, position::Position};
use crate::{
    Gate, Params, RiskQuestion, Side, SizeUnit,
    answer::{AssessedSource, SignalWord, SizeBasis, SizeCandidate, SizeMethod, Sizing},
    picture::{sides::Judged, signal::Stand},
    risk::{Capacity, Days, Kelly, Turnover, Units, in_lots, kelly},
    rounded,
};

/// What a limit may be passed by: the last digits of a product.
const NOISE: f64 = 1e-9;

pub(super) fn basis(stand: &Stand<'_>, asked: &RiskQuestion, side: Side, gate: Gate) -> SizeBasis {
    let signal = asked.receipt.as_ref().map_or(stand.verdict.signal, |taken| taken.signal);
    let on_this_side = match signal {
        SignalWord::Buy => side == Side::Long,
        SignalWord::Sell => side == Side::Short,
        SignalWord::Hold => false,
    };
    if judged(stand, side).passes(&stand.rows) {
        SizeBasis::Proven
    } else if gate == Gate::Rule && on_this_side {
        SizeBasis::Unproven
    } else {
        SizeBasis::None
    }
}

fn judged<'s, 'a>(stand: &'s Stand<'a>, side: Side) -> &'s Judged<'a> {
    let [long, short] = &stand.sides;
    match side {
        Side::Long => long,
        Side::Short => short,
    }
}

pub(super) fn capacity(
    position: &Position,
    account: &Account,
    days: &Days,
    held: &Held,
    stand: &Stand<'_>,
    params: &Params,
) -> Capacity {
    Capacity {
        price: position.entry,
        equity: account.equity,
        loss_per_unit: position.loss_per_unit(),
        turnover: days.turnover.known(),
        annual: days.annual,
        max_value: account.same_currency.then_some(params.risk.max_position_value),
        heat: held.heat().ok(),
        kelly: edge(position, stand),
    }
}

/// The proven edge of a side. It was measured with the stop of the plan: a nearer one is hit more often, so the loss
/// of a unit counts as at least that of the plan.
fn edge(position: &Position, stand: &Stand<'_>) -> Option<Kelly> {
    let side = judged(stand, position.side);
    if !side.passes(&stand.rows) {
        return None;
    }
    let levels = side.levels?;
    let [lower, _] = side.shown?.1?;
    let planned = (levels.entry - levels.stop).abs() + position.cost;
    Some(Kelly {
        fraction: kelly(lower, levels.rr, levels.cost_r),
        loss_per_unit: position.loss_per_unit().map_or(planned, |loss| loss.max(planned)),
    })
}

/// The requested size, else the largest inside the limits, else none.
pub(super) fn assessed(
    asked: &RiskQuestion,
    position: &Position,
    account: &Account,
    units: &Units,
) -> (Option<f64>, AssessedSource) {
    let Some(size) = asked.position_size else {
        return match units.limit() {
            Some(limit) => (Some(limit), AssessedSource::Limit),
            None => (None, AssessedSource::None),
        };
    };
    let requested = match asked.unit {
        SizeUnit::Base => Some(size),
        SizeUnit::Quote => Some(in_lots(size / position.entry)),
        SizeUnit::PctEquity => account.equity.map(|equity| in_lots(equity * size / 100.0 / position.entry)),
    };
    match requested {
        Some(units) => (Some(units), AssessedSource::Requested),
        None => (None, AssessedSource::None),
    }
}

impl Assessment<'_> {
    pub(super) fn requested(&self) -> Option<f64> {
        self.size.filter(|_| self.source == AssessedSource::Requested)
    }

    pub(super) fn sizing(&self) -> Sizing {
        let recommended = self.units.recommended(self.basis);
        let candidates = self.units.each().into_iter();
        Sizing {
            basis: self.basis,
            recommended_units: recommended.map(|(_, units)| units),
            limit_units: self.units.limit(),
            binding_constraint: recommended.map(|(method, _)| method),
            requested_units: self.requested(),
            requested_risk_pct: self.requested().and(self.planned_loss_pct()).map(|share| rounded(share, 3)),
            candidates: candidates
                .map(|(method, units)| SizeCandidate { method, units, note: self.note(method) })
                .collect(),
        }
    }

    /// What a candidate rests on, or why it is unknown.
    fn note(&self, method: SizeMethod) -> String {
        let params = &self.picture.params.risk;
        match method {
            SizeMethod::FixedFractional => {
                self.at_the_stop(|_| format!("{} % of equity at the stop", params.risk_per_trade_pct))
            }
            SizeMethod::VolatilityTarget => match (self.account.equity, self.days.annual) {
                (None, _) => self.account.reason(),
                (Some(_), None) => "daily volatility is not known yet".to_owned(),
                (Some(_), Some(annual)) => {
                    format!("{} % a year; price moves {:.1} %", params.vol_target_ann_pct, 100.0 * annual)
                }
            },
            SizeMethod::FractionalKelly => self.kelly_note(),
            SizeMethod::LiquidityCap => match self.days.turnover {
                Turnover::Known(_) => format!("{} % of the median daily volume", params.liquidity_cap_pct),
                Turnover::NoVolume => "feed has no volume".to_owned(),
                Turnover::TooShort => "fewer than 20 days of history".to_owned(),
            },
            SizeMethod::ExposureCap => {
                let note = format!("trading.max_position_size {} {}", params.max_position_value, self.account.currency);
                if self.account.same_currency { note } else { format!("{note}; no rate is set") }
            }
            SizeMethod::PortfolioHeatCap => self.at_the_stop(|equity| self.heat_note(equity)),
        }
    }

    /// A note that needs equity and a stop, or which of them is missing.
    fn at_the_stop(&self, note: impl FnOnce(f64) -> String) -> String {
        match (self.account.equity, self.position.stop) {
            (None, _) => self.account.reason(),
            (Some(_), None) => "no stop is known".to_owned(),
            (Some(equity), Some(_)) => note(equity),
        }
    }

    fn kelly_note(&self) -> String {
        let share = self.picture.params.risk.kelly_fraction;
        let part = if share == 0.25 { "a quarter".to_owned() } else { format!("{share}") };
        match self.units.fractional_kelly {
            _ if self.basis != SizeBasis::Proven => "0: no edge is proven for this side".to_owned(),
            None => self.account.reason(),
            Some(units) if units > 0.0 => format!("{part} of Kelly on the lower end of interval95, costs in"),
            Some(_) => "0: the lower end of interval95 does not pay".to_owned(),
        }
    }

    fn heat_note(&self, equity: f64) -> String {
        let limit = self.picture.params.risk.max_portfolio_heat_pct;
        let taken = match self.held.heat() {
            Err(why) => return format!("what is held cannot be added up; {why}"),
            Ok(heat) if heat > 0.0 => format!("; {:.2} % is taken", 100.0 * heat / equity),
            Ok(_) => String::new(),
        };
        let as_one: Vec<&str> = self.held.as_one().map(|one| one.pair.as_str()).take(2).collect();
        let with =
            if as_one.is_empty() { String::new() } else { format!("; counts as one with {}", as_one.join(", ")) };
        format!("{limit} % of equity over all open positions{taken}{with}")
    }

    /// The trader's own limits that the assessed size breaks.
    pub(super) fn blockers(&self) -> Vec<String> {
        let params = &self.picture.params.risk;
        let beyond = |value: f64, limit: f64| value > limit * (1.0 + NOISE);
        let mut blockers = Vec::new();
        if let Some(share) = self.planned_loss_pct().filter(|share| beyond(*share, params.risk_per_trade_pct)) {
            let limit = params.risk_per_trade_pct;
            blockers.push(format!("Planned loss is {} % of equity; your limit is {limit} %.", two(share)));
        }
        let value = self.value().filter(|_| self.account.same_currency);
        if let Some(value) = value.filter(|value| beyond(*value, params.max_position_value)) {
            let (value, limit) = (self.money_text(value), params.max_position_value);
            blockers.push(format!("Position value is {value}; trading.max_position_size is {limit}."));
        }
        let heat = self.planned_loss().filter(|loss| *loss > 0.0).zip(self.held.heat().ok()).zip(self.account.equity);
        let heat = heat.map(|((loss, held), equity)| 100.0 * (loss + held) / equity);
        if let Some(heat) = heat.filter(|heat| beyond(*heat, params.max_portfolio_heat_pct)) {
            let limit = params.max_portfolio_heat_pct;
            blockers.push(format!("All stops together lose {} % of equity; your limit is {limit} %.", two(heat)));
        }
        blockers
    }
}

/// A published percentage as texts show it.
fn two(percent: f64) -> String {
    format!("{:.2}", rounded(percent, 3))
}
