//! Carries out what the machine wants: asks the model, calls the tools, watches the time. Dropping it hangs up.

use analysis::answer::ToolName;
use lmstudio::{
    Answer, Completion, Fault, Heard, calls::ToolCall, chat::Phase, fault::Class, models::Model, pieces::Said,
    request::Form,
};
use serde_json::Value;
use tokio::{
    runtime,
    time::{Instant, sleep, sleep_until},
};

use super::{
    Progress, leak,
    machine::{Answered, Effect, Finish, Input, Machine, Ran, Why},
    prompt,
};
use crate::{
    ToolFault,
    model::{Seen, room_of},
    narration::{
        Stage,
        law::{Known, Sentences},
    },
    tools::{Called, Caller, Tools},
};

/// Tokens of an answer, thinking among them.
const TOKENS: u32 = 2_000;

/// Tokens without which an answer is not worth asking for.
const LEAST: u32 = 300;

/// What a question is asked with.
pub(super) struct Conversing<'a> {
    pub(super) tools: &'a Tools,
    pub(super) seen: &'a Seen,
    pub(super) model: &'a Model,
    pub(super) is_pinned: bool,
    pub(super) runtime: &'a runtime::Handle,
    /// Answers of tools whose numbers may be said.
    pub(super) objects: Vec<Value>,
}

/// What came of a turn.
pub(super) struct Spoken {
    pub(super) finish: Finish,
    /// Answers of tools whose numbers may be said: those from before, and those of this turn.
    pub(super) objects: Vec<Value>,
    /// The tools that were called.
    pub(super) calls: Vec<Called>,
    /// Who answered.
    pub(super) model: String,
}

