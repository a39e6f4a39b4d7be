//! Tools called by hand, watched pairs looked at, prices armed: what the desk wants from the candles beside questions.

use std::sync::Arc;

use jiff::Timestamp;
use market::Feed;
use tokio::runtime;

use super::keep::Keeper;
use crate::{
    CallView, CalledView, ProblemView, SeenView, Settings, ToolFault,
    alerts::{Watch, finest},
    ask::{self, Asked, Records},
    desk::Event,
    journal::{Journal, JournalFault},
    open,
    tools::{Caller, Tools},
};

/// What it is done with.
#[derive(Clone)]
pub(super) struct Hand {
    pub(super) feed: Option<Arc<dyn Feed>>,
    pub(super) settings: Arc<Settings>,
    pub(super) records: Arc<Records>,
    pub(super) keeper: Keeper,
    pub(super) clock: fn() -> Timestamp,
    pub(super) runtime: runtime::Handle,
}

impl Hand {
    /// Calls a tool, as a gateway would. Waits for disk and arithmetic.
    pub(super) fn call(self, call: &CallView) -> (CalledView, Option<ProblemView>) {
        let now = (self.clock)();
        let called = self.feed().and_then(|feed| {
            let tools = Tools {
                feed,
                settings: Arc::clone(&self.settings),
                records: Arc::clone(&self.records),
                journal: self.keeper.place().ok().flatten(),
                clock: self.clock,
            };
            self.runtime.block_on(tools.call(&call.tool, &call.arguments, Caller::Anybody))
        });
        let problem = called.as_ref().err().map(ProblemView::from);
        (CalledView::of(call.number, &called, now), problem)
    }

    /// Looks at a pair: its answer by the gate of the settings, not kept, because nobody asked for it.
    pub(super) fn glance(&self, pair: &str) -> Result<SeenView, ProblemView> {
        let seen = self.feed().and_then(|feed| {
            let asked = Asked { pair: pair.to_owned(), ..Asked::default() };
            let now = (self.clock)();
            let asked = self.keeper.counted(feed.as_ref(), &asked, &self.settings)?;
            let answering = ask::answer_knowing(feed.as_ref(), &asked, &self.settings, now, &self.records);
            Ok(SeenView::of(&self.runtime.block_on(answering)?))
        });
        seen.map_err(|fault| ProblemView::from(&fault))
    }

    /// Waits for a price from now on, by the finest candles there are.
    pub(super) fn arm(&self, pair: &str, price: &str) -> Event {
        let armed = self.feed().and_then(|feed| {
            let now = (self.clock)();
            let typed = price.trim().parse::<f64>();
            let price = typed.map_err(|_| {
                ToolFault::invalid("/price", format!("{} is no price.", crate::problem::repeated(price)))
            })?;
            let named = analysis::Pair::new(pair)?;
            let timeframe = finest(&feed.offers(), &named).map(|interval| interval.name().to_owned());
            let asked = Asked { pair: pair.to_owned(), timeframe, ..Asked::default() };
            let history = self.runtime.block_on(ask::candles(feed.as_ref(), &asked, &self.settings, 300, now))?;
            let watch = Watch::of(price, &history, None, now)?;
            let place = self.keeper.place().and_then(|place| place.ok_or(JournalFault::NoneKept));
            let armed = place.and_then(|place| Journal::open(&place)?.arm(watch, now));
            armed.map(drop).map_err(|fault| ToolFault::of_journal(&fault, ""))
        });
        Event::Armed(armed.err().map(|fault| ProblemView::from(&fault)))
    }

    /// Waits for it no more.
    pub(super) fn disarm(&self, number: u32) -> Event {
        let place = self.keeper.place().and_then(|place| place.ok_or(JournalFault::NoneKept));
        let gone = place.and_then(|place| Journal::open_existing(&place)?.disarm(number, (self.clock)()));
        Event::Armed(gone.err().map(|fault| ProblemView::from(&ToolFault::of_journal(&fault, ""))))
    }

    fn feed(&self) -> Result<Arc<dyn Feed>, ToolFault> {
        self.feed.clone().map_or_else(|| open(&self.settings), Ok)
    }
}
