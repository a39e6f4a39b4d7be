//! Runs what the desk wants done.

mod follow;
mod hand;
mod keep;
mod settle;
mod trial;
mod voice;
mod work;

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;
use market::Feed;
use tokio::{
    runtime,
    sync::{Notify, Semaphore, mpsc, oneshot, watch},
    task::{AbortHandle, JoinHandle, JoinSet},
    time::{MissedTickBehavior, interval},
};

use crate::{
    CallView, CalledView, Command, FeedView, FieldView, Grounds, JournalAccess, LinkView, ReportView, Settings,
    SettingsView, Snapshot, StandingView,
    desk::{Desk, Effect, Event, Job},
    in_force::InForce,
    link::{Link, Linking, Serving},
    model::Voice,
    settings::Resolved,
};
use follow::{Following, Happened};
use hand::Hand;
pub use keep::Keeping;
use keep::{Errand, Keeper, Market};
use settle::{LOOK, Standing, Written, written};
use voice::Voices;
pub use voice::Voicing;
use work::{Opened, Outcome, Work};

/// Commands that may wait. People type slower than the desk decides; one that does not fit is refused as busy.
const COMMANDS: usize = 32;

/// Questions that may be computed at once: the one that is asked, and one that nobody waits for any more. A question
/// for which there is no room waits, and is dropped without having begun when the next one is asked.
const AT_ONCE: usize = 2;

/// Answers of calls by hand that are kept.
const CALLS: usize = 20;

/// How often it is looked whether prices were reached and plans have ended: the shortest candle takes a minute.
const ROUND: Duration = Duration::from_mins(1);

/// The agent. It ends when it is told to stop, or when nobody holds a [`Handle`] any more.
#[derive(Debug)]
pub struct Agent;

/// Whom the agent speaks to beside the trader.
#[derive(Clone, Debug)]
pub struct Company {
    /// A gateway.
    pub linking: Linking,
    /// A model.
    pub voicing: Voicing,
}

/// The way to a running agent. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    shelf: watch::Receiver<Vec<Arc<ReportView>>>,
    called: watch::Receiver<Vec<Arc<CalledView>>>,
    fields: watch::Receiver<Vec<FieldView>>,
    pulses: mpsc::Sender<oneshot::Sender<()>>,
    voice: watch::Receiver<Voice>,
    stop: Arc<Notify>,
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// 32 commands are waiting already.
    #[error("too much is asked at once")]
    Busy,
    /// The agent has ended.
    #[error("the agent has ended")]
    Ended,
}

impl Company {
    /// Nobody.
    pub const NONE: Self = Self { linking: Linking::Off, voicing: Voicing::Off };
}

impl Agent {
    /// Starts an agent on a runtime. `clock` is asked whenever something happens; whole seconds are enough.
    /// Answers are kept where `keeping` says; the journal is open only while something is done with it.
    /// What there is to say about the settings is shown with everything else.
    pub fn spawn(
        settings: Settings,
        said: SettingsView,
        keeping: Keeping,
        company: &Company,
        clock: fn() -> Timestamp,
        runtime: &runtime::Handle,
    ) -> Handle {
        Self::begin(settings, said, keeping, company, None, clock, runtime)
    }

    /// The same for a desk whose settings can be changed while it runs: `resolved` is in force, and `grounds` says where
    /// they are written.
    pub fn spawn_on(
        grounds: Arc<Grounds>,
        resolved: &Resolved,
        said: SettingsView,
        keeping: Keeping,
        company: &Company,
        clock: fn() -> Timestamp,
        runtime: &runtime::Handle,
    ) -> Handle {
        let said = SettingsView { editable: grounds.places.ours.is_some(), ..said };
        let standing = Standing::new(grounds, resolved.clone());
        Self::begin(resolved.settings.clone(), said, keeping, company, Some(standing), clock, runtime)
    }

