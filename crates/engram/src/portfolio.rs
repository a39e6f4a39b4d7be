//! What is held, valued at the last close.

use std::{io, path::PathBuf};

use agent::portfolio::portfolio;
use clap::{Args as ClapArgs, ValueHint};
use jiff::Timestamp;

use crate::{
    alert::with_candles,
    args::{Source, TextOrJson},
    exit::Exit,
    once::{Streams, faulted, positions},
    world::World,
};

pub(crate) const PORTFOLIO_EXAMPLES: &str = "\
Examples:
  engram portfolio --data ~/candles              what trading.holdings of the settings says
  engram portfolio --positions positions.json --data ~/candles
  engram portfolio --format json

A position without candles has no price and no value; none is made up. `engram risk --help` shows what
positions.json looks like.";

#[derive(Debug, ClapArgs)]
pub(crate) struct Portfolio {
    /// A JSON file of positions, instead of those of the settings
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    positions: Option<PathBuf>,
    /// Lines for people, or one object for programs
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
    #[command(flatten)]
    source: Source,
}

/// Says what everything is worth.
pub(crate) fn run(task: &Portfolio, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let named = match task.positions.as_deref().map(positions::read).transpose() {
        Ok(named) => named,
        Err(fault) => return faulted(&fault, now, streams),
    };
    with_candles(&task.source, world, now, streams, |asking, streams| {
        asking.announce(streams)?;
        let held = named.as_ref().or(asking.settings.trading.holdings.as_ref()).map(Vec::as_slice);
        let valued = asking.runtime.block_on(portfolio(asking.feed.as_ref(), held, now));
        let text = match task.format {
            TextOrJson::Text => valued.text(),
            TextOrJson::Json => format!("{:#}\n", valued.object()),
        };
        streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
    })
}
