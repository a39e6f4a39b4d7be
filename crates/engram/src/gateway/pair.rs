//! Who has to say yes, with the exact command for it, and a wait until they have.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use agent::{
    Agent, Company, Keeping, LinkState, LinkView, home,
    link::{
        Linking, Rest, Seat,
        errand::{As, Errand, ErrandFault},
    },
    lock::{Holder, Lock, LockFault},
};
use tokio::{signal, time};

use super::means::{Ready, refused};
use crate::{
    clock, config,
    exit::Exit,
    health::{self, args::Port},
    once::Streams,
    world::World,
};

/// How often a running Engram is asked.
const ROUND: Duration = Duration::from_secs(1);

/// How long the goodbye may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// What is seen of the way in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    /// In a sentence.
    sentence: String,
    /// What the gateway's owner runs.
    command: Option<String>,
    goes: Goes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goes {
    /// Time or a person brings it on.
    On,
    /// The tools may be called.
    Done,
    /// Neither does.
    Nowhere,
}

pub(super) fn run(
    ready: &Ready,
    port: &Port,
    within: Option<u64>,
    world: &World,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    let gateway = &ready.resolved.settings.gateway;
    let scheme = if gateway.tls { "wss" } else { "ws" };
    if !ready.resolved.settings.platforms.websocket.enabled {
        writeln!(streams.err, "The gateway is switched off. Run: engram config set platforms.websocket.enabled true")?;
        return Ok(Exit::Config);
    }
    writeln!(streams.out, "Gateway {scheme}://{}:{}", gateway.host, gateway.port)?;
    let until = within.map(Duration::from_secs);
    match Lock::take(&ready.folder, &Holder::here("engram gateway pair")) {
        // Nobody else has this device's key on a socket, so we may.
        Ok(lock) => {
            let paired = ready.runtime.block_on(by_ourselves(ready, until, streams));
            drop(lock);
            paired
        }
        Err(LockFault::Held { holder, .. }) => {
            let name = holder.map_or_else(|| "another Engram".to_owned(), |holder| format!("{holder:#}"));
            let port = match port.of(world) {
                Ok(port) => port,
                Err(faults) => return config::refused(&faults, streams),
            };
            writeln!(streams.err, "{name} holds the link; its state is shown.")?;
            ready.runtime.block_on(beside(ready, port, until, streams))
        }
        Err(fault @ (LockFault::NotAFile(_) | LockFault::Disk { .. })) => {
            writeln!(streams.err, "{fault}")?;
            Ok(Exit::CannotCreate)
        }
    }
}

/// With a link of our own, for as long as we wait.
async fn by_ourselves(ready: &Ready, until: Option<Duration>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let linking = Linking::On {
        folder: ready.folder.clone(),
        vault: Arc::clone(&ready.vault),
        seat: Seat::Pairing,
        rest: Rest::default(),
    };
    let company = Company { linking, ..Company::NONE };
    let resolved = &ready.resolved;
    let keeping = Keeping::Journal(Some(home::journal(&ready.folder)));
    let runtime = ready.runtime.handle();
    let agent = Agent::spawn(resolved.settings.clone(), resolved.said(), keeping, &company, clock::seconds, runtime);
    let mut snapshots = agent.watch();
    let mut wait = Wait::begun(until);
    let exit = loop {
        let link = snapshots.borrow_and_update().link.clone();
        // It is wanted, and has only just begun.
        let step = Some(Step::of(&link)).filter(|_| link.state != LinkState::Off);
        let exit = step.map(|step| wait.shown(&step, streams)).transpose()?.flatten();
        if let Some(exit) = exit {
            break exit;
        }
        tokio::select! {
            changed = snapshots.changed() => if changed.is_err() { break Exit::Software },
            () = wait.moment() => if let Some(exit) = wait.late(streams)? { break exit },
            told = signal::ctrl_c() => if told.is_ok() { break stopped(streams)? },
        }
    };
    agent.stop();
    let gone = async { while snapshots.changed().await.is_ok() {} };
    if time::timeout(FAREWELL, gone).await.is_err() {
        writeln!(streams.err, "The gateway was left without a goodbye.")?;
    }
    Ok(exit)
}

/// Beside an Engram that runs: as it says itself, else as the gateway sees it.
async fn beside(ready: &Ready, port: u16, until: Option<Duration>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut wait = Wait::begun(until);
    let mut errand: Option<Errand> = None;
    loop {
        let step = if let Ok(told) = health::told(port) {
            Step::told(&told)
        } else {
            if errand.is_none() {
                match ready.open(As::Operator).await {
                    Ok(opened) => errand = Some(opened),
                    Err(fault) => return refused(&fault, streams),
                }
            }
            match &errand {
                Some(open) => match Step::described(open).await {
                    Ok(step) => step,
                    Err(fault) => return refused(&fault, streams),
                },
                None => return Ok(Exit::Software),
            }
        };
        if let Some(exit) = wait.shown(&step, streams)? {
            return Ok(exit);
        }
        tokio::select! {
            () = time::sleep(ROUND) => if let Some(exit) = wait.late(streams)? { return Ok(exit) },
            told = signal::ctrl_c() => if told.is_ok() { return stopped(streams) },
        }
    }
}

