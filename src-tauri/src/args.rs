//! What may stand on the command line.

use agent::{Settings, Source};
use clap::Parser;
use std::path::PathBuf;

/// Engram in the tray: ask for a signal, see what speaks for and against it. No orders are placed.
#[derive(Debug, Clone, Parser)]
#[command(name = "engram-desktop", version)]
pub(crate) struct Args {
    /// Read candles from this file, or this folder of files, instead of the made-up demo market
    #[arg(long, value_name = "FILE|DIR")]
    data: Option<PathBuf>,
    /// Open the window at once
    #[arg(long)]
    pub(crate) show: bool,
}

impl Args {
    /// The agent's settings that these arguments mean.
    pub(crate) fn settings(&self) -> Settings {
        let source = self.data.clone().map_or_else(Source::default, Source::File);
        Settings::reading(source)
    }
}
