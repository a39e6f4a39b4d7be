//! What is asked and what is shown: events in, effects out, nothing touched.

mod book;
mod calls;
mod talk;
mod watch;
mod wellness;

use std::{collections::VecDeque, sync::Arc};

use jiff::Timestamp;

use crate::{
    AlertsView, AskState, AskedView, CallView, CallsView, Change, Command, Deciding, FeedView, FieldFault, FormingView,
    Headline, HealthView, JournalAccess, JournalView, LinkState, LinkView, PausedView, ProblemView, ReportView,
    SeenView, Settings, SettingsView, Snapshot, StageView, Standing, StandingView, TalkView, Tally, TestView,
    ToolFault, Trouble, VoiceView, WatchView, WordsView,
    alerts::Alert,
    ask::{Asked, Full},
    in_force::Pause,
    journal::Decision,
    talk::Reply,
};
pub(crate) use talk::TalkJob;
use talk::Talking;
pub(crate) use wellness::Found;
use wellness::Wellness;

/// Reports that are kept.
const SHELF: usize = 20;

/// The number of a question, so that an answer to a dropped one is known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Job(u64);

/// What happens to the desk.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// Somebody wishes something.
    Command(Command),
    /// The feed was opened, or could not be.
    Opened(FeedView),
    /// A question was answered, or cannot be.
    Done(Job, Result<Arc<Full>, ToolFault>),
    /// An answer is on the disk, or could not be put there; only now it is shown.
    Written(Job, Arc<ReportView>, Result<(), Trouble>),
    /// A decision about a receipt is on the disk, or not.
    Decided(String, Result<Look, Trouble>),
    /// Time to see whether prices were reached and plans have ended.
    Tick,
    /// The market places stand as this says.
    Stands(Vec<StandingView>),
    /// The link to the gateway is as this says.
    Linked(LinkView),
    /// The model is as this says.
    Voiced(VoiceView),
    /// Words are this far.
    Staged(TalkJob, StageView),
    /// What a model says of a report.
    Explained(TalkJob, WordsView),
    /// What is answered in the chat.
    Replied(TalkJob, Box<Reply>),
    /// Settings are in the file, or not: which keys, or why.
    Saved(Result<Vec<String>, Vec<FieldFault>>),
    /// These settings are in force.
    Settled(Arc<Settings>, Vec<String>),
    /// A call by hand ended.
    Called(u32, Option<ProblemView>),
    /// A watched pair was looked at.
    Glanced(String, Result<SeenView, ProblemView>),
    /// All of them were.
    Scanned,
    /// Candles go on as this says.
    Forms(Vec<FormingView>),
    /// An alert is armed or taken away, or why not.
    Armed(Option<ProblemView>),
    /// What only a look at the world tells.
    Found(Found),
    /// A test that somebody asked for is done.
    Tested(TestView),
    /// Prices that were reached are known, plans that had ended are scored; nothing to look at while there is no journal.
    Scored(Result<Option<Look>, Trouble>),
}

/// What a look into the journal found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) tally: Tally,
    pub(crate) alerts: Vec<Alert>,
    /// Why some that are armed cannot be looked at; `None` where nobody tried.
    pub(crate) waiting: Option<Vec<String>>,
    /// Of the receipts that were asked for.
    pub(crate) standings: Vec<(String, Standing)>,
}

/// What the desk wants done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Work on a question.
    Start(Job, Asked),
    /// Nobody waits for this one any more.
    Stop(Job),
    /// Put this answer on the disk.
    Write(Job, Arc<Full>),
    /// Put this decision on the disk, and look at these receipts.
    Decide { receipt: String, decision: Decision, why: String, kept: Vec<String> },
    /// Ask a model for words about this report.
    Explain(TalkJob, Arc<Full>),
    /// Answer this in the chat.
    Say(TalkJob, String),
    /// Nobody waits for these words any more.
    Hush(TalkJob),
    /// Forget what was said in the chat.
    Forget,
    /// See which prices were reached, score the plans that have ended, and look at these receipts.
    Score(Vec<String>),
    /// Put these into the settings file, and in force.
    Save(Vec<Change>),
    /// Put the settings file back as it was before the last change.
    Undo,
    /// Call a tool.
    Call(CallView),
    /// Nobody waits for this call any more.
    StopCall(u32),
    /// Look at these pairs.
    Scan(Vec<String>),
    /// Wait for a price.
    Arm { pair: String, price: String },
    /// Wait for it no more.
    Disarm(u32),
    /// Answer calls with "paused", or answer them again.
    Pause(Option<Pause>),
    /// Dial now.
    Reconnect,
    /// Look at a part layer by layer, with these values.
    Test(Option<String>, Vec<Change>),
    /// Keep these reports at hand, newest first. Comes before the snapshot that names them.
    Keep(Vec<Arc<ReportView>>),
    /// Show this.
    Publish(Arc<Snapshot>),
}

