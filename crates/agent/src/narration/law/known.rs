//! What a report says, so that a text can be held against it.

mod keys;

use std::collections::{HashMap, HashSet};

use serde_json::Value as Json;

use super::{
    digits::folded,
    figure::{Decimal, Figure, Sign},
    lexeme::lexemes,
    moment::Moment,
    reading::{AVERAGE, Percent, Stem, Subject, Value, What, claims, named, usual},
};
use keys::{Field, Meaning};

/// Every figure that may be said: the numbers of a report, those within its texts, its dates and times, and the names
/// that have digits.
#[derive(Clone, Debug, Default)]
pub struct Known {
    numbers: Numbers,
    /// Numbers of a hundred, ratios among them.
    percents: Numbers,
    /// What is known of some subjects, as it is and of a hundred.
    subjects: HashMap<Subject, Subjected>,
    moments: Vec<Moment>,
    /// In lower case, letters and digits alone.
    names: HashSet<String>,
    /// Indicators and their periods.
    periods: HashSet<(&'static str, u64)>,
}

/// What is known of a subject.
#[derive(Clone, Debug, Default)]
struct Subjected {
    numbers: Numbers,
    percents: Numbers,
}

/// Numbers in the order of their sizes.
#[derive(Clone, Debug, Default)]
struct Numbers(Vec<(f64, Decimal)>);

impl Known {
    /// What these objects say. An object that tells of an error says nothing, and neither do receipts, hashes, versions
    /// and what a model said before: `"ok": false`, `"error"`, `"receipt_id"`, `"…_sha256"`, `"llm_view"`.
    pub fn of(objects: &[Json]) -> Self {
        let mut known = Self::default();
        for object in objects {
            known.read(object, Field::default());
        }
        known.numbers.sort();
        known.percents.sort();
        for subject in known.subjects.values_mut() {
            subject.numbers.sort();
            subject.percents.sort();
        }
        known.moments.sort_unstable_by_key(|moment| format!("{moment:?}"));
        known.moments.dedup();
        known
    }

    /// And these names: ids that may be cited, symbols. Their digits say nothing else.
    #[must_use]
    pub fn with_names<I: IntoIterator<Item: AsRef<str>>>(mut self, names: I) -> Self {
        names.into_iter().for_each(|name| self.name(name.as_ref()));
        self
    }

    /// Whether what is said is so.
    pub(super) fn holds(&self, what: &What<'_>) -> bool {
        match what {
            What::Name(name) => self.has_name(name),
            What::Moment { moment, turns } => self.has_moment(*moment) || (*turns && self.has_moment(moment.turned())),
            What::Value(value) => self.has_value(value),
            What::Vague => false,
        }
    }

    fn has_name(&self, name: &str) -> bool {
        let name = plain(name);
        self.names.contains(&name)
            || period_of(&name).is_some_and(|(stem, period)| self.periods.contains(&(stem.name, period)))
    }

    fn has_moment(&self, said: Moment) -> bool {
        self.moments.iter().any(|known| said.is_of(*known))
    }

    fn has_value(&self, value: &Value<'_>) -> bool {
        if let Some(digits) = value.whole
            && (self.names.contains(digits) || self.is_year(digits))
        {
            return true;
        }
        let period = value.figure.size.digits;
        if let Some(stem) = value.stem {
            let is_its = u64::try_from(period).is_ok_and(|period| self.periods.contains(&(stem.name, period)));
            if is_its || stem.is_strict {
                return is_its;
            }
        }
        if let (Some(digits), Some(unit)) = (value.whole, value.unit)
            && self.names.contains(&format!("{digits}{unit}"))
        {
            return true;
        }
        if value.joins {
            return false;
        }
        let of_subject = value.subject.and_then(|subject| self.subjects.get(&subject));
        let (numbers, percents) = match of_subject {
            Some(known) => (&known.numbers, &known.percents),
            None => (&self.numbers, &self.percents),
        };
        match value.percent {
            Percent::No => numbers.has(value.figure),
            Percent::Perhaps => numbers.has(value.figure) || percents.has(value.figure),
            Percent::Yes => percents.has(value.figure),
        }
    }

    /// A year of a date.
    fn is_year(&self, digits: &str) -> bool {
        let year = digits.parse().ok().filter(|year| (1900..2200).contains(year));
        year.is_some() && self.has_moment(Moment { year, ..Moment::default() })
    }

    fn read(&mut self, value: &Json, field: Field<'_>) {
        match value {
            Json::Null | Json::Bool(_) => {}
            Json::Number(number) => {
                let decimal = number.as_i64().map(|whole| Decimal::whole(whole.into()));
                let decimal = decimal.or_else(|| number.as_u64().map(|whole| Decimal::whole(whole.into())));
                if let Some(decimal) = decimal.or_else(|| Decimal::of(number.as_f64()?)) {
                    self.number(decimal, field.meaning(decimal.approximate()), field.subject());
                }
            }
            Json::String(text) if field.is_name() => self.name(text),
            Json::String(text) => self.text(text),
            Json::Array(items) => items.iter().for_each(|item| self.read(item, field)),
            Json::Object(object) => {
                if object.get("ok") == Some(&Json::Bool(false)) {
                    return;
                }
                let unit = object.get("unit").and_then(Json::as_str);
                for (key, value) in object.iter().filter(|(key, _)| !keys::is_silent(key)) {
                    self.key(key);
                    self.read(value, Field { key, unit, is_tabled: field.is_tabled || keys::is_table(key) });
                }
            }
        }
    }

