//! The model and what it says, as a screen sees it.

use analysis::answer::{ModelView, ToolName};
use jiff::Timestamp;
use lmstudio::models::{Model, State};
use serde::Serialize;

use crate::{
    health,
    model::{Seen, Voice, trial},
    narration::{Stage, Words},
    settings::LmStudio,
    talk::{Progress, Reply, Who},
};

/// The model, its words about the report at hand, and the chat.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct TalkView {
    /// Whether a model would answer.
    pub voice: VoiceView,
    /// Id of the report that the words are about.
    pub report: Option<String>,
    /// The words about it.
    pub words: WordsView,
    /// What was said, oldest first. It is stored nowhere.
    pub chat: Vec<LineView>,
    /// What is being answered.
    pub saying: Option<SayingView>,
}

/// Whether a model would answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct VoiceView {
    pub state: VoiceState,
    /// In one sentence; empty while nobody knows.
    pub sentence: String,
    /// The models that can be chosen: those that answer at once first.
    pub models: Vec<ModelOffer>,
}

/// Whether a model would answer, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum VoiceState {
    /// It is switched off.
    Off,
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// LM Studio cannot be used.
    Absent,
    /// LM Studio answers, and no model would at once.
    NoModel,
    /// It would answer now.
    Ready,
}

/// A model that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ModelOffer {
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Whether it would answer at once; none where the server does not say.
    pub loaded: Option<bool>,
    /// Context, tokens: that it is loaded with, else the most it can be loaded with.
    pub context: Option<u32>,
    /// Whether it was trained to call tools; none where the server does not say.
    pub tools: Option<bool>,
    /// It is the one that is wanted.
    pub is_chosen: bool,
}

/// The words about a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum WordsView {
    /// Nobody asked for any.
    #[default]
    None,
    /// They are on their way.
    Coming { stage: StageView },
    /// They came, and were checked.
    Said {
        view: ModelView,
        /// Claims that it counts for the signal, and against it.
        evidence_for: Vec<String>,
        evidence_against: Vec<String>,
        /// The price that would prove the signal wrong, in quote currency.
        invalidation: Option<f64>,
        /// Why each sentence that is not shown is not.
        withheld: Vec<String>,
    },
    /// None came.
    Silent {
        /// Why, as a sentence.
        why: String,
    },
    /// What came cannot be used.
    Rejected {
        /// Why, each as a sentence.
        why: Vec<String>,
    },
    /// They were stopped.
    Stopped,
}

/// How far words are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum StageView {
    Connecting,
    /// The share that is done, from 0 to 1, where the server says.
    Loading {
        share: Option<f32>,
    },
    Reading,
    Thinking,
    /// A tool is being called.
    Calling {
        tool: ToolName,
    },
    /// The sentences so far that may be shown.
    Writing {
        text: String,
    },
}

/// What was said in the chat.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LineView {
    pub from: Speaker,
    pub text: String,
    /// The model that spoke.
    pub model: Option<String>,
    /// Sentences of it that are not shown.
    pub withheld: u32,
    /// Why code speaks and not the model, as a sentence.
    pub why: Option<String>,
    /// The tools that it called.
    pub called: Vec<ToolName>,
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub at: Timestamp,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Speaker {
    Trader,
    /// A report, or a question back.
    Code,
    /// Its words were checked.
    Model,
}

/// What is being answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SayingView {
    pub stage: StageView,
    /// Since when, UTC.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub since: Timestamp,
}

impl VoiceView {
    /// As it is found, where this model is wanted.
    pub(crate) fn of(voice: &Voice, settings: &LmStudio) -> Self {
        let (state, sentence) = match voice.health(settings) {
            health::Model::Off => (VoiceState::Off, "Switched off.".to_owned()),
            health::Model::Unknown => (VoiceState::Unknown, String::new()),
            health::Model::Down { why } => (VoiceState::Absent, why),
            health::Model::NoModel { why } => (VoiceState::NoModel, format!("{why}.")),
            health::Model::Ready { model } => (VoiceState::Ready, format!("{model}{}.", pace(voice, &settings.model))),
        };
        let models = match voice {
            Voice::Here(seen) => offers(seen, &settings.model),
            Voice::Off | Voice::Unknown | Voice::Absent { .. } => Vec::new(),
        };
        Self { state, sentence, models }
    }
}

/// How fast the wanted model was, where it has answered.
fn pace(voice: &Voice, wanted: &str) -> String {
    let Voice::Here(seen) = voice else { return String::new() };
    let model = seen.inventory.find(wanted).map_or(wanted, |model| &model.id);
    trial::speed(seen, model).map(|speed| format!(": {speed}")).unwrap_or_default()
}

fn offers(seen: &Seen, wanted: &str) -> Vec<ModelOffer> {
    let chosen = seen.inventory.find(wanted).map(|model| model.id.clone());
    let offer = |model: &Model| ModelOffer {
        id: model.id.clone(),
        name: model.display.clone(),
        loaded: match model.state {
            State::Loaded => Some(true),
            State::Loading | State::NotLoaded => Some(false),
            State::Unknown => None,
        },
        context: model.ctx_loaded.or(model.ctx_max),
        tools: model.tools,
        is_chosen: chosen.as_ref() == Some(&model.id),
    };
    seen.inventory.offered().map(offer).collect()
}

impl WordsView {
    /// As they came; `None` where none are wanted.
    pub(crate) fn of(words: &Words) -> Self {
        match words {
            Words::Off | Words::NotAsked => Self::None,
            Words::Unavailable { why, .. } => Self::Silent { why: why.clone() },
            Words::Rejected { why, .. } => Self::Rejected { why: why.clone() },
            Words::Said(said) => Self::Said {
                view: said.view.clone(),
                evidence_for: said.reading.evidence_for.clone(),
                evidence_against: said.reading.evidence_against.clone(),
                invalidation: said.reading.invalidation.as_ref().map(|level| level.price),
                withheld: said.reading.withheld.iter().map(|one| one.cause.to_string()).collect(),
            },
        }
    }
}

impl StageView {
    /// Of a stage.
    pub(crate) fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Connecting => Self::Connecting,
            Stage::Loading(share) => Self::Loading { share: *share },
            Stage::Reading => Self::Reading,
            Stage::Thinking => Self::Thinking,
            Stage::Writing(text) => Self::Writing { text: text.clone() },
        }
    }

    /// Of an answer; a report that is there is read next.
    pub(crate) fn of_progress(progress: &Progress) -> Self {
        match progress {
            Progress::Report(_) => Self::Reading,
            Progress::Calling(tool) => Self::Calling { tool: *tool },
            Progress::Stage(stage) => Self::of(stage),
        }
    }
}

impl LineView {
    /// What the trader said.
    pub(crate) fn asked(text: &str, at: Timestamp) -> Self {
        Self { from: Speaker::Trader, ..Self::code(text, at) }
    }

    /// What code says by itself.
    pub(crate) fn code(text: &str, at: Timestamp) -> Self {
        Self { from: Speaker::Code, text: text.to_owned(), model: None, withheld: 0, why: None, called: Vec::new(), at }
    }

    /// What was answered.
    pub(crate) fn answered(reply: &Reply, at: Timestamp) -> Self {
        let (from, model) = match &reply.who {
            Who::Code => (Speaker::Code, None),
            Who::Model(model) => (Speaker::Model, Some(model.clone())),
        };
        Self {
            from,
            text: reply.text.trim_end().to_owned(),
            model,
            withheld: u32::try_from(reply.withheld).unwrap_or(u32::MAX),
            why: reply.why.clone(),
            called: reply.called.clone(),
            at,
        }
    }
}
