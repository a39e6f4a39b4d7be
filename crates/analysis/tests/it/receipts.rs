//! Canonical bytes and hashes equal the published vectors.

use analysis::{
    Candle, Interval, Pair, Series,
    receipt::{candles_sha256, canonical, id_of, sha256_hex},
};
use jiff::Timestamp;
use serde_json::Value;

use crate::support::shared;

#[test]
fn candles_hash_as_published() {
    // Three hourly candles of EUR/USD without volume, and the hash another implementation gave them.
    let rows = [
        (1_763_650_800_000, 1.0841, 1.0845, 1.0838, 1.0842),
        (1_763_654_400_000, 1.0842, 1.0847, 1.0841, 1.0846),
        (1_763_658_000_000, 1.0846, 1.0846, 1.0839, 1.084),
    ];
    let candles = rows.map(|(at, open, high, low, close)| Candle {
        open_time: Timestamp::from_millisecond(at).unwrap(),
        open,
        high,
        low,
        close,
        volume: None,
    });
    let mut series = Series::new(Pair::new("EUR/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap();
    assert_eq!(candles_sha256(&series), "e52316e714c5ee29de23c5bd6f4bb55a5401745a589716ecbb51942c9b990512");
    series = series.tail(2);
    assert_ne!(candles_sha256(&series), "e52316e714c5ee29de23c5bd6f4bb55a5401745a589716ecbb51942c9b990512");
}

#[test]
fn every_published_receipt_hashes_to_its_id() {
    let Some(manifest) = shared("golden/manifest.json") else { return };
    let examples = manifest.ancestors().nth(3).unwrap().join("design/schemas/examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(&examples).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(case) = name.strip_prefix("receipt.") else { continue };
        let (tool, case) = case.split_once('.').unwrap();
        let read = |path: &std::path::Path| -> Value {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let body = read(&path);
        let output = read(&examples.join(format!("{tool}.output.{case}")));
        assert_eq!(id_of(&canonical(&body).unwrap()), output["receipt_id"].as_str().unwrap(), "{name}");
        let params = sha256_hex(&canonical(&body["params"]).unwrap());
        assert_eq!(params, body["engine"]["params_sha256"].as_str().unwrap(), "{name}");
        seen += 1;
    }
    assert!(seen >= 19, "only {seen} receipts found");
}
