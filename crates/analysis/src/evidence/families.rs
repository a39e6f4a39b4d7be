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

/// Bars the volume family looks back on.
const VOLUME_BARS: usize = 20;

/// The six families of a series, and the readings behind them. A family is computed where it is asked for: most
/// answers look at the last bar alone.
#[derive(Clone, Debug)]
pub struct Families {
    inputs: Inputs,
    higher: Option<Higher>,
}

/// The next timeframe up.
#[derive(Clone, Debug)]
struct Higher {
    resampled: Resampled,
    trending: Trending,
}

#[derive(Clone, Debug)]
struct Inputs {
    trending: Trending,
    closes: Vec<f64>,
    /// Return `i` leads from bar `i` into the next.
    returns: Vec<f64>,
    /// Whether the price moved of late, for each bar.
    moved: Vec<bool>,
    /// Whether anything was traded within the volume family's bars, for each bar.
    traded: Vec<bool>,
    rsi14: Column,
    rsi2: Column,
    macd_hist: Column,
    bands: [Column; 3],
    stoch_k: Column,
    highest: Column,
    lowest: Column,
    mfi: Column,
    cmf: Column,
}

/// What a trend is read from.
#[derive(Clone, Debug)]
struct Trending {
    atr: Column,
    adx: Column,
    plus_di: Column,
    minus_di: Column,
    ema20: Column,
    ema50: Column,
    slope: Column,
}

impl Families {
    /// Reads every bar of a series; the sixth family comes from the next timeframe up.
    pub fn of(series: &Series) -> Self {
        Self::grouped(series, series.interval().higher().map(Grouping::Calendar))
    }

    /// The same with the higher timeframe gathered as told.
    pub fn grouped(series: &Series, grouping: Option<Grouping>) -> Self {
        let resampled = grouping.and_then(|grouping| Resampled::of(series, grouping));
        let higher = resampled.map(|resampled| Higher { trending: Trending::of(&resampled.series), resampled });
        Self { inputs: Inputs::of(series), higher }
    }

    /// One family at one bar.
    pub fn at(&self, family: Family, bar: usize) -> Option<f64> {
        let inputs = &self.inputs;
        let value = match family {
            Family::Trend => inputs.trending.at(bar),
            Family::Momentum => inputs.momentum(bar),
            Family::MeanReversion => inputs.mean_reversion(bar),
            Family::Breakout => inputs.breakout(bar),
            Family::Volume => inputs.volume(bar),
            Family::MultiTimeframe => self.higher_trend(bar),
        };
        value.filter(|value| value.is_finite() && inputs.moved.get(bar).copied().unwrap_or_default())
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
        self.inputs.trending.atr.at(bar).filter(|atr| *atr > 0.0)
    }

    /// ADX over 14 bars.
    pub fn adx(&self, bar: usize) -> Option<f64> {
        self.inputs.trending.adx.at(bar)
    }

    /// The next timeframe up, as far as one of its bars is whole.
    pub(crate) fn higher(&self) -> Option<&Series> {
        self.higher.as_ref().map(|higher| &higher.resampled.series)
    }

    /// The trend of the next timeframe up when this bar closed.
    pub(crate) fn higher_trend(&self, bar: usize) -> Option<f64> {
        self.higher.as_ref()?.trending.at(self.higher_bar(bar)?)
    }

    /// How many closed higher bars stand behind the sixth family at this bar.
    pub fn higher_bars(&self, bar: usize) -> usize {
        self.higher_bar(bar).map_or(0, |group| group + 1)
    }

    fn higher_bar(&self, bar: usize) -> Option<usize> {
        self.higher.as_ref()?.resampled.last_closed(bar)
    }

    /// Each family's claim at a bar, with the readings it rests on.
    pub fn evidence(&self, series: &Series, bar: usize) -> Vec<Evidence> {
        let Some(open) = series.candle(bar) else { return Vec::new() };
        let closed_at = crate::add_millis(open.open_time, series.interval().millis()).unwrap_or(open.open_time);
        Family::ALL
            .into_iter()
            .map(|family| {
                let readings = self.basis(family, bar);
                Evidence { family, value: self.at(family, bar), basis: Basis { closed_at, readings } }
            })
            .collect()
    }

