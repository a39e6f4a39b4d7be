//! A scan of 500 markets in three timeframes from kept candles.
#![expect(clippy::disallowed_methods, reason = "measures time and reads the kernel's books")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot begin has nothing to measure")]

use std::{sync::Arc, time::Instant};

use agent::{
    Settings,
    scan::{BARS, Looking, Place, scan},
};
use analysis::{Interval, Pair};
use jiff::Timestamp;
use market::{Access, Cache, Endpoint, Patience, RemoteFeed, VenueName, measure};

/// 2026-11-20T12:00:30Z: every hour, four hours and day before it has closed and settled.
const NOW: i64 = 1_795_176_030_000;

const TIMEFRAMES: [Interval; 3] = [Interval::M15, Interval::H1, Interval::H4];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(Cache::open(&folder.path().join("candles.db"), market::USUAL_BYTES).unwrap());
    let pairs: Vec<Pair> = (0..500).map(|n| Pair::new(&format!("S{n}/USDT")).unwrap()).collect();
    for pair in &pairs {
        for interval in TIMEFRAMES {
            measure::keep(&cache, pair, interval, BARS + 5, NOW);
        }
    }
    let access = Access {
        // Nobody listens there: whatever is not kept would be seen as a problem.
        endpoint: Some(Endpoint::parse("http://127.0.0.1:1").unwrap()),
        stream: None,
        patience: Patience::default(),
        cache,
        clock: Arc::new(|| NOW),
        shown: Vec::new(),
        progress: None,
    };
    let feed = RemoteFeed::new(VenueName::Binance, access).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let place = |pair: &Pair| TIMEFRAMES.map(|timeframe| Place { pair: pair.clone(), timeframe });
    let places: Vec<Place> = pairs.iter().flat_map(place).collect();
    let now = Timestamp::from_millisecond(NOW).unwrap();
    let settings = Settings::default();
    let before = resident();
    for measured in [0, 10] {
        let looking =
            Looking { feed: &feed, settings: &settings, now, measure: measured, threads: 2, runtime: runtime.handle() };
        let began = Instant::now();
        let seen = scan(&looking, &places, &|_, _| true);
        let took = began.elapsed();
        let problems = seen.iter().filter(|seen| seen.problem.is_some()).count();
        let judged = seen.iter().filter(|seen| seen.score.is_some()).count();
        println!("500 x 3 from the cache, {measured} measured: {took:.2?}; {judged} judged, {problems} problems");
    }
    println!("memory before {before} MiB, after {} MiB", resident());
}

/// Memory in use, MiB.
fn resident() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}