impl Step {
    fn of(view: &LinkView) -> Self {
        let goes = match view.state {
            LinkState::Ready => Goes::Done,
            LinkState::NeedsToken | LinkState::Rejected => Goes::Nowhere,
            LinkState::Off
            | LinkState::Waiting
            | LinkState::Dialing
            | LinkState::Greeting
            | LinkState::NeedsPairing
            | LinkState::NeedsApproval
            | LinkState::Unproven
            | LinkState::Restarting => Goes::On,
        };
        // A command says by itself what to do.
        let hint = view.hint.filter(|_| view.command.is_none()).map(|hint| format!(" {hint}"));
        let sentence = format!("{}{}", view.sentence, hint.unwrap_or_default());
        Self { sentence, command: view.command.clone(), goes }
    }

    /// As the running Engram tells of itself.
    fn told(told: &agent::health::Told) -> Self {
        let check = |part: &str| told.checks.get(part).and_then(|checks| checks.first());
        let is_well = |part: &str| check(part).is_some_and(|check| check.status == "pass");
        let (connection, approval) = ("gateway:connection", "gateway:approval");
        let part = if is_well(connection) { approval } else { connection };
        if is_well(connection) && is_well(approval) {
            let sentence = "The gateway is connected and may call the tools.".to_owned();
            return Self { sentence, command: None, goes: Goes::Done };
        }
        let sentence = check(part).map_or_else(|| "unknown".to_owned(), |check| check.observed_value.clone());
        Self { sentence, command: None, goes: Goes::On }
    }

    /// As the gateway sees it.
    async fn described(errand: &Errand) -> Result<Self, ErrandFault> {
        let step =
            |sentence: &str, command: Option<String>, goes| Self { sentence: sentence.to_owned(), command, goes };
        let Some(node) = errand.node().await? else {
            return Ok(step("The gateway does not know this device yet.", None, Goes::On));
        };
        if node.connected != Some(true) {
            return Ok(step("The gateway has no link to this device at the moment.", None, Goes::On));
        }
        if node.commands.is_some_and(|commands| !commands.is_empty()) {
            return Ok(step("The gateway is connected and may call the tools.", None, Goes::Done));
        }
        let command = match node.pending_request_id {
            Some(request) => format!("openclaw nodes approve {}", agent::link::errand::shown(&request)),
            None => "engram gateway approve".to_owned(),
        };
        Ok(step("The gateway knows this device; its owner has to approve the tools.", Some(command), Goes::On))
    }
}

/// A person at the terminal, who is told what has changed.
struct Wait {
    began: Instant,
    until: Option<Duration>,
    shown: Option<Step>,
}

impl Wait {
    fn begun(until: Option<Duration>) -> Self {
        Self { began: now(), until, shown: None }
    }

    /// Shows a step that is new; the end, if it is one.
    fn shown(&mut self, step: &Step, streams: &mut Streams<'_>) -> io::Result<Option<Exit>> {
        if self.shown.as_ref() != Some(step) {
            let seconds = self.began.elapsed().as_secs();
            writeln!(streams.out, "{:>2}:{:02}  {}", seconds / 60, seconds % 60, step.sentence)?;
            if let Some(command) = &step.command {
                let whose = if command.starts_with("engram ") { "Run" } else { "The gateway's owner runs" };
                writeln!(streams.out, "       {whose}: {command}")?;
            }
            streams.out.flush()?;
            self.shown = Some(step.clone());
        }
        Ok(match step.goes {
            Goes::On => None,
            Goes::Done => Some(Exit::Fine),
            Goes::Nowhere => Some(Exit::Unhealthy),
        })
    }

    async fn moment(&self) {
        match self.until {
            Some(until) => time::sleep(until.saturating_sub(self.began.elapsed())).await,
            None => std::future::pending().await,
        }
    }

    fn late(&self, streams: &mut Streams<'_>) -> io::Result<Option<Exit>> {
        let is_late = self.until.is_some_and(|until| self.began.elapsed() >= until);
        if is_late {
            writeln!(streams.err, "Not yet. What waits on the gateway goes on waiting there.")?;
        }
        Ok(is_late.then_some(Exit::Unhealthy))
    }
}

fn stopped(streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "Stopped. What waits on the gateway goes on waiting there.")?;
    Ok(Exit::Cut)
}

fn now() -> Instant {
    time::Instant::now().into_std()
}
