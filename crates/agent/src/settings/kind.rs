//! What a value may be, judged the same wherever it was written.

mod read;
mod schema;

use std::borrow::Cow;

use serde_json::Value;

/// What the value of a key may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A flag that has one possible value.
    Only(bool),
    /// A whole number, ends included.
    Whole(i64, i64),
    /// A number, ends included.
    Number(f64, f64),
    /// A number from the first up to, not including, the second.
    Below(f64, f64),
    /// A number above 0.
    Positive,
    /// One of these words.
    Word(&'static [&'static str]),
    /// How much is logged, in any case; `WARNING` is `WARN`.
    Level,
    /// So many characters, none of them a control character.
    Text(usize, usize),
    /// Lower-case letters, digits and hyphens.
    Slug(usize),
    /// A host name or address, without scheme and path.
    Host,
    /// An unencrypted address in full, or empty.
    PlainAddress,
    /// Different fingerprints of certificates or keys; so many at most, and perhaps none.
    Pins(usize),
    /// `auto`, or three numbers with dots.
    Version,
    /// An HTTP token, or empty.
    Token,
    /// A path, or empty.
    Path,
    /// Columns of a log line, or `json`.
    LogFormat,
    /// A time of day such as `22:00`, or empty.
    TimeOfDay,
    /// A currency's code.
    Currency,
    /// Different pairs; so many at most.
    Pairs(usize),
    /// Different periods of averages; so many at most.
    Periods(usize),
    /// `auto`, basis points for every pair, or a table of them by pair.
    Costs,
    /// What is held, a list of positions.
    Holdings,
    /// A table from pairs and classes to market places.
    Routes,
    /// A table from market places to addresses.
    Endpoints,
    /// Never shown, never stored in the settings.
    Secret,
    /// Recognised so that it can be refused in words; its value goes nowhere.
    Ignored,
}

/// Placeholders of a log line.
pub(super) const LOG_PARTS: [&str; 4] = ["%(asctime)s", "%(name)s", "%(levelname)s", "%(message)s"];

/// Levels of a log, as they are published.
pub(super) const LEVELS: [&str; 5] = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

impl Kind {
    /// The value in its canonical form; `None` when it is not allowed.
    pub fn read(self, value: &Value) -> Option<Value> {
        read::read(self, value)
    }

    /// What a text means here: an environment variable and a flag have nothing else. A text that cannot be read stays
    /// one, and is refused as such.
    pub fn of_text(self, text: &str) -> Value {
        read::of_text(self, text)
    }

    /// Its part of the JSON schema.
    pub fn schema(self) -> Value {
        schema::schema(self)
    }

    /// Whether its value may be shown.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Secret | Self::Ignored)
    }

    /// What is allowed, for whoever wrote something else.
    pub fn allowed(self) -> Cow<'static, str> {
        let text = match self {
            Self::Flag => "true, false",
            Self::Only(true) => "true",
            Self::Only(false) => "false",
            Self::Whole(least, most) => return format!("a whole number from {least} to {most}").into(),
            Self::Number(least, most) => return format!("a number from {least} to {most}").into(),
            Self::Below(least, end) => return format!("a number from {least} to just below {end}").into(),
            Self::Positive => "a number above 0",
            Self::Word(words) => return words.join(", ").into(),
            Self::Level => return LEVELS.join(", ").into(),
            Self::Text(least, most) => return format!("{least} to {most} characters").into(),
            Self::Slug(most) => return format!("1 to {most} of the characters a-z, 0-9 and -").into(),
            Self::Host => "a host name or address, without http:// and without a path",
            Self::PlainAddress => "nothing, or an address such as ws://192.168.1.5:18789",
            Self::Pins(most) => {
                return format!("at most {most} fingerprints, SHA-256 as 64 hex digits each; [] for none").into();
            }
            Self::Version => "auto, or three numbers such as 1.0.0",
            Self::Token => "nothing, or one word of letters, digits and -",
            Self::Path => "a path, or nothing",
            Self::LogFormat => return format!("json, or a line of {}", LOG_PARTS.join(" ")).into(),
            Self::TimeOfDay => "a time of day such as 22:00, or nothing",
            Self::Currency => "a currency's code such as USD",
            Self::Pairs(most) => return format!("1 to {most} different pairs such as BTC/USD").into(),
            Self::Periods(most) => return format!("1 to {most} different whole numbers from 2 to 400").into(),
            Self::Costs => "auto, a number from 0 to 1000, or a table of such numbers by pair",
            Self::Holdings => {
                r#"a list such as [{"pair": "ETH/USD", "side": "long", "units": 2.5, "stop": 2900}], [] for none"#
            }
            Self::Routes => {
                r#"a table of market places by pair or class (crypto, fx, metals, shares) such as {"shares": "yahoo"}"#
            }
            Self::Endpoints => {
                r#"a table of addresses by market place such as {"binance": "https://api.binance.com"}; http:// on this computer alone"#
            }
            Self::Secret => "1 to 4096 printable characters",
            Self::Ignored => "nothing",
        };
        text.into()
    }
}
