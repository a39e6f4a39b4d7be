//! Files and folders, made up and real.
#![expect(clippy::disallowed_methods, reason = "writes the files it reads")]

mod malformed;
mod shuffled;

use std::{fs, path::Path};

use analysis::{History, Interval, Kind};

use super::FileFeed;
use crate::{
    Feed, FeedFault, Offer, Want,
    testing::{all_of, asked, at, folder, pair, real, real_path},
};

const HOURLY: &str = "time,open,high,low,close,volume
2024-05-31T14:00:00Z,10,12,9,11,5
2024-05-31T15:00:00Z,11,13,10,12,6
2024-05-31T16:00:00Z,12,14,11,13,7
2024-05-31T17:00:00Z,13,15,12,14,8
";
const DAILY: &str = "date,open,high,low,close\n2024-05-30,10,12,9,11\n2024-05-31,11,13,10,12\n";

fn ask(path: &Path, want: &Want) -> Result<History, FeedFault> {
    asked(&FileFeed::open(path)?, want)
}

#[test]
fn one_file_answers_whatever_pair_is_asked() {
    let folder = folder(&[("my candles.csv", HOURLY)]);
    let path = folder.path().join("my candles.csv");
    let history = ask(&path, &all_of("BTC/USD", None)).unwrap();
    assert_eq!(history.series.pair(), &pair("BTC/USD"));
    assert_eq!((history.series.len(), history.series.interval()), (4, Interval::H1));
    assert_eq!(history.provenance.source, "file");
    assert_eq!(history.provenance.venue_symbol, "my candles.csv");
    assert_eq!((history.provenance.kind, history.provenance.rejected), (Kind::Recorded, 0));
}

#[test]
fn a_folder_answers_for_the_pairs_its_files_are_named_after() {
    let folder = folder(&[
        ("BTC_USDT-1h.csv", HOURLY),
        ("eurusd.csv", HOURLY),
        ("AAPL.CSV", DAILY),
        ("^gspc-1d.csv", DAILY),
        ("notes.txt", "no candles"),
        ("torn-1h.csv", "time,open\n"),
    ]);
    let feed = FileFeed::open(folder.path()).unwrap();
    for (name, interval) in
        [("BTC/USDT", Interval::H1), ("EUR/USD", Interval::H1), ("AAPL", Interval::D1), ("^GSPC", Interval::D1)]
    {
        let history = asked(&feed, &all_of(name, None)).unwrap();
        assert_eq!(history.series.interval(), interval, "{name}");
    }
    let offers: Vec<String> =
        feed.offers().into_iter().map(|Offer { pair, interval }| format!("{pair} {interval}")).collect();
    assert_eq!(offers, ["AAPL 1d", "BTC/USDT 1h", "EUR/USD 1h", "TORN 1h", "^GSPC 1d"]);

    let fault = asked(&feed, &all_of("BTC/USD", None)).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "no file holds candles of BTC/USD; nearest is BTC/USDT. Name a file after it, such as btc_usd-1h.csv, or ask \
         for a pair that is there."
    );
    let torn = asked(&feed, &all_of("TORN", None)).unwrap_err();
    assert!(torn.to_string().starts_with("torn-1h.csv, line 1, column 3 (high): expected a header"), "{torn}");
}

#[test]
fn files_are_read_anew_when_they_change() {
    let folder = folder(&[("aapl.csv", HOURLY), ("aapl-1d.csv", DAILY)]);
    let feed = FileFeed::open(folder.path()).unwrap();
    let want = all_of("AAPL", Some(Interval::H1));
    assert_eq!(asked(&feed, &want).unwrap().series.len(), 4);
    fs::write(folder.path().join("aapl.csv"), HOURLY.to_owned() + "2024-05-31T18:00:00Z,14,15,12,14,8\n").unwrap();
    assert_eq!(asked(&feed, &want).unwrap().series.len(), 5);
    fs::write(folder.path().join("aapl.csv"), HOURLY.replace(":00:00Z", ":00Z").replace("T1", "T00:1")).unwrap();
    let minutes = asked(&feed, &all_of("AAPL", Some(Interval::M1))).unwrap();
    assert_eq!(minutes.series.len(), 4);
}

