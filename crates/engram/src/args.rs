//! What can be typed.

mod suggested;

use std::path::PathBuf;

use agent::format::Format;
use analysis::Interval;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::journal::args::{
    JOURNAL_EXAMPLES, JournalTask, Keeping, VERIFY_EXAMPLES, VERIFY_JOURNAL_EXAMPLES, Verify, Where,
};
use crate::{
    alert::args::{ALERT_EXAMPLES, AlertTask},
    ask::{ASK_EXAMPLES, InWords},
    cache::{CACHE_EXAMPLES, CacheTask},
    chat::{CHAT_EXAMPLES, Chat},
    config::args::{CONFIG_EXAMPLES, ConfigTask},
    diagnostics::args::{DIAGNOSTICS_EXAMPLES, DiagnosticsTask},
    doctor::args::{DOCTOR_EXAMPLES, DoctorTask},
    gateway::{GATEWAY_EXAMPLES, GatewayTask},
    health::args::{HEALTH_EXAMPLES, HEALTHCHECK_EXAMPLES, HealthTask, Healthcheck},
    model::{MODEL_EXAMPLES, ModelTask},
    once::Place,
    portfolio::{PORTFOLIO_EXAMPLES, Portfolio},
    run::args::{RUN_EXAMPLES, Run},
    scan::{SCAN_EXAMPLES, Scan},
    secret::args::{SECRET_EXAMPLES, SecretTask},
    source::{SOURCE_EXAMPLES, SourceTask},
    watch::{WATCH_EXAMPLES, Watch},
};
pub(crate) use suggested::Suggested;

pub(crate) const TIMEFRAMES: &[&str] = &[
    Interval::M1.name(),
    Interval::M5.name(),
    Interval::M15.name(),
    Interval::H1.name(),
    Interval::H4.name(),
    Interval::D1.name(),
];

const LEVELS: &str = "Levels of your own (all three or none)";
const POSITION: &str = "The position";
const ACCOUNT: &str = "Your account";
const SETTINGS: &str = "Settings";

const EXAMPLES: &str = "\
Examples:
  engram ask \"should I buy BTC/USD on the 4h?\"  all four tools, and your model's words
  engram analyze BTC/USD                         demo candles, no set-up needed
  engram signal BTC/USDT 4h --source binance     a signal from a market place, without a key
  engram signal EUR/USD --data eurusd-1h.csv     a signal from a candle file
  engram confidence AAPL --signal BUY --data ~/candles
  engram risk BTC/USD --equity 10000 --size 0.5  what a position could cost
  engram replay EUR/USD --data eurusd-1h.csv     how the rule did in the past
  engram run                                     as a service; `engram health` shows how it is
  engram doctor                                  what is in the way, and what to do about it

Exit codes: 0 answered (HOLD too), 64 wrong use, 65 altered or different, 66 no usable candles,
69 source unreadable, 70 our fault, 73 a file could not be written, 78 a setting is not allowed.
Not investment advice. Engram places no orders.";

const ANALYZE_EXAMPLES: &str = "\
Examples:
  engram analyze btc/usd 4h --source kraken
  engram analyze ^GSPC --data spx-1d.csv --as-of 2020-03-12 --format detailed
  engram analyze EUR/USD --data eurusd-1h.csv --series > readings.csv";

const SIGNAL_EXAMPLES: &str = "\
Examples:
  engram signal BTC/USDT 4h --source binance
  engram signal AAPL 1d --source yahoo
  engram signal EUR/USD --data eurusd-1h.csv --gate rule --direction long_only
  engram signal AAPL --data aapl.csv --columns t,o,c,h,l,v --horizon-bars 10 --format json";

const CONFIDENCE_EXAMPLES: &str = "\
Examples:
  engram confidence BTC/USD --signal BUY
  engram confidence EUR/USD --signal SELL --data eurusd-1h.csv --as-of 2017-12-01 --format detailed
  engram confidence AAPL --signal BUY --data aapl-1d.csv --entry 430 --stop 410 --target 460 --horizon-bars 10
  engram confidence --receipt er1_5rtnsx4erb2az6msl7pywfhu3v    an earlier signal, as of its own time

