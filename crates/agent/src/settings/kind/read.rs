//! Values as they are written, and as they are meant.

use std::net::IpAddr;

use analysis::Pair;
use gateway::{address::Address, tls::Fingerprint};
use serde_json::{Map, Number, Value};

use super::{Kind, LEVELS, LOG_PARTS};
use crate::{ask, settings::market};

/// Basis points of a round trip beyond which nobody trades.
const MOST_BPS: f64 = 1_000.0;

pub(super) fn read(kind: Kind, value: &Value) -> Option<Value> {
    match kind {
        Kind::Flag => value.as_bool().map(Value::Bool),
        Kind::Only(only) => value.as_bool().filter(|flag| *flag == only).map(Value::Bool),
        Kind::Whole(least, most) => whole(value).filter(|n| (least..=most).contains(n)).map(Value::from),
        Kind::Number(least, most) => number(value, |n| (least..=most).contains(&n)),
        Kind::Below(least, end) => number(value, |n| (least..end).contains(&n)),
        Kind::Positive => number(value, |n| n > 0.0),
        Kind::Word(words) => value.as_str().filter(|word| words.contains(word)).map(Value::from),
        Kind::Level => level(value.as_str()?).map(Value::from),
        Kind::Text(least, most) => text(value, |text| (least..=most).contains(&text.chars().count())),
        Kind::Slug(most) => text(value, |text| (1..=most).contains(&text.len()) && text.bytes().all(is_slug)),
        Kind::Host => text(value, is_host),
        Kind::PlainAddress => plain_address(value.as_str()?),
        Kind::Pins(most) => match value.as_array() {
            Some(pins) if pins.is_empty() => Some(value.clone()),
            Some(_) | None => {
                list(value, most, |pin| Some(pin.as_str()?.parse::<Fingerprint>().ok()?.to_string().into()))
            }
        },
        Kind::Version => text(value, is_version),
        Kind::Token => text(value, |text| text.len() <= 64 && text.bytes().all(is_token)),
        Kind::Path => text(value, |_| true),
        Kind::LogFormat => text(value, is_log_format),
        Kind::TimeOfDay => text(value, is_time_of_day),
        Kind::Currency => ask::currency(value.as_str()?).map(Value::from),
        Kind::Pairs(most) => list(value, most, |item| Pair::new(item.as_str()?).ok().map(|pair| pair.as_str().into())),
        Kind::Periods(most) => list(value, most, |item| whole(item).filter(|n| (2..=400).contains(n)).map(Value::from)),
        Kind::Costs => costs(value),
        Kind::Holdings => {
            let bytes = value.as_array().and_then(|_| serde_json::to_vec(value).ok())?;
            ask::positions(&bytes, "holdings").ok().map(|_| value.clone())
        }
        Kind::Routes => market::routes(value),
        Kind::Endpoints => market::endpoints(value),
        Kind::Secret => text(value, |text| (1..=4096).contains(&text.len())),
        Kind::Ignored => Some(value.clone()),
    }
}

pub(super) fn of_text(kind: Kind, text: &str) -> Value {
    let text = text.trim();
    let as_text = || Value::from(text);
    match kind {
        Kind::Flag | Kind::Only(_) => text.to_ascii_lowercase().parse::<bool>().map_or_else(|_| as_text(), Value::Bool),
        Kind::Whole(..) => text.parse::<i64>().map_or_else(|_| as_text(), Value::from),
        Kind::Number(..) | Kind::Below(..) | Kind::Positive => parsed(text).unwrap_or_else(as_text),
        Kind::Pins(_) if text.is_empty() || text == "[]" => Value::Array(Vec::new()),
        Kind::Pairs(_) | Kind::Pins(_) => text.split(',').map(|part| Value::from(part.trim())).collect(),
        Kind::Periods(_) => {
            text.split(',').map(|part| part.trim().parse::<i64>().map_or_else(|_| part.into(), Value::from)).collect()
        }
        Kind::Costs => parsed(text).or_else(|| serde_json::from_str(text).ok()).unwrap_or_else(as_text),
        Kind::Holdings | Kind::Routes | Kind::Endpoints => serde_json::from_str(text).unwrap_or_else(|_| as_text()),
        Kind::Word(_)
        | Kind::Level
        | Kind::Text(..)
        | Kind::Slug(_)
        | Kind::Host
        | Kind::PlainAddress
        | Kind::Version
        | Kind::Token
        | Kind::Path
        | Kind::LogFormat
        | Kind::TimeOfDay
        | Kind::Currency
        | Kind::Secret
        | Kind::Ignored => as_text(),
    }
}

