//! How often an event followed in the past, with what certainty, and whether that beats not looking at all.

mod bootstrap;
mod chance;
mod corp;
mod interval;
mod logistic;
mod scores;
mod solve;
mod student;
mod track;
mod walk;

pub use bootstrap::quantile;
pub use chance::Chance;
pub use corp::{COLUMNS, Curve, Level, Place};
pub use interval::{ReturnInterval, conformal};
pub use scores::{Bin, auc, brier, brier_skill, expected_calibration_error, reliability, wilson};
pub use track::{Drift, Record, Rules, Shadow, Shares, SideTrack, Status, Track};
pub use walk::{Fits, Forecasts, Method, Realised, Samples, Scheme};

#[cfg(test)]
mod tests;
