//! Looks at everything that health is made of, and publishes what was seen.

use std::{path::PathBuf, sync::Arc, time::Duration};

use agent::{
    Handle,
    health::{Clock, Disk, Health, JournalState, Link, Market, Operator, look},
    home,
    model::Voice,
    settings::LmStudio,
    steady,
};
use tokio::{
    sync::watch,
    task::{self, JoinHandle},
    time,
};

use super::{heart::status, notify::Notifier};
use crate::clock;

/// How often the disk is looked at.
const LOOK: Duration = Duration::from_secs(30);

/// A disk that takes longer than this keeps no answers.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tools that answer while candles can be had.
const TOOLS: usize = 4;

/// What is looked at, and who is told.
pub(super) struct Watching {
    pub(super) agent: Handle,
    pub(super) folder: Option<PathBuf>,
    /// The model, and the one that is wanted.
    pub(super) models: watch::Receiver<Voice>,
    pub(super) wanted: LmStudio,
    pub(super) health: Arc<watch::Sender<Arc<Health>>>,
    pub(super) notify: Arc<Notifier>,
    pub(super) looked: watch::Sender<bool>,
}

type Seen = (JournalState, Disk);

impl Watching {
    pub(super) async fn run(mut self) {
        let mut snapshots = self.agent.watch();
        let mut looks = time::interval(LOOK);
        let mut looking: Option<(Duration, JoinHandle<Seen>)> = None;
        // What was seen before a new agent took the place of the old one.
        let mut seen: Seen = {
            let before = self.health.borrow();
            (before.parts.journal.clone(), before.parts.disk)
        };
        loop {
            let since = looking.as_ref().map(|(since, _)| *since);
            let late = async move {
                match since {
                    Some(since) => time::sleep((since + PATIENCE).saturating_sub(steady())).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                // The agent has ended: what was seen of it last stays.
                changed = snapshots.changed() => if changed.is_err() { return },
                Ok(()) = self.models.changed() => {}
                _ = looks.tick() => if looking.is_none() { looking = Some((steady(), self.look())) },
                found = found(&mut looking) => { looking = None; seen = found },
                () = late, if !is_late(&seen) => seen = (stuck(), Disk::Unknown),
            }
            self.publish(&seen);
            if seen.0 != JournalState::Unknown {
                self.looked.send_replace(true);
            }
        }
    }

    /// On a thread of its own: a disk may take its time.
    fn look(&self) -> JoinHandle<Seen> {
        let folder = self.folder.clone();
        task::spawn_blocking(move || match folder {
            Some(folder) => (look::journal(&home::journal(&folder)), look::disk(&folder)),
            None => (JournalState::Off, Disk::Unused),
        })
    }

    fn publish(&self, (journal, disk): &Seen) {
        let market = Market::of(&self.agent.snapshot().feed);
        let tools = if matches!(market, Market::Open { .. } | Market::Limited { .. }) { TOOLS } else { 0 };
        let before = Arc::clone(&self.health.borrow());
        let mut parts = before.parts.clone();
        let snapshot = self.agent.snapshot();
        parts.model = self.models.borrow().health(&self.wanted);
        parts.link = Link::of(&snapshot.link);
        (parts.operator, parts.link_warning) = (Operator::of(&snapshot.link), snapshot.link.warning.clone());
        parts.clock = Clock::of(&snapshot.feed);
        (parts.market, parts.journal, parts.disk) = (market, journal.clone(), *disk);
        let health = Health { tools, rss: look::rss(), ..(*before).clone().seen(parts, clock::seconds()) };
        let (was, is) = (status(&before), status(&health));
        self.health.send_replace(Arc::new(health));
        // Until everything was looked at once, there is nothing that could change.
        if was != is && *self.looked.borrow() {
            tracing::info!(health = is, "health has changed");
            self.notify.say(&format!("STATUS={is}"));
        }
    }
}

async fn found(looking: &mut Option<(Duration, JoinHandle<Seen>)>) -> Seen {
    match looking {
        None => std::future::pending().await,
        Some((_, look)) => look.await.unwrap_or_else(|_| {
            let why = "looking at it went wrong; this is our fault, please report it".to_owned();
            (JournalState::Failed { why }, Disk::Unknown)
        }),
    }
}

fn stuck() -> JournalState {
    JournalState::Failed { why: format!("its disk has not answered for {} s", PATIENCE.as_secs()) }
}

fn is_late(seen: &Seen) -> bool {
    seen.0 == stuck()
}
