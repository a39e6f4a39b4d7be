//! What feeds and the analysis cannot do, as faults.

use analysis::{Interval, Unanswerable, Unscorable};
use market::{CsvFault, Expected, FeedFault};

use super::{Code, ToolFault};

impl From<FeedFault> for ToolFault {
    fn from(fault: FeedFault) -> Self {
        match fault {
            FeedFault::UnknownPair { pair, nearest } => unknown_pair(pair.as_str(), nearest),
            FeedFault::BadInterval { symbol, asked, has } => bad_interval(&symbol, asked, &has),
            FeedFault::Unreadable { path, source } => {
                Self::new(Code::ProviderDown, format!("{} {}.", name_of(&path), unreadable(&source)))
            }
            FeedFault::TooLarge { file, bytes, most } => {
                Self::new(Code::DataQuality, format!("{file} has {bytes} bytes, and at most {most} are read."))
                    .hinted("Split the file.")
            }
            FeedFault::NoFiles { path } => {
                Self::new(Code::NoData, format!("{} holds no .csv, .json or .json.gz file.", name_of(&path)))
                    .hinted("Put candle files there, named like btc_usd-1h.csv.")
            }
            FeedFault::BadColumns { given } => {
                let what = format!("columns must name each of t, o, h, l, c once, and may name v; got {given:?}.");
                Self::invalid("/columns", what)
            }
            FeedFault::Csv(fault) => unreadable_row(&fault),
            FeedFault::Conflict { .. } => {
                let said = fault.to_string();
                let what = said.strip_suffix(" Remove one of them.").unwrap_or(&said);
                Self::new(Code::DataQuality, what).hinted("Remove one of them.")
            }
            FeedFault::Quality { symbol, rejected, total, first } => {
                let what =
                    format!("{symbol}, {first} ({rejected} of {total} candles break a rule, at most 0.5 % may).");
                Self::new(Code::DataQuality, what).hinted("Correct the file or remove those rows.")
            }
            FeedFault::Empty { symbol, pair, at } => {
                Self::new(Code::NoData, format!("{symbol} has no candle of {pair} that had closed by {at}."))
                    .hinted("Ask for a later time.")
            }
            FeedFault::UnknownSymbol { venue, pair, nearest } => {
                let names: Vec<String> = nearest.iter().map(ToString::to_string).collect();
                let fault = Self::new(Code::UnknownPair, format!("{} does not know {pair}.", venue.title()));
                let fault = Self { field: Some("/pair".to_owned()), ..fault };
                if names.is_empty() {
                    fault.hinted(format!("`engram source search {venue} WORDS` finds what it has."))
                } else {
                    fault.hinted(format!("Did you mean {}?", names.join(", "))).allowing(names)
                }
            }
            FeedFault::Venue { .. } | FeedFault::Cache(_) => {
                let said = fault.to_string();
                let (what, hint) = said.split_once(". ").unwrap_or((said.trim_end_matches('.'), ""));
                let fault = Self::new(Code::ProviderDown, format!("{what}."));
                if hint.is_empty() { fault } else { fault.hinted(hint) }
            }
            FeedFault::Unfit { symbol, fault } => {
                Self::internal(format!("Candles of {symbol} passed our checks and are still no series: {fault}."))
            }
        }
    }
}

impl From<Unanswerable> for ToolFault {
    fn from(cause: Unanswerable) -> Self {
        match cause {
            Unanswerable::NoCandle => Self::new(Code::NoData, "No candle had closed by then."),
            Unanswerable::TooFew { have, least } => {
                Self::new(Code::InsufficientData, format!("{have} closed candles are there and {least} are needed."))
            }
            Unanswerable::Position(fault) => Self::invalid(fault.field(), format!("{fault}.")),
        }
    }
}

impl From<Unscorable> for ToolFault {
    fn from(cause: Unscorable) -> Self {
        let what = match cause {
            Unscorable::Unanswerable(cause) => return cause.into(),
            Unscorable::NoAtr => {
                return Self::new(Code::InsufficientData, "Too few closed candles are there to measure the levels by.");
            }
            Unscorable::HoldWithLevels => "HOLD names no side, so it has no entry_price.".to_owned(),
            Unscorable::WrongSide { what, price, entry, side } => {
                let name = what.trim_start_matches('/');
                format!("{name} {price} stands on the wrong side of entry_price {entry} for {}.", side.name())
            }
            Unscorable::EntryAway { entry, away } => format!(
                "entry_price {entry} is {away:.2} ATR from the last close; beyond 0.5 it would be a pending order, \
                 which is not modelled."
            ),
            Unscorable::StopDistance { away } => {
                format!("stop_loss stands {away:.2} ATR from the entry; 0.25 to 20 can be replayed.")
            }
            Unscorable::RewardRisk { ratio } => {
                format!("take_profit makes reward over risk {ratio:.2}; 0.2 to 10 can be replayed.")
            }
        };
        Self::invalid(cause.field().unwrap_or("/entry_price"), what)
    }
}

fn unknown_pair(pair: &str, nearest: Vec<String>) -> ToolFault {
    let fault = ToolFault::new(Code::UnknownPair, format!("No configured source knows {pair}."));
    let fault = ToolFault { field: Some("/pair".to_owned()), ..fault };
    if nearest.is_empty() {
        return fault;
    }
    fault.hinted(format!("Nearest: {}.", nearest.join(", "))).allowing(nearest)
}

/// Longer timeframes can be built from shorter candles, never the other way round.
fn bad_interval(symbol: &str, asked: Interval, has: &[Interval]) -> ToolFault {
    let allowed: Vec<_> = match has.iter().min() {
        Some(least) => Interval::ASKABLE.into_iter().filter(|interval| interval >= least).collect(),
        None => Vec::new(),
    };
    let held = has.iter().map(|interval| interval.name()).collect::<Vec<_>>().join(", ");
    let fault = ToolFault::invalid(
        "/timeframe",
        format!("{symbol} holds {held} candles, which cannot be cut into {asked} ones."),
    );
    let fault = match allowed.first() {
        Some(least) => fault.hinted(format!("Ask for {least} or longer.")),
        None => fault,
    };
    fault.allowing(allowed.into_iter().map(Interval::name))
}

fn unreadable_row(fault: &CsvFault) -> ToolFault {
    let code = if fault.expected == Expected::Candle { Code::NoData } else { Code::DataQuality };
    ToolFault::new(code, fault.to_string())
}

/// A path tells a stranger how this machine is laid out; the last part is enough for its owner.
fn name_of(path: &std::path::Path) -> String {
    match path.file_name().unwrap_or(path.as_os_str()).to_string_lossy() {
        name if name.is_empty() => "The source without a name".to_owned(),
        name => name.into_owned(),
    }
}

fn unreadable(source: &std::io::Error) -> &'static str {
    if source.kind() == std::io::ErrorKind::NotFound {
        "is not there"
    } else if source.kind() == std::io::ErrorKind::PermissionDenied {
        "may not be read by this user"
    } else {
        "cannot be read"
    }
}
