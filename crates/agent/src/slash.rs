//! Commands that begin with a slash, as the first Engram had them: typed in a chat, answered by code whether a model is
//! there or not.

mod status;

use std::path::Path;

use analysis::{Pair, answer::JournalState};
use jiff::Timestamp;
use market::Feed;

use crate::{
    Settings, ToolFault,
    alerts::{self, Watch, finest},
    ask::{self, Asked, Measure, Records},
    format::{self, Format},
    journal::{Journal, JournalFault},
    portfolio::portfolio,
};
pub use status::BotStatus;

const HELP: &str = "\
/help                       this list
/status                     how Engram and what it works with are
/analyze BTC/USD 4h         the state of a market, and its signal
/alert BTC/USD 70000        tells once when a closed candle reaches the price
/alerts                     every alert; /alerts remove 3 takes one away
/portfolio                  what you hold, at its last close
No orders are placed by Engram.
";

/// A command that was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Slash {
    Help,
    Status,
    /// Without a pair the default one.
    Analyze {
        pair: Option<String>,
        timeframe: Option<String>,
    },
    Alert {
        pair: String,
        price: f64,
    },
    Alerts,
    RemoveAlert(u32),
    Portfolio,
}

/// Why a text is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCommand {
    /// It does not begin with a slash.
    #[error("this is no command; commands begin with /, and /help lists them")]
    NoSlash,
    /// Nobody knows the word.
    #[error("Unknown command: {0}\nType /help for available commands.")]
    Unknown(String),
    /// The words after it do not fit.
    #[error("It goes like this: {0}")]
    Misused(&'static str),
}

/// What a command is answered with.
#[expect(missing_debug_implementations, reason = "a feed has none")]
pub struct At<'a> {
    pub feed: &'a dyn Feed,
    pub settings: &'a Settings,
    /// In which reports are given.
    pub format: Format,
    pub now: Timestamp,
    pub records: &'a Records,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The answer, ending in a line break.
    Text(String),
    /// It could not be done.
    Fault(ToolFault),
}

impl Slash {
    /// Reads a command; capital letters do not matter.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(text: &str) -> Result<Self, NoCommand> {
        let mut words = text.split_whitespace();
        let first = words.next().filter(|word| word.starts_with('/')).ok_or(NoCommand::NoSlash)?;
        let rest: Vec<&str> = words.collect();
        match (first.to_lowercase().as_str(), rest.as_slice()) {
            ("/help", []) => Ok(Self::Help),
            ("/status", []) => Ok(Self::Status),
            ("/analyze", []) => Ok(Self::Analyze { pair: None, timeframe: None }),
            ("/analyze", [pair]) => Ok(Self::Analyze { pair: Some((*pair).to_owned()), timeframe: None }),
            ("/analyze", [pair, timeframe]) => {
                Ok(Self::Analyze { pair: Some((*pair).to_owned()), timeframe: Some((*timeframe).to_owned()) })
            }
            ("/alert", [pair, price]) => {
                let price = price.parse().map_err(|_| NoCommand::Misused("/alert BTC/USD 70000"))?;
                Ok(Self::Alert { pair: (*pair).to_owned(), price })
            }
            ("/alerts", []) => Ok(Self::Alerts),
            ("/alerts", [remove, number]) if remove.eq_ignore_ascii_case("remove") => {
                let number = number.trim_start_matches('#').parse();
                number.map(Self::RemoveAlert).map_err(|_| NoCommand::Misused("/alerts remove 3"))
            }
            ("/portfolio", []) => Ok(Self::Portfolio),
            ("/help", _) => Err(NoCommand::Misused("/help")),
            ("/status", _) => Err(NoCommand::Misused("/status")),
            ("/analyze", _) => Err(NoCommand::Misused("/analyze BTC/USD 4h")),
            ("/alert", _) => Err(NoCommand::Misused("/alert BTC/USD 70000")),
            ("/alerts", _) => Err(NoCommand::Misused("/alerts, or /alerts remove 3")),
            ("/portfolio", _) => Err(NoCommand::Misused("/portfolio")),
            (word, _) => Err(NoCommand::Unknown(word.chars().take(40).collect())),
        }
    }

    /// What a line of a chat is answered with, where it is a command or would be one; `None` where it is a question.
    /// Alerts are kept at `place`, and `elsewhere` says where the state of everything is seen.
    pub(crate) async fn said(line: &str, at: At<'_>, place: Option<&Path>, elsewhere: &str) -> Option<String> {
        let slash = match Self::read(line) {
            Ok(slash) => slash,
            Err(NoCommand::NoSlash) => return None,
            Err(why @ (NoCommand::Unknown(_) | NoCommand::Misused(_))) => return Some(why.to_string()),
        };
        let (format, now, settings) = (at.format, at.now, at.settings);
        let journal = || place.ok_or(JournalFault::NoneKept).and_then(Journal::open);
        let status = || BotStatus {
            told: Err(elsewhere.to_owned()),
            alerts: armed(place).map_err(|fault| fault.to_string()),
            positions: settings.trading.holdings.as_ref().map(Vec::len),
        };
        Some(match slash.answer(at, journal, status).await {
            Ok(Said::Text(text)) => text,
            Ok(Said::Fault(fault)) => format::fault(&fault, now, format),
            Err(fault) => format!("{fault}."),
        })
    }

    /// Answers it. `journal` is where alerts are kept; `status` is asked only where it is wanted.
    ///
    /// # Errors
    /// When the journal is needed and cannot be used.
    pub async fn answer(
        self,
        at: At<'_>,
        journal: impl FnOnce() -> Result<Journal, JournalFault>,
        status: impl FnOnce() -> BotStatus,
    ) -> Result<Said, JournalFault> {
        Ok(match self {
            Self::Help => Said::Text(HELP.to_owned()),
            Self::Status => Said::Text(status().text(at.now)),
            Self::Analyze { pair, timeframe } => match at.analyzed(pair, timeframe, journal).await {
                Ok(said) => Said::Text(said),
                Err(fault) => Said::Fault(fault),
            },
            Self::Alert { pair, price } => match at.watch(&pair, price, None).await {
                Ok(watch) => {
                    let alert = journal()?.arm(watch, at.now)?;
                    Said::Text(alerts::list(&[alert], at.now))
                }
                Err(fault) => Said::Fault(fault),
            },
            Self::Alerts => Said::Text(alerts::list(&existing(journal())?, at.now)),
            Self::RemoveAlert(number) => {
                let was_armed = journal()?.disarm(number, at.now)?;
                Said::Text(if was_armed {
                    format!("Alert {number} is removed.\n")
                } else {
                    format!("Alert {number} was armed no more.\n")
                })
            }
            Self::Portfolio => {
                let held = at.settings.trading.holdings.as_deref();
                Said::Text(portfolio(at.feed, held, at.now).await.text())
            }
        })
    }
}

