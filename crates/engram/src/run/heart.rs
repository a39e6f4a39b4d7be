//! What goes on while the service runs: the work is felt, and everything is looked at.

use std::{sync::Arc, time::Duration};

use agent::{
    Handle,
    health::{Beat, Health, JournalState},
    steady,
};
use tokio::{runtime, sync::watch, task::JoinHandle, time};

use super::{Begun, notify::Notifier, notify::Watchdog, watching::Watching};

/// The two tasks that go with an agent. They end with this.
#[derive(Debug)]
pub(super) struct Heart {
    agent: Handle,
    beating: JoinHandle<()>,
    watching: JoinHandle<()>,
    health: watch::Receiver<Arc<Health>>,
    looked: watch::Receiver<bool>,
}

impl Heart {
    pub(super) fn start(
        begun: &Begun<'_>,
        agent: &Handle,
        health: &Arc<watch::Sender<Arc<Health>>>,
        beat: &Arc<Beat>,
        runtime: &runtime::Handle,
    ) -> Self {
        let notify = Arc::clone(&begun.notify);
        let beating = runtime.spawn(beat_on(agent.clone(), Arc::clone(beat), notify, begun.watchdog));
        let known = health.borrow().parts.journal != JournalState::Unknown;
        let (done, looked) = watch::channel(known);
        let watching = Watching {
            agent: agent.clone(),
            folder: begun.folder.clone(),
            models: agent.voice(),
            wanted: begun.resolved.settings.lmstudio.clone(),
            health: Arc::clone(health),
            notify: Arc::clone(&begun.notify),
            looked: done,
        };
        let watching = runtime.spawn(watching.run());
        Self { agent: agent.clone(), beating, watching, health: health.subscribe(), looked }
    }

    /// Waits until everything was looked at once.
    pub(super) async fn looked(&self) {
        // It fails when the agent has ended, which is heard elsewhere.
        if self.looked.clone().wait_for(|looked| *looked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until the agent has ended by itself.
    pub(super) async fn ended(&self) {
        let mut snapshots = self.agent.watch();
        while snapshots.changed().await.is_ok() {}
    }

    /// How everything is, in one line.
    pub(super) fn status(&self) -> String {
        status(&self.health.borrow())
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        self.beating.abort();
        self.watching.abort();
    }
}

/// How everything is, in one line.
pub(super) fn status(health: &Health) -> String {
    let mut line = health.status().name().to_owned();
    let worst = health.worst();
    if !worst.is_empty() {
        line = line + ": " + &worst.join("; ");
    }
    line.replace(['\n', '\r'], " ")
}

/// Only the agent's own loop answers a pulse: no timer says for it that it is alive.
async fn beat_on(agent: Handle, beat: Arc<Beat>, notify: Arc<Notifier>, watchdog: Watchdog) {
    let period: Duration = watchdog.period();
    while agent.pulse().await.is_ok() {
        beat.stamp(steady());
        if watchdog.is_wanted() {
            notify.say("WATCHDOG=1");
        }
        time::sleep(period).await;
    }
}