/// A report that is kept at hand, and what followed it.
#[derive(Debug)]
struct Shelved {
    report: Arc<ReportView>,
    standing: Standing,
}

/// The one place that decides.
#[derive(Debug)]
pub(crate) struct Desk {
    feed: FeedView,
    ask: AskState,
    last_job: Job,
    shelf: VecDeque<Shelved>,
    journal: JournalView,
    deciding: Deciding,
    alerts: AlertsView,
    link: LinkView,
    talking: Talking,
    /// The answer that is being written down.
    written: Option<Arc<Full>>,
    is_scoring: bool,
    settings: SettingsView,
    watch: WatchView,
    is_attended: bool,
    calls: CallsView,
    last_call: u32,
    health: HealthView,
    wellness: Wellness,
    paused: Option<PausedView>,
    shown: Arc<Snapshot>,
}

impl Desk {
    pub(crate) fn new(feed: FeedView, access: JournalAccess, settings: SettingsView, at: Timestamp) -> Self {
        let (ask, deciding, journal) = (AskState::Idle, Deciding::Idle, JournalView { access, tally: None });
        let shown = Snapshot {
            seq: 0,
            at,
            feed: feed.clone(),
            ask: ask.clone(),
            reports: Vec::new(),
            journal: journal.clone(),
            deciding: deciding.clone(),
            alerts: AlertsView::default(),
            link: LinkView::off(),
            talk: TalkView::default(),
            settings: settings.clone(),
            watch: WatchView::default(),
            health: HealthView::default(),
            calls: CallsView::default(),
            paused: None,
        };
        let wellness = Wellness::unseen(&feed, at);
        let mut desk = Self {
            feed,
            ask,
            last_job: Job(0),
            shelf: VecDeque::new(),
            journal,
            deciding,
            alerts: AlertsView::default(),
            link: LinkView::off(),
            talking: Talking::default(),
            written: None,
            is_scoring: false,
            settings,
            watch: WatchView::default(),
            is_attended: false,
            calls: CallsView::default(),
            last_call: 0,
            health: HealthView::default(),
            wellness,
            paused: None,
            shown: Arc::new(shown),
        };
        desk.watch_these();
        desk.feel(at);
        desk.publish(at);
        Arc::make_mut(&mut desk.shown).seq = 0;
        desk
    }

    /// What was shown last.
    pub(crate) fn shown(&self) -> Arc<Snapshot> {
        Arc::clone(&self.shown)
    }

    /// The feed's name, as its answers are marked with it.
    pub(crate) fn source(&self) -> String {
        self.feed.name.clone()
    }

    /// Takes an event in and says what is to be done, in order.
    pub(crate) fn apply(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = match event {
            Event::Command(command) => self.obey(command, now),
            Event::Opened(feed) => {
                self.feed = feed;
                self.scan()
            }
            Event::Done(job, outcome) => self.close(job, outcome),
            Event::Written(job, report, written) => self.show(job, report, written),
            Event::Decided(receipt, decided) => self.decided(receipt, decided),
            Event::Linked(link) => {
                // A gateway that is away is called every few seconds: until somebody answers, it is away.
                if (self.link.state, link.state) != (LinkState::Waiting, LinkState::Dialing) {
                    self.link = link;
                }
                Vec::new()
            }
            Event::Stands(standings) => {
                self.feed.standings = standings;
                Vec::new()
            }
            Event::Voiced(voice) => {
                self.talking.voiced(voice);
                Vec::new()
            }
            Event::Staged(job, stage) => {
                self.talking.staged(job, stage);
                Vec::new()
            }
            Event::Explained(job, words) => {
                self.talking.explained(job, words);
                Vec::new()
            }
            Event::Replied(job, reply) => {
                self.talking.replied(job, &reply, now);
                Vec::new()
            }
            Event::Tick => {
                let mut effects = self.wake(now);
                effects.extend(self.score());
                effects.extend(self.scan());
                effects
            }
            Event::Saved(saved) => self.saved(saved, now),
            Event::Settled(settings, notices) => self.settled(&settings, notices),
            Event::Called(number, problem) => self.called(number, problem),
            Event::Glanced(pair, seen) => self.glanced(&pair, seen),
            Event::Scanned => self.scanned(),
            Event::Forms(forming) => self.forms(forming),
            Event::Armed(problem) => self.armed(problem),
            Event::Found(found) => self.found(found),
            Event::Tested(test) => self.tested(test),
            Event::Scored(scored) => self.scored(scored),
        };
        self.feel(now);
        effects.extend(self.publish(now));
        effects
    }