/// How many alerts wait in the journal at this place; without one, none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn armed(place: Option<&Path>) -> Result<usize, JournalFault> {
    let journal = place.map(Journal::open_if_there).transpose()?.flatten();
    let alerts = journal.map_or_else(|| Ok(Vec::new()), |journal| journal.alerts())?;
    Ok(alerts.iter().filter(|alert| alert.state == alerts::State::Armed).count())
}

impl At<'_> {
    /// What is waited for when somebody names a pair and a price.
    ///
    /// # Errors
    /// When there is no such pair, or the price cannot be waited for.
    pub async fn watch(&self, pair: &str, price: f64, until: Option<Timestamp>) -> Result<Watch, ToolFault> {
        let pair = self.pair(pair)?;
        let timeframe = finest(&self.feed.offers(), &pair).map(|interval| interval.name().to_owned());
        let asked = Asked { pair: pair.to_string(), timeframe, ..Asked::default() };
        let history = ask::candles(self.feed, &asked, self.settings, 1, self.now).await?;
        Watch::of(price, &history, until, self.now)
    }

    /// The pair that is meant: as it is written, or the watched one with this base.
    ///
    /// # Errors
    /// When it is none, or two watched pairs have this base.
    pub fn pair(&self, text: &str) -> Result<Pair, ToolFault> {
        let pair: Pair = text.parse()?;
        let offered = self.feed.offers().iter().any(|offer| offer.pair == pair);
        let watched = &self.settings.trading.supported_pairs;
        if offered || pair.quote().is_some() || watched.contains(&pair) {
            return Ok(pair);
        }
        let with_base: Vec<&Pair> = watched.iter().filter(|watched| watched.base() == pair.as_str()).collect();
        match with_base.as_slice() {
            [] => Ok(pair),
            [one] => Ok((*one).clone()),
            several => {
                let names = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
                Err(ToolFault::invalid("/pair", format!("Which {pair} is meant: {names}?")))
            }
        }
    }

    /// The first watched pair that the source offers.
    fn default_pair(&self) -> Result<Pair, ToolFault> {
        let (watched, offers) = (&self.settings.trading.supported_pairs, self.feed.offers());
        let offered = watched.iter().find(|pair| offers.iter().any(|offer| offer.pair == **pair));
        let pair = offered.or(watched.first()).or(offers.first().map(|offer| &offer.pair));
        pair.cloned().ok_or_else(|| ToolFault::invalid("/pair", "No pair is named and none is watched."))
    }

    /// The report, kept in the journal before it is said where there is one.
    async fn analyzed(
        &self,
        pair: Option<String>,
        timeframe: Option<String>,
        journal: impl FnOnce() -> Result<Journal, JournalFault>,
    ) -> Result<String, ToolFault> {
        let (pair, note) = if let Some(pair) = pair {
            (self.pair(&pair)?, String::new())
        } else {
            let pair = self.default_pair()?;
            let note = format!("No pair was named: this is {pair}, the first that is watched.\n");
            (pair, note)
        };
        let asked = Asked { pair: pair.to_string(), timeframe, ..Asked::default() };
        let journal = journal();
        let tried = |measure: &Measure| {
            let journal = journal.as_ref().ok()?;
            journal.rules_tried(&measure.pair, measure.interval, &measure.params).ok()
        };
        let asked = ask::counted(self.feed, asked, self.settings, self.now, tried).await?;
        let mut answer = ask::answer_knowing(self.feed, &asked, self.settings, self.now, self.records).await?;
        let stored = journal.and_then(|mut journal| journal.store(&answer.report, &answer.history, self.now));
        let (state, trouble) = match stored {
            Ok(_) => (JournalState::Stored, String::new()),
            Err(JournalFault::NoneKept) => (JournalState::Off, String::new()),
            Err(fault) => (JournalState::Failed, format!("Not kept: {fault}.\n")),
        };
        answer.report.analysis.head.journal = state;
        answer.report.signal.head.journal = state;
        let report = &answer.report;
        let text = format::analysis(&report.analysis, self.format) + "\n" + &format::signal(report, self.format);
        Ok(note + &text + &trouble)
    }
}

/// Alerts of a journal; none where there is no journal yet.
fn existing(journal: Result<Journal, JournalFault>) -> Result<Vec<alerts::Alert>, JournalFault> {
    match journal {
        Ok(journal) => journal.alerts(),
        Err(JournalFault::Missing(_)) => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

#[cfg(test)]
mod tests;
