//! Answers questions in words: numbers first, by code; words after, by a model where there is one.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use analysis::{Interval, Pair, answer::ToolName};
use lmstudio::{
    breaker::{Breaker, Verdict},
    fault::Class,
    models::Model,
};
use tokio::{runtime, time::Instant};

use super::{
    Memory,
    converse::{Conversing, Spoken},
    machine::{Finish, Input, Why},
    prompt,
};
use crate::{
    FeedView, ToolFault,
    ask::{Asked, Full, Named, named},
    format::{self, Format},
    model::{Choice, Seen, Voice},
    narration::{
        Ask, Facts, Stage, Words, explain,
        law::{Known, checked},
    },
    settings::LmStudio,
    tools::Tools,
};

/// How long a server may take to put a model into memory by itself.
const LOADING: Duration = Duration::from_mins(3);

/// What questions are answered with. Clones share what they learn of the model.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a feed has none")]
pub struct Answering {
    /// Where numbers come from.
    pub tools: Tools,
    /// Where words come from.
    pub voice: Voice,
    /// Where arithmetic runs.
    pub runtime: runtime::Handle,
    /// What was learned of the model.
    pub learned: Learned,
}

/// What was learned of the model.
#[derive(Clone, Debug, Default)]
pub struct Learned(Arc<Mutex<Lessons>>);

#[derive(Debug, Default)]
struct Lessons {
    breaker: Breaker,
    /// Models that cannot call tools, by their ids.
    mute: BTreeSet<String>,
}

/// How long words are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// As long as they take: somebody watches, and can stop it.
    Watched,
    /// Until then.
    Until(Instant),
}

/// How far an answer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// The numbers are there. Nothing that follows changes them.
    Report(Arc<Full>),
    /// A tool is being called.
    Calling(ToolName),
    /// The model is at this.
    Stage(Stage),
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Code: a report, or a question back.
    Code,
    /// A model, by its id; its words were checked.
    Model(String),
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// What is said, ending in a line break.
    pub text: String,
    pub who: Who,
    /// Sentences of the model that were withheld.
    pub withheld: usize,
    /// Why code speaks and not the model, as a sentence, where a model was wanted.
    pub why: Option<String>,
    /// The report, where one was made.
    pub full: Option<Arc<Full>>,
    /// The tools that the model called.
    pub called: Vec<ToolName>,
}

/// Which market is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// One market; a note where it was not named.
    One(Asked, Option<String>),
    /// One of several.
    Several(Vec<Pair>),
}

impl Answering {
    /// Which market a question is about: what it names, else what was spoken of last, else the default.
    pub fn meant(&self, said: &str, memory: &Memory) -> Meant {
        let Named { pairs, timeframe } = named(said, &self.known());
        let last = |timeframe: Option<Interval>| timeframe.or(memory.market.as_ref().map(|(_, last)| *last));
        let (pair, timeframe, note) = match (pairs.as_slice(), &memory.market) {
            ([pair], Some((last_pair, _))) if pair == last_pair => (pair.to_string(), last(timeframe), None),
            ([pair], _) => (pair.to_string(), timeframe, None),
            ([], Some((pair, _))) => (pair.to_string(), last(timeframe), None),
            ([], None) => {
                let pair = FeedView::open(&self.tools.settings, self.tools.feed.as_ref()).default_pair;
                let note = format!("No market is named; {pair} is taken, the first one that is watched.");
                (pair, timeframe, Some(note))
            }
            ([_, _, ..], _) => return Meant::Several(pairs),
        };
        let timeframe = timeframe.map(|timeframe| timeframe.name().to_owned());
        Meant::One(Asked { pair, timeframe, ..Asked::default() }, note)
    }

    /// The watch list, and what the source offers.
    fn known(&self) -> Vec<Pair> {
        let offered = self.tools.feed.offers().into_iter().map(|offer| offer.pair);
        self.tools.settings.trading.supported_pairs.iter().cloned().chain(offered).collect()
    }

    /// All four answers, on a thread that may take its time.
    ///
    /// # Errors
    /// As [`Tools::full`].
    pub async fn numbers(&self, asked: Asked) -> Result<Arc<Full>, ToolFault> {
        let (tools, runtime) = (self.tools.clone(), self.runtime.clone());
        let computing = self.runtime.spawn_blocking(move || runtime.block_on(tools.full(asked)));
        let broken = |_| Err(ToolFault::internal("The question stopped in the middle of its work."));
        computing.await.unwrap_or_else(broken).map(Arc::new)
    }

