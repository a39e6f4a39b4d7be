//! The second link: it looks at the first from the gateway's side, and pushes what shall be pushed.
//!
//! A socket may stand without being routed to, and hello-ok does not tell whether commands may be called. Only an
//! operator sees both. Losing this link costs a warning; the node alone serves the tools.

mod look;

use std::{
    collections::{BTreeSet, VecDeque},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use gateway::{
    Credentials, Handle, Role, World,
    frames::Wake,
    link::{Seen, Standing},
};
use jiff::Timestamp;
use tokio::{runtime, sync::watch, time};

use super::{device::Device, offer, secrets::Keeping, wall};
use crate::{
    AlertsView, Settings, Snapshot, Vault,
    snapshot::{LinkState, LinkView, OperatorView},
};
use look::{Look, Looked};

/// Rights that are asked for: to look, and to speak to the agent. Never to decide.
pub(super) const SCOPES: [&str; 2] = ["operator.read", "operator.write"];

/// How often it is looked.
const ROUND: Duration = Duration::from_mins(1);

/// How soon it is looked after something has changed: the gateway needs a moment to know it itself.
const SOON: Duration = Duration::from_millis(500);

/// How long a node's link must stand before it may be called unrouted.
const SETTLED: Duration = Duration::from_secs(5);

/// How long an alert is kept while there is no link to push it by; later it is old news.
const FRESH: Duration = Duration::from_mins(10);

/// Alerts that are kept meanwhile.
const MOST: usize = 10;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// The second link, begun and not yet wanted.
pub(super) struct Begun {
    pub(super) handle: Handle,
    pub(super) views: watch::Receiver<OperatorView>,
    device: Device,
    given: watch::Sender<Credentials>,
}

/// Begins it.
///
/// # Errors
/// In words, when it cannot be.
pub(super) fn start(
    settings: &Settings,
    folder: &Path,
    node: &str,
    watched: Handle,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    clock: fn() -> Timestamp,
    runtime: &runtime::Handle,
) -> Result<Begun, String> {
    let device = Device::of(folder, "operator")?;
    let identity = device.identity();
    let role = Role::Operator { scopes: SCOPES.map(str::to_owned).to_vec(), caps: Vec::new() };
    let config = offer::config(settings, role, &identity, clock).map_err(|fault| fault.to_string())?;
    let (address, plain_allowed) = (config.address.clone(), offer::allows_plain(settings, &config.address));
    let world = World::real(&config, plain_allowed, wall::utc).map_err(|fault| fault.to_string())?;
    let none = Credentials { origin: address.origin().clone(), given: None, device: device.token(&address) };
    let (given, credentials) = watch::channel(none);
    let (handle, _) = gateway::spawn(config, identity, credentials, world, runtime);
    let (show, views) = watch::channel(view(&handle.standing(), &Looked::default()));
    let watching = Watching {
        node: node.to_owned(),
        watched,
        handle: handle.clone(),
        show,
        looked: Looked::default(),
        wakes: settings.gateway.wake.then(|| Wakes::since(clock())),
    };
    runtime.spawn(watching.run(snapshots));
    Ok(Begun { handle, views, device, given })
}

impl Begun {
    /// What gives it its token and keeps what the gateway issues.
    pub(super) fn keeping(&self, vault: Arc<Vault>, runtime: &runtime::Handle) -> Keeping {
        let (device, given) = (self.device.clone(), self.given.clone());
        Keeping { device, vault, given, tell: None, runtime: runtime.clone() }
    }
}

struct Watching {
    node: String,
    watched: Handle,
    handle: Handle,
    show: watch::Sender<OperatorView>,
    looked: Looked,
    wakes: Option<Wakes>,
}

impl Watching {
    async fn run(mut self, mut snapshots: watch::Receiver<Arc<Snapshot>>) {
        let (mut ours, mut theirs) = (self.handle.watch(), self.watched.watch());
        let mut next = now() + ROUND;
        let mut ended = false;
        while !ended {
            let is_ready = matches!(&*ours.borrow_and_update(), Standing::Ready { .. });
            if !is_ready {
                // What settings allow does not change with a link.
                self.looked = Looked { missing: std::mem::take(&mut self.looked.missing), ..Looked::default() };
            } else if now() >= next {
                next = now() + ROUND;
                let before = theirs.borrow_and_update().clone();
                self.look(before).await;
            }
            if let Some(wakes) = &mut self.wakes {
                let snapshot = Arc::clone(&snapshots.borrow_and_update());
                wakes.take(&snapshot.alerts, now());
                if is_ready {
                    wakes.push(&self.handle).await;
                }
            }
            let view = view(&ours.borrow(), &self.looked);
            self.show.send_if_modified(|shown| {
                let is_new = *shown != view;
                if is_new {
                    tell(shown, &view);
                    *shown = view;
                }
                is_new
            });
            let wants_snapshots = self.wakes.is_some();
            tokio::select! {
                changed = ours.changed() => { ended = changed.is_err(); next = next.min(now() + SOON) }
                changed = theirs.changed() => { ended = changed.is_err(); next = next.min(now() + SOON) }
                () = time::sleep_until(next.into()), if is_ready => {}
                changed = snapshots.changed(), if wants_snapshots => ended = changed.is_err(),
                () = self.show.closed() => ended = true,
            }
        }
    }

    /// Looks once, and tells the node what it cannot see itself. What it has seen meanwhile is not contradicted.
    async fn look(&mut self, before: Standing) {
        let look = Look::ask(&self.handle, &self.node, PATIENCE).await;
        self.looked = look.seen();
        if self.watched.standing() != before {
            return;
        }
        let since = match &before {
            Standing::Ready { since, .. } => Some(*since),
            Standing::NeedsApproval { .. } => None,
            Standing::Off
            | Standing::Waiting { .. }
            | Standing::Dialing
            | Standing::Greeting
            | Standing::NeedsToken { .. }
            | Standing::NeedsPairing { .. }
            | Standing::Restarting { .. }
            | Standing::Rejected { .. } => return,
        };
        let settled = since.is_none_or(|since| now().saturating_duration_since(since) >= SETTLED);
        let Some(seen) = look.of_node(settled) else { return };
        if seen == Seen::Unrouted {
            tracing::warn!("the gateway does not route to the link that stands; it is dialled again");
        }
        // Whoever has ended needs no news.
        self.watched.seen(seen).await.ok();
    }
}

fn now() -> Instant {
    time::Instant::now().into_std()
}

/// Losing it is worth a warning once; what it sees is not.
fn tell(before: &OperatorView, after: &OperatorView) {
    let was_ready = before.state == LinkState::Ready;
    let is_ready = after.state == LinkState::Ready;
    if was_ready && !is_ready && after.state != LinkState::Off {
        tracing::warn!(state = after.state.name(), "the second link to the gateway is lost: {}", after.sentence);
    } else if before.state != after.state {
        tracing::info!(operator = after.state.name(), "{}", after.sentence);
    }
}

fn view(standing: &Standing, looked: &Looked) -> OperatorView {
    let link = LinkView::of(standing);
    let (state, sentence, version) = if let Standing::Ready { terms, .. } = standing {
        (LinkState::Ready, "The second link sees how the gateway is.".to_owned(), terms.version.clone())
    } else {
        (link.state, link.sentence, None)
    };
    OperatorView {
        state,
        sentence,
        command: link.command,
        version,
        well: looked.well,
        routed: looked.routed,
        missing: looked.missing.clone(),
    }
}

/// Alerts that are to be pushed.
struct Wakes {
    since: Timestamp,
    told: BTreeSet<u32>,
    waiting: VecDeque<(Instant, String)>,
}

impl Wakes {
    fn since(since: Timestamp) -> Self {
        Self { since, told: BTreeSet::new(), waiting: VecDeque::new() }
    }

    fn take(&mut self, alerts: &AlertsView, now: Instant) {
        // Oldest first, each once, and none from before this link.
        let fired = alerts.fired.iter().rev().filter(|fired| fired.seen_at >= self.since);
        for fired in fired.filter(|fired| self.told.insert(fired.number)) {
            self.waiting.push_back((now, format!("Engram alert: {}. {}", fired.heading, fired.sentence)));
        }
        while self.waiting.len() > MOST || self.waiting.front().is_some_and(|(at, _)| *at + FRESH <= now) {
            if let Some((_, text)) = self.waiting.pop_front() {
                tracing::warn!(alert = text, "an alert was not pushed to the gateway: there was no link in time");
            }
        }
    }

    /// Each once: whether one that was not answered has arrived, nobody knows.
    async fn push(&mut self, handle: &Handle) {
        while let Some((_, text)) = self.waiting.pop_front() {
            match handle.request("wake", &Wake { mode: "now", text: &text }, PATIENCE).await {
                Ok(_) => tracing::info!(alert = text, "the gateway's agent was told"),
                Err(fault) => tracing::warn!(alert = text, %fault, "the gateway's agent was not told"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