    fn begin(
        settings: Settings,
        said: SettingsView,
        keeping: Keeping,
        Company { linking, voicing }: &Company,
        standing: Option<Standing>,
        clock: fn() -> Timestamp,
        runtime: &runtime::Handle,
    ) -> Handle {
        let access = match keeping {
            Keeping::Off => JournalAccess::Off,
            Keeping::Journal(_) => JournalAccess::Fine,
        };
        let desk = Desk::new(FeedView::unopened(&settings), access, said, clock());
        // A watch keeps the latest only: right for a state. Reports are kept beside it, newest first, at most 20.
        let (show, snapshots) = watch::channel(desk.shown());
        let (keep, shelf) = watch::channel(Vec::new());
        let (calls, called) = watch::channel(Vec::new());
        let (glances, glanced) = mpsc::channel(1);
        let (fields, shown_fields) = watch::channel(standing.as_ref().map(Standing::fields).unwrap_or_default());
        let (commands, inbox) = mpsc::channel(COMMANDS);
        // One asks at a time; whoever else asks waits for room.
        let (pulses, asked) = mpsc::channel(1);
        let stop = Arc::new(Notify::new());
        let settings = Arc::new(settings);
        let work = Work {
            settings: Arc::clone(&settings),
            keeper: Keeper { keeping, clock, runtime: runtime.clone() },
            clock,
            runtime: runtime.clone(),
            records: Arc::default(),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
        };
        let voices = Voices::start(voicing.clone(), &work);
        let voice = voices.watch();
        let driver = Driver {
            work,
            voices,
            in_force: Arc::new(InForce::new(Arc::clone(&settings))),
            linking: linking.clone(),
            desk,
            show,
            keep,
            calls,
            fields,
            standing,
            writing: None,
            call: None,
            glances,
            glanced: Some(glanced),
            is_redialing: false,
            is_lent: false,
            feed: None,
            current: None,
            errands: JoinSet::new(),
            link: None,
            following: Following::default(),
        };
        let link = Link::start(linking, &settings, driver.serving(), snapshots.clone(), clock, runtime);
        runtime.spawn(driver.linked(link).run(inbox, asked, Arc::clone(&stop)));
        Handle { commands, snapshots, shelf, called, fields: shown_fields, pulses, voice, stop }
    }
}

impl Handle {
    /// The snapshots from now on; the receiver holds the latest.
    pub fn watch(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// The latest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// A report by the id its headline names; `None` when it is no longer kept.
    pub fn report(&self, id: &str) -> Option<Arc<ReportView>> {
        self.shelf.borrow().iter().find(|report| report.id == id).cloned()
    }

    /// The answer of a call by hand, by the number its line has; `None` when it is no longer kept.
    pub fn called(&self, number: u32) -> Option<Arc<CalledView>> {
        self.called.borrow().iter().find(|called| called.number == number).cloned()
    }

    /// Everything that can be set, as it is in force; empty where settings cannot be changed.
    pub fn fields(&self) -> Vec<FieldView> {
        self.fields.borrow().clone()
    }

    /// Sends a command, waiting for room.
    ///
    /// # Errors
    /// When the agent has ended.
    pub async fn send(&self, command: Command) -> Result<(), Refused> {
        self.commands.send(command).await.map_err(|_| Refused::Ended)
    }

    /// Sends a command at once or not at all.
    ///
    /// # Errors
    /// When 32 commands are waiting, or the agent has ended.
    pub fn try_send(&self, command: Command) -> Result<(), Refused> {
        self.commands.try_send(command).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => Refused::Busy,
            mpsc::error::TrySendError::Closed(_) => Refused::Ended,
        })
    }

    /// Waits until the agent has come round to this; as long as it is stuck, for ever.
    ///
    /// # Errors
    /// When the agent has ended.
    pub async fn pulse(&self) -> Result<(), Refused> {
        let (beat, felt) = oneshot::channel();
        self.pulses.send(beat).await.map_err(|_| Refused::Ended)?;
        felt.await.map_err(|_| Refused::Ended)
    }

    /// The model, from now on; the receiver holds what was found last.
    pub fn voice(&self) -> watch::Receiver<Voice> {
        self.voice.clone()
    }

    /// Ends the agent. The last snapshot stays readable.
    pub fn stop(&self) {
        self.stop.notify_one();
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("snapshot", &self.snapshot().seq).finish_non_exhaustive()
    }
}

struct Driver {
    work: Work,
    voices: Voices,
    desk: Desk,
    show: watch::Sender<Arc<Snapshot>>,
    keep: watch::Sender<Vec<Arc<ReportView>>>,
    calls: watch::Sender<Vec<Arc<CalledView>>>,
    fields: watch::Sender<Vec<FieldView>>,
    in_force: Arc<InForce>,
    linking: Linking,
    /// Where settings are written, if they can be.
    standing: Option<Standing>,
    writing: Option<JoinHandle<Written>>,
    /// The call by hand that is under way.
    call: Option<AbortHandle>,
    /// Pairs as they are looked at.
    glances: mpsc::Sender<Event>,
    glanced: Option<mpsc::Receiver<Event>>,
    /// Somebody wants the gateway dialled now.
    is_redialing: bool,
    /// The link has made room for a test.
    is_lent: bool,
    feed: Option<Arc<dyn Feed>>,
    current: Option<(Job, JoinHandle<Outcome>)>,
    /// What is under way with the journal.
    errands: JoinSet<Event>,
    link: Option<Link>,
    /// What comes by itself.
    following: Following,
}

