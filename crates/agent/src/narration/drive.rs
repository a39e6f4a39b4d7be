//! Asks a model to explain a report, and asks once more where that may help. Dropping it hangs up.

#[cfg(test)]
mod tests;

use std::time::Duration;

use analysis::answer::ModelView;
use jiff::Timestamp;
use lmstudio::{
    Answer, Completion, Fault, Heard, Message, Progress, Standing,
    chat::Phase,
    fault::{Change, Class, Cure},
    models::Model,
    pieces::{Finish, Said as Piece},
    request::{Effort, Form},
};
use tokio::time::{Instant, sleep};

use super::{
    Facts, Opinion, Refusal, Said, Words, draft,
    law::Sentences,
    prompt,
    read::{Reading, read},
};
use crate::model::{Choice, Seen, room_of};

/// Tokens of an answer, and how many more where the model thinks first.
const ANSWER: u32 = 600;
const THINKING: u32 = 1_500;

/// How long a model that was loaded for this stays loaded, seconds.
const KEPT_LOADED: u32 = 1_800;

/// How long is left for an answer to be worth another call.
const WORTH: Duration = Duration::from_secs(1);

/// What is asked, and how patiently.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// What the model is told.
    pub facts: &'a Facts,
    /// What the trader asked in words, if anything.
    pub question: Option<&'a str>,
    /// The model that is wanted.
    pub model: &'a str,
    /// Whether the answer of another one is refused.
    pub is_pinned: bool,
    /// Most calls beside the first one.
    pub more_calls: u8,
    /// Until when words are waited for; `None` where somebody watches who can stop it: then a model may be loaded first.
    pub until: Option<Instant>,
    /// What time it is, UTC.
    pub at: Timestamp,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// On the way to the server, or behind another answer.
    Connecting,
    /// The model is being loaded; the share that is done, from 0 to 1, where the server says.
    Loading(Option<f32>),
    /// The model reads the facts.
    Reading,
    /// It thinks. What it thinks is not shown.
    Thinking,
    /// It writes: the sentences so far that may be shown. A later one may begin anew.
    Writing(String),
}

impl Stage {
    /// Of a load that is told in percent.
    pub(crate) fn of_percent(done: Option<u8>) -> Self {
        Self::Loading(done.map(|done| f32::from(done) / 100.0))
    }

    /// Of a load.
    pub(crate) const fn of_load(progress: Progress) -> Self {
        match progress {
            Progress::Looking => Self::Loading(None),
            Progress::Loading(share) => Self::Loading(share),
        }
    }
}

/// Asks for words about a report. `show` is told how far it is.
pub async fn explain(seen: &Seen, ask: &Ask<'_>, mut show: impl FnMut(Stage)) -> Words {
    show(Stage::Connecting);
    let model = match seen.choice(ask.model, ask.is_pinned) {
        Choice::NotLoaded(model) if ask.until.is_some() => {
            return Words::unavailable(format!("{} is not loaded.", model.id));
        }
        Choice::NotLoaded(model) => match seen.load(model, |progress| show(Stage::of_load(progress))).await {
            Ok(model) => model,
            Err(fault) => return Words::failed(&fault),
        },
        Choice::Ready(model) | Choice::Instead(model) => model.clone(),
        Choice::Nothing => return Words::unavailable(format!("The model {} is not there.", ask.model)),
    };
    let Some(call) = Call::new(ask, &model) else {
        let context = model.ctx_loaded.unwrap_or_default();
        return Words::unavailable(format!("The model's context of {context} tokens is too small for the facts."));
    };
    call.run(seen, &mut show).await
}

/// A question under way.
struct Call<'a> {
    ask: &'a Ask<'a>,
    model: &'a Model,
    messages: Vec<Message>,
    /// Whether only the outline of the facts is told.
    is_brief: bool,
    max_tokens: u32,
    temperature: f64,
    effort: Option<Effort>,
    left: u8,
}

