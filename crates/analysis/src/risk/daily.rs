//! What the closed daily candles tell of the next one.

use jiff::Timestamp;

use super::{Drawdown, Tail, drawdown, plain_quantile, tail::loss};
use crate::{
    Candle, Interval, RiskParams, Series, Sessions, Side,
    confidence::quantile,
    readings::{Ewma, atr, percentile},
    resample::{Grouping, Resampled, joined},
    warmth,
};

/// Daily values below which a statistic is unknown.
const LEAST_DAYS: usize = 100;

/// Days among which a volatility is placed, and opening gaps are looked at: two years of shares.
const TWO_YEARS: usize = warmth::VOLATILITY_WINDOW;

/// Days of the median volume.
const VOLUME_DAYS: usize = 20;

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

/// Daily statistics of one side. Fractions of price; `None` where the history does not tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// Returns there are.
    pub returns: usize,
    pub tail: Option<Tail>,
    /// Quantiles of the last 250 days at 95 and 99 %, as losses, 0 or above.
    pub plain: [Option<f64>; 2],
    /// Where the volatility stands among its last 504 values, or as many as there are; 0 to 100.
    pub percentile: Option<f64>,
    /// How many of the 504 there were.
    pub percentile_of: usize,
    /// EWMA volatility of a year.
    pub annual: Option<f64>,
    /// Of the last 365 days.
    pub drawdown: Option<Drawdown>,
    /// Candles in them.
    pub drawdown_days: usize,
    /// 99 % quantile of the opening gap, either way.
    pub gap: Option<f64>,
    /// Wilder's over 14 days, quote currency.
    pub atr: Option<f64>,
    pub last_close: f64,
    pub turnover: Turnover,
}

/// Median value traded in a day, quote currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turnover {
    Known(f64),
    /// The feed has no volume, or none was traded.
    NoVolume,
    TooShort,
}

impl Turnover {
    pub const fn known(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::NoVolume | Self::TooShort => None,
        }
    }
}

/// The daily candles of a series that is daily or shorter; `None` before the first day is over.
pub(crate) fn days_of(series: &Series) -> Option<Series> {
    if series.interval() == Interval::D1 {
        return Some(series.clone());
    }
    Resampled::of(series, Grouping::Calendar(Interval::D1)).map(|days| days.series)
}

impl Days {
    /// From daily candles; nothing is known before the first day is over.
    pub fn of(series: Option<&Series>, side: Side, params: &RiskParams) -> Self {
        let whole = series.and_then(whole_days);
        let series = whole.as_ref().or(series);
        let closes = series.map(Series::closes).unwrap_or_default();
        let ewma = Ewma::weighted(closes, params.ewma_lambda);
        let sigmas: Vec<f64> = (0..closes.len()).filter_map(|bar| ewma.sigma(bar)).collect();
        let recent = sigmas.get(sigmas.len().saturating_sub(TWO_YEARS)..).unwrap_or_default();
        let enough = recent.len() >= LEAST_DAYS;
        let year = series.map(last_year).unwrap_or_default();
        let plain = |share: f64| plain_quantile(closes, side, share).map(|log| loss(log, side));
        Self {
            returns: closes.len().saturating_sub(1),
            tail: Tail::of(closes, params.ewma_lambda, usize::from(params.fhs_window), side),
            plain: [plain(0.05), plain(0.01)],
            percentile: percentile(recent).filter(|_| enough),
            percentile_of: recent.len(),
            annual: series
                .and_then(|series| Some(sigmas.last()? * Interval::D1.per_year(series.pair().sessions()).sqrt())),
            drawdown: drawdown(year, side).filter(|_| year.len() >= LEAST_DAYS),
            drawdown_days: year.len(),
            gap: series.and_then(gap),
            atr: series.filter(|series| series.len() >= warmth::ATR_BARS).and_then(|s| atr(s, 14).at(s.len() - 1)),
            last_close: closes.last().copied().unwrap_or_default(),
            turnover: series.map_or(Turnover::TooShort, turnover),
        }
    }

    /// The gap in daily ATR; `None` when the price does not move.
    pub fn gap_in_atr(&self) -> Option<f64> {
        let (gap, atr) = self.gap.zip(self.atr.filter(|atr| *atr > 0.0))?;
        Some(gap * self.last_close / atr)
    }
}

fn last_year(series: &Series) -> &[f64] {
    let from = series.times().last().map_or(0, |last| series.times().partition_point(|at| at + YEAR_MS <= *last));
    series.closes().get(from..).unwrap_or_default()
}

/// The UTC days of a market that opens on Sunday evening, with those two hours as a part of Monday: as days of their own
/// they would make every other day look calm. `None` where there is nothing to join.
fn whole_days(series: &Series) -> Option<Series> {
    if series.pair().sessions() != Sessions::FxWeek {
        return None;
    }
    let day = |candle: &Candle| candle.open_time.as_millisecond().div_euclid(Interval::D1.millis());
    let (mut days, mut evening, mut before) = (Vec::with_capacity(series.len()), None, i64::MIN);
    for candle in series.candles() {
        let at = day(&candle);
        // The epoch was a Thursday. A feed with a Saturday has a whole Sunday too.
        let is_evening = (at + 3).rem_euclid(7) == 6 && before != at - 1;
        before = at;
        evening = match evening.take() {
            _ if is_evening => Some(candle),
            Some(sunday) if day(&sunday) == at - 1 => {
                days.push(Candle { open_time: candle.open_time, ..joined(&sunday, &candle) });
                None
            }
            // Monday is missing, so the evening belongs to nothing.
            Some(_) | None => {
                days.push(candle);
                None
            }
        };
    }
    Series::new(series.pair().clone(), Interval::D1, Timestamp::MAX, days).ok()
}

/// 99 % quantile of `|open / close before − 1|`.
fn gap(series: &Series) -> Option<f64> {
    let pairs = series.opens().iter().skip(1).zip(series.closes());
    let all: Vec<f64> = pairs.map(|(open, before)| (open / before - 1.0).abs()).collect();
    let mut gaps = all.get(all.len().saturating_sub(TWO_YEARS)..)?.to_vec();
    gaps.sort_by(f64::total_cmp);
    quantile(&gaps, 0.99).filter(|_| gaps.len() >= LEAST_DAYS)
}

fn turnover(series: &Series) -> Turnover {
    let Some(from) = series.len().checked_sub(VOLUME_DAYS) else { return Turnover::TooShort };
    let Some(volumes) = series.volumes() else { return Turnover::NoVolume };
    let days = series.closes().iter().zip(volumes).skip(from);
    let mut values: Vec<f64> = days.map(|(close, volume)| close * volume).collect();
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5).filter(|median| *median > 0.0).map_or(Turnover::NoVolume, Turnover::Known)
}

#[cfg(test)]
mod tests;
