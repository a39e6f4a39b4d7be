//! Ridge logistic regression by Newton's method.
#![expect(clippy::indexing_slicing, reason = "fixed small matrices, indexed within their own width")]

use libm::exp;

use super::solve::{Matrix, Vector, solve};

/// Six families and the intercept, which comes first.
pub(super) const WIDTH: usize = 7;

const MOST_STEPS: usize = 12;

/// A step this small ends a fit; the steps shrink at least tenfold, so what is left is smaller still.
const SMALL_STEP: f64 = 1e-7;

/// A step that shrinks by less than this asks for a fresh curvature.
const FAST: f64 = 0.1;

const DIAGONAL: f64 = 1e-9;
const SPREAD_FLOOR: f64 = 1e-9;

/// Log odds beyond this are as good as certain.
const MOST_LOG_ODDS: f64 = 30.0;

/// Rows of families with the label of each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    pub(super) families: &'a [[f64; 6]],
    pub(super) labels: &'a [bool],
}

/// Weights on the families as they are, intercept first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weights(pub(super) Vector);

impl Weights {
    /// Probability of the event.
    pub(super) fn probability(&self, families: &[f64; 6]) -> f64 {
        probability(log_odds(&self.0, families))
    }
}

/// Mean and spread (population, floored) of each family over the rows.
pub(super) struct Scale {
    mean: [f64; 6],
    spread: [f64; 6],
}

impl Scale {
    pub(super) fn of(sums: &Sums) -> Self {
        let n = sums.count;
        let mean = sums.sum.map(|sum| sum / n);
        let mut spread = [0.0; 6];
        for ((spread, square), mean) in spread.iter_mut().zip(sums.squares).zip(mean) {
            *spread = (square / n - mean * mean).max(0.0).sqrt() + SPREAD_FLOOR;
        }
        Self { mean, spread }
    }
}

/// Running sums, so that a longer training set need not be summed anew.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    count: f64,
    sum: [f64; 6],
    squares: [f64; 6],
}

impl Sums {
    pub(super) fn add(&mut self, row: &[f64; 6]) {
        self.count += 1.0;
        for ((sum, square), value) in self.sum.iter_mut().zip(&mut self.squares).zip(row) {
            *sum += value;
            *square += value * value;
        }
    }
}

/// A fit that is carried on as rows are added.
///
/// The curvature is the costly part, and a few more rows hardly move it: it is kept, scaled to the rows, and computed
/// anew only when steps stop shrinking fast. The minimum it walks to is the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fit {
    weights: Weights,
    /// Curvature in the plain weights, and the rows it was computed on.
    kept: Option<(Matrix, f64)>,
}

impl Fit {
    /// Fits the weights to the rows: the sum of log losses plus half of `penalty` times the squared weights of the
    /// families standardised by `scale`, the intercept free. Starts where the last fit ended.
    pub(super) fn to(&mut self, rows: Rows<'_>, scale: &Scale, penalty: f64) -> Weights {
        let count = rows.labels.len() as f64;
        let mut weights = scale.standardised(&self.weights.0);
        let mut last = f64::INFINITY;
        for _ in 0..MOST_STEPS {
            let plain = scale.raw(&weights);
            let (slope, curve) = if let Some((curve, of)) = &self.kept {
                (slope(rows, &plain), curve.map(|row| row.map(|value| value * count / of)))
            } else {
                let (slope, curve) = derivatives(rows, &plain);
                self.kept = Some((curve, count));
                (slope, curve)
            };
            let (mut slope, mut curve) = scale.transform(&slope, &curve);
            for k in 0..WIDTH {
                if k > 0 {
                    slope[k] += penalty * weights[k];
                    curve[k][k] += penalty;
                }
                curve[k][k] += DIAGONAL;
            }
            let Some(step) = solve(curve, slope) else { break };
            for (weight, step) in weights.iter_mut().zip(step) {
                *weight -= step;
            }
            let size = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
            if size < SMALL_STEP {
                break;
            }
            if size > last * FAST {
                self.kept = None;
            }
            last = size;
        }
        self.weights = Weights(scale.raw(&weights));
        self.weights
    }
}

