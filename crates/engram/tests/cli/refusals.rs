//! What cannot be answered: words, place and exit code.

use serde_json::Value;

use crate::support::{engram, engram_with, fits, headerless, shared};

#[test]
fn a_wrong_word_is_answered_on_standard_error_with_64() {
    let cases = [
        ("signal BTC/USD -t 2h", "timeframe must be one of 1m, 5m, 15m, 1h, 4h, 1d; got \"2h\".", "/timeframe"),
        ("signal BTC/USD --gate maybe", "gate must be one of proven, rule; got \"maybe\".", "/gate"),
        (
            "signal BTC/USD --direction up",
            "direction must be one of both, long_only, short_only; got \"up\".",
            "/direction",
        ),
        ("signal BTC/USD --horizon-bars 0", "horizon_bars must be from 1 to 500; got 0.", "/horizon_bars"),
        (
            "signal BTC/USD --horizon-bars -3",
            "horizon_bars must be a whole number from 1 to 500; got \"-3\".",
            "/horizon_bars",
        ),
        (
            "analyze BTC/USD --as-of soon",
            "as_of must be a time such as 2024-05-31T14:00:00Z or a day such as 2024-05-31; got \"soon\".",
            "/as_of",
        ),
        ("analyze b~d", "pair must look like BTC/USD, AAPL, ^GSPC or BTC/USDT:USDT; got \"b~d\".", "/pair"),
    ];
    for (words, text, field) in cases {
        let run = engram(words);
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{words}");
        assert_eq!(run.err, format!("Error: {text} (INVALID_PARAMS)\n"));

        let run = engram(&format!("{words} --format json"));
        assert_eq!((run.code, run.err.as_str()), (64, ""), "{words}");
        let object = run.object();
        fits(&object, "error.output");
        assert_eq!((&object["error"], &object["field"]), (&Value::from(text), &Value::from(field)));
    }
}

#[test]
fn raw_errors_are_objects_too() {
    let run = engram("signal BTC/USD -t 2h --format raw");
    assert_eq!((run.code, run.err.as_str()), (64, ""));
    let object = run.out.strip_suffix("===== no model reply (not_asked) =====\n").unwrap();
    fits(&serde_json::from_str(object).unwrap(), "error.output");
}

#[test]
fn an_unknown_format_is_said_in_words() {
    let run = engram("signal BTC/USD --format yaml");
    assert_eq!((run.code, run.out.as_str()), (64, ""));
    assert_eq!(run.err, "Error: format must be one of clean, detailed, raw, json; got \"yaml\". (INVALID_PARAMS)\n");
}

#[test]
fn the_future_is_not_known() {
    let run = engram("signal BTC/USD --as-of 2999-01-01 -f json");
    assert_eq!((run.code, &run.object()["field"]), (64, &Value::from("/as_of")));
}

#[test]
fn wrong_use_is_64_with_a_hint_of_the_right_one() {
    for words in
        ["", "signal", "ponder BTC/USD", "signal BTC/USD --size 3", "analyze BTC/USD --bars 3", "signal X --columns t"]
    {
        let run = engram(words);
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{words}");
        assert!(run.err.contains("Usage:"), "{}", run.err);
    }
}

#[test]
fn a_source_that_is_not_there_is_69_and_no_path_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("btc_usd-1h.csv");
    let run = engram_with(&["signal", "BTC/USD", "--data", file.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (69, ""));
    assert_eq!(
        run.err,
        "Error: btc_usd-1h.csv is not there. Check that the source is there and may be read, then ask again. \
         (PROVIDER_DOWN)\n"
    );
}

#[test]
fn candles_that_are_absent_too_few_or_unfit_are_66() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("btc_usd-1d.csv");
    let header = "time,open,close,high,low,volume\n";
    let broken = headerless(100).replace(",101.5,", ",0,");
    let cases = [
        (header.to_owned(), "NO_DATA"),
        (format!("{header}{}", headerless(12)), "INSUFFICIENT_DATA"),
        (format!("{header}{broken}"), "DATA_QUALITY"),
        ("nothing,of,use\n1,2,3\n".to_owned(), "DATA_QUALITY"),
    ];
    for (text, code) in cases {
        std::fs::write(&file, &text).unwrap();
        let run = engram_with(&["signal", "BTC/USD", "--data", file.to_str().unwrap(), "-f", "json"]);
        assert_eq!((run.code, run.err.as_str()), (66, ""), "{code}: {}", run.out);
        fits(&run.object(), "error.output");
        assert_eq!((&run.object()["error_code"], &run.object()["retryable"]), (&Value::from(code), &Value::from(true)));
    }
    std::fs::remove_file(&file).unwrap();
    let run = engram_with(&["signal", "BTC/USD", "--data", folder.path().to_str().unwrap()]);
    assert_eq!((run.code, run.err.contains("holds no .csv, .json or .json.gz file")), (66, true), "{}", run.err);
}

#[test]
fn a_folder_names_the_nearest_pair() {
    let Some(file) = shared("data/eurusd-1h.csv") else { return };
    let folder = file.parent().unwrap().to_str().unwrap();
    let run = engram_with(&["signal", "EUR/USDT", "--data", folder, "-f", "json"]);
    assert_eq!(run.code, 64);
    let object = run.object();
    fits(&object, "error.output");
    assert_eq!((&object["error_code"], &object["field"]), (&Value::from("UNKNOWN_PAIR"), &Value::from("/pair")));
    assert_eq!(object["allowed"][0], "EUR/USD");
}

#[test]
fn a_file_cannot_be_cut_into_shorter_candles() {
    let Some(file) = shared("data/spx-1d.csv") else { return };
    let run = engram_with(&["signal", "^GSPC", "--data", file.to_str().unwrap(), "-t", "1h"]);
    assert_eq!(run.code, 64);
    assert_eq!(
        run.err,
        "Error: spx-1d.csv holds 1d candles, which cannot be cut into 1h ones. Ask for 1d or longer. \
         (INVALID_PARAMS)\n"
    );
}
