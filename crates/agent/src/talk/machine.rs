//! The conversation as a machine: what happens goes in, what is to be done comes out. No clock, no socket, no chance.

#[cfg(test)]
mod tests;

use std::{collections::VecDeque, time::Duration};

use lmstudio::{
    Fault, Message,
    calls::ToolCall,
    fault::{Class, Cure},
};
use tokio::time::Instant;

/// How much one question may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rounds in which tools are offered.
    pub rounds: u8,
    /// Calls of tools.
    pub calls: u8,
    /// Calls that cannot be made, after which tools are withdrawn.
    pub bad_calls: u8,
    /// How often the same is asked again, all causes together.
    pub repeats: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rounds: 4, calls: 8, bad_calls: 2, repeats: 2 }
    }
}

/// The number of a turn, so that news of an older one is known by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TurnId(u64);

/// What happens.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody says something. A turn that is under way is dropped for it.
    Say {
        /// Rules, what was said before, and what is said now.
        messages: Vec<Message>,
        /// Whether the model may call tools. Not where outside text is read.
        with_tools: bool,
        /// Until when an answer is waited for.
        until: Instant,
    },
    /// The model has answered.
    Answered(TurnId, Answered),
    /// The model cannot answer.
    Failed(TurnId, Fault),
    /// A tool was called.
    Ran(TurnId, Ran),
    /// Nobody wants to know any more.
    Cancel,
    /// The time is over.
    DeadlineReached,
}

/// A whole answer of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// What it says.
    pub text: String,
    /// The calls it wants made.
    pub calls: Vec<ToolCall>,
    /// It wrote a call into its text instead of making it.
    pub has_leaked: bool,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// For the model, as JSON text.
    pub result: String,
    /// It could not be made.
    pub is_bad: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the model, after this pause.
    Ask { turn: TurnId, messages: Vec<Message>, with_tools: bool, after: Duration },
    /// Call a tool.
    Run(TurnId, ToolCall),
    /// Drop the answer that is being waited for.
    HangUp,
    /// Drop the call that is being waited for.
    StopTool,
    /// The turn is over.
    Close(Finish),
}

/// How a turn ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The model has spoken; its words are still to be checked.
    Answered(String),
    /// The report has to speak for itself.
    Fallback(Why),
    /// Nobody wants to know any more.
    Cancelled,
}

/// Why the model does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The server or the model is in trouble.
    Fault(Class, String),
    /// It took too long.
    TooSlow,
    /// It said nothing.
    SaidNothing,
    /// It cannot call tools.
    CannotCall,
}

/// The conversation.
#[derive(Debug, Default)]
pub struct Machine {
    limits: Limits,
    last: TurnId,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    /// The model is asked.
    Asking(Turn),
    /// A tool runs; the other calls of the same answer wait.
    Working { turn: Turn, call: ToolCall, rest: VecDeque<ToolCall> },
}

#[derive(Debug)]
struct Turn {
    id: TurnId,
    until: Instant,
    messages: Vec<Message>,
    /// How many of them were there when it began.
    begun_with: usize,
    with_tools: bool,
    /// Whether tools were offered with the request that is under way.
    is_offered: bool,
    rounds: u8,
    calls: u8,
    bad: u8,
    repeats: u8,
    /// Calls that were made, and what came of them.
    made: Vec<(String, String)>,
}

