//! How likely it is that the best of many trials is more than luck: the deflated Sharpe ratio (Bailey and López de
//! Prado, 2014). A trial's own Sharpe ratio is set against the one that the best of as many useless trials would show,
//! and its length, skewness and fat tails are taken into account.

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// Trades below which the moments say nothing.
const LEAST: usize = 3;

/// Moments of the results of single trades.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Results {
    /// How many.
    pub n: usize,
    /// Mean, R.
    pub mean: f64,
    /// Standard deviation, R; `n − 1` in its denominator.
    pub deviation: f64,
    /// Third standardised moment; 0 for a normal distribution.
    pub skewness: f64,
    /// Fourth; 3 for a normal distribution.
    pub kurtosis: f64,
}

impl Results {
    /// Of results in R.
    pub fn of(results: &[f64]) -> Self {
        let n = results.len();
        if n < LEAST {
            return Self { n, ..Self::default() };
        }
        let count = n as f64;
        let mean = results.iter().sum::<f64>() / count;
        let moment = |power: i32| results.iter().map(|result| (result - mean).powi(power)).sum::<f64>() / count;
        let variance = moment(2);
        Self {
            n,
            mean,
            deviation: (variance * count / (count - 1.0)).sqrt(),
            skewness: moment(3) / (variance * variance.sqrt()),
            kurtosis: moment(4) / (variance * variance),
        }
    }

    /// Mean over deviation; `None` where there is no spread.
    pub fn sharpe(&self) -> Option<f64> {
        (self.n >= LEAST && self.deviation > 0.0).then(|| self.mean / self.deviation)
    }

    /// Probability that the true Sharpe ratio is above another one.
    fn probability_above(&self, other: f64) -> Option<f64> {
        let own = self.sharpe()?;
        let spread = 1.0 - self.skewness * own + (self.kurtosis - 1.0) / 4.0 * own * own;
        (spread > 0.0).then(|| normal((own - other) * (self.n as f64 - 1.0).sqrt() / spread.sqrt()))
    }
}

/// The deflated Sharpe ratio of each set, a probability, where `trials` were ever tried. How much the ratios of useless
/// trials would differ is taken from those at hand; from theory where there are fewer than two.
pub fn deflated(results: &[Results], trials: u32) -> Vec<Option<f64>> {
    let ratios: Vec<f64> = results.iter().filter_map(Results::sharpe).collect();
    let spread = variance(&ratios);
    let of = |set: &Results| {
        let spread = spread.unwrap_or(1.0 / (set.n as f64 - 1.0).max(1.0));
        set.probability_above(best_of_useless(spread, trials))
    };
    results.iter().map(of).collect()
}

/// Expected Sharpe ratio of the best of so many trials without skill, whose ratios have this variance.
fn best_of_useless(variance: f64, trials: u32) -> f64 {
    if trials < 2 {
        return 0.0;
    }
    let count = f64::from(trials);
    let far = |share: f64| quantile(1.0 - share / count);
    variance.sqrt() * ((1.0 - EULER) * far(1.0) + EULER * far(1.0 / std::f64::consts::E))
}

fn variance(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sum: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (values.len() >= 2).then(|| sum / (count - 1.0))
}

/// Share of a normal distribution below a value.
fn normal(value: f64) -> f64 {
    0.5 * libm::erfc(-value / std::f64::consts::SQRT_2)
}

/// The value below which this share of a normal distribution lies, by halving; 0 < `share` < 1.
fn quantile(share: f64) -> f64 {
    let (mut low, mut high) = (-40.0_f64, 40.0_f64);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if normal(middle) < share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests;
