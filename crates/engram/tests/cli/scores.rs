//! How often a signal came true.

use serde_json::Value;

use crate::{
    answers::{DEMO, of_file},
    support::{REAL, engram, engram_with, fits},
};

#[test]
fn demo_scores_fit_the_schema() {
    for timeframe in ["1m", "1h", "1d"] {
        for signal in ["BUY", "SELL", "HOLD"] {
            let run = engram(&format!("confidence BTC/USD -t {timeframe} --signal {signal} --gate rule -f json"));
            assert_eq!((run.code, run.err.as_str()), (0, DEMO));
            let object = run.object();
            fits(&object, "get_confidence_score.output");
            assert_eq!((&object["signal"], &object["engine_signal"]["gate"]), (&signal.into(), &"rule".into()));
            assert_eq!((object["event"].is_null(), object["source"].as_str()), (signal == "HOLD", Some("current")));
        }
    }
}

#[test]
fn scores_from_real_files_fit_the_schema_now_and_then() {
    for (name, pair, _) in REAL {
        for more in [&[][..], &["--as-of", "2012-06-15"], &["--as-of", "2017-06-30T15:00:00Z", "--horizon-bars", "10"]]
        {
            let words = [&["--signal", "BUY", "-f", "json"], more].concat();
            let Some(run) = of_file("confidence", name, pair, &words) else { return };
            let schema = if run.code == 66 { "error.output" } else { "get_confidence_score.output" };
            fits(&run.object(), schema);
        }
    }
}

#[test]
fn a_score_is_the_scenario_of_the_signal() {
    let score = engram("confidence EUR/USD --as-of 2024-05-31 --signal sell -f json").object();
    let signal = engram("signal EUR/USD --as-of 2024-05-31 -f json").object();
    let scenario = &signal["scenarios"]["short"];
    for (ours, theirs) in [("confidence", "probability"), ("edge", "edge"), ("interval95", "interval95")] {
        assert_eq!(score[ours], scenario[theirs]);
    }
    assert_eq!(score["calibration"]["n"], scenario["n"]);
}

#[test]
fn it_reads_as_published() {
    let Some(run) = of_file("confidence", "spx-1d.csv", "^GSPC", &["-s", "BUY"]) else { return };
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let lines: Vec<&str> = run.out.lines().collect();
    let [first, second, market, interval, status, edge] = lines.as_slice() else { panic!("{}", run.out) };
    assert_eq!(*first, "Signal: BUY (current; engine says HOLD, leans short, not proven)");
    assert!(second.starts_with("Confidence: 0.38 (wins 38 of 100, needs 32; n=304)"), "{second}");
    assert_eq!((*market, *interval), ("Market: ^GSPC 1d, recorded data", "Interval: 32 to 43 of 100"));
    assert_eq!(*status, "Status: no_skill (the number is the base rate)");
    assert_eq!(*edge, "Edge: +0.06, expectancy +0.14 R");
}

#[test]
fn own_levels_are_scored() {
    let words = ["--signal", "BUY", "--entry", "4260", "--stop", "4060", "--target", "4500", "-f", "json"];
    let Some(run) = of_file("confidence", "spx-1d.csv", "^GSPC", &words) else { return };
    let object = run.object();
    fits(&object, "get_confidence_score.output");
    assert_eq!((&object["source"], &object["calibration"]["reward_risk"]), (&"external".into(), &1.2.into()));
}

#[test]
fn what_cannot_be_scored_is_64_and_names_its_field() {
    let cases = [
        ("--signal PERHAPS", "signal must be one of BUY, SELL, HOLD; got \"PERHAPS\".", "/signal"),
        (
            "--signal BUY --entry 100",
            "entry_price, stop_loss and take_profit go together; stop_loss is missing.",
            "/stop_loss",
        ),
        (
            "--signal BUY --entry x --stop 1 --target 2",
            "entry_price must be a price above 0; got \"x\".",
            "/entry_price",
        ),
        ("--signal BUY --entry 2 --stop 0 --target 3", "stop_loss must be a price above 0; got 0.", "/stop_loss"),
        ("--signal BUY --horizon-bars 501", "horizon_bars must be from 1 to 500; got 501.", "/horizon_bars"),
        (
            "--signal BUY --market-data trend",
            "market_data must be a JSON object such as {\"trend\": \"bullish\"}.",
            "/market_data",
        ),
    ];
    for (words, text, field) in cases {
        let run = engram(&format!("confidence BTC/USD {words}"));
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{words}");
        assert_eq!(run.err, format!("Error: {text} (INVALID_PARAMS)\n"));
        let object = engram(&format!("confidence BTC/USD {words} -f json")).object();
        fits(&object, "error.output");
        assert_eq!((&object["field"], &object["tool"]), (&Value::from(field), &"get_confidence_score".into()));
    }
    let run = engram("confidence BTC/USD");
    assert_eq!(run.code, 64);
    assert!(run.err.contains("--signal <SIGNAL>"), "{}", run.err);
}

#[test]
fn a_picture_of_the_callers_own_is_compared() {
    let data = r#"{"trend":"sideways","mood":1}"#;
    let run = engram_with(&["confidence", "BTC/USD", "--signal", "BUY", "--market-data", data]);
    assert!(run.out.contains("\nYour market_data differs from ours and was not used: trend: given sideways, ours "));
    let run = engram_with(&["confidence", "BTC/USD", "--signal", "BUY", "--market-data", data, "-f", "json"]);
    fits(&run.object(), "get_confidence_score.output");
}
