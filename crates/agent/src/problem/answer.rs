//! A fault as the published error object.

use analysis::answer::ToolName;
use jiff::Timestamp;
use serde::Serialize;

use super::{Code, ToolFault};

/// The error object of `error.output.schema.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultAnswer {
    error: String,
    error_code: Code,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
    tool: Option<ToolName>,
    call_id: Option<String>,
    timestamp: Timestamp,
}

impl ToolFault {
    /// The error object, stamped with the instant it is given.
    pub fn answer(&self, at: Timestamp) -> FaultAnswer {
        FaultAnswer {
            error: self.text(),
            error_code: self.code,
            retryable: self.code.is_retryable(),
            field: self.field.clone(),
            allowed: self.allowed.clone(),
            tool: self.tool,
            call_id: None,
            timestamp: at,
        }
    }
}
