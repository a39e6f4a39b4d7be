//! A reply that is not what was asked for, put into a class. The text decides; the status is a hint.

use std::time::Duration;

use super::{Class, Fault, said::Said};

/// What is known of the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A token went with it.
    pub with_token: bool,
    /// The server is LM Studio, and has had this path in every version.
    pub path_is_known: bool,
}

impl Fault {
    /// Of a whole reply.
    pub fn of_reply(status: u16, body: &str, retry_after: Option<Duration>, asked: Asked) -> Self {
        Self { retry_after, ..Self::of(status, Some(status), body, asked) }
    }

    /// Of an error that came within a stream. Its status was 200, which says nothing.
    pub fn of_event(data: &str, asked: Asked) -> Self {
        Self::of(200, None, data, asked)
    }

    fn of(status: u16, hint: Option<u16>, body: &str, asked: Asked) -> Self {
        let said = Said::of(body);
        let class = class(hint, &said, asked);
        let overflow = said.overflow.filter(|_| class == Class::ContextOverflow);
        let text = if said.text.is_empty() { "It gave no reason.".to_owned() } else { said.text };
        Self { status: Some(status), overflow, ..Self::new(class, text) }
    }
}

/// Whether a text, in lower case, speaks of something.
type Sign = fn(&str) -> bool;

/// How a class is known, in the order of looking: a load that failed may speak of the context, and a refused schema of
/// its models.
const SIGNS: &[(Class, Sign)] = &[
    (Class::LoadFailed, |said| {
        any(said, &["failed to load model", "insufficient", "engine protocol startup was aborted"])
    }),
    (Class::ContextOverflow, |said| {
        let known = ["context length", "context size", "n_keep", "trying to keep the first", "does not fit"];
        any(said, &known) || said.contains("exceed_context_size_error")
    }),
    (Class::BadSchema, |said| {
        any(said, &["response_format", "failed to parse grammar", "failed to initialize samplers", "json schema"])
    }),
    (Class::ReasoningParam, |said| said.contains("reasoning") && any(said, &["support", "invalid_value"])),
    (Class::ToolParse, |said| said.contains("failed to parse tool call")),
    (Class::BadHistory, |said| any(said, &["invalid 'messages'", "'content' field must be"])),
    (Class::NoModel, |said| {
        let known = ["no models loaded", "model_not_found", "does not exist", "model is not loaded"];
        let unclear = ["multiple models are loaded", "model name is missing"];
        let missing = said.split_once("model").is_some_and(|(_, rest)| rest.contains("not found"));
        any(said, &known) || any(said, &unclear) || missing
    }),
    (Class::Unloaded, |said| any(said, &["model unloaded", "model is unloaded"])),
    (Class::Crashed, |said| any(said, &["model has crashed", "channel error", "operation canceled", "exit code"])),
];

fn any(said: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| said.contains(sign))
}

fn class(status: Option<u16>, said: &Said, asked: Asked) -> Class {
    let signs = said.signs.as_str();
    if matches!(status, Some(401 | 403)) || any(signs, &["invalid_api_key", "api token", "invalid api key"]) {
        let none_came = !asked.with_token || signs.contains("none was provided");
        return if none_came { Class::NeedsToken } else { Class::BadToken };
    }
    let no_path = any(signs, &["unexpected endpoint or method", "file not found"]);
    if no_path || (signs.contains("not_found_error") && !signs.contains("model")) {
        // One version hides a missing token behind this answer.
        let is_hidden = asked.path_is_known && !asked.with_token;
        return if is_hidden { Class::NeedsToken } else { Class::WrongPath };
    }
    if let Some((class, _)) = SIGNS.iter().find(|(_, sign)| sign(signs)) {
        return *class;
    }
    match status {
        Some(429 | 503) => Class::Overloaded,
        Some(_) | None if signs.contains("queue") => Class::Overloaded,
        Some(_) if said.is_page => Class::NotLmStudio,
        Some(200..300) if !said.is_error => Class::NotLmStudio,
        Some(_) | None => Class::ServerFault,
    }
}
