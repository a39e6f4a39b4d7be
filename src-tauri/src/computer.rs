//! What the page may ask of this computer: its desktop, its key store, its disk. Each command under the access list.
#![expect(clippy::needless_pass_by_value, reason = "tauri hands a command its state by value")]
#![expect(clippy::let_underscore_must_use, reason = "tauri's macro writes it for commands that wait")]

use crate::ipc::Refusal;
use crate::keys::{KeyState, Keys};
use crate::memory;
use crate::shell::Shell;
use crate::tray::{self, Tray};
use agent::home::State as Home;
use agent::secret::{Keychain, SecretName};
use agent::settings::files::Ours;
use agent::{Command, Handle, Secret};
use serde::Serialize;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_autostart::ManagerExt;

/// Larger than any picture or table of a report.
const MOST_BYTES: usize = 16 << 20;

/// Files of one name that are told apart by a number.
const MOST_ALIKE: u32 = 999;

/// This computer, as far as the page must know it.
#[derive(Debug, Serialize)]
pub(crate) struct Desktop {
    version: &'static str,
    autostart: Option<bool>,
    tray: bool,
    shortcut: Shortcut,
    places: Places,
    welcomed: bool,
}

#[derive(Debug, Serialize)]
struct Shortcut {
    keys: String,
    state: KeyState,
}

#[derive(Debug, Serialize)]
struct Places {
    settings: Option<String>,
    state: Option<String>,
}

/// Whether a secret is set, and never which.
#[derive(Debug, Serialize)]
pub(crate) struct SecretState {
    name: &'static str,
    is_set: bool,
    origin: Option<String>,
    problem: Option<String>,
}

#[tauri::command]
pub(crate) fn desktop(app: AppHandle, shell: State<'_, Shell>, keys: State<'_, Keys>) -> Desktop {
    let (keys, state) = keys.now();
    let shown = |path: &Path| path.display().to_string();
    Desktop {
        version: env!("CARGO_PKG_VERSION"),
        autostart: starts_by_itself(&app),
        tray: app.try_state::<Tray>().is_some(),
        shortcut: Shortcut { keys, state },
        places: Places {
            settings: shell.grounds.places.ours.as_ref().map(|ours| shown(&ours.path)),
            state: shell.grounds.state.as_ref().ok().and_then(Home::folder).map(shown),
        },
        welcomed: knows_engram(&app),
    }
}

/// Whether whoever sits here has seen the first steps, or has used Engram before.
pub(crate) fn knows_engram(app: &AppHandle) -> bool {
    let grounds = &app.state::<Shell>().grounds;
    let settings = grounds.places.ours.as_ref().map(|ours| ours.path.clone());
    let journal = grounds.state.as_ref().ok().and_then(Home::folder).map(agent::home::journal);
    memory::welcomed(app) || settings.into_iter().chain(journal).any(|file| file.exists())
}

#[tauri::command]
pub(crate) fn autostart(app: AppHandle, on: bool) -> Result<(), Refusal> {
    start_by_itself(&app, on).map_err(|problem| refusal("autostart", &problem))
}

/// Whether Engram starts with the session; none where this computer does not say.
pub(crate) fn starts_by_itself(app: &AppHandle) -> Option<bool> {
    app.autolaunch().is_enabled().ok()
}

/// Switches that on or off, and the tray's own switch with it.
pub(crate) fn start_by_itself(app: &AppHandle, on: bool) -> Result<(), tauri_plugin_autostart::Error> {
    let launch = app.autolaunch();
    let done = if on { launch.enable() } else { launch.disable() };
    tray::look_again(app);
    done
}

/// Looks at every place a secret may come from. The key store may ask a person first, so this waits beside the window.
#[tauri::command]
pub(crate) async fn secrets(shell: State<'_, Shell>) -> Result<Vec<SecretState>, Refusal> {
    let grounds = std::sync::Arc::clone(&shell.grounds);
    let looking = tauri::async_runtime::spawn_blocking(move || {
        let vault = grounds.vault();
        let state = |name: SecretName| match vault.find(name) {
            Ok(found) => SecretState {
                name: name.name(),
                is_set: found.is_some(),
                origin: found.map(|found| found.origin.to_string()),
                problem: None,
            },
            Err(fault) => {
                SecretState { name: name.name(), is_set: false, origin: None, problem: Some(fault.to_string()) }
            }
        };
        SecretName::ALL.into_iter().map(state).collect()
    });
    looking.await.map_err(|problem| refusal("secrets", &problem))
}

