//! Walks forward through the past: every forecast is made from earlier bars only.

use serde::{Deserialize, Serialize};

use super::logistic::{Fit, Rows, Scale, Sums, Weights};

/// How forecasts are made. The numbers are part of every receipt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scheme {
    /// Bars from the first usable one to the first forecast.
    pub min_train_bars: usize,
    /// Labelled rows below which no forecast is made.
    pub min_rows: usize,
    /// Bars between two fits.
    pub refit_bars: usize,
    /// Penalty on the squared standardised weights.
    pub ridge_l2: f64,
    /// Effective forecasts at which half of a full shrinkage weight is given.
    pub shrink_n0: f64,
    /// Realised forecasts below which the base rate alone speaks.
    pub min_forecasts: usize,
}

/// Name of the calibrator in answers and receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Ridge logistic regression on the six families, walked forward.
    Ridge,
}

impl Method {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ridge => "ridge",
        }
    }
}

impl Default for Scheme {
    fn default() -> Self {
        Self {
            min_train_bars: 500,
            min_rows: 400,
            refit_bars: 21,
            ridge_l2: 300.0,
            shrink_n0: 250.0,
            min_forecasts: 100,
        }
    }
}

/// Out-of-sample forecasts of one event, one a bar from `first` to the last bar of the series.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecasts {
    /// Bar of the first.
    pub first: usize,
    /// Bars a label needs beyond the next.
    pub horizon: usize,
    /// The model's own forecast of each bar; `None` where a family was missing.
    pub model: Vec<Option<f64>>,
    /// Base rate in force at each bar.
    pub base: Vec<f64>,
    /// Weight given to the model at each bar, from realised forecasts only.
    pub lambda: Vec<f64>,
    /// Shrunk forecast of each bar.
    pub shrunk: Vec<Option<f64>>,
    /// Smallest and largest value of each family among the rows of the last fit.
    pub range: [(f64, f64); 6],
}

/// Families and label of every bar of a series; `None` where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    pub families: &'a [Option<[f64; 6]>],
    pub labels: &'a [Option<bool>],
}

impl Forecasts {
    /// Walks forward; `None` when the history is too short for one forecast.
    pub fn walk(samples: Samples<'_>, horizon: usize, scheme: &Scheme) -> Option<Self> {
        Self::walk_on(samples, horizon, scheme, &mut Fits::default())
    }

    /// The same, with the fits of an earlier walk over the beginning of the same samples, which it adds to. Fitting is
    /// what takes time, and what was fitted to earlier rows is not moved by later ones.
    pub fn walk_on(samples: Samples<'_>, horizon: usize, scheme: &Scheme, fits: &mut Fits) -> Option<Self> {
        let Samples { families, labels } = samples;
        let begin = families.iter().zip(labels).position(|(row, label)| row.is_some() && label.is_some())?;
        let first = begin + scheme.min_train_bars + horizon + 1;
        if first >= families.len() {
            return None;
        }
        let mut walk = Walk::new(samples, begin, std::mem::take(&mut fits.last));
        let count = families.len() - first;
        let (mut model, mut base) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (block, start) in (first..families.len()).step_by(scheme.refit_bars).enumerate() {
            walk.learn_until(start.checked_sub(horizon + 1)?);
            let trained = fits.trained.get(block).copied().unwrap_or_else(|| {
                let trained = walk.fit(scheme);
                fits.trained.push(trained);
                trained
            });
            for families in families.iter().skip(start).take(scheme.refit_bars) {
                model.push(trained.as_ref().zip(families.as_ref()).map(|(w, row)| w.probability(row)));
                base.push(walk.base_rate());
            }
        }
        let range = walk.range();
        fits.last = walk.fit;
        let mut all = Self { first, horizon, model, base, lambda: Vec::new(), shrunk: Vec::new(), range };
        all.shrink(labels, scheme);
        Some(all)
    }