    fn basis(&self, family: Family, bar: usize) -> Vec<BasisReading> {
        let Inputs { trending, bands: [upper, middle, lower], .. } = &self.inputs;
        let named: &[(&'static str, &Column)] = match family {
            Family::Trend => &[
                ("ema20", &trending.ema20),
                ("ema50", &trending.ema50),
                ("linreg_slope20", &trending.slope),
                ("plus_di14", &trending.plus_di),
                ("minus_di14", &trending.minus_di),
                ("adx14", &trending.adx),
                ("atr14", &trending.atr),
            ],
            Family::Momentum => {
                &[("rsi14", &self.inputs.rsi14), ("macd_hist", &self.inputs.macd_hist), ("atr14", &trending.atr)]
            }
            Family::MeanReversion => &[
                ("bb_upper", upper),
                ("bb_middle", middle),
                ("bb_lower", lower),
                ("stoch_k", &self.inputs.stoch_k),
                ("rsi2", &self.inputs.rsi2),
                ("adx14", &trending.adx),
            ],
            Family::Breakout => &[("max55", &self.inputs.highest), ("min55", &self.inputs.lowest)],
            Family::Volume => &[("mfi14", &self.inputs.mfi), ("cmf20", &self.inputs.cmf)],
            Family::MultiTimeframe => {
                return vec![BasisReading { name: "higher_trend", value: self.higher_trend(bar) }];
            }
        };
        named.iter().map(|(name, column)| BasisReading { name, value: column.at(bar) }).collect()
    }
}

/// The trend family of a series by itself at its last bar, as the higher timeframes show it.
pub(crate) fn trend(series: &Series) -> Option<f64> {
    Trending::of(series).at(series.len() - 1)
}

impl Trending {
    fn of(series: &Series) -> Self {
        Self {
            atr: atr(series, 14),
            adx: adx(series, 14),
            plus_di: plus_di(series, 14),
            minus_di: minus_di(series, 14),
            ema20: ema(series.closes(), 20),
            ema50: ema(series.closes(), 50),
            slope: linear_slope(series.closes(), 20),
        }
    }

    /// From the 50th bar on, which is the first of the slower average.
    fn at(&self, bar: usize) -> Option<f64> {
        let value = trend_value(
            self.atr.at(bar)?,
            self.adx.at(bar)?,
            (self.plus_di.at(bar)?, self.minus_di.at(bar)?),
            self.ema20.at(bar)? - self.ema50.at(bar)?,
            self.slope.at(bar)?,
        );
        value.is_finite().then_some(value)
    }
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
    fn of(series: &Series) -> Self {
        let [_, _, macd_hist] = macd(series.closes(), 12, 26, 9);
        let [stoch_k, _] = stoch(series, 14, 3, 3);
        Self {
            trending: Trending::of(series),
            closes: series.closes().to_vec(),
            returns: log_returns(series.closes()).collect(),
            moved: moved(series),
            traded: (0..series.len()).map(|bar| has_volume(series, bar, VOLUME_BARS)).collect(),
            rsi14: rsi(series.closes(), 14),
            rsi2: rsi(series.closes(), 2),
            macd_hist,
            bands: bollinger(series.closes(), 20, 2.0),
            stoch_k,
            highest: highest(series.highs(), 55),
            lowest: lowest(series.lows(), 55),
            mfi: mfi(series, 14),
            cmf: cmf(series, 20),
        }
    }

    fn momentum(&self, bar: usize) -> Option<f64> {
        let atr = self.trending.atr.at(bar)?.max(TINY);
        let spread = sample_deviation(self.returns.get(bar.checked_sub(SPREAD_BARS)?..bar)?)?.max(TINY);
        let change = self.closes.get(bar)? / self.closes.get(bar.checked_sub(10)?)? - 1.0;
        let of_rsi = (self.rsi14.at(bar)? - 50.0) / 50.0;
        let of_macd = tanh(2.0 * self.macd_hist.at(bar)? / atr);
        Some((of_rsi + of_macd + tanh(change / (spread * 10.0_f64.sqrt()))) / 3.0)
    }

    fn mean_reversion(&self, bar: usize) -> Option<f64> {
        let [upper, middle, _] = &self.bands;
        let half = (upper.at(bar)? - middle.at(bar)?).max(TINY);
        let position = (self.closes.get(bar)? - middle.at(bar)?) / half;
        let stretched = position.clamp(-1.5, 1.5) / 1.5;
        let of_stoch = (self.stoch_k.at(bar)? - 50.0) / 50.0;
        let of_rsi = (self.rsi2.at(bar)? - 50.0) / 50.0;
        Some(-(1.0 - strength(self.trending.adx.at(bar)?) / 2.0) * (stretched + of_stoch + of_rsi) / 3.0)
    }

    fn breakout(&self, bar: usize) -> Option<f64> {
        let (high, low) = (self.highest.at(bar)?, self.lowest.at(bar)?);
        Some(2.0 * (self.closes.get(bar)? - low) / (high - low).max(TINY) - 1.0)
    }

    /// Without volume the family is 0 by definition, and the answer says so.
    fn volume(&self, bar: usize) -> Option<f64> {
        if bar + 1 < VOLUME_BARS {
            return None;
        }
        if !*self.traded.get(bar)? {
            return Some(0.0);
        }
        Some(f64::midpoint((self.mfi.at(bar)? - 50.0) / 50.0, (2.0 * self.cmf.at(bar)?).clamp(-1.0, 1.0)))
    }
}

/// Sample deviation (n − 1).
fn sample_deviation(returns: &[f64]) -> Option<f64> {
    let count = returns.len() as f64;
    let mean = returns.iter().sum::<f64>() / count;
    let squares: f64 = returns.iter().map(|r| (r - mean) * (r - mean)).sum();
    (count > 1.0).then(|| (squares / (count - 1.0)).sqrt())
}