    /// A model's words about a report, kept for their scoring. The report is the same with them and without.
    pub async fn words(
        &self,
        full: &Full,
        question: Option<&str>,
        patience: Patience,
        show: impl FnMut(Stage),
    ) -> Words {
        let seen = match self.may_ask() {
            Ok(seen) => seen,
            Err(words) => return words,
        };
        let facts = Facts::of(full);
        let LmStudio { model, max_retries, .. } = &self.tools.settings.lmstudio;
        let ask = Ask {
            facts: &facts,
            question,
            model,
            is_pinned: self.tools.settings.lmstudio.is_pinned,
            more_calls: (*max_retries).min(2),
            until: match patience {
                Patience::Watched => None,
                Patience::Until(until) => Some(until),
            },
            at: (self.tools.clock)(),
        };
        let words = explain(&seen, &ask, show).await;
        match &words {
            Words::Said(said) => {
                self.lessons().breaker.answered();
                let (tools, opinion) = (self.tools.clone(), said.opinion.clone());
                let receipt = full.answer.report.signal.head.receipt_id.clone();
                let keeping = self.runtime.spawn_blocking(move || tools.opine(&receipt, &opinion));
                if let Err(problem) = keeping.await {
                    tracing::error!(%problem, "what the model thinks is not kept");
                }
            }
            Words::Unavailable { class: Some(class), why } => {
                tracing::info!(%why, "no words");
                self.lessons().breaker.failed(*class, Instant::now());
            }
            Words::Rejected { why, .. } => tracing::info!(?why, "the model's answer cannot be used"),
            Words::Unavailable { class: None, .. } | Words::Off | Words::NotAsked => {}
        }
        words
    }

    /// A conversation: the model may call the tools, and where it cannot, code answers from the report.
    pub async fn say(
        &self,
        said: &str,
        outside: Option<&str>,
        memory: &mut Memory,
        patience: Patience,
        mut show: impl FnMut(Progress),
    ) -> Reply {
        let why = match self.spoken(said, outside, memory, patience, &mut show).await {
            Ok(reply) => return reply,
            Err(why) => why,
        };
        let (asked, note) = match self.meant(said, memory) {
            Meant::One(asked, note) => (asked, note),
            Meant::Several(pairs) => return Reply::which(&pairs),
        };
        let full = match self.numbers(asked).await {
            Ok(full) => full,
            Err(fault) => return Reply::code(format::fault(&fault, (self.tools.clock)(), Format::Clean), None, why),
        };
        show(Progress::Report(Arc::clone(&full)));
        // It cannot call tools, and may still have something to say of the report.
        let words = if matches!(why, Some(Silence::CannotCall | Silence::NoRoom(_))) {
            self.words(&full, Some(said), patience, |stage| show(Progress::Stage(stage))).await
        } else {
            Words::NotAsked
        };
        let head = &full.answer.report.signal.head;
        memory.market = Some((head.pair.clone(), head.timeframe));
        memory.learn(objects(&full));
        let format = self.tools.settings.agent.response_format.parse().unwrap_or_default();
        let mut text = note.map(|note| note + "\n\n").unwrap_or_default();
        text += &format::report(&full, &words, format);
        memory.keep(said, &format::report(&full, &words, Format::Clean));
        let why = match words.view() {
            Some(_) => None,
            None => why,
        };
        Reply::code(text, Some(full), why)
    }

    /// What the model says; why it says nothing otherwise, where one is wanted.
    async fn spoken(
        &self,
        said: &str,
        outside: Option<&str>,
        memory: &mut Memory,
        patience: Patience,
        show: &mut impl FnMut(Progress),
    ) -> Result<Reply, Option<Silence>> {
        let seen = self.may_ask().map_err(Silence::of)?;
        let model = self.loaded(&seen, patience, show).await.map_err(Silence::Said)?;
        if model.tools == Some(false) || self.lessons().mute.contains(&model.id) {
            return Err(Some(Silence::CannotCall));
        }
        let until = match patience {
            // A model that is loaded for the first question takes its time before it begins.
            Patience::Watched => {
                Instant::now() + LOADING + Duration::from_secs(self.tools.settings.lmstudio.timeout.into())
            }
            Patience::Until(until) => until,
        };
        let pairs: Vec<String> = self.tools.settings.trading.supported_pairs.iter().map(ToString::to_string).collect();
        // Whoever reads text from elsewhere calls nothing.
        let say = Input::Say {
            messages: prompt::messages(memory, said, outside, &pairs),
            with_tools: outside.is_none(),
            until,
        };
        let conversing = Conversing {
            tools: &self.tools,
            seen: &seen,
            model: &model,
            is_pinned: self.tools.settings.lmstudio.is_pinned,
            runtime: &self.runtime,
            objects: memory.objects().cloned().collect(),
        };
        let Spoken { finish, objects, calls, model: who } = conversing.turn(say, &mut *show).await;
        let text = match finish {
            Finish::Answered(text) => text,
            Finish::Cancelled => return Err(None),
            Finish::Fallback(why) => {
                match &why {
                    Why::Fault(class, _) => self.lessons().breaker.failed(*class, Instant::now()),
                    Why::CannotCall => {
                        self.lessons().mute.insert(model.id.clone());
                    }
                    Why::TooSlow | Why::SaidNothing => {}
                }
                if let Why::Fault(Class::ContextOverflow, said) = why {
                    return Err(Some(Silence::NoRoom(said)));
                }
                return Err(Some(if why == Why::CannotCall {
                    Silence::CannotCall
                } else {
                    Silence::Said(why.sentence())
                }));
            }
        };
        self.lessons().breaker.answered();
        let known = Known::of(&objects);
        let checked = checked(&text, &known);
        if checked.text.trim().is_empty() {
            let withheld = checked.withheld.len();
            return Err(Some(Silence::Said(format!(
                "The model said nothing that stands in a report; {withheld} of its sentences are withheld."
            ))));
        }
        if let Some(called) = calls.last() {
            let market =
                called.object.get("pair").and_then(serde_json::Value::as_str).and_then(|pair| Pair::new(pair).ok());
            let timeframe = called.object.get("timeframe").and_then(serde_json::Value::as_str);
            let timeframe = timeframe.and_then(|name| name.parse().ok());
            memory.market = market.zip(timeframe).or(memory.market.take());
        }
        memory.keep(said, checked.text.trim());
        memory.learn(objects.into_iter().skip(memory.objects().count()));
        Ok(Reply {
            text: format!("{}\n", checked.text.trim()),
            who: Who::Model(who),
            withheld: checked.withheld.len(),
            why: None,
            full: None,
            called: calls.iter().map(|called| called.tool).collect(),
        })
    }

