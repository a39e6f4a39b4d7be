//! Objects of a stream, put together into an answer.

#[cfg(test)]
mod tests;
mod usage;

use serde_json::Value;

use crate::{
    calls::{Calls, ToolCall},
    clean,
    fault::{Class, Fault},
    meter::Timing,
    object,
    reasoning::{Kind, Part, Splitter},
};
pub use usage::Usage;

/// Most bytes of an answer.
pub const MOST_ANSWER: usize = 64 << 10;

/// Longest name of a model, characters: what a server calls itself stands beside every answer.
const MOST_NAME: usize = 128;

/// Most bytes of thinking that are kept. A model may think longer.
pub const MOST_REASONING: usize = 16 << 10;

/// Why a model stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It had said all.
    Stop,
    /// It had used up its tokens.
    Length,
    /// It wants tools called.
    ToolCalls,
    /// A reason of the server's own.
    Other(String),
}

/// Something that was just said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A piece of the answer.
    Answer(String),
    /// A piece of thinking.
    Reasoning(String),
    /// Whatever was answered so far was thinking after all.
    MoveToReasoning,
    /// A piece of a tool call.
    Call,
}

/// An answer that is whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Why it ended.
    pub finish: Finish,
    /// What it says, without blanks around it; empty where the model only thought, or called.
    pub text: String,
    /// The JSON object it holds, where one was asked for.
    pub object: Option<String>,
    /// What it thought, as much as is kept.
    pub reasoning: String,
    /// Bytes that it thought.
    pub reasoning_bytes: usize,
    /// It ended while it was thinking.
    pub is_unclosed: bool,
    /// Everything it said as it came, thinking in fields of its own first, as much as is kept.
    pub received: String,
    /// The calls it wants made, in order.
    pub calls: Vec<ToolCall>,
    /// The model that answered; empty where the server does not say.
    pub model: String,
    /// Tokens, where the server counted them.
    pub usage: Option<Usage>,
    /// How long it took.
    pub timing: Timing,
}

/// An answer that is being written.
#[derive(Debug)]
pub(crate) struct Assembler {
    kind: Kind,
    splitter: Splitter,
    answer: String,
    /// The answer as it came, thinking and wrappers among it.
    content: Kept,
    reasoning: Kept,
    /// What came in fields of its own. A server may put the object there that was asked for.
    fields: [Kept; 2],
    calls: Calls,
    finish: Option<Finish>,
    model: String,
    usage: Option<Usage>,
    pieces: u64,
}

/// Text up to a limit, and how much there was.
#[derive(Debug, Default)]
struct Kept {
    text: String,
    bytes: usize,
}

impl Kept {
    fn push(&mut self, text: &str, most: usize) {
        let room = most.saturating_sub(self.text.len());
        self.text.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
        self.bytes += text.len();
    }
}

/// Fields in which thinking comes, by age of the server.
const FIELDS: [&str; 2] = ["reasoning_content", "reasoning"];

