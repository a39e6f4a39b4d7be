pub(super) mod law;
mod notes;
mod states;

use analysis::{Direction, Gate, Interval, Pair, Side};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::{Format, Layout, analysis, confidence, fault, replay, risk, signal};
use crate::{
    ToolFault,
    ask::{Answer, Asked, AskedRisk, Position, Risked, Scored},
    replay::TrackRecord,
    testing::{Place, answered, asked, at, demo, now, to_assess, to_score},
};

const PAIRS: [&str; 8] = ["DEMO/USD", "BTC/USD", "ETH/USD", "EUR/USD", "XAU/USD", "AAPL", "^GSPC", "USD/JPY"];

/// The texts of an answer beside the object they must not contradict.
fn texts(answer: &Answer) -> Vec<(String, Value)> {
    let (report, record) = (&answer.report, TrackRecord::of(answer));
    let json = Format::Json(Layout::Line);
    let mut all = Vec::new();
    for format in [Format::Clean, Format::Detailed] {
        all.push((analysis(&report.analysis, format), object(&analysis(&report.analysis, json))));
        all.push((signal(report, format), object(&signal(report, json))));
        all.push((without_scale(&replay(&record, format, 100)), object(&replay(&record, json, 100))));
    }
    all
}

fn score_texts(scored: &Scored) -> Vec<(String, Value)> {
    let beside = object(&confidence(scored, Format::Json(Layout::Line)));
    [Format::Clean, Format::Detailed].map(|format| (confidence(scored, format), beside.clone())).into()
}

fn risk_texts(risked: &Risked) -> Vec<(String, Value)> {
    let beside = object(&risk(risked, Format::Json(Layout::Line)));
    [Format::Clean, Format::Detailed].map(|format| (risk(risked, format), beside.clone())).into()
}

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The scale of a diagram names where a number would stand, not one that was found.
fn without_scale(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("of 100")).collect()
}

fn assert_lawful(texts: &[(String, Value)]) {
    for (text, object) in texts {
        let strays = law::strays(text, object);
        assert!(strays.is_empty(), "{strays:?} in\n{text}\n{object}");
    }
}

fn questions() -> impl Strategy<Value = (u64, Asked)> {
    let instants = at("2018-03-01T00:00:00Z").as_second()..now().as_second();
    let direction = prop_oneof![Just(Direction::Both), Just(Direction::LongOnly), Just(Direction::ShortOnly)];
    let gate = prop_oneof![Just(Gate::Proven), Just(Gate::Rule)];
    // The usual horizon is the one with a record worth its name.
    let horizon = prop_oneof![3 => Just(24), 1 => 1_u32..=60, 1 => 1_u32..=500];
    (any::<u64>(), 0..PAIRS.len(), 0..Interval::ASKABLE.len(), instants, direction, gate, horizon).prop_map(
        |(seed, pair, interval, instant, direction, gate, horizon)| {
            let asked = Asked {
                pair: PAIRS[pair].to_owned(),
                timeframe: Some(Interval::ASKABLE[interval].name().to_owned()),
                as_of: Some(Timestamp::from_second(instant).unwrap()),
                direction,
                horizon_bars: Some(horizon),
                gate: Some(gate),
                rules_tried: None,
            };
            (seed, asked)
        },
    )
}

/// A position in that market: any part of it may be left open.
fn positions() -> impl Strategy<Value = AskedRisk> {
    let held = |pair: usize, side: bool, units: f64, stop: Option<f64>| Position {
        pair: Pair::new(PAIRS[pair]).unwrap(),
        side: if side { Side::Long } else { Side::Short },
        units,
        stop,
    };
    let one = (0..PAIRS.len(), any::<bool>(), 0.01..1e3, proptest::option::of(1.0..200.0));
    let held =
        proptest::collection::vec(one.prop_map(move |(pair, side, units, stop)| held(pair, side, units, stop)), 0..3);
    let some = |range: std::ops::Range<f64>| proptest::option::of(range);
    let word = |words: &'static [&'static str]| {
        proptest::option::of(proptest::sample::select(words)).prop_map(|word| word.map(str::to_owned))
    };
    (
        some(0.01..1e5),
        word(&["base", "quote", "pct_equity"]),
        word(&["long", "short"]),
        some(1.0..50.0),
        some(100.0..1e6),
        word(&["USD", "EUR"]),
        word(&["low", "medium", "high"]),
        proptest::option::of(held),
    )
        .prop_map(|(size, unit, side, leverage, equity, currency, tolerance, held)| AskedRisk {
            position_size: size,
            position_size_unit: unit,
            side,
            leverage,
            account_equity: equity,
            account_currency: currency,
            risk_tolerance: tolerance,
            held,
            ..AskedRisk::default()
        })
}

