//! The four tools, called by name with JSON arguments: the same for a gateway, a model and a person with a form.

mod arguments;
mod descriptor;
mod full;

use std::{path::PathBuf, sync::Arc};

use analysis::{
    History, Holdings,
    answer::{Head, JournalState, ToolName},
    receipt::Receipt,
};
use jiff::Timestamp;
use market::Feed;
use serde_json::{Value, json};

use crate::{
    Settings, ToolFault,
    ask::{self, Asked, AskedRisk, AskedScore, Measure, Records},
    format::{self, Format, Layout},
    journal::{Earlier, Journal, JournalFault},
};
pub use arguments::Caller;
use arguments::Parsed;
pub use descriptor::{Descriptor, descriptors};

/// What calls are answered with.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a feed has none")]
pub struct Tools {
    pub feed: Arc<dyn Feed>,
    pub settings: Arc<Settings>,
    pub records: Arc<Records>,
    /// Where answers are kept; `None` keeps none.
    pub journal: Option<PathBuf>,
    pub clock: fn() -> Timestamp,
}

/// An answer: one object, and the same in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    pub tool: ToolName,
    /// As its schema has it.
    pub object: Value,
    pub clean: String,
    pub detailed: String,
}

impl Tools {
    /// Calls a tool. Disk and arithmetic: for a thread that may take its time.
    ///
    /// # Errors
    /// When there is no such tool, an argument is not allowed, or there are no candles to answer from.
    pub async fn call(&self, tool: &str, arguments: &str, caller: Caller) -> Result<Called, ToolFault> {
        let name = ToolName::ALL.into_iter().find(|name| name.name() == tool);
        let Some(name) = name else { return Err(ToolFault::unknown_tool(tool)) };
        self.called(name, arguments, caller).await.map_err(|fault| fault.of(name))
    }

    async fn called(&self, tool: ToolName, arguments: &str, caller: Caller) -> Result<Called, ToolFault> {
        let now = (self.clock)();
        match Parsed::of(tool, arguments, caller)? {
            Parsed::Analyze(asked) => {
                let mut analysed = ask::analysis(self.feed.as_ref(), &asked, &self.settings, now).await?;
                self.keep_one(&mut analysed.analysis.head, analysed.receipt.as_ref(), &analysed.history, now);
                let analysis = &analysed.analysis;
                Called::of(tool, |format| format::analysis(analysis, format))
            }
            Parsed::Signal(asked) => {
                let asked = self.counted(asked, now).await?;
                let feed = self.feed.as_ref();
                let mut answer = ask::answer_knowing(feed, &asked, &self.settings, now, &self.records).await?;
                let state = self.keep(&answer.report.receipts, &answer.history, &Holdings::NotSet, now);
                answer.report.analysis.head.journal = state;
                answer.report.signal.head.journal = state;
                Called::of(tool, |format| format::signal(&answer.report, format))
            }
            Parsed::Score { asked, receipt } => {
                let mut scored = if let Some(id) = receipt {
                    ask::score_of(&self.earlier(&id)?, &asked, now, &self.records)?
                } else {
                    let asked = self.score_of_market(asked, now).await?;
                    ask::score(self.feed.as_ref(), &asked, &self.settings, now, &self.records).await?
                };
                self.keep_one(&mut scored.score.head, scored.receipt.as_ref(), &scored.answer.history, now);
                Called::of(tool, |format| format::confidence(&scored, format))
            }
            Parsed::Risk { asked, receipt } => {
                let feed = self.feed.as_ref();
                let mut risked = if let Some(id) = receipt {
                    let earlier = self.earlier(&id)?;
                    ask::risk_of(&earlier, feed, &asked, &self.settings, now, &self.records).await?
                } else {
                    let market = self.counted(asked.market.clone(), now).await?;
                    let asked = AskedRisk { market, ..*asked };
                    ask::risk(feed, &asked, &self.settings, now, &self.records).await?
                };
                let receipts = risked.receipt.as_slice();
                risked.risk.head.journal = self.keep(receipts, &risked.history, &risked.holdings, now);
                Called::of(tool, |format| format::risk(&risked, format))
            }
        }
    }

