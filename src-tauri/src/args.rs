//! What may stand on the command line.

use agent::{
    Grounds, Keeping, Secret, Vault,
    home::State,
    redact::Redaction,
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
    /// Open the quick question; in a running Engram too, for a key of the desktop's own
    #[arg(long)]
    pub(crate) ask: bool,
}

impl Args {
    /// The settings that are in force, with what these arguments say; where some are bad, the last good ones.
    pub(crate) fn settings(&self, variables: &[(OsString, OsString)], now: Timestamp) -> Kept {
        let (places, outside) = self.around(variables);
        files::load_or_keep(&places, &outside, now)
    }

    /// What the desk stands on.
    pub(crate) fn grounds(&self, variables: &[(OsString, OsString)], redaction: Redaction) -> Grounds {
        let look_up = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let (places, outside) = self.around(variables);
        let ours = places.ours.clone();
        let kept = variables.to_vec();
        Grounds {
            places,
            outside,
            over: Vec::new(),
            state: State::of(None, look_up),
            vault: Box::new(move |keychain, in_settings| vault(&kept, keychain, ours.as_ref(), in_settings)),
            user: ["HOME", "USERPROFILE"].into_iter().find_map(look_up).map(PathBuf::from),
            program: std::env::current_exe().ok(),
            redaction,
        }
    }

    /// Where settings lie, and what lies over them: what is said on the command line is a setting of this run.
    fn around(&self, variables: &[(OsString, OsString)]) -> (Places, Outside) {
        let look_up = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let mut set = self.set.clone();
        if let Some(data) = &self.data {
            let path = format!("market.path={}", data.display());
            set.extend(["market.source=file".to_owned(), path, "market.columns=".to_owned()]);
        }
        (Places::of(self.config.as_deref(), look_up), Outside::new(variables.iter().cloned(), set))
    }

    /// Where secrets are looked for.
    pub(crate) fn vault(&self, variables: &[(OsString, OsString)], in_settings: Option<&Secret>) -> Vault {
        let (places, _) = self.around(variables);
        vault(variables, Some(Keychain::of_system()), places.ours.as_ref(), in_settings)
    }

    /// Where answers are kept.
    pub(crate) fn keeping(&self) -> Keeping {
        if self.no_journal { Keeping::Off } else { Keeping::Journal(self.journal.clone()) }
    }
}

fn vault(
    variables: &[(OsString, OsString)],
    keychain: Option<Keychain>,
    ours: Option<&Ours>,
    in_settings: Option<&Secret>,
) -> Vault {
    let variables = variables.to_vec();
    let look_up = move |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    Vault::new(look_up, keychain, ours.map(Ours::folder), in_settings)
}
