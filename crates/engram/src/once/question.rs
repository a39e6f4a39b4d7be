//! Words from the command line, made into a question and a place to ask it.

use agent::{
    Market, Settings, Source, ToolFault,
    ask::{self, Analysed, Answer, Asked, AskedRisk, AskedScore, Measure, Records, Risked, Scored},
    format::{Format, Layout},
    journal::Earlier,
    lab,
};
use analysis::{History, Params, Question};
use jiff::Timestamp;

use super::{Known, Place as Screen, positions};
use crate::{
    args::{Confidence, Market as MarketArgs, Replay, Risk, Signal, Source as Place, View},
    journal::Keeper,
    source::progress,
    when,
};

/// A question, and what it is asked with.
#[derive(Debug)]
pub(super) struct Asking {
    asked: AskedScore,
    /// About a position; its market is that of `asked`.
    position: AskedRisk,
    settings: Settings,
    /// The signal it is about, where it was named by its receipt.
    earlier: Option<Box<Earlier>>,
    now: Timestamp,
}

impl Asking {
    /// About a market.
    pub(super) fn of_market(market: &MarketArgs, known: Known<'_>) -> Result<Self, ToolFault> {
        let mut asking = Self::of_view(&market.pair, &market.view, known)?;
        let timeframe = &mut asking.asked.market.timeframe;
        *timeframe = timeframe.take().or_else(|| market.interval.clone());
        Ok(asking)
    }

    fn of_view(pair: &str, view: &View, known: Known<'_>) -> Result<Self, ToolFault> {
        let (now, settings) = (known.place.now, settings(&view.source, known.settings));
        let as_of = view.as_of.as_deref().map(|text| when::as_of(text, now)).transpose()?;
        let asked = Asked { pair: pair.to_owned(), timeframe: view.timeframe.clone(), as_of, ..Asked::default() };
        let asked = AskedScore { market: asked, ..AskedScore::default() };
        Ok(Self { asked, position: AskedRisk::default(), settings, earlier: None, now })
    }

    /// About a signal.
    pub(super) fn of_signal(signal: &Signal, known: Known<'_>) -> Result<Self, ToolFault> {
        let mut asking = Self::of_market(&signal.market, known)?;
        let market = &mut asking.asked.market;
        market.direction = signal.direction.as_deref().map(str::parse).transpose()?.unwrap_or_default();
        market.gate = signal.gate.as_deref().map(str::parse).transpose()?;
        market.horizon_bars = signal.horizon_bars.as_deref().map(bars).transpose()?;
        Ok(asking)
    }

    /// About how often a signal came true.
    pub(super) fn of_confidence(confidence: &Confidence, known: Known<'_>) -> Result<Self, ToolFault> {
        let mut asking = Self::of_view(confidence.pair.as_deref().unwrap_or_default(), &confidence.view, known)?;
        let asked = &mut asking.asked;
        asked.market.gate = confidence.gate.as_deref().map(str::parse).transpose()?;
        asked.market.horizon_bars = confidence.horizon_bars.as_deref().map(bars).transpose()?;
        asked.signal = confidence.signal.as_deref().unwrap_or_default().trim().to_ascii_uppercase();
        asked.entry_price = confidence.entry.as_deref().map(|text| price("entry_price", text)).transpose()?;
        asked.stop_loss = confidence.stop.as_deref().map(|text| price("stop_loss", text)).transpose()?;
        asked.take_profit = confidence.target.as_deref().map(|text| price("take_profit", text)).transpose()?;
        asked.market_data = confidence.market_data.as_deref().map(object).transpose()?;
        Ok(asking)
    }

    /// About what a position could cost.
    pub(super) fn of_risk(risk: &Risk, known: Known<'_>) -> Result<Self, ToolFault> {
        let mut asking = Self::of_view(risk.pair.as_deref().unwrap_or_default(), &risk.view, known)?;
        asking.asked.market.gate = risk.gate.as_deref().map(str::parse).transpose()?;
        let number = |name: &str, text: &Option<String>| {
            text.as_deref().map(|text| positive(name, "a number", text)).transpose()
        };
        asking.position = AskedRisk {
            market: asking.asked.market.clone(),
            position_size: number("position_size", &risk.size)?,
            position_size_unit: risk.unit.as_ref().map(|unit| unit.replace('-', "_")),
            side: risk.side.clone(),
            entry_price: number("entry_price", &risk.entry)?,
            stop_loss: number("stop_loss", &risk.stop)?,
            leverage: number("leverage", &risk.leverage)?,
            account_equity: number("account_equity", &risk.equity)?,
            account_currency: risk.currency.clone(),
            risk_tolerance: risk.tolerance.clone(),
            held: risk.positions.as_deref().map(positions::read).transpose()?,
        };
        Ok(asking)
    }

    /// About the past of the rule.
    pub(super) fn of_replay(replay: &Replay, known: Known<'_>) -> Result<Self, ToolFault> {
        let mut asking = Self::of_market(&replay.market, known)?;
        asking.asked.market.horizon_bars = replay.horizon_bars.as_deref().map(bars).transpose()?;
        Ok(asking)
    }

    /// The same about an earlier signal, where one is named.
    pub(super) fn about(mut self, receipt: Option<&str>, keeper: &Keeper) -> Result<Self, ToolFault> {
        if let Some(id) = receipt {
            let earlier = keeper.earlier(id)?;
            if self.asked.signal.is_empty() {
                earlier.taken.signal.word().clone_into(&mut self.asked.signal);
            }
            self.earlier = Some(Box::new(earlier));
        }
        Ok(self)
    }

