//! The object itself.

use analysis::answer::ModelState;
use serde::Serialize;

use super::Layout;

/// The object on one line, or indented. Answers hold finite numbers and text keys, so each has a JSON form.
pub(super) fn json(answer: &impl Serialize, layout: Layout) -> String {
    let text = match layout {
        Layout::Line => serde_json::to_string(answer),
        Layout::Indented => serde_json::to_string_pretty(answer),
    };
    text.unwrap_or_default() + "\n"
}

/// The object, and where a model's reply would stand.
pub(super) fn raw(answer: &impl Serialize, model: ModelState) -> String {
    format!("{}===== no model reply ({}) =====\n", json(answer, Layout::Indented), model.word())
}