    /// A score of the market that is meant where none is named.
    async fn score_of_market(&self, mut asked: Box<AskedScore>, now: Timestamp) -> Result<Box<AskedScore>, ToolFault> {
        if asked.market.pair.is_empty() {
            let said = asked.market_data.as_ref().and_then(|data| data.get("pair")?.as_str());
            let watched = self.settings.trading.supported_pairs.first().map(ToString::to_string);
            let pair = said.map(str::to_owned).or(watched);
            asked.market.pair =
                pair.ok_or_else(|| ToolFault::invalid("/pair", "No pair is named and none is watched."))?;
        }
        asked.market = self.counted(asked.market, now).await?;
        Ok(asked)
    }

    /// The same question, knowing how many sets of rules were tried on its market, as far as a journal can tell.
    pub(super) async fn counted(&self, asked: Asked, now: Timestamp) -> Result<Asked, ToolFault> {
        let journal = self.journal.as_ref().and_then(|place| Journal::open_if_there(place).ok().flatten());
        let tried = |measure: &Measure| {
            let Measure { pair, interval, params } = measure;
            journal.as_ref()?.rules_tried(pair, *interval, params).ok()
        };
        ask::counted(self.feed.as_ref(), asked, &self.settings, now, tried).await
    }

    /// A signal that was given before.
    fn earlier(&self, id: &str) -> Result<Earlier, ToolFault> {
        let kept = self
            .journal
            .as_deref()
            .ok_or(JournalFault::NoneKept)
            .and_then(|place| Journal::open_existing(place).and_then(|journal| journal.get(id)));
        let kept = kept.map_err(|fault| ToolFault::of_journal(&fault, id))?;
        Ok(Earlier::of(&kept.ok_or_else(|| ToolFault::unknown_receipt(id))?)?)
    }

    /// An answer that stands alone.
    fn keep_one(&self, head: &mut Head, receipt: Option<&Receipt>, history: &History, now: Timestamp) {
        head.journal = match receipt {
            Some(receipt) => self.keep(std::slice::from_ref(receipt), history, &Holdings::NotSet, now),
            None => JournalState::Failed,
        };
    }

    /// Puts an answer on the disk before it is given; it is given all the same where the disk is in the way.
    pub(super) fn keep(
        &self,
        receipts: &[Receipt],
        history: &History,
        holdings: &Holdings,
        now: Timestamp,
    ) -> JournalState {
        let Some(place) = &self.journal else { return JournalState::Off };
        let stored =
            Journal::open(place).and_then(|mut journal| journal.store_with_holdings(receipts, history, holdings, now));
        match stored {
            Ok(_) => JournalState::Stored,
            Err(fault) => {
                tracing::warn!(%fault, "an answer is not kept");
                JournalState::Failed
            }
        }
    }
}

/// What an agent gets for a call: words, the same as an object, and whether it went wrong.
pub(crate) fn told(called: &Result<Called, ToolFault>, now: Timestamp) -> Value {
    match called {
        Ok(called) => json!({
            "content": [{ "type": "text", "text": called.clean }],
            "structuredContent": called.object,
            "isError": false,
            "_meta": { "engram/detailed": called.detailed },
        }),
        Err(fault) => json!({
            "content": [{ "type": "text", "text": fault.text() }],
            "structuredContent": fault.answer(now),
            "isError": true,
        }),
    }
}

impl Called {
    fn of(tool: ToolName, told: impl Fn(Format) -> String) -> Result<Self, ToolFault> {
        let text = told(Format::Json(Layout::Line));
        let object = serde_json::from_str(&text)
            .map_err(|error| ToolFault::internal(format!("An answer cannot be read back: {error}.")))?;
        Ok(Self { tool, object, clean: told(Format::Clean), detailed: told(Format::Detailed) })
    }
}

#[cfg(test)]
mod tests;