impl Machine {
    /// A machine with other limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Until when something must happen; `None` where nobody waits.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Idle => None,
            State::Asking(turn) | State::Working { turn, .. } => Some(turn.until),
        }
    }

    /// The turn that is under way.
    pub fn turn(&self) -> Option<TurnId> {
        match &self.state {
            State::Idle => None,
            State::Asking(turn) | State::Working { turn, .. } => Some(turn.id),
        }
    }

    /// Takes in what happened, and says what is to be done, in order.
    pub fn step(&mut self, input: Input, now: Instant) -> Vec<Effect> {
        let state = std::mem::take(&mut self.state);
        match (input, state) {
            (Input::Say { messages, with_tools, until }, state) => {
                let mut effects = stopped(&state);
                if !matches!(state, State::Idle) {
                    effects.push(Effect::Close(Finish::Cancelled));
                }
                self.last = TurnId(self.last.0 + 1);
                let turn = Turn::new(self.last, messages, with_tools, until);
                effects.push(self.asks(turn, Duration::ZERO));
                effects
            }
            (Input::Cancel, state) => Self::ends(&state, Finish::Cancelled),
            (Input::DeadlineReached, state) => match &state {
                State::Asking(turn) | State::Working { turn, .. } if now < turn.until => {
                    self.state = state;
                    Vec::new()
                }
                State::Idle | State::Asking(_) | State::Working { .. } => {
                    Self::ends(&state, Finish::Fallback(Why::TooSlow))
                }
            },
            (Input::Answered(id, answered), State::Asking(turn)) if turn.id == id => self.answered(turn, answered),
            (Input::Failed(id, fault), State::Asking(turn)) if turn.id == id => self.failed(turn, &fault, now),
            (Input::Ran(id, ran), State::Working { turn, call, rest }) if turn.id == id => {
                self.ran(turn, &call, rest, ran)
            }
            // News of a turn that nobody waits for.
            (Input::Answered(..) | Input::Failed(..) | Input::Ran(..), state) => {
                self.state = state;
                Vec::new()
            }
        }
    }

    /// Ends the turn that is under way.
    fn ends(state: &State, finish: Finish) -> Vec<Effect> {
        let mut effects = stopped(state);
        if !matches!(state, State::Idle) {
            effects.push(Effect::Close(finish));
        }
        effects
    }

    /// Asks the model; in the last round without tools, so that it must speak.
    fn asks(&mut self, mut turn: Turn, after: Duration) -> Effect {
        let Limits { rounds, calls, bad_calls, .. } = self.limits;
        turn.is_offered = turn.with_tools && turn.rounds < rounds && turn.calls < calls && turn.bad < bad_calls;
        let (id, messages, with_tools) = (turn.id, turn.messages.clone(), turn.is_offered);
        self.state = State::Asking(turn);
        Effect::Ask { turn: id, messages, with_tools, after }
    }

    /// Asks the same again, if that was not done too often.
    fn repeats(&mut self, mut turn: Turn, after: Duration, why: Why) -> Vec<Effect> {
        if turn.repeats >= self.limits.repeats {
            return vec![Effect::Close(Finish::Fallback(why))];
        }
        turn.repeats += 1;
        vec![self.asks(turn, after)]
    }

    fn answered(&mut self, mut turn: Turn, answered: Answered) -> Vec<Effect> {
        let Answered { text, calls, has_leaked } = answered;
        if !calls.is_empty() && turn.is_offered {
            turn.rounds += 1;
            // What it says beside its calls is no answer yet, and a server wants some content.
            turn.messages.push(Message::Assistant(String::new(), calls.clone()));
            return self.calls(turn, calls.into());
        }
        if has_leaked || !calls.is_empty() {
            // A second time it would write the call again.
            return if turn.repeats == 0 {
                self.repeats(turn, Duration::ZERO, Why::CannotCall)
            } else {
                vec![Effect::Close(Finish::Fallback(Why::CannotCall))]
            };
        }
        if text.trim().is_empty() {
            return self.repeats(turn, Duration::ZERO, Why::SaidNothing);
        }
        vec![Effect::Close(Finish::Answered(text))]
    }

    /// Makes the next call, or asks the model what it makes of them. Every call is answered before the model is asked.
    fn calls(&mut self, mut turn: Turn, mut rest: VecDeque<ToolCall>) -> Vec<Effect> {
        while let Some(call) = rest.pop_front() {
            if let Some(result) = self.ready(&mut turn, &call) {
                turn.messages.push(Message::Tool(call.id, result));
                continue;
            }
            turn.calls += 1;
            let effect = Effect::Run(turn.id, call.clone());
            self.state = State::Working { turn, call, rest };
            return vec![effect];
        }
        vec![self.asks(turn, Duration::ZERO)]
    }

    /// The answer of a call that need not be made, or cannot be.
    fn ready(&self, turn: &mut Turn, call: &ToolCall) -> Option<String> {
        let Ok(key) = key(call) else {
            turn.bad += 1;
            return Some(refusal("INVALID_PARAMS", "The arguments are no JSON object. Send one JSON object."));
        };
        if let Some((_, result)) = turn.made.iter().find(|(made, _)| *made == key) {
            return Some(result.clone());
        }
        if turn.bad >= self.limits.bad_calls {
            return Some(refusal("INVALID_PARAMS", "No more calls after two that could not be made. Answer in words."));
        }
        (turn.calls >= self.limits.calls)
            .then(|| refusal("RATE_LIMITED", "No more calls for this question. Answer with what you know."))
    }

    fn ran(&mut self, mut turn: Turn, call: &ToolCall, rest: VecDeque<ToolCall>, ran: Ran) -> Vec<Effect> {
        turn.bad += u8::from(ran.is_bad);
        turn.made.extend(key(call).ok().map(|key| (key, ran.result.clone())));
        turn.messages.push(Message::Tool(call.id.clone(), ran.result));
        self.calls(turn, rest)
    }

    fn failed(&mut self, mut turn: Turn, fault: &Fault, now: Instant) -> Vec<Effect> {
        let why =
            if fault.class == Class::ToolParse { Why::CannotCall } else { Why::Fault(fault.class, fault.to_string()) };
        match fault.cure() {
            Cure::Again(_) => match fault.again(turn.until.saturating_duration_since(now)) {
                Some(after) => self.repeats(turn, after, why),
                None => vec![Effect::Close(Finish::Fallback(why))],
            },
            // Without what was said before, there may be room.
            Cure::Change(_) if turn.forgets() => self.repeats(turn, Duration::ZERO, why),
            Cure::Change(_) | Cure::Person(_) | Cure::Nothing => vec![Effect::Close(Finish::Fallback(why))],
        }
    }
}