    /// The names within a field's own: `sma_20`, `interval95`.
    fn key(&mut self, key: &str) {
        if key.bytes().any(|byte| byte.is_ascii_digit()) {
            self.names.insert(plain(key));
        }
        let mut stem = None;
        for part in key.split('_') {
            match (named(part), part.parse()) {
                (Some(found), _) => {
                    stem = Some(found);
                    for period in usual(found) {
                        self.period(found, *period);
                    }
                }
                (None, Ok(period)) => {
                    if let Some(stem) = stem.take() {
                        self.period(stem, period);
                    }
                }
                (None, Err(_)) => {
                    stem = None;
                    if let Some((stem, period)) = period_of(part) {
                        self.period(stem, period);
                    }
                }
            }
        }
    }

    fn period(&mut self, stem: Stem, period: u64) {
        self.periods.insert((stem.name, period));
        if stem.is_strict {
            self.periods.insert((AVERAGE, period));
        }
    }

    fn number(&mut self, decimal: Decimal, meaning: Meaning, subject: Option<Subject>) {
        let percent = match meaning {
            Meaning::Ratio => Some(decimal.scaled(2)),
            Meaning::Percent => Some(decimal),
            Meaning::Other => None,
        };
        self.numbers.add(decimal);
        if let Some(percent) = percent {
            self.percents.add(percent);
        }
        if let Some(subject) = subject {
            let known = self.subjects.entry(subject).or_default();
            known.numbers.add(decimal);
            if let Some(percent) = percent {
                known.percents.add(percent);
            }
        }
    }

    fn name(&mut self, name: &str) {
        let has_digits = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
        let whole = plain(&folded(name));
        for part in folded(name).split(|letter: char| !letter.is_alphanumeric()).filter(|part| has_digits(part)) {
            self.names.insert(plain(part));
        }
        // `4h` is also called `H4`.
        if let Some(digits) = whole.strip_suffix(['m', 'h', 'd', 'w'])
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            self.names.insert([whole.get(digits.len()..).unwrap_or_default(), digits].concat());
        }
        if has_digits(&whole) {
            self.names.insert(whole);
        }
    }

    /// The figures within a text of the report.
    fn text(&mut self, text: &str) {
        let text = folded(text);
        for claim in claims(&lexemes(&text)) {
            match claim.what {
                What::Name(name) => {
                    self.name(name);
                    if let Some((stem, period)) = period_of(&plain(name)) {
                        self.period(stem, period);
                    }
                }
                What::Moment { moment, .. } => self.moments.push(moment),
                What::Value(value) => self.value(&value),
                What::Vague => {}
            }
        }
    }

    fn value(&mut self, value: &Value<'_>) {
        if let (Some(stem), Ok(period)) = (value.stem, u64::try_from(value.figure.size.digits)) {
            self.period(stem, period);
            if stem.is_strict {
                return;
            }
        }
        let Figure { size, sign } = value.figure;
        let decimal = if sign == Sign::Minus { Decimal { digits: -size.digits, ..size } } else { size };
        let meaning = if value.percent == Percent::No { Meaning::Other } else { Meaning::Percent };
        self.number(decimal, meaning, value.subject);
    }
}

impl Numbers {
    fn add(&mut self, decimal: Decimal) {
        self.0.push((decimal.approximate().abs(), decimal));
    }

    fn sort(&mut self) {
        self.0.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        self.0.dedup_by_key(|(_, decimal)| *decimal);
    }

    /// Whether one of them is what a figure shows.
    fn has(&self, figure: Figure) -> bool {
        let size = figure.size.approximate();
        // Wider than it must be: what is found is compared digit by digit.
        let slack = figure.slack() * 1.000_001 + size * 1e-12;
        let first = self.0.partition_point(|(known, _)| *known < size - slack);
        let near = self.0.iter().skip(first).take_while(|(known, _)| *known <= size + slack);
        near.into_iter().any(|(_, decimal)| figure.shows(*decimal))
    }
}

/// Lower case, letters and digits alone.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `rsi14`, `ma200`, `20ema`.
fn period_of(name: &str) -> Option<(Stem, u64)> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (stem, period) = if name.starts_with(is_digit) {
        let stem = name.trim_start_matches(is_digit);
        (stem, name.strip_suffix(stem)?)
    } else {
        let stem = name.trim_end_matches('s').trim_end_matches(is_digit);
        (stem, name.trim_end_matches('s').strip_prefix(stem)?)
    };
    Some((named(stem)?, period.parse().ok()?))
}
