//! What became of past signals and of alerts that fired: their plans are followed through the candles that came since.

use std::collections::BTreeMap;

use analysis::{History, Interval, Pair, Sessions};
use jiff::{SignedDuration, Timestamp};
use market::{Feed, FeedFault, Want};

use crate::journal::{Due, Ended, Journal, JournalFault, Of, Outcome, scored, scored_plan};

/// Most candles between the first and the last decision of one errand.
const MOST_BARS: i64 = 5_000;

/// A plan counts candles, and its due time was told without knowing the holidays of a market that has some: so much
/// later its last candle has come.
const HOLIDAYS: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What came of a round of scoring. A plan that is counted under anything but its ending stays due.
#[derive(Debug, Default)]
pub struct Tally {
    /// Plans of alerts whose ending was written down; the endings below are those of signals.
    pub alerts: usize,
    pub target: usize,
    pub stop: usize,
    pub time: usize,
    /// Scored too: a candle is missing inside the plan, so nobody can say.
    pub void: usize,
    /// The candles do not reach to the end of their plan, or no longer back to where it began.
    pub waiting: usize,
    /// The candle they were decided at is another one here: these candles are of another market, or were corrected.
    pub elsewhere: usize,
    /// Markets the source gave no candles of, and for how many signals.
    pub silent: Vec<Silent>,
}

/// A market without candles.
#[derive(Debug)]
pub struct Silent {
    pub pair: Pair,
    pub timeframe: Interval,
    /// Signals that wait for them.
    pub signals: usize,
    pub fault: FeedFault,
}

/// Signals that are scored from the same candles.
#[derive(Debug, PartialEq)]
pub struct Errand {
    /// The candles.
    pub want: Want,
    signals: Vec<Due>,
}

impl Tally {
    /// Outcomes of signals that were written down.
    pub const fn scored(&self) -> usize {
        self.target + self.stop + self.time + self.void
    }

    /// Writes an outcome down, unless another program was quicker.
    fn note(&mut self, due: &Due, outcome: Outcome, journal: &mut Journal, now: Timestamp) -> Result<(), JournalFault> {
        match &due.of {
            Of::Alert { number, .. } => self.alerts += usize::from(journal.score_alert(*number, outcome, now)?),
            Of::Signal { id, .. } => match journal.score(id, &outcome, now) {
                Ok(()) => match outcome.ending {
                    Ended::Target => self.target += 1,
                    Ended::Stop => self.stop += 1,
                    Ended::Time => self.time += 1,
                    Ended::Void => self.void += 1,
                },
                Err(JournalFault::AlreadyScored(_)) => {}
                Err(fault) => return Err(fault),
            },
        }
        Ok(())
    }
}

/// Scores every signal whose plan has ended by now, from the candles this feed has.
///
/// # Errors
/// When the journal cannot be read or written; outcomes written until then stay.
pub async fn due(feed: &dyn Feed, journal: &mut Journal, now: Timestamp) -> Result<Tally, JournalFault> {
    let mut tally = Tally::default();
    for errand in errands(journal.due(now)?, now) {
        match market::history(feed, &errand.want).await {
            Ok(later) => errand.settle(&later, journal, now, &mut tally)?,
            Err(fault) => tally.silent.push(errand.silent(fault)),
        }
    }
    Ok(tally)
}

/// Sorts signals by the candles they need: one errand for each market, and more where they lie far apart.
pub fn errands(due: Vec<Due>, now: Timestamp) -> Vec<Errand> {
    let mut markets: BTreeMap<(Pair, Interval), Vec<Due>> = BTreeMap::new();
    for signal in due {
        markets.entry((signal.pair.clone(), signal.timeframe)).or_default().push(signal);
    }
    let mut errands = Vec::new();
    for mut signals in markets.into_values() {
        signals.sort_by_key(|signal| signal.decided_at);
        let mut errand: Option<Errand> = None;
        for signal in signals {
            match errand.as_mut().filter(|errand| errand.is_near(&signal)) {
                Some(errand) => errand.add(signal, now),
                None => errands.extend(errand.replace(Errand::of(signal, now))),
            }
        }
        errands.extend(errand);
    }
    errands
}

impl Errand {
    fn of(signal: Due, now: Timestamp) -> Self {
        let at = last_needed(&signal, now);
        let bars = bars(signal.decided_at, at, signal.timeframe);
        let want = Want { pair: signal.pair.clone(), interval: Some(signal.timeframe), bars: bars as u32, at };
        Self { want, signals: vec![signal] }
    }

    /// Whether another signal was decided soon enough to share its candles.
    fn is_near(&self, signal: &Due) -> bool {
        let first = self.signals.first().map_or(signal.decided_at, |first| first.decided_at);
        bars(first, signal.decided_at, signal.timeframe) <= MOST_BARS
    }

    fn add(&mut self, signal: Due, now: Timestamp) {
        self.want.at = self.want.at.max(last_needed(&signal, now));
        self.signals.push(signal);
        let first = self.signals.first().map_or(self.want.at, |first| first.decided_at);
        if let Some(interval) = self.want.interval {
            self.want.bars = bars(first, self.want.at, interval) as u32;
        }
    }

    /// Writes down every outcome that these candles tell.
    ///
    /// # Errors
    /// When the journal cannot be written; outcomes written until then stay.
    pub fn settle(
        &self,
        later: &History,
        journal: &mut Journal,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), JournalFault> {
        for signal in &self.signals {
            let here = later.series.times().binary_search(&signal.decided_at.as_millisecond());
            let here = here.ok().and_then(|bar| later.series.candle(bar));
            let is_another = here.is_some_and(|here| match &signal.of {
                Of::Signal { candle, .. } => candle.is_some_and(|candle| here != candle),
                Of::Alert { close, .. } => here.close != *close,
            });
            if is_another {
                tally.elsewhere += 1;
                continue;
            }
            let outcome = match &signal.of {
                Of::Signal { canonical, .. } => scored(canonical, &later.series),
                Of::Alert { side, plan, .. } => scored_plan(plan, *side, signal.decided_at, &later.series),
            };
            match outcome {
                Some(outcome) => tally.note(signal, outcome, journal, now)?,
                None => tally.waiting += 1,
            }
        }
        Ok(())
    }

    /// What is told when the source has no such candles.
    pub fn silent(self, fault: FeedFault) -> Silent {
        let timeframe = self.want.interval.unwrap_or(Interval::H1);
        Silent { pair: self.want.pair, timeframe, signals: self.signals.len(), fault }
    }
}

/// By when the last candle of a plan has closed.
fn last_needed(signal: &Due, now: Timestamp) -> Timestamp {
    let later = match signal.pair.sessions() {
        // A candle that is missing here makes the plan void, which is known in time.
        Sessions::Always | Sessions::FxWeek => SignedDuration::ZERO,
        Sessions::UsShares | Sessions::Weekdays => HOLIDAYS + signal.ends_at.duration_since(signal.decided_at) / 8,
    };
    signal.ends_at.saturating_add(later).map_or(now, |at| at.min(now))
}

/// Candles from one that opens then, to one that closes by then; more than none, fewer than a year of minutes.
fn bars(from: Timestamp, to: Timestamp, interval: Interval) -> i64 {
    let span = to.as_millisecond() - from.as_millisecond();
    (span / interval.millis() + 1).clamp(1, 1_000_000)
}

#[cfg(test)]
mod tests;
