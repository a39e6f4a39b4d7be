//! Carries out what the machine decides: one socket, one task, nothing that waits for anything else.

mod heard;
mod said;
mod session;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::Poll,
    time::Instant,
};

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::{
    runtime, select,
    sync::{broadcast, mpsc, oneshot, watch},
    time::sleep_until,
};
use tokio_util::sync::CancellationToken;

use crate::{
    Bytes, Config, Credentials, DeviceToken, Given, Handle, SecretText, Taken, World,
    frames::{Event, classic},
    handle::{EVENTS, WISHES, Wish},
    identity::Identity,
    invokes::{Do, Invokes, JobId, MOST_RUNNING},
    link::{Action, Credential, DialFault, DialId, End, Input, Link, News, Plan, Standing},
    requests::Requests,
    socket::{Incoming, Socket, upgrade},
};
use said::Purpose;
use session::Session;
#[cfg(test)]
pub(crate) use tests::test_config;

/// A dial on its way.
type Opening<S> = Pin<Box<dyn Future<Output = Result<Socket<S>, DialFault>> + Send>>;

/// Work on its way.
type Job = Pin<Box<dyn Future<Output = (JobId, Option<String>)> + Send>>;

/// Starts a link on a runtime. It is not wanted yet. Work comes by the receiver, at most 8 pieces at once, so that none
/// waits in it; if nobody takes it, it fails.
pub fn spawn<S, D, F>(
    config: Config,
    identity: Identity,
    credentials: watch::Receiver<Credentials>,
    world: World<D>,
    runtime: &runtime::Handle,
) -> (Handle, mpsc::Receiver<Taken>)
where
    S: Bytes,
    D: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<S, DialFault>> + Send + 'static,
{
    let now = now();
    let (wishes, inbox) = mpsc::channel(WISHES);
    let (work, taken) = mpsc::channel(MOST_RUNNING);
    let secrets = credentials.borrow().clone();
    let held = config.held(&secrets);
    let plan = Plan { dialect: config.dialect, pace: config.pace, ping: config.ping, tools: config.tools().len() };
    let link = Link::new(plan, held, now).resting(config.rests_until);
    // A watch keeps the latest only: right for a state, and for the one token there is.
    let (show, standing) = watch::channel(link.standing());
    let (token, tokens) = watch::channel(DeviceToken::Unchanged);
    let (events, _) = broadcast::channel(EVENTS);
    let heard = events.downgrade();
    let commands = config.commands().iter().cloned().chain(classic::COMMANDS.map(str::to_owned)).collect();
    let invokes = Invokes::new(identity.device_id().to_owned(), commands, Arc::clone(&config.tell));
    let driver = Driver {
        secrets,
        config,
        identity,
        credentials,
        world,
        link,
        show,
        token,
        events,
        work,
        requests: Requests::default(),
        invokes,
        jobs: FuturesUnordered::new(),
        stops: HashMap::new(),
        opening: None,
        session: None,
    };
    runtime.spawn(driver.run(inbox));
    (Handle { wishes, standing, token: tokens, events: heard }, taken)
}

fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

struct Driver<S, D> {
    config: Config,
    identity: Identity,
    credentials: watch::Receiver<Credentials>,
    /// The secrets as they are now: the caller's, and what the gateway issued or took back since.
    secrets: Credentials,
    world: World<D>,
    link: Link,
    show: watch::Sender<Standing>,
    token: watch::Sender<DeviceToken>,
    events: broadcast::Sender<Event>,
    work: mpsc::Sender<Taken>,
    requests: Requests<Purpose>,
    invokes: Invokes,
    jobs: FuturesUnordered<Job>,
    stops: HashMap<JobId, CancellationToken>,
    opening: Option<(DialId, Opening<S>)>,
    session: Option<Session<S>>,
}

/// What happened next.
enum Next<S> {
    Wished(Option<Wish>),
    SecretsChanged,
    Due,
    Worked(JobId, Option<String>),
    Opened(DialId, Result<Socket<S>, DialFault>),
    CameIn(Incoming),
}

