//! What a position could cost: statistics of daily candles, sizes that stay inside limits, and one level.
//!
//! Formulas and their measured worth: EWMA-filtered historical simulation passes Kupiec's test where plain history
//! does not; a level comes from the worst components, never from a mean, which hides the one that kills.

mod correlation;
mod daily;
mod drawdown;
mod grade;
mod level;
mod liquidation;
mod odds;
mod size;
mod tail;

pub use correlation::{common_returns, correlation};
pub(crate) use daily::days_of;
pub use daily::{Days, Turnover};
pub use drawdown::{Drawdown, drawdown};
pub use grade::{Grade, Named, Scale};
pub use level::{Overall, overall};
pub use liquidation::liquidation_price;
pub use odds::{Odds, odds};
pub(crate) use size::in_lots;
pub use size::{Capacity, Kelly, Units, kelly};
pub use tail::{Tail, plain_quantile};
