//! The answer of `generate_signal`.

use super::{
    Picture,
    sides::{Judged, status_word},
    verdict::{Rows, Verdict},
};
use crate::{
    Family, Side,
    answer::{
        ConfidenceWord, Driver, Event, Forecast, IntervalView, ModelState, Plan, Scenarios, SignalWord, ToolName,
        TradeSignal,
    },
    minute_text,
    plan::SideLevels,
    rounded,
};

/// Where both sides stand at the last bar, and the word that leaves.
pub(super) struct Stand<'a> {
    pub(super) rows: Rows,
    /// Long, short.
    pub(super) sides: [Judged<'a>; 2],
    pub(super) drivers: Vec<Driver>,
    pub(super) score: Option<f64>,
    pub(super) verdict: Verdict,
}

impl Picture<'_> {
    pub(super) fn stand(&self) -> Stand<'_> {
        let levels = Side::BOTH.map(|side| self.side_levels(side));
        let rows = Rows::of(self, levels.iter().all(Option::is_some));
        let [long, short] = levels.map(|levels| levels.filter(|_| rows.judged()));
        let direction = self.question.direction;
        let judge = |side, levels| {
            Judged::of(self.measured().track.side(side), &self.params.calibration, side, levels, direction, &rows)
        };
        let sides = [judge(Side::Long, long), judge(Side::Short, short)];
        let drivers = self.drivers(rows.judged());
        let score = rows.judged().then(|| score(&drivers)).flatten();
        let set = &self.params.signal;
        let verdict = Verdict::of(&rows, &sides, score, set.rule_threshold, set.gate);
        Stand { rows, sides, drivers, score, verdict }
    }

    /// The score alone, for which nothing of the past is measured.
    pub(crate) fn score_alone(&self) -> Option<f64> {
        let rows = Rows::of(self, Side::BOTH.into_iter().all(|side| self.side_levels(side).is_some()));
        rows.judged().then(|| score(&self.drivers(true))).flatten()
    }

    pub(crate) fn signal(&self) -> TradeSignal {
        let Stand { rows, sides, drivers, score, verdict } = self.stand();
        let gate = self.params.signal.gate;
        let [long, short] = &sides;
        let shown = match verdict.shown {
            Side::Long => long,
            Side::Short => short,
        };
        let taken = match verdict.signal {
            SignalWord::Buy | SignalWord::Sell => shown.levels,
            SignalWord::Hold => None,
        };
        let signal = TradeSignal {
            head: self.head(ToolName::GenerateSignal),
            signal: verdict.signal,
            gate,
            proven: verdict.proven,
            lean: verdict.lean,
            abstained: verdict.abstained(),
            reasoning: self.reasoning(&rows, &drivers, score, &verdict, &sides),
            lead: verdict.lead,
            confidence: taken.and(shown.shown).map(|(p, _)| rounded(p, 4)),
            confidence_status: status_word(shown.track.record.status),
            confidence_word: if verdict.proven { self.word(shown) } else { ConfidenceWord::None },
            event: taken.map(|_| Event::TargetBeforeStop),
            entry_price: taken.map(|levels| levels.entry),
            stop_loss: taken.map(|levels| levels.stop),
            take_profit: taken.map(|levels| levels.target),
            plan: taken.and_then(|levels| self.plan(shown, &levels)),
            scenarios: Scenarios { long: long.scenario(&rows), short: short.scenario(&rows) },
            forecast: self.forecast(&rows),
            score,
            drivers,
            valid_until: self.is_timely().then(|| self.nth_close(1)),
            llm: ModelState::NotAsked,
            llm_view: None,
            hold_reasons: verdict.hold_reasons,
            unproven_reasons: verdict.unproven_reasons,
        };
        self.with_receipt(ToolName::GenerateSignal, self.signal_input(), signal, |signal, id| {
            signal.head.receipt_id = id;
        })
    }

    /// Whether all six families are warm.
    pub(super) fn is_warm(&self) -> bool {
        self.facts.unmoved || Family::ALL.into_iter().all(|family| self.family(family).is_some())
    }

    pub(super) fn side_levels(&self, side: Side) -> Option<SideLevels> {
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

    /// Where today's lead over break-even stands among the past ones of this side.
    pub(super) fn word(&self, side: &Judged<'_>) -> ConfidenceWord {
        let edges = &side.track.edges;
        let Some(edge) = side.edge().filter(|edge| *edge > 0.0 && !edges.is_empty()) else {
            return ConfidenceWord::None;
        };
        let place = edges.partition_point(|past| *past <= edge) as f64 / edges.len() as f64;
        let set = &self.params.confidence_thresholds;
        match place {
            place if place >= set.high => ConfidenceWord::High,
            place if place >= set.medium => ConfidenceWord::Medium,
            place if place >= set.low => ConfidenceWord::Low,
            _ => ConfidenceWord::None,
        }
    }

    fn forecast(&self, rows: &Rows) -> Forecast {
        let record = &self.measured().track.up;
        let shown = rows.shown_of(record).filter(|_| rows.judged());
        Forecast {
            event: "up_over_horizon",
            horizon_bars: self.params.levels.horizon_bars,
            status: status_word(record.status),
            probability: shown.map(|(p, _)| rounded(p, 4)),
            base_rate: record.base.map(|base| rounded(base, 4)),
            n: record.n as u32,
            n_effective: rounded(record.n_effective, 1),
            brier_skill: record.skill.map(|skill| rounded(skill, 5)),
            brier_skill_ci95: record.skill_ci95.map(|ends| ends.map(|end| rounded(end, 5))),
            return_interval80: self.interval80(rows.judged()),
        }
    }

    pub(super) fn interval80(&self, judged: bool) -> Option<IntervalView> {
        let percent = |log: f64| rounded(100.0 * (libm::exp(log) - 1.0), 3);
        self.measured().track.interval80.filter(|_| judged).map(|interval| IntervalView {
            low_pct: percent(-interval.half),
            high_pct: percent(interval.half),
            method: "adaptive_conformal",
            empirical_coverage: interval.coverage.map(|share| rounded(share, 4)),
        })
    }

    fn plan(&self, side: &Judged<'_>, levels: &SideLevels) -> Option<Plan> {
        let expires_at = self.nth_close(self.params.levels.horizon_bars);
        let in_r = |value: f64| rounded(value, 3);
        Some(Plan {
            side: side.side,
            rr: levels.rr,
            breakeven_probability: side.break_even.map(|need| rounded(need, 4)),
            cost_r: levels.cost_r,
            expectancy_r: side.expectancy.map(in_r),
            expectancy_lower_r: side.track.shadow.lower_r.map(in_r),
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