proptest! {
    // Each case measures histories of its own, so a counter-example is not made much smaller.
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 16, ..ProptestConfig::default() })]

    #[test]
    fn every_number_of_a_text_is_in_its_object_and_made_up_candles_say_so(
        (seed, asked) in questions(),
        position in positions(),
    ) {
        let answer = demo(seed, &asked, now()).unwrap();
        let risked = Place::Demo(seed).risk(&AskedRisk { market: asked.clone(), ..position }).unwrap().unwrap();
        let score = Place::Demo(seed).score(&to_score(asked, "SELL")).unwrap().unwrap();
        let texts = [texts(&answer), score_texts(&score), risk_texts(&risked)].concat();
        for (text, object) in &texts {
            let strays = law::strays(text, object);
            prop_assert!(strays.is_empty(), "{strays:?} in\n{text}\n{object}");
        }
        let (report, record) = (&answer.report, TrackRecord::of(&answer));
        for format in [Format::Clean, Format::Detailed, Format::Raw, Format::Json(Layout::Line)] {
            let texts = [
                analysis(&report.analysis, format),
                signal(report, format),
                confidence(&score, format),
                risk(&risked, format),
                replay(&record, format, 80),
            ];
            for text in texts {
                let lower = text.to_lowercase();
                prop_assert!(lower.contains("demo") && lower.contains("synthetic"), "{text}");
            }
        }
    }
}

/// The twin of the law: a text in which any single number is off breaks it.
#[test]
fn a_number_that_is_not_in_the_object_is_found() {
    for gate in [Gate::Proven, Gate::Rule] {
        let asked = to_assess(asked("BTC/USD", "4h", gate));
        let asked = AskedRisk { account_equity: Some(10_000.0), position_size: Some(150.0), ..asked };
        let risked = Place::Demo(1).risk(&asked).unwrap().unwrap();
        for (text, object) in [texts(&answered("BTC/USD", "4h", gate)), risk_texts(&risked)].concat() {
            let numbers = law::numbers(&text);
            assert!(numbers.len() > 5);
            for range in numbers {
                let mut wrong = text.clone();
                wrong.insert_str(range.end, "7731");
                assert!(!law::strays(&wrong, &object).is_empty(), "{} in\n{wrong}", &text[range]);
            }
        }
    }
}

#[test]
fn the_law_takes_rounded_numbers_and_percents_and_nothing_else() {
    let object = serde_json::json!({ "p": 0.4793, "price": 1.0842, "at": "2026-11-20T15:00:03Z", "ma_20": "above" });
    for fine in ["0.48", "48 of it", "1.08420", "1.08", "2026-11-20 15:00 UTC", "above ma_20"] {
        assert_eq!(law::strays(fine, &object), Vec::<String>::new(), "{fine}");
    }
    for stray in ["0.47", "47", "1.0843", "2026-11-20 15:01", "-0.48", "3"] {
        assert_eq!(law::strays(stray, &object).len(), 1, "{stray}");
    }
}

#[test]
fn raw_is_the_object_and_says_that_no_model_replied() {
    let report = answered("EUR/USD", "1h", Gate::Proven).report;
    let raw = signal(&report, Format::Raw);
    let object = raw.strip_suffix("\n===== no model reply (not_asked) =====\n").unwrap();
    assert!(object.starts_with("{\n  \"schema_version\": \"engram.tool/1\""));
    let line = signal(&report, Format::Json(Layout::Line));
    assert_eq!(line.matches('\n').count(), 1);
    assert_eq!(serde_json::from_str::<Value>(object).unwrap(), serde_json::from_str::<Value>(&line).unwrap());
    assert_eq!(signal(&report, Format::Json(Layout::Indented)).trim_end(), object);
}

#[test]
fn an_error_reads_as_published() {
    let wrong = ToolFault::from("2h".parse::<Interval>().unwrap_err());
    let text = "Error: timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d; got \"2h\". (INVALID_PARAMS)\n";
    assert_eq!(fault(&wrong, now(), Format::Clean), text);
    assert_eq!(fault(&wrong, now(), Format::Detailed), text);
    let object: Value = serde_json::from_str(&fault(&wrong, now(), Format::Json(Layout::Line))).unwrap();
    assert_eq!(object["error_code"], "INVALID_PARAMS");
    assert!(fault(&wrong, now(), Format::Raw).ends_with("}\n===== no model reply (not_asked) =====\n"));
}

#[test]
fn formats_are_asked_for_by_name() {
    for name in Format::NAMES {
        assert_eq!(name.parse::<Format>().unwrap().to_string(), name);
    }
    assert_eq!("yaml".parse::<Format>().unwrap_err().what, "format");
}