    /// The model that answers, loaded where somebody watches.
    async fn loaded(&self, seen: &Seen, patience: Patience, show: &mut impl FnMut(Progress)) -> Result<Model, String> {
        let wanted = &self.tools.settings.lmstudio.model;
        match seen.choice(wanted, self.tools.settings.lmstudio.is_pinned) {
            Choice::Ready(model) | Choice::Instead(model) => Ok(model.clone()),
            Choice::NotLoaded(model) if patience == Patience::Watched => {
                let loaded = seen.load(model, |progress| show(Progress::Stage(Stage::of_load(progress)))).await;
                loaded.map_err(|fault| fault.to_string())
            }
            Choice::NotLoaded(model) => Err(format!("{} is not loaded.", model.id)),
            Choice::Nothing => Err(format!("The model {wanted} is not there.")),
        }
    }

    /// The server, if it may be asked now.
    fn may_ask(&self) -> Result<Arc<Seen>, Words> {
        let seen = match &self.voice {
            Voice::Off => return Err(Words::Off),
            Voice::Unknown => return Err(Words::unavailable("LM Studio has not been looked for yet.".to_owned())),
            Voice::Absent { why } => return Err(Words::unavailable(why.clone())),
            Voice::Here(seen) => seen,
        };
        let mut lessons = self.lessons();
        match lessons.breaker.may(Instant::now()) {
            Verdict::Ask => {}
            // It has told its models since, or it would not be here.
            Verdict::Look => lessons.breaker.looked(),
            Verdict::Wait(_) => {
                let why = "LM Studio has failed three times in a row and is left alone for a while.";
                return Err(Words::unavailable(why.to_owned()));
            }
            Verdict::Locked => {
                let why = "LM Studio takes no question without another API token.";
                return Err(Words::unavailable(why.to_owned()));
            }
        }
        Ok(Arc::clone(seen))
    }

    fn lessons(&self) -> MutexGuard<'_, Lessons> {
        self.learned.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a model does not speak.
enum Silence {
    /// In its own words, or ours.
    Said(String),
    /// It cannot call tools; it may still explain.
    CannotCall,
    /// A conversation has no room in its context; an explanation may have.
    NoRoom(String),
}

impl Silence {
    /// `None` where no model is wanted.
    fn of(words: Words) -> Option<Self> {
        match words {
            Words::Unavailable { why, .. } => Some(Self::Said(why)),
            Words::Off | Words::NotAsked | Words::Said(_) | Words::Rejected { .. } => None,
        }
    }

    fn sentence(self) -> String {
        match self {
            Self::Said(why) | Self::NoRoom(why) => why,
            Self::CannotCall => Why::CannotCall.sentence(),
        }
    }
}

impl Reply {
    fn code(text: String, full: Option<Arc<Full>>, why: Option<Silence>) -> Self {
        Self { text, who: Who::Code, withheld: 0, why: why.map(Silence::sentence), full, called: Vec::new() }
    }

    /// What a command that begins with a slash is answered with.
    pub(crate) fn of_command(text: String) -> Self {
        Self::code(text, None, None)
    }

    /// The source cannot be opened.
    pub(crate) fn without_candles() -> Self {
        let text = "There are no candles to speak of: the source cannot be opened. Health says why.\n";
        Self::code(text.to_owned(), None, None)
    }

    /// Asks back.
    fn which(pairs: &[Pair]) -> Self {
        Self::code(which(pairs), None, None)
    }
}

/// `Which market do you mean: BTC/USD or ETH/USD?`
pub fn which(pairs: &[Pair]) -> String {
    let names: Vec<String> = pairs.iter().map(ToString::to_string).collect();
    let listed = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some(_) | None => names.concat(),
    };
    format!("Which market do you mean: {listed}?\n")
}

/// What a report says, for the number law.
fn objects(full: &Full) -> Vec<serde_json::Value> {
    let shown = format::report(full, &Words::NotAsked, Format::Clean);
    full.objects().into_iter().flatten().chain([serde_json::Value::String(shown)]).collect()
}
