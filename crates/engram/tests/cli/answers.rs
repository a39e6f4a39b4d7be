//! Answers: shape, place, words.

use serde_json::Value;

use crate::support::{REAL, Run, engram, engram_with, fits, headerless, program, shared};

pub(crate) const DEMO: &str =
    "Demo candles: made up, not a market. --source binance asks a market place, --data FILE your own file.\n";

pub(crate) fn of_file(task: &str, name: &str, pair: &str, more: &[&str]) -> Option<Run> {
    let file = shared(&format!("data/{name}"))?;
    let words = [&[task, pair, "--data", file.to_str()?], more].concat();
    Some(engram_with(&words))
}

#[test]
fn demo_answers_fit_the_schemas() {
    for timeframe in ["1m", "5m", "15m", "1h", "4h", "1d"] {
        for pair in ["BTC/USD", "EUR/USD", "AAPL"] {
            let analysis = engram(&format!("analyze {pair} -t {timeframe} -f json"));
            assert_eq!((analysis.code, analysis.err.as_str()), (0, DEMO));
            fits(&analysis.object(), "analyze_market.output");
            let gates: &[_] = if pair == "BTC/USD" { &["proven", "rule"] } else { &["rule"] };
            for gate in gates {
                let signal = engram(&format!("signal {pair} -t {timeframe} --gate {gate} -f json"));
                assert_eq!((signal.code, signal.err.as_str()), (0, DEMO));
                fits(&signal.object(), "generate_signal.output");
                assert_eq!(signal.object()["gate"], *gate);
            }
        }
    }
}

#[test]
fn answers_from_real_files_fit_the_schemas() {
    for (name, pair, timeframe) in REAL {
        for more in
            [&[][..], &["--as-of", "2012-06-15"], &["--as-of", "2019-02-01"], &["--as-of", "2017-06-30T15:00:00Z"]]
        {
            let Some(analysis) = of_file("analyze", name, pair, &[&["-f", "json"], more].concat()) else { return };
            if analysis.code == 66 {
                fits(&analysis.object(), "error.output");
                continue;
            }
            assert_eq!((analysis.code, analysis.err.as_str()), (0, ""), "a file is no demo");
            let analysis = analysis.object();
            fits(&analysis, "analyze_market.output");
            assert_eq!(
                (&analysis["timeframe"], &analysis["data"]["quality"]),
                (&Value::from(timeframe), &Value::from("recorded"))
            );
            for gate in ["proven", "rule"] {
                let signal = of_file("signal", name, pair, &[&["-f", "json", "--gate", gate], more].concat()).unwrap();
                fits(&signal.object(), "generate_signal.output");
            }
        }
    }
}

#[test]
fn a_long_history_is_measured() {
    let signal = engram("signal BTC/USD -t 1h --as-of 2024-05-31 -f json").object();
    let used = signal["data"]["candles_used"].as_u64().unwrap();
    assert!((10_000..10_512).contains(&used), "{used}");
    assert!(signal["scenarios"]["long"]["n_effective"].as_f64().unwrap() > 250.0);
    assert_ne!(signal["confidence_status"], "thin");
    let Some(run) = of_file("signal", "spx-1d.csv", "^GSPC", &["-f", "json"]) else { return };
    let signal = run.object();
    assert_eq!((&signal["data"]["candles_used"], &signal["confidence_status"]), (&8_111.into(), &"no_skill".into()));
    for side in ["long", "short"] {
        let scenario = &signal["scenarios"][side];
        assert!(scenario["probability"].is_number() && scenario["interval95"].is_array(), "{scenario}");
    }
}

#[test]
fn the_schemas_refuse_an_answer_that_is_off() {
    if shared("design/schemas").is_none() {
        return;
    }
    let mut object = engram("signal BTC/USD -f json").object();
    object["weight"] = Value::from(1);
    assert!(std::panic::catch_unwind(|| fits(&object, "generate_signal.output")).is_err());
}

#[test]
fn every_format_says_that_demo_is_no_market() {
    for task in
        ["analyze ETH/USD", "signal ETH/USD", "confidence ETH/USD --signal BUY", "risk ETH/USD", "replay ETH/USD"]
    {
        for format in ["clean", "detailed", "raw", "json"] {
            let run = engram(&format!("{task} --format {format}"));
            assert_eq!((run.code, run.err.as_str()), (0, DEMO));
            let text = run.out.to_lowercase();
            assert!(text.contains("demo") && text.contains("synthetic"), "{}", run.out);
            assert!(run.out.ends_with('\n') && !run.out.contains('\x1b'));
        }
    }
}