impl<'a> Call<'a> {
    /// With as many facts as the model's context holds; `None` where not even their outline fits.
    fn new(ask: &'a Ask<'a>, model: &'a Model) -> Option<Self> {
        let effort = model.quiet();
        let wanted = if effort == Some(Effort::None) { ANSWER } else { ANSWER + THINKING };
        let room = model.ctx_loaded.map_or(u64::MAX, room_of);
        let fits = |messages: &[Message]| Completion::new("", messages.to_vec()).estimate() + u64::from(ANSWER) <= room;
        let whole = prompt::messages(&ask.facts.text, ask.question).to_vec();
        let (messages, is_brief) = if fits(&whole) {
            (whole, false)
        } else {
            (prompt::messages(&ask.facts.outline, ask.question).to_vec(), true)
        };
        let spare = room.saturating_sub(Completion::new("", messages.clone()).estimate());
        let max_tokens = wanted.min(u32::try_from(spare).unwrap_or(u32::MAX));
        let left = ask.more_calls;
        let is_fit = fits(&messages);
        is_fit.then_some(Self { ask, model, messages, is_brief, max_tokens, temperature: 0.2, effort, left })
    }

    async fn run(mut self, seen: &Seen, show: &mut impl FnMut(Stage)) -> Words {
        loop {
            let said = self.said(seen, show).await;
            let refused = match said {
                Ok(answer) => match self.judged(&answer) {
                    Ok(reading) => return self.words(answer, reading),
                    Err(refusal) => Some((refusal, answer)),
                },
                Err(fault) => {
                    if !self.heals(&fault).await {
                        return Words::failed(&fault);
                    }
                    None
                }
            };
            if let Some((refusal, answer)) = refused
                && !self.repairs(&refusal, &answer)
            {
                return Words::Rejected { why: refusal.0, reply: answer.received };
            }
        }
    }

    /// One call.
    async fn said(&self, seen: &Seen, show: &mut impl FnMut(Stage)) -> Result<Answer, Fault> {
        let unreadable = |error: serde_json::Error| Fault::new(Class::BadSchema, error.to_string());
        let completion = Completion {
            is_pinned: self.ask.is_pinned,
            state: self.model.state,
            context: self.model.ctx_loaded,
            standing: Standing::Narration,
            form: Form::Object(prompt::schema(self.ask.facts).map_err(unreadable)?),
            max_tokens: self.max_tokens,
            temperature: self.temperature,
            top_p: Some(0.9),
            seed: Some(prompt::seed(&prompt::hash(&self.messages))),
            effort: self.effort,
            ttl: Some(KEPT_LOADED),
            until: self.ask.until,
            asks_again: self.left > 0,
            ..Completion::new(&self.model.id, self.messages.clone())
        };
        let mut chat = seen.client.chat(completion);
        let mut writing = Writing::new(self.ask.facts);
        while let Some(heard) = chat.next().await {
            match heard? {
                Heard::Finished(answer) => return Ok(*answer),
                Heard::Phase(Phase::Loading(done)) => show(Stage::of_percent(done)),
                Heard::Phase(Phase::Queued | Phase::Sent) => show(Stage::Connecting),
                Heard::Phase(Phase::Reading) => show(Stage::Reading),
                Heard::Phase(Phase::Again(_)) => {
                    writing = Writing::new(self.ask.facts);
                    show(Stage::Connecting);
                }
                Heard::Said(piece) => {
                    if let Some(stage) = writing.hear(&piece) {
                        show(stage);
                    }
                }
            }
        }
        Err(Fault::new(Class::Truncated, ""))
    }

    fn judged(&self, answer: &Answer) -> Result<Reading, Refusal> {
        let Some(object) = &answer.object else {
            let why = match (&answer.finish, answer.reasoning_bytes) {
                (Finish::Length, 1..) => "The model spent its tokens on thinking.",
                (Finish::Length, 0) => "The answer was cut before it ended.",
                (Finish::Stop | Finish::ToolCalls | Finish::Other(_), 1..) if answer.text.is_empty() => {
                    "The model only thought, and said nothing."
                }
                (Finish::Stop | Finish::ToolCalls | Finish::Other(_), _) => "There is no JSON object in the answer.",
            };
            return Err(Refusal(vec![why.to_owned()]));
        };
        read(object, self.ask.facts)
    }

