//! A folder as freqtrade keeps it, made by hand in its format.
#![expect(clippy::disallowed_methods, reason = "writes the files it reads")]

use std::{fs, io::Write};

use analysis::Interval;
use flate2::{Compression, write::GzEncoder};

use super::stem;
use crate::{
    Feed, FileFeed,
    testing::{all_of, asked, pair},
};

fn candles(first_ms: i64, step: i64) -> String {
    let row = |n: i64| format!("[{},1.5,2.5,0.5,{}.25,{}]", first_ms + n * step, 1 + n % 2, n * 10);
    format!("[{}]", (0..5).map(row).collect::<Vec<_>>().join(","))
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[test]
fn names_tell_pair_timeframe_and_kind() {
    assert_eq!(stem("BTC_USDT-1h.json"), Some("BTC_USDT-1h"));
    assert_eq!(stem("BTC_USDT-1h.json.gz"), Some("BTC_USDT-1h"));
    assert_eq!(stem("BTC_USDT_USDT-1h-futures.json"), Some("BTC_USDT_USDT-1h"));
    assert_eq!(stem("btc_usd-1h.csv"), Some("btc_usd-1h"));
    for other in ["BTC_USDT_USDT-8h-mark.json", "BTC_USDT_USDT-8h-funding_rate.json", "BTC_USDT-trades.json.gz", "x.h5"]
    {
        assert_eq!(stem(other), None, "{other}");
    }
}

#[test]
fn a_folder_answers_for_its_pairs() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("futures")).unwrap();
    let (hour, day) = (3_600_000, 86_400_000);
    fs::write(at("BTC_USDT-1h.json"), candles(1_717_164_000_000, hour)).unwrap();
    fs::write(at("ETH_USDT-1d.json.gz"), packed(&candles(1_717_113_600_000, day))).unwrap();
    fs::write(at("futures/BTC_USDT_USDT-1h-futures.json"), candles(1_717_164_000_000, hour)).unwrap();
    fs::write(at("futures/BTC_USDT_USDT-8h-mark.json"), candles(1_717_164_000_000, hour)).unwrap();
    fs::write(at("SOL_USDT-1h.json"), "this is no list").unwrap();
    fs::write(at("BTC_USDT-trades.json.gz"), packed("[]")).unwrap();
    let feed = FileFeed::open(folder.path()).unwrap();
    let history = asked(&feed, &all_of("BTC/USDT", None)).unwrap();
    assert_eq!((history.series.len(), history.series.interval()), (5, Interval::H1));
    assert_eq!(history.series.closes(), [1.25, 2.25, 1.25, 2.25, 1.25]);
    assert_eq!(history.series.volumes(), Some([0.0, 10.0, 20.0, 30.0, 40.0].as_slice()));
    assert_eq!(asked(&feed, &all_of("ETH/USDT", None)).unwrap().series.interval(), Interval::D1);
    assert_eq!(asked(&feed, &all_of("BTC/USDT:USDT", None)).unwrap().series.len(), 5);
    let said = asked(&feed, &all_of("SOL/USDT", None)).unwrap_err().to_string();
    assert!(
        said.starts_with("SOL_USDT-1h.json, line 1") && said.contains("[ms, open, high, low, close, volume]"),
        "{said}"
    );
    let pairs: Vec<_> = feed.offers().into_iter().map(|offer| offer.pair).collect();
    assert!(pairs.contains(&pair("BTC/USDT")) && pairs.contains(&pair("BTC/USDT:USDT")), "{pairs:?}");
}

#[test]
fn a_bomb_and_a_broken_pack_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("BTC_USDT-1h.json.gz");
    let good = packed(&candles(1_717_164_000_000, 3_600_000));
    fs::write(&file, &good[..good.len() / 2]).unwrap();
    let feed = FileFeed::open(folder.path()).unwrap();
    let said = asked(&feed, &all_of("BTC/USDT", None)).unwrap_err().to_string();
    assert!(said.contains("a gzip file"), "{said}");
}