#[test]
fn json_is_one_line_where_nobody_looks() {
    let run = engram("signal BTC/USD --format json");
    assert_eq!(run.out.matches('\n').count(), 1);
    let raw = engram("analyze BTC/USD --format raw").out;
    assert!(
        raw.starts_with("{\n  \"schema_version\": \"engram.tool/1\"")
            && raw.ends_with("}\n===== no model reply (not_asked) =====\n")
    );
}

#[test]
fn a_day_is_answered_as_it_was_known_at_its_end() {
    let at = |as_of: &str| engram(&format!("analyze BTC/USD -t 1d --as-of {as_of} -f json")).object();
    let day = at("2024-05-31");
    assert_eq!(day["data"]["as_of"], "2024-06-01T00:00:00Z");
    assert_eq!(day["data"]["last_closed_candle"], "2024-06-01T00:00:00Z");
    let instant = at("2024-06-01T00:00:00Z");
    assert_eq!((&day["current_price"], &day["indicators"]), (&instant["current_price"], &instant["indicators"]));
    assert_ne!(at("2024-05-30")["current_price"], day["current_price"]);
}

#[test]
fn a_day_of_a_real_file_is_the_candle_of_that_day() {
    let Some(run) = of_file("analyze", "spx-1d.csv", "^GSPC", &["--as-of", "2020-03-12", "-f", "json"]) else { return };
    let object = run.object();
    assert_eq!(object["current_price"], 2480.64, "the close of 12 March 2020");
    assert_eq!(object["volatility"], "high");
}

#[test]
fn a_folder_answers_for_the_pairs_its_files_are_named_after() {
    let Some(folder) = shared("data/eurusd-1h.csv") else { return };
    let folder = folder.parent().unwrap().to_str().unwrap();
    for (name, pair) in [("eurusd-1h.csv", "eur/usd"), ("aapl-1d.csv", "AAPL")] {
        let object = engram_with(&["analyze", pair, "--data", folder, "-f", "json"]).object();
        assert_eq!(object["data"]["venue_symbol"], name);
    }
}

#[test]
fn a_longer_timeframe_is_built_from_a_file() {
    let Some(run) = of_file("signal", "eurusd-1h.csv", "EUR/USD", &["-t", "4h", "-f", "json"]) else { return };
    assert_eq!(run.object()["timeframe"], "4h");
}

#[test]
fn a_file_without_a_header_is_read_by_its_columns() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gold.csv");
    std::fs::write(&file, headerless(400)).unwrap();
    let words = ["signal", "XAU/USD", "--data", file.to_str().unwrap(), "--columns", "t,o,c,h,l,v", "-f", "json"];
    let object = engram_with(&words).object();
    assert_eq!((&object["data"]["candles_used"], &object["timeframe"]), (&Value::from(400), &Value::from("1d")));
    fits(&object, "generate_signal.output");
}

#[test]
fn arguments_reach_the_answer() {
    let object = engram("signal BTC/USD --gate rule --direction long_only --horizon-bars 7 -f json").object();
    assert_eq!((&object["gate"], &object["forecast"]["horizon_bars"]), (&Value::from("rule"), &Value::from(7)));
    assert_eq!(
        (&object["scenarios"]["long"]["allowed"], &object["scenarios"]["short"]["allowed"]),
        (&Value::from(true), &Value::from(false))
    );
}

#[test]
fn colour_decorates_on_demand_and_never_an_object() {
    let painted = engram("signal BTC/USD --as-of 2024-05-31 --color always").out;
    assert!(painted.contains("\x1b[1mAnalysis:\x1b[0m"));
    let plain = engram("signal BTC/USD --as-of 2024-05-31 --color never").out;
    assert_eq!(painted.replace("\x1b[1m", "").replace("\x1b[0m", ""), plain);
    assert!(!engram("signal BTC/USD --color always -f json").out.contains('\x1b'));
}

#[test]
fn a_reader_who_leaves_is_not_complained_about() {
    use std::{io::Read, process::Stdio};
    let mut child = program()
        .args(["analyze", "BTC/USD", "--series", "--bars", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 4];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((first, err.as_str(), child.wait().unwrap().code()), (*b"# DE", DEMO, Some(0)));
}
