//! The reliability curve of forecasts by isotonic regression, and where that of a perfect forecaster would lie (CORP:
//! T. Dimitriadis, T. Gneiting and A. I. Jordan 2021, PNAS 118 (8) e2016191118).

use super::{Chance, quantile};

/// Columns of the histogram of forecasts.
pub const COLUMNS: usize = 20;

/// Forecasts at which the band is told.
const PLACES: usize = 41;

/// Perfect forecasters behind the band.
const RESAMPLES: usize = 1_000;

/// What was forecast against what came true.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Levels of the isotonic fit, both their forecasts and their frequencies ascending.
    pub levels: Vec<Level>,
    /// How many forecasts lie in each of equally wide columns from the smallest to the largest.
    pub counts: [u32; COLUMNS],
    /// Every forecast that shares no bar with another, ascending: outcomes of neighbours overlap, and count once.
    sample: Vec<f64>,
}

/// Forecasts that the fit gives one frequency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Its smallest and its largest forecast.
    pub from: f64,
    pub to: f64,
    /// How often the event followed, 0 to 1.
    pub frequency: f64,
    /// Forecasts in it.
    pub count: usize,
}

/// Where the curve of a perfect forecaster lies in 95 of 100 cases.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub forecast: f64,
    pub low: f64,
    pub high: f64,
}

impl Curve {
    /// Of forecasts with their outcomes in the order of time, each of which overlaps the `horizon − 1` after it. `None`
    /// without any.
    pub fn of(pairs: &[(f64, bool)], horizon: usize) -> Option<Self> {
        let mut sorted = pairs.to_vec();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (least, most) = (sorted.first()?.0, sorted.last()?.0);
        let mut counts = [0_u32; COLUMNS];
        for (p, _) in &sorted {
            let column = COLUMNS as f64 * (p - least) / (most - least);
            // All in one place: 0 / 0.
            let column = if column.is_nan() { 0 } else { (column as usize).min(COLUMNS - 1) };
            if let Some(count) = counts.get_mut(column) {
                *count += 1;
            }
        }
        let mut sample: Vec<f64> = pairs.iter().step_by(horizon.max(1)).map(|(p, _)| *p).collect();
        sample.sort_by(f64::total_cmp);
        let mut levels = Vec::new();
        fit(sorted.iter().map(|(p, y)| (*p, f64::from(u8::from(*y)))), &mut levels);
        Some(Self { levels, counts, sample })
    }

    /// The 95 % consistency band, from the smallest forecast of the sample to its largest; empty below two of them.
    pub fn band(&self, chance: &mut Chance) -> Vec<Place> {
        let (Some(least), Some(most)) = (self.sample.first().copied(), self.sample.last().copied()) else {
            return Vec::new();
        };
        if least >= most {
            return Vec::new();
        }
        let place = |at: usize| least + (most - least) * at as f64 / (PLACES - 1) as f64;
        let mut curves: Vec<Vec<f64>> = (0..PLACES).map(|_| Vec::with_capacity(RESAMPLES)).collect();
        let mut levels = Vec::new();
        for _ in 0..RESAMPLES {
            fit(self.sample.iter().map(|p| (*p, chance.hits(1, *p) as f64)), &mut levels);
            for (at, curve) in curves.iter_mut().enumerate() {
                curve.extend(frequency(&levels, place(at)));
            }
        }
        let ends = |(at, mut curve): (usize, Vec<f64>)| {
            curve.sort_by(f64::total_cmp);
            Some(Place { forecast: place(at), low: quantile(&curve, 0.025)?, high: quantile(&curve, 0.975)? })
        };
        curves.into_iter().enumerate().filter_map(ends).collect()
    }

    /// The curve at a forecast: flat within a level, straight between two, level beyond the ends.
    pub fn at(&self, forecast: f64) -> Option<f64> {
        frequency(&self.levels, forecast)
    }

    /// Memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        self.levels.capacity() * size_of::<Level>() + self.sample.capacity() * size_of::<f64>()
    }
}

fn frequency(levels: &[Level], forecast: f64) -> Option<f64> {
    let after = levels.partition_point(|level| level.to < forecast);
    let Some(level) = levels.get(after) else { return levels.last().map(|last| last.frequency) };
    let before = after.checked_sub(1).and_then(|at| levels.get(at));
    Some(match before {
        Some(before) if forecast < level.from => {
            let way = (forecast - before.to) / (level.from - before.to);
            before.frequency + way * (level.frequency - before.frequency)
        }
        Some(_) | None => level.frequency,
    })
}

/// Isotonic regression by pooling adjacent violators (M. Ayer and others 1955). Values come with their places ascending;
/// values at one place are one.
fn fit(values: impl Iterator<Item = (f64, f64)>, levels: &mut Vec<Level>) {
    levels.clear();
    for (at, value) in values {
        levels.push(Level { from: at, to: at, frequency: value, count: 1 });
        while let [.., before, last] = levels.as_mut_slice()
            && (before.frequency >= last.frequency || before.to == last.from)
        {
            let count = before.count + last.count;
            let sum = before.frequency * before.count as f64 + last.frequency * last.count as f64;
            *before = Level { from: before.from, to: last.to, frequency: sum / count as f64, count };
            levels.pop();
        }
    }
}

#[cfg(test)]
mod tests;
