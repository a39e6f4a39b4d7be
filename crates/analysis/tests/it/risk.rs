//! Tail and correlation equal published values, and the tail is broken about as often as it says.

use analysis::{
    Side,
    readings::{Ewma, percentile},
    risk::{Tail, common_returns, correlation, plain_quantile},
};

use crate::support::{REAL, real};

/// Of an independent prototype at the end of each file: volatility of the next bar, filtered quantiles at 5 and 1 %,
/// means beyond them, plain quantiles, all log returns; percentile of the volatility.
const OWN: [(&str, [f64; 8]); 4] = [
    (
        "aapl-1d",
        [
            0.022_858_298_964,
            -0.035_757_941_991,
            -0.066_621_210_209,
            -0.054_609_900_332,
            -0.088_611_795_082,
            -0.032_054_599_986,
            -0.043_863_155_305,
            83.5317,
        ],
    ),
    (
        "spx-1d",
        [
            0.014_992_021_303,
            -0.023_861_434_222,
            -0.045_949_705_540,
            -0.038_475_713_449,
            -0.056_694_153_246,
            -0.017_760_351_099,
            -0.022_347_949_478,
            82.5397,
        ],
    ),
    (
        "eurusd-1h",
        [
            0.000_690_907_785,
            -0.001_175_284_053,
            -0.001_723_263_965,
            -0.001_525_910_397,
            -0.001_979_872_630,
            -0.000_974_039_420,
            -0.001_385_430_589,
            57.3413,
        ],
    ),
    (
        "btcusd-1d",
        [
            0.050_721_055_369,
            -0.068_832_530_947,
            -0.143_407_083_914,
            -0.141_995_686_152,
            -0.332_386_571_349,
            -0.047_441_584_626,
            -0.081_261_822_823,
            90.6746,
        ],
    ),
];

#[test]
fn the_tail_equals_the_published_one() {
    for ((name, pair, interval), (file, theirs)) in REAL.into_iter().zip(OWN) {
        assert_eq!(name, file);
        let Some(series) = real(name, pair, interval) else { return };
        let closes = series.closes();
        let tail = Tail::of(closes, 0.94, 500, Side::Long).unwrap();
        let plain = |share| plain_quantile(closes, Side::Long, share).unwrap();
        let ours = [tail.sigma, tail.var95, tail.var99, tail.cvar95, tail.cvar99, plain(0.05), plain(0.01)];
        assert_eq!(tail.n, 500);
        for (place, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
            // Half a unit of the last published digit, and what binary adds to it.
            assert!((ours - theirs).abs() < 6e-13, "{name} {place}: {ours}, published {theirs}");
        }
        let ewma = Ewma::of(closes);
        let sigmas: Vec<f64> = (closes.len() - 504..closes.len()).map(|bar| ewma.sigma(bar).unwrap()).collect();
        let ours = percentile(&sigmas).unwrap();
        assert!((ours - theirs[7]).abs() < 6e-5, "{name} percentile {ours}");
    }
}

/// File, bars left out at the start, violations and Kupiec's p at 95 and at 99 %, all to the digits published.
const VIOLATIONS: [(&str, usize, [f64; 4]); 4] = [
    ("aapl-1d", 1_000, [0.0524, 0.596, 0.0137, 0.097]),
    ("spx-1d", 1_000, [0.0529, 0.269, 0.0122, 0.067]),
    ("eurusd-1h", 1_000, [0.0503, 0.909, 0.0115, 0.292]),
    ("btcusd-1d", 600, [0.0465, 0.681, 0.0078, 0.550]),
];

/// Kupiec's likelihood ratio of `x` violations in `n` days at level `a` (P. H. Kupiec 1995), chi-square with one degree
/// of freedom; its upper tail is the complementary error function.
fn kupiec_p(x: f64, n: f64, a: f64) -> f64 {
    let share = x / n;
    let ratio = -2.0
        * ((n - x) * libm::log(1.0 - a) + x * libm::log(a) - (n - x) * libm::log(1.0 - share) - x * libm::log(share));
    libm::erfc((ratio / 2.0).sqrt())
}

#[test]
fn the_tail_is_broken_about_as_often_as_it_says() {
    for ((name, pair, interval), (file, burned, theirs)) in REAL.into_iter().zip(VIOLATIONS) {
        assert_eq!(name, file);
        let Some(series) = real(name, pair, interval) else { return };
        let closes = series.closes();
        let (mut broken95, mut broken99, mut days) = (0.0, 0.0, 0.0);
        // Each forecast from the closes before its day only.
        for day in burned + 1..closes.len() {
            let tail = Tail::of(&closes[..day], 0.94, 500, Side::Long).unwrap();
            let r = libm::log(closes[day] / closes[day - 1]);
            broken95 += f64::from(u8::from(r < tail.var95));
            broken99 += f64::from(u8::from(r < tail.var99));
            days += 1.0;
        }
        let ours = [broken95 / days, kupiec_p(broken95, days, 0.05), broken99 / days, kupiec_p(broken99, days, 0.01)];
        for (place, ((ours, theirs), last)) in ours.into_iter().zip(theirs).zip([1e-4, 1e-3, 1e-4, 1e-3]).enumerate() {
            assert!((ours - theirs).abs() <= 0.6 * last, "{name} {place}: {ours}, published {theirs}");
        }
        assert!(ours[1] > 0.01 && ours[3] > 0.01, "{name} {ours:?}");
    }
}

#[test]
fn a_normal_tail_would_be_broken_too_often() {
    // The negative twin: the same volatility with a normal quantile fails where the filtered history passes.
    let (name, pair, interval) = REAL[1];
    let Some(series) = real(name, pair, interval) else { return };
    let closes = series.closes();
    let ewma = Ewma::of(closes);
    let days = closes.len() - 1_001;
    let broken = (1_001..closes.len())
        .filter(|day| libm::log(closes[*day] / closes[day - 1]) < -2.326_347_874_040_841 * ewma.sigma(day - 1).unwrap())
        .count();
    assert!(kupiec_p(broken as f64, days as f64, 0.01) < 0.01, "{broken} of {days}");
}

#[test]
fn apple_on_the_market_equals_the_published_values() {
    let [apple, market] = [REAL[0], REAL[1]];
    let (Some(apple), Some(market)) = (real(apple.0, apple.1, apple.2), real(market.0, market.1, market.2)) else {
        return;
    };
    let pairs = common_returns(&apple, &market);
    assert_eq!(pairs.len(), 3_269);
    let all = correlation(&pairs, pairs.len()).unwrap();
    let spread = |pick: fn(&(f64, f64)) -> f64| {
        let mean = pairs.iter().map(pick).sum::<f64>() / pairs.len() as f64;
        pairs.iter().map(|pair| (pick(pair) - mean) * (pick(pair) - mean)).sum::<f64>()
    };
    let beta = all * (spread(|pair| pair.0) / spread(|pair| pair.1)).sqrt();
    for (ours, theirs) in [
        (beta, 1.126_807_788_7),
        (all, 0.522_467_193_6),
        (correlation(&pairs, 60).unwrap(), 0.387_352_684_3),
        (correlation(&pairs, 250).unwrap(), 0.498_072_604_4),
    ] {
        assert!((ours - theirs).abs() < 1e-10, "{ours}, published {theirs}");
    }
}
