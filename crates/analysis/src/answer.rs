//! What the tools answer: the shapes of the published schemas, field by field.

mod confidence;
mod data;
mod market;
mod model;
mod risk;
mod signal;
mod words;

pub use confidence::{
    CalibrationView, ConfidenceScore, DriftState, DriftView, EngineSignal, EvidenceCount, Factors, MarketCheck,
    OutcomesView, ReliabilityBin, ScoreSource, ShadowView, Window,
};
pub use data::{CrossCheck, Data, Gap, Quality, RelatedSeries, TickSource, Warning, WarningCode};
pub use market::{HigherTimeframe, Indicators as IndicatorView, MarketAnalysis};
pub use model::{ModelState, ModelView, Stance};
pub use risk::{
    Assessed, AssessedSource, ComponentLevel, DrawdownView, LevelSource, Liquidation, PositionSize, RiskAssessment,
    RiskComponent, RiskComponents, RiskFactors, RiskLevel, RiskWord, SideSource, SizeBasis, SizeCandidate, SizeMethod,
    Sizing, StopView, TailView,
};
pub use signal::{
    ConfidenceStatus, ConfidenceWord, Driver, Event, Forecast, HoldReason, IntervalView, Lean, Plan, Scenario,
    Scenarios, SignalWord, TradeSignal,
};
pub use words::{AboveBelow, MacdState, Regime, RsiState, Trend, Volatility, VolumeState};

use jiff::Timestamp;
use serde::Serialize;

use crate::{Interval, Pair};

/// Name and revision of the answers' shape; a new name means an incompatible change.
pub const SCHEMA_VERSION: &str = "engram.tool/1";

/// What every successful answer begins with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Head {
    pub schema_version: &'static str,
    pub tool: ToolName,
    /// Id of the receipt: the hash of everything the answer rests on.
    pub receipt_id: String,
    /// Whether the receipt is on disk. Not hashed.
    pub journal: JournalState,
    pub pair: Pair,
    pub timeframe: Interval,
    /// When it was computed, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub timestamp: Timestamp,
    pub engine: Engine,
    pub data: Data,
    /// At most 20.
    pub warnings: Vec<Warning>,
}

/// Which maths answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Engine {
    pub version: &'static str,
    /// Hash of every parameter that can move a number, lower-case hex.
    pub params_sha256: String,
}

/// The tools by their published names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ToolName {
    AnalyzeMarket,
    GenerateSignal,
    GetConfidenceScore,
    AssessRisk,
}

impl ToolName {
    /// The published name.
    pub const ALL: [Self; 4] = [Self::AnalyzeMarket, Self::GenerateSignal, Self::GetConfidenceScore, Self::AssessRisk];

    pub const fn name(self) -> &'static str {
        match self {
            Self::AnalyzeMarket => "analyze_market",
            Self::GenerateSignal => "generate_signal",
            Self::GetConfidenceScore => "get_confidence_score",
            Self::AssessRisk => "assess_risk",
        }
    }
}

/// Whether the receipt was written durably before the answer left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum JournalState {
    /// It is on disk.
    Stored,
    /// Writing it failed; the answer left all the same.
    Failed,
    /// No journal is kept.
    Off,
}
