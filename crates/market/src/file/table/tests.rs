//! Files that pyarrow and pandas wrote; `tests/tables/make.py` says how.
#![expect(clippy::disallowed_methods, reason = "reads the files beside the tests, and writes some")]

mod broken;

use std::{fs, path::PathBuf};

use analysis::{History, Interval};

use super::super::{batch, parsed};
use crate::{
    Batch, FeedFault, FileFeed, Note, normalise,
    testing::{all_of, asked, at, pair},
};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tables").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

fn rows(file: &str, bytes: &[u8]) -> Result<Batch, FeedFault> {
    let (sheet, interval) = parsed(file, bytes, None, None)?;
    Ok(batch(file, sheet, interval))
}

fn load(file: &str, bytes: &[u8]) -> Result<History, FeedFault> {
    normalise(rows(file, bytes)?, &all_of("BTC/USDT", None))
}

fn csv() -> History {
    load("candles.csv", &bytes("candles.csv")).unwrap()
}

/// The names of a folder of tables.
fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(path(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What both formats say of an odd file, which must be the same but for the name.
fn odd(name: &str) -> Result<History, String> {
    let of = |ending: &str| {
        let file = format!("{name}.{ending}");
        load(&file, &bytes(&format!("odd/{file}"))).map_err(|fault| fault.to_string().replace(&file, "FILE"))
    };
    let (arrow, parquet) = (of("feather"), of("parquet"));
    assert_eq!(
        arrow.as_ref().map(|history| &history.series),
        parquet.as_ref().map(|history| &history.series),
        "{name}"
    );
    arrow
}

#[test]
fn every_way_of_writing_them_is_the_series_of_the_csv_file() {
    let csv = csv();
    assert_eq!((csv.series.len(), csv.series.interval()), (21, Interval::H1));
    let names = names("same");
    assert!(names.len() >= 30, "{names:?}");
    for name in names {
        let history = load(&name, &bytes(&format!("same/{name}"))).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(history.series, csv.series, "{name}");
        assert_eq!(history.provenance.rejected, 0, "{name}");
    }
}

#[test]
fn what_was_assumed_is_noted() {
    let notes = |name: &str| {
        let file = bytes(name);
        rows(name, &file).unwrap().origin.notes
    };
    assert_eq!(notes("same/BTC_USDT-1h.feather"), []);
    assert_eq!(notes("same/BTC_USDT-1h.parquet"), []);
    assert_eq!(notes("same/seconds.parquet"), []);
    assert_eq!(notes("odd/days.feather"), [Note::ZoneAssumedUtc]);
    assert_eq!(notes("odd/days.parquet"), [Note::ZoneAssumedUtc]);
}

#[test]
fn a_freqtrade_folder_and_single_files_answer() {
    let folder = tempfile::tempdir().unwrap();
    let into = |name: &str| folder.path().join(name);
    fs::create_dir(into("futures")).unwrap();
    fs::copy(path("same/BTC_USDT-1h.feather"), into("BTC_USDT-1h.feather")).unwrap();
    fs::copy(path("same/BTC_USDT-1h.parquet"), into("ETH_USDT-1h.parquet")).unwrap();
    fs::copy(path("same/zstd.feather"), into("futures/BTC_USDT_USDT-1h-futures.feather")).unwrap();
    fs::copy(path("odd/no-close.feather"), into("futures/BTC_USDT_USDT-8h-funding_rate.feather")).unwrap();
    fs::copy(path("odd/no-close.feather"), into("BTC_USDT-trades.feather")).unwrap();
    fs::write(into("SOL_USDT-1h.feather"), "ARROW1 and no more").unwrap();
    let feed = FileFeed::open(folder.path()).unwrap();
    let csv = csv();
    for name in ["BTC/USDT", "ETH/USDT", "BTC/USDT:USDT"] {
        let history = asked(&feed, &all_of(name, None)).unwrap();
        assert_eq!((history.series.pair(), history.series.closes()), (&pair(name), csv.series.closes()));
    }
    let said = asked(&feed, &all_of("SOL/USDT", None)).unwrap_err().to_string();
    assert_eq!(
        said,
        "SOL_USDT-1h.feather, line 1, column 1 (unnamed): expected a whole Arrow file (Feather version 2); write it \
         again, found \"no end: it was cut short\"."
    );
    for name in ["same/plain.feather", "same/beside.arrow", "same/groups.parquet"] {
        let feed = FileFeed::open(path(name)).unwrap();
        assert_eq!(asked(&feed, &all_of("BTC/USDT", None)).unwrap().series, csv.series, "{name}");
    }
    // What a file is shows at its first bytes, too.
    fs::copy(path("same/gzip.parquet"), into("candles.pq")).unwrap();
    let feed = FileFeed::open(into("candles.pq")).unwrap();
    assert_eq!(asked(&feed, &all_of("BTC/USDT", None)).unwrap().series, csv.series);
}

#[test]
fn of_two_files_for_the_same_candles_the_one_written_last_answers() {
    let folder = tempfile::tempdir().unwrap();
    let into = |name: &str| folder.path().join(name);
    let old = "date,open,high,low,close\n2020-05-31T14:00:00Z,10,12,9,11\n2020-05-31T15:00:00Z,11,13,10,12\n";
    fs::write(into("BTC_USDT-1h.csv"), old).unwrap();
    fs::copy(path("same/BTC_USDT-1h.feather"), into("BTC_USDT-1h.feather")).unwrap();
    let written = |name: &str, at: u64| {
        let file = fs::File::options().append(true).open(into(name)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(at)).unwrap();
    };
    let feed = FileFeed::open(folder.path()).unwrap();
    for wanted in [None, Some(Interval::H1), Some(Interval::H4)] {
        for (csv, feather, symbol) in [(1, 2, "BTC_USDT-1h.feather"), (3, 2, "BTC_USDT-1h.csv")] {
            written("BTC_USDT-1h.csv", csv);
            written("BTC_USDT-1h.feather", feather);
            let batch = crate::testing::ready(crate::Feed::candles(&feed, &all_of("BTC/USDT", wanted))).unwrap();
            assert_eq!(batch.origin.venue_symbol, symbol, "{wanted:?}");
        }
    }
}

#[test]
fn columns_can_be_named() {
    let feed = FileFeed::open(path("odd/named.parquet")).unwrap();
    let said = asked(&feed, &all_of("BTC/USDT", None)).unwrap_err().to_string();
    assert!(said.contains("expected columns named time") && said.contains("found \"a,b,c,d,e,f\""), "{said}");
    let feed = feed.with_columns("t,o,h,l,c,v").unwrap();
    assert_eq!(asked(&feed, &all_of("BTC/USDT", None)).unwrap().series, csv().series);
    let narrow = FileFeed::open(path("odd/no-close.feather")).unwrap().with_columns("t,o,h,l,c,x").unwrap();
    let said = asked(&narrow, &all_of("BTC/USDT", None)).unwrap_err().to_string();
    assert!(said.contains("column 6 (x): expected 6 cells"), "{said}");
}

#[test]
fn refusals_name_row_and_column() {
    for (name, said) in [
        ("null-time", "line 5, column 1 (date): expected a time such as 2024-05-31T14:00:00Z, found \"null\"."),
        (
            "no-close",
            "line 1, column 6 (close): expected columns named time, open, high, low and close; rename them or \
         set columns, such as t,o,h,l,c,v, found \"date,open,high,low,volume\".",
        ),
        ("two-opens", "line 1, column 4 (Open): expected only one column of that name, found \"Open\"."),
        ("text-price", "line 1, column 4 (low): expected numbers, such as float64, found \"texts\"."),
        (
            "time-of-day",
            "line 1, column 2 (time): expected one column with date and time together, found \"date and \
         time\".",
        ),
        (
            "micros",
            "line 1, column 1 (date): expected a time of whole milliseconds from 1800 to 2199, found \
         \"1717149600000001\".",
        ),
        ("nothing", "line 1, column 1 (date): expected a row with a candle, found \"\"."),
        (
            "conflict",
            "line 6 and line 22, column 5 (close): expected one candle for 2024-05-31T15:00:00Z, found two \
         that differ. Remove one of them.",
        ),
        (
            "null-price",
            "line 5, column 3 (high): high is not a finite number (1 of 21 candles break a rule, at most 0.5 % \
         may). Correct the file or remove those rows.",
        ),
    ] {
        assert_eq!(odd(name).unwrap_err(), format!("FILE, {said}"), "{name}");
    }
    for (name, said) in [
        ("odd/first.feather", "found \"Feather version 1\""),
        ("odd/stream.arrow", "expected a whole Arrow file"),
        ("odd/brotli.parquet", "expected snappy, zstd, gzip, lz4 or no packing"),
        ("odd/delta-texts.parquet", "found \"encoding 7\""),
    ] {
        let fault = load(name, &bytes(name)).unwrap_err().to_string();
        assert!(fault.contains(said), "{fault}");
    }
}

#[test]
fn order_repeats_and_missing_volume_are_treated_as_in_csv() {
    let csv = csv();
    assert_eq!(odd("shuffled").unwrap().series, csv.series);
    assert_eq!(odd("twice").unwrap().series, csv.series);
    let holed = odd("null-volume").unwrap().series;
    assert_eq!((holed.closes(), holed.len()), (csv.series.closes(), 21));
    assert_eq!(holed.candle(4).unwrap().volume, None);
}

#[test]
fn days_stand_on_their_trading_date_or_are_refused() {
    for name in ["days", "days-utc", "days-new_york"] {
        let series = odd(name).unwrap().series;
        assert_eq!((series.interval(), series.first_open()), (Interval::D1, at("2024-05-01T00:00:00Z")), "{name}");
    }
    // A day of Tokyo begins at 15:00 UTC of the date before, and neither format tells that it is Tokyo's.
    assert_eq!(
        odd("days-tokyo").unwrap_err(),
        "FILE, line 1, column 1 (date): expected days at midnight UTC, or without a zone; in pandas, \
         dt.tz_localize(None), found \"15h after midnight UTC\"."
    );
}
