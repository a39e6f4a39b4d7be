//! A stretch of the demo market in whole ticks, and how it is cut into shorter ones.

use super::dice::Dice;

/// Prices in ticks and volume in whole units, so that the parts add up to the whole exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) open: i64,
    pub(super) high: i64,
    pub(super) low: i64,
    pub(super) close: i64,
    pub(super) volume: i64,
}

impl Bar {
    /// This bar and the one that follows it as one.
    pub(super) fn with(self, next: Self) -> Self {
        Self {
            open: self.open,
            high: self.high.max(next.high),
            low: self.low.min(next.low),
            close: next.close,
            volume: self.volume + next.volume,
        }
    }

    /// Cuts the bar into one part per activity, oldest first.
    ///
    /// The first part opens and the last closes as the whole does; one part reaches its high and one its low, and none
    /// goes beyond them.
    pub(super) fn split(self, activities: &[f64], dice: &mut Dice) -> Vec<Self> {
        let mut parts = self.path(activities, dice);
        self.add_wicks(&mut parts, dice);
        self.share_volume(&mut parts, activities, dice);
        parts
    }

    /// A random walk tied to the open and the close, folded back where it would leave the bar.
    fn path(self, activities: &[f64], dice: &mut Dice) -> Vec<Self> {
        let mut walk = 0.0;
        let mut busy = 0.0;
        let steps: Vec<(f64, f64)> = activities
            .iter()
            .map(|activity| {
                walk += dice.normal() * activity.sqrt();
                busy += activity;
                (walk, busy)
            })
            .collect();
        let strayed = |(at, so_far): &(f64, f64)| at - walk * so_far / busy;
        let (least, most) =
            steps.iter().map(strayed).fold((0.0_f64, 0.0_f64), |(least, most), s| (least.min(s), most.max(s)));
        let (low, high) = (self.low as f64, self.high as f64);
        let scale = if most > least { 0.6 * (high - low) / (most - least) } else { 0.0 };
        let fold = |price: f64| {
            let back = if price > high { 2.0 * high - price } else { price };
            (if back < low { 2.0 * low - back } else { back }).clamp(low, high)
        };
        let mut before = self.open;
        let last = steps.len().saturating_sub(1);
        let mut parts = Vec::with_capacity(steps.len());
        for (index, step) in steps.iter().enumerate() {
            let straight = self.open as f64 + (self.close - self.open) as f64 * step.1 / busy;
            let close = if index == last { self.close } else { fold(straight + scale * strayed(step)).round() as i64 };
            // Trades need not resume at the price they stopped at.
            let hop = if index == 0 {
                0
            } else {
                [0, 0, 0, 0, 0, 0, -1, 1].get(dice.below(8) as usize).copied().unwrap_or(0)
            };
            let open = (before + hop).clamp(self.low, self.high);
            parts.push(Self { open, high: open.max(close), low: open.min(close), close, volume: 0 });
            before = close;
        }
        parts
    }

    fn add_wicks(self, parts: &mut [Self], dice: &mut Dice) {
        let usual = 0.12 * (self.high - self.low) as f64 / (parts.len().max(1) as f64).sqrt();
        for part in &mut *parts {
            let reach = usual + 0.25 * (part.close - part.open).abs() as f64;
            part.high += within_room(dice.normal().abs() * reach, self.high - part.high);
            part.low -= within_room(dice.normal().abs() * reach, part.low - self.low);
        }
        if let Some(top) = parts.iter_mut().max_by_key(|part| part.high) {
            top.high = self.high;
        }
        if let Some(bottom) = parts.iter_mut().min_by_key(|part| part.low) {
            bottom.low = self.low;
        }
    }

    /// Busy parts and parts that move far have more of it; rounding is carried on, so nothing is lost.
    fn share_volume(self, parts: &mut [Self], activities: &[f64], dice: &mut Dice) {
        if self.volume == 0 {
            return;
        }
        let range = (self.high - self.low).max(1) as f64;
        let mut total = 0.0;
        let until: Vec<f64> = parts
            .iter()
            .zip(activities)
            .map(|(part, activity)| {
                let moved = (part.high - part.low) as f64 / range;
                total += activity * (0.5 + dice.unit()) * (0.5 + 2.0 * moved);
                total
            })
            .collect();
        let mut given = 0;
        let last = parts.len().saturating_sub(1);
        for (index, (part, so_far)) in parts.iter_mut().zip(until).enumerate() {
            let due = if index == last { self.volume } else { (self.volume as f64 * so_far / total) as i64 };
            part.volume = due - given;
            given = due;
        }
    }
}

/// A wick that nears the end of its room without reaching it, so that only one part touches the high.
fn within_room(wick: f64, room: i64) -> i64 {
    let room = room as f64;
    if wick > 0.0 && room > 0.0 { (wick * room / (wick + room)) as i64 } else { 0 }
}
