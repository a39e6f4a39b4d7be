//! What is done with the journal: always on a thread that may wait for a disk, and with a journal that is open no
//! longer than that takes.

use std::{path::PathBuf, sync::Arc};

use analysis::answer::{JournalState, ToolName};
use jiff::Timestamp;
use market::Feed;
use tokio::runtime;

use super::work::broken;
use crate::{
    ReportView, Settings, Standing, Tally, ToolFault, Trouble, alerts,
    ask::{self, Asked, Full, Measure, Records},
    desk::{Event, Job, Look},
    home,
    journal::{Decision, Filter, Journal, JournalFault},
    scoring,
};

/// Signals of the past that are counted.
const COUNTED: u32 = 1_000;

/// Where answers are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Nowhere.
    Off,
    /// In this file; `None` is the user's own place, where the command line keeps its answers too.
    Journal(Option<PathBuf>),
}

/// One thing to be done.
pub(super) enum Errand {
    /// Puts an answer on the disk.
    Write(Job, Arc<Full>),
    /// Puts a decision on the disk, and looks at receipts.
    Decide { receipt: String, decision: Decision, why: String, kept: Vec<String>, source: String },
    /// Sees which prices were reached, scores the plans that have ended, and looks at receipts.
    Score { market: Option<Market>, kept: Vec<String>, source: String },
}

/// Candles, and what a signal from them is made with.
pub(super) struct Market {
    pub(super) feed: Arc<dyn Feed>,
    pub(super) settings: Arc<Settings>,
    pub(super) records: Arc<Records>,
}

/// Does it.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    pub(super) keeping: Keeping,
    pub(super) clock: fn() -> Timestamp,
    pub(super) runtime: runtime::Handle,
}

impl Keeper {
    /// The event that tells the desk how it went; it comes whatever happens.
    pub(super) async fn run(self, errand: Errand) -> Event {
        let broken = errand.broken();
        let runtime = self.runtime.clone();
        let done = runtime.spawn_blocking(move || match errand {
            Errand::Write(job, full) => self.write(job, &full),
            Errand::Decide { receipt, decision, why, kept, source } => {
                let decided = self.decide(&receipt, decision, &why, &kept, &source);
                Event::Decided(receipt, decided.map_err(|fault| told(&fault)))
            }
            Errand::Score { market, kept, source } => {
                Event::Scored(match self.score(market.as_ref(), &kept, &source) {
                    // The next round tries again, and an answer that cannot be written tells the trader.
                    Err(fault) if fault.is_retryable() => {
                        tracing::info!(%fault, "past signals wait for the next round");
                        Ok(None)
                    }
                    scored => scored.map_err(|fault| told(&fault)),
                })
            }
        });
        done.await.unwrap_or(broken)
    }

    fn write(&self, job: Job, full: &Full) -> Event {
        let (state, written) = match self.store(full) {
            Ok(state) => (state, Ok(())),
            Err(fault) => (JournalState::Failed, Err(told(&fault))),
        };
        Event::Written(job, Arc::new(ReportView::of(full, state)), written)
    }

    fn store(&self, full: &Full) -> Result<JournalState, JournalFault> {
        let Some(place) = self.place()? else { return Ok(JournalState::Off) };
        let mut journal = Journal::open(&place)?;
        journal.store_with_holdings(&full.receipts, &full.answer.history, &full.holdings, (self.clock)())?;
        Ok(JournalState::Stored)
    }

    fn decide(
        &self,
        receipt: &str,
        decision: Decision,
        why: &str,
        kept: &[String],
        source: &str,
    ) -> Result<Look, JournalFault> {
        let Some(place) = self.place()? else { return Err(JournalFault::UnknownReceipt(receipt.to_owned())) };
        let mut journal = Journal::open_existing(&place)?;
        journal.decide(receipt, decision, why, (self.clock)())?;
        looked(&journal, kept, source)
    }

    /// Without a journal nothing is armed and there is nothing to score, and none is begun for it.
    fn score(&self, market: Option<&Market>, kept: &[String], source: &str) -> Result<Option<Look>, JournalFault> {
        let Some(mut journal) = self.existing()? else { return Ok(None) };
        let mut waiting = None;
        if let Some(Market { feed, settings, records }) = market {
            let (feed, now) = (feed.as_ref(), (self.clock)());
            let round = self.runtime.block_on(alerts::round(feed, &mut journal, settings, now, records))?;
            for (heading, sentence) in round.fired.iter().filter_map(alerts::fired) {
                tracing::info!(alert = heading, "{sentence}");
            }
            waiting = Some(round.waiting());
            let tally = self.runtime.block_on(scoring::due(feed, &mut journal, now))?;
            tracing::debug!(?tally, "past signals were scored");
        }
        Ok(Some(Look { waiting, ..looked(&journal, kept, source)? }))
    }

    /// The same question, knowing how many sets of rules were tried on its market. Where the journal cannot tell, nobody
    /// can: this one is counted alone, and writing the answer will say what is wrong.
    pub(super) fn counted(&self, feed: &dyn Feed, asked: &Asked, settings: &Settings) -> Result<Asked, ToolFault> {
        let tried = |measure: &Measure| {
            self.tried(measure).unwrap_or_else(|fault| {
                tracing::warn!(%fault, "nobody knows how many rules were tried");
                None
            })
        };
        self.runtime.block_on(ask::counted(feed, asked.clone(), settings, (self.clock)(), tried))
    }

    fn tried(&self, measure: &Measure) -> Result<Option<u32>, JournalFault> {
        let Some(journal) = self.existing()? else { return Ok(None) };
        journal.rules_tried(&measure.pair, measure.interval, &measure.params).map(Some)
    }

    /// The journal, if one was begun.
    fn existing(&self) -> Result<Option<Journal>, JournalFault> {
        let Some(place) = self.place()? else { return Ok(None) };
        Journal::open_if_there(&place)
    }

    /// Where the journal lies; `None` where none is kept.
    pub(super) fn place(&self) -> Result<Option<PathBuf>, JournalFault> {
        match &self.keeping {
            Keeping::Off => Ok(None),
            Keeping::Journal(named) => home::place(named.as_deref()),
        }
    }
}

impl Errand {
    /// What the desk hears if the work stops in the middle.
    fn broken(&self) -> Event {
        match self {
            Self::Write(job, _) => Event::Done(*job, Err(broken())),
            Self::Decide { receipt, .. } => Event::Decided(receipt.clone(), Err(Trouble::broken())),
            Self::Score { .. } => Event::Scored(Err(Trouble::broken())),
        }
    }
}

/// The signals of the past, and what followed the reports at hand.
fn looked(journal: &Journal, kept: &[String], source: &str) -> Result<Look, JournalFault> {
    let signals = Filter { tool: Some(ToolName::GenerateSignal), most: COUNTED, ..Filter::default() };
    let tally = Tally::of(&journal.list(&signals)?, source);
    let standing = |receipt: &String| {
        let standing = Standing { decided: journal.decided(receipt)?, outcome: journal.outcome(receipt)? };
        Ok((receipt.clone(), standing))
    };
    let alerts = journal.alerts()?;
    Ok(Look {
        tally,
        alerts,
        waiting: None,
        standings: kept.iter().map(standing).collect::<Result<_, JournalFault>>()?,
    })
}

fn told(fault: &JournalFault) -> Trouble {
    tracing::warn!(%fault, "the journal is in trouble");
    Trouble::from(fault)
}

#[cfg(test)]
mod tests;
