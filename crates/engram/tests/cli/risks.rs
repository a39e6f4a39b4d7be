//! What a position could cost.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    answers::{DEMO, of_file},
    support::{REAL, Run, engram, engram_with, fits, headerless, shared},
};

const OUTPUT: &str = "assess_risk.output";

/// A file of positions.
fn positions(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.json");
    std::fs::write(&file, text).unwrap();
    (folder, file)
}

fn with_positions(words: &str, text: &str) -> Run {
    let (_folder, file) = positions(text);
    let words = words.split_whitespace().chain(["--positions", file.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

#[test]
fn demo_assessments_fit_the_schema() {
    for timeframe in ["1m", "1h", "1d"] {
        for more in [
            "",
            "--equity 10000",
            "--equity 10000 --size 60 --side short --gate rule",
            "--equity 10000 --size 250 --unit pct-equity --tolerance high --leverage 10",
            "--equity 10000 --currency EUR --size 500 --unit quote",
        ] {
            for pair in ["BTC/USD", "EUR/USD", "AAPL"] {
                let run = engram(&format!("risk {pair} -t {timeframe} {more} -f json"));
                assert_eq!((run.code, run.err.as_str()), (0, DEMO), "{more}");
                fits(&run.object(), OUTPUT);
            }
        }
    }
}

#[test]
fn assessments_from_real_files_fit_the_schema_now_and_then() {
    for (name, pair, _) in REAL {
        for more in [
            &[][..],
            &["--equity", "10000", "--size", "5000", "--unit", "quote"],
            &["--equity", "10000", "--side", "short", "--as-of", "2017-06-30T15:00:00Z"],
            &["--equity", "10000", "--as-of", "2012-06-15", "--gate", "rule"],
        ] {
            let Some(run) = of_file("risk", name, pair, &[&["-f", "json"], more].concat()) else { return };
            if run.code == 66 {
                fits(&run.object(), "error.output");
                continue;
            }
            assert_eq!((run.code, run.err.as_str()), (0, ""));
            fits(&run.object(), OUTPUT);
        }
    }
}

#[test]
fn it_reads_as_published() {
    let words = ["--equity", "10000", "--size", "200000", "--stop", "1.19"];
    let Some(run) = of_file("risk", "eurusd-1h.csv", "EUR/USD", &words) else { return };
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let (head, suggestions) = run.out.split_once("\n\nSuggestions:\n").unwrap();
    let keys: Vec<&str> = head.lines().map(|line| line.split(':').next().unwrap()).collect();
    let wanted = ["Risk Level", "Score", "Market", "Size", "Stop", "Bad day (99 %)", "Blocked", "Blocked", "Blocked"];
    assert_eq!(keys, wanted, "{head}");
    assert!(head.contains("\nStop: 1.19000 (costs ") && head.contains(" at 200000 EUR)\n"), "{head}");
    assert!(suggestions.starts_with("• 200000 EUR breaks 3 of your limits"), "{suggestions}");
    assert!(suggestions.lines().all(|line| line.starts_with("• ")), "{suggestions}");
}

#[test]
fn what_is_held_is_asked_from_the_same_source() {
    let correlation = |text: &str| {
        let run = with_positions("risk BTC/USD --equity 10000 -f json", text);
        assert_eq!((run.code, run.err.as_str()), (0, DEMO), "{}", run.out);
        let object = run.object();
        fits(&object, OUTPUT);
        object["components"]["correlation"].clone()
    };
    assert_eq!(correlation("[]")["level"], "NOT_APPLICABLE");
    assert!(correlation(r#"[{"pair": "ETH/USD", "side": "long", "units": 2, "stop": 50}]"#)["value"].is_number());
    let Some(folder) = shared("data/spx-1d.csv") else { return };
    let data = folder.parent().unwrap().to_str().unwrap();
    let words = format!("risk AAPL --data {data} --equity 10000 -f json");
    let level = |pair: &str| {
        let run = with_positions(&words, &format!(r#"[{{"pair": "{pair}", "side": "long", "units": 1, "stop": 1}}]"#));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
        fits(&run.object(), OUTPUT);
        run.object()["components"]["correlation"]["level"].clone()
    };
    assert_eq!(level("XAU/USD"), "UNKNOWN", "no candles are unknown, never low");
    assert_ne!(level("BTC/USD"), "NOT_APPLICABLE");
}

#[test]
fn one_file_is_no_source_for_what_else_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gold.csv");
    std::fs::write(&file, headerless(400)).unwrap();
    let words = format!("risk XAU/USD --data {} --columns t,o,c,h,l,v --equity 10000 -f json", file.display());
    let run = with_positions(&words, r#"[{"pair": "XAG/USD", "side": "long", "units": 1, "stop": 1}]"#);
    assert_eq!(run.code, 0, "{run:?}");
    fits(&run.object(), OUTPUT);
    assert_eq!(run.object()["components"]["correlation"]["level"], "UNKNOWN");
}

#[test]
fn what_cannot_be_assessed_is_64_and_names_its_field() {
    let cases = [
        ("--size x", "position_size must be a number above 0; got \"x\".", "/position_size"),
        ("--size -2", "position_size must be a number above 0; got -2.", "/position_size"),
        ("--size inf", "position_size must be a number above 0; got inf.", "/position_size"),
        (
            "--size 1 --unit lots",
            "position_size_unit must be one of base, quote, pct_equity; got \"lots\".",
            "/position_size_unit",
        ),
        ("--side both", "side must be one of long, short; got \"both\".", "/side"),
        ("--entry 0", "entry_price must be a number above 0; got 0.", "/entry_price"),
        ("--stop 1000000", "stop_loss of a long position must be below its entry.", "/stop_loss"),
        ("--side short --stop 1", "stop_loss of a short position must be above its entry.", "/stop_loss"),
        ("--leverage 0.5", "leverage must be from 1 to 200; got 0.5.", "/leverage"),
        ("--equity 0", "account_equity must be a number above 0; got 0.", "/account_equity"),
        ("--currency $", "account_currency must look like USD or EUR; got \"$\".", "/account_currency"),
        ("--tolerance none", "risk_tolerance must be one of low, medium, high; got \"none\".", "/risk_tolerance"),
        ("--positions no-such.json", "no-such.json is not there.", "/holdings"),
    ];
    for (words, text, field) in cases {
        let run = engram(&format!("risk BTC/USD {words}"));
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{words}");
        assert_eq!(run.err, format!("Error: {text} (INVALID_PARAMS)\n"));
        let object = engram(&format!("risk BTC/USD {words} -f json")).object();
        fits(&object, "error.output");
        assert_eq!((&object["field"], &object["tool"]), (&Value::from(field), &"assess_risk".into()));
    }
    let run = engram("risk BTC/USD --unit quote");
    assert_eq!(run.code, 64);
    assert!(run.err.contains("--size <N>"), "{}", run.err);
}

#[test]
fn a_bad_file_of_positions_names_itself_and_the_place() {
    let cases = [
        ("[{\"pair\": \"AAPL\"},\n  oops]", "positions.json, line 2, column 3: this is no JSON.", "/holdings"),
        ("{}", "positions.json, line 1, column 1: expected a list such as [{", "/holdings"),
        (
            r#"[{"pair": "AAPL", "side": "long", "units": 1}, {"pair": "ETH/USD", "side": "long", "units": 0}]"#,
            "positions.json, position 2: units must be a number above 0; got 0.",
            "/holdings/1/units",
        ),
    ];
    for (text, said, field) in cases {
        let run = with_positions("risk BTC/USD", text);
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{text}");
        assert!(run.err.starts_with(&format!("Error: {said}")), "{}", run.err);
        let object = with_positions("risk BTC/USD -f json", text).object();
        fits(&object, "error.output");
        assert_eq!(object["field"], field);
    }
}

#[test]
fn candles_that_are_too_few_are_66() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gold.csv");
    std::fs::write(&file, headerless(12)).unwrap();
    let words = ["risk", "XAU/USD", "--data", file.to_str().unwrap(), "--columns", "t,o,c,h,l,v", "-f", "json"];
    let run = engram_with(&words);
    assert_eq!(run.code, 66, "{run:?}");
    fits(&run.object(), "error.output");
    assert_eq!(run.object()["error_code"], "INSUFFICIENT_DATA");
}
