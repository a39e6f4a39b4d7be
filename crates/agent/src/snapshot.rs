//! Everything anyone may see, in one value.

mod alerts;
mod calls;
mod feed;
mod health;
mod journal;
mod link;
mod report;
mod settings;
mod talk;
mod tally;
mod watching;

pub use alerts::{AlertView, AlertsView, ArmingView, FiredView};
pub use calls::{CallView, CalledView, CallsView, EndedView, How, ToolView};
pub use health::{ErrorView, FindingView, Fix, HealthView, PartView, TestView};
pub use journal::{Deciding, JournalAccess, JournalView, Trouble};
pub use link::{LinkState, LinkView, NoticeView, OperatorView};
pub use report::{BandView, ChartCandle, CurveView, LevelView, ReportView, Texts};
pub use settings::{FieldFault, FieldKind, FieldView, Saving, SettingFrom, SettingsView};
pub use talk::{LineView, ModelOffer, SayingView, Speaker, StageView, TalkView, VoiceState, VoiceView, WordsView};
pub use tally::{Group, Tally};
pub use watching::{FormingView, SeenView, WatchRow, WatchView};

use analysis::{
    Direction, Gate, Interval, Pair,
    answer::{ConfidenceStatus, JournalState, Lean, Quality, SignalWord},
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Code, ToolFault,
    journal::{Decided, Outcome},
};

/// What a screen needs to draw itself. Plain values, cheap to clone, published only when it differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Snapshot {
    /// Counts the snapshots, so that a late one can be told from a new one.
    pub seq: u32,
    /// When it was made, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub at: Timestamp,
    /// Where candles come from.
    pub feed: FeedView,
    /// The question at hand.
    pub ask: AskState,
    /// The latest reports, newest first; at most 20.
    pub reports: Vec<Headline>,
    /// Where answers are kept.
    pub journal: JournalView,
    /// The decision at hand.
    pub deciding: Deciding,
    /// Prices that are waited for.
    pub alerts: AlertsView,
    /// The gateway.
    pub link: LinkView,
    /// The model and what it says.
    pub talk: TalkView,
    /// What there is to say about the settings.
    pub settings: SettingsView,
    /// The pairs that are watched.
    pub watch: WatchView,
    /// How the parts are.
    pub health: HealthView,
    /// Tools called by hand.
    pub calls: CallsView,
    /// Calls of the gateway are answered "paused".
    pub paused: Option<PausedView>,
}

/// Why the gateway is answered "paused".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PausedView {
    /// Until when, UTC; none until Engram is started again.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub until: Option<Timestamp>,
}

/// Where candles come from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct FeedView {
    /// `demo` or `file`.
    pub name: String,
    /// The path, or a sentence that says the candles are made up.
    pub detail: String,
    /// Made-up candles, which no reader may take for a market.
    pub synthetic: bool,
    /// What it holds, as far as names tell; empty until it has been opened. A single file answers for any pair.
    pub offers: Vec<OfferView>,
    /// What a new question begins with.
    pub default_pair: String,
    /// The timeframe of a question that names none.
    pub default_timeframe: Interval,
    /// Whether it can be asked.
    pub access: FeedAccess,
    /// How the market places behind it stand; absent for what is on this computer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "bindings", ts(as = "Option<Vec<StandingView>>", optional))]
    pub standings: Vec<StandingView>,
}

/// How a market place stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct StandingView {
    /// Its name, such as `Binance`.
    pub name: String,
    /// All of the following in one sentence.
    pub sentence: String,
    /// Candles come by themselves now.
    pub streams: bool,
    /// Answers come from candles that were kept, because it cannot be asked.
    pub from_cache: bool,
    /// When it last answered, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub last_good: Option<Timestamp>,
    /// What it last refused, or failed at.
    pub last_error: Option<String>,
    /// Nothing is asked before then, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub closed_until: Option<Timestamp>,
    /// Seconds this computer's clock is ahead of its clock.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub ahead_seconds: Option<i64>,
}

/// Whether a feed can be asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum FeedAccess {
    /// Not yet known.
    Opening,
    /// It can.
    Open,
    /// It could not be opened; the next question tries again.
    Failed {
        /// Why.
        problem: ProblemView,
    },
}

