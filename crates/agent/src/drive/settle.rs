//! Settings changed while it runs: what a change asks for is done, and nothing else.

use std::{sync::Arc, time::Duration};

use tokio::time;

use super::{Driver, keep};
use crate::{
    Change, FieldFault, FieldView,
    desk::{Event, Found},
    grounds::Grounds,
    health::{Disk, JournalState, look},
    home::State,
    in_force::Pause,
    link::Link,
    settings::{Impact, Resolved, SettingFault},
};

/// How often the disk is looked at.
pub(super) const LOOK: Duration = Duration::from_secs(30);

/// A settings file that was changed, or why not.
pub(super) type Written = Result<(Vec<String>, Box<Resolved>, String), Vec<SettingFault>>;

/// What stands behind the settings of this desk, and what they are now.
pub(super) struct Standing {
    pub(super) grounds: Arc<Grounds>,
    resolved: Box<Resolved>,
    /// The file as it was before the last change.
    before: Option<String>,
}

impl Standing {
    pub(super) fn new(grounds: Arc<Grounds>, resolved: Resolved) -> Self {
        Self { grounds, resolved: Box::new(resolved), before: None }
    }

    pub(super) fn fields(&self) -> Vec<FieldView> {
        FieldView::all(&self.resolved)
    }
}

impl Driver {
    /// Writes settings on a thread that may wait for a disk.
    pub(super) fn save(&mut self, changes: Vec<Change>) {
        let Some(standing) = &self.standing else { return };
        let (grounds, clock) = (Arc::clone(&standing.grounds), self.work.clock);
        let writing = self.work.runtime.spawn_blocking(move || {
            let paths = changes.iter().map(|change| change.path.clone()).collect();
            grounds.save(&changes, clock()).map(|new| (paths, Box::new(new.resolved), new.before))
        });
        self.writing = Some(writing);
    }

    pub(super) fn undo(&mut self) {
        let Some(standing) = &self.standing else { return };
        let Some(text) = standing.before.clone() else {
            let faults = vec![FieldFault { path: None, what: "Nothing was changed yet.".to_owned() }];
            return self.apply(Event::Saved(Err(faults)));
        };
        let (grounds, clock) = (Arc::clone(&standing.grounds), self.work.clock);
        let writing = self.work.runtime.spawn_blocking(move || {
            grounds.restore(&text, clock()).map(|new| (Vec::new(), Box::new(new.resolved), new.before))
        });
        self.writing = Some(writing);
    }

    /// Puts in force what was written.
    pub(super) async fn written(&mut self, written: Written) {
        match written {
            Ok((paths, resolved, before)) => {
                if let Some(standing) = &mut self.standing {
                    standing.before = Some(before);
                }
                self.settle(resolved).await;
                self.apply(Event::Saved(Ok(paths)));
            }
            Err(faults) => self.apply(Event::Saved(Err(faults.iter().map(FieldFault::of).collect()))),
        }
    }

    async fn settle(&mut self, new: Box<Resolved>) {
        let Some(standing) = &mut self.standing else { return };
        let impacts = Impact::of(&standing.resolved, &new);
        tracing::info!(?impacts, "other settings are in force");
        let notices = new.notices.iter().map(|notice| notice.what.clone()).collect();
        let settings = Arc::new(new.settings.clone());
        standing.resolved = new;
        self.fields.send_replace(standing.fields());
        self.work.settings = Arc::clone(&settings);
        self.in_force.set_settings(Arc::clone(&settings));
        if impacts.contains(&Impact::Recheck) {
            self.voices.again(&self.work);
            self.apply(Event::Voiced(self.voices.view(&self.work)));
        }
        self.apply(Event::Settled(settings, notices));
        if impacts.contains(&Impact::Resubscribe) {
            self.feed = None;
            let opened = self.work.open().await;
            self.opened(opened);
        } else if impacts.contains(&Impact::Reanalyse) || impacts.contains(&Impact::Redraw) {
            self.apply(Event::Tick);
        }
        if impacts.contains(&Impact::Reconnect) {
            self.redial().await;
        }
    }

    /// Says goodbye to the gateway, and dials again as the settings now say.
    pub(super) async fn redial(&mut self) {
        if let Some(link) = self.link.take() {
            link.end().await;
        }
        let serving = self.serving();
        let (clock, runtime) = (self.work.clock, self.work.runtime.clone());
        match Link::start(&self.linking, &self.work.settings, serving, self.show.subscribe(), clock, &runtime) {
            Ok(None) => self.apply(Event::Linked(crate::LinkView::off())),
            Ok(Some(link)) => {
                let view = link.views.borrow().clone();
                self.link = Some(link);
                self.apply(Event::Linked(view));
            }
            Err(view) => self.apply(Event::Linked(*view)),
        }
    }

    pub(super) fn pause(&self, pause: Option<Pause>) {
        tracing::info!(paused = pause.is_some(), "calls of the gateway");
        self.in_force.set_pause(pause);
    }

    /// Looks at the disk. A watch that nobody sees costs one look in half a minute.
    pub(super) fn look(&mut self) {
        let Some(standing) = &self.standing else { return };
        let model = self.voices.health(&self.work);
        let (keeper, grounds) = (self.work.keeper.clone(), Arc::clone(&standing.grounds));
        self.errands.spawn_on(
            async move {
                let looking = tokio::task::spawn_blocking(move || {
                    let folder = grounds.state.as_ref().ok().and_then(State::folder);
                    let disk = folder.map_or(Disk::Unused, look::disk);
                    let journal = match (&keeper.keeping, keeper.place()) {
                        (keep::Keeping::Off, _) | (_, Ok(None)) => JournalState::Off,
                        // None is begun for a look.
                        (_, Ok(Some(place))) if look::is_there(&place) => look::journal(&place),
                        (_, Ok(Some(place))) => look::place(&place),
                        (_, Err(fault)) => JournalState::Failed { why: fault.to_string() },
                    };
                    (disk, journal)
                });
                let late = || (Disk::Unknown, JournalState::Failed { why: "its disk does not answer".to_owned() });
                let (disk, journal) =
                    time::timeout(Duration::from_secs(5), looking).await.ok().and_then(Result::ok).unwrap_or_else(late);
                Event::Found(Found { model, disk, journal })
            },
            &self.work.runtime,
        );
    }
}

/// Waits for settings to be written; for ever while none are.
pub(super) async fn written(writing: &mut Option<tokio::task::JoinHandle<Written>>) -> Written {
    match writing {
        None => std::future::pending().await,
        Some(task) => {
            let written = task.await;
            *writing = None;
            written.unwrap_or_else(|_| Err(Vec::new()))
        }
    }
}
