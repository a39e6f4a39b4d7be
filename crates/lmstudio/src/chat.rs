//! One answer, as it streams. Dropping it hangs up, and that is how the server is told to stop.

mod ending;
mod learned;
mod state;
#[cfg(test)]
mod tests;

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use tokio::time::{Instant, timeout_at};

use crate::{
    Loading, Patience, Progress, clean,
    fault::{Asked, Class, Fault, Timer},
    floor::{Claim, Floor, Turn},
    frame::{self, Frame},
    meter::Timing,
    models::is_same,
    patience::Stages,
    pieces::{Answer, Assembler, Said},
    reasoning::Kind,
    request::{Completion, Effort, Form},
    schema::Rung,
    sse::{Decoder, Event},
    wire::{MOST_BODY, Reply, Wire, judged, whole},
};
pub(crate) use learned::Learned;
use state::{Came, State};

/// Most bytes of one stream: more than the largest answer takes with one character in each piece.
const MOST_STREAM: u64 = 64 << 20;

/// How long the count of tokens and the mark of the end are waited for, once the model has said that it is done.
const GRACE: Duration = Duration::from_secs(1);

/// What is heard of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// It goes on to something else.
    Phase(Phase),
    /// Something was said.
    Said(Said),
    /// It is whole. Nothing comes behind it.
    Finished(Box<Answer>),
}

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The model, which is being loaded: the percentage that is done, where the server says.
    Loading(Option<u8>),
    /// The end of another answer.
    Queued,
    /// The server: it may be loading the model without saying so.
    Sent,
    /// The first word: the model reads what was asked.
    Reading,
    /// The server, which failed so: it is asked once more in a moment. Whatever was said so far does not count.
    Again(Class),
}

/// How a request is sent.
pub(crate) type Open = Arc<dyn Fn(String) -> BoxFuture<'static, Result<Reply, Fault>> + Send + Sync>;

/// How a model is loaded that went away.
pub(crate) type Reload = Arc<dyn Fn(&str) -> Loading + Send + Sync>;

/// What an answer needs of its client.
pub(crate) struct Means {
    pub wire: Wire,
    pub open: Open,
    /// `None` where a server loads its models by itself.
    pub load: Option<Reload>,
    pub asked: Asked,
    pub patience: Patience,
    pub floor: Floor,
    pub learned: Learned,
    /// The server's version; empty where it is not known.
    pub version: String,
}

/// An answer that is being waited for. It may be waited for in pieces: what was not waited for is not lost.
pub struct Chat {
    ask: Completion,
    means: Means,
    state: State,
    stages: Stages,
    rung: Rung,
    decoder: Decoder,
    assembler: Assembler,
    /// What was heard and not yet passed on.
    heard: VecDeque<Result<Heard, Fault>>,
    begun: Instant,
    sent: Instant,
    timing: Timing,
    /// Until when the end of an answer is waited for that is whole.
    grace: Option<Instant>,
    claim: Claim,
    turn: Turn,
    /// The server failed, and is asked once more; it is not asked a third time.
    failed: Option<Class>,
    /// How often it was asked in a plainer way.
    plainer_repeats: u32,
}

impl Chat {
    /// It waits for this load first.
    pub(crate) fn new(ask: Completion, means: Means, loading: Option<Loading>, now: Instant) -> Self {
        let stages = Stages::begin(now, &means.patience, true, ask.until);
        let state = loading.map_or_else(|| State::Queued(means.floor.turn()), State::Loading);
        let first = if matches!(state, State::Loading(_)) { Phase::Loading(None) } else { Phase::Queued };
        Self {
            assembler: Assembler::new(kind(&ask.form)),
            decoder: Decoder::default(),
            state,
            heard: VecDeque::from([Ok(Heard::Phase(first))]),
            claim: means.floor.claim(ask.standing),
            failed: None,
            plainer_repeats: 0,
            timing: Timing::default(),
            begun: now,
            sent: now,
            grace: None,
            turn: None,
            rung: Rung::default(),
            ask,
            means,
            stages,
        }
    }

    /// What is heard next; `None` when it is over. The last thing is the whole answer, or a fault.
    pub async fn next(&mut self) -> Option<Result<Heard, Fault>> {
        loop {
            if let Some(heard) = self.heard.pop_front() {
                return Some(heard);
            }
            if matches!(self.state, State::Over) {
                return None;
            }
            match self.step().await {
                Ok(None) => {}
                Ok(Some(answer)) => self.finish(answer),
                Err(fault) => self.fail(fault),
            }
        }
    }

