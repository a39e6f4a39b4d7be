//! How an answer ends, and when the same is asked anew.

use std::time::Duration;

use tokio::time::Instant;

use super::{Chat, Heard, Phase, State, kind};
use crate::{
    Answer, Fault, Loaded,
    fault::Class,
    meter::{Call, Outcome, Timing},
    models,
    pieces::Assembler,
    request::Form,
    sse::Decoder,
};

/// How often a request is asked anew, in a plainer way.
const MOST_PLAINER: u32 = 2;

impl Chat {
    pub(super) fn finish(&mut self, answer: Answer) {
        let took = answer.timing.end.as_millis();
        tracing::debug!(model = %answer.model, took, pieces = answer.timing.pieces, "answered");
        self.note_call(Outcome::Answered(answer.finish.clone()), Some(&answer));
        self.hang_up();
        self.heard.push_back(Ok(Heard::Finished(Box::new(answer))));
    }

    pub(super) fn fail(&mut self, fault: Fault) {
        let heard = self.timing.pieces.max(self.assembler.pieces()) > 0;
        let fault = Fault { heard, ..fault };
        if !heard && self.plainer_repeats < MOST_PLAINER && self.plainer(fault.class) {
            self.plainer_repeats += 1;
            self.begin_anew();
            return match self.send(Instant::now()) {
                Ok(()) => {}
                Err(fault) => self.give_up(fault),
            };
        }
        match self.respite(&fault) {
            Some(rest) => {
                self.failed = Some(fault.class);
                self.begin_anew();
                // What was heard and not passed on does not count either.
                self.heard.clear();
                self.tell(Phase::Again(fault.class));
                self.state = State::Resting(Instant::now() + rest);
            }
            None => self.give_up(fault),
        }
    }

    fn give_up(&mut self, fault: Fault) {
        self.clock();
        let fault = Fault { is_repeated: self.failed.is_some(), ..self.means.wire.redacted(fault) };
        tracing::debug!(model = %self.ask.model, %fault, "not answered");
        let outcome = if fault.class == Class::GaveWay { Outcome::GivenUp } else { Outcome::Failed(fault.class) };
        self.note_call(outcome, None);
        self.hang_up();
        self.heard.push_back(Err(fault));
    }

    /// How long to leave a server alone that failed, before it is asked once more. Only what lies between the model and
    /// us is tried again here, and only once: what a model said is for whoever asked to judge.
    fn respite(&self, fault: &Fault) -> Option<Duration> {
        let is_transport = matches!(
            fault.class,
            Class::Crashed | Class::Unloaded | Class::Truncated | Class::Overloaded | Class::ServerFault
        );
        if !is_transport || !self.ask.asks_again || self.failed.is_some() || matches!(self.state, State::Over) {
            return None;
        }
        // Where the caller set no time, the usual time of an answer is the longest that a server may ask for.
        let left = self.ask.until.map_or(self.means.patience.total, |until| until - Instant::now());
        let again = fault.again(left)?;
        Some(if fault.retry_after.is_some() { again } else { self.means.patience.recovery })
    }

    /// The server has had its rest.
    pub(super) fn recover(&mut self, now: Instant) -> Result<(), Fault> {
        if !matches!(self.failed, Some(Class::Crashed | Class::Unloaded)) {
            return self.send(now);
        }
        self.means.learned.is_gone(&self.ask.model);
        let Some(load) = &self.means.load else { return self.send(now) };
        // A load takes its turn as an answer does.
        self.turn = None;
        self.state = State::Loading(load(&self.ask.model));
        self.tell(Phase::Loading(None));
        Ok(())
    }

    /// The model is loaded, or is not.
    pub(super) fn loaded(&mut self, loaded: Result<Loaded, Fault>) -> Result<(), Fault> {
        match loaded {
            Ok(loaded) => {
                self.means.learned.is_back(&self.ask.model);
                self.ask.state = models::State::Loaded;
                self.ask.context = loaded.context.or(self.ask.context);
            }
            Err(fault) if is_last_word(fault.class) => return Err(fault),
            // It may load it for the answer.
            Err(fault) => tracing::debug!(model = %self.ask.model, %fault, "not loaded"),
        }
        self.tell(Phase::Queued);
        self.state = State::Queued(self.means.floor.turn());
        Ok(())
    }

    /// Forgets what was said, and keeps how long it took.
    fn begin_anew(&mut self) {
        let Timing { queued, repeats, bytes, .. } = self.timing;
        self.timing = Timing { queued, bytes, repeats: repeats + 1, ..Timing::default() };
        self.decoder = Decoder::default();
        self.assembler = Assembler::new(kind(&self.ask.form));
        self.grace = None;
    }

    /// What it took so far.
    pub(super) fn clock(&mut self) {
        self.timing.end = Instant::now() - self.sent;
        self.timing.pieces = self.timing.pieces.max(self.assembler.pieces());
        self.timing.comments = self.timing.comments.max(self.decoder.comments());
    }

    fn note_call(&self, outcome: Outcome, answer: Option<&Answer>) {
        let call = Call {
            asked: self.ask.model.clone(),
            answered: answer
                .map_or_else(|| self.assembler.model().unwrap_or_default(), |answer| &answer.model)
                .to_owned(),
            timing: answer.map_or(self.timing, |answer| answer.timing),
            usage: answer.and_then(|answer| answer.usage),
            calls: answer.map_or(0, |answer| answer.calls.len()),
            outcome,
        };
        self.means.learned.ended(call, Instant::now());
    }

    /// Whether what was refused can be left out. It is remembered.
    fn plainer(&mut self, class: Class) -> bool {
        let (learned, version, model) = (&self.means.learned, &self.means.version, &self.ask.model);
        let has_schema = matches!(self.ask.form, Form::Object(_));
        if class == Class::BadSchema && has_schema {
            let next = learned.refused(version, model, self.rung);
            self.rung = next.unwrap_or(self.rung);
            return next.is_some();
        }
        let is_effort = class == Class::ReasoningParam && self.effort().is_some();
        if is_effort {
            learned.refused_reasoning(version, model);
        }
        is_effort
    }

    /// Closes the connection, and lets the next one in.
    fn hang_up(&mut self) {
        self.state = State::Over;
        self.turn = None;
    }
}

/// Whether a model that was not loaded for this reason will not be loaded for an answer either.
const fn is_last_word(class: Class) -> bool {
    matches!(
        class,
        Class::NotRunning
            | Class::NeedsToken
            | Class::BadToken
            | Class::LoadFailed
            | Class::NoModel
            | Class::TimedOut(_)
            | Class::Forbidden
    )
}

impl Drop for Chat {
    /// Whoever asked has hung up.
    fn drop(&mut self) {
        if matches!(self.state, State::Sent(_) | State::Whole(..) | State::Streaming(_)) {
            self.clock();
            self.note_call(Outcome::GivenUp, None);
        }
    }
}
