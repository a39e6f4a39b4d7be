//! What a server counted.

use serde_json::Value;

/// Tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Of what was asked.
    pub prompt: u64,
    /// Of what was answered, thinking among them.
    pub completion: u64,
    /// Of the prompt, those that did not have to be read again; `None` where it does not say.
    pub cached: Option<u64>,
    /// Of the answer, those that were thinking; `None` where it does not say.
    pub reasoning: Option<u64>,
}

impl Usage {
    /// All zeros is what a server writes that did not count.
    pub(super) fn read(usage: &Value) -> Option<Self> {
        let number = |value: &Value, name| value.get(name).and_then(Value::as_u64);
        let within = |part, name| usage.get(part).and_then(|part| number(part, name));
        let (prompt, completion) = (number(usage, "prompt_tokens"), number(usage, "completion_tokens"));
        if prompt.unwrap_or_default() == 0 && completion.unwrap_or_default() == 0 {
            return None;
        }
        Some(Self {
            prompt: prompt?,
            completion: completion?,
            cached: within("prompt_tokens_details", "cached_tokens"),
            reasoning: within("completion_tokens_details", "reasoning_tokens"),
        })
    }
}
