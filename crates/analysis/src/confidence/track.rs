//! The track record of a rule on one series: what it forecast from earlier bars only, and what happened.

mod money;
mod record;

pub use money::{Shadow, Shares};
pub use record::{Drift, Record, Status};

use super::{Chance, Curve, Fits, Forecasts, ReturnInterval, Samples, Scheme, conformal, quantile};
use crate::{
    Families, Series, Side,
    outcome::{Barriers, Ending, Outcome, drift, follow},
    readings::Ewma,
};
use money::Money;

/// What is measured, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    pub barriers: Barriers,
    /// Cost of a round trip in basis points of price.
    pub round_trip_bps: f64,
    pub scheme: Scheme,
    /// Resampled histories behind an interval.
    pub bootstrap: usize,
    /// Different sets of rules ever measured on this pair and timeframe; trying many costs certainty.
    pub rules_tried: u32,
    /// Least lead over the base rate that counts as one.
    pub min_edge: f64,
    /// Effective forecasts below which nothing is said, and below which history is thin.
    pub unmeasured_below: f64,
    pub thin_below: f64,
}

/// The track record of both sides, and of the direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    pub long: SideTrack,
    pub short: SideTrack,
    /// The other event: is the price higher after the horizon?
    pub up: Record,
    /// 80 % interval of the return over the horizon from here.
    pub interval80: Option<ReturnInterval>,
}

/// The record of one side of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct SideTrack {
    pub record: Record,
    /// Its reliability; `None` without a resolved forecast.
    pub curve: Option<Curve>,
    /// How the plans ended.
    pub shares: Option<Shares>,
    pub shadow: Shadow,
    /// Mean result after cost of entering at every bar, R.
    pub blind_r: Option<f64>,
    /// Lead over break-even of every past forecast, smallest first.
    pub edges: Vec<f64>,
    /// Results of the shadow trades after cost, R, in the order of time.
    pub results: Vec<f64>,
    /// What the worst twentieth of all past stops lost beyond the stop, R, 0 or above; `None` below 20 stops.
    pub overshoot_r: Option<f64>,
    /// Plans left out because a candle is missing inside their horizon.
    pub void: usize,
}

impl Track {
    /// Measures a series. `gap_after[bar]` says that a candle is missing between this bar and the next;
    /// `candles_sha256` seeds the resampling.
    pub fn of(series: &Series, families: &Families, gap_after: &[bool], candles_sha256: &str, rules: &Rules) -> Self {
        Self::after(series, families, gap_after, candles_sha256, rules, &mut Default::default())
    }

    /// The same, with the fits of long, short and direction over the beginning of the series, which it adds to.
    pub(crate) fn after(
        series: &Series,
        families: &Families,
        gap_after: &[bool],
        candles_sha256: &str,
        rules: &Rules,
        fits: &mut [Fits; 3],
    ) -> Self {
        let [of_long, of_short, of_up] = fits;
        let rows: Vec<Option<[f64; 6]>> = (0..series.len()).map(|bar| families.all(bar)).collect();
        let whole = Whole { series, families, rows: &rows, gap_after, rules };
        let measured = |side, fits| whole.side(side, &mut Chance::of(candles_sha256, side as u64), fits);
        let (long, short) = (measured(Side::Long, of_long), measured(Side::Short, of_short));
        let horizon = rules.barriers.horizon;
        let returns: Vec<Option<f64>> = (0..series.len()).map(|bar| drift(series, bar, horizon)).collect();
        let labels: Vec<Option<bool>> = returns.iter().map(|r| r.map(|r| r > 0.0)).collect();
        let up = whole.record(&labels, &mut Chance::of(candles_sha256, 2), of_up).1;
        let ewma = Ewma::of(series.closes());
        let sigma: Vec<Option<f64>> = (0..series.len()).map(|bar| ewma.sigma(bar)).collect();
        Self { long, short, up, interval80: conformal(&sigma, &returns, horizon, 0.2) }
    }

    /// The record of a side.
    pub const fn side(&self, side: Side) -> &SideTrack {
        match side {
            Side::Long => &self.long,
            Side::Short => &self.short,
        }
    }
}

