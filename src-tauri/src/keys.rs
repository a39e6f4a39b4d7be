//! The keys that open the quick question from anywhere, as the settings have them.

use crate::desktop;
use crate::shell::Shell;
use crate::window::{self, Place};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt, Shortcut, ShortcutState};

/// What became of the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// None are wanted.
    #[default]
    None,
    /// They open the quick question.
    Active,
    /// Another program has them.
    Taken,
    /// They cannot be read.
    Unreadable,
    /// This desktop gives no program such keys.
    Impossible,
}

/// The keys that were wanted last.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<(String, KeyState)>);

impl Keys {
    pub(crate) fn now(&self) -> (String, KeyState) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, keys: &str, state: KeyState) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (keys.to_owned(), state);
    }
}

/// Follows the settings. Who wants no keys costs nothing.
pub(crate) fn follow(app: &AppHandle) {
    let mut snapshots = app.state::<Shell>().agent.watch();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let wanted = snapshots.borrow_and_update().settings.desk.shortcut.clone();
            if app.state::<Keys>().now().0 != wanted {
                let state = take(&app, &wanted);
                tracing::info!(keys = wanted, ?state, "keys of the quick question");
                app.state::<Keys>().put(&wanted, state);
            }
            if snapshots.changed().await.is_err() {
                return;
            }
        }
    });
}

fn take(app: &AppHandle, wanted: &str) -> KeyState {
    if let Some(shortcuts) = app.try_state::<Ready>().map(|_| app.global_shortcut())
        && let Err(problem) = shortcuts.unregister_all()
    {
        tracing::debug!(%problem, "keys could not be given back");
    }
    if wanted.is_empty() {
        return KeyState::None;
    }
    let Ok(keys) = wanted.parse::<Shortcut>() else { return KeyState::Unreadable };
    if desktop::is_wayland() {
        return KeyState::Impossible;
    }
    if app.try_state::<Ready>().is_none() {
        let pressed = Builder::new().with_handler(|app, _, event| {
            if event.state() == ShortcutState::Pressed {
                window::open(app, Place::Palette);
            }
        });
        if let Err(problem) = app.plugin(pressed.build()) {
            tracing::warn!(%problem, "this desktop takes no keys");
            return KeyState::Impossible;
        }
        app.manage(Ready);
    }
    match app.global_shortcut().register(keys) {
        Ok(()) => KeyState::Active,
        Err(problem) => {
            tracing::info!(%problem, "the keys are not to be had");
            KeyState::Taken
        }
    }
}

/// The system's listener was started.
#[derive(Debug)]
struct Ready;
