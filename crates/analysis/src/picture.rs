//! What is known at the last closed candle: computed once, so that no two answers can contradict each other.

mod market;
mod receipts;
mod risk;
mod score;
mod second;
mod sides;
mod signal;
mod verdict;
mod warnings;
mod words;

use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
};

use jiff::Timestamp;

use crate::{
    Evidence, Families, Family, History, Interval, Measured, Params, Question, Series, Tick, Unanswerable,
    answer::{Data, Engine, HigherTimeframe, RelatedSeries, TickSource, Trend},
    candle::instant,
    evidence, params,
    quality::QualityFacts,
    receipt::{self, Receipt},
    resample::{Grouping, Resampled},
    rounded, warmth,
};

/// Candles whose decimals suggest the tick.
const TICK_BARS: usize = 500;

/// Beyond this a family of trend is called bullish or bearish.
const TREND_WORD: f64 = 0.15;

pub(crate) struct Picture<'a> {
    question: &'a Question,
    params: &'a Params,
    now: Timestamp,
    history: &'a History,
    series: Series,
    candles_sha256: String,
    families: Families,
    facts: QualityFacts,
    tick: Option<Tick>,
    tick_source: TickSource,
    higher: Vec<Higher>,
    /// A record of an earlier answer, which may not fit.
    known: Option<&'a Arc<Measured>>,
    /// Measuring takes most of the time, and not every answer shows it.
    measured: OnceCell<Arc<Measured>>,
    engine: Engine,
    receipts: RefCell<Vec<Receipt>>,
}

/// A timeframe further up, from closed candles only.
struct Higher {
    series: Series,
    candles_sha256: String,
}

impl<'a> Picture<'a> {
    pub(crate) fn of(
        history: &'a History,
        question: &'a Question,
        params: &'a Params,
        now: Timestamp,
        known: Option<&'a Arc<Measured>>,
    ) -> Result<Self, Unanswerable> {
        let as_of = question.as_of.unwrap_or(now);
        let series = history.series.until(as_of).ok_or(Unanswerable::NoCandle)?;
        if series.len() < params::LEAST_CANDLES {
            return Err(Unanswerable::TooFew { have: series.len(), least: params::LEAST_CANDLES });
        }
        let (tick, tick_source) = tick(history, &series);
        let candles_sha256 = receipt::candles_sha256(&series);
        let families = Families::of(&series);
        let facts = QualityFacts::of(history, &series, as_of, question.as_of.is_some());
        let higher = higher(&series, &families);
        Ok(Self {
            question,
            params,
            now,
            history,
            families,
            facts,
            higher,
            candles_sha256,
            known,
            measured: OnceCell::new(),
            engine: receipts::engine(params),
            receipts: RefCell::default(),
            series,
            tick,
            tick_source,
        })
    }

    /// The claims that are warm, with what they rest on.
    pub(crate) fn evidence(&self) -> Vec<Evidence> {
        let mut claims = self.families.evidence(&self.series, self.last());
        for claim in &mut claims {
            claim.value = self.family(claim.family).map(|value| rounded(value, 4));
            for reading in &mut claim.basis.readings {
                reading.value = reading.value.map(|value| self.fine(value));
            }
        }
        claims
    }

    /// The record behind the answers, for whoever asks again.
    pub(crate) fn measured(&self) -> &Arc<Measured> {
        self.measured.get_or_init(|| {
            let rules = self.params.rules();
            if let Some(known) = self.known.filter(|known| known.fits(&self.candles_sha256, &rules)) {
                return Arc::clone(known);
            }
            let gaps = self.facts.gap_after(&self.series);
            Arc::new(Measured::of(
                &self.series,
                &self.families,
                &gaps,
                self.candles_sha256.clone(),
                rules,
                self.known.map(AsRef::as_ref),
            ))
        })
    }

    /// The same, where an answer needed one.
    pub(crate) fn measured_so_far(&self) -> Option<Arc<Measured>> {
        self.measured.get().cloned()
    }

    fn as_of(&self) -> Timestamp {
        self.question.as_of.unwrap_or(self.now)
    }

    fn last(&self) -> usize {
        self.series.len() - 1
    }

    fn bars(&self) -> usize {
        self.series.len()
    }

    /// The value of a family, once it no longer depends on where the history starts.
    fn family(&self, family: Family) -> Option<f64> {
        warmth::settled(&self.families, family, self.last())
    }

    /// ATR of 14 bars in quote currency, once warm and above nothing.
    fn atr(&self) -> Option<f64> {
        self.families.atr(self.last()).filter(|_| self.bars() >= warmth::ATR_BARS)
    }