    /// The same, knowing how many sets of rules were tried on its market, as a journal counts them.
    pub(super) fn counted(mut self, keeper: &Keeper) -> Result<Self, ToolFault> {
        // What was measured then is measured again as it was.
        let Some(journal) = keeper.journal().filter(|_| self.earlier.is_none()) else { return Ok(self) };
        let feed = agent::open(&self.settings)?;
        let tried =
            |Measure { pair, interval, params }: &Measure| keeper.known(journal.rules_tried(pair, *interval, params));
        let market = self.asked.market.clone();
        let counted = ask::counted(feed.as_ref(), market, &self.settings, self.now, tried);
        self.asked.market = runtime()?.block_on(counted)?;
        self.position.market.rules_tried = self.asked.market.rules_tried;
        Ok(self)
    }

    /// The candles every set can be measured on, and the question about them.
    pub(super) fn to_search(&self, sets: &[Params]) -> Result<(History, Question), ToolFault> {
        let history = self.candles(lab::bars(sets))?;
        let Asked { as_of, direction, .. } = self.asked.market;
        let timeframe_defaulted = self.asked.market.timeframe.is_none();
        let question = Question { as_of, direction, timeframe_defaulted, ..Question::about(&history.series) };
        Ok((history, question))
    }

    /// What it is answered with.
    pub(super) fn params(&self) -> Result<Params, ToolFault> {
        ask::params(&self.asked.market, &self.settings, self.now)
    }

    pub(super) fn is_demo(&self) -> bool {
        if let Some(earlier) = &self.earlier {
            return earlier.history.provenance.source == "demo";
        }
        is_demo(&self.settings)
    }

    /// Which market places could not be asked, so that candles that were kept have answered.
    pub(super) fn kept_instead(&self) -> Vec<String> {
        let told = |standing: market::Standing| {
            let (_, why) = standing.last_error.filter(|_| standing.from_cache)?;
            Some(format!("{} {why} Answered from candles that were kept.", standing.venue.title()))
        };
        self.settings.market.opened.standings().into_iter().filter_map(told).collect()
    }

    /// Asks for an answer.
    pub(super) fn answer(&self) -> Result<Answer, ToolFault> {
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::answer(feed.as_ref(), &self.asked.market, &self.settings, self.now))
    }

    /// Asks for the state of the market alone.
    pub(super) fn analysis(&self) -> Result<Analysed, ToolFault> {
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::analysis(feed.as_ref(), &self.asked.market, &self.settings, self.now))
    }

    /// Asks for a score.
    pub(super) fn score(&self) -> Result<Scored, ToolFault> {
        let records = Records::default();
        if let Some(earlier) = &self.earlier {
            return ask::score_of(earlier, &self.asked, self.now, &records);
        }
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::score(feed.as_ref(), &self.asked, &self.settings, self.now, &records))
    }

    /// Asks what a position could cost.
    pub(super) fn risk(&self) -> Result<Risked, ToolFault> {
        let feed = agent::open(&self.settings)?;
        let records = Records::default();
        let (feed, position) = (feed.as_ref(), &self.position);
        match &self.earlier {
            Some(earlier) => {
                runtime()?.block_on(ask::risk_of(earlier, feed, position, &self.settings, self.now, &records))
            }
            None => runtime()?.block_on(ask::risk(feed, position, &self.settings, self.now, &records)),
        }
    }

    /// Asks for the newest candles alone.
    pub(super) fn candles(&self, bars: u32) -> Result<History, ToolFault> {
        let feed = agent::open(&self.settings)?;
        runtime()?.block_on(ask::candles(feed.as_ref(), &self.asked.market, &self.settings, bars, self.now))
    }
}

/// The settings that are in force, with candles from there where that is said.
pub(crate) fn settings(place: &Place, known: &Settings) -> Settings {
    let mut settings = known.clone();
    if let Some(data) = &place.data {
        settings.market = Market::from(Source::File(data.clone()), place.columns.clone());
    }
    if let Some(source) = place.source.as_deref().and_then(progress::named) {
        settings.market = settings.market.asking(source);
    }
    progress::shown(&settings);
    settings
}

/// Whether its candles are made up.
pub(crate) const fn is_demo(settings: &Settings) -> bool {
    match settings.market.source {
        Source::Demo { .. } => true,
        Source::File(_) | Source::Venue(_) => false,
    }
}

/// A format as this screen is given it.
pub(crate) const fn laid_out(format: Format, place: Screen) -> Format {
    match format {
        Format::Json(_) if place.out_is_terminal => Format::Json(Layout::Indented),
        Format::Json(_) | Format::Clean | Format::Detailed | Format::Raw => format,
    }
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, ToolFault> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| ToolFault::internal(format!("No runtime could be started: {error}.")))
}

fn bars(text: &str) -> Result<u32, ToolFault> {
    text.trim().parse().map_err(|_| {
        let got: String = text.chars().take(40).collect();
        ToolFault::invalid("/horizon_bars", format!("horizon_bars must be a whole number from 1 to 500; got {got:?}."))
    })
}

fn price(name: &str, text: &str) -> Result<f64, ToolFault> {
    positive(name, "a price", text)
}

/// `what` it must be: a price, or a number.
fn positive(name: &str, what: &str, text: &str) -> Result<f64, ToolFault> {
    text.trim().parse().map_err(|_| {
        let got: String = text.chars().take(40).collect();
        ToolFault::invalid(format!("/{name}"), format!("{name} must be {what} above 0; got {got:?}."))
    })
}

fn object(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, ToolFault> {
    serde_json::from_str(text).map_err(|_| {
        ToolFault::invalid("/market_data", "market_data must be a JSON object such as {\"trend\": \"bullish\"}.")
    })
}
