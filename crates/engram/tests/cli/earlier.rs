//! An earlier signal, asked about by its receipt.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, engram_with, fits};

fn with(words: &str, journal: &Path) -> Run {
    let words = words.split_whitespace().chain(["--journal", journal.to_str().unwrap()]);
    engram_with(&words.collect::<Vec<_>>())
}

/// A journal with an earlier signal under the gate `rule`: a BUY or SELL; its answer.
fn signal() -> (tempfile::TempDir, std::path::PathBuf, Value) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.db");
    for day in 1..29 {
        let words = format!("signal BTC/USD -t 4h --gate rule --horizon-bars 12 --as-of 2024-05-{day:02} -f json");
        let object = with(&words, &journal).object();
        if object["signal"] != "HOLD" {
            return (folder, journal, object);
        }
    }
    panic!("the rule never spoke")
}

fn id(object: &Value) -> &str {
    object["receipt_id"].as_str().unwrap()
}

/// Verifies from the journal, and from an exported file on what might be another machine.
fn verifies(object: &Value, journal: &Path, folder: &Path) {
    let id = id(object);
    let run = with(&format!("verify {id}"), journal);
    assert!(run.code == 0 && run.out.contains("ok, every field equal"), "{run:?}");
    let file = folder.join(format!("{id}.json"));
    assert_eq!(with(&format!("journal export {id} --out {}", file.display()), journal).code, 0);
    let run = engram_with(&["verify", file.to_str().unwrap()]);
    assert!(run.code == 0 && run.out.contains("ok, every field equal"), "{run:?}");
}

#[test]
fn a_score_is_of_that_signal_as_of_its_own_time() {
    let (folder, journal, signal) = signal();
    let word = signal["signal"].as_str().unwrap();
    let run = with(&format!("confidence --signal {word} --receipt {} -f json", id(&signal)), &journal);
    assert_eq!(run.code, 0, "{run:?}");
    let score = run.object();
    fits(&score, "get_confidence_score.output");
    assert_eq!((&score["source"], &score["journal"]), (&"receipt".into(), &"stored".into()));
    let side = if word == "BUY" { "long" } else { "short" };
    let scenario = &signal["scenarios"][side];
    assert_eq!(score["confidence"], signal["confidence"]);
    assert_eq!((&score["base_rate"], &score["expectancy_r"]), (&scenario["base_rate"], &scenario["expectancy_r"]));
    assert_eq!(score["data"]["as_of"], signal["data"]["as_of"]);
    assert_eq!(score["data"]["candles_sha256"], signal["data"]["candles_sha256"]);
    assert_eq!((&score["calibration"]["horizon_bars"], &score["engine_signal"]["gate"]), (&12.into(), &"rule".into()));
    verifies(&score, &journal, folder.path());
    // Rules tried since then do not reach back.
    with("confidence BTC/USD -t 4h --signal BUY --horizon-bars 6", &journal);
    let later = with(&format!("confidence --receipt {} -f json", id(&signal)), &journal).object();
    assert_eq!((&later["calibration"], &later["signal"]), (&score["calibration"], &signal["signal"]));
}

#[test]
fn a_risk_takes_side_levels_and_gate_from_it() {
    let (folder, journal, signal) = signal();
    let run = with(&format!("risk --receipt {} --equity 10000 -f json", id(&signal)), &journal);
    assert_eq!(run.code, 0, "{run:?}");
    let risk = run.object();
    fits(&risk, "assess_risk.output");
    let side = if signal["signal"] == "BUY" { "long" } else { "short" };
    assert_eq!((risk["side"].as_str(), risk["side_source"].as_str()), (Some(side), Some("receipt")));
    assert_eq!((&risk["stop"]["price"], &risk["stop"]["source"]), (&signal["stop_loss"], &"receipt".into()));
    assert_eq!(risk["sizing"]["basis"], "unproven", "its gate was rule");
    verifies(&risk, &journal, folder.path());
    let positions = folder.path().join("positions.json");
    std::fs::write(&positions, r#"[{"pair": "ETH/USD", "side": "long", "units": 2, "stop": 1}]"#).unwrap();
    let words = format!("risk --receipt {} --equity 10000 --positions {} -f json", id(&signal), positions.display());
    let held = with(&words, &journal).object();
    assert!(held["components"]["correlation"]["value"].is_number(), "{}", held["components"]["correlation"]);
    verifies(&held, &journal, folder.path());
    // The twin: a file that lost the signal cannot be checked, and one with another signal is altered.
    let file = folder.path().join(format!("{}.json", id(&risk)));
    let text = std::fs::read_to_string(&file).unwrap();
    let begin = text.find(",\"earlier\":").unwrap();
    let other = file.with_extension("other.json");
    let cut = format!("{}}}\n", &text[..begin]).replacen("engram.export/2", "engram.export/1", 1);
    std::fs::write(&other, cut).unwrap();
    let run = engram_with(&["verify", other.to_str().unwrap()]);
    assert_eq!(run.code, 66, "{run:?}");
    assert!(run.out.contains(&format!("it rests on {}, which is not here", id(&signal))), "{}", run.out);
    let (before, earlier) = text.split_at(begin);
    std::fs::write(&other, format!("{before}{}", earlier.replacen("\"gate\":\"rule\"", "\"gate\":\"Rule\"", 1)))
        .unwrap();
    assert_eq!(engram_with(&["verify", other.to_str().unwrap()]).code, 65);
}

#[test]
fn what_does_not_fit_the_receipt_is_refused() {
    let (_folder, journal, signal) = signal();
    let (id, word) = (id(&signal), signal["signal"].as_str().unwrap());
    let refused = |words: &str, code: i32, error: &str, field: Option<&str>| {
        let run = with(&format!("{words} -f json"), &journal);
        assert_eq!(run.code, code, "{run:?}");
        let object = run.object();
        fits(&object, "error.output");
        assert_eq!((object["error_code"].as_str(), object["field"].as_str()), (Some(error), field), "{object}");
        object["error"].as_str().unwrap().to_owned()
    };
    let said = refused(&format!("confidence --signal HOLD --receipt {id}"), 64, "INVALID_PARAMS", Some("/signal"));
    assert_eq!(said, format!("signal must be {word}, as in receipt_id; got HOLD."));
    let side = if word == "BUY" { "short" } else { "long" };
    refused(&format!("risk --side {side} --receipt {id}"), 64, "INVALID_PARAMS", Some("/side"));
    for words in ["confidence --signal BUY", "risk"] {
        let gone = format!("{words} --receipt er1_aaaaaaaaaaaaaaaaaaaaaaaaaa");
        let said = refused(&gone, 66, "UNKNOWN_RECEIPT", Some("/receipt_id"));
        assert!(said.starts_with("Receipt er1_aaaaaaaaaaaaaaaaaaaaaaaaaa is not in the journal."), "{said}");
        let missing = journal.with_extension("none");
        let run = with(&format!("{words} --receipt {id}"), &missing);
        assert_eq!((run.code, missing.exists()), (66, false), "{run:?}");
    }
    let analysis = with("journal list --tool analyze_market --most 1", &journal).out;
    let other = analysis.split_whitespace().nth(1).unwrap();
    let said = refused(&format!("risk --receipt {other}"), 64, "INVALID_PARAMS", Some("/receipt_id"));
    assert!(said.contains("is a receipt of analyze_market, not of generate_signal"), "{said}");
    for words in ["confidence BTC/USD --receipt er1_x", "confidence", "risk", "risk --receipt er1_x -t 1h"] {
        assert_eq!(with(words, &journal).code, 64, "{words}");
    }
}
