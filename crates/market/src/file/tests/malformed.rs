//! Ten thousand broken files: none may panic, none may be used where it is broken, each refusal must help.
//!
//! A second reader, made of other crates, says which rows a broken file really holds. It is lenient on purpose: it
//! only has to know every row that could rightly be used.

mod breaking;

use std::collections::HashSet;

use analysis::{Candle, History, Interval, Series};
use jiff::{Timestamp, civil};

use super::super::{batch, parsed};
use crate::{
    CsvFault, DemoFeed, Expected, FeedFault, normalise,
    testing::{all_of, asked, at, real},
};

use breaking::{Dice, Dress, broken};

const FILES: u64 = 10_000;

/// Reads broken bytes as the feed does, without the disk.
fn load(file: &str, bytes: &[u8], named: Option<Interval>) -> Result<History, FeedFault> {
    let (sheet, interval) = parsed(file, bytes, None, named)?;
    normalise(batch(file, sheet, interval), &all_of("TEST", None))
}

/// Real candles where they are, made-up ones besides.
fn sources() -> Vec<(Interval, Vec<Candle>)> {
    let mut sources = Vec::new();
    for (name, interval) in
        [("aapl-1d.csv", Interval::D1), ("eurusd-1h.csv", Interval::H1), ("btcusd-1d.csv", Interval::D1)]
    {
        if let Some(text) = real(name) {
            sources.push((interval, load(name, text.as_bytes(), None).unwrap().series.candles().collect()));
        }
    }
    for interval in [Interval::M5, Interval::H4] {
        let mut want = all_of("BTC/USD", Some(interval));
        (want.bars, want.at) = (2_000, at("2024-05-31T14:00:00Z"));
        sources.push((interval, asked(&DemoFeed::new(1), &want).unwrap().series.candles().collect()));
    }
    sources
}

type Key = (i64, [u64; 4], Option<u64>);

fn key(ms: i64, prices: [f64; 4], volume: Option<f64>) -> Key {
    (ms, prices.map(f64::to_bits), volume.map(f64::to_bits))
}

/// Every row the bytes hold, as the second reader sees them.
fn really_held(bytes: &[u8], interval: Interval) -> HashSet<Key> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{FEFF}');
    let body: Vec<&str> = text.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty()).collect();
    [b',', b';', b'\t'].into_iter().flat_map(|mark| held_with(&body.join("\n"), mark, interval)).collect()
}

fn held_with(text: &str, separator: u8, interval: Interval) -> Vec<Key> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|name| name.replace(['_', '.', '"', ' ', '/', '<', '>'], "").to_lowercase())
        .collect();
    let place = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let (Some(time), Some(open), Some(high), Some(low), Some(close)) = (
        place(&["time", "timestamp", "date", "datetime", "ts", "t", "unix"]),
        place(&["open", "o"]),
        place(&["high", "h"]),
        place(&["low", "l"]),
        place(&["close", "c", "last"]),
    ) else {
        return Vec::new();
    };
    let volume = place(&["volume", "vol", "v"]);
    let row = |record: csv::StringRecord| {
        let number = |index: usize| record.get(index)?.replace(',', "").parse::<f64>().ok();
        let volume = match volume.and_then(|index| record.get(index)) {
            None | Some("") => None,
            Some(_) => Some(number(volume?)?),
        };
        let ms = time_of(record.get(time)?, interval)?;
        Some(key(ms, [number(open)?, number(high)?, number(low)?, number(close)?], volume))
    };
    reader.records().filter_map(Result::ok).filter_map(row).collect()
}

fn time_of(text: &str, interval: Interval) -> Option<i64> {
    let utc = |civil: civil::DateTime| Some(jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?.as_millisecond());
    // Noughts of a second say nothing.
    let whole =
        text.get(..19).filter(|_| text.get(19..).is_some_and(|rest| rest.trim_matches(['.', '0', 'Z']).is_empty()));
    let civil = |format: &str| civil::DateTime::strptime(format, whole?).ok();
    let ms = if let Ok(count) = text.parse::<f64>() {
        let size = count.abs();
        let per_ms = if size < 1e11 {
            1e3
        } else if size < 1e14 {
            1.0
        } else if size < 1e17 {
            1e-3
        } else {
            1e-6
        };
        (count * per_ms) as i64
    } else if let Ok(instant) = text.parse::<Timestamp>() {
        instant.as_millisecond()
    } else if let Ok(civil) = text.parse::<civil::DateTime>() {
        utc(civil)?
    } else if let Some(civil) = civil("%d.%m.%Y %H:%M:%S") {
        utc(civil)?
    } else {
        let marks = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d"];
        utc(marks
            .into_iter()
            .find_map(|date| civil(&format!("{date} %H:%M:%S")).or_else(|| civil(&format!("{date}T%H:%M:%S"))))?)?
    };
    // A daily row stands on its trading date, which begins on the eve.
    let day = Interval::D1.millis();
    Some(if interval == Interval::D1 { (ms + 4 * 3_600_000).div_euclid(day) * day } else { ms })
}

