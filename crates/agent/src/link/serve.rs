//! What the gateway wants done, done: a tool called, a question of the classic dialect answered.

use std::{path::PathBuf, sync::Arc, time::Duration};

use analysis::answer::ToolName;
use gateway::{
    Taken,
    frames::{classic, shown},
    invokes::{Failure, Work},
};
use jiff::Timestamp;
use market::Feed;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use tokio::{
    runtime,
    sync::{Mutex, Semaphore, watch},
    time::{self, Instant},
};
use tokio_util::sync::CancellationToken;

use super::{
    notices::Board,
    offer::{MCP, NOTIFY, OURS},
};
use crate::{
    Code, Settings, ToolFault, Vault,
    ask::Records,
    format::{self, Format},
    in_force::InForce,
    model::{self, Voice},
    open,
    secret::SecretName,
    slash::{At, Slash},
    talk::{Answering, Learned, Memory, Patience},
    tools::{self, Called, Caller, Tools},
};

/// What calls are answered with.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) in_force: Arc<InForce>,
    pub(crate) records: Arc<Records>,
    /// Where answers are kept; `None` keeps none.
    pub(crate) journal: Option<PathBuf>,
    pub(crate) clock: fn() -> Timestamp,
    pub(crate) runtime: runtime::Handle,
    /// Calls that are computed at once.
    pub(crate) slots: Arc<Semaphore>,
    /// The source, once a call has opened it, and the settings it was opened by: others open another one. A failure is
    /// not kept: the next call tries again.
    pub(crate) feed: Opened,
    /// Where the gateway's notices go up.
    pub(crate) board: Option<Board>,
    /// The model, as it was found last.
    pub(crate) voice: Option<watch::Receiver<Voice>>,
    /// What was learned of it.
    pub(crate) learned: Learned,
    /// Where LM Studio's token is looked for.
    pub(crate) vault: Option<Arc<Vault>>,
}

/// A source that was opened, by these settings.
type Opened = Arc<Mutex<Option<(Arc<Settings>, Arc<dyn Feed>)>>>;

/// How long a question waits for words before the report answers it: an answer leaves within eight seconds, and the
/// report needs some of them.
const WORDS: Duration = Duration::from_millis(6_500);

/// How long LM Studio is looked for when a classic server asks how we are.
const LOOK: Duration = Duration::from_secs(3);

/// A call of one of the tools, as agents make it.
#[derive(Deserialize)]
struct McpCall<'a> {
    server: String,
    tool: String,
    #[serde(borrow, default)]
    arguments: Option<&'a RawValue>,
}

/// A question of the classic dialect.
#[derive(Deserialize)]
struct Question {
    content: String,
    #[serde(default)]
    context: Value,
}

impl Serving {
    /// Answers a piece of work, unless nobody waits for it any more.
    pub(super) async fn answer(self, taken: Taken) {
        let work = taken.work.clone();
        let cancel = taken.cancel.clone();
        let answered = self.computed(work, cancel).await;
        // Dropped unanswered, it has failed; the link says so.
        if let Some(answer) = answered {
            taken.answer(answer);
        }
    }

    /// Disk and arithmetic, on a thread that may take its time. Where nobody waits any more, whoever is asked for words
    /// is hung up on at once.
    pub(super) async fn computed(self, work: Work, cancel: CancellationToken) -> Option<String> {
        let slot = tokio::select! {
            () = cancel.cancelled() => return None,
            slot = Arc::clone(&self.slots).acquire_owned() => slot.ok()?,
        };
        let runtime = self.runtime.clone();
        let computing = runtime.spawn_blocking(move || {
            let answer = self.runtime.block_on(async {
                tokio::select! {
                    () = cancel.cancelled() => None,
                    answer = self.done(&work) => Some(answer),
                }
            });
            drop(slot);
            answer
        });
        computing.await.inspect_err(|problem| tracing::error!(%problem, "a call fell over")).ok().flatten()
    }

    pub(super) async fn done(&self, work: &Work) -> String {
        let direct = work.command.strip_prefix(OURS).and_then(|rest| rest.strip_prefix('.'));
        match (work.command.as_str(), direct) {
            (MCP, _) => self.of_mcp(&work.params).await,
            (classic::MESSAGE, _) => self.said(&work.params).await,
            (classic::HEALTH, _) => self.health().await.to_string(),
            (NOTIFY, _) => self.board.as_ref().map_or_else(
                || self.fault(&ToolFault::unknown_tool(NOTIFY)).to_string(),
                |board| board.put(&work.params, (self.clock)()).to_string(),
            ),
            (_, Some(tool)) => match self.call(tool, &work.params).await {
                Ok(called) => with_views(&called).to_string(),
                Err(fault) => self.fault(&fault).to_string(),
            },
            (other, None) => self.fault(&ToolFault::unknown_tool(other)).to_string(),
        }
    }