#[test]
fn of_several_timeframes_the_fitting_one_is_taken() {
    let quarter = "time,open,high,low,close\n2024-05-31 14:00,10,12,9,11\n2024-05-31 14:15,11,12,9,11\n2024-05-31 \
                   14:30,11,12,9,11\n2024-05-31 14:45,11,12,8,10\n";
    let folder = folder(&[("x-15m.csv", quarter), ("x.csv", HOURLY), ("x-1d.csv", DAILY)]);
    let feed = FileFeed::open(folder.path()).unwrap();
    let symbol = |interval| asked(&feed, &all_of("X", interval)).unwrap().provenance.venue_symbol;
    assert_eq!(symbol(None), "x.csv");
    assert_eq!(symbol(Some(Interval::M15)), "x-15m.csv");
    assert_eq!(symbol(Some(Interval::H1)), "x.csv");
    assert_eq!(symbol(Some(Interval::D1)), "x-1d.csv");
    let fault = asked(&feed, &all_of("X", Some(Interval::M5))).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "X holds 15m, 1h, 1d candles, which cannot be cut into 5m ones. Ask for 15m or longer."
    );
}

#[test]
fn longer_candles_are_built_from_closed_shorter_ones() {
    let quarter = "time,open,high,low,close,volume\n2024-05-31 14:00,10,12,9,11,1\n2024-05-31 14:15,11,12,9,11,2\n\
                   2024-05-31 14:30,11,14,9,11,3\n2024-05-31 14:45,11,12,8,10,4\n2024-05-31 15:00,10,12,8,10,5\n";
    let folder = folder(&[("x-15m.csv", quarter)]);
    let path = folder.path().join("x-15m.csv");
    let history = ask(&path, &all_of("X", Some(Interval::H1))).unwrap();
    assert_eq!((history.series.len(), history.series.interval()), (1, Interval::H1));
    let candle = history.series.candle(0).unwrap();
    assert_eq!(
        (candle.open, candle.high, candle.low, candle.close, candle.volume),
        (10.0, 14.0, 8.0, 10.0, Some(10.0))
    );

    let fault = ask(&path, &all_of("X", Some(Interval::M1))).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "x-15m.csv holds 15m candles, which cannot be cut into 1m ones. Ask for 15m or longer."
    );
    let early = Want { at: at("2024-05-31T14:59:59Z"), ..all_of("X", Some(Interval::H1)) };
    assert!(matches!(ask(&path, &early), Err(FeedFault::Empty { .. })));
}

#[test]
fn what_cannot_be_opened() {
    let folder = folder(&[("notes.txt", "no candles")]);
    let fault = FileFeed::open(folder.path()).unwrap_err();
    assert!(matches!(fault, FeedFault::NoFiles { .. }), "{fault}");
    let fault = FileFeed::open(folder.path().join("gone.csv")).unwrap_err();
    assert!(fault.to_string().contains("gone.csv cannot be read: "), "{fault}");
    fs::write(folder.path().join("a-1d.csv"), DAILY).unwrap();
    let feed = FileFeed::open(folder.path().join("a-1d.csv")).unwrap();
    fs::remove_file(folder.path().join("a-1d.csv")).unwrap();
    assert!(matches!(asked(&feed, &all_of("A", None)), Err(FeedFault::Unreadable { .. })));
    assert!(feed.offers().iter().all(|offer| offer.interval == Interval::D1));
}

#[test]
fn columns_can_be_named() {
    let folder = folder(&[("dump-1h.csv", "0,1,2,3,4,5\n1717164000000,10,11,12,9,5\n1717167600000,11,12,13,10,6\n")]);
    let feed = FileFeed::open(folder.path()).unwrap().with_columns("t,o,c,h,l,v").unwrap();
    let series = asked(&feed, &all_of("DUMP", None)).unwrap().series;
    assert_eq!((series.highs(), series.closes()), (&[12.0, 13.0][..], &[11.0, 12.0][..]));
    assert!(FileFeed::open(folder.path()).unwrap().with_columns("t,o").is_err());
}

