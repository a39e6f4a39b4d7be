//! A market with a drift that anyone can find: what a rule that works looks like.

use analysis::{Interval, Kind, Tick};
use market::{Batch, BoxFuture, Feed, FeedFault, Offer, Origin, Row, Want};

/// Hourly candles whose drift of 0.2 standard deviations turns about every hundred bars.
pub(crate) struct PlantedFeed {
    pub(crate) seed: u64,
}

/// xorshift64*.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About standard normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

impl Feed for PlantedFeed {
    fn name(&self) -> &'static str {
        "planted"
    }

    fn offers(&self) -> Vec<Offer> {
        Vec::new()
    }

    fn candles<'a>(&'a self, want: &'a Want) -> BoxFuture<'a, Result<Batch, FeedFault>> {
        let hour = Interval::H1.millis();
        let last = want.at.as_millisecond().div_euclid(hour) * hour;
        let count = i64::from(want.bars);
        let mut dice = Dice(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (mut price, mut drift) = (100.0_f64, 0.2);
        let rows = (0..count).map(|bar| {
            if dice.unit() < 0.01 {
                drift = -drift;
            }
            let open = price * (1.0 + 0.000_1 * dice.normal());
            let (mut high, mut low, mut at) = (open, open, open);
            for _ in 0..8 {
                at *= 1.0 + 0.004 * (dice.normal() / 8_f64.sqrt() + drift / 8.0);
                (high, low) = (high.max(at), low.min(at));
            }
            price = at;
            Row {
                open_ms: last - (count - bar) * hour,
                open,
                high,
                low,
                close: at,
                volume: Some(1_000.0 + 100.0 * dice.unit()),
                line: None,
            }
        });
        let origin = Origin {
            source: self.name().to_owned(),
            venue_symbol: "PLANTED".to_owned(),
            kind: Kind::Recorded,
            tick: Tick::of_size(0.000_1),
            delay_seconds: None,
            layout: None,
            notes: Vec::new(),
        };
        let batch = Batch { interval: Interval::H1, rows: rows.collect(), forming: None, clock: None, origin };
        Box::pin(std::future::ready(Ok(batch)))
    }
}
