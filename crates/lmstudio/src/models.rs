//! What models a server has, whichever of three inventories it knows.

mod read;
#[cfg(test)]
mod tests;

use serde_json::Value;

use crate::{
    fault::{Class, Fault},
    request::Effort,
    wire::Wire,
};

/// A model that a server has.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The name it is asked for by.
    pub id: String,
    /// Its name for people.
    pub display: String,
    /// What it is for.
    pub kind: Kind,
    /// Whether it can answer at once.
    pub state: State,
    /// Context it is loaded with, tokens. Of several instances the largest.
    pub ctx_loaded: Option<u32>,
    /// Most context it can be loaded with, tokens.
    pub ctx_max: Option<u32>,
    /// How its weights are stored: `Q4_K_M`.
    pub quant: Option<String>,
    /// Size on disk, bytes.
    pub size: Option<u64>,
    /// `gguf` or `mlx`.
    pub format: Option<String>,
    /// What can be chosen of its thinking; `None` where it has no choice or does not say.
    pub reasoning: Option<Reasoning>,
    /// Whether it was trained to call tools; `None` where it does not say.
    pub tools: Option<bool>,
    /// How many requests it answers at once.
    pub parallel: Option<u32>,
    /// Names of what is loaded of it.
    pub instance_ids: Vec<String>,
}

/// What a model is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text in, text out.
    Llm,
    /// Pictures too.
    Vlm,
    /// Text in, numbers out: it cannot answer.
    Embedding,
    /// A newer kind, by the server's word for it.
    Other(String),
}

/// Whether a model can answer at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can.
    Loaded,
    /// It will soon.
    Loading,
    /// It must be loaded first.
    NotLoaded,
    /// The server does not say.
    Unknown,
}

/// What can be chosen of a model's thinking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasoning {
    /// The server's words: `off`, `on`, `low`.
    pub allowed: Vec<String>,
    /// What it does unasked.
    pub default: Option<String>,
}

/// Which inventory a server knows. It tells how old the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `/api/v1/models`, LM Studio 0.4.0 and later.
    NativeV1,
    /// `/api/v0/models`, LM Studio 0.3.6 and later.
    NativeV0,
    /// `/v1/models`: names alone.
    OpenAi,
}

/// All models of a server: those that answer at once first, else in the server's own order.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    /// The models, embeddings among them.
    pub models: Vec<Model>,
    /// Which inventory it was read from.
    pub shape: Shape,
}

impl Model {
    /// How it is told to think as little as it can. `None` where it has no such choice, and a word about it might be
    /// refused.
    pub fn quiet(&self) -> Option<Effort> {
        let allowed = &self.reasoning.as_ref()?.allowed;
        let takes = |words: &[&str]| allowed.iter().any(|word| words.contains(&word.as_str()));
        if takes(&["off", "none"]) {
            return Some(Effort::None);
        }
        takes(&["low", "minimal"]).then_some(Effort::Low)
    }
}

impl Shape {
    /// Best first.
    const ALL: [Self; 3] = [Self::NativeV1, Self::NativeV0, Self::OpenAi];

    const fn path(self) -> &'static str {
        match self {
            Self::NativeV1 => "/api/v1/models",
            Self::NativeV0 => "/api/v0/models",
            Self::OpenAi => "/v1/models",
        }
    }
}

impl Inventory {
    /// Reads a body; `None` where it is no such list.
    pub fn read(shape: Shape, body: &Value) -> Option<Self> {
        let (key, model): (_, fn(&Value) -> Option<Model>) = match shape {
            Shape::NativeV1 => ("models", read::native_v1),
            Shape::NativeV0 => ("data", read::native_v0),
            Shape::OpenAi => ("data", read::open_ai),
        };
        let mut models: Vec<_> = body.get(key)?.as_array()?.iter().filter_map(model).collect();
        models.sort_by_key(|model| match model.state {
            State::Loaded => 0,
            State::Loading => 1,
            State::NotLoaded | State::Unknown => 2,
        });
        Some(Self { models, shape })
    }

    /// Those that can be chosen: embeddings cannot answer.
    pub fn offered(&self) -> impl Iterator<Item = &Model> {
        self.models.iter().filter(|model| model.kind != Kind::Embedding)
    }

    /// The model that a name means: a model's, an instance's, or a variant's.
    pub fn find(&self, name: &str) -> Option<&Model> {
        let has = |model: &&Model| model.id == name || model.instance_ids.iter().any(|id| id == name);
        self.models.iter().find(has).or_else(|| self.models.iter().find(|model| is_same(&model.id, name)))
    }
}

/// Whether two names mean one model: `key`, `key@quant` and the instance `key:2` do.
pub fn is_same(one: &str, other: &str) -> bool {
    fn key(name: &str) -> &str {
        let name = match name.rsplit_once(':') {
            Some((key, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => key,
            Some(_) | None => name,
        };
        name.split_once('@').map_or(name, |(key, _)| key)
    }
    key(one).eq_ignore_ascii_case(key(other))
}

/// Asks the best inventory that the server knows.
///
/// # Errors
/// When none can be read. A server that is LM Studio and hides all three wants a token.
pub(crate) async fn list(wire: &Wire, is_lm_studio: bool) -> Result<Inventory, Fault> {
    let mut last = None;
    for shape in Shape::ALL {
        let asked = wire.asked(is_lm_studio && shape == Shape::OpenAi);
        let fault = match wire.get(shape.path(), asked).await {
            Ok(body) => match Inventory::read(shape, &body) {
                Some(inventory) => return Ok(inventory),
                None => Fault::new(Class::NotLmStudio, format!("{} holds no list of models.", shape.path())),
            },
            Err(fault) => fault,
        };
        if !is_passed_over(&fault) {
            return Err(fault);
        }
        last = Some(fault);
    }
    Err(last.unwrap_or_else(|| Fault::new(Class::NotLmStudio, "It holds no list of models.")))
}

/// An older server, or another one, answers so to a path it does not have.
fn is_passed_over(fault: &Fault) -> bool {
    matches!(fault.class, Class::WrongPath | Class::NotLmStudio) || fault.status == Some(404)
}
