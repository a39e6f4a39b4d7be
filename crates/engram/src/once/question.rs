//! Words from the command line, made into a question and a place to ask it.

use agent::{
    Settings, Source, ToolFault,
    ask::{self, Answer, Asked},
};
use analysis::History;
use jiff::Timestamp;

use crate::{
    args::{Market, Signal},
    when,
};

/// A question, and what it is asked with.
#[derive(Debug)]
pub(super) struct Asking {
    asked: Asked,
    settings: Settings,
    now: Timestamp,
}

impl Asking {
    /// About a market.
    pub(super) fn of_market(market: &Market, now: Timestamp) -> Result<Self, ToolFault> {
        let source = market.data.clone().map_or_else(Source::default, Source::File);
        let as_of = market.as_of.as_deref().map(|text| when::as_of(text, now)).transpose()?;
        let asked = Asked { pair: market.pair.clone(), timeframe: market.timeframe.clone(), as_of, ..Asked::default() };
        let settings = Settings { source, columns: market.columns.clone(), ..Settings::default() };
        Ok(Self { asked, settings, now })
    }

    /// About a signal.
    pub(super) fn of_signal(signal: &Signal, now: Timestamp) -> Result<Self, ToolFault> {
        let Self { asked, settings, now } = Self::of_market(&signal.market, now)?;
        let asked = Asked {
            direction: signal.direction.as_deref().map(str::parse).transpose()?.unwrap_or_default(),
            gate: signal.gate.as_deref().map(str::parse).transpose()?,
            horizon_bars: signal.horizon_bars.as_deref().map(bars).transpose()?,
            ..asked
        };
        Ok(Self { asked, settings, now })
    }

    pub(super) fn is_demo(&self) -> bool {
        match self.settings.source {
            Source::Demo { .. } => true,
            Source::File(_) => false,
        }
    }

    /// Asks for an answer.
    pub(super) fn answer(&self) -> Result<Answer, ToolFault> {
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::answer(feed.as_ref(), &self.asked, &self.settings, self.now))
    }

    /// Asks for the newest candles alone.
    pub(super) fn candles(&self, bars: u32) -> Result<History, ToolFault> {
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::candles(feed.as_ref(), &self.asked, &self.settings, bars, self.now))
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, ToolFault> {
    let built = tokio::runtime::Builder::new_current_thread().build();
    built.map_err(|error| ToolFault::internal(format!("No runtime could be started: {error}.")))
}

fn bars(text: &str) -> Result<u32, ToolFault> {
    text.trim().parse().map_err(|_| {
        let got: String = text.chars().take(40).collect();
        ToolFault::invalid("/horizon_bars", format!("horizon_bars must be a whole number from 1 to 500; got {got:?}."))
    })
}
