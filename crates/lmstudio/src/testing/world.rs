//! What a server has, and how it behaves while no script says otherwise.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use super::Script;
use crate::models::Shape;

/// What a server has, and how it behaves.
#[derive(Clone, Debug)]
pub struct World {
    /// What it says to a greeting.
    pub greeting: Greeting,
    /// Which inventories it knows; the newest brings the rest of its interface.
    pub knows: Vec<Shape>,
    /// Its models.
    pub models: Vec<Held>,
    /// What it says to a path it does not know.
    pub unknown: Unknown,
    /// The token it asks for.
    pub token: Option<String>,
    /// Scripts for the next chats, one each; then it answers by itself.
    pub chats: VecDeque<Script>,
    /// Scripts for paths, as long as they stand here.
    pub scripts: BTreeMap<String, Script>,
    /// Why no model can be loaded.
    pub load_fault: Option<String>,
    /// How often each model was loaded.
    pub loads: BTreeMap<String, u32>,
    /// It answers for this model, whichever was asked for.
    pub answers_as: Option<String>,
    /// It closes a connection that is used a second time, without a byte.
    pub resets_reused: bool,
    /// It answers one chat at a time; the next one waits without a byte.
    pub is_one_at_a_time: bool,
    /// How long it goes on with a chat whose sender hung up.
    pub drains: Duration,
    /// Shapes of schema that it takes: none, those without limits, all.
    pub schemas: Schemas,
    /// It refuses a word about reasoning.
    pub refuses_reasoning: bool,
}

/// Which answer formats are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schemas {
    /// All.
    #[default]
    All,
    /// Those without limits of length and size.
    WithoutLimits,
    /// None.
    Refused,
}

/// What a server says to a greeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greeting {
    /// That it is LM Studio.
    Right,
    /// That it knows no such path.
    Absent,
    /// Something else.
    Garbage,
}

/// What a server says to a path it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// 200, with a body that is an error: LM Studio.
    Success,
    /// 404.
    NotFound,
}

/// A model that a server has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub id: String,
    /// `llm` or `embedding`.
    pub kind: String,
    /// The context it is loaded with, if it is.
    pub loaded: Option<u32>,
    /// Another program is loading it. Only the older inventory tells.
    pub is_loading: bool,
    /// Most context.
    pub most: u32,
    /// Trained for tools.
    pub tools: bool,
    /// What can be chosen of its thinking.
    pub reasoning: Vec<String>,
}

impl Held {
    /// A language model, loaded with 4096 tokens.
    pub fn loaded(id: &str) -> Self {
        Self { loaded: Some(4096), ..Self::on_disk(id) }
    }

    /// A language model that is not loaded.
    pub fn on_disk(id: &str) -> Self {
        let (id, kind) = (id.to_owned(), "llm".to_owned());
        Self { id, kind, loaded: None, is_loading: false, most: 32_768, tools: true, reasoning: Vec::new() }
    }
}

impl Default for World {
    /// A healthy LM Studio of today with one loaded model, `model-a`.
    fn default() -> Self {
        Self {
            greeting: Greeting::Right,
            knows: vec![Shape::NativeV1, Shape::NativeV0, Shape::OpenAi],
            models: vec![Held::loaded("model-a")],
            unknown: Unknown::Success,
            token: None,
            chats: VecDeque::new(),
            scripts: BTreeMap::new(),
            load_fault: None,
            loads: BTreeMap::new(),
            answers_as: None,
            resets_reused: false,
            is_one_at_a_time: false,
            drains: Duration::ZERO,
            schemas: Schemas::All,
            refuses_reasoning: false,
        }
    }
}

impl World {
    /// Loads a model; the reason where it cannot be.
    pub(super) fn load(&mut self, id: &str, context: u32) -> Result<(), String> {
        if let Some(fault) = &self.load_fault {
            return Err(fault.clone());
        }
        let Some(model) = self.models.iter_mut().find(|model| model.id == id) else {
            return Err(format!("Model \"{id}\" not found. Please specify a valid model."));
        };
        model.loaded = Some(context.min(model.most));
        *self.loads.entry(id.to_owned()).or_default() += 1;
        Ok(())
    }
}
