//! What may stand on the command line.

use agent::{
    Keeping, Market, Secret, Source, Vault,
    secret::Keychain,
    settings::files::{self, Kept, Ours, Outside, Places},
};
use clap::Parser;
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::PathBuf;

/// Engram in the tray: ask for a signal, see what speaks for and against it. No orders are placed.
#[derive(Debug, Clone, Parser)]
#[command(name = "engram-desktop", version)]
pub(crate) struct Args {
    /// The settings file [default: engram/settings.toml in `$XDG_CONFIG_HOME`, or in ~/.config]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting for this run alone, such as `trading.signal_gate=rule`
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Read candles from this file, or this folder of files, whatever the settings say
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
    /// The settings that are in force, with what these arguments say; where some are bad, the last good ones.
    pub(crate) fn settings(&self, variables: &[(OsString, OsString)], now: Timestamp) -> Kept {
        let look_up = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let outside = Outside::new(variables.iter().cloned(), self.set.clone());
        let places = Places::of(self.config.as_deref(), look_up);
        let mut kept = files::load_or_keep(&places, &outside, now);
        if let Some(data) = &self.data {
            kept.resolved.settings.market = Market::from(Source::File(data.clone()), None);
        }
        kept
    }

    /// Where secrets are looked for.
    pub(crate) fn vault(&self, variables: &[(OsString, OsString)], in_settings: Option<&Secret>) -> Vault {
        let variables = variables.to_vec();
        let look_up =
            move |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let ours = Places::of(self.config.as_deref(), &look_up).ours;
        Vault::new(look_up, Some(Keychain::of_system()), ours.as_ref().map(Ours::folder), in_settings)
    }

    /// Where answers are kept.
    pub(crate) fn keeping(&self) -> Keeping {
        if self.no_journal { Keeping::Off } else { Keeping::Journal(self.journal.clone()) }
    }
}