fn parsed(text: &str) -> Option<Value> {
    text.parse().ok().and_then(Number::from_f64).map(Value::Number)
}

/// A whole number, also one that is written `14.0`.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15).map(|n| n as i64))
}

fn number(value: &Value, fits: impl Fn(f64) -> bool) -> Option<Value> {
    value.as_f64().filter(|n| n.is_finite() && fits(*n)).map(Value::from)
}

fn text(value: &Value, fits: impl Fn(&str) -> bool) -> Option<Value> {
    value.as_str().filter(|text| !text.chars().any(char::is_control) && fits(text)).map(Value::from)
}

fn level(word: &str) -> Option<&'static str> {
    let word = word.trim().to_ascii_uppercase();
    let word = if word == "WARNING" { "WARN" } else { word.as_str() };
    LEVELS.into_iter().find(|level| *level == word)
}

const fn is_slug(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Two digits twice, or nothing.
fn is_time_of_day(text: &str) -> bool {
    text.is_empty() || crate::settings::desk::minutes(text).is_some()
}

/// An address, or labels of letters, digits and hyphens. Schemes, paths, users and ports belong elsewhere.
fn is_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if bare.parse::<IpAddr>().is_ok() {
        return true;
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    (1..=253).contains(&name.len()) && name.split('.').all(is_label)
}

/// An address without encryption, and without a path: what a trader allows is one origin, and no other.
fn plain_address(text: &str) -> Option<Value> {
    if text.is_empty() {
        return Some(text.into());
    }
    let address: Address = text.parse().ok()?;
    (!address.origin().is_secure() && address.path() == "/").then(|| address.origin().to_string().into())
}

fn is_version(text: &str) -> bool {
    text == "auto" || {
        let parts: Vec<&str> = text.split('.').collect();
        parts.len() == 3 && parts.iter().all(|part| (1..=5).contains(&part.len()) && is_digits(part))
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every placeholder is a known one, and the message is among them.
fn is_log_format(text: &str) -> bool {
    if text == "json" {
        return true;
    }
    let rest = LOG_PARTS.into_iter().fold(text.to_owned(), |rest, part| rest.replace(part, ""));
    text.contains("%(message)s") && !rest.contains('%') && text.len() <= 200
}

fn list(value: &Value, most: usize, item: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    let items: Vec<Value> = value.as_array()?.iter().map(item).collect::<Option<_>>()?;
    let different = items.iter().enumerate().all(|(at, one)| items.iter().skip(at + 1).all(|other| one != other));
    ((1..=most).contains(&items.len()) && different).then_some(Value::Array(items))
}

fn costs(value: &Value) -> Option<Value> {
    let bps = |value: &Value| number(value, |n| (0.0..=MOST_BPS).contains(&n));
    match value {
        Value::String(word) if word == "auto" => Some(value.clone()),
        Value::Object(by_pair) => {
            let one = |(pair, cost): (&String, &Value)| Some((Pair::new(pair).ok()?.as_str().to_owned(), bps(cost)?));
            by_pair.iter().map(one).collect::<Option<Map<_, _>>>().filter(|all| !all.is_empty()).map(Value::Object)
        }
        Value::Number(_) => bps(value),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) => None,
    }
}
