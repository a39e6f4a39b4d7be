//! How fast files are read and the demo market is made.
#![expect(clippy::disallowed_methods, reason = "writes the file it reads")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has nothing to measure")]

use std::{
    fmt::Write as _,
    fs,
    future::Future,
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use analysis::{Interval, Pair};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use market::{DemoFeed, Feed, FileFeed, Want, history};

const ROWS: u32 = 100_000;

/// The result of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("these feeds do not wait"),
    }
}

fn want(interval: Interval, bars: u32) -> Want {
    Want {
        pair: Pair::new("BTC/USD").unwrap(),
        interval: Some(interval),
        bars,
        at: "2026-11-20T12:00:00Z".parse().unwrap(),
    }
}

/// Minutes of the demo market as a plain file.
fn plain_file() -> String {
    let rows = ready(DemoFeed::new(1).candles(&want(Interval::M1, ROWS))).unwrap().rows;
    let mut text = String::from("time,open,high,low,close,volume\n");
    for row in rows.iter().rev().take(ROWS as usize).rev() {
        let candle = row.candle().unwrap();
        let volume = candle.volume.unwrap();
        let [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close];
        writeln!(text, "{},{open},{high},{low},{close},{volume}", candle.open_time).unwrap();
    }
    text
}

fn files(criterion: &mut Criterion) {
    let text = plain_file();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btc_usd-1m.csv");
    fs::write(&path, &text).unwrap();
    let feed = FileFeed::open(path).unwrap();
    let mut group = criterion.benchmark_group("file");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("100,000 rows, read", |b| {
        let want = want(Interval::M1, ROWS);
        b.iter(|| ready(feed.candles(black_box(&want))).unwrap());
    });
    group.bench_function("100,000 rows, history of all", |b| {
        let want = want(Interval::M1, ROWS);
        b.iter(|| ready(history(&feed, black_box(&want))).unwrap());
    });
    group.bench_function("100,000 rows, history of 1,500", |b| {
        let want = want(Interval::M1, 1_500);
        b.iter(|| ready(history(&feed, black_box(&want))).unwrap());
    });
    group.finish();
}

fn demo(criterion: &mut Criterion) {
    let feed = DemoFeed::new(1);
    let mut group = criterion.benchmark_group("demo");
    for (interval, bars) in [
        (Interval::H1, 1_500),
        (Interval::H1, 20_000),
        (Interval::M1, 1_500),
        (Interval::M1, 100_000),
        (Interval::D1, 3_000),
    ] {
        let want = want(interval, bars);
        group.bench_function(format!("{bars} candles of {interval}"), |b| {
            b.iter(|| ready(history(&feed, black_box(&want))).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, files, demo);
criterion_main!(benches);
