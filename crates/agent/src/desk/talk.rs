//! The part of the desk that has to do with words. Numbers never wait for it.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;

use super::Effect;
use crate::{LineView, SayingView, StageView, TalkView, WordsView, ask::Full, snapshot::VoiceView, talk::Reply};

/// Lines of the chat that are shown.
const LINES: usize = 100;

/// Longest question, characters, as the field for it allows.
const MOST_SAID: usize = 4_000;

/// The number of a task that waits for words, so that news of a dropped one is known by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TalkJob(u64);

/// What is going on with words.
#[derive(Debug, Default)]
pub(super) struct Talking {
    pub(super) view: TalkView,
    last: TalkJob,
    explaining: Option<TalkJob>,
    saying: Option<TalkJob>,
}

impl Talking {
    fn job(&mut self) -> TalkJob {
        self.last = TalkJob(self.last.0 + 1);
        self.last
    }

    pub(super) fn voiced(&mut self, voice: VoiceView) {
        self.view.voice = voice;
    }

    /// A report is on the screen: a model is asked about it, where there may be one. The last one is put aside.
    pub(super) fn explain(&mut self, id: &str, full: Arc<Full>) -> Vec<Effect> {
        let mut effects = self.drop_words();
        self.view.report = Some(id.to_owned());
        self.view.words = WordsView::Coming { stage: StageView::Connecting };
        let job = self.job();
        self.explaining = Some(job);
        effects.push(Effect::Explain(job, full));
        effects
    }

    /// Words about an older report are not waited for.
    fn drop_words(&mut self) -> Vec<Effect> {
        self.view.words = WordsView::None;
        self.explaining.take().map(Effect::Hush).into_iter().collect()
    }

    pub(super) fn explained(&mut self, job: TalkJob, words: WordsView) {
        if self.explaining == Some(job) {
            self.explaining = None;
            self.view.words = words;
        }
    }

    pub(super) fn staged(&mut self, job: TalkJob, stage: StageView) {
        if self.explaining == Some(job) {
            self.view.words = WordsView::Coming { stage: stage.clone() };
        }
        if self.saying == Some(job)
            && let Some(saying) = &mut self.view.saying
        {
            saying.stage = stage;
        }
    }

    /// A question in the chat. It stops what the model says of a report; that is not asked for again.
    pub(super) fn say(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        let text = text.trim();
        let text = text.char_indices().nth(MOST_SAID).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
        if text.is_empty() {
            return Vec::new();
        }
        let mut effects = self.stop(now);
        if text.eq_ignore_ascii_case("/clear") {
            effects.extend(self.clear());
            return effects;
        }
        self.add(LineView::asked(text, now));
        self.view.saying = Some(SayingView { stage: StageView::Connecting, since: now });
        let job = self.job();
        self.saying = Some(job);
        effects.push(Effect::Say(job, text.to_owned()));
        effects
    }

    pub(super) fn replied(&mut self, job: TalkJob, reply: &Reply, now: Timestamp) {
        if self.saying == Some(job) {
            self.saying = None;
            self.view.saying = None;
            self.add(LineView::answered(reply, now));
        }
    }

    /// Whatever a model is at, it need not go on.
    pub(super) fn stop(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(job) = self.explaining.take() {
            self.view.words = WordsView::Stopped;
            effects.push(Effect::Hush(job));
        }
        if let Some(job) = self.saying.take() {
            self.view.saying = None;
            self.add(LineView::code("Stopped.", now));
            effects.push(Effect::Hush(job));
        }
        effects
    }

    /// The chat begins anew.
    pub(super) fn clear(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(job) = self.saying.take() {
            self.view.saying = None;
            effects.push(Effect::Hush(job));
        }
        self.view.chat.clear();
        effects.push(Effect::Forget);
        effects
    }

    fn add(&mut self, line: LineView) {
        self.view.chat.push(line);
        let extra = self.view.chat.len().saturating_sub(LINES);
        self.view.chat.drain(..extra);
    }
}
