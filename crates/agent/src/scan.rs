//! Many markets at one look: what the rule says of each, and what is measured of those where it says most.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use analysis::{
    Interval, Pair, Question,
    answer::{Lean, Quality},
};
use jiff::Timestamp;
use market::{Feed, Want};
use serde::Serialize;
use tokio::runtime::Handle;

use crate::{Settings, ToolFault};

/// Candles that are looked at: enough for every average to have warmed up.
pub const BARS: u32 = 1_500;

/// A market and timeframe to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which market.
    pub pair: Pair,
    /// In which timeframe.
    pub timeframe: Interval,
}

/// What was seen of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seen {
    /// Which market.
    pub pair: String,
    /// In which timeframe.
    pub timeframe: Interval,
    /// The rule's score, −1 to 1; `None` where it cannot be judged.
    pub score: Option<f64>,
    /// Which way it leans, at the threshold that is set.
    pub lean: Lean,
    /// Last close, quote currency.
    pub price: Option<f64>,
    /// When that candle closed, UTC.
    pub closed_at: Option<Timestamp>,
    /// What kind of data it is.
    pub quality: Option<Quality>,
    /// Lead of the better side's measured probability over break-even; `None` where nothing was measured.
    pub edge: Option<f64>,
    /// What is measured of it, in a word.
    pub measured: Option<String>,
    /// Why there is nothing to see.
    pub problem: Option<String>,
}

/// What a scan looks with.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a feed shows nothing of itself")]
pub struct Looking<'a> {
    /// Where candles come from.
    pub feed: &'a dyn Feed,
    /// The rules.
    pub settings: &'a Settings,
    /// Now.
    pub now: Timestamp,
    /// How many of the first are measured.
    pub measure: usize,
    /// Threads.
    pub threads: usize,
    /// On which is waited for answers.
    pub runtime: &'a Handle,
}

/// Looks at every place, on as many threads as are given, and ranks what it saw: by the size of the score, then by edge.
/// The first `measure` of them are measured too. `told` hears how many are done, of how many; once it says no, what is
/// left is left out. Waits, so it is called on a thread that may; requests go through `looking.runtime`.
pub fn scan(looking: &Looking<'_>, places: &[Place], told: &(dyn Fn(usize, usize) -> bool + Sync)) -> Vec<Seen> {
    let Looking { measure, threads, .. } = *looking;
    let mut seen = each(places, threads, told, |place| look(looking, place));
    rank(&mut seen);
    let tops: Vec<Place> = seen
        .iter()
        .take(measure)
        .filter(|seen| seen.score.is_some())
        .filter_map(|seen| Some(Place { pair: Pair::new(&seen.pair).ok()?, timeframe: seen.timeframe }))
        .collect();
    for measured in each(&tops, threads, told, |place| measured(looking, place)) {
        if let Some(seen) =
            seen.iter_mut().find(|seen| seen.pair == measured.pair && seen.timeframe == measured.timeframe)
        {
            *seen = measured;
        }
    }
    rank(&mut seen);
    seen
}

fn rank(seen: &mut [Seen]) {
    let size = |value: Option<f64>| value.map_or(-1.0, f64::abs);
    seen.sort_by(|a, b| {
        size(b.score)
            .total_cmp(&size(a.score))
            .then_with(|| b.edge.unwrap_or(-1.0).total_cmp(&a.edge.unwrap_or(-1.0)))
            .then_with(|| a.pair.cmp(&b.pair))
            .then_with(|| a.timeframe.cmp(&b.timeframe))
    });
}

fn each<T: Send>(
    places: &[Place],
    threads: usize,
    told: &(dyn Fn(usize, usize) -> bool + Sync),
    work: impl Fn(&Place) -> T + Sync,
) -> Vec<T> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(places.len())));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(place) = places.get(index) else { return };
                    let one = work(place);
                    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                    found.push(one);
                    if !told(found.len(), places.len()) {
                        next.store(places.len(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn history(looking: &Looking<'_>, place: &Place) -> Result<analysis::History, ToolFault> {
    let want = Want { pair: place.pair.clone(), interval: Some(place.timeframe), bars: BARS, at: looking.now };
    Ok(looking.runtime.block_on(market::history(looking.feed, &want))?)
}

impl Seen {
    fn nothing(place: &Place, fault: &ToolFault) -> Self {
        Self {
            pair: place.pair.to_string(),
            timeframe: place.timeframe,
            score: None,
            lean: Lean::None,
            price: None,
            closed_at: None,
            quality: None,
            edge: None,
            measured: None,
            problem: Some(fault.what.clone()),
        }
    }
}

fn look(looking: &Looking<'_>, place: &Place) -> Seen {
    let Looking { settings, now, .. } = *looking;
    let seen = || {
        let history = history(looking, place)?;
        let params = settings.params(&place.pair);
        let question = Question::about(&history.series);
        let score = analysis::score_of(&history, &question, &params, now)?;
        let threshold = settings.trading.rule_threshold;
        Ok::<_, ToolFault>(Seen {
            score,
            lean: match score {
                Some(score) if score > threshold => Lean::Long,
                Some(score) if score < -threshold => Lean::Short,
                Some(_) | None => Lean::None,
            },
            ..look_of(place, &history, now)
        })
    };
    seen().unwrap_or_else(|fault| Seen::nothing(place, &fault))
}

fn measured(looking: &Looking<'_>, place: &Place) -> Seen {
    let Looking { settings, now, .. } = *looking;
    let seen = || {
        let history = history(looking, place)?;
        let params = settings.params(&place.pair);
        let report = analysis::report(&history, &Question::about(&history.series), &params, now)?;
        let signal = report.signal;
        let side = |scenario: &analysis::answer::Scenario| scenario.edge;
        let edge = match signal.lean {
            Lean::Long => side(&signal.scenarios.long),
            Lean::Short => side(&signal.scenarios.short),
            Lean::None => side(&signal.scenarios.long).max_of(side(&signal.scenarios.short)),
        };
        let word = serde_json::to_value(signal.confidence_status).ok();
        Ok::<_, ToolFault>(Seen {
            score: signal.score,
            lean: signal.lean,
            edge,
            measured: word.and_then(|word| word.as_str().map(str::to_owned)),
            ..look_of(place, &history, now)
        })
    };
    seen().unwrap_or_else(|fault| Seen::nothing(place, &fault))
}

fn look_of(place: &Place, history: &analysis::History, now: Timestamp) -> Seen {
    Seen {
        pair: place.pair.to_string(),
        timeframe: place.timeframe,
        score: None,
        lean: Lean::None,
        price: Some(history.series.last_price()),
        closed_at: Some(history.series.last_close()),
        quality: Some(history.quality_at(now)),
        edge: None,
        measured: None,
        problem: None,
    }
}

/// The larger of two numbers that may be unknown.
trait MaxOf {
    fn max_of(self, other: Self) -> Self;
}

impl MaxOf for Option<f64> {
    fn max_of(self, other: Self) -> Self {
        match (self, other) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        }
    }
}

#[cfg(test)]
mod tests;
