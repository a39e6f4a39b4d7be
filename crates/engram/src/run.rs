//! Engram as a service: it owns its state folder, answers how it is, keeps a log, and ends when it is told to.

pub(crate) mod args;
mod heart;
mod notify;
mod reload;
mod signals;
mod watching;

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use agent::{
    Agent, Company, Handle, Keeping, Vault, Voicing,
    health::{
        Beat, Health, Parts,
        serve::{Serving, Watched},
    },
    home::State,
    link::{Linking, Rest, Seat},
    lock::{Holder, Lock, LockFault},
    logs::{self, Clocks, Log},
    redact::Redaction,
    secret::Keychain,
    settings::{Kept, Resolved, SettingFault},
    steady,
};
use tokio::{runtime, sync::watch, time};

use crate::{clock, config, exit::Exit, once::Streams, secret, world::World};
use args::Run;
use heart::Heart;
use notify::{Notifier, Watchdog};
use signals::{Heard, Signals};

/// How long the agent may take to end; two seconds are promised for everything.
const FAREWELL: Duration = Duration::from_millis(1_500);

/// Threads for what waits for a disk or computes.
const BLOCKING: usize = 4;

/// What a service is made of, before it runs.
struct Begun<'a> {
    settings: &'a dyn Fn() -> Result<Resolved, Vec<SettingFault>>,
    redaction: &'a dyn Fn(&Resolved) -> Redaction,
    resolved: Resolved,
    folder: Option<PathBuf>,
    log: Log,
    notify: Arc<Notifier>,
    watchdog: Watchdog,
    vault: Arc<Vault>,
    /// What one agent's link leaves to the next.
    rest: Rest,
    /// The home of the user, in which LM Studio keeps its notes.
    user: Option<PathBuf>,
}

/// Runs until it is told to stop.
pub(crate) fn run(run: &Run, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let load = || world.settings();
    let resolved = match load() {
        Ok(resolved) => resolved,
        Err(faults) => return config::refused(&faults, streams).map(|_| Exit::Config),
    };
    let folder = match State::of(run.state_dir.as_deref(), |name| world.variable(name)) {
        Ok(state) => state.folder().map(Path::to_path_buf),
        Err(unknown) => return refused(&unknown, Exit::Config, streams),
    };
    // Who has the folder has the log in it as well: the lock comes first, and outlives everything.
    let lock = folder.as_deref().map(|folder| Lock::take(folder, &Holder::here("engram run"))).transpose();
    let _lock = match lock {
        Ok(lock) => lock,
        Err(held @ LockFault::Held { .. }) => return refused(&held, Exit::Running, streams),
        Err(fault @ (LockFault::NotAFile(_) | LockFault::Disk { .. })) => {
            return refused(&fault, Exit::CannotCreate, streams);
        }
    };
    let redaction = |resolved: &Resolved| Redaction::of_user(Some(resolved), |name| world.variable(name));
    let clocks = Clocks { wall: clock::exactly, steady };
    let log = logs::begin(&resolved.settings.logging, folder.as_deref(), redaction(&resolved), clocks);
    let log = log.map_err(io::Error::other)?;
    if let Err(why) = hidden() {
        tracing::warn!(%why, "a memory image of this process could be read by others of this user");
    }
    let notify = Arc::new(Notifier::of(world.variable("NOTIFY_SOCKET").as_deref()));
    let vault = Arc::new(secret::vault(world, Some(Keychain::of_system())));
    let user = ["HOME", "USERPROFILE"].iter().find_map(|name| world.variable(name)).map(PathBuf::from);
    let watchdog = Watchdog::of(|name| world.variable(name));
    let begun = Begun {
        settings: &load,
        redaction: &redaction,
        resolved,
        folder,
        log,
        notify,
        watchdog,
        vault,
        rest: Rest::default(),
        user,
    };
    let built = runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING)
        .thread_name("work")
        .build()?;
    let ended = built.block_on(begun.serve(built.handle()));
    // A disk that does not answer keeps its thread, and must not keep the program.
    built.shutdown_background();
    ended
}

fn refused(why: &dyn std::error::Error, exit: Exit, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "{why}")?;
    Ok(exit)
}

/// No memory image, and no other process of this user that reads our memory.
#[cfg(target_os = "linux")]
fn hidden() -> io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn hidden() -> io::Result<()> {
    Ok(())
}

