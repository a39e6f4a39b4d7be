use std::{collections::BTreeSet, io, num::NonZeroU32, path::PathBuf};

use analysis::{Direction, Interval, Pair, Unanswerable, answer::ToolName};
use market::{BadRow, CsvFault, Expected, FeedFault};
use serde_json::json;

use super::{Code, ToolFault};
use crate::testing::now;

#[test]
fn the_object_is_the_published_one() {
    let fault = ToolFault::from("2h".parse::<Interval>().unwrap_err()).of(ToolName::AnalyzeMarket);
    assert_eq!(
        serde_json::to_value(fault.answer(now())).unwrap(),
        json!({
            "error": "timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d; got \"2h\".",
            "error_code": "INVALID_PARAMS",
            "retryable": false,
            "field": "/timeframe",
            "allowed": ["1m", "5m", "15m", "1h", "4h", "1d"],
            "tool": "analyze_market",
            "call_id": null,
            "timestamp": "2026-11-20T15:00:03Z",
        })
    );
}

#[test]
fn fields_that_do_not_apply_are_absent() {
    let object = serde_json::to_value(ToolFault::internal("Odd.").answer(now())).unwrap();
    assert_eq!(object.get("field"), None);
    assert_eq!(object.get("allowed"), None);
}

#[test]
fn no_two_codes_share_a_name_or_a_hint() {
    let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
    let hints: BTreeSet<_> = Code::ALL.iter().map(|code| code.hint()).collect();
    assert_eq!((names.len(), hints.len()), (Code::ALL.len(), Code::ALL.len()));
    for code in Code::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.name());
    }
}

#[test]
fn a_wrong_word_names_its_field_and_what_would_do() {
    let fault = ToolFault::from("sideways".parse::<Direction>().unwrap_err());
    assert_eq!(fault.field.as_deref(), Some("/direction"));
    assert_eq!(fault.allowed, ["both", "long_only", "short_only"]);
    assert_eq!(fault.text(), "direction must be one of both, long_only, short_only; got \"sideways\".");
}

#[test]
fn a_long_word_is_repeated_in_part() {
    let fault = ToolFault::from(Pair::new(&"x/".repeat(5_000)).unwrap_err());
    assert!(fault.text().chars().count() < 150, "{}", fault.text());
}

#[test]
fn every_fault_of_a_feed_has_its_code() {
    let path = || PathBuf::from("/home/trader/secret/eurusd.csv");
    let pair = || Pair::new("BTC/EURO").unwrap();
    let row = BadRow { open_ms: 0, line: NonZeroU32::new(7), column: None, rule: market::Rule::OffGrid(Interval::H1) };
    let csv = |expected| {
        let column = market::Column { number: 2, name: "open".to_owned() };
        FeedFault::Csv(CsvFault { file: "a.csv".to_owned(), line: 3, column, expected, found: "x".to_owned() })
    };
    let io = |kind| FeedFault::Unreadable { path: path(), source: io::Error::from(kind) };
    let symbol = || "a.csv".to_owned();
    let cases = [
        (FeedFault::UnknownPair { pair: pair(), nearest: vec!["BTC/EUR".to_owned()] }, Code::UnknownPair),
        (FeedFault::UnknownPair { pair: pair(), nearest: Vec::new() }, Code::UnknownPair),
        (
            FeedFault::BadInterval { symbol: symbol(), asked: Interval::H1, has: vec![Interval::D1] },
            Code::InvalidParams,
        ),
        (io(io::ErrorKind::NotFound), Code::ProviderDown),
        (io(io::ErrorKind::PermissionDenied), Code::ProviderDown),
        (io(io::ErrorKind::Other), Code::ProviderDown),
        (FeedFault::TooLarge { file: symbol(), bytes: 9, most: 1 }, Code::DataQuality),
        (FeedFault::NoFiles { path: path() }, Code::NoData),
        (FeedFault::BadColumns { given: "t,o".to_owned() }, Code::InvalidParams),
        (csv(Expected::Number), Code::DataQuality),
        (csv(Expected::Candle), Code::NoData),
        (
            FeedFault::Conflict { symbol: symbol(), at: now(), first: None, second: None, column: None },
            Code::DataQuality,
        ),
        (FeedFault::Quality { symbol: symbol(), rejected: 9, total: 90, first: row }, Code::DataQuality),
        (FeedFault::Empty { symbol: symbol(), pair: pair(), at: now() }, Code::NoData),
        (FeedFault::Unfit { symbol: symbol(), fault: analysis::SeriesFault::Empty }, Code::Internal),
    ];
    for (fault, code) in cases {
        let said = fault.to_string();
        let fault = ToolFault::from(fault);
        assert_eq!(fault.code, code, "{said}");
        assert_eq!(code == Code::InvalidParams, fault.field.is_some() && code != Code::UnknownPair, "{said}");
        let text = fault.text();
        assert!(text.chars().count() <= 300 && text.ends_with('.') && !text.contains(".."), "{text}");
        assert!(text.matches(". ").count() <= 1, "at most two sentences: {text}");
        assert!(!text.contains("/home"), "no path leaves: {text}");
    }
}

#[test]
fn the_nearest_pair_is_named_as_published() {
    let nearest = vec!["BTC/EUR".to_owned()];
    let fault = ToolFault::from(FeedFault::UnknownPair { pair: Pair::new("BTC/EURO").unwrap(), nearest });
    assert_eq!(fault.text(), "No configured source knows BTC/EURO. Nearest: BTC/EUR.");
    assert_eq!((fault.field.as_deref(), fault.allowed.as_slice()), (Some("/pair"), &["BTC/EUR".to_owned()][..]));
}

#[test]
fn only_longer_timeframes_are_allowed_of_a_file() {
    let has = vec![Interval::H4];
    let fault = ToolFault::from(FeedFault::BadInterval { symbol: "a.csv".to_owned(), asked: Interval::H1, has });
    assert_eq!(fault.text(), "a.csv holds 4h candles, which cannot be cut into 1h ones. Ask for 4h or longer.");
    assert_eq!((fault.field.as_deref(), fault.allowed), (Some("/timeframe"), vec!["4h".to_owned(), "1d".to_owned()]));
}

#[test]
fn what_cannot_be_answered_says_how_many_are_missing() {
    let fault = ToolFault::from(Unanswerable::TooFew { have: 12, least: 30 });
    assert_eq!((fault.code, fault.code.is_retryable()), (Code::InsufficientData, true));
    assert_eq!(
        fault.text(),
        "12 closed candles are there and 30 are needed. Use a longer history or a shorter timeframe."
    );
}