    /// Forecasts whose label is known, oldest first: shrunk forecast, base rate, label.
    pub fn realised<'a>(&'a self, labels: &'a [Option<bool>]) -> impl Iterator<Item = Realised> + 'a {
        let columns = self.shrunk.iter().zip(&self.model).zip(&self.base).enumerate();
        columns.filter_map(move |(k, ((shrunk, model), base))| {
            let bar = self.first + k;
            let happened = (*labels.get(bar)?)?;
            Some(Realised { bar, p: (*shrunk)?, model: (*model)?, base: *base, happened })
        })
    }

    fn shrink(&mut self, labels: &[Option<bool>], scheme: &Scheme) {
        let (mut count, mut along, mut size) = (0_usize, 0.0, 0.0);
        let now = self.model.iter().zip(&self.base).enumerate();
        for (k, (model, base)) in now {
            // The label of a bar is known `horizon + 1` bars later.
            let old = k.checked_sub(self.horizon + 1);
            let tested =
                old.and_then(|old| Some((*self.model.get(old)?, self.base.get(old)?, labels.get(self.first + old)?)));
            if let Some((Some(model), base, Some(happened))) = tested {
                let (away, real) = (model - base, f64::from(u8::from(*happened)) - base);
                count += 1;
                along += away * real;
                size += away * away;
            }
            let effective = count as f64 / self.horizon as f64;
            let raw = (along / f64::max(size, 1e-12)).clamp(0.0, 1.0);
            let enough = count >= scheme.min_forecasts;
            let lambda = if enough { raw * effective / (effective + scheme.shrink_n0) } else { 0.0 };
            self.lambda.push(lambda);
            self.shrunk.push(model.map(|model| base + lambda * (model - base)));
        }
    }
}

/// What was fitted, to each training set of a walk in turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fits {
    /// Weights that each set gave; `None` where it was too small.
    trained: Vec<Option<Weights>>,
    /// Where the next fit begins.
    last: Fit,
}

impl Fits {
    /// Memory it takes beside itself.
    pub(crate) fn bytes(&self) -> usize {
        self.trained.capacity() * size_of::<Option<Weights>>()
    }
}

/// A forecast that has been tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Realised {
    pub bar: usize,
    /// What was forecast.
    pub p: f64,
    /// What the model said before shrinkage.
    pub model: f64,
    /// The base rate of its day.
    pub base: f64,
    pub happened: bool,
}

/// What has been learnt so far.
struct Walk<'a> {
    samples: Samples<'a>,
    next: usize,
    rows: Vec<[f64; 6]>,
    labels: Vec<bool>,
    wins: usize,
    sums: Sums,
    fit: Fit,
    range: [(f64, f64); 6],
}

impl<'a> Walk<'a> {
    fn new(samples: Samples<'a>, begin: usize, fit: Fit) -> Self {
        Self {
            samples,
            next: begin,
            rows: Vec::new(),
            labels: Vec::new(),
            wins: 0,
            sums: Sums::default(),
            fit,
            range: [(f64::INFINITY, f64::NEG_INFINITY); 6],
        }
    }

    /// Takes in every bar up to `last`, itself included.
    fn learn_until(&mut self, last: usize) {
        while self.next <= last {
            let bar = self.next;
            self.next += 1;
            let (Some(Some(row)), Some(Some(label))) = (self.samples.families.get(bar), self.samples.labels.get(bar))
            else {
                continue;
            };
            self.rows.push(*row);
            self.labels.push(*label);
            self.wins += usize::from(*label);
            self.sums.add(row);
            for ((low, high), value) in self.range.iter_mut().zip(row) {
                *low = low.min(*value);
                *high = high.max(*value);
            }
        }
    }

    fn fit(&mut self, scheme: &Scheme) -> Option<Weights> {
        if self.rows.len() < scheme.min_rows {
            return None;
        }
        let rows = Rows { families: &self.rows, labels: &self.labels };
        Some(self.fit.to(rows, &Scale::of(&self.sums), scheme.ridge_l2))
    }

    fn base_rate(&self) -> f64 {
        (self.wins as f64 + 1.0) / (self.rows.len() as f64 + 2.0)
    }

    const fn range(&self) -> [(f64, f64); 6] {
        self.range
    }
}