/// What the parts of a measurement share.
struct Whole<'a> {
    series: &'a Series,
    families: &'a Families,
    rows: &'a [Option<[f64; 6]>],
    gap_after: &'a [bool],
    rules: &'a Rules,
}

impl Whole<'_> {
    fn side(&self, side: Side, chance: &mut Chance, fits: &mut Fits) -> SideTrack {
        let (outcomes, void) = self.outcomes(side);
        let labels: Vec<Option<bool>> =
            outcomes.iter().map(|outcome| outcome.map(|outcome| outcome.ending == Ending::Target)).collect();
        let (forecasts, record) = self.record(&labels, chance, fits);
        let overshoot_r = overshoot(&outcomes);
        let Some(forecasts) = forecasts else {
            let (shadow, edges, results) = (Shadow::default(), vec![], vec![]);
            let (curve, shares, blind_r) = (None, None, None);
            return SideTrack { record, curve, shares, shadow, blind_r, edges, results, overshoot_r, void };
        };
        let costs: Vec<Option<f64>> = (0..self.series.len()).map(|bar| self.cost_r(bar)).collect();
        let money = Money::of(&forecasts, &outcomes, &costs, self.rules);
        let (shares, shadow, blind_r) = (money.shares(), money.shadow(), money.blind_r());
        let (edges, results) = money.edges_and_results();
        let realised: Vec<(f64, bool)> = forecasts.realised(&labels).map(|r| (r.p, r.happened)).collect();
        let curve = Curve::of(&realised, self.rules.barriers.horizon);
        SideTrack { record, curve, shares, shadow, blind_r, edges, results, overshoot_r, void }
    }

    fn record(&self, labels: &[Option<bool>], chance: &mut Chance, fits: &mut Fits) -> (Option<Forecasts>, Record) {
        let samples = Samples { families: self.rows, labels };
        let forecasts = Forecasts::walk_on(samples, self.rules.barriers.horizon, &self.rules.scheme, fits);
        let record = Record::of(forecasts.as_ref(), labels, self.rows.last().copied().flatten(), self.rules, chance);
        (forecasts, record)
    }

    /// The outcome of a plan at every bar that has a label, and how many were void.
    fn outcomes(&self, side: Side) -> (Vec<Option<Outcome>>, usize) {
        let horizon = self.rules.barriers.horizon;
        let mut gaps = vec![0_usize];
        let mut sum = 0;
        gaps.extend(self.gap_after.iter().map(|gap| {
            sum += usize::from(*gap);
            sum
        }));
        let holes = |from: usize, to: usize| match (gaps.get(from), gaps.get(to.min(self.gap_after.len()))) {
            (Some(before), Some(after)) => after > before,
            _ => false,
        };
        let mut void = 0;
        let outcomes = (0..self.series.len()).map(|bar| {
            let outcome = follow(self.series, bar, self.families.atr(bar)?, side, &self.rules.barriers)?;
            let whole = !holes(bar, bar + 1 + horizon);
            void += usize::from(!whole);
            whole.then_some(outcome)
        });
        let outcomes = outcomes.collect();
        (outcomes, void)
    }

    /// Cost of a round trip at a bar, R.
    fn cost_r(&self, bar: usize) -> Option<f64> {
        let (close, atr) = (*self.series.closes().get(bar)?, self.families.atr(bar)?);
        Some(self.rules.round_trip_bps * close / 10_000.0 / (self.rules.barriers.stop_atr * atr))
    }
}

/// Past stops below which their worst twentieth says nothing.
const LEAST_STOPS: usize = 20;

/// How far beyond the stop the worst twentieth of the stops ended, R.
fn overshoot(outcomes: &[Option<Outcome>]) -> Option<f64> {
    let stopped = outcomes.iter().flatten().filter(|outcome| outcome.ending == Ending::Stop);
    let mut results: Vec<f64> = stopped.map(|outcome| outcome.r).collect();
    results.sort_by(f64::total_cmp);
    let worst = quantile(&results, 0.05).filter(|_| results.len() >= LEAST_STOPS)?;
    Some((-1.0 - worst).max(0.0))
}

#[cfg(test)]
mod tests;
