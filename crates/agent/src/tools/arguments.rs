//! Arguments as they come: JSON from anywhere, closed and checked, each refusal with the place of what is wrong.

use analysis::answer::ToolName;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{
    ToolFault,
    ask::{Asked, AskedRisk, AskedScore},
    problem::repeated,
};

/// Longest outside text.
const MOST_CONTEXT: usize = 2_000;

/// Longest text of any other argument.
const MOST_TEXT: usize = 64;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A gateway, a form, a program: every argument of the schema.
    Anybody,
    /// A model: what counts as a signal is the trader's choice, so it may not name the gate.
    Model,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Parsed {
    Analyze(Asked),
    Signal(Asked),
    Score { asked: Box<AskedScore>, receipt: Option<String> },
    Risk { asked: Box<AskedRisk>, receipt: Option<String> },
}

impl Parsed {
    pub(super) fn of(tool: ToolName, arguments: &str, caller: Caller) -> Result<Self, ToolFault> {
        let mut given = Given::of(arguments)?;
        if caller == Caller::Model && given.0.contains_key("gate") {
            return Err(ToolFault::invalid("/gate", "gate is the trader's choice, and not for a model to name."));
        }
        let parsed = match tool {
            ToolName::AnalyzeMarket => Self::Analyze(given.market(true)?),
            ToolName::GenerateSignal => {
                // It moves nothing, so nothing but its length is looked at here.
                given.text("context", MOST_CONTEXT)?;
                let market = given.market(true)?;
                Self::Signal(Asked {
                    direction: given.word("direction")?.unwrap_or_default(),
                    gate: given.word("gate")?,
                    horizon_bars: given.whole("horizon_bars")?,
                    ..market
                })
            }
            ToolName::GetConfidenceScore => {
                let receipt = given.text("receipt_id", MOST_TEXT)?;
                let horizon_bars = given.whole("horizon_bars")?;
                let signal = given.text("signal", MOST_TEXT)?;
                let signal = signal.ok_or_else(|| missing("signal", "BUY, SELL or HOLD"))?;
                let asked = AskedScore {
                    market: Asked { horizon_bars, ..given.market(false)? },
                    signal: signal.trim().to_ascii_uppercase(),
                    entry_price: given.number("entry_price")?,
                    stop_loss: given.number("stop_loss")?,
                    take_profit: given.number("take_profit")?,
                    market_data: given.object("market_data")?,
                };
                Self::Score { asked: Box::new(asked), receipt }
            }
            ToolName::AssessRisk => {
                let receipt = given.text("receipt_id", MOST_TEXT)?;
                let asked = AskedRisk {
                    market: given.market(receipt.is_none())?,
                    position_size: given.number("position_size")?,
                    position_size_unit: given.text("position_size_unit", MOST_TEXT)?,
                    side: given.text("side", MOST_TEXT)?,
                    entry_price: given.number("entry_price")?,
                    stop_loss: given.number("stop_loss")?,
                    leverage: given.number("leverage")?,
                    account_equity: given.number("account_equity")?,
                    ..AskedRisk::default()
                };
                Self::Risk { asked: Box::new(asked), receipt }
            }
        };
        given.nothing_else(tool)?;
        Ok(parsed)
    }
}

/// Arguments that nobody has read yet.
struct Given(Map<String, Value>);

impl Given {
    /// An object, or the JSON text of one; nothing, `null` and an empty text are no arguments.
    fn of(arguments: &str) -> Result<Self, ToolFault> {
        let unreadable =
            || ToolFault::invalid("", "The arguments must be a JSON object such as {\"pair\": \"BTC/USD\"}.");
        if arguments.trim().is_empty() {
            return Ok(Self(Map::new()));
        }
        match serde_json::from_str(arguments).map_err(|_| unreadable())? {
            Value::Null => Ok(Self(Map::new())),
            Value::Object(fields) => Ok(Self(fields)),
            Value::String(text) if text.trim().is_empty() => Ok(Self(Map::new())),
            Value::String(text) => match serde_json::from_str(&text).map_err(|_| unreadable())? {
                Value::Object(fields) => Ok(Self(fields)),
                Value::Null => Ok(Self(Map::new())),
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(unreadable()),
            },
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(unreadable()),
        }
    }

    fn market(&mut self, must_be_named: bool) -> Result<Asked, ToolFault> {
        let pair = self.text("pair", MOST_TEXT)?;
        if must_be_named && pair.is_none() {
            return Err(missing("pair", "a pair such as BTC/USD"));
        }
        let as_of = self.text("as_of", MOST_TEXT)?.map(|text| instant(&text)).transpose()?;
        let timeframe = self.text("timeframe", MOST_TEXT)?;
        Ok(Asked { pair: pair.unwrap_or_default(), timeframe, as_of, ..Asked::default() })
    }

    fn text(&mut self, name: &'static str, most: usize) -> Result<Option<String>, ToolFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= most => Ok(Some(text)),
            Some(Value::String(_)) => {
                Err(ToolFault::invalid(format!("/{name}"), format!("{name} may have {most} characters.")))
            }
            Some(other) => Err(wrong(name, "a text", &other)),
        }
    }

    fn word<T: std::str::FromStr<Err = analysis::UnknownWord>>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, ToolFault> {
        Ok(self.text(name, MOST_TEXT)?.map(|text| text.trim().parse()).transpose()?)
    }

    fn number(&mut self, name: &'static str) -> Result<Option<f64>, ToolFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_f64().filter(|number| number.is_finite());
                number.map(Some).ok_or_else(|| wrong(name, "a number", &value))
            }
        }
    }

    fn whole(&mut self, name: &'static str) -> Result<Option<u32>, ToolFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                // 24.0 is a whole number, too: some callers know no other.
                let exact = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=1e6).contains(number));
                let whole = value.as_u64().and_then(|whole| u32::try_from(whole).ok());
                whole
                    .or(exact.map(|number| number as u32))
                    .map(Some)
                    .ok_or_else(|| wrong(name, "a whole number", &value))
            }
        }
    }

    fn object(&mut self, name: &'static str) -> Result<Option<Map<String, Value>>, ToolFault> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(wrong(name, "an object", &other)),
        }
    }

    fn nothing_else(self, tool: ToolName) -> Result<(), ToolFault> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => {
                let name = repeated(name);
                let what = format!("{} has no argument {name}.", tool.name());
                Err(ToolFault::invalid(format!("/{name}"), what))
            }
        }
    }
}

fn instant(text: &str) -> Result<Timestamp, ToolFault> {
    text.trim().parse().map_err(|_| {
        let what = format!("as_of must be a time such as 2024-05-31T14:00:00Z; got {:?}.", repeated(text));
        ToolFault::invalid("/as_of", what)
    })
}

fn missing(name: &str, what: &str) -> ToolFault {
    ToolFault::invalid(format!("/{name}"), format!("{name} is missing: it must be {what}."))
}

fn wrong(name: &str, what: &str, got: &Value) -> ToolFault {
    ToolFault::invalid(format!("/{name}"), format!("{name} must be {what}; got {}.", repeated(&got.to_string())))
}

#[cfg(test)]
mod tests;
