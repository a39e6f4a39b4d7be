//! What can be typed about alerts.

use clap::{Args as ClapArgs, Subcommand};

use crate::{
    args::{Source, TextOrJson},
    journal::args::Where,
};

pub(crate) const ALERT_EXAMPLES: &str = "\
Examples:
  engram alert add BTC/USD 70000                 from the side the last close lies on
  engram alert add EUR/USD 1.2 --data ~/candles --until 2026-12-24
  engram alert list
  engram alert remove 3
  engram alert check --data ~/candles            looks once; the service and the window look every minute

An alert fires once, by a closed candle whose high or low reaches the price, and never from stale candles. It says what
happened and names the signal of that moment; later it says what the market did next.";

#[derive(Debug, Subcommand)]
pub(crate) enum AlertTask {
    /// Waits for a price
    #[command(after_help = ALERT_EXAMPLES)]
    Add(Add),
    /// Lists every alert, newest first, and what came of those that fired
    List {
        /// Lines for people, or one object for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        journal: Where,
    },
    /// Takes an armed alert away
    Remove {
        /// Its number
        number: u32,
        #[command(flatten)]
        journal: Where,
    },
    /// Looks at every armed alert now
    Check {
        #[command(flatten)]
        source: Source,
        #[command(flatten)]
        journal: Where,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Add {
    /// What is traded, such as BTC/USD; BTC alone means the watched pair with this base
    pub(crate) pair: String,
    /// The price, in quote currency
    #[arg(allow_negative_numbers = true)]
    pub(crate) price: String,
    /// After this time or day it expires
    #[arg(long, value_name = "TIME|DAY")]
    pub(crate) until: Option<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) journal: Where,
}
