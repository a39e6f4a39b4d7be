//! Settings on the desk: what shall be changed, and what came of it.

use jiff::Timestamp;

use super::{Desk, Effect};
use crate::{Change, FieldFault, Saving, Settings, SettingsView, WatchRow};

/// Changes of one form; there are fewer keys.
const MOST: usize = 100;

impl Desk {
    pub(super) fn save(&mut self, changes: Vec<Change>, now: Timestamp) -> Vec<Effect> {
        if matches!(self.settings.saving, Saving::Writing) || changes.is_empty() || changes.len() > MOST {
            return Vec::new();
        }
        if !self.settings.editable {
            self.settings.saving = refused("The settings cannot be changed from here.", now);
            return Vec::new();
        }
        self.settings.saving = Saving::Writing;
        vec![Effect::Save(changes)]
    }

    pub(super) fn undo(&mut self) -> Vec<Effect> {
        if matches!(self.settings.saving, Saving::Writing) || !self.settings.editable {
            return Vec::new();
        }
        self.settings.saving = Saving::Writing;
        vec![Effect::Undo]
    }

    /// What became of a change. The new settings come by themselves, once they are in force.
    pub(super) fn saved(&mut self, saved: Result<Vec<String>, Vec<FieldFault>>, now: Timestamp) -> Vec<Effect> {
        self.settings.saving = match saved {
            Ok(paths) => Saving::Saved { paths, at: now },
            Err(faults) => Saving::Refused { faults, at: now },
        };
        Vec::new()
    }

    /// Other settings are in force.
    pub(super) fn settled(&mut self, settings: &Settings, notices: Vec<String>) -> Vec<Effect> {
        let SettingsView { revision, editable, saving, .. } = std::mem::take(&mut self.settings);
        self.settings =
            SettingsView { notices, revision: revision + 1, editable, saving, ..SettingsView::of(settings) };
        self.watch_these();
        Vec::new()
    }

    /// One row for each pair of the settings; what was seen of a pair that stays is kept.
    pub(super) fn watch_these(&mut self) {
        let mut before = std::mem::take(&mut self.watch.rows);
        let row = |pair: &String| {
            let known = before.iter().position(|row| row.pair == *pair).map(|at| before.swap_remove(at));
            known.unwrap_or_else(|| WatchRow { pair: pair.clone(), armed: 0, seen: None, problem: None })
        };
        self.watch.rows = self.settings.watched.iter().map(row).collect();
        for row in &mut self.watch.rows {
            row.armed = self.alerts.armed_of(&row.pair);
        }
    }
}

fn refused(what: &str, at: Timestamp) -> Saving {
    Saving::Refused { faults: vec![FieldFault { path: None, what: what.to_owned() }], at }
}