`wins 36 of 100, needs 40` says: of 100 such plans 36 touched the target before the stop and in time, and a plan
with these levels and costs breaks even at 40.";

const RISK_EXAMPLES: &str = "\
Examples:
  engram risk BTC/USD                            no account: nobody knows what it would cost
  engram risk BTC/USD --equity 10000 --size 0.5 --side short --tolerance low
  engram risk EUR/USD --data eurusd-1h.csv --equity 10000 --size 5000 --unit quote --stop 1.16
  engram risk BTC/USD --data ~/candles --equity 10000 --positions positions.json
  engram risk --receipt er1_5rtnsx4erb2az6msl7pywfhu3v --equity 10000

positions.json holds a list of what else you hold, units in base and prices in quote currency:
  [{\"pair\": \"ETH/USD\", \"side\": \"long\", \"units\": 2.5, \"stop\": 2900}, {\"pair\": \"AAPL\", \"side\": \"long\", \"units\": 10}]
Their candles come from the same --data; a position without candles there counts as unknown, never as harmless.";

const REPLAY_EXAMPLES: &str = "\
Examples:
  engram replay BTC/USD
  engram replay EUR/USD --data eurusd-1h.csv --horizon-bars 12 --svg reliability.svg
  engram replay BTC/USD --png reliability.png
  engram replay ^GSPC --data spx-1d.csv --format json > record.json

Every forecast was made from earlier bars only. `counted once` is the number of forecasts whose outcomes do not
overlap; below 30 nothing is said, below 250 the history is thin. No answer is kept, but that these rules were tried is.";

const LAB_EXAMPLES: &str = "\
Examples:
  engram lab EUR/USD --data eurusd-1h.csv --try stop_atr=1,2,3 --try horizon_bars=12,24
  engram lab BTC/USD -t 4h --try reward_risk=1,1.5,2 --try round_trip_bps=10,20 --format json

Every combination is measured, at most 200 at once, and counts as tried before its result is seen, also when you stop
with Ctrl-C. The more sets were ever tried on a market, the more certainty `measured` takes, in every later answer.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  engram completions bash > ~/.local/share/bash-completion/completions/engram
  engram completions zsh > ~/.zfunc/_engram";

const MAN_EXAMPLES: &str = "\
Examples:
  engram man > engram.1 && man ./engram.1";

/// Analyses markets from closed candles and says BUY, SELL or HOLD, with receipts.
#[derive(Debug, Parser)]
#[command(name = "engram", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) task: Task,
    /// The settings file [default: engram/settings.toml in `$XDG_CONFIG_HOME`, or in ~/.config]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = SETTINGS)]
    pub(crate) config: Option<PathBuf>,
    /// A setting for this run alone; `engram config show` lists every key
    #[arg(long, global = true, value_name = "KEY=VALUE", help_heading = SETTINGS)]
    pub(crate) set: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    #[command(flatten)]
    Ask(Box<Ask>),
    /// Answers a question in words: all four tools at once, then what your model makes of them
    #[command(name = "ask", after_help = ASK_EXAMPLES)]
    InWords(InWords),
    /// Recomputes an answer from the candles kept with it, and compares every byte
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Verify),
    /// Checks that nothing in the journal was changed, moved or taken away
    #[command(after_help = VERIFY_JOURNAL_EXAMPLES)]
    VerifyJournal(Where),
    /// Lists, shows and exports the answers that are kept, and what you did about them
    #[command(subcommand, after_help = JOURNAL_EXAMPLES)]
    Journal(JournalTask),
    /// Waits for prices, and tells once when a closed candle reaches one
    #[command(subcommand, after_help = ALERT_EXAMPLES)]
    Alert(AlertTask),
    /// Values what you hold at the last close
    #[command(after_help = PORTFOLIO_EXAMPLES)]
    Portfolio(Portfolio),
    /// Answers a command of the chat, such as /status
    #[command(after_help = CHAT_EXAMPLES)]
    Chat(Chat),
    /// Shows the link to a gateway, and what its agents can call
    #[command(subcommand, after_help = GATEWAY_EXAMPLES)]
    Gateway(GatewayTask),
    /// Lists and tries the models in your LM Studio
    #[command(subcommand, after_help = MODEL_EXAMPLES)]
    Model(ModelTask),
    /// Shows, checks and changes settings
    #[command(subcommand, after_help = CONFIG_EXAMPLES)]
    Config(ConfigTask),
    /// Keeps and forgets tokens
    #[command(subcommand, after_help = SECRET_EXAMPLES)]
    Secret(SecretTask),
    /// Lists where candles can come from, tries a market place, and finds what it has
    #[command(subcommand, after_help = SOURCE_EXAMPLES)]
    Source(SourceTask),
    /// Follows markets on this screen, candle by candle, until you stop it
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(Watch),
    /// Ranks many markets and timeframes by what the rule says of them
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(Scan),
    /// Shows and clears the candles that are kept on this disk
    #[command(subcommand, after_help = CACHE_EXAMPLES)]
    Cache(CacheTask),
    /// Runs as a service, until it is told to stop
    #[command(after_help = RUN_EXAMPLES)]
    Run(Run),
    /// Looks at everything Engram rests on, layer by layer, and says what to do
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor(DoctorTask),
    /// Shows what a person who helps needs to know, without secrets, and saves it when you say so
    #[command(after_help = DIAGNOSTICS_EXAMPLES)]
    Diagnostics(DiagnosticsTask),
    /// Shows how the running service is, part by part
    #[command(after_help = HEALTH_EXAMPLES)]
    Health(HealthTask),
    /// Asks the running service whether it is well, for probes: exit 0 or 1
    #[command(after_help = HEALTHCHECK_EXAMPLES)]
    Healthcheck(Healthcheck),
    /// Prints completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man,
}

