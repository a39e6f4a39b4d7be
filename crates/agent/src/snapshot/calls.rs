//! Tools that are called by hand, as a screen sees them.

use analysis::answer::ToolName;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::ProblemView;
use crate::{
    ToolFault,
    tools::{Called, Caller, descriptors},
};

/// Calls by hand: the one at hand, and the ones before.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CallsView {
    /// The one being worked on.
    pub current: Option<CallView>,
    /// The latest that ended, newest first; at most 20. Their answers are fetched by number.
    pub ended: Vec<EndedView>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CallView {
    /// Counted from 1.
    pub number: u32,
    /// The tool.
    pub tool: String,
    /// Its arguments, JSON.
    pub arguments: String,
    /// Since when, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub since: Timestamp,
}

/// A call that ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct EndedView {
    /// The call.
    pub call: CallView,
    /// How: answered, failed or cancelled.
    pub how: How,
    /// What went wrong.
    pub problem: Option<ProblemView>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum How {
    Answered,
    Failed,
    Cancelled,
}

/// An answer in every form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CalledView {
    /// Which call.
    pub number: u32,
    /// For a reader in a hurry.
    pub clean: String,
    /// With what it rests on.
    pub detailed: String,
    /// The object, indented.
    pub raw: String,
    /// What an agent at the gateway gets for the same call, to the letter.
    pub agent: String,
}

/// A tool as a form needs it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ToolView {
    /// Its name.
    pub name: ToolName,
    /// What it is for.
    pub description: String,
    /// JSON Schema of its arguments, as text.
    pub parameters: String,
    /// Arguments to begin with, JSON.
    pub examples: Vec<String>,
}

impl ToolView {
    /// The four tools, with what each could be asked.
    pub fn all() -> Vec<Self> {
        let tools = descriptors(Caller::Anybody).into_iter();
        tools
            .map(|one| Self {
                name: one.tool,
                description: one.description,
                parameters: one.parameters.to_string(),
                examples: examples(one.tool).iter().map(|text| (*text).to_owned()).collect(),
            })
            .collect()
    }
}

/// What each tool could be asked on the demo market; every one of them is answered.
const fn examples(tool: ToolName) -> &'static [&'static str] {
    match tool {
        ToolName::AnalyzeMarket => {
            &[r#"{"pair":"BTC/USD","timeframe":"1h"}"#, r#"{"pair":"EUR/USD","timeframe":"4h"}"#]
        }
        ToolName::GenerateSignal => &[
            r#"{"pair":"BTC/USD","timeframe":"1h"}"#,
            r#"{"pair":"EUR/USD","timeframe":"1h","direction":"long_only","gate":"rule"}"#,
        ],
        ToolName::GetConfidenceScore => &[
            r#"{"pair":"BTC/USD","timeframe":"1h","signal":"BUY"}"#,
            r#"{"pair":"EUR/USD","timeframe":"1h","signal":"SELL"}"#,
        ],
        ToolName::AssessRisk => &[
            r#"{"pair":"BTC/USD","timeframe":"1h","side":"long","account_equity":10000}"#,
            r#"{"pair":"EUR/USD","side":"short","position_size":1000,"leverage":5}"#,
        ],
    }
}

impl CalledView {
    /// An answer, or why there is none: an agent gets an object for that, too.
    pub(crate) fn of(number: u32, called: &Result<Called, ToolFault>, now: Timestamp) -> Self {
        let agent = crate::tools::told(called, now);
        let raw = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
        match called {
            Ok(called) => Self {
                number,
                clean: called.clean.clone(),
                detailed: called.detailed.clone(),
                raw: raw(&called.object),
                agent: raw(&agent),
            },
            Err(fault) => Self {
                number,
                clean: fault.text(),
                detailed: format!("{}\n{}\n{}", fault.code.name(), fault.what, fault.hint()),
                raw: serde_json::to_string_pretty(&fault.answer(now)).unwrap_or_default(),
                agent: raw(&agent),
            },
        }
    }
}
