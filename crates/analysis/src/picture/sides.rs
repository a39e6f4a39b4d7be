//! Each side of the plan: its levels, what is measured of it, and which rows of the proof it fails.

use super::verdict::Rows;
use crate::{
    Calibration, Direction, Side,
    answer::{ConfidenceStatus, HoldReason, Scenario},
    confidence::{SideTrack, Status},
    plan::SideLevels,
    rounded,
};

/// One side, unrounded.
pub(super) struct Judged<'a> {
    pub(super) side: Side,
    pub(super) allowed: bool,
    /// None where the data gives no price to hang them on.
    pub(super) levels: Option<SideLevels>,
    pub(super) track: &'a SideTrack,
    /// Probability that may be shown, with its interval.
    pub(super) shown: Option<(f64, Option<[f64; 2]>)>,
    pub(super) break_even: Option<f64>,
    pub(super) expectancy: Option<f64>,
    /// Row 4: the families lie outside what was seen in training.
    pub(super) out_of_range: bool,
    /// Rows 5 to 11.
    pub(super) unproven: Vec<HoldReason>,
}

impl<'a> Judged<'a> {
    pub(super) fn of(
        track: &'a SideTrack,
        set: &Calibration,
        side: Side,
        levels: Option<SideLevels>,
        direction: Direction,
        rows: &Rows,
    ) -> Self {
        let shown = rows.shown_of(&track.record).filter(|_| levels.is_some());
        let economy = levels.zip(track.shares);
        let break_even = economy.map(|(levels, shares)| shares.break_even(levels.rr, levels.cost_r));
        let expectancy =
            economy.zip(shown).map(|((levels, shares), (p, _))| shares.expectancy(p, levels.rr, levels.cost_r));
        let mut judged = Self {
            side,
            allowed: direction.allows(side),
            levels,
            track,
            shown,
            break_even: break_even.filter(|_| track.record.status != Status::Unmeasured),
            expectancy,
            out_of_range: !track.record.in_range,
            unproven: Vec::new(),
        };
        judged.unproven = judged.rows_5_to_11(set, rows.apart);
        judged
    }

    /// Probability less break-even.
    pub(super) fn edge(&self) -> Option<f64> {
        self.shown.zip(self.break_even).map(|((p, _), need)| p - need)
    }

    /// Rows 1 to 12 hold.
    pub(super) fn passes(&self, rows: &Rows) -> bool {
        rows.judged() && rows.doubtful.is_empty() && !self.out_of_range && self.unproven.is_empty() && self.allowed
    }

    fn rows_5_to_11(&self, set: &Calibration, apart: bool) -> Vec<HoldReason> {
        let apart = apart.then_some(HoldReason::SourcesDisagree);
        let status = match self.track.record.status {
            // What is not measured cannot be called small.
            Status::Unmeasured => return [HoldReason::Unmeasured].into_iter().chain(apart).collect(),
            Status::Thin => Some(HoldReason::Thin),
            Status::Drifted => Some(HoldReason::Drifted),
            Status::NoSkill => Some(HoldReason::NoSkill),
            Status::Measured => None,
        };
        let shadow = &self.track.shadow;
        let small = self.shown.zip(self.track.record.base).is_some_and(|((p, _), base)| p - base <= set.min_edge);
        let below = self.expectancy.is_some_and(|expectancy| expectancy <= 0.0);
        let few = shadow.trades < usize::from(set.min_trades);
        let unproven = shadow.lower_r.is_some_and(|lower| lower <= 0.0);
        let blind = shadow.lower_r.zip(self.track.blind_r).is_some_and(|(lower, blind)| lower <= blind);
        let rows = [
            (small, HoldReason::EdgeSmall),
            (below, HoldReason::BelowBreakeven),
            (few, HoldReason::TooFewTrades),
            (unproven, HoldReason::ExpectancyUnproven),
            (blind, HoldReason::NotBetterThanBlind),
        ];
        let status = status.into_iter().chain(apart);
        status.chain(rows.into_iter().filter_map(|(fails, code)| fails.then_some(code))).collect()
    }

    /// Everything that fails for this side by itself, in the order of the rows.
    fn reasons(&self, rows: &Rows) -> Vec<HoldReason> {
        let mut reasons = rows.unfit.clone();
        if rows.judged() {
            reasons.extend(&rows.doubtful);
            reasons.extend(self.out_of_range.then_some(HoldReason::OutOfRange));
            reasons.extend(&self.unproven);
        }
        reasons.extend((!self.allowed).then_some(HoldReason::SideNotAllowed));
        reasons
    }

    pub(super) fn scenario(&self, rows: &Rows) -> Scenario {
        let record = &self.track.record;
        let probability = |value: f64| rounded(value, 4);
        let in_r = |value: f64| rounded(value, 3);
        Scenario {
            allowed: self.allowed,
            status: status_word(record.status),
            entry_price: self.levels.map(|levels| levels.entry),
            stop_loss: self.levels.map(|levels| levels.stop),
            take_profit: self.levels.map(|levels| levels.target),
            rr: self.levels.map(|levels| levels.rr),
            cost_r: self.levels.map(|levels| levels.cost_r),
            probability: self.shown.map(|(p, _)| probability(p)),
            interval95: self.shown.and_then(|(_, interval)| interval).map(|ends| ends.map(probability)),
            base_rate: record.base.map(probability),
            breakeven_probability: self.break_even.map(probability),
            edge: self.edge().map(probability),
            expectancy_r: self.expectancy.map(in_r),
            expectancy_lower_r: self.track.shadow.lower_r.filter(|_| self.levels.is_some()).map(in_r),
            blind_expectancy_r: self.track.blind_r.map(in_r),
            shadow_trades: self.track.shadow.trades as u32,
            n: record.n as u32,
            n_effective: rounded(record.n_effective, 1),
            passes: self.passes(rows),
            hold_reasons: self.reasons(rows),
        }
    }
}

pub(super) const fn status_word(status: Status) -> ConfidenceStatus {
    match status {
        Status::Measured => ConfidenceStatus::Measured,
        Status::NoSkill => ConfidenceStatus::NoSkill,
        Status::Thin => ConfidenceStatus::Thin,
        Status::Unmeasured => ConfidenceStatus::Unmeasured,
        Status::Drifted => ConfidenceStatus::Drifted,
    }
}