    fn obey(&mut self, command: Command, now: Timestamp) -> Vec<Effect> {
        match (command, &self.ask) {
            (Command::Ask { pair, timeframe, direction, gate }, _) => {
                let asked = Asked {
                    pair: pair.clone(),
                    timeframe: timeframe.clone(),
                    direction,
                    gate: Some(gate),
                    ..Asked::default()
                };
                let mut effects = self.drop_current();
                self.last_job = Job(self.last_job.0 + 1);
                self.ask = AskState::Working { question: AskedView { pair, timeframe, direction, gate }, since: now };
                effects.push(Effect::Start(self.last_job, asked));
                effects
            }
            (Command::Cancel, AskState::Working { .. }) => self.drop_current(),
            (Command::Dismiss, AskState::Answered { .. } | AskState::Failed { .. }) => {
                self.ask = AskState::Idle;
                Vec::new()
            }
            (Command::Cancel, AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. })
            | (Command::Dismiss, AskState::Idle | AskState::Working { .. }) => Vec::new(),
            (Command::Say { text }, _) => self.talking.say(&text, now),
            (Command::StopTalking, _) => self.talking.stop(now),
            (Command::ClearChat, _) => self.talking.clear(),
            (Command::Decide { receipt, decision, why }, _) => self.decide(receipt, decision, why),
            (Command::Attend { seen }, _) => self.attend(seen),
            (Command::Save { changes }, _) => self.save(changes, now),
            (Command::Undo, _) => self.undo(),
            (Command::Call { tool, arguments }, _) => self.call(tool, arguments, now),
            (Command::StopCall, _) => self.stop_call(),
            (Command::Arm { pair, price }, _) => self.arm(pair, price),
            (Command::Disarm { number }, _) => self.disarm(number),
            (Command::Pause { minutes }, _) => self.pause(minutes, now),
            (Command::Resume, _) => self.resume(),
            (Command::Reconnect, _) => vec![Effect::Reconnect],
            (Command::Test { part, changes }, _) => self.test(part, changes, now),
        }
    }

    /// Drops the question being worked on, if there is one.
    fn drop_current(&mut self) -> Vec<Effect> {
        match &self.ask {
            AskState::Working { .. } => {
                self.ask = AskState::Idle;
                vec![Effect::Stop(self.last_job)]
            }
            AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. } => Vec::new(),
        }
    }

    /// The question that this job works on, if somebody waits for it.
    fn waiting(&self, job: Job) -> Option<AskedView> {
        match &self.ask {
            AskState::Working { question, .. } if job == self.last_job => Some(question.clone()),
            AskState::Working { .. } | AskState::Idle | AskState::Answered { .. } | AskState::Failed { .. } => None,
        }
    }

    /// An answer is written before it is said; one that nobody waits for is neither.
    fn close(&mut self, job: Job, outcome: Result<Arc<Full>, ToolFault>) -> Vec<Effect> {
        let Some(question) = self.waiting(job) else { return Vec::new() };
        match outcome {
            Ok(full) => {
                self.written = Some(Arc::clone(&full));
                vec![Effect::Write(job, full)]
            }
            Err(fault) => {
                self.ask = AskState::Failed { question, problem: ProblemView::from(&fault) };
                Vec::new()
            }
        }
    }

    /// Nothing is held back because the disk is in the way; that it was is shown.
    fn show(&mut self, job: Job, report: Arc<ReportView>, written: Result<(), Trouble>) -> Vec<Effect> {
        self.hear(written.err());
        let Some(question) = self.waiting(job) else { return Vec::new() };
        self.ask = AskState::Answered { question, report: report.id.clone() };
        let full = self.written.take();
        let words = full.map(|full| self.talking.explain(&report.id, full)).unwrap_or_default();
        self.shelve(report);
        let kept = self.shelf.iter().map(|kept| Arc::clone(&kept.report)).collect();
        let mut effects = vec![Effect::Keep(kept)];
        effects.extend(words);
        effects.extend(self.score());
        effects
    }

    fn decide(&mut self, receipt: String, decision: Decision, why: String) -> Vec<Effect> {
        if matches!(self.deciding, Deciding::Writing { .. }) {
            return Vec::new();
        }
        if self.journal.access == JournalAccess::Off {
            self.deciding = Deciding::Failed { receipt, trouble: Trouble::off() };
            return Vec::new();
        }
        self.deciding = Deciding::Writing { receipt: receipt.clone() };
        vec![Effect::Decide { receipt, decision, why, kept: self.kept() }]
    }

    fn decided(&mut self, receipt: String, decided: Result<Look, Trouble>) -> Vec<Effect> {
        self.deciding = match decided {
            Ok(look) => {
                self.look(look);
                Deciding::Idle
            }
            Err(trouble) => Deciding::Failed { receipt, trouble },
        };
        Vec::new()
    }

    /// One round at a time; whoever comes too late waits for the next tick.
    fn score(&mut self) -> Vec<Effect> {
        if self.is_scoring || self.journal.access == JournalAccess::Off {
            return Vec::new();
        }
        self.is_scoring = true;
        vec![Effect::Score(self.kept())]
    }

    fn scored(&mut self, scored: Result<Option<Look>, Trouble>) -> Vec<Effect> {
        self.is_scoring = false;
        match scored {
            Ok(Some(look)) => self.look(look),
            Ok(None) => {}
            Err(trouble) => self.hear(Some(trouble)),
        }
        Vec::new()
    }

    fn look(&mut self, look: Look) {
        self.journal.tally = Some(look.tally);
        let waiting = look.waiting.unwrap_or_else(|| std::mem::take(&mut self.alerts.waiting));
        self.alerts_are(AlertsView::of(&look.alerts, waiting));
        for (receipt, standing) in look.standings {
            if let Some(kept) = self.shelf.iter_mut().find(|kept| kept.report.id == receipt) {
                kept.standing = standing;
            }
        }
    }

    fn hear(&mut self, trouble: Option<Trouble>) {
        self.journal.access = match (trouble, &self.journal.access) {
            (_, JournalAccess::Off) => JournalAccess::Off,
            (Some(trouble), _) => JournalAccess::Failed { trouble },
            (None, _) => JournalAccess::Fine,
        };
    }

    /// Receipts of the reports at hand.
    fn kept(&self) -> Vec<String> {
        self.shelf.iter().map(|kept| kept.report.id.clone()).collect()
    }

    /// The same question in the same second has the same receipt: it is kept once.
    fn shelve(&mut self, report: Arc<ReportView>) {
        let before = self.shelf.iter().position(|kept| kept.report.id == report.id);
        let standing = before.and_then(|place| self.shelf.remove(place)).map(|kept| kept.standing).unwrap_or_default();
        self.shelf.push_front(Shelved { report, standing });
        self.shelf.truncate(SHELF);
    }

    fn publish(&mut self, now: Timestamp) -> Option<Effect> {
        let next = Snapshot {
            seq: self.shown.seq.wrapping_add(1),
            at: now,
            feed: self.feed.clone(),
            ask: self.ask.clone(),
            reports: self.shelf.iter().map(|kept| Headline::of(&kept.report, kept.standing.clone())).collect(),
            journal: self.journal.clone(),
            deciding: self.deciding.clone(),
            alerts: self.alerts.clone(),
            link: self.link.clone(),
            talk: self.talking.view.clone(),
            settings: self.settings.clone(),
            watch: self.watch.clone(),
            health: self.health.clone(),
            calls: self.calls.clone(),
            paused: self.paused,
        };
        if next.shows_the_same(&self.shown) {
            return None;
        }
        self.shown = Arc::new(next);
        Some(Effect::Publish(self.shown()))
    }
}

#[cfg(test)]
mod tests;