impl Assembler {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            splitter: Splitter::new(kind),
            answer: String::new(),
            content: Kept::default(),
            reasoning: Kept::default(),
            fields: <[Kept; 2]>::default(),
            calls: Calls::default(),
            finish: None,
            model: String::new(),
            usage: None,
            pieces: 0,
        }
    }

    /// Whether the model has said why it stopped: the answer is whole, whatever comes now.
    pub(crate) const fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// The model that answers, once the server has named one.
    pub(crate) fn model(&self) -> Option<&str> {
        (!self.model.is_empty()).then_some(self.model.as_str())
    }

    /// How many pieces have said something.
    pub(crate) const fn pieces(&self) -> u64 {
        self.pieces
    }

    /// Takes in an object of the stream, or a whole reply.
    ///
    /// # Errors
    /// When the answer becomes too large.
    pub(crate) fn push(&mut self, object: &Value, said: &mut Vec<Said>) -> Result<(), Fault> {
        if let Some(model) = object.get("model").and_then(Value::as_str).filter(|_| self.model.is_empty()) {
            self.model = clean::line(model, MOST_NAME);
        }
        self.usage = object.get("usage").and_then(Usage::read).or(self.usage);
        // The last object holds usage alone, and no choice.
        let Some(choice) = object.get("choices").and_then(|choices| choices.get(0)) else { return Ok(()) };
        if let Some(delta) = choice.get("delta").or_else(|| choice.get("message")) {
            self.delta(delta, said)?;
        }
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finish = Some(match reason {
                "stop" => Finish::Stop,
                "length" => Finish::Length,
                "tool_calls" => Finish::ToolCalls,
                other => Finish::Other(other.to_owned()),
            });
        }
        Ok(())
    }

    fn delta(&mut self, delta: &Value, said: &mut Vec<Said>) -> Result<(), Fault> {
        let before = said.len();
        let text = |name| delta.get(name).and_then(Value::as_str).filter(|text: &&str| !text.is_empty());
        for (name, field) in FIELDS.into_iter().zip(&mut self.fields) {
            if let Some(text) = text(name) {
                field.push(text, MOST_ANSWER);
                self.reasoning.push(text, MOST_REASONING);
                said.push(Said::Reasoning(text.to_owned()));
            }
        }
        let content = text("content");
        if let Some(content) = content {
            self.content.push(content, MOST_ANSWER);
            let mut parts = Vec::new();
            self.splitter.push(content, &mut parts);
            self.take(parts, said)?;
        }
        if delta.get("tool_calls").map_or(Ok(false), |calls| self.calls.push(calls))? {
            said.push(Said::Call);
        }
        // Text that the splitter still holds back is a piece too.
        self.pieces += u64::from(said.len() > before || content.is_some());
        Ok(())
    }

    fn take(&mut self, parts: Vec<Part>, said: &mut Vec<Said>) -> Result<(), Fault> {
        for part in parts {
            said.push(match part {
                Part::Answer(text) => {
                    self.answer.push_str(&text);
                    Said::Answer(text)
                }
                Part::Reasoning(text) => {
                    self.reasoning.push(&text, MOST_REASONING);
                    Said::Reasoning(text)
                }
                Part::MoveToReasoning => {
                    let thought = std::mem::take(&mut self.answer);
                    self.reasoning.push(&thought, MOST_REASONING);
                    Said::MoveToReasoning
                }
            });
        }
        if self.answer.len() > MOST_ANSWER {
            return Err(Fault::new(Class::TooLarge, format!("An answer of more than {MOST_ANSWER} bytes.")));
        }
        Ok(())
    }

    /// The stream is over. An answer is whole only where the model said why it stopped; what was said last is added.
    ///
    /// # Errors
    /// When it is not, or says nothing.
    pub(crate) fn end(mut self, is_marked: bool, timing: Timing, said: &mut Vec<Said>) -> Result<Answer, Fault> {
        let Some(finish) = self.finish.take() else {
            return Err(if is_marked && self.pieces == 0 {
                Fault::new(Class::EmptyAnswer, "")
            } else {
                Fault::new(Class::Truncated, "The stream ended before the model said that it was done.")
            });
        };
        let mut parts = Vec::new();
        let is_unclosed = std::mem::replace(&mut self.splitter, Splitter::new(self.kind)).end(&mut parts);
        self.take(parts, said)?;
        let text = self.answer.trim().to_owned();
        let object = (self.kind == Kind::Object).then(|| self.object(&text)).flatten();
        let calls = self.calls.end();
        if self.pieces == 0 {
            return Err(Fault::new(Class::EmptyAnswer, ""));
        }
        let apart = self.fields.iter().map(|field| field.text.as_str());
        let apart: String = apart.collect::<String>().chars().take(MOST_REASONING).collect();
        let received = [apart, self.content.text].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let received = received.join("\n\n");
        Ok(Answer {
            finish,
            text,
            object,
            reasoning: self.reasoning.text,
            reasoning_bytes: self.reasoning.bytes,
            is_unclosed,
            received,
            calls,
            model: self.model,
            usage: self.usage,
            timing,
        })
    }

    /// Some versions apply a schema to the thinking as well, and leave the answer empty.
    fn object(&self, text: &str) -> Option<String> {
        let from = if text.is_empty() {
            self.fields.iter().find_map(|field| object::last(&field.text))
        } else {
            object::last(text)
        };
        from.map(str::to_owned)
    }
}