/// A pair and timeframe the feed holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OfferView {
    /// The pair.
    pub pair: Pair,
    /// The timeframe it is held in.
    pub timeframe: Interval,
}

/// The question at hand.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum AskState {
    /// Nothing is asked.
    Idle,
    /// Being worked on.
    Working {
        /// What was asked.
        question: AskedView,
        /// Since when, UTC.
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        since: Timestamp,
    },
    /// Answered.
    Answered {
        /// What was asked.
        question: AskedView,
        /// Id of the report.
        report: String,
    },
    /// Could not be answered.
    Failed {
        /// What was asked.
        question: AskedView,
        /// Why it was not answered.
        problem: ProblemView,
    },
}

/// A question as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AskedView {
    /// As typed.
    pub pair: String,
    /// As chosen; none leaves it to the feed.
    pub timeframe: Option<String>,
    /// Sides the trader may take.
    pub direction: Direction,
    /// What makes BUY or SELL.
    pub gate: Gate,
}

/// What went wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ProblemView {
    /// What kind of trouble.
    pub code: Code,
    /// What happened, in one sentence.
    pub what: String,
    /// What to do, in one sentence.
    pub hint: String,
    /// JSON pointer of the argument at fault, such as `/pair`.
    pub field: Option<String>,
    /// Values that would do, or the nearest ones.
    pub allowed: Vec<String>,
}

/// A report in one line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Headline {
    /// Receipt id of the signal; the report is fetched by it.
    pub id: String,
    /// The pair.
    pub pair: Pair,
    /// The timeframe that was analysed.
    pub timeframe: Interval,
    /// BUY, SELL or HOLD.
    pub signal: SignalWord,
    /// What the rule says by itself.
    pub lean: Lean,
    /// What made BUY or SELL.
    pub gate: Gate,
    /// Every condition of the proof holds.
    pub proven: bool,
    /// How far the record of the side it speaks of may be trusted.
    pub confidence_status: ConfidenceStatus,
    /// Last close, in quote currency.
    pub price: f64,
    /// The feed's name; `demo` is no market.
    pub source: String,
    /// State of the data at that time.
    pub quality: Quality,
    /// When the last candle used had closed.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub last_closed_candle: Timestamp,
    /// Older than this and it is stale, seconds.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub max_age_seconds: i64,
    /// When it was computed, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub asked_at: Timestamp,
    /// Whether it is kept.
    pub journal: JournalState,
    /// What the trader did about it, and what became of it.
    pub standing: Standing,
}

/// What followed an answer, as far as the journal says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Standing {
    /// What the trader did about it last.
    pub decided: Option<Decided>,
    /// How its plan ended.
    pub outcome: Option<Outcome>,
}

impl Snapshot {
    /// Whether both show the same, whenever they were made.
    pub(crate) fn shows_the_same(&self, other: &Self) -> bool {
        self.feed == other.feed
            && self.ask == other.ask
            && self.reports == other.reports
            && self.journal == other.journal
            && self.deciding == other.deciding
            && self.alerts == other.alerts
            && self.link == other.link
            && self.talk == other.talk
            && self.settings == other.settings
            && self.watch == other.watch
            && self.health == other.health
            && self.calls == other.calls
            && self.paused == other.paused
    }
}

impl Headline {
    /// The headline of a report, and what followed.
    pub(crate) fn of(report: &ReportView, standing: Standing) -> Self {
        let (signal, head) = (&report.signal, &report.signal.head);
        Self {
            id: report.id.clone(),
            pair: head.pair.clone(),
            timeframe: head.timeframe,
            signal: signal.signal,
            lean: signal.lean,
            gate: signal.gate,
            proven: signal.proven,
            confidence_status: signal.confidence_status,
            price: report.analysis.current_price,
            source: head.data.source.clone(),
            quality: head.data.quality,
            last_closed_candle: head.data.last_closed_candle,
            max_age_seconds: head.data.max_age_seconds,
            asked_at: head.timestamp,
            journal: head.journal,
            standing,
        }
    }
}

impl From<&ToolFault> for ProblemView {
    fn from(fault: &ToolFault) -> Self {
        Self {
            code: fault.code,
            what: fault.what.clone(),
            hint: fault.hint().to_owned(),
            field: fault.field.clone(),
            allowed: fault.allowed.clone(),
        }
    }
}
