//! The object itself.

use analysis::answer::ModelState;
use lmstudio::clean::is_invisible;
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

/// The object, and that there is no reply of a model.
pub(super) fn raw(answer: &impl Serialize, model: ModelState) -> String {
    format!("{}===== no model reply ({}) =====\n", json(answer, Layout::Indented), model.word())
}

/// The object, and a model's reply as it was received: the only place where unchecked words of a model are shown.
pub(super) fn with_reply(answer: &impl Serialize, reply: &str) -> String {
    let mut text = json(answer, Layout::Indented);
    text.push_str("===== model reply as received: not checked, numbers may be wrong =====\n");
    for letter in reply.chars() {
        match letter {
            '\n' | '\t' => text.push(letter),
            hidden if hidden.is_control() || is_invisible(hidden) => {
                let mut bytes = [0; 4];
                text.extend(hidden.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\x{byte:02X}")));
            }
            plain => text.push(plain),
        }
    }
    text.push_str("\n===== end of model reply =====\n");
    text
}
