//! The six formulas, over the whole series at once.
//!
//! Inputs are fixed: switching an indicator off on screen, or giving it another period, changes no family.

use libm::tanh;

use super::{Basis, BasisReading, Evidence, Family};
use crate::{
    Series,
    readings::{
        Column, adx, atr, bollinger, cmf, ema, has_volume, highest, linear_slope, log_returns, lowest, macd, mfi,
        minus_di, moved, plus_di, rsi, stoch,
    },
    resample::{Grouping, Resampled},
};

/// Below this a range or an average is taken for nothing, so that nothing is divided by it.
const TINY: f64 = 1e-12;

/// Log returns whose spread scales the momentum of ten bars.
const SPREAD_BARS: usize = 60;

/// The six families of a series, one column each, and the readings behind them.
#[derive(Clone, Debug)]
pub struct Families {
    columns: [Column; 6],
    inputs: Inputs,
    higher: Option<Resampled>,
}

#[derive(Clone, Debug)]
struct Inputs {
    atr: Column,
    adx: Column,
    plus_di: Column,
    minus_di: Column,
    ema20: Column,
    ema50: Column,
    slope: Column,
    rsi14: Column,
    rsi2: Column,
    macd_hist: Column,
    bands: [Column; 3],
    stoch_k: Column,
    highest: Column,
    lowest: Column,
    mfi: Column,
    cmf: Column,
    higher_trend: Column,
}

impl Families {
    /// Computes every family at every bar, the sixth from the next timeframe up.
    pub fn of(series: &Series) -> Self {
        Self::grouped(series, series.interval().higher().map(Grouping::Calendar))
    }

    /// The same with the higher timeframe gathered as told.
    pub fn grouped(series: &Series, grouping: Option<Grouping>) -> Self {
        let higher = grouping.and_then(|grouping| Resampled::of(series, grouping));
        let [upper, middle, lower] = bollinger(series.closes(), 20, 2.0);
        let [_, _, macd_hist] = macd(series.closes(), 12, 26, 9);
        let [stoch_k, _] = stoch(series, 14, 3, 3);
        let inputs = Inputs {
            atr: atr(series, 14),
            adx: adx(series, 14),
            plus_di: plus_di(series, 14),
            minus_di: minus_di(series, 14),
            ema20: ema(series.closes(), 20),
            ema50: ema(series.closes(), 50),
            slope: linear_slope(series.closes(), 20),
            rsi14: rsi(series.closes(), 14),
            rsi2: rsi(series.closes(), 2),
            macd_hist,
            bands: [upper, middle, lower],
            stoch_k,
            highest: highest(series.highs(), 55),
            lowest: lowest(series.lows(), 55),
            mfi: mfi(series, 14),
            cmf: cmf(series, 20),
            higher_trend: higher.as_ref().map_or(Column::each(0, 0, |_| None), |up| trend(&up.series)),
        };
        let moved = moved(series);
        let returns: Vec<f64> = log_returns(series.closes()).collect();
        let column = |first: usize, value: &dyn Fn(usize) -> Option<f64>| {
            Column::each(series.len(), first.min(series.len()), |bar| {
                value(bar).filter(|_| moved.get(bar).copied().unwrap_or_default())
            })
        };
        let columns = [
            column(49, &|bar| inputs.trend(series, bar)),
            column(60, &|bar| inputs.momentum(series, &returns, bar)),
            column(27, &|bar| inputs.mean_reversion(series, bar)),
            column(54, &|bar| inputs.breakout(series, bar)),
            column(19, &|bar| inputs.volume(series, bar)),
            column(0, &|bar| inputs.higher_trend.at(higher.as_ref()?.last_closed(bar)?)),
        ];
        Self { columns, inputs, higher }
    }

    /// One family at one bar.
    pub fn at(&self, family: Family, bar: usize) -> Option<f64> {
        let [trend, momentum, reversion, breakout, volume, multi] = &self.columns;
        match family {
            Family::Trend => trend,
            Family::Momentum => momentum,
            Family::MeanReversion => reversion,
            Family::Breakout => breakout,
            Family::Volume => volume,
            Family::MultiTimeframe => multi,
        }
        .at(bar)
    }

    /// All six at one bar; `None` if one is missing, because a mean of the rest was never measured.
    pub fn all(&self, bar: usize) -> Option<[f64; 6]> {
        let mut values = [0.0; 6];
        for (value, family) in values.iter_mut().zip(Family::ALL) {
            *value = self.at(family, bar)?;
        }
        Some(values)
    }

    /// Wilder's ATR over 14 bars, in quote currency: the unit of stops and targets.
    pub fn atr(&self, bar: usize) -> Option<f64> {
        self.inputs.atr.at(bar).filter(|atr| *atr > 0.0)
    }

    /// ADX over 14 bars.
    pub fn adx(&self, bar: usize) -> Option<f64> {
        self.inputs.adx.at(bar)
    }

    /// How many closed higher bars stand behind the sixth family at this bar.
    pub fn higher_bars(&self, bar: usize) -> usize {
        self.higher.as_ref().and_then(|higher| higher.last_closed(bar)).map_or(0, |group| group + 1)
    }

    /// Each family's claim at a bar, with the readings it rests on.
    pub fn evidence(&self, series: &Series, bar: usize) -> Vec<Evidence> {
        let Some(open) = series.candle(bar) else { return Vec::new() };
        let closed_at = crate::add_millis(open.open_time, series.interval().millis()).unwrap_or(open.open_time);
        Family::ALL
            .into_iter()
            .map(|family| {
                let readings = self.inputs.basis(family, self.higher.as_ref().and_then(|h| h.last_closed(bar)), bar);
                Evidence { family, value: self.at(family, bar), basis: Basis { closed_at, readings } }
            })
            .collect()
    }
}

