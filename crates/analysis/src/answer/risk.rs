//! The answer of `assess_risk`.

use serde::Serialize;

use super::{Head, Volatility, words::words};
use crate::Side;

words!(
    /// What a position could cost; each level owns a quarter of the score.
    RiskLevel { Low = "LOW", Medium = "MEDIUM", High = "HIGH", Extreme = "EXTREME" }
);
words!(
    /// The level of one component. `UNKNOWN` counts as medium, `NOT_APPLICABLE` does not count.
    ComponentLevel {
        Low = "LOW",
        Medium = "MEDIUM",
        High = "HIGH",
        Extreme = "EXTREME",
        Unknown = "UNKNOWN",
        NotApplicable = "NOT_APPLICABLE",
    }
);
words!(
    /// Where the side comes from.
    SideSource { Argument = "argument", Receipt = "receipt", Default = "default" }
);
words!(
    /// Which size was assessed.
    AssessedSource { Requested = "requested", Limit = "limit", None = "none" }
);
words!(
    /// Where the stop comes from.
    LevelSource { Argument = "argument", Receipt = "receipt", Atr = "atr", None = "none" }
);
words!(
    /// A factor in one word.
    RiskWord { Low = "low", Medium = "medium", High = "high", Unknown = "unknown" }
);
words!(
    /// What a recommended size rests on.
    SizeBasis { Proven = "proven", Unproven = "unproven", None = "none" }
);
words!(
    /// The ways to a size.
    SizeMethod {
        FixedFractional = "fixed_fractional",
        VolatilityTarget = "volatility_target",
        FractionalKelly = "fractional_kelly",
        LiquidityCap = "liquidity_cap",
        ExposureCap = "exposure_cap",
        PortfolioHeatCap = "portfolio_heat_cap",
    }
);

/// Risk level, its components, and a size.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RiskAssessment {
    #[serde(flatten)]
    pub head: Head,
    pub side: Side,
    pub side_source: SideSource,
    pub assessed: Assessed,
    pub risk_level: RiskLevel,
    /// 0 to 1; level and score cannot disagree.
    pub risk_score: f64,
    /// Component or rule that set the level.
    pub decided_by: &'static str,
    /// The trader's own limits that the assessed size breaks.
    pub blockers: Vec<String>,
    pub factors: RiskFactors,
    pub components: RiskComponents,
    pub stop: StopView,
    pub sizing: Sizing,
    pub tail: TailView,
    pub drawdown: DrawdownView,
    /// None without leverage.
    pub liquidation: Option<Liquidation>,
    pub not_assessed: Vec<&'static str>,
    /// 1 to 5, written by code.
    pub recommendations: Vec<String>,
}

/// The size that was assessed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Assessed {
    /// Units of the base.
    pub units: Option<f64>,
    pub source: AssessedSource,
    pub value_quote: Option<f64>,
    pub pct_equity: Option<f64>,
}

/// The picture in words.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RiskFactors {
    /// Of daily candles.
    pub market_volatility: Volatility,
    pub position_size: PositionSize,
    /// High is good.
    pub liquidity: RiskWord,
    pub correlation_risk: RiskWord,
}

/// `position_size` as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum PositionSize {
    Given(f64),
    /// `not_specified`
    NotSpecified(&'static str),
}

/// The inputs of the level: three hard ones, of which the worst counts, and five soft ones, of which the second-worst
/// does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RiskComponents {
    pub planned_loss: RiskComponent,
    pub liquidation: RiskComponent,
    pub liquidity: RiskComponent,
    pub var99: RiskComponent,
    pub volatility: RiskComponent,
    pub drawdown: RiskComponent,
    pub gap: RiskComponent,
    pub correlation: RiskComponent,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct RiskComponent {
    /// `hard` or `soft`.
    pub kind: &'static str,
    pub unit: &'static str,
    pub value: Option<f64>,
    pub level: ComponentLevel,
    pub score: Option<f64>,
    pub detail: String,
}

/// The stop, and what it costs there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct StopView {
    pub price: Option<f64>,
    pub source: LevelSource,
    /// From the entry, quote currency.
    pub distance: Option<f64>,
    /// The same in ATR of the timeframe.
    pub atr_multiple: Option<f64>,
    /// Loss at the stop with cost, quote currency.
    pub planned_loss_quote: Option<f64>,
    pub planned_loss_pct_equity: Option<f64>,
    /// Loss if the stop is overshot as in the worst twentieth of past stops.
    pub gap_loss_p95_quote: Option<f64>,
}

/// How many units, and what binds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Sizing {
    pub basis: SizeBasis,
    pub recommended_units: Option<f64>,
    /// The most that stays inside the trader's own limits.
    pub limit_units: Option<f64>,
    pub binding_constraint: Option<SizeMethod>,
    pub requested_units: Option<f64>,
    /// Planned loss of the requested size, percent of equity.
    pub requested_risk_pct: Option<f64>,
    pub candidates: Vec<SizeCandidate>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SizeCandidate {
    pub method: SizeMethod,
    pub units: Option<f64>,
    pub note: String,
}

/// One bad day in twenty and in a hundred; the stop is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TailView {
    pub method: &'static str,
    pub horizon_days: u32,
    /// Standardised returns used.
    pub n: u32,
    /// Percent of price.
    pub var95_pct: Option<f64>,
    pub cvar95_pct: Option<f64>,
    pub var99_pct: Option<f64>,
    pub cvar99_pct: Option<f64>,
    /// For the assessed size, quote currency.
    pub var95_quote: Option<f64>,
    pub cvar95_quote: Option<f64>,
    pub var99_quote: Option<f64>,
    pub cvar99_quote: Option<f64>,
    /// Plain history of 250 days, percent of price.
    pub historical_var95_pct: Option<f64>,
    pub historical_var99_pct: Option<f64>,
    pub stop_ignored: bool,
}

/// Adverse moves of the price, and of an account that trades like this.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct DrawdownView {
    /// Largest fall (short: rise) of one year, percent.
    pub max_1y_pct: Option<f64>,
    /// Below the last high (short: above the last low) of that year, percent.
    pub current_pct: Option<f64>,
    /// Chance that 100 such trades at this size lose a fifth from a high.
    pub p_dd_20pct_100_trades: Option<f64>,
    /// 95th percentile of the longest losing streak among 100 trades.
    pub losing_streak_p95: Option<u32>,
    /// Past trades resampled.
    pub trades: u32,
}

/// Where an isolated linear position is closed by force.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Liquidation {
    pub price: f64,
    pub leverage: f64,
    /// `argument` or `implied`.
    pub leverage_source: &'static str,
    pub maintenance_margin_rate: f64,
    pub approximate: bool,
}

impl RiskComponents {
    /// Every component with its name: the hard ones, then the soft ones.
    pub const fn named(&self) -> [(&'static str, &RiskComponent); 8] {
        [
            ("planned_loss", &self.planned_loss),
            ("liquidation", &self.liquidation),
            ("liquidity", &self.liquidity),
            ("var99", &self.var99),
            ("volatility", &self.volatility),
            ("drawdown", &self.drawdown),
            ("gap", &self.gap),
            ("correlation", &self.correlation),
        ]
    }
}
