//! What may stand on the command line.

use agent::{Keeping, Settings, Source};
use clap::Parser;
use std::path::PathBuf;

/// Engram in the tray: ask for a signal, see what speaks for and against it. No orders are placed.
#[derive(Debug, Clone, Parser)]
#[command(name = "engram-desktop", version)]
pub(crate) struct Args {
    /// Read candles from this file, or this folder of files, instead of the made-up demo market
    #[arg(long, value_name = "FILE|DIR")]
    data: Option<PathBuf>,
    /// Keep answers in this file instead of the user's own place (`$XDG_STATE_HOME/engram/journal.db`)
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Keep no answers
    #[arg(long, conflicts_with = "journal")]
    no_journal: bool,
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

    /// Where answers are kept.
    pub(crate) fn keeping(&self) -> Keeping {
        if self.no_journal { Keeping::Off } else { Keeping::Journal(self.journal.clone()) }
    }
}
