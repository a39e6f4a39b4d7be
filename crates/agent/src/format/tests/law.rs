//! The law of formats: every number of a text occurs in its object, as is, rounded to the digits shown, or times 100.

use std::ops::Range;

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

/// What a probability is counted in.
const SCALE: &str = "of 100";

/// Keys of texts that may stand in a text as they are.
const NAMED: [&str; 11] = [
    "pair",
    "pool",
    "venue_symbol",
    "receipt_id",
    "signal_receipt_id",
    "timeframe",
    "message",
    "blockers",
    "detail",
    "note",
    "recommendations",
];

/// Keys that end in a number which a text may name: a period, or a share in percent.
const NUMBERED: [&str; 6] = ["ma_", "return_interval", "interval", "brier_skill_ci", "ci", "var"];

/// What the object holds.
#[derive(Default)]
struct Known {
    numbers: Vec<f64>,
    instants: Vec<Timestamp>,
    days: Vec<String>,
    /// Pieces that stand in a text exactly as in the object, such as names.
    pieces: Vec<String>,
}

/// Numbers and times of the text that the object does not hold.
pub(in crate::format) fn strays(text: &str, object: &Value) -> Vec<String> {
    let mut known = Known::default();
    known.gather("", object);
    let rest = known.without_pieces(text);
    let times = times(&rest);
    let unknown = times.iter().filter(|range| !known.has_time(&rest[(*range).clone()]));
    let mut strays: Vec<String> = unknown.map(|range| rest[range.clone()].to_owned()).collect();
    // Days last: a time begins with one.
    let rest = blanked(&rest, &times);
    let rest = known.days.iter().fold(rest, |rest, day| rest.replace(day.as_str(), "~"));
    strays.extend(
        numbers(&rest).into_iter().map(|range| &rest[range]).filter(|text| !known.has_number(text)).map(str::to_owned),
    );
    strays
}

/// Where numbers stand: an optional sign, digits, perhaps a fraction.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let mut end = at;
        while digit(end) || bytes.get(end) == Some(&b'.') && digit(end + 1) {
            end += 1;
        }
        let signed =
            at > 0 && matches!(bytes[at - 1], b'+' | b'-') && (at == 1 || !bytes[at - 2].is_ascii_alphanumeric());
        found.push(at - usize::from(signed)..end);
        at = end;
    }
    found
}

impl Known {
    fn gather(&mut self, key: &str, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.numbers.extend(number.as_f64()),
            Value::String(text) => {
                self.instants.extend(text.parse::<Timestamp>());
                self.days
                    .extend(text.parse::<Date>().ok().filter(|day| day.to_string() == *text).map(|_| text.clone()));
                if NAMED.contains(&key) {
                    self.pieces.push(text.clone());
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.gather(key, item)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    // A name such as `sma_20` is one piece; that of an average is also read as the number of its
                    // period, and that of an interval as its width in percent.
                    self.pieces.extend(key.chars().any(|c| c.is_ascii_digit()).then(|| key.clone()));
                    let ending = NUMBERED.iter().find_map(|name| key.strip_prefix(name));
                    self.numbers.extend(ending.and_then(|ending| ending.parse::<f64>().ok()));
                    self.gather(key, value);
                }
            }
        }
    }

    fn without_pieces(&self, text: &str) -> String {
        let known = self.pieces.iter().map(String::as_str);
        let mut pieces: Vec<_> = known.filter(|piece| piece.len() > 1).chain([SCALE]).collect();
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
        pieces.into_iter().fold(text.to_owned(), |rest, piece| rest.replace(piece, "~"))
    }

    fn has_time(&self, shown: &str) -> bool {
        self.instants.iter().any(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string().starts_with(shown))
    }

    fn has_number(&self, shown: &str) -> bool {
        let shown = shown.trim_start_matches('+');
        let decimals = shown.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let Ok(value) = shown.parse::<f64>() else { return false };
        // Half a step of the last digit shown, whichever way a half is rounded.
        let step = 10_f64.powi(-(decimals as i32));
        let prints_so = |number: f64| {
            (number - value).abs() <= 0.5 * step * (1.0 + 1e-9) + 4.0 * f64::EPSILON * number.abs()
                && (shown.starts_with('-') == (number < 0.0) || value == 0.0)
        };
        self.numbers.iter().any(|number| prints_so(*number) || prints_so(100.0 * number))
    }
}

/// Where `2026-11-20 15:00`, perhaps with seconds, stands.
fn times(text: &str) -> Vec<Range<usize>> {
    let shape = |piece: &str, like: &str| {
        piece.len() == like.len()
            && piece
                .bytes()
                .zip(like.bytes())
                .all(|(byte, like)| if like == b'0' { byte.is_ascii_digit() } else { byte == like })
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, _) in text.char_indices() {
        let fits = |like: &str| text.get(start..start + like.len()).is_some_and(|piece| shape(piece, like));
        let length = ["0000-00-00 00:00:00", "0000-00-00 00:00"].into_iter().find(|like| fits(like)).map(str::len);
        let length = length.filter(|length| !text[start + length..].starts_with(|c: char| c.is_ascii_digit()));
        if let Some(length) = length.filter(|_| found.last().is_none_or(|last| last.end <= start)) {
            found.push(start..start + length);
        }
    }
    found
}

fn blanked(text: &str, ranges: &[Range<usize>]) -> String {
    let mut rest = text.to_owned();
    for range in ranges {
        rest.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    rest
}
