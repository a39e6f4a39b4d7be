//! Readings equal TA-Lib's C core, values and places alike.

use std::{collections::BTreeMap, io::Read, path::Path};

use analysis::{
    Interval, Series,
    readings::{CATALOGUE, Column, moved},
};
use serde_json::Value;

use crate::support::{REAL, candles, real, series, shared};

/// What the reference says of one column.
struct Reference {
    values: Vec<Option<f64>>,
    rel: f64,
    scale: f64,
}

fn references(folder: &Path, name: &str) -> BTreeMap<String, Reference> {
    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
    let file = format!("{name}.golden.csv.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(folder.join(&file)).unwrap()).read_to_string(&mut text).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').skip(1).collect()).collect();
    let number = |value: &Value| value.as_f64().unwrap();
    names
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let values = rows.iter().map(|row| row[column].parse().ok()).collect();
            let rel = number(&manifest["outputs"][*name]["rel"]);
            let scale = number(&manifest["files"][&file]["scale"][*name]);
            ((*name).to_owned(), Reference { values, rel, scale })
        })
        .collect()
}

fn computed(series: &Series) -> BTreeMap<&'static str, Column> {
    CATALOGUE
        .iter()
        .flat_map(|entry| {
            let columns = entry.compute(series);
            assert_eq!(columns.len(), entry.names.len());
            entry.names.iter().copied().zip(columns)
        })
        .collect()
}

/// Breaches of the tolerance, as text; `excused` says where we refuse an answer that TA-Lib gives.
fn breaches(
    series: &Series,
    expected: &BTreeMap<String, Reference>,
    excused: impl Fn(&str, usize) -> bool,
) -> Vec<String> {
    let ours = computed(series);
    assert_eq!(ours.len(), expected.len(), "every column of the reference, and no other");
    let mut breaches = Vec::new();
    for (name, reference) in expected {
        let column = &ours[name.as_str()];
        for (bar, theirs) in reference.values.iter().enumerate() {
            let agrees = match (column.at(bar), theirs) {
                (None, None) => true,
                (None, Some(_)) => excused(name, bar),
                (Some(_), None) => false,
                (Some(a), Some(b)) => (a - b).abs() <= reference.rel * b.abs().max(reference.scale),
            };
            if !agrees {
                breaches.push(format!("{name} at {bar}: {:?}, reference {theirs:?}", column.at(bar)));
            }
        }
    }
    breaches
}

#[test]
fn on_the_last_1500_bars_of_every_real_file() {
    for (name, pair, interval) in REAL {
        let Some(manifest) = shared("golden/manifest.json") else { return };
        let series = real(name, pair, interval).unwrap().tail(1_500);
        let expected = references(manifest.parent().unwrap(), name);
        assert_eq!(expected.len(), 54);
        let breaches = breaches(&series, &expected, |_, _| false);
        assert!(breaches.is_empty(), "{name}: {} breaches, first {:?}", breaches.len(), breaches.first());
    }
}

fn synthetic() -> (Series, BTreeMap<String, Reference>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let text = std::fs::read_to_string(folder.join("synthetic-20240601.csv")).unwrap();
    (series("DEMO/USD", Interval::H1, candles(&text)), references(&folder, "synthetic-20240601"))
}

/// Where the market stands still or does not trade, TA-Lib has a convention and we have no answer.
fn refused(series: &Series) -> impl Fn(&str, usize) -> bool {
    let moved = moved(series);
    let volumes = series.volumes().unwrap().to_vec();
    move |name, bar| match name {
        "rsi14" | "rsi2" | "stochrsi_k" | "stochrsi_d" => !moved[bar],
        "mfi14" => volumes[bar - 13..=bar].iter().all(|volume| *volume == 0.0),
        _ => false,
    }
}

#[test]
fn on_made_up_candles_that_stand_still_and_do_not_trade() {
    let (series, expected) = synthetic();
    let breaches = breaches(&series, &expected, refused(&series));
    assert!(breaches.is_empty(), "{} breaches, first {:?}", breaches.len(), breaches.first());
    let ours = computed(&series);
    assert_eq!(ours["rsi14"].at(170), None, "a flat market has no RSI");
    assert_eq!(ours["mfi14"].at(290), None, "a market without volume has no MFI");
    assert!(expected["rsi14"].values[170].is_some() && expected["mfi14"].values[290].is_some());
}

/// The comparison itself must be able to fail: each of these is one bar, or one part in 10^8, off.
#[test]
fn a_column_that_is_off_is_caught() {
    let (series, mut expected) = synthetic();
    let late = series.tail(series.len() - 1);
    for reference in expected.values_mut() {
        reference.values.remove(0);
    }
    assert!(!breaches(&late, &expected, refused(&late)).is_empty());
    let (series, mut expected) = synthetic();
    let value = expected.get_mut("atr14").unwrap().values[300].as_mut().unwrap();
    *value *= 1.0 + 1e-8;
    assert_eq!(breaches(&series, &expected, refused(&series)).len(), 1);
}