/// A question about a market.
#[derive(Debug, Subcommand)]
pub(crate) enum Ask {
    /// Describes the state of a market: trend, momentum, levels, volume, volatility
    #[command(after_help = ANALYZE_EXAMPLES)]
    Analyze(Analyze),
    /// Says BUY, SELL or HOLD, with levels and reasons
    #[command(after_help = SIGNAL_EXAMPLES)]
    Signal(Signal),
    /// Says how often a signal, or levels of your own, came true in the past
    #[command(after_help = CONFIDENCE_EXAMPLES)]
    Confidence(Confidence),
    /// Says what a position could cost, and how large it may be
    #[command(after_help = RISK_EXAMPLES)]
    Risk(Risk),
    /// Shows the track record of the rule: forecasts made from earlier bars only, and what happened
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Searches rules honestly: measures every combination, and counts each of them against all
    #[command(after_help = LAB_EXAMPLES)]
    Lab(Lab),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Analyze {
    #[command(flatten)]
    pub(crate) market: Market,
    /// Print every reading of every candle as CSV instead, with TA-Lib's names
    #[arg(long, conflicts_with = "format")]
    pub(crate) series: bool,
    /// The newest candles to print, with --series
    #[arg(long, requires = "series", value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) bars: Option<u32>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Signal {
    #[command(flatten)]
    pub(crate) market: Market,
    /// Sides you may take [default: both]
    #[arg(long, value_name = "SIDES", value_parser = Suggested(&["both", "long_only", "short_only"]))]
    pub(crate) direction: Option<String>,
    /// Bars until the signal expires, 1 to 500 [default: 24]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) horizon_bars: Option<String>,
    /// What makes BUY or SELL: the measured proof, or the lean of the rule alone, marked unproven [default: proven]
    #[arg(long, value_name = "GATE", value_parser = Suggested(&["proven", "rule"]))]
    pub(crate) gate: Option<String>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Confidence {
    /// What is traded, such as BTC/USD, EUR/USD, AAPL or ^GSPC
    #[arg(required_unless_present = "receipt")]
    pub(crate) pair: Option<String>,
    #[command(flatten)]
    pub(crate) view: View,
    /// Score this earlier signal instead, as of its own time: its candles come from the journal
    #[arg(long, value_name = "ID", conflicts_with_all = ["pair", "timeframe", "as_of", "data", "source", "columns", "gate", "horizon_bars", "entry", "stop", "target"])]
    pub(crate) receipt: Option<String>,
    /// The signal to score; with --receipt it must be the one that was given
    #[arg(long, short, value_name = "SIGNAL", value_parser = Suggested(&["BUY", "SELL", "HOLD"]),
        required_unless_present = "receipt")]
    pub(crate) signal: Option<String>,
    /// Entry of a signal of your own, near the last close
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, help_heading = LEVELS)]
    pub(crate) entry: Option<String>,
    /// Its stop
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, help_heading = LEVELS)]
    pub(crate) stop: Option<String>,
    /// Its target
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, help_heading = LEVELS)]
    pub(crate) target: Option<String>,
    /// Bars until the plan expires, 1 to 500 [default: 24]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) horizon_bars: Option<String>,
    /// What makes BUY or SELL of ours, which stands beside the score [default: proven]
    #[arg(long, value_name = "GATE", value_parser = Suggested(&["proven", "rule"]))]
    pub(crate) gate: Option<String>,
    /// Your own picture of the market as a JSON object; it is compared with ours and never used
    #[arg(long, value_name = "JSON")]
    pub(crate) market_data: Option<String>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Risk {
    /// What is traded, such as BTC/USD, EUR/USD, AAPL or ^GSPC
    #[arg(required_unless_present = "receipt")]
    pub(crate) pair: Option<String>,
    #[command(flatten)]
    pub(crate) view: View,
    /// Assess this earlier signal: its side, levels, gate and candles come from the journal
    #[arg(long, value_name = "ID", conflicts_with_all = ["pair", "timeframe", "as_of", "gate"])]
    pub(crate) receipt: Option<String>,
    /// Size of the position, in --unit; without it the largest inside your limits is assessed
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = POSITION)]
    pub(crate) size: Option<String>,
    /// What the size counts: units, value in quote currency, or value in percent of equity [default: base]
    #[arg(long, value_name = "UNIT", requires = "size", value_parser = Suggested(&["base", "quote", "pct-equity"]),
        help_heading = POSITION)]
    pub(crate) unit: Option<String>,
    /// Its side [default: long]
    #[arg(long, value_name = "SIDE", value_parser = Suggested(&["long", "short"]), help_heading = POSITION)]
    pub(crate) side: Option<String>,
    /// Its entry [default: the last close]
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, help_heading = POSITION)]
    pub(crate) entry: Option<String>,
    /// Its stop [default: a multiple of ATR away]
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true, help_heading = POSITION)]
    pub(crate) stop: Option<String>,
    /// Its leverage, 1 to 200, if it is an isolated position on margin
    #[arg(long, value_name = "X", allow_negative_numbers = true, help_heading = POSITION)]
    pub(crate) leverage: Option<String>,
    /// What the account is worth; without it no size and no loss in percent is known
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, help_heading = ACCOUNT)]
    pub(crate) equity: Option<String>,
    /// Currency of the account [default: USD]
    #[arg(long, value_name = "CODE", help_heading = ACCOUNT)]
    pub(crate) currency: Option<String>,
    /// How much you put up with: limits of 0.5, 1 or 2 % a trade [default: medium]
    #[arg(long, value_name = "HOW", value_parser = Suggested(&["low", "medium", "high"]), help_heading = ACCOUNT)]
    pub(crate) tolerance: Option<String>,
    /// What else you hold, a JSON file; [] says that you hold nothing else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = ACCOUNT)]
    pub(crate) positions: Option<PathBuf>,
    /// What makes BUY or SELL, on which a recommended size rests [default: proven]
    #[arg(long, value_name = "GATE", value_parser = Suggested(&["proven", "rule"]))]
    pub(crate) gate: Option<String>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Replay {
    #[command(flatten)]
    pub(crate) market: Market,
    /// Bars until a plan expires, 1 to 500 [default: 24]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) horizon_bars: Option<String>,
    /// Also draw the reliability diagram into this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) svg: Option<PathBuf>,
    /// The same as pixels, with the fonts of this system
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) png: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Lab {
    #[command(flatten)]
    pub(crate) market: Market,
    /// A parameter and its values, such as `stop_atr=1,2,3`; also `reward_risk`, `horizon_bars`, `round_trip_bps`
    #[arg(long = "try", value_name = "NAME=VALUES", required = true)]
    pub(crate) tries: Vec<String>,
    #[command(flatten)]
    pub(crate) keeping: Keeping,
    #[command(flatten)]
    pub(crate) looks: Looks,
}