    /// Whether the same is asked again after a fault. Waits as long as that takes.
    async fn heals(&mut self, fault: &Fault) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        match fault.cure() {
            Cure::Change(Change::ShorterPrompt) if !self.is_brief => {
                self.messages = prompt::messages(&self.ask.facts.outline, self.ask.question).to_vec();
                self.is_brief = true;
                true
            }
            Cure::Again(_) => {
                let Some(wait) = fault.again(self.time_left()) else { return false };
                sleep(wait).await;
                true
            }
            Cure::Change(_) | Cure::Person(_) | Cure::Nothing => false,
        }
    }

    /// Whether the model is told what was wrong, and asked once more.
    fn repairs(&mut self, refusal: &Refusal, answer: &Answer) -> bool {
        if self.left == 0 || self.time_left() < WORTH {
            return false;
        }
        self.left -= 1;
        if answer.finish == Finish::Length {
            self.max_tokens += self.max_tokens / 2;
            return true;
        }
        let said = answer.object.as_deref().unwrap_or(&answer.text);
        // A server refuses a message of nothing.
        if !said.is_empty() {
            self.messages.truncate(2);
            self.messages.extend(prompt::repair(said, &refusal.0));
        }
        self.temperature = 0.0;
        true
    }

    fn time_left(&self) -> Duration {
        self.ask.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }

    fn words(&self, answer: Answer, reading: Reading) -> Words {
        let Answer { received: reply, model, .. } = answer;
        let model = if model.is_empty() { self.model.id.clone() } else { model };
        let model: String = model.chars().take(128).collect();
        let hash = prompt::hash(&self.messages);
        let view = ModelView {
            stance: reading.stance,
            self_confidence: Some(reading.self_confidence),
            model: model.clone(),
            note: reading.note.clone(),
            dropped_sentences: u32::try_from(reading.withheld.len()).unwrap_or(u32::MAX),
        };
        let opinion = Opinion {
            stance: reading.stance,
            self_confidence: Some(reading.self_confidence),
            model,
            quant: self.model.quant.clone(),
            seed: prompt::seed(&hash),
            prompt_sha256: hash,
            at: self.ask.at,
        };
        Words::Said(Box::new(Said { view, reading, reply, opinion }))
    }
}

impl Words {
    /// Nothing was asked.
    pub(crate) const fn unavailable(why: String) -> Self {
        Self::Unavailable { why, class: None }
    }

    fn failed(fault: &Fault) -> Self {
        Self::Unavailable { why: fault.to_string(), class: Some(fault.class) }
    }
}

/// What may be shown of an answer that is being written.
struct Writing<'a> {
    facts: &'a Facts,
    sentences: Sentences<'a>,
    object: String,
    /// Bytes of the rationale that were judged.
    judged: usize,
    shown: String,
}

impl<'a> Writing<'a> {
    fn new(facts: &'a Facts) -> Self {
        let sentences = Sentences::new(&facts.known);
        Self { facts, sentences, object: String::new(), judged: 0, shown: String::new() }
    }

    /// How far it is now, where a piece changes that.
    fn hear(&mut self, piece: &Piece) -> Option<Stage> {
        match piece {
            Piece::Reasoning(_) => Some(Stage::Thinking),
            Piece::Call => None,
            Piece::MoveToReasoning => {
                *self = Self::new(self.facts);
                Some(Stage::Thinking)
            }
            Piece::Answer(text) => {
                self.object.push_str(text);
                let rationale = draft::rationale(&self.object)?;
                let new = rationale.get(self.judged..)?;
                self.judged = rationale.len();
                self.shown.push_str(&self.sentences.push(new));
                Some(Stage::Writing(self.shown.clone()))
            }
        }
    }
}