    /// Waits for whichever comes first: the next thing, or the end of patience.
    async fn step(&mut self) -> Result<Option<Answer>, Fault> {
        let (at, timer) = self.next_end();
        // A stream that is always ready would never let the time be looked at.
        let is_late = Instant::now() >= at;
        let is_whole = self.assembler.is_finished();
        let came = async { if is_late { None } else { timeout_at(at, self.state.came()).await.ok() } };
        let came = tokio::select! {
            biased;
            () = self.claim.lost(), if !is_whole => {
                return Err(Fault::new(Class::GaveWay, "Something newer was asked."));
            }
            came = came => came,
        };
        let now = Instant::now();
        match came {
            Some(Came::Progress(progress)) => {
                let percent = |share: f32| (share * 100.0).round() as u8;
                let done = if let Progress::Loading(share) = progress { share.map(percent) } else { None };
                self.tell(Phase::Loading(done));
                Ok(None)
            }
            Some(Came::Loaded(loaded)) => self.loaded(loaded).map(|()| None),
            Some(Came::Rested) => self.recover(now).map(|()| None),
            Some(Came::Turn(turn)) => {
                self.turn = turn;
                // Whoever was answered meanwhile may have learned more.
                self.rung = self.means.learned.rung(&self.means.version, &self.ask.model);
                self.send(now).map(|()| None)
            }
            Some(Came::Reply(reply)) => {
                self.open(reply?, now);
                Ok(None)
            }
            Some(Came::Text(text, status, retry_after)) => self.document(&text?, status, retry_after).map(Some),
            Some(Came::Bytes(bytes)) => self.bytes(&bytes, now),
            Some(Came::End) => self.rest().map(Some),
            Some(Came::Broken(_)) | None if self.assembler.is_finished() => self.end(false).map(Some),
            Some(Came::Broken(fault)) => Err(fault),
            None => {
                let waited = (now - self.begun).as_secs_f64();
                Err(Fault::new(Class::TimedOut(timer), format!("{waited:.1} s since it was asked.")))
            }
        }
    }

    /// Something else is waited for, unless it is the same.
    fn tell(&mut self, phase: Phase) {
        let phase = Ok(Heard::Phase(phase));
        if self.heard.back() != Some(&phase) {
            self.heard.push_back(phase);
        }
    }

    /// When the next time is up. Before it is sent only the caller's own counts.
    fn next_end(&self) -> (Instant, Timer) {
        let far = || Instant::now() + Duration::from_hours(24);
        if matches!(self.state, State::Loading(_) | State::Queued(_) | State::Resting(_)) {
            return (self.ask.until.unwrap_or_else(far), Timer::Deadline);
        }
        let (at, timer) = self.stages.next();
        (self.grace.map_or(at, |grace| grace.min(at)), timer)
    }

    /// Sends it, for the first time or in a plainer way.
    fn send(&mut self, now: Instant) -> Result<(), Fault> {
        if self.timing.repeats == 0 {
            self.sent = now;
            self.timing.queued = now - self.begun;
        }
        let body = self.ask.body(self.rung, self.effort());
        let body = body.map_err(|error| Fault::new(Class::BadHistory, clean::line(&error.to_string(), 300)))?;
        let is_warm = self.means.learned.is_warm(&self.ask, now);
        let total = self.means.learned.total(&self.ask.model, self.means.patience.total);
        let patience = Patience { total, ..self.means.patience };
        self.stages = Stages::begin(now, &patience, is_warm, self.ask.until);
        self.state = State::Sent((self.means.open)(body));
        self.tell(Phase::Sent);
        Ok(())
    }

    /// How much it may think, unless the server refuses to be told.
    fn effort(&self) -> Option<Effort> {
        self.ask.effort.filter(|_| self.means.learned.takes_reasoning(&self.means.version, &self.ask.model))
    }

    fn open(&mut self, reply: Reply, now: Instant) {
        self.timing.head = Some(now - self.sent);
        self.tell(Phase::Reading);
        self.state = if reply.is_stream && (200..300).contains(&reply.status) {
            State::Streaming(reply.body)
        } else {
            State::Whole(Box::pin(whole(reply.body, MOST_BODY)), reply.status, reply.retry_after)
        };
    }

