//! Waits for words, away from the desk.

use std::sync::Arc;

use market::Feed;
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinSet},
};

use super::work::Work;
use crate::{
    StageView, WordsView,
    ask::Full,
    desk::{Event, TalkJob},
    health,
    model::{self, Voice},
    slash::{At, Slash},
    snapshot::VoiceView,
    talk::{Answering, Learned, Memory, Patience, Reply},
    tools::Tools,
};

/// Whose words are waited for, and where a model is looked for.
#[derive(Clone, Debug)]
pub enum Voicing {
    /// Nobody's.
    Off,
    /// Those of the model in LM Studio.
    On {
        /// Where its token is looked for.
        vault: Arc<crate::Vault>,
        /// The home in which LM Studio keeps its own notes.
        user: Option<std::path::PathBuf>,
    },
}

impl Voicing {
    fn follow(&self, work: &Work) -> watch::Receiver<Voice> {
        match self {
            Self::Off => watch::channel(Voice::Off).1,
            Self::On { vault, user } => {
                model::follow(work.settings.lmstudio.clone(), Arc::clone(vault), user.clone(), &work.runtime)
            }
        }
    }
}

/// What came of waiting.
pub(super) enum Spoken {
    Explained(TalkJob, WordsView),
    /// The reply, and the conversation with it.
    Replied(TalkJob, Box<Reply>, Memory),
}

/// How far whose words are.
type Reached = Option<(TalkJob, StageView)>;

/// Everybody who is waited for.
pub(super) struct Voices {
    voicing: Voicing,
    /// The model as it was found last, whichever settings it is looked for by.
    show: watch::Sender<Voice>,
    followed: watch::Receiver<Voice>,
    tasks: JoinSet<Spoken>,
    running: Vec<(TalkJob, AbortHandle)>,
    stages: (watch::Sender<Reached>, watch::Receiver<Reached>),
    memory: Memory,
    learned: Learned,
}

impl Voices {
    pub(super) fn start(voicing: Voicing, work: &Work) -> Self {
        let followed = voicing.follow(work);
        let show = watch::channel(followed.borrow().clone()).0;
        Self {
            voicing,
            show,
            followed,
            tasks: JoinSet::new(),
            running: Vec::new(),
            stages: watch::channel(None),
            memory: Memory::default(),
            learned: Learned::default(),
        }
    }

    /// Looks for the model as the settings now say. What was learned of another one says nothing.
    pub(super) fn again(&mut self, work: &Work) {
        self.followed = self.voicing.follow(work);
        self.learned = Learned::default();
        self.show.send_replace(self.followed.borrow().clone());
    }

    /// The model, from now on.
    pub(super) fn watch(&self) -> watch::Receiver<Voice> {
        self.show.subscribe()
    }

    /// What was learned of it.
    pub(super) fn learned(&self) -> Learned {
        self.learned.clone()
    }

    /// How it is for whoever waits for words.
    pub(super) fn health(&self, work: &Work) -> health::Model {
        self.show.borrow().health(&work.settings.lmstudio)
    }

    /// How it looks now.
    pub(super) fn view(&self, work: &Work) -> VoiceView {
        VoiceView::of(&self.show.borrow(), &work.settings.lmstudio)
    }

    fn answering(&self, work: &Work, feed: Arc<dyn Feed>) -> Answering {
        let tools = Tools {
            feed,
            settings: Arc::clone(&work.settings),
            records: Arc::clone(&work.records),
            journal: work.keeper.place().ok().flatten(),
            clock: work.clock,
        };
        let voice = self.show.borrow().clone();
        Answering { tools, voice, runtime: work.runtime.clone(), learned: self.learned.clone() }
    }

