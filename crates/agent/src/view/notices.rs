//! What a desktop notification is shown for, and when it goes again. Quiet by default: one for each cause in ten minutes,
//! none in quiet hours, none for what was so before this program began.

use std::collections::{BTreeMap, BTreeSet};

use analysis::answer::{Quality, SignalWord};
use jiff::{SignedDuration, Timestamp};

use super::tray::{Mark, TrayView};
use crate::{LinkView, Snapshot, WatchRow};

/// The same cause is told once in this time.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// What a notification is about; it is told and taken back by this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Something waits for a person.
    NeedsYou,
    /// An armed price was reached.
    Alert(u32),
    /// A watched pair turned to BUY or SELL.
    Signal(String),
    /// Candles of a watched pair stay away.
    Stale(String),
    /// The gateway wants something shown; they are counted, also across links.
    Gateway(u32),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Show this.
    Tell {
        /// What it is about.
        cause: Cause,
        /// In a few words.
        heading: String,
        /// In a sentence.
        sentence: String,
    },
    /// The cause is over: take it back.
    Clear(Cause),
}

/// What was told already.
#[derive(Clone, Debug)]
pub struct Notices {
    since: Timestamp,
    alerts: BTreeSet<u32>,
    /// When each cause was last told, and whether it still stands.
    told: BTreeMap<Cause, (Timestamp, bool)>,
    /// What each watched pair last said: nobody is told what was so at the first look.
    before: BTreeMap<String, SignalWord>,
    /// The last number of this link, and how many the gateway wanted shown at all.
    of_gateway: (u32, u32),
}

/// A cause that stands, and its words.
type Standing = (Cause, String, String);

impl Notices {
    /// Nothing was told yet, and what was noticed before then never is.
    pub const fn since(since: Timestamp) -> Self {
        Self { since, alerts: BTreeSet::new(), told: BTreeMap::new(), before: BTreeMap::new(), of_gateway: (0, 0) }
    }

    /// What is to be done now. `minute` is the time of day where the trader is, minutes since midnight; `None` where
    /// nobody knows it, and then no hour is quiet.
    pub fn step(&mut self, snapshot: &Snapshot, now: Timestamp, minute: Option<u16>) -> Vec<Notice> {
        let desk = &snapshot.settings.desk;
        let is_quiet = minute.is_some_and(|minute| desk.is_quiet(minute));
        let mut standing = Vec::new();
        if desk.notify_needs_you {
            standing.extend(needs_you(snapshot));
        }
        if desk.notify_stale {
            standing.extend(snapshot.watch.rows.iter().filter_map(|row| stale(row, now)));
        }
        let mut notices = self.over(&standing);
        let turned = self.turned(&snapshot.watch.rows);
        if desk.notify_signals {
            standing.extend(turned);
        }
        standing.extend(self.of_gateway(&snapshot.link));
        standing.extend(self.fired(snapshot).into_iter().filter(|_| desk.notify_alerts));
        for (cause, heading, sentence) in standing {
            let is_recent =
                self.told.get(&cause).is_some_and(|(at, stands)| *stands || now.duration_since(*at) < AGAIN);
            // What stands when the quiet hours end is told then; what merely happened in them is not.
            if is_quiet || is_recent {
                continue;
            }
            self.told.insert(cause.clone(), (now, matches!(cause, Cause::NeedsYou | Cause::Stale(_))));
            notices.push(Notice::Tell { cause, heading, sentence });
        }
        notices
    }

    /// Causes that were told and stand no more.
    fn over(&mut self, standing: &[Standing]) -> Vec<Notice> {
        let mut over = Vec::new();
        for (cause, (_, stands)) in &mut self.told {
            if *stands && !standing.iter().any(|(other, ..)| other == cause) {
                *stands = false;
                over.push(Notice::Clear(cause.clone()));
            }
        }
        over
    }

    /// Alerts that fired and were not told, oldest first.
    fn fired(&mut self, snapshot: &Snapshot) -> Vec<Standing> {
        let fired = snapshot.alerts.fired.iter().rev().filter(|fired| fired.seen_at >= self.since);
        let new = fired.filter(|fired| self.alerts.insert(fired.number));
        new.map(|fired| (Cause::Alert(fired.number), fired.heading.clone(), fired.sentence.clone())).collect()
    }

    /// What the gateway wants shown and was not told, oldest first. They begin anew with each link.
    fn of_gateway(&mut self, link: &LinkView) -> Vec<Standing> {
        let (before, mut count) = self.of_gateway;
        let last = link.notices.last().map_or(0, |last| last.number);
        let known = if last < before { 0 } else { before };
        let mut new = Vec::new();
        for notice in link.notices.iter().filter(|notice| notice.number > known) {
            count += 1;
            new.push((Cause::Gateway(count), notice.heading.clone(), notice.sentence.clone()));
        }
        self.of_gateway = (last, count);
        new
    }

    /// Watched pairs that say something else than at the last look.
    fn turned(&mut self, rows: &[WatchRow]) -> Vec<Standing> {
        let seen = rows.iter().filter_map(|row| Some((row.pair.clone(), row.seen.as_ref()?)));
        seen.filter_map(|(pair, seen)| {
            let before = self.before.insert(pair.clone(), seen.signal);
            let is_news = before.is_some_and(|before| before != seen.signal) && seen.signal != SignalWord::Hold;
            let proven = if seen.proven { "proven" } else { "unproven" };
            let sentence = format!("{} by the candle closed {}, {proven}. A signal, not an order.", seen.timeframe, {
                seen.last_closed_candle.strftime("%H:%M UTC")
            });
            is_news.then(|| (Cause::Signal(pair.clone()), format!("{pair} turned to {}", seen.signal.word()), sentence))
        })
        .collect()
    }
}

fn needs_you(snapshot: &Snapshot) -> Option<Standing> {
    let view = TrayView::of(snapshot, None);
    let words = view.tooltip.trim_start_matches("Engram – ").to_owned();
    (view.mark == Mark::NeedsYou).then(|| (Cause::NeedsYou, "Engram needs you".to_owned(), format!("{words}.")))
}

fn stale(row: &WatchRow, now: Timestamp) -> Option<Standing> {
    let seen = row.seen.as_ref()?;
    let age = now.duration_since(seen.last_closed_candle).as_secs();
    let ages = matches!(seen.quality, Quality::Live | Quality::Delayed | Quality::Stale);
    (ages && age > seen.max_age_seconds).then(|| {
        let sentence = format!("The last candle from {} closed {} minutes ago.", seen.source, age / 60);
        (Cause::Stale(row.pair.clone()), format!("{} is stale", row.pair), sentence)
    })
}

#[cfg(test)]
mod tests;