impl Turn {
    fn new(id: TurnId, messages: Vec<Message>, with_tools: bool, until: Instant) -> Self {
        Self {
            id,
            until,
            begun_with: messages.len(),
            messages,
            with_tools,
            is_offered: false,
            rounds: 0,
            calls: 0,
            bad: 0,
            repeats: 0,
            made: Vec::new(),
        }
    }

    /// Drops what was said before this question. Whether there was anything.
    fn forgets(&mut self) -> bool {
        let rules = usize::from(matches!(self.messages.first(), Some(Message::System(_))));
        let earlier = self.begun_with.saturating_sub(rules + 1);
        self.messages.drain(rules..rules + earlier);
        self.begun_with -= earlier;
        earlier > 0
    }
}

/// What stops whatever is under way.
fn stopped(state: &State) -> Vec<Effect> {
    match state {
        State::Idle => Vec::new(),
        State::Asking(_) => vec![Effect::HangUp],
        State::Working { .. } => vec![Effect::StopTool],
    }
}

/// What makes two calls the same: the tool, and the arguments in one order.
fn key(call: &ToolCall) -> Result<String, ()> {
    let arguments = call.arguments.as_ref().map_err(|_| ())?;
    let mut sorted: Vec<_> = arguments.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    Ok(format!("{} {sorted:?}", call.name))
}

/// A call that is not made, as the model is told of it.
pub(super) fn refusal(code: &str, message: &str) -> String {
    serde_json::json!({ "ok": false, "error": { "code": code, "message": message } }).to_string()
}
