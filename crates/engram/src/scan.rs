//! Many markets at one look.

use std::{
    io::{self, Write, stderr},
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use agent::{
    Settings, ToolFault,
    scan::{Looking, Place, Seen, scan},
    sources,
};
use analysis::{Interval, Pair, answer::Lean};
use clap::{Args as ClapArgs, ValueEnum, ValueHint};

use crate::{
    args::Source,
    config,
    exit::Exit,
    once::{DEMO, Place as Here, Streams, faulted, question},
    world::World,
};

pub(crate) const SCAN_EXAMPLES: &str = "\
Examples:
  engram scan                                          your watch list, 1h, 4h and 1d
  engram scan BTC/USDT ETH/USDT -t 15m -t 1h --source binance
  engram scan --all USDT --most 200 --source binance --format csv --out scan.csv

Ranked by the size of the rule's score, then by edge: the lead of the measured probability over break-even. Only the
first ones are measured, --measure of them; a score alone proves nothing. Every row is of closed candles.";

#[derive(Debug, ClapArgs)]
pub(crate) struct Scan {
    /// Which markets [default: the watch list, `trading.supported_pairs`]
    pairs: Vec<String>,
    /// Every market that is paid in this, such as USDT, at the market place
    #[arg(long, value_name = "QUOTE", conflicts_with = "pairs")]
    all: Option<String>,
    /// Most markets of --all, in alphabetical order
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    most: u16,
    /// Timeframes [default: 1h, 4h and 1d]
    #[arg(long, short, value_name = "T")]
    timeframe: Vec<String>,
    /// How many of the first are measured
    #[arg(long, value_name = "N", default_value_t = 10)]
    measure: usize,
    /// Most rows that are shown
    #[arg(long, value_name = "N", default_value_t = 30)]
    top: usize,
    #[command(flatten)]
    source: Source,
    /// A table for people, or every row for programs
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: Shape,
    /// Into this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Csv,
    Json,
}

/// Looks at all of them.
pub(crate) fn run(task: &Scan, world: &World, here: Here, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => question::settings(&task.source, &resolved.settings),
        Err(faults) => return config::refused(&faults, streams),
    };
    let began = agent::open(&settings).and_then(|feed| Ok((feed, question::runtime()?)));
    let (feed, runtime) = match began {
        Ok(began) => began,
        Err(fault) => return faulted(&fault, here.now, streams),
    };
    let places = match places(task, &settings, &runtime) {
        Ok(places) => places,
        Err(fault) => return faulted(&fault, here.now, streams),
    };
    if feed.name() == "demo" {
        writeln!(streams.err, "{DEMO}")?;
    }
    let stopped = AtomicBool::new(false);
    let shows = here.err_is_terminal;
    let (now, measure, top) = (here.now, task.measure, task.top);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(4);
    let handle = runtime.handle().clone();
    // The runtime carries the requests while other threads wait for them.
    let seen = std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let told = |done: usize, all: usize| {
                if shows {
                    bar(done, all);
                }
                !stopped.load(Ordering::Relaxed)
            };
            let looking = Looking { feed: feed.as_ref(), settings: &settings, now, measure, threads, runtime: &handle };
            scan(&looking, &places, &told)
        });
        runtime.block_on(async {
            while !looking.is_finished() {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => stopped.store(true, Ordering::Relaxed),
                    () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
                }
            }
        });
        looking.join()
    });
    let Ok(seen) = seen else { return faulted(&ToolFault::internal("The scan fell over."), here.now, streams) };
    if shows {
        write!(streams.err, "\r\u{1b}[K")?;
    }
    let text = match task.format {
        Shape::Text => table(&seen, top),
        Shape::Csv => csv(&seen),
        Shape::Json => format!("{:#}\n", serde_json::to_value(&seen).map_err(io::Error::other)?),
    };
    match &task.out {
        None => streams.out.write_all(text.as_bytes())?,
        Some(path) => {
            if let Err(error) = write(path, &text) {
                writeln!(streams.err, "{} cannot be written: {error}.", path.display())?;
                return Ok(Exit::CannotCreate);
            }
            writeln!(streams.err, "{} rows in {}.", seen.len(), path.display())?;
        }
    }
    if stopped.into_inner() {
        writeln!(streams.err, "Stopped: {} of {} were looked at.", seen.len(), places.len())?;
        return Ok(Exit::Cut);
    }
    Ok(if seen.iter().all(|seen| seen.problem.is_some()) { Exit::NoInput } else { Exit::Fine })
}