    /// A price, on the tick.
    fn price(&self, price: f64) -> f64 {
        self.tick.map_or(price, |tick| tick.nearest(price))
    }

    /// A price-like value: one decimal more than the tick.
    fn fine(&self, value: f64) -> f64 {
        rounded(value, self.tick.map_or(12, |tick| tick.decimals() + 1))
    }

    /// A price as people read it.
    fn price_text(&self, price: f64) -> String {
        self.tick.map_or_else(|| format!("{price}"), |tick| format!("{price:.*}", usize::from(tick.decimals())))
    }

    fn data(&self) -> Data {
        let provenance = &self.history.provenance;
        Data {
            source: provenance.source.clone(),
            venue_symbol: provenance.venue_symbol.clone(),
            quality: self.facts.quality,
            as_of: self.as_of(),
            delay_seconds: provenance.delay_seconds,
            last_closed_candle: self.series.last_close(),
            age_seconds: self.facts.age_seconds,
            max_age_seconds: 2 * self.series.interval().seconds(),
            candles_used: self.series.len() as u32,
            first_candle: self.series.first_open(),
            gaps: self.facts.missing(),
            gap_list: self.facts.largest_gaps(),
            rejected: provenance.rejected,
            tick_size: self.tick.map(Tick::size),
            tick_source: self.tick_source,
            candles_sha256: self.candles_sha256.clone(),
            second_source: self.cross_check(),
            also: self.also(),
        }
    }

    fn also(&self) -> Vec<RelatedSeries> {
        let named = self.higher.iter().filter(|up| Interval::ASKABLE.contains(&up.series.interval()));
        named
            .map(|up| RelatedSeries {
                timeframe: up.series.interval(),
                candles_used: up.series.len() as u32,
                last_closed_candle: up.series.last_close(),
                candles_sha256: up.candles_sha256.clone(),
            })
            .collect()
    }

    fn higher_trends(&self) -> Vec<HigherTimeframe> {
        let next = self.series.interval().higher();
        let intervals = [next, next.and_then(Interval::higher)].into_iter().flatten();
        intervals
            .map(|timeframe| {
                let warm = |up: &&Higher| up.series.interval() == timeframe && up.series.len() >= warmth::TREND_BARS;
                let up = self.higher.iter().find(warm);
                let trend = up.and_then(|up| match self.families.higher() {
                    Some(known) if known.interval() == timeframe => self.families.higher_trend(self.last()),
                    Some(_) | None => evidence::trend(&up.series),
                });
                HigherTimeframe { timeframe, trend: trend_word(trend) }
            })
            .collect()
    }

    /// Opening time of the next candle the calendar expects.
    fn enter_at(&self) -> Timestamp {
        self.nth_open(1)
    }

    fn nth_open(&self, n: u16) -> Timestamp {
        let interval = self.series.interval();
        let last_open = self.series.last_close().as_millisecond() - interval.millis();
        self.series.pair().sessions().nth_open_after(interval, last_open, n)
    }

    /// Close of the `n`th candle from here.
    fn nth_close(&self, n: u16) -> Timestamp {
        instant(self.nth_open(n).as_millisecond() + self.series.interval().millis())
    }
}

fn tick(history: &History, series: &Series) -> (Option<Tick>, TickSource) {
    if let Some(tick) = history.provenance.tick {
        return (Some(tick), TickSource::Venue);
    }
    let from = series.len().saturating_sub(TICK_BARS);
    let columns = [series.opens(), series.highs(), series.lows(), series.closes()];
    let prices = columns.into_iter().flat_map(|column| column.get(from..).unwrap_or_default().iter().copied());
    match Tick::inferred(prices) {
        Some(tick) => (Some(tick), TickSource::Inferred),
        None => (None, TickSource::Unknown),
    }
}

/// The next two timeframes up, from closed candles only.
fn higher(series: &Series, families: &Families) -> Vec<Higher> {
    let second = series.interval().higher().and_then(Interval::higher);
    let second = second.and_then(|up| Resampled::of(series, Grouping::Calendar(up)));
    let all = families.higher().cloned().into_iter().chain(second.map(|up| up.series));
    all.map(|series| Higher { candles_sha256: receipt::candles_sha256(&series), series }).collect()
}

fn trend_word(trend: Option<f64>) -> Trend {
    match trend {
        None => Trend::Unknown,
        Some(value) if value > TREND_WORD => Trend::Bullish,
        Some(value) if value < -TREND_WORD => Trend::Bearish,
        Some(_) => Trend::Neutral,
    }
}

#[cfg(test)]
mod tests;
