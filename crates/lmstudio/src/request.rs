//! What is asked of a model, and how that is written.

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::Instant;

use crate::{
    calls::ToolCall,
    floor::Standing,
    models::State,
    schema::{self, Rung, Schema},
};

/// One request. It is always answered as a stream: only that can be stopped.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The model.
    pub model: String,
    /// Whether the answer of another model is refused.
    pub is_pinned: bool,
    /// Whether it is loaded, as far as is known: how long the first word may take depends on it.
    pub state: State,
    /// The context it is loaded with, tokens, where that is known. A model that is not loaded is loaded with this.
    pub context: Option<u32>,
    /// Who is waiting for it.
    pub standing: Standing,
    /// What was said so far.
    pub messages: Vec<Message>,
    /// What kind of answer is wanted.
    pub form: Form,
    /// Most tokens of the answer, thinking among them.
    pub max_tokens: u32,
    /// 0 for the same answer each time.
    pub temperature: f64,
    /// The share of likely words that are considered; `None` leaves it to the server.
    pub top_p: Option<f64>,
    /// Makes chance repeatable.
    pub seed: Option<u32>,
    /// How much it may think; `None` says nothing of it, which every model takes.
    pub effort: Option<Effort>,
    /// How long the model stays loaded if this request loads it, seconds.
    pub ttl: Option<u32>,
    /// Until when the answer must be there, whatever else is allowed.
    pub until: Option<Instant>,
    /// Whether a server that failed is asked once more by itself.
    pub asks_again: bool,
}

/// What kind of answer is wanted. A schema and tools cannot be asked for together.
#[derive(Clone, Debug)]
pub enum Form {
    /// Text.
    Prose,
    /// One JSON object.
    Object(Schema),
    /// Text, or calls of these tools.
    Tools(Vec<Tool>),
}

/// A tool that a model may call.
#[derive(Clone, Debug)]
pub struct Tool {
    name: String,
    description: String,
    parameters: Box<RawValue>,
}

/// How much a model may think.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Not at all.
    None,
    /// A little.
    Low,
    /// As usual.
    Medium,
    /// A lot.
    High,
}

/// Something that was said. What a model thought is never said again.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Rules, first.
    System(String),
    /// A person.
    User(String),
    /// The model, with the calls it wanted made.
    Assistant(String, Vec<ToolCall>),
    /// What came of a call, by its id.
    Tool(String, String),
}

impl Tool {
    /// A tool whose parameters are a JSON schema.
    ///
    /// # Errors
    /// When the schema is no JSON.
    pub fn new(name: &str, description: &str, parameters: &str) -> Result<Self, serde_json::Error> {
        let parameters = schema::parameters(parameters)?;
        Ok(Self { name: name.to_owned(), description: description.to_owned(), parameters })
    }
}

impl Completion {
    /// A request for text, with what suits most.
    pub fn new(model: &str, messages: Vec<Message>) -> Self {
        Self {
            model: model.to_owned(),
            is_pinned: false,
            state: State::Unknown,
            context: None,
            standing: Standing::default(),
            messages,
            form: Form::Prose,
            max_tokens: 700,
            temperature: 0.2,
            top_p: None,
            seed: None,
            effort: None,
            ttl: None,
            until: None,
            asks_again: true,
        }
    }

    /// About how many tokens it takes: a third of its bytes. Tools count, because a server writes them into the prompt.
    pub fn estimate(&self) -> u64 {
        let bytes = |message: &Message| match message {
            Message::System(text) | Message::User(text) | Message::Tool(_, text) | Message::Assistant(text, _) => {
                text.len()
            }
        };
        let offered = |tool: &Tool| tool.name.len() + tool.description.len() + tool.parameters.get().len();
        let tools: usize = match &self.form {
            Form::Tools(tools) => tools.iter().map(offered).sum(),
            Form::Prose | Form::Object(_) => 0,
        };
        (self.messages.iter().map(bytes).sum::<usize>() + tools) as u64 / 3
    }

