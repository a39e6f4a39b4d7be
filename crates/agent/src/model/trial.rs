//! A model tried: does it say a word, and does it call a tool?

use std::time::Duration;

use lmstudio::{
    Answer, Completion, Heard, Message,
    models::Model,
    request::{Form, Tool},
};
use tokio::time;

use super::Seen;

/// Enough for a word, and for a little thinking before it.
const TOKENS: u32 = 256;

const SCHEMA: &str = r#"{"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}"#;

/// Has it say one word.
///
/// # Errors
/// Why nothing came, in a sentence.
pub async fn word(seen: &Seen, model: &Model, within: Duration) -> Result<Answer, String> {
    said(seen, model, Form::Prose, "Answer with the single word OK.", within).await
}

/// Whether it calls a tool it is offered, and not only talks of it.
///
/// # Errors
/// Why nothing came, in a sentence.
pub async fn tool(seen: &Seen, model: &Model, within: Duration) -> Result<bool, String> {
    let probe = Tool::new("probe", "Says that tools work.", SCHEMA).map_err(|fault| fault.to_string())?;
    let ask = "Call the tool probe with the word OK.";
    let answer = said(seen, model, Form::Tools(vec![probe]), ask, within).await?;
    Ok(!answer.calls.is_empty())
}

/// What was said, how fast, and by which model.
pub fn told(answer: &Answer) -> String {
    let said = match (answer.text.is_empty(), answer.reasoning.is_empty()) {
        (false, _) => format!("{:?}", answer.text.chars().take(60).collect::<String>()),
        (true, false) => "it only thought".to_owned(),
        (true, true) => "nothing".to_owned(),
    };
    let first = answer.timing.first_answer.map(|first| format!(", its first word after {:.1} s", first.as_secs_f64()));
    let by = if answer.model.is_empty() { String::new() } else { format!(", by {}", answer.model) };
    format!("{said}{}{by}", first.unwrap_or_default())
}

/// What a call of a tool, or none, means for the trader.
pub const fn tools_told(calls: bool) -> &'static str {
    if calls { "it calls tools" } else { "it answered in words: it may explain, and calls no tool" }
}

/// How fast a model was in its last calls, as part of a sentence; `None` before the first answer.
pub fn speed(seen: &Seen, model: &str) -> Option<String> {
    let record = seen.client.record(model)?;
    let first = format!("its first word after {:.1} s", record.first?.p50.as_secs_f64());
    let pace = record.tokens_per_second.map(|(middle, _)| format!(", {middle:.0} tokens a second"));
    let calls = if record.answered == 1 { "1 answer".to_owned() } else { format!("{} answers", record.answered) };
    Some(format!("{first}{} ({calls})", pace.unwrap_or_default()))
}

async fn said(seen: &Seen, model: &Model, form: Form, ask: &str, within: Duration) -> Result<Answer, String> {
    let completion = Completion {
        form,
        state: model.state,
        context: model.ctx_loaded,
        max_tokens: TOKENS,
        temperature: 0.0,
        effort: model.quiet(),
        ..Completion::new(&model.id, vec![Message::User(ask.to_owned())])
    };
    let mut chat = seen.client.chat(completion);
    let whole = async {
        loop {
            match chat.next().await {
                Some(Ok(Heard::Finished(answer))) => return Ok(*answer),
                Some(Ok(Heard::Phase(_) | Heard::Said(_))) => {}
                Some(Err(fault)) => return Err(fault.text),
                None => return Err("it ended without an answer".to_owned()),
            }
        }
    };
    time::timeout(within, whole).await.unwrap_or_else(|_| Err(format!("no answer within {} s", within.as_secs())))
}
