//! Market places on the command line, against ones that behave as the real ones do.

use std::sync::Arc;

use jiff::Timestamp;
use market::{
    VenueName,
    fake::{Fault, Served, World},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::support::{Run, engram_with};

/// Market places on this computer, and the settings that name them.
struct Street {
    worlds: Vec<(VenueName, World)>,
    served: Vec<Served>,
    _runtime: Runtime,
    folder: TempDir,
}

impl Street {
    fn open(venues: &[VenueName]) -> Self {
        Self::with(venues, "")
    }

    /// With more of the section `market`.
    fn with(venues: &[VenueName], more: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (mut worlds, mut served) = (Vec::new(), Vec::new());
        let mut rows = Vec::new();
        for venue in venues {
            let world = World::new(*venue, Arc::new(|| Timestamp::now().as_millisecond()));
            let at = runtime.block_on(Served::start(world.clone())).unwrap();
            rows.push(at.rows());
            worlds.push((*venue, world));
            served.push(at);
        }
        let first = venues[0];
        let rows = rows.join(", ");
        let settings = format!("[market]\nsource = \"{first}\"\n{more}endpoints = {{ {rows} }}\n");
        std::fs::write(folder.path().join("settings.toml"), settings).unwrap();
        Self { worlds, served, _runtime: runtime, folder }
    }

    fn world(&self, venue: VenueName) -> &World {
        &self.worlds.iter().find(|(known, _)| *known == venue).unwrap().1
    }

    fn run(&self, args: &[&str]) -> Run {
        let settings = self.folder.path().join("settings.toml");
        let mut all = vec!["--config", settings.to_str().unwrap()];
        all.extend(args);
        engram_with(&all)
    }

    fn close(&mut self) {
        self.served.clear();
    }
}

#[test]
fn a_signal_comes_from_the_market_place_that_is_set_or_named() {
    let street = Street::open(&[VenueName::Binance, VenueName::Kraken]);
    let said = street.run(&["signal", "BTCUSDT", "4h", "--format", "raw"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("binance") && said.out.contains("BTCUSDT"), "{}", said.out);
    let said = street.run(&["analyze", "XBTUSD", "1h", "--source", "kraken", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&answer["pair"], &answer["data"]["source"]), (&"BTC/USD".into(), &"kraken".into()));
    assert_eq!(answer["data"]["quality"], "live");
    // Never another source than the one that is meant.
    assert!(street.world(VenueName::Binance).pages() > 0);
    let said = street.run(&["signal", "BTC/USD", "1h"]);
    assert_eq!(said.code, 64, "{}", said.err);
    assert!(said.err.contains("Binance does not know BTC/USD. Did you mean BTC/USDT"), "{}", said.err);
}

#[test]
fn each_candle_is_fetched_once_and_answers_without_a_network() {
    let mut street = Street::open(&[VenueName::Binance]);
    assert_eq!(street.run(&["analyze", "BTC/USDT", "1d"]).code, 0);
    let pages = street.world(VenueName::Binance).pages();
    assert!(pages > 0);
    assert_eq!(street.run(&["analyze", "BTC/USDT", "1d"]).code, 0);
    assert_eq!(street.world(VenueName::Binance).pages(), pages, "the second answer is from the cache");
    let info = street.run(&["cache", "info", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&info.out).unwrap();
    assert_eq!(told["series"][0]["symbol"], "BTCUSDT");
    street.close();
    let offline = street.run(&["analyze", "BTC/USDT", "1d"]);
    assert_eq!(offline.code, 0, "{}", offline.err);
    assert!(street.run(&["cache", "prune", "--all"]).out.starts_with("1 series forgotten; 0 series left"));
    let said = street.run(&["analyze", "BTC/USDT", "1d"]);
    assert_eq!(said.code, 69, "{}", said.err);
    assert!(said.err.contains("Binance cannot be asked: "), "{}", said.err);
}

#[test]
fn a_limit_is_told_with_its_end_and_nothing_is_asked_before() {
    let street = Street::open(&[VenueName::Binance]);
    let world = street.world(VenueName::Binance);
    world.plan(Fault::Says { status: 418, retry_after: Some(3_600), body: String::new() });
    let said = street.run(&["analyze", "BTC/USDT", "1h"]);
    assert_eq!(said.code, 69);
    assert!(said.err.contains("Binance has shut this address out until 20"), "{}", said.err);
    let asked = world.asked().len();
    let again = street.run(&["analyze", "BTC/USDT", "1h"]);
    assert_eq!((again.code, world.asked().len()), (69, asked), "{}", again.err);
}

#[test]
fn every_source_is_listed_tried_and_searched() {
    let street = Street::open(&VenueName::ALL);
    let list = street.run(&["source", "list"]);
    for venue in VenueName::ALL {
        assert!(list.out.contains(venue.name()), "{}", list.out);
        let tried = street.run(&["source", "test", venue.name()]);
        assert_eq!(tried.code, 0, "{venue}: {}{}", tried.out, tried.err);
        assert!(tried.out.lines().all(|line| line.starts_with("ok  ")), "{venue}: {}", tried.out);
    }
    let found = street.run(&["source", "search", "okx", "doge"]);
    assert!(found.out.contains("DOGE-USDT"), "{}", found.out);
    let nothing = street.run(&["source", "search", "kraken", "zzzzz9"]);
    assert_eq!(nothing.code, 66);
}

#[test]
fn many_are_scanned_and_a_problem_is_a_row() {
    let street = Street::open(&[VenueName::Bybit]);
    let said = street.run(&["scan", "BTC/USDT", "NOPE/USDT", "-t", "1h,15m", "--measure", "1", "--format", "csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let lines: Vec<_> = said.out.lines().collect();
    assert_eq!(lines.len(), 5, "{}", said.out);
    assert!(lines[0].starts_with("pair,timeframe,score"));
    assert_eq!(said.out.matches("Bybit does not know NOPE/USDT").count(), 2);
    let file = street.folder.path().join("scan.json");
    let said = street.run(&["scan", "BTC/USDT", "-t", "1h", "--format", "json", "--out", file.to_str().unwrap()]);
    assert_eq!((said.code, said.out.as_str()), (0, ""));
    let rows: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(rows[0]["pair"], "BTC/USDT");
}

#[test]
fn a_market_is_watched_candle_by_candle() {
    let street = Street::open(&[VenueName::Okx]);
    // Until the next minute has closed.
    let said = street.run(&["watch", "BTC/USDT", "-t", "1m", "--candles", "1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let closes: Vec<_> = said.out.lines().filter_map(|line| line.split("closed ").nth(1)).collect();
    assert_eq!(closes.len(), 2, "{}", said.out);
    assert_ne!(closes[0], closes[1], "the second line is a later candle");
}

/// A market that is compared with a second one, whose prices are halved or not.
fn compared(apart: bool) -> Street {
    let street = Street::with(&[VenueName::Binance, VenueName::Bybit], "compare = { crypto = \"bybit\" }\n");
    if apart {
        street.world(VenueName::Bybit).split(i64::MAX);
    }
    street
}

fn signal(street: &Street) -> serde_json::Value {
    let said = street.run(&["signal", "BTC/USDT", "4h", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

fn warned(answer: &serde_json::Value, code: &str) -> bool {
    answer["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == code)
}

#[test]
fn two_sources_are_compared() {
    let agreed = signal(&compared(false));
    let second = &agreed["data"]["second_source"];
    assert_eq!((&second["source"], second["difference_pct"].as_f64()), (&"bybit".into(), Some(0.0)));
    assert!(!warned(&agreed, "SOURCES_DISAGREE") && !warned(&agreed, "SECOND_SOURCE_SILENT"));
}

#[test]
fn a_disagreement_withholds_the_record() {
    let street = compared(true);
    let apart = signal(&street);
    let second = &apart["data"]["second_source"];
    assert_eq!(second["difference_pct"].as_f64(), Some(100.0), "half the price: {second}");
    assert!(warned(&apart, "SOURCES_DISAGREE"), "{apart:#}");
    let long = &apart["scenarios"]["long"];
    assert_eq!(long["probability"], long["base_rate"]);
    assert!(long["hold_reasons"].as_array().unwrap().contains(&"SOURCES_DISAGREE".into()), "{long:#}");
    let verified = street.run(&["verify", apart["receipt_id"].as_str().unwrap()]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let clean = street.run(&["signal", "BTC/USDT", "4h"]);
    assert!(clean.out.contains("sources disagree"), "{}", clean.out);
}

#[test]
fn a_second_source_that_is_silent_holds_nothing_back() {
    let mut street = compared(false);
    street.served.pop();
    let alone = signal(&street);
    assert!(alone["data"]["second_source"].is_null() && warned(&alone, "SECOND_SOURCE_SILENT"), "{alone:#}");
    assert!(!alone["scenarios"]["long"]["hold_reasons"].as_array().unwrap().contains(&"SOURCES_DISAGREE".into()));
}
