//! What a question in words is answered with, for as long as the program runs.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use agent::{
    Settings, ToolFault,
    ask::Records,
    journal::JournalFault,
    model::{self, ModelFault, Seen, Voice},
    narration::Stage,
    secret::{Keychain, SecretName},
    settings::LmStudio,
    talk::{Answering, Learned, Patience, Progress},
    tools::Tools,
};
use tokio::{runtime::Runtime, time::Instant};

use crate::{
    clock,
    once::{Place, Streams},
    secret,
    world::World,
};

/// A runtime that can also speak to a server.
pub(crate) fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// Looks for the model, unless none is wanted.
pub(crate) fn voice(settings: &LmStudio, is_wanted: bool, world: &World, runtime: &Runtime) -> Voice {
    if !settings.enabled || !is_wanted {
        return Voice::Off;
    }
    match seen(settings, world, runtime) {
        Ok(Ok(seen)) => Voice::Here(Arc::new(seen)),
        Ok(Err(fault)) => Voice::of(Err(fault)),
        Err(why) => Voice::Absent { why },
    }
}

/// Looks for the server with the token that is kept; the outer error is why there is no token.
pub(crate) fn seen(settings: &LmStudio, world: &World, runtime: &Runtime) -> Result<Result<Seen, ModelFault>, String> {
    let vault = secret::vault(world, Some(Keychain::of_system()));
    let token = vault.find(SecretName::LmStudioToken).map_err(|fault| fault.to_string())?.map(|found| found.secret);
    let user = ["HOME", "USERPROFILE"].iter().find_map(|name| world.variable(name)).map(PathBuf::from);
    Ok(runtime.block_on(model::look(settings, token.as_ref(), user, runtime.handle())))
}

/// How long words are waited for: as long as they take where a person sees how far they are, else no longer than a program
/// waits for an answer.
pub(crate) fn patience(place: Place) -> Patience {
    const UNWATCHED: Duration = Duration::from_secs(8);
    if place.out_is_terminal && place.err_is_terminal {
        Patience::Watched
    } else {
        Patience::Until(Instant::now() + UNWATCHED)
    }
}

/// Says why there are no words, and what helps.
pub(crate) fn without_words(why: &str, streams: &mut Streams<'_>) -> io::Result<()> {
    writeln!(streams.err, "No words of a model: {why}")?;
    writeln!(streams.err, "`engram model test` looks at the way there; `--no-model` asks for none.")
}

/// Everything that answers: candles, rules, the journal, the model.
pub(crate) fn answering(
    settings: Settings,
    journal: Result<Option<PathBuf>, JournalFault>,
    voice: Voice,
    runtime: &Runtime,
) -> Result<Answering, ToolFault> {
    let journal = journal.unwrap_or_else(|fault| {
        tracing::warn!(%fault, "nothing is kept");
        None
    });
    let tools = Tools {
        feed: agent::open(&settings)?,
        settings: Arc::new(settings),
        records: Arc::new(Records::default()),
        journal,
        clock: clock::seconds,
    };
    Ok(Answering { tools, voice, runtime: runtime.handle().clone(), learned: Learned::default() })
}

/// One line that says how far an answer is, written over itself; nothing where nobody watches.
pub(crate) struct Status<'a, 'b> {
    streams: &'a mut Streams<'b>,
    is_watched: bool,
    width: usize,
    shown: String,
}

impl<'a, 'b> Status<'a, 'b> {
    pub(crate) fn new(streams: &'a mut Streams<'b>, is_watched: bool, width: usize) -> Self {
        Self { streams, is_watched, width, shown: String::new() }
    }

    pub(crate) fn show(&mut self, progress: &Progress) {
        let line = match progress {
            Progress::Report(_) => return,
            Progress::Calling(tool) => format!("Calling {} …", tool.name()),
            Progress::Stage(Stage::Connecting) => "Asking LM Studio …".to_owned(),
            Progress::Stage(Stage::Loading(Some(share))) => format!("Loading the model, {:.0} % …", 100.0 * share),
            Progress::Stage(Stage::Loading(None)) => "Loading the model …".to_owned(),
            Progress::Stage(Stage::Reading) => "The model reads …".to_owned(),
            Progress::Stage(Stage::Thinking) => "The model thinks …".to_owned(),
            Progress::Stage(Stage::Writing(text)) if text.is_empty() => "The model writes …".to_owned(),
            Progress::Stage(Stage::Writing(text)) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        self.write(&line);
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        self.write("");
    }

    /// A screen that cannot be written to is no reason to stop.
    fn write(&mut self, line: &str) {
        let room = self.width.saturating_sub(1).max(20);
        let count = line.chars().count();
        // Of what is being written, the end is news.
        let line: String = line.chars().skip(count.saturating_sub(room)).collect();
        if self.is_watched && line != self.shown {
            drop(write!(self.streams.err, "\r\x1b[2K{line}").and_then(|()| self.streams.err.flush()));
            self.shown = line;
        }
    }
}