impl<S, D, F> Driver<S, D>
where
    S: Bytes,
    D: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<S, DialFault>> + Send + 'static,
{
    async fn run(mut self, mut inbox: mpsc::Receiver<Wish>) {
        loop {
            self.show();
            match self.next(&mut inbox).await {
                Next::Wished(Some(wish)) => self.wished(wish).await,
                Next::Wished(None) => return self.turn_off().await,
                Next::SecretsChanged => self.secrets_changed().await,
                Next::Due => self.due().await,
                Next::Worked(job, result) => {
                    self.stops.remove(&job);
                    let all = self.invokes.done(job, result.as_deref(), now());
                    self.carry_out(all);
                }
                Next::Opened(id, Ok(socket)) => {
                    self.session = Some(Session::new(id, socket));
                    self.step(Input::News(id, News::Opened)).await;
                }
                Next::Opened(id, Err(fault)) => {
                    self.step(Input::News(id, News::Ended(End::NotDialled(fault)))).await;
                }
                Next::CameIn(incoming) => self.came_in(incoming).await,
            }
        }
    }

    /// Waits for whatever comes first. Wishes come before everything, so that off is never late.
    async fn next(&mut self, inbox: &mut mpsc::Receiver<Wish>) -> Next<S> {
        let deadline = self.deadline();
        let due = async {
            match deadline {
                Some(deadline) => sleep_until(deadline.into()).await,
                None => std::future::pending().await,
            }
        };
        let (opening, session) = (&mut self.opening, &mut self.session);
        let opened = poll_fn(|cx| match opening {
            Some((id, dial)) => dial.as_mut().poll(cx).map(|socket| (*id, socket)),
            None => Poll::Pending,
        });
        let came_in = poll_fn(|cx| match session {
            Some(session) => session.socket.poll(cx),
            None => Poll::Pending,
        });
        let next = select! {
            biased;
            wish = inbox.recv() => Next::Wished(wish),
            Ok(()) = self.credentials.changed() => Next::SecretsChanged,
            () = due => Next::Due,
            Some((job, result)) = self.jobs.next() => Next::Worked(job, result),
            (id, socket) = opened => Next::Opened(id, socket),
            incoming = came_in => Next::CameIn(incoming),
        };
        if let Next::Opened(..) = next {
            self.opening = None;
        }
        next
    }

    fn deadline(&mut self) -> Option<Instant> {
        let now = now();
        let stall = self.session.as_mut().and_then(|session| session.socket.stalls_at(now));
        [self.link.deadline(), self.requests.deadline(), self.invokes.deadline(), stall].into_iter().flatten().min()
    }

    async fn due(&mut self) {
        let now = now();
        for purpose in self.requests.overdue(now) {
            self.unanswered(purpose).await;
        }
        let all = self.invokes.due(now);
        self.carry_out(all);
        let stalled = self.session.as_mut().and_then(|session| session.socket.stalls_at(now));
        if stalled.is_some_and(|stalled| stalled <= now) {
            self.news(News::Ended(End::Stalled)).await;
        }
        self.step(Input::Due).await;
    }

    async fn wished(&mut self, wish: Wish) {
        // Whoever gave a secret before wishing wants it used.
        if self.credentials.has_changed().unwrap_or(false) {
            self.secrets_changed().await;
        }
        match wish {
            Wish::Enable => self.step(Input::Enable).await,
            Wish::Disable(done) => {
                self.turn_off().await;
                self.show();
                // Whoever asked may have gone meanwhile.
                done.send(self.link.rests_until()).ok();
            }
            Wish::RetryNow => self.step(Input::RetryNow).await,
            Wish::Woke => self.step(Input::Woke).await,
            Wish::Watched(watched) => self.step(Input::Watched(watched)).await,
            Wish::Seen(seen) => self.step(Input::Seen(seen)).await,
            Wish::Request(asked) => self.ask(asked),
        }
    }

    /// Tells everybody who waits, then goes.
    async fn turn_off(&mut self) {
        let all = self.invokes.turn_away(now());
        self.carry_out(all);
        self.step(Input::Disable).await;
    }

    async fn secrets_changed(&mut self) {
        let fresh = self.credentials.borrow_and_update().clone();
        let is_persons = fresh.given != self.secrets.given || fresh.origin != self.secrets.origin;
        let device = fresh.device.clone().or_else(|| self.issued());
        self.secrets = Credentials { device, ..fresh };
        let held = self.config.held(&self.secrets);
        self.step(if is_persons { Input::Changed(held) } else { Input::Held(held) }).await;
    }

    /// The token that was issued since the start, while nobody has kept it yet.
    fn issued(&self) -> Option<SecretText> {
        match &*self.token.borrow() {
            DeviceToken::Keep(token) => Some(token.clone()),
            DeviceToken::Unchanged | DeviceToken::Forget => None,
        }
    }

    /// News of the socket there is.
    async fn news(&mut self, news: News) {
        if let Some(session) = &self.session {
            let id = session.id;
            self.step(Input::News(id, news)).await;
        }
    }

    /// Asks the machine, and does what it says.
    async fn step(&mut self, input: Input) {
        let roll = (self.world.roll)();
        let actions = self.link.step(input, now(), roll);
        for action in actions {
            self.act(action).await;
        }
        self.show();
    }

    async fn act(&mut self, action: Action) {
        match action {
            Action::Dial { id, with, dialect, offers_subprotocol } => {
                let asked = self.upgrade_for(dialect, with, offers_subprotocol);
                let dial = (self.world.dial)();
                let opening = async move { upgrade(dial.await?, &asked, now()).await };
                self.opening = Some((id, Box::pin(opening)));
            }
            Action::Connect { challenge, with } => self.connect(&challenge, with),
            Action::Publish => self.publish(),
            Action::Ping => {
                if let Some(session) = &mut self.session {
                    session.socket.ping();
                }
            }
            Action::Close(code) => self.close(code).await,
            Action::ForgetDeviceToken => {
                self.secrets.device = None;
                self.token.send_replace(DeviceToken::Forget);
            }
        }
    }

    /// Gives up the dial and the socket. What waits for an answer has none.
    async fn close(&mut self, code: u16) {
        self.opening = None;
        for purpose in self.requests.abandon() {
            purpose.offline();
        }
        let all = self.invokes.abandon(now());
        self.carry_out(all);
        if let Some(session) = self.session.take() {
            session.socket.close(code).await;
        }
    }

    /// Does what the work wants done.
    fn carry_out(&mut self, all: Vec<Do>) {
        for one in all {
            match one {
                Do::Start { job, work } => {
                    let (reply, result) = oneshot::channel();
                    let cancel = CancellationToken::new();
                    self.stops.insert(job, cancel.clone());
                    // Room for all that may run. If it does not fit, or nobody takes it, the reply is dropped with it.
                    if self.work.try_send(Taken { work, cancel, reply }).is_err() {
                        tracing::warn!("nobody takes the gateway's work");
                    }
                    self.jobs.push(Box::pin(async move { (job, result.await.ok()) }));
                }
                Do::Stop(job) => {
                    if let Some(stop) = self.stops.remove(&job) {
                        stop.cancel();
                    }
                }
                Do::Answer { id, payload } => self.answer(&id, payload),
            }
        }
    }

    fn show(&self) {
        let standing = self.link.standing();
        self.show.send_if_modified(|shown| {
            let differs = *shown != standing;
            if differs {
                *shown = standing;
            }
            differs
        });
    }

    /// The secret that a dial uses, if it still is for this gateway: it may have changed since the dial began.
    fn secret(&self, with: Credential) -> Option<Given> {
        let held = self.config.held(&self.secrets);
        match with {
            Credential::None => None,
            Credential::Given => self.secrets.given.clone().filter(|_| held.given),
            Credential::Device => self.secrets.device.clone().filter(|_| held.device).map(Given::Token),
        }
    }
}
