//! Made-up candles, for tests and benches alike.

use analysis::Candle;
use jiff::Timestamp;

/// Seeded hourly candles that wander: xorshift noise on a slow wave, on a tick of 0.01, so that each test can have
/// as many different markets as it likes.
pub(crate) fn wandering(seed: u64, count: usize) -> Vec<Candle> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let cents = |price: f64| (price * 100.0).round() / 100.0;
    let mut close = 100.0;
    (0..count)
        .map(|bar| {
            let open = cents(close + 0.05 * noise());
            close = cents((open * (1.0 + 0.01 * noise() + 0.001 * (bar as f64 / 40.0).sin())).max(1.0));
            let high = cents(open.max(close) + 0.2 * noise().abs());
            let low = cents((open.min(close) - 0.2 * noise().abs()).max(0.5));
            let volume = Some((1_000.0 * (1.0 + noise())).round());
            let open_time = Timestamp::from_second(1_577_836_800 + 3_600 * bar as i64).unwrap();
            Candle { open_time, open, high, low, close, volume }
        })
        .collect()
}