/// Rows, first and last bar, and the first prices, as the table beside the files states them.
#[test]
fn real_files_are_read_to_the_last_row() {
    for (name, symbol, rows, interval, first, last, ohlc) in [
        (
            "aapl-1d.csv",
            "AAPL",
            3270,
            Interval::D1,
            "2000-03-01T00:00:00Z",
            "2013-03-01T00:00:00Z",
            [29.64, 33.015, 29.625, 32.5775],
        ),
        (
            "spx-1d.csv",
            "SPX",
            8111,
            Interval::D1,
            "1990-01-02T00:00:00Z",
            "2022-03-10T00:00:00Z",
            [353.4, 359.69, 351.98, 359.69],
        ),
        (
            "eurusd-1h.csv",
            "EUR/USD",
            6225,
            Interval::H1,
            "2017-01-01T22:00:00Z",
            "2017-12-29T21:00:00Z",
            [1.05236, 1.05253, 1.05221, 1.05227],
        ),
        (
            "btcusd-1d.csv",
            "BTC/USD",
            1246,
            Interval::D1,
            "2017-08-17T00:00:00Z",
            "2021-01-13T00:00:00Z",
            [4261.48, 4485.39, 4200.74, 4285.08],
        ),
    ] {
        if real(name).is_none() {
            continue;
        }
        let feed = FileFeed::open(real_path("")).unwrap();
        let history = asked(&feed, &all_of(symbol, None)).unwrap();
        let series = &history.series;
        assert_eq!((series.len(), series.interval()), (rows, interval), "{name}");
        assert_eq!(series.first_open(), at(first), "{name}");
        let last_open = series.candle(rows - 1).unwrap().open_time;
        assert_eq!(last_open, at(last), "{name}");
        let candle = series.candle(0).unwrap();
        assert_eq!([candle.open, candle.high, candle.low, candle.close], ohlc, "{name}");
        assert_eq!(history.provenance.rejected, 0, "{name}");
        assert!(series.volumes().is_some(), "{name}");
        assert_eq!(history.provenance.venue_symbol, name);

        // The newest are kept, and nothing that was not yet closed.
        let want = Want { bars: 100, at: at(last), ..all_of(symbol, None) };
        let newest = asked(&feed, &want).unwrap().series;
        assert_eq!((newest.len(), newest.last_close() <= at(last)), (100, true), "{name}");
        assert_eq!(newest.last_price(), series.candle(rows - 2).unwrap().close, "{name}");
    }
}

#[test]
fn a_real_year_of_hours_makes_days() {
    if real("eurusd-1h.csv").is_none() {
        return;
    }
    let feed = FileFeed::open(real_path("")).unwrap();
    let days = asked(&feed, &all_of("EUR/USD", Some(Interval::D1))).unwrap().series;
    let hours = asked(&feed, &all_of("EUR/USD", None)).unwrap().series;
    let day = at("2017-06-14T00:00:00Z").as_millisecond();
    let index = days.times().iter().position(|time| *time == day).unwrap();
    let of_day: Vec<usize> =
        (0..hours.len()).filter(|bar| (day..day + 86_400_000).contains(&hours.times()[*bar])).collect();
    assert_eq!(of_day.len(), 24);
    let candle = days.candle(index).unwrap();
    assert_eq!(candle.open, hours.opens()[of_day[0]]);
    assert_eq!(candle.close, hours.closes()[of_day[23]]);
    assert_eq!(candle.high, of_day.iter().map(|bar| hours.highs()[*bar]).fold(0.0, f64::max));
    assert_eq!(candle.low, of_day.iter().map(|bar| hours.lows()[*bar]).fold(9.0, f64::min));
}