    /// A whole reply may be the answer; everything else is a fault.
    fn document(&mut self, text: &str, status: u16, retry_after: Option<Duration>) -> Result<Answer, Fault> {
        let whole = judged(status, text, retry_after, self.means.asked)?;
        if !whole.get("choices").is_some_and(serde_json::Value::is_array) {
            return Err(Fault::of_reply(status, text, retry_after, self.means.asked));
        }
        self.frame(Frame::Object(whole), Instant::now())?;
        self.end(true)
    }

    fn bytes(&mut self, bytes: &[u8], now: Instant) -> Result<Option<Answer>, Fault> {
        self.timing.first_byte.get_or_insert(now - self.sent);
        self.timing.bytes += bytes.len() as u64;
        self.stages.byte(now);
        let mut events = Vec::new();
        let fits = self.decoder.push(bytes, &mut events);
        for event in &events {
            if self.event(event, now)? {
                return self.end(true).map(Some);
            }
        }
        if fits.is_err() || self.timing.bytes > MOST_STREAM {
            return Err(Fault::new(Class::TooLarge, "A line, or the whole stream."));
        }
        if self.assembler.is_finished() {
            self.grace.get_or_insert(now + GRACE);
        }
        Ok(None)
    }

    /// The stream is over; its last event may lack its end.
    fn rest(&mut self) -> Result<Answer, Fault> {
        let is_marked = match std::mem::take(&mut self.decoder).end() {
            Some(event) => self.event(&event, Instant::now())?,
            None => false,
        };
        self.end(is_marked)
    }

    /// Whether the event marks the end.
    fn event(&mut self, event: &Event, now: Instant) -> Result<bool, Fault> {
        match frame::read(event, self.means.asked) {
            Ok(frame) => self.frame(frame, now),
            Err(fault) if fault.class == Class::Truncated && self.assembler.is_finished() => Ok(true),
            Err(fault) => Err(fault),
        }
    }

    fn frame(&mut self, frame: Frame, now: Instant) -> Result<bool, Fault> {
        let Frame::Object(object) = frame else { return Ok(true) };
        let (before, mut said) = (self.assembler.pieces(), Vec::new());
        let pushed = self.assembler.push(&object, &mut said);
        if self.assembler.pieces() > before {
            self.stages.piece(now);
            self.note(&said, now);
        }
        self.heard.extend(said.into_iter().map(|said| Ok(Heard::Said(said))));
        pushed?;
        match self.assembler.model() {
            Some(model) if self.ask.is_pinned && !is_same(&self.ask.model, model) => {
                let text = clean::line(&format!("{:?} was asked, {model:?} answered.", self.ask.model), 300);
                Err(Fault::new(Class::WrongModel, text))
            }
            Some(_) | None => Ok(false),
        }
    }

    /// When thinking and answering began.
    fn note(&mut self, said: &[Said], now: Instant) {
        for said in said {
            let first = match said {
                Said::Reasoning(_) => &mut self.timing.first_reasoning,
                Said::Answer(_) | Said::Call => &mut self.timing.first_answer,
                Said::MoveToReasoning => continue,
            };
            first.get_or_insert(now - self.sent);
        }
    }

    fn end(&mut self, is_marked: bool) -> Result<Answer, Fault> {
        self.clock();
        let assembler = std::mem::replace(&mut self.assembler, Assembler::new(kind(&self.ask.form)));
        let mut said = Vec::new();
        let answer = assembler.end(is_marked, self.timing, &mut said);
        self.heard.extend(said.into_iter().map(|said| Ok(Heard::Said(said))));
        answer.map_err(|fault| self.emptied(fault))
    }

    /// Some versions say nothing at all where a prompt does not fit.
    fn emptied(&self, fault: Fault) -> Fault {
        let (estimate, context) = (self.ask.estimate(), self.ask.context.map(u64::from));
        match context.filter(|context| fault.class == Class::EmptyAnswer && estimate * 10 >= context * 9) {
            Some(context) => {
                let text = format!("The prompt has about {estimate} tokens, and the model is loaded with {context}.");
                Fault::new(Class::ContextOverflow, text)
            }
            None => fault,
        }
    }
}

fn kind(form: &Form) -> Kind {
    match form {
        Form::Object(_) => Kind::Object,
        Form::Prose | Form::Tools(_) => Kind::Prose,
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chat").field("model", &self.ask.model).field("timing", &self.timing).finish_non_exhaustive()
    }
}
