//! Controls: noise must show no skill, a planted edge must show some, and a look into the future must be caught.

use analysis::{
    Candle, Families, Interval, Kind, Params, Question, Series, Tick,
    answer::SignalWord,
    confidence::{Forecasts, Realised, Samples, Scheme, brier_skill},
    outcome::drift,
    report,
    resample::Grouping,
};
use jiff::Timestamp;

use crate::support::{history, series};

/// Seeded noise: `SplitMix64`, and a normal value from twelve uniform ones.
struct Noise(u64);

impl Noise {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Student's t with five degrees of freedom: as fat-tailed as returns are.
    fn fat(&mut self) -> f64 {
        let spread = (0..5).map(|_| self.normal().powi(2)).sum::<f64>() / 5.0;
        self.normal() / spread.sqrt()
    }
}

/// Hourly candles whose returns are `phi` times the last one plus noise of 0.6 %, with opens a little off the close
/// before: a rule that refuses open = previous close must not reject the control itself.
fn market(seed: u64, count: usize, phi: f64) -> Vec<Candle> {
    let mut noise = Noise(seed.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let (mut price, mut last) = (100.0_f64, 0.0);
    (0..count)
        .map(|bar| {
            last = phi * last + 0.006 * noise.fat();
            let open = price * (1.0 + 0.0002 * noise.normal());
            let close = (price * (1.0 + last)).max(0.01);
            price = close;
            let high = open.max(close) * (1.0 + 0.002 * noise.normal().abs());
            let low = open.min(close) * (1.0 - 0.002 * noise.normal().abs().min(100.0));
            let open_time = Timestamp::from_second(1_577_836_800 + 3_600 * bar as i64).unwrap();
            Candle { open_time, open, high, low, close, volume: Some((1_000.0 * (1.0 + noise.unit())).round()) }
        })
        .collect()
}

fn skill(rows: &[Option<[f64; 6]>], series: &Series, horizon: usize) -> f64 {
    let labels: Vec<_> = (0..series.len()).map(|bar| drift(series, bar, horizon).map(|r| r > 0.0)).collect();
    let forecasts = Forecasts::walk(Samples { families: rows, labels: &labels }, horizon, &Scheme::default()).unwrap();
    let realised: Vec<Realised> = forecasts.realised(&labels).collect();
    100.0 * brier_skill(&realised).unwrap()
}

fn rows(series: &Series) -> Vec<Option<[f64; 6]>> {
    let families = Families::grouped(series, Some(Grouping::Count(4)));
    (0..series.len()).map(|bar| families.all(bar)).collect()
}

/// How many seeds: few in the usual run, twelve with `ENGRAM_FULL=1`.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    1..1 + if std::env::var_os("ENGRAM_FULL").is_some() { 12 } else { usual }
}

#[test]
fn noise_shows_no_skill() {
    for (horizon, each, all) in [(1, 0.06, 0.02), (5, 0.10, 0.03)] {
        let skills: Vec<f64> = seeds(4)
            .map(|seed| {
                let series = series("DEMO/USD", Interval::H1, market(seed, 8_000, 0.0));
                skill(&rows(&series), &series, horizon)
            })
            .collect();
        let mean = skills.iter().sum::<f64>() / skills.len() as f64;
        println!("h = {horizon}: {skills:?}");
        assert!(skills.iter().all(|skill| skill.abs() <= each) && mean.abs() <= all, "h = {horizon}: {skills:?}");
    }
}

#[test]
fn a_planted_edge_shows_some() {
    let skills: Vec<f64> = seeds(3)
        .map(|seed| {
            let series = series("DEMO/USD", Interval::H1, market(seed, 8_000, 0.15));
            skill(&rows(&series), &series, 1)
        })
        .collect();
    let mean = skills.iter().sum::<f64>() / skills.len() as f64;
    assert!(mean >= 0.35 && skills.iter().all(|skill| *skill > 0.0), "{skills:?}");
}

/// A family that holds the future: the harness must show the leak.
#[test]
fn a_look_into_the_future_is_caught() {
    let series = series("DEMO/USD", Interval::H1, market(1, 8_000, 0.0));
    let mut rows = rows(&series);
    for (bar, row) in rows.iter_mut().enumerate() {
        if let (Some(row), Some(r)) = (row, drift(&series, bar, 1)) {
            row[4] = (100.0 * r).clamp(-1.0, 1.0);
        }
    }
    let skill = skill(&rows, &series, 1);
    assert!(skill > 20.0, "{skill} %");
}

/// With the proof demanded, noise is never bought or sold.
#[test]
fn the_proof_is_silent_on_noise() {
    let mut asked = 0;
    for seed in seeds(2) {
        let series = series("DEMO/USD", Interval::H1, market(seed, 9_000, 0.0));
        for bar in (8_000..9_000).step_by(200) {
            let as_of = Timestamp::from_millisecond(series.times()[bar]).unwrap();
            let question = Question {
                pair: series.pair().clone(),
                interval: Interval::H1,
                as_of: Some(as_of),
                direction: analysis::Direction::Both,
                timeframe_defaulted: false,
            };
            let params = Params::of_class(question.pair.class());
            let history = history(series.clone(), Kind::Synthetic, Tick::of_size(0.0001));
            let signal = report(&history, &question, &params, as_of).unwrap().signal;
            assert_eq!(signal.signal, SignalWord::Hold, "seed {seed} as of {as_of}");
            assert!(signal.scenarios.long.n_effective >= 250.0, "enough to be measured");
            asked += 1;
        }
    }
    assert!(asked >= 10);
}
