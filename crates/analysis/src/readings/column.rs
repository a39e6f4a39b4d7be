//! One reading over a whole series.

/// A reading at one bar. Never 0 for want of an answer, never NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    Known(f64),
    /// It needs more candles.
    Warming,
    /// The price did not move, so the formula has nothing to say.
    Flat,
    /// The feed has no volume here.
    NoVolume,
}

impl Reading {
    /// The value, if there is one.
    pub const fn known(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::Warming | Self::Flat | Self::NoVolume => None,
        }
    }
}

/// Values of one reading, one a bar, from the first bar that has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    first: usize,
    values: Vec<f64>,
    absent: Reading,
}

impl Column {
    pub(crate) const fn new(first: usize, values: Vec<f64>) -> Self {
        Self { first, values, absent: Reading::Warming }
    }

    /// A column that never has a value, and why.
    pub(crate) const fn absent(absent: Reading) -> Self {
        Self { first: usize::MAX, values: Vec::new(), absent }
    }

    /// The value at a bar; `None` before the first, and where it has none.
    pub fn at(&self, bar: usize) -> Option<f64> {
        let value = *self.values.get(bar.checked_sub(self.first)?)?;
        value.is_finite().then_some(value)
    }

    /// The value at a bar, or why there is none.
    pub fn reading(&self, bar: usize) -> Reading {
        self.at(bar).map_or(self.absent, Reading::Known)
    }

    /// The first bar with a value; beyond the series when it has none.
    pub const fn first(&self) -> usize {
        self.first
    }

    /// The values from the first bar on; non-finite where a bar has none.
    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    /// A value per bar computed from others; a bar where it gives `None` has none.
    pub(crate) fn each(bars: usize, first: usize, value: impl Fn(usize) -> Option<f64>) -> Self {
        let values = (first..bars).map(|bar| value(bar).unwrap_or(f64::NAN)).collect();
        Self::new(first, values)
    }
}
