//! Prices that are waited for, on real candles that arrive.

use std::{fs, path::Path};

use crate::{
    answers::DEMO,
    support::{Run, engram, engram_with, shared},
};

fn at(place: &Path, words: &str) -> Run {
    let data = place.join("candles");
    let (data, journal) = (data.to_str().unwrap().to_owned(), place.join("journal.db"));
    let words: Vec<String> = words.split_whitespace().map(|word| word.replace("DATA", &data)).collect();
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.extend(["--journal", journal.to_str().unwrap()]);
    engram_with(&words)
}

/// The real candles up to some number; gives the highest price of the ten that follow.
fn candles(place: &Path, real: &Path, count: usize) -> f64 {
    let text = fs::read_to_string(real).unwrap();
    let (head, rows): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with(char::is_numeric));
    fs::create_dir_all(place.join("candles")).unwrap();
    let kept: Vec<&str> = head.iter().chain(&rows[..count]).copied().collect();
    fs::write(place.join("candles/btc_usd-1d.csv"), kept.join("\n") + "\n").unwrap();
    let high = |row: &&str| row.split(',').nth(2).unwrap().parse::<f64>().unwrap();
    rows[count..].iter().take(10).map(high).fold(0.0, f64::max)
}

#[test]
fn it_fires_once_when_the_file_has_grown_and_is_scored_when_it_has_grown_more() {
    let Some(real) = shared("data/btcusd-1d.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let high = candles(place, &real, 1_000);
    let added = at(place, &format!("alert add BTC/USD {high} --data DATA"));
    assert_eq!(added.code, 0, "{added:?}");
    assert!(added.out.contains(&format!("1  BTC/USD 1d  rising to {high}  armed")), "{added:?}");
    assert_eq!(at(place, "alert check --data DATA").out, "Nothing fired.\n");

    candles(place, &real, 1_010);
    let fired = at(place, "alert check --data DATA");
    assert_eq!((fired.code, fired.err.as_str()), (0, ""));
    assert!(fired.out.starts_with(&format!("Alert 1: BTC/USD reached {high}. Rising by the 1d candle")), "{fired:?}");
    assert!(fired.out.contains("nobody was looking when it happened. Receipt er1_"), "{fired:?}");
    assert_eq!(at(place, "alert check --data DATA").out, "Nothing fired.\n", "once");

    candles(place, &real, 1_100);
    let scored = at(place, "alert check --data DATA").out;
    assert!(scored.contains("1 that fired before"), "{scored}");
    let object = at(place, "alert list -f json").object();
    let outcome = &object["alerts"][0]["outcome"];
    assert_eq!((&object["alerts"][0]["state"], &outcome["side"]), (&"fired".into(), &"long".into()), "{object}");
    assert!(outcome["net_r"].is_number() || outcome["ending"] == "void", "{object}");
    let listed = at(place, "alert list").out;
    assert!(listed.contains("After it: ") && listed.contains("too few to say whether the price went on"), "{listed}");
    assert_eq!(at(place, "verify-journal").code, 0);
    assert_eq!(at(place, "verify --all").code, 0);
}

#[test]
fn what_cannot_be_waited_for_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let add = |words: &str| at(folder.path(), &format!("alert add {words}"));
    for (words, what) in [
        ("BTC/USD x", "price must be a number above 0; got \"x\"."),
        ("BTC/USD -3", "price must be a number above 0; got -3."),
        ("BTC/USD 1 --until yesterday", "until must be a time"),
        ("BTC/USD 1 --until 2020-01-01", "2020-01-02 00:00 UTC is over already."),
        ("BTC/ 1", "pair"),
    ] {
        let run = add(words);
        assert_eq!((run.code, run.out.as_str()), (64, ""), "{words}");
        assert!(run.err.contains(what), "{words}: {}", run.err);
    }
    assert_eq!(at(folder.path(), "alert list").out.lines().count(), 1);
    assert!(!folder.path().join("journal.db").exists(), "none is begun for it");
    let gone = at(folder.path(), "alert remove 4");
    assert_eq!(
        (gone.code, gone.err.as_str()),
        (64, "Error: there is no alert 4; `engram alert list` shows those there are.\n")
    );
}

#[test]
fn a_chat_at_the_terminal_knows_the_first_engrams_commands() {
    let folder = tempfile::tempdir().unwrap();
    let chat = |words: &str| at(folder.path(), &format!("chat {words}"));
    let armed = chat("/alert btc 1");
    assert_eq!((armed.code, armed.err.as_str()), (0, DEMO), "{armed:?}");
    assert!(armed.out.starts_with("1  BTC/USD 1m  falling to 1  armed"), "{armed:?}");
    assert!(chat("/ALERTS").out.starts_with("1  BTC/USD 1m"));
    let status = chat("/status");
    assert!(status.out.starts_with("[Bot Status]\n") && status.out.contains("\nActive Alerts: 1\n"), "{status:?}");
    assert_eq!(chat("/alerts remove 1").out, "Alert 1 is removed.\n");
    let report = chat("/analyze eth 4h");
    assert!(report.out.starts_with("Market: ETH/USD 4h\n") && report.out.contains("\nSignal: "), "{report:?}");
    assert!(chat("/portfolio").out.starts_with("Nobody said what is held."));
    assert!(chat("/help").out.ends_with("No orders are placed by Engram.\n"));
    for (words, what) in [
        ("/frobnicate", "Unknown command: /frobnicate\nType /help for available commands.\n"),
        ("/alert BTC", "It goes like this: /alert BTC/USD 70000\n"),
    ] {
        let run = chat(words);
        assert_eq!((run.code, run.err.as_str()), (64, what));
    }
}

#[test]
fn what_is_held_is_valued_from_the_settings_or_a_file() {
    let Some(real) = shared("data/btcusd-1d.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    candles(folder.path(), &real, 1_000);
    let data = folder.path().join("candles");
    let held = r#"trading.holdings=[{"pair": "BTC/USD", "side": "long", "units": 0.5}]"#;
    let settings = engram_with(&["portfolio", "--data", data.to_str().unwrap(), "--set", held]);
    assert!(settings.out.contains("BTC/USD  long 0.5  at ") && settings.out.contains("\nTotal USD: "), "{settings:?}");
    let positions = folder.path().join("positions.json");
    fs::write(&positions, r#"[{"pair": "ETH/USD", "side": "long", "units": 2}]"#).unwrap();
    let words = format!("portfolio --positions {} --data {} -f json", positions.display(), data.display());
    let object = engram(&words).object();
    assert_eq!(object["items"][0]["value"], serde_json::Value::Null, "{object}");
    assert!(object["items"][0]["error"].as_str().unwrap().contains("no candles"), "{object}");
}
