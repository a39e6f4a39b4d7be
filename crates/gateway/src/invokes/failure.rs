//! Work that could not be done, told as content.

use serde_json::json;

/// Why work could not be done, as far as the link knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is for another node, or a command that was not offered.
    UnknownCommand,
    /// The arguments are too long, too deep, or no JSON.
    InvalidParams,
    /// Too much waits already.
    Busy,
    /// Its time is over.
    Timeout,
    /// The same key came with other arguments.
    IdempotencyConflict,
    /// The result is too long to be sent.
    ResultTooLarge,
    /// It fell over.
    Internal,
    /// Nobody takes work at the moment.
    Unavailable,
}

/// Work that could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why, for a program.
    pub code: &'static str,
    /// Why, for a person.
    pub message: &'static str,
    /// Whether the same call may do better later.
    pub retryable: bool,
}

impl Failure {
    /// The words for a cause.
    pub fn of(cause: Cause) -> Self {
        let (code, message, retryable) = match cause {
            Cause::UnknownCommand => ("UNKNOWN_COMMAND", "This command is not offered here.", false),
            Cause::InvalidParams => {
                ("INVALID_PARAMS", "The arguments are no JSON, nested too deeply, or longer than 1 MiB.", false)
            }
            Cause::Busy => ("BUSY", "Too many calls wait already. Try again in some seconds.", true),
            Cause::Timeout => ("TIMEOUT", "The answer was not ready in time. Try again, or allow more time.", true),
            Cause::IdempotencyConflict => {
                ("IDEMPOTENCY_CONFLICT", "The same idempotency key came with other arguments. Use a new key.", false)
            }
            Cause::ResultTooLarge => ("RESULT_TOO_LARGE", "The result is longer than can be sent.", false),
            Cause::Internal => ("INTERNAL", "The call failed inside of the program.", false),
            Cause::Unavailable => ("UNAVAILABLE", "No calls are taken at the moment. Try again later.", true),
        };
        Self { code, message, retryable }
    }

    /// The failure as an object. What stands beside `ok:false` never reaches an agent, so a failure is a result.
    /// `at` is UTC, RFC 3339.
    pub fn object(&self, at: &str) -> String {
        self.value(at).to_string()
    }

    /// The failure as an MCP tool's result, for `mcp.tools.call.v1`.
    pub fn tool_result(&self, at: &str) -> String {
        let text = format!("{}: {}", self.code, self.message);
        json!({
            "content": [{ "type": "text", "text": text }],
            "structuredContent": self.value(at),
            "isError": true,
        })
        .to_string()
    }

    fn value(&self, at: &str) -> serde_json::Value {
        json!({ "error": self.message, "error_code": self.code, "retryable": self.retryable, "timestamp": at })
    }
}
