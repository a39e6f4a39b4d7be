//! The model in the trader's own LM Studio, tried from here.

use std::{io, path::Path, time::Duration};

use agent::{
    home,
    journal::{Journal, Stood},
    model::{Choice, ModelFault, Seen, trial},
    settings::LmStudio,
};
use clap::{Args as ClapArgs, Subcommand};
use lmstudio::{
    discover::Speaks,
    fault::Class,
    models::{Kind, Model, State},
};
use serde_json::json;

use crate::{
    args::TextOrJson,
    config,
    exit::Exit,
    journal::{args::Where, failed},
    once::Streams,
    talking,
    world::World,
};

pub(crate) const MODEL_EXAMPLES: &str = "\
Examples:
  engram model list                              what LM Studio has; loaded ones first
  engram model test                              from the address to a real answer, layer by layer
  engram model test --model qwen3-8b
  engram model record                            what its word about signals was worth so far
  engram config set lmstudio.model qwen3-8b      the one that explains

LM Studio's server is started in its Developer tab, or by `lms server start`. A model adds words, never numbers.";

/// How long a test answer may take; a model that has to be loaded first takes its time.
const PATIENCE: Duration = Duration::from_mins(3);

#[derive(Debug, Subcommand)]
pub(crate) enum ModelTask {
    /// Lists the models that can answer
    List {
        /// Lines for people, or one list for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    /// Shows how a model's word stood the test: how often the signal came true when it agreed, and when not
    Record {
        /// Lines for people, or one list for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
        #[command(flatten)]
        journal: Where,
    },
    /// Tries the model: a word, and a call of a tool; exit 0 when both come
    Test(Test),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Test {
    /// Another model than the one of the settings
    #[arg(long, value_name = "ID")]
    model: Option<String>,
}

/// What it is tried with.
struct Bench {
    settings: LmStudio,
    seen: Result<Seen, ModelFault>,
    runtime: tokio::runtime::Runtime,
}

/// Does what was asked about models.
pub(crate) fn run(task: &ModelTask, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let ModelTask::Record { format, journal } = task {
        return record(*format, journal.journal.as_deref(), streams);
    }
    let settings = match world.settings() {
        Ok(resolved) => resolved.settings.lmstudio,
        Err(faults) => return config::refused(&faults, streams),
    };
    let runtime = talking::runtime()?;
    let seen = match talking::seen(&settings, world, &runtime) {
        Ok(seen) => seen,
        Err(fault) => {
            writeln!(streams.err, "{fault}")?;
            return Ok(Exit::Config);
        }
    };
    let bench = Bench { settings, seen, runtime };
    match task {
        ModelTask::List { format } => bench.list(*format, streams),
        ModelTask::Test(test) => bench.test(test, streams),
        ModelTask::Record { format, journal } => record(*format, journal.journal.as_deref(), streams),
    }
}

/// What models said of signals, and how those ended.
fn record(format: TextOrJson, named: Option<&Path>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let stood = home::kept(named)
        .and_then(|place| Journal::open_if_there(&place))
        .and_then(|journal| journal.map_or_else(|| Ok(Vec::new()), |journal| journal.opinions()));
    let stood = match stood {
        Ok(stood) => stood,
        Err(fault) => return failed(&fault, streams),
    };
    match format {
        TextOrJson::Json => writeln!(streams.out, "{:#}", json!(stood))?,
        TextOrJson::Text if stood.is_empty() => {
            writeln!(streams.out, "No model has said anything of a signal yet. `engram ask` asks one.")?;
        }
        TextOrJson::Text => {
            for Stood { model, stance, n, hits, frequency, interval95, open } in stood {
                let share = match frequency.zip(interval95) {
                    Some((share, [low, high])) => {
                        format!(", {:.0} of 100 (interval {:.0} to {:.0})", 100.0 * share, 100.0 * low, 100.0 * high)
                    }
                    None => ", unmeasured below 30".to_owned(),
                };
                writeln!(
                    streams.out,
                    "{model}  {stance}: {hits} of {n} signals reached their target{share}; {open} without a result"
                )?;
            }
            writeln!(streams.out, "Its word has no weight in any number.")?;
        }
    }
    Ok(Exit::Fine)
}

impl Bench {
    fn list(&self, format: TextOrJson, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let seen = match &self.seen {
            Ok(seen) => seen,
            Err(fault) => return refused(fault, streams),
        };
        let all: Vec<&Model> = seen.inventory.offered().collect();
        match format {
            TextOrJson::Json => {
                let list: serde_json::Value = all.iter().map(|model| object(model)).collect();
                writeln!(streams.out, "{list:#}")?;
            }
            TextOrJson::Text if all.is_empty() => {
                writeln!(
                    streams.out,
                    "{} has no model that can answer. Download one in LM Studio.",
                    seen.client.origin()
                )?;
            }
            TextOrJson::Text => {
                for model in all {
                    let chosen = if is_chosen(seen, model, &self.settings.model) { "  (chosen)" } else { "" };
                    writeln!(streams.out, "{}{chosen}", line(model))?;
                }
            }
        }
        Ok(Exit::Fine)
    }

    /// Each layer is told before the next one is tried.
    fn test(&self, test: &Test, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let wanted = test.model.as_deref().unwrap_or(&self.settings.model);
        writeln!(streams.out, "Address  http://{}:{}", self.settings.host, self.settings.port)?;
        let seen = match &self.seen {
            Ok(seen) => seen,
            Err(fault) => return refused(fault, streams),
        };
        let speaks = match seen.client.speaks() {
            Some(Speaks::LmStudio) => "LM Studio answers",
            Some(Speaks::OpenAi) | None => "a server that speaks as LM Studio does answers",
        };
        writeln!(streams.out, "Server   {speaks} at {}", seen.client.origin())?;
        let count = seen.inventory.offered().count();
        writeln!(streams.out, "Models   {count} that can answer")?;
        let is_pinned = test.model.is_some() || self.settings.is_pinned;
        let model = match seen.choice(wanted, is_pinned) {
            Choice::Ready(model) => model,
            Choice::NotLoaded(model) => {
                writeln!(streams.out, "Model    {} is not loaded; LM Studio loads it now", model.id)?;
                model
            }
            Choice::Instead(model) => {
                writeln!(streams.out, "Model    {wanted} is not there; {} is tried instead", model.id)?;
                model
            }
            Choice::Nothing if is_pinned => {
                writeln!(streams.out, "Model    {wanted}, which was chosen, is not there")?;
                writeln!(streams.err, "Load it in LM Studio, or choose another one: `engram model list`.")?;
                return Ok(Exit::Unhealthy);
            }
            Choice::Nothing => {
                writeln!(streams.out, "Model    {wanted} is not there, and nothing else is loaded")?;
                writeln!(streams.err, "Load one in LM Studio, or choose one: `engram model list`.")?;
                return Ok(Exit::Unhealthy);
            }
        };
        writeln!(streams.out, "Model    {}", line(model))?;
        streams.out.flush()?;
        let answer = match self.runtime.block_on(trial::word(seen, model, PATIENCE)) {
            Ok(answer) => answer,
            Err(why) => return failed_at("Answer", &why, streams),
        };
        writeln!(streams.out, "Answer   {}", trial::told(&answer))?;
        streams.out.flush()?;
        let calls = match self.runtime.block_on(trial::tool(seen, model, PATIENCE)) {
            Ok(calls) => calls,
            Err(why) => return failed_at("Tools", &why, streams),
        };
        writeln!(streams.out, "Tools    {}", trial::tools_told(calls))?;
        if let Some(speed) = trial::speed(seen, &model.id) {
            writeln!(streams.out, "Speed    {speed}")?;
        }
        Ok(if calls { Exit::Fine } else { Exit::Unhealthy })
    }
}

fn failed_at(layer: &str, why: &str, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.out, "{layer:8} {why}")?;
    Ok(Exit::Unhealthy)
}

fn line(model: &Model) -> String {
    let state = match (model.state, model.ctx_loaded, model.ctx_max) {
        (State::Loaded, Some(context), _) => format!("loaded, {context} tokens of context"),
        (State::Loaded, None, _) => "loaded".to_owned(),
        (State::Loading, ..) => "being loaded".to_owned(),
        (State::NotLoaded, _, Some(most)) => format!("not loaded, up to {most} tokens of context"),
        (State::NotLoaded, _, None) => "not loaded".to_owned(),
        (State::Unknown, ..) => "the server does not say whether it is loaded".to_owned(),
    };
    let quant = model.quant.as_ref().map(|quant| format!(", {quant}")).unwrap_or_default();
    let tools = if model.tools == Some(true) { ", calls tools" } else { "" };
    format!("{}  {state}{quant}{tools}", model.id)
}

fn is_chosen(seen: &Seen, model: &Model, wanted: &str) -> bool {
    seen.inventory.find(wanted).is_some_and(|chosen| chosen.id == model.id)
}

fn object(model: &Model) -> serde_json::Value {
    json!({
        "id": model.id,
        "name": model.display,
        "kind": match &model.kind {
            Kind::Llm => "llm",
            Kind::Vlm => "vlm",
            Kind::Embedding => "embedding",
            Kind::Other(word) => word.as_str(),
        },
        "state": match model.state {
            State::Loaded => "loaded",
            State::Loading => "loading",
            State::NotLoaded => "not_loaded",
            State::Unknown => "unknown",
        },
        "context_loaded": model.ctx_loaded,
        "context_max": model.ctx_max,
        "quantization": model.quant,
        "tools": model.tools,
    })
}

/// Says what is wrong, and what to do where that is known.
fn refused(fault: &ModelFault, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let (hint, exit) = match fault {
        ModelFault::Place(_) => ("`engram config set lmstudio.host localhost` names this machine.", Exit::Config),
        ModelFault::Server(_, Class::NotRunning) => {
            ("Start its server: the Developer tab of LM Studio, or `lms server start`.", Exit::Unavailable)
        }
        ModelFault::Server(_, Class::NeedsToken | Class::BadToken) => {
            ("`engram secret keep lmstudio-token` keeps the token it wants.", Exit::Unavailable)
        }
        ModelFault::Server(..) => ("`engram doctor --only lmstudio` looks at the way there.", Exit::Unavailable),
    };
    writeln!(streams.err, "{fault}.\n{hint}")?;
    Ok(exit)
}
