//! What the journal adds to an answer. Run by `cargo xtask bench`.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench may stop where it stands, and has a watch"
)]

use std::hint::black_box;

use agent::journal::{Journal, Verifier};
use analysis::{
    Candle, History, Interval, Kind, Pair, Params, Provenance, Question, Report, Series, Tick, report, report_knowing,
};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;

/// Hourly candles that wander, seeded, on a tick of 0.01.
fn history(count: usize) -> History {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let cents = |price: f64| (price * 100.0).round() / 100.0;
    let mut close = 100.0;
    let candle = |bar: usize| {
        let open = cents(close + 0.05 * noise());
        close = cents((open * (1.0 + 0.01 * noise())).max(1.0));
        let (high, low) = (cents(open.max(close) + 0.1), cents(open.min(close) - 0.1));
        let open_time = Timestamp::from_second(1_577_836_800 + 3_600 * bar as i64).unwrap();
        Candle { open_time, open, high, low, close, volume: Some((1_000.0 * (1.0 + noise())).round()) }
    };
    let candles: Vec<Candle> = (0..count).map(candle).collect();
    let series = Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap();
    let provenance = Provenance {
        source: "bench".to_owned(),
        venue_symbol: "DEMO/USD".to_owned(),
        kind: Kind::Synthetic,
        delay_seconds: Some(0),
        tick: Tick::of_size(0.01),
        rejected: 0,
        second: None,
    };
    History { series, provenance }
}

/// An answer as of the bar `ago` from the last; later answers know the record of the first.
fn answer(history: &History, ago: usize, known: Option<&Report>) -> (Report, Timestamp) {
    let series = &history.series;
    let question = Question::about(series);
    let params = Params::of_class(question.pair.class());
    let now = Timestamp::from_second(series.last_close().as_second() - 3_600 * ago as i64).unwrap();
    let answered = match known {
        Some(known) => report_knowing(history, &question, &params, now, Some(&known.measured)),
        None => report(history, &question, &params, now),
    };
    (answered.unwrap(), now)
}

fn storing(c: &mut Criterion) {
    let whole = history(2_200);
    // A bar apart, so that each brings candles that are not there yet.
    let answers: Vec<_> = (0..24).map(|ago| answer(&whole, ago, None)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    let mut file = || {
        number += 1;
        folder.path().join(format!("{number}.db"))
    };
    let mut group = c.benchmark_group("journal");
    group.bench_function("first answer of about 2000 candles", |b| {
        b.iter_batched_ref(
            || Journal::open(&file()).unwrap(),
            |journal| {
                let (report, now) = answers.first().unwrap();
                black_box(journal.store(report, &whole, *now).unwrap());
            },
            criterion::BatchSize::PerIteration,
        );
    });
    let mut left = answers.iter();
    let mut journal = Journal::open(&file()).unwrap();
    group.bench_function("an answer a bar later", |b| {
        b.iter_custom(|times| {
            let mut took = std::time::Duration::ZERO;
            for _ in 0..times {
                let (report, now) = left.next().unwrap_or_else(|| {
                    left = answers.iter();
                    journal = Journal::open(&file()).unwrap();
                    left.next().unwrap()
                });
                let start = std::time::Instant::now();
                black_box(journal.store(report, &whole, *now).unwrap());
                took += start.elapsed();
            }
            took
        });
    });
    group.finish();
}

fn verifying(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(&folder.path().join("journal.db")).unwrap();
    let whole = history(2_000);
    let (report, now) = answer(&whole, 0, None);
    let ids = journal.store(&report, &whole, now).unwrap().ids;
    let id = ids.last().unwrap();
    let mut group = c.benchmark_group("journal");
    group.sample_size(20);
    group.bench_function("verify one answer of 2000 candles, measured anew", |b| {
        b.iter(|| Verifier::default().check(&journal.get(id).unwrap().unwrap()));
    });
    let mut verifier = Verifier::default();
    group.bench_function("verify one answer of 2000 candles, record known", |b| {
        b.iter(|| verifier.check(&journal.get(id).unwrap().unwrap()));
    });
    group.bench_function("get one answer of 2000 candles", |b| {
        b.iter(|| black_box(journal.get(id).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, storing, verifying);
criterion_main!(benches);