    pub(super) fn explain(&mut self, job: TalkJob, full: Arc<Full>, work: &Work, feed: Arc<dyn Feed>) {
        let (answering, show) = (self.answering(work, feed), self.stages.0.clone());
        let explaining = async move {
            let stage = |stage| drop(show.send_replace(Some((job, StageView::of(&stage)))));
            let words = answering.words(&full, None, Patience::Watched, stage).await;
            Spoken::Explained(job, WordsView::of(&words))
        };
        let handle = self.tasks.spawn_on(explaining, &work.runtime);
        self.running.push((job, handle));
    }

    pub(super) fn say(&mut self, job: TalkJob, text: String, work: &Work, feed: Arc<dyn Feed>) {
        let (answering, show, mut memory) = (self.answering(work, feed), self.stages.0.clone(), self.memory.clone());
        let saying = async move {
            if let Some(reply) = commanded(&answering, &text).await {
                return Spoken::Replied(job, Box::new(reply), memory);
            }
            let progress = |progress| drop(show.send_replace(Some((job, StageView::of_progress(&progress)))));
            let reply = answering.say(&text, None, &mut memory, Patience::Watched, progress).await;
            Spoken::Replied(job, Box::new(reply), memory)
        };
        let handle = self.tasks.spawn_on(saying, &work.runtime);
        self.running.push((job, handle));
    }

    /// Says that there are no candles to speak of.
    pub(super) fn refuse(&mut self, job: TalkJob, work: &Work) {
        let memory = self.memory.clone();
        let refusing = async move { Spoken::Replied(job, Box::new(Reply::without_candles()), memory) };
        let handle = self.tasks.spawn_on(refusing, &work.runtime);
        self.running.push((job, handle));
    }

    /// Dropping it hangs up; the server stops.
    pub(super) fn hush(&mut self, job: TalkJob) {
        self.running.retain(|(running, handle)| {
            if *running == job {
                handle.abort();
            }
            *running != job
        });
    }

    pub(super) fn forget(&mut self) {
        self.memory.clear();
    }

    /// The next thing that is news to the desk.
    pub(super) async fn next(&mut self, work: &Work) -> Event {
        loop {
            tokio::select! {
                Ok(()) = self.followed.changed() => {
                    let found = self.followed.borrow_and_update().clone();
                    self.show.send_replace(found);
                    return Event::Voiced(self.view(work));
                }
                Ok(()) = self.stages.1.changed() => {
                    if let Some((job, stage)) = self.stages.1.borrow_and_update().clone() {
                        return Event::Staged(job, stage);
                    }
                }
                Some(done) = self.tasks.join_next() => match done {
                    Ok(Spoken::Explained(job, words)) => {
                        self.running.retain(|(running, _)| *running != job);
                        return Event::Explained(job, words);
                    }
                    Ok(Spoken::Replied(job, reply, memory)) => {
                        self.running.retain(|(running, _)| *running != job);
                        self.memory = memory;
                        return Event::Replied(job, reply);
                    }
                    Err(problem) if problem.is_cancelled() => {}
                    Err(problem) => tracing::error!(%problem, "words were lost"),
                },
                else => std::future::pending().await,
            }
        }
    }
}

/// What code says to a command that begins with a slash; `None` where it is a question. Disks may take their time.
async fn commanded(answering: &Answering, text: &str) -> Option<Reply> {
    if !text.starts_with('/') {
        return None;
    }
    let (tools, runtime, line) = (answering.tools.clone(), answering.runtime.clone(), text.to_owned());
    let answering = answering.runtime.spawn_blocking(move || {
        let format = tools.settings.agent.response_format.parse().unwrap_or_default();
        let (settings, now) = (tools.settings.as_ref(), (tools.clock)());
        let at = At { feed: tools.feed.as_ref(), settings, format, now, records: &tools.records };
        runtime.block_on(Slash::said(&line, at, tools.journal.as_deref(), "it stands in Health"))
    });
    let said = answering.await.inspect_err(|problem| tracing::error!(%problem, "a command was lost"));
    said.ok().flatten().map(Reply::of_command)
}

#[cfg(test)]
mod tests;
