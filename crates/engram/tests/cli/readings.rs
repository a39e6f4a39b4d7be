//! The readings as CSV, held against TA-Lib's C core.

use std::{collections::BTreeMap, io::Read, path::Path};

use serde_json::Value;

use crate::support::{engram, engram_with, shared};

/// A table by column; an empty field has no value.
struct Table {
    times: Vec<String>,
    columns: BTreeMap<String, Vec<Option<f64>>>,
}

fn table(text: &str) -> Table {
    let mut lines = text.lines().skip_while(|line| line.starts_with('#'));
    let names: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let mut columns: BTreeMap<String, Vec<Option<f64>>> =
        names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect();
    let mut times = Vec::new();
    for line in lines {
        let mut cells = line.split(',');
        times.push(cells.next().unwrap().to_owned());
        for (name, cell) in names.iter().zip(cells.by_ref()) {
            let value = (!cell.is_empty()).then(|| cell.parse().unwrap());
            columns.get_mut(*name).unwrap().push(value);
        }
        assert_eq!(cells.next(), None);
    }
    Table { times, columns }
}

fn golden(folder: &Path, name: &str) -> Table {
    let file = std::fs::File::open(folder.join(format!("{name}.golden.csv.gz"))).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    table(&text)
}

#[test]
fn they_equal_ta_lib_on_a_real_file() {
    let (Some(data), Some(manifest)) = (shared("data/eurusd-1h.csv"), shared("data/golden/manifest.json")) else {
        return;
    };
    let manifest_text = std::fs::read_to_string(&manifest).unwrap();
    let limits: Value = serde_json::from_str(&manifest_text).unwrap();
    let run = engram_with(&["analyze", "EUR/USD", "--data", data.to_str().unwrap(), "--series", "--bars", "1500"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("time,sma20,"), "candles of a file need no comment");
    let (ours, theirs) = (table(&run.out), golden(manifest.parent().unwrap(), "eurusd-1h"));
    assert_eq!(ours.times.len(), 1_500);
    assert!(ours.columns.keys().eq(theirs.columns.keys()), "every column of the reference, and no other");
    for (name, expected) in &theirs.columns {
        let rel = limits["outputs"][name]["rel"].as_f64().unwrap();
        let scale = limits["files"]["eurusd-1h.golden.csv.gz"]["scale"][name].as_f64().unwrap();
        for (bar, (a, b)) in ours.columns[name].iter().zip(expected).enumerate() {
            let agrees = match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() <= rel * b.abs().max(scale),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            assert!(agrees, "{name} at bar {bar}: {a:?}, reference {b:?}");
        }
    }
}

#[test]
fn they_end_with_the_candle_the_analysis_speaks_of() {
    let words = "BTC/USD -t 1d --as-of 2024-05-31";
    let readings = table(&engram(&format!("analyze {words} --series")).out);
    let object = engram(&format!("analyze {words} -f json")).object();
    assert_eq!(readings.times.len() as u64, object["data"]["candles_used"].as_u64().unwrap());
    assert_eq!(readings.times.last().unwrap(), "2024-05-31T00:00:00Z");
    let last = |name: &str| readings.columns[name].last().unwrap().unwrap();
    let published = object["indicators"]["rsi"].as_f64().unwrap();
    assert!((last("rsi14") - published).abs() <= 0.005, "{} is {published}", last("rsi14"));
}

#[test]
fn no_field_holds_a_number_that_is_none() {
    let run = engram("analyze EUR/USD --series --bars 60");
    assert_eq!(run.code, 0);
    assert!(!run.out.contains("NaN") && !run.out.contains("inf"));
    assert!(run.out.starts_with("# DEMO:EUR/USD 1h: synthetic demo candles, made up, not a market\ntime,sma20,"));
    let readings = table(&run.out);
    assert_eq!((readings.times.len(), readings.columns.len()), (60, 54));
    assert_eq!(readings.columns["obv"], vec![None; 60], "demo currencies have no volume");
    assert_eq!(readings.columns["sma20"].iter().filter(|value| value.is_none()).count(), 19);
}

#[test]
fn an_error_is_said_in_words() {
    let run = engram("analyze BTC/USD -t 2h --series");
    assert_eq!((run.code, run.out.as_str()), (64, ""));
    assert!(run.err.starts_with("Error: timeframe must be"));
}