/// A running service.
struct Service<'a> {
    begun: Begun<'a>,
    runtime: &'a runtime::Handle,
    agent: Handle,
    heart: Heart,
    serving: Option<Serving>,
    health: Arc<watch::Sender<Arc<Health>>>,
    beat: Arc<Beat>,
}

impl<'a> Begun<'a> {
    /// An agent of these settings, which keeps its answers in the state folder.
    fn agent(&self, runtime: &runtime::Handle) -> Handle {
        let journal = self.folder.as_deref().map(agent::home::journal);
        let keeping = journal.map_or(Keeping::Off, |journal| Keeping::Journal(Some(journal)));
        let resolved = &self.resolved;
        let linking = self.folder.as_ref().map_or(Linking::Off, |folder| Linking::On {
            folder: folder.clone(),
            vault: Arc::clone(&self.vault),
            seat: Seat::Service,
            rest: self.rest.clone(),
        });
        let voicing = Voicing::On { vault: Arc::clone(&self.vault), user: self.user.clone() };
        let kept = self.folder.clone().map_or(Kept::Nowhere, Kept::In);
        let settings = resolved.settings.clone().keeping(kept);
        Agent::spawn(settings, resolved.said(), keeping, &Company { linking, voicing }, clock::seconds, runtime)
    }

    async fn serve(self, runtime: &'a runtime::Handle) -> io::Result<Exit> {
        let mut signals = Signals::listen()?;
        for notice in &self.resolved.notices {
            tracing::warn!("{}", notice.what);
        }
        let settings = self.resolved.settings.clone();
        let agent = self.agent(runtime);
        let unseen = Parts::unseen(&agent.snapshot().feed);
        let health = Health::unseen(unseen, &settings.agent.response_format, clock::seconds());
        // A watch keeps the latest only: right for a state.
        let (health, seen) = watch::channel(Arc::new(health));
        let (health, beat) = (Arc::new(health), Arc::new(Beat::new(steady())));
        let watched = Watched { health: seen, beat: Arc::clone(&beat), clock: steady };
        let http = settings.platforms.http;
        let serving = match http.enabled.then(|| Serving::start(http.port, http.metrics, watched)).transpose() {
            Ok(serving) => serving,
            Err(fault) => {
                tracing::error!("{fault}");
                agent.stop();
                return Ok(Exit::Config);
            }
        };
        let heart = Heart::start(&self, &agent, &health, &beat, runtime);
        let service = Service { begun: self, runtime, agent, heart, serving, health, beat };
        service.until_told(&mut signals).await
    }
}

impl Service<'_> {
    async fn until_told(mut self, signals: &mut Signals) -> io::Result<Exit> {
        let mut is_ready = false;
        loop {
            tokio::select! {
                heard = signals.next() => match heard {
                    Heard::Stop => return Ok(self.stop(signals).await),
                    Heard::Reload => self.reload().await,
                },
                () = self.heart.looked(), if !is_ready => {
                    self.ready();
                    is_ready = true;
                }
                () = self.heart.ended() => {
                    tracing::error!("the agent has ended by itself; this is our fault, please report it");
                    return Ok(Exit::Software);
                }
            }
        }
    }

    fn ready(&self) {
        let off = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
        let port = off(self.serving.as_ref().map(|serving| serving.port().to_string()));
        let folder = off(self.begun.folder.as_deref().map(|path| path.display().to_string()));
        let (version, health) = (env!("CARGO_PKG_VERSION"), self.heart.status());
        tracing::info!(version, folder, port, health, "engram is ready");
        self.begun.notify.say(&format!("READY=1\nSTATUS={}", self.heart.status()));
    }

    /// Ends in order, or at once when it is told a second time.
    async fn stop(self, signals: &mut Signals) -> Exit {
        tracing::info!("engram is told to stop");
        self.begun.notify.say("STOPPING=1\nSTATUS=stopping");
        drop(self.serving);
        self.agent.stop();
        tokio::select! {
            ended = time::timeout(FAREWELL, self.heart.ended()) => {
                if ended.is_ok() {
                    tracing::info!("engram has stopped");
                } else {
                    tracing::warn!("engram stops with a question in the middle of its work");
                }
            }
            _ = signals.next() => return Exit::Cut,
        }
        Exit::Fine
    }
}