/// The first candle of the history that the bytes do not hold.
fn invented(bytes: &[u8], history: &History) -> Option<Candle> {
    let held = really_held(bytes, history.series.interval());
    let is_held = |candle: &Candle| {
        let prices = [candle.open, candle.high, candle.low, candle.close];
        held.contains(&key(candle.open_time.as_millisecond(), prices, candle.volume))
    };
    history.series.candles().find(|candle| !is_held(candle))
}

/// What a refusal must say: the file, a line that is there, a column, and what was expected.
fn is_helpful(file: &str, bytes: &[u8], fault: &FeedFault) -> bool {
    let said = fault.to_string();
    let last_line = memchr::memchr_iter(b'\n', bytes).count() + 2;
    let number_after = |word: &str| {
        let rest = said.split(word).nth(1)?;
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok()
    };
    said.starts_with(&format!("{file}, "))
        && number_after("line ").is_some_and(|line| (1..=last_line).contains(&line))
        && number_after("column ").is_some_and(|column| column >= 1)
        && ["expected ", " must ", " is not "].iter().any(|word| said.contains(word))
        && said.chars().count() < 400
}

#[test]
fn ten_thousand_broken_files() {
    let sources = sources();
    let (mut used, mut with_gaps, mut refused, mut plants, mut repairs) = (0, 0, 0, 0, 0);
    for seed in 0..FILES {
        let mut dice = Dice(seed);
        let (interval, candles) = &sources[dice.below(sources.len())];
        let length = if dice.one_in(10) { 260 } else { 20 + dice.below(60) };
        let from = dice.below(candles.len() - length);
        let dress = Dress::roll(&mut dice);
        let bytes = broken(&candles[from..from + length], dress, &mut dice);
        let named = dice.one_in(2).then_some(*interval);
        match load("test.csv", &bytes, named) {
            Ok(history) => {
                used += 1;
                with_gaps += u32::from(history.provenance.rejected > 0);
                assert!(history.series.candles().all(|candle| candle.check().is_ok()), "seed {seed}");
                let bad = invented(&bytes, &history);
                assert!(
                    bad.is_none(),
                    "seed {seed} used {bad:?} of\n{}",
                    bytes.escape_ascii().to_string().replace("\\n", "\n")
                );
                if dice.one_in(50) {
                    plants += 1;
                    let planted = with_one_price_moved(&history, &mut dice);
                    assert!(invented(&bytes, &planted).is_some(), "seed {seed}: the check is blind");
                }
            }
            Err(fault) => {
                refused += 1;
                let lines = String::from_utf8_lossy(&bytes);
                assert!(is_helpful("test.csv", &bytes, &fault), "seed {seed}: {fault}\n{lines}");
                if let FeedFault::Csv(fault) = &fault
                    && let Some(caught) = a_guessing_reader_is_caught(&bytes, fault, dress, named)
                {
                    repairs += 1;
                    assert!(caught, "seed {seed}: the check is blind to a guessed cell, {fault}\n{lines}");
                }
            }
        }
    }
    println!(
        "{used} used, {with_gaps} of them with rejected rows, {refused} refused; {plants} plants, {repairs} guesses"
    );
    assert!(used > 1_500 && refused > 4_000 && with_gaps > 30, "the files are broken too much or too little");
    assert!(plants > 20 && repairs > 100, "the check was not tested");
}

/// The twin that must be caught: a candle nobody wrote.
fn with_one_price_moved(history: &History, dice: &mut Dice) -> History {
    let series = &history.series;
    let mut candles: Vec<Candle> = series.candles().collect();
    let count = candles.len();
    candles[dice.below(count)].high *= 1.000_001;
    let moved = Series::new(series.pair().clone(), series.interval(), Timestamp::MAX, candles).unwrap();
    History { series: moved, provenance: history.provenance.clone() }
}

/// A reader that fills a bad cell from the row before, as many do: whether the check sees it. `None` when the row
/// does not come to be used.
fn a_guessing_reader_is_caught(bytes: &[u8], fault: &CsvFault, dress: Dress, named: Option<Interval>) -> Option<bool> {
    if fault.expected != Expected::Number {
        return None;
    }
    let line = fault.line as usize - 1;
    let column = fault.column.number as usize - 1;
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let mark = dress.separator;
    let cell = |line: &[u8]| line.split(|byte| *byte == mark).nth(column).map(<[u8]>::to_vec);
    let before = cell(lines.get(line.checked_sub(1)?)?)?;
    let mut cells: Vec<Vec<u8>> = lines.get(line)?.split(|byte| *byte == mark).map(<[u8]>::to_vec).collect();
    *cells.get_mut(column)? = before;
    lines[line] = cells.join(&mark);
    let guessed = lines.join(&b'\n');
    let history = load("test.csv", &guessed, named).ok()?;
    // Only where the guessed row is among those used is there anything to catch.
    let alone: HashSet<Key> = really_held(&guessed, history.series.interval());
    let honest: HashSet<Key> = really_held(bytes, history.series.interval());
    let added: Vec<&Key> = alone.difference(&honest).collect();
    let is_used = history.series.times().iter().any(|time| added.iter().any(|key| key.0 == *time));
    is_used.then(|| invented(bytes, &history).is_some())
}
