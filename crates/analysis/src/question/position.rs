//! What is asked about a position.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Side, UnknownWord};
use crate::answer::SignalWord;

/// The arguments of `assess_risk` beside pair, timeframe and instant; `None` where a default stands in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskQuestion {
    /// In `unit`.
    pub position_size: Option<f64>,
    pub unit: SizeUnit,
    /// Default: that of the receipt, else long.
    pub side: Option<Side>,
    /// Quote currency. Default: that of the receipt, else the last close.
    pub entry_price: Option<f64>,
    /// Quote currency. Default: that of the receipt, else a multiple of ATR away.
    pub stop_loss: Option<f64>,
    /// Of an isolated linear position, 1 or above.
    pub leverage: Option<f64>,
    /// Account currency. Default: that of the settings.
    pub account_equity: Option<f64>,
    /// An earlier signal whose side and levels are assessed. Its gate belongs into the parameters.
    pub receipt: Option<SignalTaken>,
}

/// What a position size counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum SizeUnit {
    /// Units of the base currency.
    #[default]
    Base,
    /// Value in quote currency.
    Quote,
    /// Value in percent of equity.
    PctEquity,
}

impl FromStr for SizeUnit {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "base" => Ok(Self::Base),
            "quote" => Ok(Self::Quote),
            "pct_equity" => Ok(Self::PctEquity),
            _ => {
                let (what, allowed) = ("position_size_unit", "base, quote, pct_equity");
                Err(UnknownWord { what, allowed, got: text.to_owned() })
            }
        }
    }
}

/// What an earlier answer of `generate_signal` said.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalTaken {
    pub receipt_id: String,
    pub signal: SignalWord,
    /// Side of the signal; on HOLD the side it showed.
    pub side: Side,
    /// Quote currency; none on HOLD.
    pub entry_price: Option<f64>,
    pub stop_loss: Option<f64>,
}

/// Why a position cannot be assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PositionFault {
    /// By the name of the argument.
    #[error("{0} must be a number above 0")]
    NotPositive(&'static str),
    #[error("leverage must be at least 1")]
    LeverageBelowOne,
    #[error("stop_loss of a {} position must be {} its entry", .side.name(), if *.side == Side::Long { "below" } else { "above" })]
    StopOnWrongSide { side: Side },
    #[error("side must be {}, as in the signal of receipt_id", .0.name())]
    SideContradictsReceipt(Side),
}

impl PositionFault {
    /// The argument at fault, as a JSON pointer.
    pub fn field(self) -> String {
        let name = match self {
            Self::NotPositive(name) => name,
            Self::LeverageBelowOne => "leverage",
            Self::StopOnWrongSide { .. } => "stop_loss",
            Self::SideContradictsReceipt(_) => "side",
        };
        format!("/{name}")
    }
}

impl RiskQuestion {
    /// Checks what can be checked without candles.
    ///
    /// # Errors
    /// The first argument that cannot be right.
    pub fn check(&self) -> Result<(), PositionFault> {
        let numbers = [
            ("position_size", self.position_size),
            ("entry_price", self.entry_price),
            ("stop_loss", self.stop_loss),
            ("leverage", self.leverage),
            ("account_equity", self.account_equity),
        ];
        for (name, value) in numbers {
            if value.is_some_and(|value| !(value.is_finite() && value > 0.0)) {
                return Err(PositionFault::NotPositive(name));
            }
        }
        if self.leverage.is_some_and(|leverage| leverage < 1.0) {
            return Err(PositionFault::LeverageBelowOne);
        }
        match (self.side, &self.receipt) {
            // A HOLD has no levels that belong to its side.
            (Some(side), Some(taken)) if side != taken.side && taken.signal != SignalWord::Hold => {
                Err(PositionFault::SideContradictsReceipt(taken.side))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