/// Puts a secret into the key store, or takes it out where it is empty; then the gateway is called with it.
#[tauri::command]
pub(crate) async fn keep(shell: State<'_, Shell>, name: String, secret: String) -> Result<(), Refusal> {
    let secret = Secret::new(&secret);
    let Some(name) = SecretName::find(&name) else { return Err(refusal("secret", &"there is no such secret")) };
    let grounds = std::sync::Arc::clone(&shell.grounds);
    let keeping = tauri::async_runtime::spawn_blocking(move || {
        let vault = grounds.vault();
        if secret.length() == 0 { vault.forget(name) } else { vault.keep(name, &secret) }
    });
    let kept = keeping.await.map_err(|problem| refusal("secret", &problem))?;
    kept.map_err(|fault| refusal("secret", &fault))?;
    shell.agent.try_send(Command::Reconnect).map_err(Refusal::from)
}

#[tauri::command]
pub(crate) async fn diagnostics(shell: State<'_, Shell>) -> Result<String, Refusal> {
    Ok(told(&shell).await)
}

/// Everything a person who helps needs to know.
pub(crate) async fn told(shell: &Shell) -> String {
    let health = parts(&shell.agent);
    std::sync::Arc::clone(&shell.grounds).diagnostics(health, (shell.clock)()).await
}

/// How the parts are, a line each.
fn parts(agent: &Handle) -> String {
    let snapshot = agent.snapshot();
    let parts = snapshot.health.parts.iter();
    let lines = parts.map(|part| format!("{:<20} {:<5} {}\n", part.name, part.verdict, part.observed));
    lines.collect::<Vec<_>>().concat()
}

/// Puts a file among the user's downloads under a name that is free; gives its path.
#[tauri::command]
pub(crate) async fn download(app: AppHandle, name: String, bytes: Vec<u8>) -> Result<String, Refusal> {
    let is_fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    if stem.is_empty() || stem.len() > 100 || !stem.bytes().all(is_fine) || !["png", "csv", "txt"].contains(&ending) {
        return Err(refusal("download", &"a file of that name is not written"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(refusal("download", &"it is too large"));
    }
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let folder = folder.map_err(|problem| refusal("download", &problem))?;
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    let writing = tauri::async_runtime::spawn_blocking(move || put(&folder, &stem, &ending, &bytes));
    let written = writing.await.map_err(|problem| refusal("download", &problem))?;
    written.map(|path| path.display().to_string()).map_err(|problem| refusal("download", &problem))
}

fn put(folder: &Path, stem: &str, ending: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    for number in 1..=MOST_ALIKE {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem}-{number}.{ending}") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => return file.write_all(bytes).map(|()| path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there are too many files of that name"))
}

#[tauri::command]
pub(crate) fn welcomed(app: AppHandle) {
    memory::keep_welcomed(&app);
}

/// Takes away what Engram keeps on this computer, and says what went. The agent ends first, so that nothing is written
/// behind it; what stays is told in words.
#[tauri::command]
pub(crate) async fn reset(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Shell>,
) -> Result<Vec<String>, Refusal> {
    shell.agent.stop();
    let mut gone = Vec::new();
    if app.autolaunch().is_enabled().unwrap_or_default() && app.autolaunch().disable().is_ok() {
        gone.push("autostart".to_owned());
    }
    memory::forget(&app);
    if let Err(problem) = window.clear_all_browsing_data() {
        tracing::warn!(%problem, "the page's own memory stays");
    }
    gone.push("what the window remembers".to_owned());
    let grounds = std::sync::Arc::clone(&shell.grounds);
    let taking = tauri::async_runtime::spawn_blocking(move || {
        let mut gone = Vec::new();
        let vault = (grounds.vault)(Some(Keychain::of_system()), None);
        for name in SecretName::ALL {
            if vault.find(name).is_ok_and(|found| found.is_some()) && vault.forget(name).is_ok() {
                gone.push(name.name().to_owned());
            }
        }
        let ours = grounds.places.ours.as_ref().map(|ours: &Ours| ours.folder().to_path_buf());
        let state = grounds.state.as_ref().ok().and_then(Home::folder).map(Path::to_path_buf);
        let owned = |folder: &PathBuf| folder.file_name().is_some_and(|name| name == "engram");
        for folder in ours.into_iter().chain(state).filter(owned) {
            if fs::remove_dir_all(&folder).is_ok() {
                gone.push(folder.display().to_string());
            }
        }
        gone
    });
    gone.extend(taking.await.map_err(|problem| refusal("reset", &problem))?);
    Ok(gone)
}

fn refusal(kind: &'static str, problem: &dyn ToString) -> Refusal {
    Refusal { kind, message: problem.to_string() }
}