#[expect(clippy::disallowed_methods, reason = "writes the file that was named")]
fn write(path: &std::path::Path, text: &str) -> io::Result<()> {
    std::fs::write(path, text)
}

fn places(task: &Scan, settings: &Settings, runtime: &tokio::runtime::Runtime) -> Result<Vec<Place>, ToolFault> {
    let named = task.timeframe.iter().flat_map(|named| named.split(','));
    let mut timeframes = named.map(str::parse).collect::<Result<Vec<Interval>, _>>()?;
    if timeframes.is_empty() {
        timeframes = vec![Interval::H1, Interval::H4, Interval::D1];
    }
    let pairs: Vec<Pair> = match &task.all {
        Some(quote) => {
            let Some(venue) = settings.market.venues().first().copied() else {
                let what = "--all lists what a market place has; name one with --source.";
                return Err(ToolFault::invalid("/source", what));
            };
            let listed = runtime.block_on(sources::venue(settings, venue)?.search("", usize::MAX))?;
            let wanted = quote.trim().to_ascii_uppercase();
            let of = listed.into_iter().map(|told| told.pair).filter(|pair| pair.quote() == Some(wanted.as_str()));
            of.take(usize::from(task.most)).collect()
        }
        None if task.pairs.is_empty() => settings.trading.supported_pairs.clone(),
        None => {
            let read = |name: &String| market::symbol::read(name).ok_or_else(|| analysis::InvalidPair(name.clone()));
            task.pairs.iter().map(read).collect::<Result<_, _>>()?
        }
    };
    let each = |pair: &Pair| {
        timeframes.iter().map(|timeframe| Place { pair: pair.clone(), timeframe: *timeframe }).collect::<Vec<_>>()
    };
    Ok(pairs.iter().flat_map(each).collect())
}

/// Drawn at most every twentieth of the way.
fn bar(done: usize, all: usize) {
    let every = (all / 50).max(1);
    if !done.is_multiple_of(every) && done != all {
        return;
    }
    let filled = 30 * done / all.max(1);
    let line = format!("\r[{:<30}] {done} of {all}", "#".repeat(filled));
    // A screen that is gone is not needed.
    if stderr().lock().write_all(line.as_bytes()).is_err() {
        tracing::trace!("no screen");
    }
}

fn lean(lean: Lean) -> &'static str {
    match lean {
        Lean::Long => "long",
        Lean::Short => "short",
        Lean::None => "-",
    }
}

fn number(value: Option<f64>, places: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:+.places$}"))
}

fn table(seen: &[Seen], top: usize) -> String {
    let mut text = format!(
        "{:<14} {:<4} {:>7} {:<6} {:>7} {:<14} {:>14}  closed\n",
        "pair", "", "score", "leans", "edge", "measured", "price"
    );
    for row in seen.iter().take(top) {
        if let Some(problem) = &row.problem {
            text.extend([format!("{:<14} {:<4} {problem}\n", row.pair, row.timeframe.name())]);
            continue;
        }
        text.extend([format!(
            "{:<14} {:<4} {:>7} {:<6} {:>7} {:<14} {:>14}  {}\n",
            row.pair,
            row.timeframe.name(),
            number(row.score, 4),
            lean(row.lean),
            number(row.edge, 3),
            row.measured.as_deref().unwrap_or("-"),
            row.price.map_or_else(|| "-".to_owned(), |price| price.to_string()),
            row.closed_at.map(analysis::minute_text).unwrap_or_default()
        )]);
    }
    if seen.len() > top {
        text.extend([format!("and {} more; --top {} shows all.\n", seen.len() - top, seen.len())]);
    }
    text
}

fn csv(seen: &[Seen]) -> String {
    let mut text = "pair,timeframe,score,lean,edge,measured,price,closed_at,quality,problem\n".to_owned();
    let plain = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    for row in seen {
        let quality = row.quality.and_then(|quality| serde_json::to_value(quality).ok());
        let quality = quality.as_ref().and_then(|quality| quality.as_str()).unwrap_or_default();
        let problem = row.problem.as_deref().unwrap_or_default().replace('"', "'");
        let cells = [
            row.pair.clone(),
            row.timeframe.name().to_owned(),
            plain(row.score),
            lean(row.lean).to_owned(),
            plain(row.edge),
            row.measured.clone().unwrap_or_default(),
            plain(row.price),
            row.closed_at.map(|at| at.to_string()).unwrap_or_default(),
            quality.to_owned(),
            if problem.is_empty() { String::new() } else { format!("\"{problem}\"") },
        ];
        text += &(cells.join(",") + "\n");
    }
    text
}