/// Slope of the summed log loss in the plain weights.
fn slope(rows: Rows<'_>, weights: &Vector) -> Vector {
    let mut slope = [0.0; WIDTH];
    for (families, label) in rows.families.iter().zip(rows.labels) {
        let off = probability(log_odds(weights, families)) - f64::from(u8::from(*label));
        let [a, b, c, d, e, f] = *families;
        for (sum, x) in slope.iter_mut().zip([1.0, a, b, c, d, e, f]) {
            *sum += off * x;
        }
    }
    slope
}

/// Slope and curvature of the summed log loss in the unscaled weights; the curvature's upper half.
fn derivatives(rows: Rows<'_>, weights: &Vector) -> (Vector, Matrix) {
    let (mut slope, mut curve) = ([0.0; WIDTH], [[0.0; WIDTH]; WIDTH]);
    for (families, label) in rows.families.iter().zip(rows.labels) {
        let p = probability(log_odds(weights, families));
        let [a, b, c, d, e, f] = *families;
        let x = [1.0, a, b, c, d, e, f];
        let off = p - f64::from(u8::from(*label));
        let weight = p * (1.0 - p);
        for i in 0..WIDTH {
            slope[i] += off * x[i];
            let scaled = weight * x[i];
            for j in i..WIDTH {
                curve[i][j] += scaled * x[j];
            }
        }
    }
    (slope, curve)
}

impl Scale {
    /// Weights on standardised families from weights on plain ones.
    fn standardised(&self, raw: &Vector) -> Vector {
        let mut weights = *raw;
        for k in 0..6 {
            weights[k + 1] = raw[k + 1] * self.spread[k];
            weights[0] += raw[k + 1] * self.mean[k];
        }
        weights
    }

    /// Weights on plain families from weights on standardised ones.
    fn raw(&self, weights: &Vector) -> Vector {
        let mut raw = *weights;
        for k in 0..6 {
            raw[k + 1] = weights[k + 1] / self.spread[k];
            raw[0] -= raw[k + 1] * self.mean[k];
        }
        raw
    }

    /// Slope and curvature in the standardised weights: `z = (x − mean) / spread`.
    fn transform(&self, slope: &Vector, curve: &Matrix) -> (Vector, Matrix) {
        let full = |i: usize, j: usize| if i <= j { curve[i][j] } else { curve[j][i] };
        let (mut to_slope, mut to_curve) = (*slope, [[0.0; WIDTH]; WIDTH]);
        to_curve[0][0] = full(0, 0);
        for i in 0..6 {
            let (mean, spread) = (self.mean[i], self.spread[i]);
            to_slope[i + 1] = (slope[i + 1] - mean * slope[0]) / spread;
            to_curve[0][i + 1] = (full(0, i + 1) - mean * full(0, 0)) / spread;
            to_curve[i + 1][0] = to_curve[0][i + 1];
        }
        for i in 0..6 {
            for j in 0..6 {
                let centred = full(i + 1, j + 1) - self.mean[i] * full(0, j + 1) - self.mean[j] * full(i + 1, 0)
                    + self.mean[i] * self.mean[j] * full(0, 0);
                to_curve[i + 1][j + 1] = centred / (self.spread[i] * self.spread[j]);
            }
        }
        (to_slope, to_curve)
    }
}

fn log_odds(weights: &Vector, families: &[f64; 6]) -> f64 {
    let [w0, wa, wb, wc, wd, we, wf] = *weights;
    let [a, b, c, d, e, f] = *families;
    w0 + wa * a + wb * b + wc * c + wd * d + we * e + wf * f
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds.clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS)))
}
