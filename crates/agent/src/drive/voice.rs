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
    model::{self, Voice},
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

/// What came of waiting.
pub(super) enum Spoken {
    Explained(TalkJob, WordsView),
    /// The reply, and the conversation with it.
    Replied(TalkJob, Box<Reply>, Memory),
}

/// Everybody who is waited for.
pub(super) struct Voices {
    pub(super) voice: watch::Receiver<Voice>,
    tasks: JoinSet<Spoken>,
    running: Vec<(TalkJob, AbortHandle)>,
    stages: (watch::Sender<Option<(TalkJob, StageView)>>, watch::Receiver<Option<(TalkJob, StageView)>>),
    memory: Memory,
    learned: Learned,
    wanted: String,
}

impl Voices {
    pub(super) fn start(voicing: &Voicing, work: &Work) -> Self {
        let settings = work.settings.lmstudio.clone();
        let wanted = settings.model.clone();
        let voice = match voicing {
            Voicing::Off => watch::channel(Voice::Off).1,
            Voicing::On { vault, user } => model::follow(settings, Arc::clone(vault), user.clone(), &work.runtime),
        };
        Self {
            voice,
            tasks: JoinSet::new(),
            running: Vec::new(),
            stages: watch::channel(None),
            memory: Memory::default(),
            learned: Learned::default(),
            wanted,
        }
    }

    /// How it looks now.
    pub(super) fn view(&self) -> VoiceView {
        VoiceView::of(&self.voice.borrow(), &self.wanted)
    }

    fn answering(&self, work: &Work, feed: Arc<dyn Feed>) -> Answering {
        let tools = Tools {
            feed,
            settings: Arc::clone(&work.settings),
            records: Arc::clone(&work.records),
            journal: work.keeper.place().ok().flatten(),
            clock: work.clock,
        };
        let voice = self.voice.borrow().clone();
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
    pub(super) async fn next(&mut self) -> Event {
        loop {
            tokio::select! {
                Ok(()) = self.voice.changed() => {
                    self.voice.mark_unchanged();
                    return Event::Voiced(self.view());
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