impl Driver {
    /// The same with a link, or with why there is none.
    fn linked(mut self, link: Result<Option<Link>, Box<LinkView>>) -> Self {
        match link {
            Ok(link) => self.link = link,
            Err(view) => {
                tracing::warn!("{}", view.sentence);
                self.apply(Event::Linked(*view));
            }
        }
        self
    }

    async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Command>,
        mut pulses: mpsc::Receiver<oneshot::Sender<()>>,
        stop: Arc<Notify>,
    ) {
        let work = self.work.clone();
        let mut opening = std::pin::pin!(work.open());
        let opened = loop {
            tokio::select! {
                () = stop.notified() => return,
                opened = &mut opening => break opened,
                Some(beat) = pulses.recv() => drop(beat.send(())),
            }
        };
        self.opened(opened);
        self.apply(Event::Voiced(self.voices.view(&self.work)));
        let Some(mut glanced) = self.glanced.take() else { return };
        // Its first tick comes at once.
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                () = stop.notified() => break,
                command = inbox.recv() => match command {
                    Some(command) => self.apply(Event::Command(command)),
                    None => break,
                },
                Some(beat) = pulses.recv() => drop(beat.send(())),
                (job, outcome) = finished(&mut self.current) => self.done(job, outcome),
                Some(event) = self.errands.join_next() => match event {
                    Ok(event) => self.apply(event),
                    // Nobody waits for it any more.
                    Err(problem) if problem.is_cancelled() => {}
                    Err(problem) => tracing::error!(%problem, "an errand was lost"),
                },
                _ = rounds.tick() => {
                    self.stands();
                    self.apply(Event::Tick);
                }
                _ = looks.tick() => self.look(),
                Some(event) = glanced.recv() => self.heard(event),
                written = written(&mut self.writing) => self.written(written).await,
                event = self.voices.next(&self.work) => {
                    let is_voice = matches!(event, Event::Voiced(_));
                    self.apply(event);
                    if is_voice {
                        self.look();
                    }
                }
                happened = self.following.next() => self.happened(happened),
                view = looks_otherwise(self.link.as_mut()) => self.apply(Event::Linked(view)),
            }
            if std::mem::take(&mut self.is_redialing) {
                self.redial().await;
            }
        }
        if let Some(link) = self.link.take() {
            link.end().await;
        }
    }

    fn happened(&mut self, happened: Happened) {
        match happened {
            Happened::Forming => self.apply(Event::Forms(self.following.forming())),
            Happened::Changed => self.stands(),
            Happened::Closed => {
                self.stands();
                self.apply(Event::Tick);
            }
        }
    }

    fn opened(&mut self, opened: Opened) {
        let view = match opened {
            Ok((feed, view)) => {
                self.following = Following::begin(feed.as_ref(), &self.work.settings);
                self.feed = Some(feed);
                view
            }
            Err(fault) => {
                tracing::warn!(code = fault.code.name(), "the feed cannot be opened");
                FeedView::failed(&self.work.settings, &fault)
            }
        };
        self.apply(Event::Opened(view));
    }

    fn done(&mut self, job: Job, outcome: Outcome) {
        self.current = None;
        if let Some(opened) = outcome.opened {
            self.opened(opened);
        }
        if let Err(fault) = &outcome.answer {
            tracing::info!(code = fault.code.name(), "a question was not answered");
        }
        if let (Ok(full), Some(feed)) = (&outcome.answer, &self.feed) {
            let series = &full.answer.history.series;
            self.following.also(feed.as_ref(), series.pair(), series.interval());
        }
        self.stands();
        self.apply(Event::Done(job, outcome.answer));
    }

    /// Shows how the market places stand now.
    fn stands(&mut self) {
        let standings = self.feed.as_ref().map(|feed| feed.standings()).unwrap_or_default();
        if !standings.is_empty() {
            self.apply(Event::Stands(standings.iter().map(StandingView::of).collect()));
        }
    }

    fn apply(&mut self, event: Event) {
        for effect in self.desk.apply(event, (self.work.clock)()) {
            match effect {
                Effect::Start(job, asked) => self.current = Some((job, self.work.start(self.feed.clone(), asked))),
                // What already runs on its thread runs to its end unheard; what waits for one is dropped.
                Effect::Stop(_) => {
                    if let Some((_, task)) = self.current.take() {
                        task.abort();
                    }
                }
                Effect::Explain(job, full) => {
                    if let Some(feed) = self.feed.clone() {
                        self.voices.explain(job, full, &self.work, feed);
                    }
                }
                Effect::Say(job, text) => match self.feed.clone() {
                    Some(feed) => self.voices.say(job, text, &self.work, feed),
                    None => self.voices.refuse(job, &self.work),
                },
                Effect::Hush(job) => self.voices.hush(job),
                Effect::Forget => self.voices.forget(),
                Effect::Write(job, full) => self.send(Errand::Write(job, full)),
                Effect::Decide { receipt, decision, why, kept } => {
                    self.send(Errand::Decide { receipt, decision, why, kept, source: self.desk.source() });
                }
                Effect::Score(kept) => {
                    let Work { settings, records, .. } = self.work.clone();
                    let market = self.feed.clone().map(|feed| Market { feed, settings, records });
                    self.send(Errand::Score { market, kept, source: self.desk.source() });
                }
                Effect::Save(changes) => self.save(changes),
                Effect::Undo => self.undo(),
                Effect::Call(call) => self.call(call),
                Effect::StopCall(_) => {
                    if let Some(call) = self.call.take() {
                        call.abort();
                    }
                }
                Effect::Scan(pairs) => self.scan(pairs),
                Effect::Arm { pair, price } => self.on_thread(move |hand| hand.arm(&pair, &price)),
                Effect::Disarm(number) => self.on_thread(move |hand| hand.disarm(number)),
                Effect::Pause(pause) => self.pause(pause),
                Effect::Reconnect => {
                    self.is_redialing = true;
                    // Whoever gave a token gave it for either of the two.
                    self.voices.again(&self.work);
                    self.apply(Event::Voiced(self.voices.view(&self.work)));
                }
                Effect::Test(part, changes) => self.test(part, changes),
                Effect::Keep(reports) => {
                    self.keep.send_replace(reports);
                }
                Effect::Publish(snapshot) => {
                    self.show.send_replace(snapshot);
                }
            }
        }
    }

    fn serving(&self) -> Serving {
        Serving {
            feed: Arc::default(),
            board: None,
            voice: Some(self.voices.watch()),
            learned: self.voices.learned(),
            vault: None,
            in_force: Arc::clone(&self.in_force),
            records: Arc::clone(&self.work.records),
            journal: self.work.keeper.place().ok().flatten(),
            clock: self.work.clock,
            runtime: self.work.runtime.clone(),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn hand(&self) -> Hand {
        let Work { settings, keeper, clock, runtime, records, slots: _ } = self.work.clone();
        Hand { feed: self.feed.clone(), settings, records, keeper, clock, runtime }
    }

    /// Does something on a thread that may wait; what came of it is heard.
    fn on_thread(&mut self, work: impl FnOnce(Hand) -> Event + Send + 'static) {
        let hand = self.hand();
        self.errands.spawn_blocking_on(move || work(hand), &self.work.runtime);
    }

    /// Calls a tool. The answer is put aside before it is told of.
    fn call(&mut self, call: CallView) {
        let (hand, calls) = (self.hand(), self.calls.clone());
        let working = move || {
            let (called, problem) = hand.call(&call);
            calls.send_modify(|kept| {
                kept.insert(0, Arc::new(called));
                kept.truncate(CALLS);
            });
            Event::Called(call.number, problem)
        };
        self.call = Some(self.errands.spawn_blocking_on(working, &self.work.runtime));
    }

    /// Looks at pairs one after the other, and tells of each at once.
    fn scan(&mut self, pairs: Vec<String>) {
        let (hand, glances) = (self.hand(), self.glances.clone());
        let working = move || {
            for pair in pairs {
                let seen = hand.glance(&pair);
                if glances.blocking_send(Event::Glanced(pair, seen)).is_err() {
                    break;
                }
            }
            Event::Scanned
        };
        self.errands.spawn_blocking_on(working, &self.work.runtime);
    }

    /// Each runs to its end on a thread of its own, whatever else is asked meanwhile.
    fn send(&mut self, errand: Errand) {
        let keeper = self.work.keeper.clone();
        self.errands.spawn_on(keeper.run(errand), &self.work.runtime);
    }
}

/// Waits until the link looks otherwise; for ever while there is none.
async fn looks_otherwise(link: Option<&mut Link>) -> LinkView {
    if let Some(link) = link
        && link.views.changed().await.is_ok()
    {
        return link.views.borrow_and_update().clone();
    }
    std::future::pending().await
}

/// Waits for the current question; for ever while there is none.
async fn finished(current: &mut Option<(Job, JoinHandle<Outcome>)>) -> (Job, Outcome) {
    match current {
        None => std::future::pending().await,
        Some((job, task)) => {
            let outcome = task.await.unwrap_or_else(|_| Outcome::broken());
            (*job, outcome)
        }
    }
}

#[cfg(test)]
mod tests;
