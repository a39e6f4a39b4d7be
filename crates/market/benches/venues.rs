//! How fast an answer of a market place is read, kept candles are found, and a closed candle is told.
#![expect(clippy::unwrap_used, reason = "a bench that cannot begin has nothing to measure")]

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use market::{VenueName, fake::World, measure};

/// 2026-11-20T12:34:56Z.
const NOW: i64 = 1_795_178_096_000;

fn payloads(criterion: &mut Criterion) {
    let hour = 3_600_000;
    let end = NOW / hour * hour;
    let mut group = criterion.benchmark_group("payload");
    for venue in VenueName::ALL {
        let world = World::new(venue, Arc::new(|| NOW));
        // As many rows as one answer holds, up to a thousand.
        let rows = i64::from(venue.caps().page_rows.min(1_000));
        let from = end - rows * hour;
        let target = measure::target(venue, from, end, NOW);
        let body = world.answer(&target).body;
        group.throughput(Throughput::Elements(rows.unsigned_abs()));
        group.bench_function(venue.name(), |bench| {
            bench.iter(|| measure::rows(venue, from, end, NOW, black_box(&body)).unwrap());
        });
    }
    group.finish();
}

fn kept(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let kept = measure::Kept::of(&folder.path().join("candles.db"), 10_000);
    let mut group = criterion.benchmark_group("cache");
    for bars in [1_500, 10_000] {
        group.throughput(Throughput::Elements(bars));
        group.bench_function(format!("{bars} candles"), |bench| bench.iter(|| kept.newest(black_box(bars))));
    }
    group.bench_function("one more candle", |bench| bench.iter(|| kept.one_more()));
    group.finish();
}

criterion_group!(benches, payloads, kept);
criterion_main!(benches);
