//! The answer of `analyze_market`.

use std::collections::BTreeMap;

use super::{Picture, trend_word};
use crate::{
    Family,
    answer::{
        AboveBelow, IndicatorView, MacdState, MarketAnalysis, Regime, RsiState, ToolName, Volatility, VolumeState,
    },
    levels::Levels,
    readings::{Column, Ewma, bollinger, macd, rsi, sma, volume_z},
    rounded, warmth,
};

/// Bars for which a crossover is named.
const CROSS_BARS: usize = 3;

/// From this ADX on the market trends.
const TRENDING_ADX: f64 = 25.0;

/// Deviations from which volume rises or falls.
const VOLUME_DEVIATIONS: f64 = 0.5;

impl Picture<'_> {
    pub(crate) fn analysis(&self) -> MarketAnalysis {
        let trend = self.family(Family::Trend);
        let levels = Levels::of(&self.series, self.atr(), self.tick);
        let ewma = Ewma::of(self.series.closes());
        let percentile = ewma.percentile(self.last(), warmth::VOLATILITY_WINDOW);
        let volatility = volatility_word(percentile);
        let head = self.head(ToolName::AnalyzeMarket);
        let analysis = MarketAnalysis {
            head,
            current_price: self.price(self.series.last_price()),
            trend: trend_word(trend),
            trend_strength: trend.map(|trend| rounded(trend.abs(), 4)),
            regime: regime(volatility, self.adx()),
            indicators: self.indicators(&ewma, percentile),
            support_levels: levels.support,
            resistance_levels: levels.resistance,
            volume: self.volume_word(),
            volatility,
            higher_timeframes: self.higher_trends(),
        };
        self.with_receipt(ToolName::AnalyzeMarket, self.analysis_input(), analysis, |analysis, id| {
            analysis.head.receipt_id = id;
        })
    }

    pub(super) fn adx(&self) -> Option<f64> {
        self.families.adx(self.last()).filter(|_| self.bars() >= warmth::ADX_BARS && !self.facts.unmoved)
    }

    fn indicators(&self, ewma: &Ewma, percentile: Option<f64>) -> IndicatorView {
        let mut values = BTreeMap::new();
        let rsi = self.rsi();
        let macd = self.macd(&mut values);
        let averages = self.averages(&mut values);
        let atr = self.atr();
        let price = self.series.last_price();
        let [upper, _, lower] = bollinger(self.series.closes(), 20, 2.0);
        let sessions = self.series.pair().sessions();
        let annual = ewma.sigma(self.last()).map(|sigma| sigma * self.series.interval().per_year(sessions).sqrt());
        let mut put = |name: &str, value: Option<f64>| values.insert(name.to_owned(), value);
        put("atr_14", atr.map(|atr| self.fine(atr)));
        put("atr_pct", atr.map(|atr| rounded(100.0 * atr / price, 3)));
        put("adx_14", self.adx().map(|adx| rounded(adx, 2)));
        put("bollinger_upper", upper.at(self.last()).map(|value| self.fine(value)));
        put("bollinger_lower", lower.at(self.last()).map(|value| self.fine(value)));
        put("volatility_annual_pct", annual.map(|annual| rounded(100.0 * annual, 2)));
        put("volatility_percentile", percentile.map(|value| rounded(value, 2)));
        put("volume_z_20", volume_z(&self.series, self.last()).map(|z| rounded(z, 2)));
        IndicatorView {
            rsi: rsi.map(|rsi| rounded(rsi, 2)),
            rsi_state: self.rsi_word(rsi),
            macd,
            moving_averages: averages,
            values,
        }
    }

    fn rsi(&self) -> Option<f64> {
        let set = &self.params.indicators.rsi;
        let known = set.enabled && !self.facts.unmoved && self.bars() >= warmth::rsi_bars(set.period);
        rsi(self.series.closes(), i32::from(set.period)).at(self.last()).filter(|_| known)
    }

    fn rsi_word(&self, rsi: Option<f64>) -> RsiState {
        let set = &self.params.indicators.rsi;
        match rsi {
            None => RsiState::Unknown,
            Some(rsi) if rsi >= set.overbought => RsiState::Overbought,
            Some(rsi) if rsi <= set.oversold => RsiState::Oversold,
            Some(_) => RsiState::Neutral,
        }
    }

    fn macd(&self, values: &mut BTreeMap<String, Option<f64>>) -> MacdState {
        let set = &self.params.indicators.macd;
        let periods = (i32::from(set.fast_period), i32::from(set.slow_period), i32::from(set.signal_period));
        let columns = macd(self.series.closes(), periods.0, periods.1, periods.2);
        let known = set.enabled && self.bars() >= warmth::macd_bars(set.slow_period, set.signal_period);
        for (name, column) in ["macd_line", "macd_signal", "macd_histogram"].into_iter().zip(&columns) {
            values.insert(name.to_owned(), column.at(self.last()).filter(|_| known).map(|value| self.fine(value)));
        }
        let [_, _, histogram] = &columns;
        if known { macd_word(histogram, self.last()) } else { MacdState::Unknown }
    }

    fn averages(&self, values: &mut BTreeMap<String, Option<f64>>) -> BTreeMap<String, AboveBelow> {
        let set = &self.params.indicators.moving_averages;
        let price = self.series.last_price();
        let word = |average: Option<f64>| match average {
            Some(average) if price > average => AboveBelow::Above,
            Some(average) if price < average => AboveBelow::Below,
            Some(_) | None => AboveBelow::Unknown,
        };
        let mut words = BTreeMap::new();
        for period in &set.periods {
            let average = sma(self.series.closes(), i32::from(*period)).at(self.last()).filter(|_| set.enabled);
            values.insert(format!("sma_{period}"), average.map(|value| self.fine(value)));
            words.insert(format!("ma_{period}"), word(average));
        }
        words
    }

    pub(super) fn volume_word(&self) -> VolumeState {
        match volume_z(&self.series, self.last()) {
            None => VolumeState::Unknown,
            Some(z) if z >= VOLUME_DEVIATIONS => VolumeState::Increasing,
            Some(z) if z <= -VOLUME_DEVIATIONS => VolumeState::Decreasing,
            Some(_) => VolumeState::Flat,
        }
    }
}

