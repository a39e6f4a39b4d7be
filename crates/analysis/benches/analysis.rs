//! Speed of readings, series and whole answers. Run by `cargo xtask bench`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may stop where it stands")]
#![expect(clippy::print_stdout, reason = "a size is printed, not timed")]

use std::{cell::OnceCell, hint::black_box, sync::Arc};

use analysis::{
    Candle, Families, History, Interval, Kind, Measured, Pair, Params, Provenance, Question, Report, Series, Tick,
    confidence::{Fits, Forecasts, Samples, Track},
    outcome::drift,
    readings::{CATALOGUE, Column},
    report, report_knowing,
};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;

/// Hourly candles that wander, seeded.
fn candles(seed: u64, count: usize) -> Vec<Candle> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
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
    (0..count).map(candle).collect()
}

fn series(candles: Vec<Candle>) -> Series {
    Series::new(Pair::new("DEMO/USD").unwrap(), Interval::H1, Timestamp::MAX, candles).unwrap()
}

/// The nine readings that the comparison tables of indicator libraries use.
const NINE: [&str; 9] = ["rsi14", "macd", "bb_upper", "atr14", "adx14", "stoch_k", "ema20", "obv", "vwap_cum"];

fn nine(series: &Series) -> Vec<Column> {
    let wanted = CATALOGUE.iter().filter(|entry| NINE.contains(&entry.names[0]));
    wanted.flat_map(|entry| entry.compute(series)).collect()
}

fn readings(c: &mut Criterion) {
    let many: Vec<Series> = (0..1_000).map(|seed| series(candles(seed, 1_000))).collect();
    let mut group = c.benchmark_group("readings");
    group.sample_size(10).throughput(Throughput::Elements(1_000_000));
    group.bench_function("nine over 1000 series of 1000 candles", |b| {
        b.iter(|| many.iter().map(|series| black_box(nine(series)).len()).sum::<usize>());
    });
    group.finish();
}

fn construction(c: &mut Criterion) {
    let raw = candles(1, 100_000);
    let mut group = c.benchmark_group("series");
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("from 100000 candles", |b| {
        b.iter_batched(|| raw.clone(), |raw| black_box(series(raw)), BatchSize::LargeInput);
    });
    group.finish();
}

fn answers(c: &mut Criterion) {
    let (history, question, params) = asked(candles(1, 1_500));
    let now = history.series.last_close();
    c.bench_function("report of 1500 candles, measured anew", |b| {
        b.iter(|| black_box(report(&history, &question, &params, now).unwrap()));
    });
    let measured = report(&history, &question, &params, now).unwrap().measured;
    c.bench_function("report of 1500 candles, record known", |b| {
        b.iter(|| black_box(report_knowing(&history, &question, &params, now, Some(&measured)).unwrap()));
    });
}

fn records(c: &mut Criterion) {
    let series = series(candles(1, 8_000));
    let families = Families::of(&series);
    let rules = Params::of_class(series.pair().class()).rules();
    let rows: Vec<_> = (0..series.len()).map(|bar| families.all(bar)).collect();
    let labels: Vec<_> = (0..series.len()).map(|bar| drift(&series, bar, 24).map(|r| r > 0.0)).collect();
    let mut group = c.benchmark_group("record of 8000 candles");
    group.sample_size(10);
    group.bench_function("forecasts of one event", |b| {
        b.iter(|| black_box(Forecasts::walk(Samples { families: &rows, labels: &labels }, 24, &rules.scheme)));
    });
    group.bench_function("forecasts of one event, one candle later", |b| {
        let earlier = Samples { families: &rows[..7_999], labels: &labels[..7_999] };
        let mut known = Fits::default();
        black_box(Forecasts::walk_on(earlier, 24, &rules.scheme, &mut known));
        let all = Samples { families: &rows, labels: &labels };
        b.iter_batched(
            || known.clone(),
            |mut known| black_box(Forecasts::walk_on(all, 24, &rules.scheme, &mut known)),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("both sides, direction and interval", |b| {
        b.iter(|| black_box(Track::of(&series, &families, &vec![false; series.len()], &"0".repeat(64), &rules)));
    });
    group.finish();
}

/// A history, and what is asked of it.
fn asked(candles: Vec<Candle>) -> (History, Question, Params) {
    let series = series(candles);
    let question = Question::about(&series);
    let params = Params::of_class(question.pair.class());
    let provenance = Provenance {
        source: "bench".to_owned(),
        venue_symbol: "DEMO/USD".to_owned(),
        kind: Kind::Synthetic,
        delay_seconds: Some(0),
        tick: Tick::of_size(0.01),
        rejected: 0,
        second: None,
    };
    (History { series, provenance }, question, params)
}

/// The same market after one more candle, beside the same answer with nothing to measure.
fn one_more(c: &mut Criterion) {
    let mut group = c.benchmark_group("one more candle after 8000");
    group.sample_size(20);
    let ready = OnceCell::new();
    let ready = || {
        ready.get_or_init(|| {
            let all = candles(1, 8_001);
            let (before, question, params) = asked(all[..8_000].to_vec());
            let (after, ..) = asked(all);
            let known = report(&before, &question, &params, before.series.last_close()).unwrap().measured;
            let now = after.series.last_close();
            let next = report_knowing(&after, &question, &params, now, Some(&known)).unwrap().measured;
            (after, question, params, now, known, next)
        })
    };
    group.bench_function("report, all three records gone on with", |b| {
        let (after, question, params, now, known, _) = ready();
        b.iter(|| black_box(report_knowing(after, question, params, *now, Some(known)).unwrap()));
    });
    group.bench_function("report, record known", |b| {
        let (after, question, params, now, _, next) = ready();
        b.iter(|| black_box(report_knowing(after, question, params, *now, Some(next)).unwrap()));
    });
    group.finish();
}

/// A question whose record is known.
struct Watched {
    history: History,
    question: Question,
    params: Params,
    known: Arc<Measured>,
}

impl Watched {
    fn new(seed: u64) -> Self {
        let (history, question, params) = asked(candles(seed, 1_500));
        let known = report(&history, &question, &params, history.series.last_close()).unwrap().measured;
        Self { history, question, params, known }
    }

    fn again(&self) -> Report {
        let now = self.history.series.last_close();
        report_knowing(&self.history, &self.question, &self.params, now, Some(&self.known)).unwrap()
    }
}

/// Three timeframes of 500 symbols, their records known, on two threads.
fn watchlist(c: &mut Criterion) {
    let mut group = c.benchmark_group("watchlist");
    group.sample_size(10);
    let all: OnceCell<Vec<Watched>> = OnceCell::new();
    group.bench_function("500 symbols x 3 timeframes of 1500 candles", |b| {
        let all = all.get_or_init(|| {
            let all: Vec<Watched> = (1..=1_500).map(Watched::new).collect();
            let records: usize = all.iter().map(|watched| watched.known.bytes()).sum();
            let series = all[0].history.series.bytes();
            println!("memory: a record of 1,500 candles {} bytes, its series {series} bytes", records / all.len());
            all
        });
        b.iter(|| {
            std::thread::scope(|scope| {
                for half in all.chunks(750) {
                    scope.spawn(move || half.iter().for_each(|watched| drop(black_box(watched.again()))));
                }
            });
        });
    });
    group.finish();
}

criterion_group!(benches, readings, construction, answers, records, one_more, watchlist);
criterion_main!(benches);
