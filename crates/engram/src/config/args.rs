//! What can be typed about settings.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum, ValueHint};

pub(crate) const CONFIG_EXAMPLES: &str = "\
Examples:
  engram config show                             every key, its value, and where that comes from
  engram config set trading.horizon_bars 12
  engram config check                            what is wrong, with line and column
  engram config import engram_config.json        from the first Engram

A flag (--set KEY=VALUE) beats the environment, which beats the file, which beats the defaults;
managed settings beat all of them. Exit codes: 0 fine, 64 wrong use, 78 a setting is not allowed.";

const SHOW_EXAMPLES: &str = "\
Examples:
  engram config show
  engram config show trading
  engram config show --changed --format json";

const SET_EXAMPLES: &str = "\
Examples:
  engram config set trading.supported_pairs BTC/USD,AAPL
  engram config set trading.costs.round_trip_bps 8
  engram config set trading.holdings '[{\"pair\": \"ETH/USD\", \"side\": \"long\", \"units\": 2.5}]'

Setting the default takes the key out of the file. Comments and order stay.";

const IMPORT_EXAMPLES: &str = "\
Examples:
  engram config import ~/engram/config/engram_config.json --dry-run
  engram config import ~/engram/config/engram_config.json

The old file is left alone. A token in it is not taken over: `engram secret keep gateway-token` keeps it.";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  engram config schema > settings.schema.json    for editors that complete and check";

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigTask {
    /// Shows every key with its value and where that comes from
    #[command(after_help = SHOW_EXAMPLES)]
    Show(Show),
    /// Prints the value of one key
    Get {
        /// The key, such as `trading.horizon_bars`
        key: String,
    },
    /// Sets a key in the settings file
    #[command(after_help = SET_EXAMPLES)]
    Set {
        /// The key
        key: String,
        /// Its value
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Takes a key out of the settings file, so that it has its default
    Unset {
        /// The key
        key: String,
    },
    /// Prints where the settings file is
    Path,
    /// Says what is wrong with the settings, or with a file
    Check {
        /// The file, instead of the one in use
        #[arg(value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
    /// Makes a settings file of the first Engram's `engram_config.json`
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(Import),
    /// Prints the settings file's JSON schema
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Prints every key with its default and its meaning, as a settings file
    Defaults,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// Only keys that begin like this
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    /// Only what is not the default
    #[arg(long)]
    pub(crate) changed: bool,
    /// A table for people, or one object for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: ShowFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    Text,
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Import {
    /// The first Engram's file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Print the settings file instead of writing it
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write over the settings file that is there; it is kept beside as .bak
    #[arg(long)]
    pub(crate) force: bool,
}
