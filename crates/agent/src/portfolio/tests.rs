#![expect(clippy::disallowed_methods, reason = "it writes the candle files it values from")]

use analysis::{Interval, Pair};
use market::{FileFeed, Want};

use super::portfolio;
use crate::{
    ask::{Position, positions},
    testing::{at, wait},
};

const HELD: &str = r#"[
  {"pair": "ETH/USD", "side": "long", "units": 2.5, "stop": 90},
  {"pair": "BTC/USD", "side": "short", "units": 2, "stop": 210},
  {"pair": "XAU/USD", "side": "long", "units": 1}
]"#;

fn held() -> Vec<Position> {
    positions(HELD.as_bytes(), "held.json").unwrap()
}

/// Two files whose last closes are known.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rows = |close: f64| {
        format!(
            "time,open,high,low,close,volume\n2026-11-20T13:00:00Z,1,1,1,1,1\n2026-11-20T14:00:00Z,{close},{close},{close},{close},1\n"
        )
    };
    std::fs::write(folder.path().join("eth_usd-1h.csv"), rows(100.0)).unwrap();
    std::fs::write(folder.path().join("btc_usd-1h.csv"), rows(200.0)).unwrap();
    folder
}

#[test]
fn each_is_valued_at_its_last_close_and_what_is_unknown_is_said() {
    let folder = folder();
    let feed = FileFeed::open(folder.path()).unwrap();
    let now = at("2026-11-20T18:00:00Z");
    let valued = wait(portfolio(&feed, Some(&held()), now));
    let text = valued.text();
    // By hand: 2.5 x 100 and 2 x 200; to the stop 10 x 2.5 and 10 x 2 are lost.
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1],
        "ETH/USD  long 2.5  at 100 = 250.00 USD (3 h ago, 2026-11-20 15:00 UTC, recorded); at its stop 90: -25.00"
    );
    assert_eq!(
        lines[2],
        "BTC/USD  short 2  at 200 = -400.00 USD (3 h ago, 2026-11-20 15:00 UTC, recorded); at its stop 210: -20.00"
    );
    assert!(lines[3].starts_with("XAU/USD  long 1  price unknown: "), "{text}");
    assert_eq!(lines[4..], ["Total USD: -150.00", "Without 1 whose price is unknown."]);

    let object = valued.object();
    assert_eq!(object["totals"]["USD"], -150.0);
    assert_eq!((&object["items"][1]["value"], &object["items"][2]["price"]), (&(-400.0).into(), &().into()));
}

#[test]
fn a_price_is_that_of_the_time_it_is_asked_at() {
    let folder = folder();
    let feed = FileFeed::open(folder.path()).unwrap();
    let want = Want {
        pair: Pair::new("ETH/USD").unwrap(),
        interval: Some(Interval::H1),
        bars: 1,
        at: at("2026-11-20T14:30:00Z"),
    };
    let known = wait(market::history(&feed, &want)).unwrap().series.last_price();
    let valued = wait(portfolio(&feed, Some(&held()), want.at));
    assert_eq!(valued.items.unwrap()[0].price.clone().unwrap().close, known);
}

/// A single file answers for whatever pair is asked, and its price is that of one of them.
#[test]
fn one_file_does_not_price_everything_that_is_held() {
    let folder = folder();
    let feed = FileFeed::open(folder.path().join("eth_usd-1h.csv")).unwrap();
    let items = wait(portfolio(&feed, Some(&held()), at("2026-11-20T18:00:00Z"))).items.unwrap();
    assert_eq!(items[0].price.as_ref().unwrap().close, 100.0);
    assert!(items[1].price.is_err() && items[2].price.is_err(), "{items:?}");
}

#[test]
fn nothing_said_is_not_nothing_held() {
    let folder = folder();
    let feed = FileFeed::open(folder.path()).unwrap();
    let now = at("2026-11-20T18:00:00Z");
    let unsaid = wait(portfolio(&feed, None, now)).text();
    let none = wait(portfolio(&feed, Some(&[]), now)).text();
    assert!(unsaid.starts_with("Nobody said what is held.") && unsaid.contains("holdings = ["), "{unsaid}");
    assert!(none.starts_with("Nothing is held, as you said."), "{none}");
}
