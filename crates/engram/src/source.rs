//! Where candles can come from.

pub(crate) mod progress;

use std::{fmt::Write as _, io};

use agent::{Settings, Source, ToolFault, sources};
use analysis::{Interval, Pair};
use clap::Subcommand;
use jiff::Timestamp;
use market::{Compared, FeedFault, RemoteFeed, VenueName, Want};
use serde_json::{Value, json};

use crate::{
    args::TextOrJson,
    config,
    exit::Exit,
    once::{Streams, faulted, question::runtime},
    world::World,
};

pub(crate) const SOURCE_EXAMPLES: &str = "\
Examples:
  engram source list                       what there is, and what is set
  engram source test binance               from the address to closed candles, step by step
  engram source test yahoo AAPL
  engram source search kraken btc          the pairs it has, by name
  engram source compare BTC/USD kraken coinbase
  engram config set market.source binance  asks it from now on

No key and no account is needed. Yahoo's candles are unofficial, and some networks are refused there.";

#[derive(Debug, Subcommand)]
pub(crate) enum SourceTask {
    /// Lists market places with timeframes, depth and limits
    List {
        /// Lines for people, or one list for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    /// Tries a market place: reached, clock, instrument, candles; exit 0 when all are there
    Test {
        /// Which one [default: the one that is set]
        #[arg(value_parser = ["binance", "kraken", "coinbase", "bybit", "okx", "yahoo"])]
        name: Option<String>,
        /// With this pair [default: one it is known for]
        pair: Option<String>,
    },
    /// Compares the closes of one market at two market places; exit 1 when they are more than 0.5 % apart
    Compare {
        /// What is traded
        pair: String,
        /// The one
        #[arg(value_parser = ["binance", "kraken", "coinbase", "bybit", "okx", "yahoo"])]
        first: String,
        /// The other
        #[arg(value_parser = ["binance", "kraken", "coinbase", "bybit", "okx", "yahoo"])]
        second: String,
        /// Candle timeframe
        #[arg(long, short, value_name = "T", default_value = "1h")]
        timeframe: String,
    },
    /// Finds instruments by name
    Search {
        /// Where
        #[arg(value_parser = ["binance", "kraken", "coinbase", "bybit", "okx", "yahoo"])]
        name: String,
        /// A pair, a symbol, or a part of one
        words: String,
        /// Most that are listed
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
        most: u16,
        /// Lines for people, or one list for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
}

/// Does what was asked about sources.
pub(crate) fn run(task: SourceTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => resolved.settings,
        Err(faults) => return config::refused(&faults, streams),
    };
    match task {
        SourceTask::List { format } => {
            let text = match format {
                TextOrJson::Text => list(&settings),
                TextOrJson::Json => format!(
                    "{:#}\n",
                    VenueName::ALL.map(|venue| object(venue, &settings)).to_vec().into_iter().collect::<Value>()
                ),
            };
            streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
        }
        SourceTask::Test { name, pair } => test(&settings, name.as_deref(), pair.as_deref(), now, streams),
        SourceTask::Compare { pair, first, second, timeframe } => {
            match compared(&settings, &pair, [&first, &second], &timeframe, now) {
                Ok(compared) => {
                    streams.out.write_all(comparison(&compared, &first, &second).as_bytes())?;
                    Ok(if compared.disagrees() { Exit::Unhealthy } else { Exit::Fine })
                }
                Err(fault) => faulted(&fault, now, streams),
            }
        }
        SourceTask::Search { name, words, most, format } => {
            let found = opened(&settings, &name).and_then(|(feed, runtime)| {
                runtime.block_on(feed.search(&words, usize::from(most))).map_err(ToolFault::from)
            });
            match found {
                Ok(found) if found.is_empty() => {
                    writeln!(streams.err, "{name} has nothing like {words:?}.").map(|()| Exit::NoInput)
                }
                Ok(found) => {
                    let text = match format {
                        TextOrJson::Text => found.iter().map(line).collect(),
                        TextOrJson::Json => {
                            format!("{:#}\n", serde_json::to_value(&found).map_err(io::Error::other)?)
                        }
                    };
                    streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
                }
                Err(fault) => faulted(&fault, now, streams),
            }
        }
    }
}

fn opened(settings: &Settings, name: &str) -> Result<(RemoteFeed, tokio::runtime::Runtime), ToolFault> {
    let venue: VenueName =
        name.parse().map_err(|fault: market::UnknownVenue| ToolFault::invalid("/source", fault.to_string()))?;
    Ok((sources::venue(settings, venue)?, runtime()?))
}

fn compared(
    settings: &Settings,
    pair: &str,
    names: [&str; 2],
    timeframe: &str,
    now: Timestamp,
) -> Result<Compared, ToolFault> {
    let interval: Interval = timeframe.parse()?;
    let pair = market::symbol::read(pair).ok_or_else(|| analysis::InvalidPair(pair.to_owned()))?;
    let want = Want { pair, interval: Some(interval), bars: 700, at: now };
    let mut both = Vec::new();
    for name in names {
        let (feed, runtime) = opened(settings, name)?;
        both.push(runtime.block_on(market::history(&feed, &want))?.series);
    }
    let found = both.first().zip(both.last()).and_then(|(first, second)| Compared::of(first, second));
    found.ok_or_else(|| ToolFault::new(agent::Code::NoData, "The two have no candle in common."))
}

fn comparison(compared: &Compared, first: &str, second: &str) -> String {
    let percent = |share: f64| format!("{:.3} %", 100.0 * share);
    let (closed_at, one, two) = compared.last;
    let verdict = if compared.disagrees() { "They disagree: more than 0.5 % apart." } else { "They agree." };
    format!(
        "{first} {one}, {second} {two} at {closed_at}: {} apart\n\
         {} candles in common: usually {} apart, at most {} at {}\n\
         {} only at {first}, {} only at {second}\n{verdict}\n",
        percent(compared.now()),
        compared.common,
        percent(compared.middle),
        percent(compared.largest.0),
        compared.largest.1,
        compared.only_first,
        compared.only_second
    )
}

fn list(settings: &Settings) -> String {
    let set = |is_set: bool| if is_set { "*" } else { " " };
    let is_demo = matches!(settings.market.source, Source::Demo { .. });
    let is_file = matches!(settings.market.source, Source::File(_));
    let mut text = format!("{} demo      made-up candles, not a market; any pair and timeframe\n", set(is_demo));
    text.extend([format!(
        "{} file      candle files of your own: `market.path`, or --data for one question\n",
        set(is_file)
    )]);
    for venue in VenueName::ALL {
        let caps = venue.caps();
        let names: Vec<&str> = caps.intervals.iter().map(|interval| interval.name()).collect();
        let depth = match (venue, caps.deepest_bars) {
            (VenueName::Yahoo, _) => "1m a week, 5m and 15m two months, 1h two years, 1d all".to_owned(),
            (_, Some(bars)) => format!("the newest {bars} candles"),
            (_, None) => "all there are".to_owned(),
        };
        let live = if caps.streams { "live" } else { "asked after each candle" };
        let is_set = settings.market.venues().contains(&venue);
        let line = format!(
            "{} {:<9} {}; {depth}; {live}; such as {}\n",
            set(is_set),
            venue.name(),
            names.join(" "),
            example(venue)
        );
        text += &line;
    }
    text + "\n* is set. Longer timeframes are gathered from shorter ones.\n"
}

fn example(venue: VenueName) -> String {
    venue.popular().first().map(ToString::to_string).unwrap_or_default()
}

fn object(venue: VenueName, settings: &Settings) -> Value {
    let caps = venue.caps();
    json!({
        "name": venue.name(),
        "title": venue.title(),
        "address": settings.market.endpoints.get(venue.name()).map_or_else(|| venue.origin().to_owned(), ToString::to_string),
        "timeframes": caps.intervals.iter().map(|interval| interval.name()).collect::<Vec<_>>(),
        "page_rows": caps.page_rows,
        "deepest_bars": caps.deepest_bars,
        "streams": caps.streams,
        "set": settings.market.venues().contains(&venue),
    })
}

fn line(told: &market::Instrument) -> String {
    let size = |name: &str, value: Option<f64>| value.map(|value| format!("  {name} {value}")).unwrap_or_default();
    let mut line = format!("{:<14} {:<14}", told.pair.as_str(), told.symbol);
    line += &size("tick", told.tick.map(f64::from));
    line += &size("lot", told.lot);
    if !told.title.is_empty() {
        line.extend([format!("  {}", told.title)]);
    }
    line.trim_end().to_owned() + "\n"
}

/// One step after the other, each told when it is done.
fn test(
    settings: &Settings,
    name: Option<&str>,
    pair: Option<&str>,
    now: Timestamp,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let set = settings.market.venues().first().map(|venue| venue.name());
    let Some(name) = name.or(set) else {
        writeln!(streams.err, "No market place is set. Name one, such as `engram source test binance`.")?;
        return Ok(Exit::Usage);
    };
    let (feed, runtime) = match opened(settings, name) {
        Ok(opened) => opened,
        Err(fault) => return faulted(&fault, now, streams),
    };
    let wanted = pair.map_or_else(|| feed.venue().popular().into_iter().next(), market::symbol::read);
    let Some(pair) = wanted else {
        let fault = ToolFault::from(analysis::InvalidPair(pair.unwrap_or_default().to_owned()));
        return faulted(&fault, now, streams);
    };
    match runtime.block_on(steps(&feed, &pair, now, streams))? {
        Ok(()) => Ok(Exit::Fine),
        Err(fault) => {
            write!(streams.out, "no  ")?;
            writeln!(streams.out, "{fault}")?;
            Ok(Exit::from(ToolFault::from(fault).code))
        }
    }
}

async fn steps(
    feed: &RemoteFeed,
    pair: &Pair,
    now: Timestamp,
    streams: &mut Streams<'_>,
) -> io::Result<Result<(), FeedFault>> {
    let told = match feed.instrument(pair).await {
        Ok(told) => told,
        Err(fault) => return Ok(Err(fault)),
    };
    let tick = told.tick.map_or_else(|| "unknown".to_owned(), |tick| f64::from(tick).to_string());
    writeln!(streams.out, "ok  {pair} is {} there; smallest price step {tick}", told.symbol)?;
    for interval in [Interval::H1, Interval::D1] {
        let want = Want { pair: pair.clone(), interval: Some(interval), bars: 300, at: now };
        let judged = match market::Feed::candles(feed, &want).await.and_then(|batch| market::judged(batch, &want)) {
            Ok(judged) => judged,
            Err(fault) => return Ok(Err(fault)),
        };
        let facts = market::told(&judged.history);
        let age = (now.as_second() - facts.last_close.as_second()) / 60;
        let mut line =
            format!("ok  {} closed {interval} candles up to {}, {age} min ago", facts.bars, facts.last_close);
        let missing: u32 = facts.gaps.iter().map(|gap| gap.2).sum();
        if missing > 0 {
            write!(line, "; {missing} missing in {} gaps", facts.gaps.len()).map_err(io::Error::other)?;
        }
        if judged.history.provenance.rejected > 0 {
            write!(line, "; {} rejected", judged.history.provenance.rejected).map_err(io::Error::other)?;
        }
        if let Some((size, at)) = facts.jump {
            write!(line, "; a jump of {:.0} % at {at}", 100.0 * (libm_exp(size) - 1.0)).map_err(io::Error::other)?;
        }
        writeln!(streams.out, "{line}")?;
    }
    let standing = feed.standing();
    match standing.ahead_ms {
        Some(ahead) if ahead.abs() > 30_000 => {
            writeln!(streams.out, "no  this computer's clock is {} s off; set it", ahead / 1_000)?;
        }
        Some(ahead) => {
            writeln!(streams.out, "ok  this computer's clock is {} s from the market place's", ahead / 1_000)?;
        }
        None => writeln!(streams.out, "--  its clock is not told")?,
    }
    Ok(Ok(()))
}

/// A log return as a factor; shown with no decimals, so any series of it will do.
fn libm_exp(size: f64) -> f64 {
    (1..30).rev().fold(1.0, |sum, n| 1.0 + sum * size / f64::from(n))
}
