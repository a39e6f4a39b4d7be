//! What became of the signals that are kept.

use std::io;

use agent::{
    Source, ToolFault,
    scoring::{self, Tally},
};
use jiff::Timestamp;

use super::{args::Score, failed, opened};
use crate::{
    config,
    exit::Exit,
    once::{DEMO, Streams, faulted, question},
    world::World,
};

/// Scores what is due, and says how many.
pub(super) fn run(task: &Score, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => question::settings(&task.source, &resolved.settings),
        Err(faults) => return config::refused(&faults, streams),
    };
    let mut journal = match opened(&task.journal) {
        Ok(journal) => journal,
        Err(fault) => return failed(&fault, streams),
    };
    let source = agent::open(&settings).and_then(|feed| Ok((feed, question::runtime()?)));
    let (feed, runtime) = match source {
        Ok(source) => source,
        Err(fault) => return faulted(&fault, now, streams),
    };
    if matches!(settings.market.source, Source::Demo { .. }) {
        writeln!(streams.err, "{DEMO}")?;
    }
    match runtime.block_on(scoring::due(feed.as_ref(), &mut journal, now)) {
        Ok(tally) => told(tally, streams),
        Err(fault) => failed(&fault, streams),
    }
}

fn told(tally: Tally, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Tally { target, stop, time, void, alerts, .. } = tally;
    write!(streams.out, "{} scored", signals(tally.scored()))?;
    if tally.scored() > 0 {
        write!(streams.out, ": {target} at the target, {stop} at the stop, {time} by time, {void} void")?;
    }
    writeln!(streams.out, ".")?;
    if alerts > 0 {
        writeln!(streams.out, "What the market did after {alerts} that fired: `engram alert list`.")?;
    }
    if tally.waiting > 0 {
        writeln!(streams.out, "{} not scored: these candles do not cover the plan.", signals(tally.waiting))?;
    }
    if tally.elsewhere > 0 {
        let whose = "decided at a candle that is another one here.";
        writeln!(streams.out, "{} not scored: {whose}", signals(tally.elsewhere))?;
    }
    for silent in tally.silent {
        let (count, why) = (signals(silent.signals), ToolFault::from(silent.fault).text());
        writeln!(streams.out, "{count} of {} {} not scored: {why}", silent.pair, silent.timeframe)?;
    }
    Ok(Exit::Fine)
}

fn signals(count: usize) -> String {
    if count == 1 { "1 signal".to_owned() } else { format!("{count} signals") }
}