/// The trend family of a series by itself, as the higher timeframes show it.
pub(crate) fn trend(series: &Series) -> Column {
    let inputs = (
        atr(series, 14),
        adx(series, 14),
        plus_di(series, 14),
        minus_di(series, 14),
        ema(series.closes(), 20),
        ema(series.closes(), 50),
        linear_slope(series.closes(), 20),
    );
    let (atr, adx, plus, minus, fast, slow, slope) = &inputs;
    Column::each(series.len(), 49.min(series.len()), |bar| {
        Some(trend_value(
            atr.at(bar)?,
            adx.at(bar)?,
            (plus.at(bar)?, minus.at(bar)?),
            fast.at(bar)? - slow.at(bar)?,
            slope.at(bar)?,
        ))
    })
}

fn trend_value(atr: f64, adx: f64, (plus, minus): (f64, f64), spread: f64, slope: f64) -> f64 {
    let two_atr = 2.0 * atr.max(TINY);
    let direction = (plus - minus) / (plus + minus).max(TINY);
    strength(adx) * (tanh(spread / two_atr) + tanh(10.0 * slope / two_atr) + direction) / 3.0
}

/// How much of a trend there is: ADX 25 and above is all of one.
fn strength(adx: f64) -> f64 {
    (adx / 25.0).min(1.0)
}

impl Inputs {
    fn trend(&self, _: &Series, bar: usize) -> Option<f64> {
        Some(trend_value(
            self.atr.at(bar)?,
            self.adx.at(bar)?,
            (self.plus_di.at(bar)?, self.minus_di.at(bar)?),
            self.ema20.at(bar)? - self.ema50.at(bar)?,
            self.slope.at(bar)?,
        ))
    }

    /// Return `i` of `returns` leads from bar `i` into the next.
    fn momentum(&self, series: &Series, returns: &[f64], bar: usize) -> Option<f64> {
        let atr = self.atr.at(bar)?.max(TINY);
        let spread = sample_deviation(returns.get(bar.checked_sub(SPREAD_BARS)?..bar)?)?.max(TINY);
        let closes = series.closes();
        let change = closes.get(bar)? / closes.get(bar.checked_sub(10)?)? - 1.0;
        let of_rsi = (self.rsi14.at(bar)? - 50.0) / 50.0;
        let of_macd = tanh(2.0 * self.macd_hist.at(bar)? / atr);
        Some((of_rsi + of_macd + tanh(change / (spread * 10.0_f64.sqrt()))) / 3.0)
    }

    fn mean_reversion(&self, series: &Series, bar: usize) -> Option<f64> {
        let [upper, middle, _] = &self.bands;
        let half = (upper.at(bar)? - middle.at(bar)?).max(TINY);
        let position = (series.closes().get(bar)? - middle.at(bar)?) / half;
        let stretched = position.clamp(-1.5, 1.5) / 1.5;
        let of_stoch = (self.stoch_k.at(bar)? - 50.0) / 50.0;
        let of_rsi = (self.rsi2.at(bar)? - 50.0) / 50.0;
        Some(-(1.0 - strength(self.adx.at(bar)?) / 2.0) * (stretched + of_stoch + of_rsi) / 3.0)
    }

    fn breakout(&self, series: &Series, bar: usize) -> Option<f64> {
        let (high, low) = (self.highest.at(bar)?, self.lowest.at(bar)?);
        Some(2.0 * (series.closes().get(bar)? - low) / (high - low).max(TINY) - 1.0)
    }

    /// Without volume the family is 0 by definition, and the answer says so.
    fn volume(&self, series: &Series, bar: usize) -> Option<f64> {
        if !has_volume(series, bar, 20) {
            return Some(0.0);
        }
        Some(f64::midpoint((self.mfi.at(bar)? - 50.0) / 50.0, (2.0 * self.cmf.at(bar)?).clamp(-1.0, 1.0)))
    }

    fn basis(&self, family: Family, higher_bar: Option<usize>, bar: usize) -> Vec<BasisReading> {
        let [upper, middle, lower] = &self.bands;
        let named: &[(&'static str, &Column)] = match family {
            Family::Trend => &[
                ("ema20", &self.ema20),
                ("ema50", &self.ema50),
                ("linreg_slope20", &self.slope),
                ("plus_di14", &self.plus_di),
                ("minus_di14", &self.minus_di),
                ("adx14", &self.adx),
                ("atr14", &self.atr),
            ],
            Family::Momentum => &[("rsi14", &self.rsi14), ("macd_hist", &self.macd_hist), ("atr14", &self.atr)],
            Family::MeanReversion => &[
                ("bb_upper", upper),
                ("bb_middle", middle),
                ("bb_lower", lower),
                ("stoch_k", &self.stoch_k),
                ("rsi2", &self.rsi2),
                ("adx14", &self.adx),
            ],
            Family::Breakout => &[("max55", &self.highest), ("min55", &self.lowest)],
            Family::Volume => &[("mfi14", &self.mfi), ("cmf20", &self.cmf)],
            Family::MultiTimeframe => {
                let value = higher_bar.and_then(|bar| self.higher_trend.at(bar));
                return vec![BasisReading { name: "higher_trend", value }];
            }
        };
        named.iter().map(|(name, column)| BasisReading { name, value: column.at(bar) }).collect()
    }
}

/// Sample deviation (n − 1).
fn sample_deviation(returns: &[f64]) -> Option<f64> {
    let count = returns.len() as f64;
    let mean = returns.iter().sum::<f64>() / count;
    let squares: f64 = returns.iter().map(|r| (r - mean) * (r - mean)).sum();
    (count > 1.0).then(|| (squares / (count - 1.0)).sqrt())
}
