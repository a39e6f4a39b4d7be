//! What is traded.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A trading pair, normalised: `BTC/USD`, `EUR/USD`, `AAPL`, `^GSPC`, `BTC/USDT:USDT`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
pub struct Pair(String);

/// Not a pair.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pair must look like BTC/USD, AAPL, ^GSPC or BTC/USDT:USDT; got {0:?}")]
pub struct InvalidPair(pub String);

/// What kind of thing it is, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetClass {
    Crypto,
    Currency,
    Metal,
    /// Shares, funds and indices: markets that close.
    Share,
}

/// When a market of this kind trades, as far as its kind tells. A venue's own calendar knows better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// Every hour of the year.
    Always,
    /// Sunday evening to Friday evening, UTC.
    FxWeek,
    /// A US exchange: Monday to Friday, closed on holidays nobody told us.
    UsShares,
    /// Another exchange: Monday to Friday at hours nobody told us.
    Weekdays,
}

const CURRENCIES: [&str; 24] = [
    "USD", "EUR", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR",
    "MXN", "BRL", "SGD", "HKD", "CNH", "CNY", "INR", "KRW",
];
const METALS: [&str; 4] = ["XAU", "XAG", "XPT", "XPD"];

impl Pair {
    /// Trims, upper-cases and checks.
    ///
    /// # Errors
    /// When it does not look like a pair.
    pub fn new(text: &str) -> Result<Self, InvalidPair> {
        let name = text.trim().to_ascii_uppercase();
        if looks_like_a_pair(&name) { Ok(Self(name)) } else { Err(InvalidPair(text.to_owned())) }
    }

    /// The normalised name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The thing that is bought: `BTC` of `BTC/USDT:USDT`, `AAPL` of `AAPL`.
    pub fn base(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// What it is paid in, when the name says so.
    pub fn quote(&self) -> Option<&str> {
        self.0.split_once('/').map(|(_, quote)| quote.split(':').next().unwrap_or_default())
    }

    /// The asset class its name suggests.
    pub fn class(&self) -> AssetClass {
        match self.quote() {
            None => AssetClass::Share,
            Some(_) if METALS.contains(&self.base()) => AssetClass::Metal,
            Some(quote) if CURRENCIES.contains(&self.base()) && CURRENCIES.contains(&quote) => AssetClass::Currency,
            Some(_) => AssetClass::Crypto,
        }
    }

    /// When such a market trades.
    pub fn sessions(&self) -> Sessions {
        match self.class() {
            AssetClass::Crypto => Sessions::Always,
            AssetClass::Currency | AssetClass::Metal => Sessions::FxWeek,
            // In the notation used here a listing elsewhere carries its exchange, as in `SAP.DE`.
            AssetClass::Share if self.base().contains('.') => Sessions::Weekdays,
            AssetClass::Share => Sessions::UsShares,
        }
    }
}

impl AssetClass {
    /// The name used in parameters, such as `default:fx`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crypto => "crypto",
            Self::Currency => "fx",
            Self::Metal => "metals",
            Self::Share => "shares",
        }
    }

    /// Assumed cost of a round trip, in basis points, until the trader sets it.
    pub const fn default_round_trip_bps(self) -> f64 {
        match self {
            Self::Crypto => 20.0,
            Self::Currency => 2.0,
            Self::Metal | Self::Share => 5.0,
        }
    }
}

/// `^[A-Z0-9^][A-Z0-9.^=_-]{0,23}(/[A-Z0-9.]{1,12}(:[A-Z0-9.]{1,12})?)?$`, the pattern of the input schemas.
fn looks_like_a_pair(name: &str) -> bool {
    let leg = |text: &str| {
        (1..=12).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.')
    };
    let (base, rest) = name.split_once('/').map_or((name, None), |(base, rest)| (base, Some(rest)));
    let head = base.bytes().next().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'^');
    let tail = base.bytes().skip(1).all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b".^=_-".contains(&b));
    let quote =
        rest.is_none_or(|rest| rest.split_once(':').map_or(leg(rest), |(quote, settled)| leg(quote) && leg(settled)));
    head && tail && base.len() <= 24 && quote
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Pair {
    type Err = InvalidPair;

    fn from_str(text: &str) -> Result<Self, InvalidPair> {
        Self::new(text)
    }
}

impl TryFrom<String> for Pair {
    type Error = InvalidPair;

    fn try_from(text: String) -> Result<Self, InvalidPair> {
        Self::new(&text)
    }
}

impl From<Pair> for String {
    fn from(pair: Pair) -> Self {
        pair.0
    }
}

#[cfg(test)]
mod tests;