/// The crossover within the last three bars, else the side the line stands on.
fn macd_word(histogram: &Column, last: usize) -> MacdState {
    let Some(now) = histogram.at(last) else { return MacdState::Unknown };
    let crossed = (0..CROSS_BARS).find_map(|ago| {
        let bar = last.checked_sub(ago)?;
        let (before, after) = (histogram.at(bar.checked_sub(1)?)?, histogram.at(bar)?);
        match (before > 0.0, after > 0.0) {
            (false, true) => Some(MacdState::BullishCrossover),
            (true, false) => Some(MacdState::BearishCrossover),
            (true, true) | (false, false) => None,
        }
    });
    crossed.unwrap_or(if now > 0.0 { MacdState::AboveSignal } else { MacdState::BelowSignal })
}

pub(super) fn volatility_word(percentile: Option<f64>) -> Volatility {
    match percentile {
        None => Volatility::Unknown,
        Some(value) if value < 30.0 => Volatility::Low,
        Some(value) if value < 85.0 => Volatility::Moderate,
        Some(_) => Volatility::High,
    }
}

fn regime(volatility: Volatility, adx: Option<f64>) -> Regime {
    match (volatility, adx) {
        (Volatility::High, _) => Regime::Volatile,
        (Volatility::Unknown, _) | (_, None) => Regime::Unknown,
        (Volatility::Low | Volatility::Moderate, Some(adx)) if adx >= TRENDING_ADX => Regime::Trending,
        (Volatility::Low | Volatility::Moderate, Some(_)) => Regime::Ranging,
    }
}
