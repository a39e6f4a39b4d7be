//! The rows of the proof, and which word they leave.

use super::{Picture, sides::Judged};
use crate::{
    Gate, Side,
    answer::{HoldReason, Lean, Quality, SignalWord},
    confidence::Record,
};

/// What the rows say about the last bar.
pub(super) struct Verdict {
    pub(super) signal: SignalWord,
    /// BUY long, SELL short; on HOLD the side whose reasons are shown.
    pub(super) shown: Side,
    pub(super) lean: Lean,
    pub(super) lead: Option<Side>,
    pub(super) proven: bool,
    pub(super) hold_reasons: Vec<HoldReason>,
    pub(super) unproven_reasons: Vec<HoldReason>,
}

/// The rows that ask about the data.
pub(super) struct Rows {
    /// Rows 1 and 2: is there anything to judge?
    pub(super) unfit: Vec<HoldReason>,
    /// Row 3: can fills be believed?
    pub(super) doubtful: Vec<HoldReason>,
    /// Row 6: two sources disagree about the price.
    pub(super) apart: bool,
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
        Self { unfit, doubtful, apart: picture.sources_disagree() }
    }

    /// What a record lets us show: while sources disagree no more than its base rate.
    pub(super) fn shown_of(&self, record: &Record) -> Option<(f64, Option<[f64; 2]>)> {
        if self.apart { record.blind() } else { record.shown() }
    }

    /// Whether rows 1 and 2 hold, so that there are prices to hang levels on.
    pub(super) const fn judged(&self) -> bool {
        self.unfit.is_empty()
    }
}

impl Verdict {
    pub(super) fn of(rows: &Rows, sides: &[Judged<'_>; 2], score: Option<f64>, threshold: f64, gate: Gate) -> Self {
        let [long, short] = sides;
        let of = |side| match side {
            Side::Long => long,
            Side::Short => short,
        };
        let lean = lean(score, threshold);
        let lead = lead(rows, sides);
        let leaned = lean.side().filter(|side| of(*side).allowed);
        let shown = leaned.or(lead).unwrap_or(Side::Long);
        let unproven = |side: Side| if rows.judged() { of(side).unproven.clone() } else { Vec::new() };
        let hold = |hold_reasons: Vec<HoldReason>| Self {
            signal: SignalWord::Hold,
            shown,
            lean,
            lead,
            proven: false,
            hold_reasons,
            unproven_reasons: unproven(shown),
        };
        let take = |side: Side| Self {
            signal: match side {
                Side::Long => SignalWord::Buy,
                Side::Short => SignalWord::Sell,
            },
            shown: side,
            lean,
            lead,
            proven: of(side).passes(rows),
            hold_reasons: Vec::new(),
            unproven_reasons: unproven(side),
        };
        if !rows.judged() {
            return hold(rows.unfit.clone());
        }
        let range = of(shown).out_of_range.then_some(HoldReason::OutOfRange);
        let data: Vec<HoldReason> = rows.doubtful.iter().copied().chain(range).collect();
        match gate {
            Gate::Proven => {
                if let Some(side) = lead.filter(|side| of(*side).passes(rows)) {
                    return take(side);
                }
                let mut reasons: Vec<HoldReason> = data.into_iter().chain(unproven(shown)).collect();
                if reasons.is_empty() {
                    reasons.push(HoldReason::SideNotAllowed);
                }
                hold(reasons)
            }
            Gate::Rule if !data.is_empty() => hold(data),
            Gate::Rule => match (lean.side(), leaned) {
                (None, _) => hold(vec![HoldReason::NoLean]),
                (Some(_), None) => hold(vec![HoldReason::SideNotAllowed]),
                (Some(_), Some(side)) => take(side),
            },
        }
    }

    /// HOLD because it could not be judged.
    pub(super) fn abstained(&self) -> bool {
        let unjudged = [HoldReason::Unmeasured, HoldReason::Thin, HoldReason::Drifted, HoldReason::SourcesDisagree];
        self.hold_reasons.iter().any(|reason| reason.row() <= 4 || unjudged.contains(reason))
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

/// The allowed side that passes; if none or both do, the one with the higher expectation, long on a tie.
fn lead(rows: &Rows, [long, short]: &[Judged<'_>; 2]) -> Option<Side> {
    match (long.passes(rows), short.passes(rows)) {
        (true, false) => Some(Side::Long),
        (false, true) => Some(Side::Short),
        (true, true) | (false, false) => {
            let expected = |side: &Judged<'_>| side.expectancy.filter(|_| side.allowed);
            match (expected(long), expected(short)) {
                (Some(long), Some(short)) => Some(if short > long { Side::Short } else { Side::Long }),
                (Some(_), None) => Some(Side::Long),
                (None, Some(_)) => Some(Side::Short),
                (None, None) => None,
            }
        }
    }
}
