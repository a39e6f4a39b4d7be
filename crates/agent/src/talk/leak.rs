//! A call of a tool that a model wrote into its text instead of making it. It is never made, and never shown.

#[cfg(test)]
mod tests;

use analysis::answer::ToolName;

/// How the calls of models begin where nobody has read them.
const MARKS: [&str; 12] = [
    "<tool_call>",
    "[TOOL_REQUEST]",
    "[TOOL_CALLS]",
    "[TOOL_CALL]",
    "<|tool_call_start|>",
    "<|tool_call>",
    "<|tool_calls_section_begin|>",
    "<function=",
    "<function_calls>",
    "<invoke",
    "<｜tool▁calls▁begin｜>",
    "to=functions.",
];

/// Whether a text holds one.
pub(super) fn has_call(text: &str) -> bool {
    let is_marked = MARKS.iter().any(|mark| contains_ignoring_case(text, mark));
    is_marked || is_bare_call(text)
}

fn contains_ignoring_case(text: &str, mark: &str) -> bool {
    text.as_bytes().windows(mark.len()).any(|window| window.eq_ignore_ascii_case(mark.as_bytes()))
}

/// A JSON object that names a tool, and nothing of a sentence before it.
fn is_bare_call(text: &str) -> bool {
    let start = text.trim_start().trim_start_matches("```json").trim_start_matches("```").trim_start();
    start.starts_with(['{', '[']) && ToolName::ALL.iter().any(|tool| start.contains(&format!("\"{}\"", tool.name())))
}
