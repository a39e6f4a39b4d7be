//! The candles that are kept on this disk.

use std::io;

use agent::sources;
use clap::Subcommand;
use jiff::{Timestamp, ToSpan};
use market::{Contents, Prune};
use serde_json::json;

use crate::{
    args::TextOrJson,
    config,
    exit::Exit,
    once::{Streams, faulted},
    world::World,
};

pub(crate) const CACHE_EXAMPLES: &str = "\
Examples:
  engram cache info                     which candles are kept, and how much room they take
  engram cache prune --unused-days 30   forgets what nobody asked for in a month
  engram cache prune --to-mb 100        keeps the last used, up to so many megabytes
  engram cache prune --all              forgets everything; it is fetched again when it is asked for

Nothing here is unique: it is what market places answered. How much is kept says `market.cache_mb`.";

#[derive(Debug, Subcommand)]
pub(crate) enum CacheTask {
    /// Shows what is kept
    Info {
        /// Lines for people, or one object for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    /// Forgets candles
    Prune {
        /// Everything
        #[arg(long)]
        all: bool,
        /// What nobody asked for in so many days
        #[arg(long, value_name = "DAYS", conflicts_with = "all")]
        unused_days: Option<u16>,
        /// The longest unused, until so many megabytes are left
        #[arg(long, value_name = "MB", conflicts_with_all = ["all", "unused_days"],
            required_unless_present_any = ["all", "unused_days"])]
        to_mb: Option<u32>,
    },
}

/// Does what was asked about kept candles.
pub(crate) fn run(task: &CacheTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => resolved.settings,
        Err(faults) => return config::refused(&faults, streams),
    };
    if sources::place(&settings).is_none() {
        writeln!(streams.err, "No candles are kept: market.cache_mb is 0, or there is no state folder.")?;
        return Ok(Exit::NoInput);
    }
    let done = sources::cache(&settings).and_then(|cache| match task {
        CacheTask::Info { format } => {
            let contents = cache.contents()?;
            Ok(match format {
                TextOrJson::Text => text(&contents),
                TextOrJson::Json => object(&contents),
            })
        }
        CacheTask::Prune { all, unused_days, to_mb } => {
            let what = match (all, unused_days, to_mb) {
                (false, Some(days), _) => {
                    let since = now.checked_sub((i64::from(*days) * 24).hours()).unwrap_or(Timestamp::MIN);
                    Prune::UnusedSince(since.as_millisecond())
                }
                (false, None, Some(mb)) => Prune::Down(u64::from(*mb) << 20),
                (..) => Prune::All,
            };
            let gone = cache.prune(what)?;
            let left = cache.contents()?;
            let (series, megabytes) = (plural(gone), megabytes(left.bytes));
            Ok(format!("{series} forgotten; {} left, {megabytes}.\n", plural(left.series.len())))
        }
    });
    match done {
        Ok(text) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
        Err(fault) => faulted(&fault, now, streams),
    }
}

fn plural(count: usize) -> String {
    format!("{count} series")
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / f64::from(1 << 20))
}

fn text(contents: &Contents) -> String {
    let place = contents.place.as_deref().map(|place| place.display().to_string()).unwrap_or_default();
    let mut text = format!(
        "{place}\n{} in {}, at most {}\n",
        megabytes(contents.bytes),
        plural(contents.series.len()),
        megabytes(contents.most)
    );
    for kept in &contents.series {
        text.extend([format!(
            "{:<9} {:<14} {:<4} {:>9}  {} to {}\n",
            kept.venue,
            kept.symbol,
            kept.interval,
            megabytes(kept.bytes),
            minute(kept.from_ms),
            minute(kept.to_ms)
        )]);
    }
    text
}

fn object(contents: &Contents) -> String {
    let series: Vec<_> = contents
        .series
        .iter()
        .map(|kept| {
            json!({ "venue": kept.venue, "symbol": kept.symbol, "timeframe": kept.interval, "bytes": kept.bytes,
                "from": time(kept.from_ms), "to": time(kept.to_ms), "used": time(kept.used_ms) })
        })
        .collect();
    let (place, bytes, most) = (&contents.place, contents.bytes, contents.most);
    format!("{:#}\n", json!({ "path": place, "bytes": bytes, "most_bytes": most, "series": series }))
}

fn time(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

fn minute(ms: i64) -> String {
    analysis::minute_text(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
}