    /// The body, at a rung of the format ladder, with a word about thinking or without.
    pub(crate) fn body(&self, rung: Rung, effort: Option<Effort>) -> Result<String, serde_json::Error> {
        let in_words = match &self.form {
            Form::Object(schema) if rung == Rung::InWords => Some(schema.words()),
            Form::Object(_) | Form::Prose | Form::Tools(_) => None,
        };
        let last = self.messages.iter().rposition(|message| matches!(message, Message::User(_)));
        let mut spoken: Vec<Spoken<'_>> = Vec::new();
        for (place, message) in self.messages.iter().enumerate() {
            let more = in_words.as_deref().filter(|_| Some(place) == last).unwrap_or_default();
            let next = Spoken::of(message, more);
            match spoken.last_mut() {
                Some(last) if last.goes_on_with(&next) => {
                    last.content.push_str("\n\n");
                    last.content.push_str(&next.content);
                }
                Some(_) | None => spoken.push(next),
            }
        }
        let (response_format, tools) = match &self.form {
            Form::Prose => (None, None),
            Form::Object(_) if rung == Rung::InWords => (None, None),
            Form::Object(schema) => (Some(ResponseFormat::of(schema, rung)), None),
            Form::Tools(tools) => (None, Some(tools.iter().map(Offered::of).collect())),
        };
        let has_tools = tools.is_some();
        serde_json::to_string(&Body {
            model: &self.model,
            messages: spoken,
            stream: true,
            stream_options: StreamOptions { include_usage: true },
            temperature: self.temperature,
            top_p: self.top_p,
            max_tokens: self.max_tokens,
            seed: self.seed,
            response_format,
            tools,
            tool_choice: has_tools.then_some("auto"),
            parallel_tool_calls: has_tools.then_some(false),
            reasoning_effort: effort,
            ttl: self.ttl,
        })
    }
}

/// Fields stand in the order in which they are written.
#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Spoken<'a>>,
    stream: bool,
    stream_options: StreamOptions,
    temperature: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<Vec<Offered<'a>>>,
    /// A word: an object is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parallel_tool_calls: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct ResponseFormat<'a> {
    r#type: &'static str,
    json_schema: Named<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    strict: bool,
    schema: &'a RawValue,
}

impl<'a> ResponseFormat<'a> {
    fn of(schema: &'a Schema, rung: Rung) -> Self {
        Self { r#type: "json_schema", json_schema: Named { name: &schema.name, strict: true, schema: schema.at(rung) } }
    }
}

#[derive(Serialize)]
struct Offered<'a> {
    r#type: &'static str,
    function: Described<'a>,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a RawValue,
}

impl<'a> Offered<'a> {
    fn of(tool: &'a Tool) -> Self {
        let Tool { name, description, parameters } = tool;
        Self { r#type: "function", function: Described { name, description, parameters } }
    }
}

#[derive(Serialize)]
struct Spoken<'a> {
    role: &'static str,
    /// Always text: null is refused.
    content: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Called<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<&'a str>,
}

#[derive(Serialize)]
struct Called<'a> {
    id: &'a str,
    r#type: &'static str,
    function: Made<'a>,
}

#[derive(Serialize)]
struct Made<'a> {
    name: &'a str,
    /// JSON, as text.
    arguments: String,
}

impl<'a> Spoken<'a> {
    fn of(message: &'a Message, more: &str) -> Self {
        let (role, content, calls, tool_call_id): (_, _, &[ToolCall], _) = match message {
            Message::System(text) => ("system", text, &[], None),
            Message::User(text) => ("user", text, &[], None),
            Message::Assistant(text, calls) => ("assistant", text, calls, None),
            Message::Tool(id, text) => ("tool", text, &[], Some(id.as_str())),
        };
        let tool_calls = calls.iter().map(Called::of).collect();
        Self { role, content: format!("{content}{more}"), tool_calls, tool_call_id }
    }

    /// Whether both are one message: many templates refuse two in a row by the same speaker.
    fn goes_on_with(&self, next: &Self) -> bool {
        self.role == next.role && matches!(self.role, "system" | "user")
    }
}

impl<'a> Called<'a> {
    fn of(call: &'a ToolCall) -> Self {
        // What could not be read is not repeated: a server might refuse the whole conversation for it.
        let arguments = call
            .arguments
            .as_ref()
            .map_or_else(|_| "{}".to_owned(), |arguments| serde_json::Value::Object(arguments.clone()).to_string());
        Self { id: &call.id, r#type: "function", function: Made { name: &call.name, arguments } }
    }
}
