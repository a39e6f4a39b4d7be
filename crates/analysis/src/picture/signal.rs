//! The answer of `generate_signal`.

use super::{
    Picture,
    verdict::{Rows, Verdict},
};
use crate::{
    Family, Side,
    answer::{
        ConfidenceStatus, Driver, Event, Forecast, ModelState, Plan, Scenario, Scenarios, SignalWord, ToolName,
        TradeSignal,
    },
    minute_text,
    plan::SideLevels,
    rounded,
};

impl Picture<'_> {
    pub(crate) fn signal(&self) -> TradeSignal {
        let (long, short) = (self.side_levels(Side::Long), self.side_levels(Side::Short));
        let rows = Rows::of(self, long.is_some() && short.is_some());
        let drivers = self.drivers(rows.judged());
        let score = rows.judged().then(|| score(&drivers)).flatten();
        let (direction, gate) = (self.question.direction, self.params.signal.gate);
        let verdict = Verdict::of(&rows, score, self.params.signal.rule_threshold, direction, gate);
        let levels = |side| match side {
            Side::Long => long.filter(|_| rows.judged()),
            Side::Short => short.filter(|_| rows.judged()),
        };
        let taken = match verdict.signal {
            SignalWord::Buy | SignalWord::Sell => levels(verdict.shown),
            SignalWord::Hold => None,
        };
        let signal = TradeSignal {
            head: self.head(ToolName::GenerateSignal),
            signal: verdict.signal,
            gate,
            proven: false,
            lean: verdict.lean,
            abstained: verdict.abstained(),
            reasoning: self.reasoning(&rows, &drivers, score, verdict.lean),
            hold_reasons: verdict.hold_reasons,
            unproven_reasons: verdict.unproven_reasons,
            lead: None,
            confidence: None,
            confidence_status: ConfidenceStatus::Unmeasured,
            confidence_word: "none",
            event: taken.map(|_| Event::TargetBeforeStop),
            entry_price: taken.map(|levels| levels.entry),
            stop_loss: taken.map(|levels| levels.stop),
            take_profit: taken.map(|levels| levels.target),
            plan: taken.and_then(|levels| self.plan(verdict.shown, &levels)),
            scenarios: Scenarios {
                long: self.scenario(Side::Long, levels(Side::Long), &rows),
                short: self.scenario(Side::Short, levels(Side::Short), &rows),
            },
            forecast: self.forecast(),
            score,
            drivers,
            valid_until: self.is_timely().then(|| self.nth_close(1)),
            llm: ModelState::Off,
            llm_view: None,
        };
        self.with_receipt(ToolName::GenerateSignal, signal, |signal, id| signal.head.receipt_id = id)
    }

    /// Whether all six families are warm.
    pub(super) fn is_warm(&self) -> bool {
        self.facts.unmoved || Family::ALL.into_iter().all(|family| self.family(family).is_some())
    }

    fn side_levels(&self, side: Side) -> Option<SideLevels> {
        SideLevels::of(side, self.series.last_price(), self.atr()?, self.tick, self.params)
    }

    /// The families with their shares. Without a score there are no shares of one.
    fn drivers(&self, judged: bool) -> Vec<Driver> {
        let values = Family::ALL.map(|family| (family, self.family(family).filter(|_| self.is_timely())));
        let complete = judged && values.iter().all(|(_, value)| value.is_some());
        values
            .into_iter()
            .map(|(name, value)| Driver {
                name,
                value: value.map(|value| rounded(value, 4)),
                contribution: value.filter(|_| complete).map(|value| rounded(value / 6.0, 4)),
            })
            .collect()
    }

    fn scenario(&self, side: Side, levels: Option<SideLevels>, rows: &Rows) -> Scenario {
        Scenario {
            allowed: self.question.direction.allows(side),
            status: ConfidenceStatus::Unmeasured,
            entry_price: levels.map(|levels| levels.entry),
            stop_loss: levels.map(|levels| levels.stop),
            take_profit: levels.map(|levels| levels.target),
            rr: levels.map(|levels| levels.rr),
            cost_r: levels.map(|levels| levels.cost_r),
            probability: None,
            interval95: None,
            base_rate: None,
            breakeven_probability: None,
            edge: None,
            expectancy_r: None,
            expectancy_lower_r: None,
            blind_expectancy_r: None,
            shadow_trades: 0,
            n: 0,
            n_effective: 0.0,
            passes: false,
            hold_reasons: rows.of_side(side, self.question.direction),
        }
    }

    fn forecast(&self) -> Forecast {
        Forecast {
            event: "up_over_horizon",
            horizon_bars: self.params.levels.horizon_bars,
            status: ConfidenceStatus::Unmeasured,
            probability: None,
            base_rate: None,
            n: 0,
            n_effective: 0.0,
            brier_skill: None,
            brier_skill_ci95: None,
            return_interval80: None,
        }
    }

    fn plan(&self, side: Side, levels: &SideLevels) -> Option<Plan> {
        let expires_at = self.nth_close(self.params.levels.horizon_bars);
        Some(Plan {
            side,
            rr: levels.rr,
            breakeven_probability: None,
            cost_r: levels.cost_r,
            expectancy_r: None,
            expectancy_lower_r: None,
            horizon_bars: self.params.levels.horizon_bars,
            enter_at: self.enter_at(),
            expires_at,
            stop_method: "atr",
            atr: self.fine(self.atr()?),
            atr_multiple: rounded(self.params.levels.stop_atr, 2),
            invalidation: format!(
                "Price touches {}, or no target by {} UTC.",
                self.price_text(levels.stop),
                minute_text(expires_at)
            ),
        })
    }
}

/// The sum of the published shares, so that anyone can add them up.
fn score(drivers: &[Driver]) -> Option<f64> {
    drivers.iter().map(|driver| driver.contribution).sum::<Option<f64>>().map(|sum| rounded(sum, 4))
}