/// What is asked about, and where its candles are.
#[derive(Debug, ClapArgs)]
pub(crate) struct Market {
    /// What is traded, such as BTC/USD, EUR/USD, AAPL or ^GSPC; other notations such as BTC-USD and BTCUSDT are read too
    pub(crate) pair: String,
    /// Candle timeframe, the same as --timeframe
    #[arg(value_name = "TIMEFRAME", conflicts_with = "timeframe", value_parser = Suggested(TIMEFRAMES))]
    pub(crate) interval: Option<String>,
    #[command(flatten)]
    pub(crate) view: View,
}

/// From where and when it is looked at.
#[derive(Debug, ClapArgs)]
pub(crate) struct View {
    /// Candle timeframe; without it the file's own, or 1h
    #[arg(long, short, value_name = "T", value_parser = Suggested(TIMEFRAMES))]
    pub(crate) timeframe: Option<String>,
    #[command(flatten)]
    pub(crate) source: Source,
    /// Answer as it was known then: a time such as 2024-05-31T14:00:00Z, or a day, which counts to its end in UTC
    #[arg(long, value_name = "TIME|DAY")]
    pub(crate) as_of: Option<String>,
}

/// Where candles are.
#[expect(clippy::struct_field_names, reason = "it is the name of the flag")]
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Source {
    /// A candle file (CSV, Feather, Parquet), or a folder of files named like btc_usd-1h.csv
    #[arg(long, short, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub(crate) data: Option<PathBuf>,
    /// Where candles come from instead of the source that is set (`market.source`): demo, or a market place
    #[arg(long, value_name = "SOURCE", conflicts_with = "data",
        value_parser = ["demo", "binance", "kraken", "coinbase", "bybit", "okx", "yahoo"])]
    pub(crate) source: Option<String>,
    /// Columns of a file without a header, such as t,o,c,h,l,v
    #[arg(long, value_name = "COLUMNS", requires = "data")]
    pub(crate) columns: Option<String>,
}

/// How the answer looks.
#[derive(Debug, ClapArgs)]
pub(crate) struct Looks {
    /// How much is said [default: clean]
    #[arg(long, short, value_parser = Suggested(&Format::NAMES))]
    pub(crate) format: Option<String>,
    /// Whether texts are decorated
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// What one listing is written for: people, or programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Also into a file
    Always,
    /// Plain text
    Never,
}

impl Looks {
    /// Whether texts to this place are decorated.
    pub(crate) const fn colours(&self, place: Place, is_terminal: bool) -> bool {
        match self.color {
            Color::Auto => is_terminal && !place.wants_no_colour,
            Color::Always => true,
            Color::Never => false,
        }
    }

    /// Words, decorated as wished.
    pub(crate) fn clean(color: Color) -> Self {
        Self { format: Some(Format::Clean.to_string()), color }
    }
}

#[cfg(test)]
mod tests;