    async fn of_mcp(&self, params: &str) -> String {
        let called = match serde_json::from_str::<McpCall<'_>>(params) {
            Ok(call) if call.server == OURS => self.call(&call.tool, call.arguments.map_or("", RawValue::get)).await,
            Ok(call) => Err(ToolFault::unknown_tool(&format!("{}.{}", call.server, call.tool))),
            Err(_) => Err(ToolFault::invalid("", "The call names no tool of a server.")),
        };
        tools::told(&called, (self.clock)()).to_string()
    }

    async fn call(&self, tool: &str, arguments: &str) -> Result<Called, ToolFault> {
        if self.in_force.is_paused((self.clock)()) {
            return Err(ToolFault::new(Code::Paused, "Engram is paused by its trader."));
        }
        let settings = self.in_force.settings();
        let tools = Tools {
            feed: self.feed().await?,
            settings,
            records: Arc::clone(&self.records),
            journal: self.journal.clone(),
            clock: self.clock,
        };
        let called = tools.call(tool, arguments, Caller::Anybody).await;
        let outcome = called.as_ref().map_or_else(|fault| fault.code.name(), |_| "ok");
        tracing::info!(tool = shown(tool), outcome, "the gateway called");
        called
    }

    async fn feed(&self) -> Result<Arc<dyn Feed>, ToolFault> {
        let settings = self.in_force.settings();
        let mut opened = self.feed.lock().await;
        if let Some((by, feed)) = opened.as_ref()
            && Arc::ptr_eq(by, &settings)
        {
            return Ok(Arc::clone(feed));
        }
        let feed = open(&settings)?;
        *opened = Some((settings, Arc::clone(&feed)));
        Ok(feed)
    }

    fn fault(&self, fault: &ToolFault) -> Value {
        serde_json::to_value(fault.answer((self.clock)())).unwrap_or_default()
    }

    /// A question in words: a command, or a pair that is named in it.
    async fn said(&self, params: &str) -> String {
        let now = (self.clock)();
        let Ok(Question { content, context }) = serde_json::from_str(params) else {
            return "The question cannot be read.".to_owned();
        };
        if self.in_force.is_paused(now) {
            return "Engram is paused by its trader. Ask again later.".to_owned();
        }
        let settings = &self.in_force.settings();
        let feed = match self.feed().await {
            Ok(feed) => feed,
            Err(fault) => return format::fault(&fault, now, Format::Clean),
        };
        let format = settings.agent.response_format.parse().unwrap_or_default();
        let at = At { feed: feed.as_ref(), settings, format, now, records: &self.records };
        match Slash::said(&content, at, self.journal.as_deref(), "asked by the gateway").await {
            Some(said) => said,
            None => self.answered(&content, &context, feed).await,
        }
    }

    /// A question in words: the model's answer where one comes in time, else the report. What came with the question is
    /// text of somebody else, and whoever reads it calls nothing.
    async fn answered(&self, content: &str, context: &Value, feed: Arc<dyn Feed>) -> String {
        let tools = Tools {
            feed,
            settings: self.in_force.settings(),
            records: Arc::clone(&self.records),
            journal: self.journal.clone(),
            clock: self.clock,
        };
        let voice = self.voice.as_ref().map_or(Voice::Off, |voice| voice.borrow().clone());
        let answering = Answering { tools, voice, runtime: self.runtime.clone(), learned: self.learned.clone() };
        let outside = match context {
            Value::Null => None,
            Value::Object(fields) if fields.is_empty() => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(text.clone()),
            other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => Some(other.to_string()),
        };
        let patience = Patience::Until(Instant::now() + WORDS);
        answering.say(content, outside.as_deref(), &mut Memory::default(), patience, drop).await.text
    }

    /// How we are, in the first Engram's words: without candles nothing can be answered, without a model the words are
    /// missing.
    async fn health(&self) -> Value {
        let settings = self.in_force.settings();
        let format = &settings.agent.response_format;
        let feed = self.feed().await;
        let answers = self.model_answers().await;
        match feed {
            Ok(_) => json!({
                "status": if answers { "healthy" } else { "degraded" },
                "lmstudio": answers,
                "tools_registered": ToolName::ALL.len(),
                "response_format": format,
            }),
            Err(fault) => json!({
                "status": "unhealthy",
                "error": fault.what,
                "lmstudio": answers,
                "tools_registered": 0,
                "response_format": format,
            }),
        }
    }

    async fn model_answers(&self) -> bool {
        let vault = self.vault.clone();
        let token = self.runtime.spawn_blocking(move || vault?.find(SecretName::LmStudioToken).ok().flatten()).await;
        let token = token.ok().flatten().map(|found| found.secret);
        let wanted = &self.in_force.settings().lmstudio;
        let looked = time::timeout(LOOK, model::look(wanted, token.as_ref(), None, &self.runtime)).await;
        let Ok(Ok(seen)) = looked else { return false };
        match seen.choice(&wanted.model, wanted.is_pinned) {
            model::Choice::Ready(_) | model::Choice::Instead(_) => true,
            model::Choice::NotLoaded(_) | model::Choice::Nothing => false,
        }
    }
}

/// The object, and the same in words beside it.
fn with_views(called: &Called) -> Value {
    let mut object = called.object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.insert("views".to_owned(), json!({ "clean": called.clean, "detailed": called.detailed }));
    }
    object
}

/// How a failure of the link itself is told to whoever called.
pub(super) fn failed(command: &str, failure: &Failure, now: Timestamp) -> String {
    let at = now.to_string();
    if command == MCP { failure.tool_result(&at) } else { failure.object(&at) }
}
