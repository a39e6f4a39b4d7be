//! A look at everything that is armed.

use std::collections::BTreeMap;

use analysis::{Interval, Pair, Series, answer::Quality};
use jiff::Timestamp;
use market::{Feed, Offer, Want};

use super::{Alert, Crossing, Firing, Plan, State};
use crate::{
    Settings, ToolFault,
    ask::{self, Asked, Measure, Records},
    format::words::minute,
    journal::{Journal, JournalFault},
};

/// More than a year of hours, and forty days of minutes.
const MOST_BARS: i64 = 60_000;

/// Candles after which ATR has forgotten where it began.
const WARM: i64 = 250;

/// What a look at the armed alerts brought.
#[derive(Debug, Default)]
pub struct Round {
    /// Alerts that fired now, and nowhere else: whoever gets them tells of them.
    pub fired: Vec<Alert>,
    /// Alerts whose time is over.
    pub expired: Vec<Alert>,
    /// Armed alerts that could not be looked at, and why.
    pub troubles: Vec<Trouble>,
}

/// An armed alert that nobody can say anything about now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Which alert.
    pub number: u32,
    /// Why, in a sentence.
    pub why: String,
}

/// The finest timeframe a source holds of a pair; `None` where it names none.
pub fn finest(offers: &[Offer], pair: &Pair) -> Option<Interval> {
    offers.iter().filter(|offer| offer.pair == *pair).map(|offer| offer.interval).min()
}

/// Looks at every armed alert through the candles this source has. What fires is written down first; an alert that
/// another program was quicker with is not among those that fired.
///
/// # Errors
/// When the journal cannot be read or written; what fired until then stays written.
pub async fn round(
    feed: &dyn Feed,
    journal: &mut Journal,
    settings: &Settings,
    now: Timestamp,
    records: &Records,
) -> Result<Round, JournalFault> {
    let mut round = Round::default();
    let mut markets: BTreeMap<(Pair, Interval), Vec<Alert>> = BTreeMap::new();
    for alert in journal.alerts()?.into_iter().filter(|alert| alert.state == State::Armed) {
        if alert.watch.source == feed.name() {
            markets.entry((alert.watch.pair.clone(), alert.watch.timeframe)).or_default().push(alert);
        } else {
            let why = format!("It waits for candles of {}, and these are of {}.", alert.watch.source, feed.name());
            round.trouble(&alert, why);
        }
    }
    let look = Look { feed, settings, now, records };
    for ((pair, timeframe), alerts) in markets {
        let want = Want { interval: Some(timeframe), bars: bars(&alerts, timeframe, now), pair, at: now };
        let found = market::history(feed, &want).await.map_err(|fault| ToolFault::from(fault).text());
        let found = found.and_then(|history| match history.quality_at(now) {
            Quality::Stale => {
                Err(format!("The candles are stale: the last one closed {}.", minute(history.series.last_close())))
            }
            Quality::Live | Quality::Delayed | Quality::Recorded | Quality::Synthetic | Quality::Closed => Ok(history),
        });
        for alert in alerts {
            match &found {
                Ok(history) => look.at(alert, &history.series, journal, &mut round).await?,
                Err(why) => round.trouble(&alert, why.clone()),
            }
        }
    }
    Ok(round)
}

impl Round {
    fn trouble(&mut self, alert: &Alert, why: String) {
        self.troubles.push(Trouble { number: alert.number, why });
    }
}

/// What a look is made with.
struct Look<'a> {
    feed: &'a dyn Feed,
    settings: &'a Settings,
    now: Timestamp,
    records: &'a Records,
}

impl Look<'_> {
    async fn at(
        &self,
        alert: Alert,
        series: &Series,
        journal: &mut Journal,
        round: &mut Round,
    ) -> Result<(), JournalFault> {
        match alert.watch.crossing(series, self.now) {
            Crossing::NotYet => {}
            Crossing::OtherCandles => {
                let why = "The candle it was armed after is not here, or was corrected; arm it again.";
                round.trouble(&alert, why.to_owned());
            }
            Crossing::Over => {
                if journal.expire(alert.number, self.now)? {
                    round.expired.push(Alert { state: State::Expired { at: self.now }, ..alert });
                }
            }
            Crossing::Reached { bar, at, extreme } => {
                let params = self.settings.params(&alert.watch.pair);
                let firing = Firing {
                    at,
                    reached: extreme,
                    close: series.closes().get(bar).copied().unwrap_or(alert.watch.price),
                    plan: Plan::at(series, bar, &params),
                    receipt: self.receipt(&alert, at, journal).await?,
                };
                if journal.fire(alert.number, firing.clone(), self.now)? {
                    let state = State::Fired { firing, seen_at: self.now, outcome: None };
                    round.fired.push(Alert { state, ..alert });
                }
            }
        }
        Ok(())
    }

    /// The signal as of that moment, kept; `None` where none can be given.
    async fn receipt(
        &self,
        alert: &Alert,
        at: Timestamp,
        journal: &mut Journal,
    ) -> Result<Option<String>, JournalFault> {
        let Self { feed, settings, now, records } = *self;
        let asked = Asked {
            pair: alert.watch.pair.to_string(),
            timeframe: Some(alert.watch.timeframe.name().to_owned()),
            as_of: Some(at),
            ..Asked::default()
        };
        let tried = |measure: &Measure| journal.rules_tried(&measure.pair, measure.interval, &measure.params).ok();
        let answer = match ask::counted(feed, asked, settings, now, tried).await {
            Ok(asked) => ask::answer_knowing(feed, &asked, settings, now, records).await,
            Err(fault) => Err(fault),
        };
        match answer {
            Ok(answer) => {
                journal.store(&answer.report, &answer.history, now)?;
                Ok(Some(answer.report.signal.head.receipt_id))
            }
            Err(fault) => {
                tracing::info!(code = fault.code.name(), alert = alert.number, "an alert fired without a signal");
                Ok(None)
            }
        }
    }
}

/// Every candle since the oldest of them was armed, and those by which it is known how much the price moves.
fn bars(alerts: &[Alert], timeframe: Interval, now: Timestamp) -> u32 {
    let oldest = alerts.iter().map(|alert| alert.watch.candle).min().unwrap_or(now);
    let span = now.as_millisecond() - oldest.as_millisecond();
    (span / timeframe.millis() + 1 + WARM).clamp(1, MOST_BARS) as u32
}

#[cfg(test)]
mod tests;