impl Conversing<'_> {
    /// Takes a turn to its end.
    pub(super) async fn turn(mut self, say: Input, mut show: impl FnMut(Progress)) -> Spoken {
        let mut machine = Machine::default();
        let (mut calls, mut model) = (Vec::new(), self.model.id.clone());
        let mut effects = machine.step(say, Instant::now());
        loop {
            let mut next = None;
            for effect in effects {
                match effect {
                    Effect::Ask { .. } | Effect::Run(..) => next = Some(effect),
                    Effect::HangUp | Effect::StopTool => {}
                    Effect::Close(finish) => return Spoken { finish, objects: self.objects, calls, model },
                }
            }
            let until = machine.deadline().unwrap_or_else(Instant::now);
            let input = match next {
                Some(Effect::Ask { turn, messages, with_tools, after }) => {
                    let asked = async {
                        sleep(after).await;
                        let completion = self.completion(messages, with_tools, until)?;
                        self.words(completion, &mut show).await
                    };
                    match within(until, asked).await {
                        None => Input::DeadlineReached,
                        Some(Ok(answer)) => {
                            if !answer.model.is_empty() {
                                answer.model.clone_into(&mut model);
                            }
                            Input::Answered(turn, heard(answer))
                        }
                        Some(Err(fault)) => Input::Failed(turn, fault),
                    }
                }
                Some(Effect::Run(turn, call)) => match within(until, self.called(&call, &mut show)).await {
                    None => Input::DeadlineReached,
                    Some(ran) => Input::Ran(turn, self.learned(ran, &mut calls)),
                },
                Some(Effect::HangUp | Effect::StopTool | Effect::Close(_)) | None => Input::DeadlineReached,
            };
            effects = machine.step(input, Instant::now());
        }
    }

    fn completion(
        &self,
        messages: Vec<lmstudio::Message>,
        with_tools: bool,
        until: Instant,
    ) -> Result<Completion, Fault> {
        let unreadable = |error: serde_json::Error| Fault::new(Class::BadHistory, error.to_string());
        let form = if with_tools { Form::Tools(prompt::tools().map_err(unreadable)?) } else { Form::Prose };
        let completion = Completion {
            is_pinned: self.is_pinned,
            state: self.model.state,
            context: self.model.ctx_loaded,
            form,
            max_tokens: TOKENS,
            effort: self.model.quiet(),
            until: Some(until),
            ..Completion::new(&self.model.id, messages)
        };
        let Some(context) = self.model.ctx_loaded else { return Ok(completion) };
        let spare = u32::try_from(room_of(context).saturating_sub(completion.estimate())).unwrap_or(u32::MAX);
        if spare < LEAST {
            let why = format!("The model's context of {context} tokens is too small for this conversation.");
            return Err(Fault::new(Class::ContextOverflow, why));
        }
        Ok(Completion { max_tokens: TOKENS.min(spare), ..completion })
    }

    /// Waits for an answer; what may be shown of it is shown while it comes.
    async fn words(&self, completion: Completion, show: &mut impl FnMut(Progress)) -> Result<Answer, Fault> {
        let known = Known::of(&self.objects);
        let mut sentences = Sentences::new(&known);
        let mut shown = String::new();
        let mut chat = self.seen.client.chat(completion);
        while let Some(heard) = chat.next().await {
            match heard? {
                Heard::Finished(answer) => return Ok(*answer),
                Heard::Phase(Phase::Loading(done)) => show(Progress::Stage(Stage::of_percent(done))),
                Heard::Phase(Phase::Queued | Phase::Sent) => show(Progress::Stage(Stage::Connecting)),
                Heard::Phase(Phase::Reading) => show(Progress::Stage(Stage::Reading)),
                Heard::Phase(Phase::Again(_)) => {
                    (sentences, shown) = (Sentences::new(&known), String::new());
                    show(Progress::Stage(Stage::Connecting));
                }
                Heard::Said(Said::Reasoning(_)) => show(Progress::Stage(Stage::Thinking)),
                Heard::Said(Said::Call) => {}
                Heard::Said(Said::MoveToReasoning) => {
                    (sentences, shown) = (Sentences::new(&known), String::new());
                    show(Progress::Stage(Stage::Thinking));
                }
                Heard::Said(Said::Answer(text)) => {
                    shown.push_str(&sentences.push(&text));
                    show(Progress::Stage(Stage::Writing(shown.clone())));
                }
            }
        }
        Err(Fault::new(Class::Truncated, ""))
    }

    /// Calls a tool, on a thread that may take its time.
    async fn called(
        &self,
        call: &ToolCall,
        show: &mut impl FnMut(Progress),
    ) -> (Option<ToolName>, Result<Called, ToolFault>) {
        let tool = ToolName::ALL.into_iter().find(|tool| tool.name() == call.name);
        if let Some(tool) = tool {
            show(Progress::Calling(tool));
        }
        let arguments = call.arguments.clone().map(Value::Object).unwrap_or_default().to_string();
        let (tools, name, runtime) = (self.tools.clone(), call.name.clone(), self.runtime.clone());
        let calling =
            self.runtime.spawn_blocking(move || runtime.block_on(tools.call(&name, &arguments, Caller::Model)));
        let broken = |_| Err(ToolFault::internal("The call stopped in the middle of its work."));
        (tool, calling.await.unwrap_or_else(broken))
    }

    /// What the model is told of a call, whose numbers it may say from now on.
    fn learned(
        &mut self,
        (tool, called): (Option<ToolName>, Result<Called, ToolFault>),
        calls: &mut Vec<Called>,
    ) -> Ran {
        match called {
            Ok(called) => {
                let result = prompt::result(&called);
                self.objects.extend([called.object.clone(), Value::String(called.clean.clone())]);
                calls.push(called);
                Ran { result, is_bad: false }
            }
            Err(fault) => Ran { result: prompt::failure(tool, &fault), is_bad: fault.is_of_the_caller() },
        }
    }
}

fn heard(answer: Answer) -> Answered {
    let has_leaked = leak::has_call(&answer.text);
    Answered { text: answer.text, calls: answer.calls, has_leaked }
}

/// What comes in time.
async fn within<T>(until: Instant, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = sleep_until(until) => None,
    }
}

impl Why {
    /// Why the model does not answer, as a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Fault(_, said) => said.clone(),
            Self::TooSlow => "The model took too long.".to_owned(),
            Self::SaidNothing => "The model gave no answer.".to_owned(),
            Self::CannotCall => "The model cannot call tools.".to_owned(),
        }
    }
}
