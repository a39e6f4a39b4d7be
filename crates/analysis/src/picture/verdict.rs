//! The rows of the proof, and which word they leave.

use super::Picture;
use crate::{
    Direction, Gate, Side,
    answer::{HoldReason, Lean, Quality, SignalWord},
};

/// What the rows say about the last bar.
pub(super) struct Verdict {
    pub(super) signal: SignalWord,
    /// BUY long, SELL short; on HOLD the side whose reasons are shown.
    pub(super) shown: Side,
    pub(super) lean: Lean,
    pub(super) hold_reasons: Vec<HoldReason>,
    pub(super) unproven_reasons: Vec<HoldReason>,
}

/// Rows that fail, gathered by what they ask.
pub(super) struct Rows {
    /// Rows 1 and 2: is there anything to judge?
    pub(super) unfit: Vec<HoldReason>,
    /// Row 3: can fills be believed?
    pub(super) doubtful: Vec<HoldReason>,
    /// Rows 5 to 11: the proof. Nothing is measured yet, and what is not measured cannot be called small.
    pub(super) unproven: Vec<HoldReason>,
}

impl Rows {
    pub(super) fn of(picture: &Picture<'_>, plannable: bool) -> Self {
        let facts = &picture.facts;
        let mut unfit = Vec::new();
        match facts.quality {
            Quality::Stale => unfit.push(HoldReason::DataStale),
            Quality::Closed => unfit.push(HoldReason::MarketClosed),
            Quality::Live | Quality::Delayed | Quality::Recorded | Quality::Synthetic => {}
        }
        if facts.gap_is_recent {
            unfit.push(HoldReason::DataGaps);
        }
        if !picture.is_warm() {
            unfit.push(HoldReason::WarmingUp);
        }
        if facts.unmoved || picture.is_warm() && !plannable {
            unfit.push(HoldReason::NoMovement);
        }
        unfit.sort_unstable_by_key(|reason| *reason as u8);
        let doubtful = if facts.fills_are_suspect { vec![HoldReason::FillSuspect] } else { Vec::new() };
        Self { unfit, doubtful, unproven: vec![HoldReason::Unmeasured] }
    }

    /// Whether rows 1 and 2 hold, so that there are prices to hang levels on.
    pub(super) const fn judged(&self) -> bool {
        self.unfit.is_empty()
    }

    /// What fails for a side by itself, in the order of the rows.
    pub(super) fn of_side(&self, side: Side, direction: Direction) -> Vec<HoldReason> {
        let mut reasons = self.unfit.clone();
        if self.judged() {
            reasons.extend(&self.doubtful);
            reasons.extend(&self.unproven);
        }
        if !direction.allows(side) {
            reasons.push(HoldReason::SideNotAllowed);
        }
        reasons
    }
}

impl Verdict {
    pub(super) fn of(rows: &Rows, score: Option<f64>, threshold: f64, direction: Direction, gate: Gate) -> Self {
        let lean = lean(score, threshold);
        let leaned = lean.side().filter(|side| direction.allows(*side));
        let shown = leaned.unwrap_or(Side::Long);
        let unproven_reasons = if rows.judged() { rows.unproven.clone() } else { Vec::new() };
        let data: Vec<HoldReason> = rows.unfit.iter().chain(&rows.doubtful).copied().collect();
        let hold = |hold_reasons| Self {
            signal: SignalWord::Hold,
            shown,
            lean,
            hold_reasons,
            unproven_reasons: unproven_reasons.clone(),
        };
        if !rows.judged() {
            return hold(rows.unfit.clone());
        }
        match gate {
            Gate::Proven => hold(data.into_iter().chain(rows.unproven.iter().copied()).collect()),
            Gate::Rule if !data.is_empty() => hold(data),
            Gate::Rule => match (lean.side(), leaned) {
                (None, _) => hold(vec![HoldReason::NoLean]),
                (Some(_), None) => hold(vec![HoldReason::SideNotAllowed]),
                (Some(_), Some(side)) => Self {
                    signal: match side {
                        Side::Long => SignalWord::Buy,
                        Side::Short => SignalWord::Sell,
                    },
                    shown: side,
                    lean,
                    hold_reasons: Vec::new(),
                    unproven_reasons,
                },
            },
        }
    }

    /// HOLD because it could not be judged.
    pub(super) fn abstained(&self) -> bool {
        self.hold_reasons.iter().any(|reason| match reason {
            HoldReason::DataStale
            | HoldReason::DataGaps
            | HoldReason::MarketClosed
            | HoldReason::WarmingUp
            | HoldReason::NoMovement
            | HoldReason::FillSuspect
            | HoldReason::Unmeasured => true,
            HoldReason::SideNotAllowed | HoldReason::NoLean => false,
        })
    }
}

/// What the rule says by itself: the published score beyond the threshold, either way.
fn lean(score: Option<f64>, threshold: f64) -> Lean {
    match score {
        Some(score) if score > threshold => Lean::Long,
        Some(score) if score < -threshold => Lean::Short,
        Some(_) | None => Lean::None,
    }
}
