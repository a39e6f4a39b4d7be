//! The one window: made when it is wanted, destroyed when it is closed, deaf to every address but its own page.

use crate::computer;
use crate::memory;
use crate::shell::Shell;
use agent::{Command, Handle, Snapshot};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tauri::async_runtime::JoinHandle;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Emitter, LogicalSize, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::watch::Receiver;

/// The window's name, and the one the capability speaks of.
const MAIN: &str = "main";
/// The least time between two snapshots: four in a second are plenty for an eye.
const PAUSE: Duration = Duration::from_millis(250);
/// How large it is at first.
const SIZE: LogicalSize<f64> = LogicalSize::new(420.0, 640.0);
/// What a click may open in the browser; nothing else, and nothing with words of the page in it.
const LINKS: [&str; 1] = ["https://www.tradingview.com/"];

/// Where in the page to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Ask,
    /// The quick question, over whatever is shown.
    Palette,
    Report(String),
    /// A place of the page by its own name, such as `settings/gateway`.
    Named(String),
}

/// The task that tells the window what changed; there is one at most.
#[derive(Debug, Default)]
pub(crate) struct Stream(Mutex<Option<JoinHandle<()>>>);

/// Opens the window on a place, or raises the open one and goes there.
pub(crate) fn open(app: &AppHandle, place: Place) {
    let app = app.clone();
    // A window made inside an event handler deadlocks on Windows, so it is made beside it.
    tauri::async_runtime::spawn(async move {
        if let Err(problem) = show(&app, &place) {
            tracing::error!(%problem, "the window could not be opened");
        }
    });
}

fn show(app: &AppHandle, place: &Place) -> tauri::Result<()> {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => {
            let mut url = window.url()?;
            url.set_fragment(Some(&place.fragment()));
            window.navigate(url)?;
            window
        }
        None => make(app, place)?,
    };
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn make(app: &AppHandle, place: &Place) -> tauri::Result<WebviewWindow> {
    let last = memory::question(app).map(|question| format!("&{}", question.words())).unwrap_or_default();
    // Who opens it for the first time is led through the first steps, unless a place was meant.
    let place = match place {
        Place::Ask if !computer::knows_engram(app) => &Place::Named("welcome".to_owned()),
        Place::Ask | Place::Palette | Place::Report(_) | Place::Named(_) => place,
    };
    let page = WebviewUrl::App(format!("index.html#{}{last}", place.fragment()).into());
    let size = memory::size(app).unwrap_or(SIZE);
    let window = WebviewWindowBuilder::new(app, MAIN, page)
        .title("Engram")
        .inner_size(size.width, size.height)
        .min_inner_size(memory::LEAST.width, memory::LEAST.height)
        .on_navigation(may_go)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    let shell = app.state::<Shell>();
    attend(&shell.agent, true);
    shell.stream.start(tauri::async_runtime::spawn(tell(window.clone(), shell.agent.watch())));
    Ok(window)
}

/// Tells the agent whether somebody sees the window: without one it looks at no watch list.
pub(crate) fn attend(agent: &Handle, seen: bool) {
    if let Err(refused) = agent.try_send(Command::Attend { seen }) {
        tracing::debug!(%refused, "nobody was told who sees the window");
    }
}

/// Our own page alone. A link of the short list opens in the browser instead.
fn may_go(url: &Url) -> bool {
    let own = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
    if LINKS.contains(&url.as_str())
        && let Err(problem) = open::that_detached(url.as_str())
    {
        tracing::warn!(%problem, "no browser opened");
    }
    own
}

/// Tells the window each new snapshot, until the window or the agent ends.
async fn tell(window: WebviewWindow, mut snapshots: Receiver<Arc<Snapshot>>) {
    while snapshots.changed().await.is_ok() {
        let snapshot = Arc::clone(&snapshots.borrow_and_update());
        if let Err(problem) = window.emit_to(MAIN, "snapshot", &*snapshot) {
            tracing::debug!(%problem, "a snapshot was not told");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Place {
    /// What stands behind the `#`. The count makes a repeated request a new one, or the page would not hear it.
    fn fragment(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        match self {
            Self::Ask => format!("/ask?{count}"),
            Self::Palette => format!("/ask?{count}&do=palette"),
            Self::Report(id) => format!("/report/{id}?{count}"),
            Self::Named(name) => format!("/{name}?{count}"),
        }
    }
}

impl Stream {
    fn start(&self, task: JoinHandle<()>) {
        self.put(Some(task));
    }

    /// Sending to a window that is gone does not fail, so the task must be told.
    pub(crate) fn end(&self) {
        self.put(None);
    }

    fn put(&self, task: Option<JoinHandle<()>>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *held, task) {
            before.abort();
            tracing::debug!("the window's stream ended");
        }
    }
}
