//! Every reading by the name TA-Lib users know it by, so that anyone can check them side by side.

use ta_lib::MAType;

use super::{
    Column,
    core::{
        adx, atr, bollinger, ema, highest, linear_slope, lowest, macd, mfi, minus_di, one, pattern, plus_di, roc, rsi,
        several, sma, stoch, with_volume,
    },
    moved,
    volume::has_volume,
};
use crate::Series;

/// A named group of readings: the column names, and the function that computes them together.
#[derive(Clone, Copy, Debug)]
pub struct Catalogued {
    pub names: &'static [&'static str],
    compute: fn(&Series) -> Vec<Column>,
}

impl Catalogued {
    /// The columns, in the order of `names`.
    pub fn compute(&self, series: &Series) -> Vec<Column> {
        (self.compute)(series)
    }
}

macro_rules! entry {
    ($($name:literal),+ => |$s:ident| $columns:expr) => {
        Catalogued { names: &[$($name),+], compute: |$s: &Series| Vec::from($columns) }
    };
}

/// The readings with their usual periods: `rsi14` is RSI over 14 bars, `macd` is 12, 26, 9, `bb_*` is 20 bars and
/// two deviations, `stoch_*` is 14, 3, 3, `stochrsi_*` is 14, 5, 3, `sar` is 0.02 and 0.2.
pub const CATALOGUE: &[Catalogued] = &[
    entry!("sma20" => |s| [sma(s.closes(), 20)]),
    entry!("ema20" => |s| [ema(s.closes(), 20)]),
    entry!("ema50" => |s| [ema(s.closes(), 50)]),
    entry!("ema200" => |s| [ema(s.closes(), 200)]),
    entry!("wma20" => |s| [one(s.len(), |core, last, out| core.wma(0, last, s.closes(), 20, out))]),
    entry!("kama10" => |s| [one(s.len(), |core, last, out| core.kama(0, last, s.closes(), 10, out))]),
    entry!("dema20" => |s| [one(s.len(), |core, last, out| core.dema(0, last, s.closes(), 20, out))]),
    entry!("tema20" => |s| [one(s.len(), |core, last, out| core.tema(0, last, s.closes(), 20, out))]),
    entry!("rsi14" => |s| [unless_flat(s, &rsi(s.closes(), 14))]),
    entry!("rsi2" => |s| [unless_flat(s, &rsi(s.closes(), 2))]),
    entry!("macd", "macd_signal", "macd_hist" => |s| macd(s.closes(), 12, 26, 9)),
    entry!("bb_upper", "bb_middle", "bb_lower" => |s| bollinger(s.closes(), 20, 2.0)),
    entry!("atr14" => |s| [atr(s, 14)]),
    entry!("natr14" => |s| [one(s.len(), |core, last, out| core.natr(0, last, s.highs(), s.lows(), s.closes(), 14, out))]),
    entry!("trange" => |s| [one(s.len(), |core, last, out| core.trange(0, last, s.highs(), s.lows(), s.closes(), out))]),
    entry!("adx14" => |s| [adx(s, 14)]),
    entry!("plus_di14" => |s| [plus_di(s, 14)]),
    entry!("minus_di14" => |s| [minus_di(s, 14)]),
    entry!("stoch_k", "stoch_d" => |s| stoch(s, 14, 3, 3)),
    entry!("stochrsi_k", "stochrsi_d" => |s| several(s.len(), |core, last, [k, d]| {
        core.stochrsi(0, last, s.closes(), 14, 5, 3, MAType::SMA, k, d)
    }).map(|column| unless_flat(s, &column))),
    entry!("willr14" => |s| [one(s.len(), |core, last, out| core.willr(0, last, s.highs(), s.lows(), s.closes(), 14, out))]),
    entry!("cci20" => |s| [one(s.len(), |core, last, out| core.cci(0, last, s.highs(), s.lows(), s.closes(), 20, out))]),
    entry!("mfi14" => |s| [where_traded(s, 14, &mfi(s, 14))]),
    entry!("obv" => |s| [with_volume(s, |v| one(s.len(), |core, last, out| core.obv(0, last, s.closes(), v, out)))]),
    entry!("ad" => |s| [with_volume(s, |v| {
        one(s.len(), |core, last, out| core.ad(0, last, s.highs(), s.lows(), s.closes(), v, out))
    })]),
    entry!("adosc" => |s| [with_volume(s, |v| {
        one(s.len(), |core, last, out| core.adosc(0, last, s.highs(), s.lows(), s.closes(), v, 3, 10, out))
    })]),
    entry!("roc10" => |s| [roc(s.closes(), 10)]),
    entry!("mom10" => |s| [one(s.len(), |core, last, out| core.mom(0, last, s.closes(), 10, out))]),
    entry!("cmo14" => |s| [one(s.len(), |core, last, out| core.cmo(0, last, s.closes(), 14, out))]),
    entry!("ultosc" => |s| [one(s.len(), |core, last, out| {
        core.ultosc(0, last, s.highs(), s.lows(), s.closes(), 7, 14, 28, out)
    })]),
    entry!("aroon_dn", "aroon_up" => |s| several(s.len(), |core, last, [down, up]| {
        core.aroon(0, last, s.highs(), s.lows(), 25, down, up)
    })),
    entry!("sar" => |s| [one(s.len(), |core, last, out| core.sar(0, last, s.highs(), s.lows(), 0.02, 0.2, out))]),
    entry!("trix15" => |s| [one(s.len(), |core, last, out| core.trix(0, last, s.closes(), 15, out))]),
    entry!("linreg_slope20" => |s| [linear_slope(s.closes(), 20)]),
    entry!("linreg20" => |s| [one(s.len(), |core, last, out| core.linearreg(0, last, s.closes(), 20, out))]),
    entry!("tsf14" => |s| [one(s.len(), |core, last, out| core.tsf(0, last, s.closes(), 14, out))]),
    entry!("stddev20" => |s| [one(s.len(), |core, last, out| core.stddev(0, last, s.closes(), 20, 1.0, out))]),
    entry!("var20" => |s| [one(s.len(), |core, last, out| core.var(0, last, s.closes(), 20, 1.0, out))]),
    entry!("max55" => |s| [highest(s.highs(), 55)]),
    entry!("min55" => |s| [lowest(s.lows(), 55)]),
    entry!("ht_trendline" => |s| [one(s.len(), |core, last, out| core.ht_trendline(0, last, s.closes(), out))]),
    entry!("ht_dcperiod" => |s| [one(s.len(), |core, last, out| core.ht_dcperiod(0, last, s.closes(), out))]),
    entry!("vwap_cum" => |s| [with_volume(s, |v| {
        one(s.len(), |core, last, out| core.vwap(0, last, s.highs(), s.lows(), s.closes(), v, out))
    })]),
    entry!("cdl_engulfing" => |s| [pattern(s.len(), |core, last, out| {
        core.cdlengulfing(0, last, s.opens(), s.highs(), s.lows(), s.closes(), out)
    })]),
    entry!("cdl_hammer" => |s| [pattern(s.len(), |core, last, out| {
        core.cdlhammer(0, last, s.opens(), s.highs(), s.lows(), s.closes(), out)
    })]),
    entry!("cdl_doji" => |s| [pattern(s.len(), |core, last, out| {
        core.cdldoji(0, last, s.opens(), s.highs(), s.lows(), s.closes(), out)
    })]),
    entry!("cdl_morningstar" => |s| [pattern(s.len(), |core, last, out| {
        core.cdlmorningstar(0, last, s.opens(), s.highs(), s.lows(), s.closes(), 0.3, out)
    })]),
];

/// The column without the bars where the price stood still over the whole window.
fn unless_flat(series: &Series, column: &Column) -> Column {
    let moved = moved(series);
    Column::each(series.len(), column.first().min(series.len()), |bar| {
        column.at(bar).filter(|_| moved.get(bar).copied().unwrap_or_default())
    })
}

/// The column without the bars whose whole window saw no volume.
fn where_traded(series: &Series, bars: usize, column: &Column) -> Column {
    Column::each(series.len(), column.first().min(series.len()), |bar| {
        column.at(bar).filter(|_| has_volume(series, bar, bars))
    })
}
