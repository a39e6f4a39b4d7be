//! The application's life: one instance, a tray that outlives its window, an end that is clean.

use crate::args::Args;
use crate::desktop;
use crate::tray::{self, NoTray, Tray};
use crate::window::{Place, Stream};
use crate::{computer, ipc, keys, memory, notify, window};
use agent::settings::Resolved;
use agent::{Agent, Company, Grounds, Handle, SettingsView};
use jiff::Timestamp;
use std::sync::Arc;
use tauri::{App, AppHandle, Manager, RunEvent, WindowEvent};

/// What every part of the shell may reach.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(crate) agent: Handle,
    pub(crate) grounds: Arc<Grounds>,
    pub(crate) clock: fn() -> Timestamp,
    pub(crate) stream: Stream,
}

/// Runs until somebody quits; gives the exit code.
///
/// # Errors
/// When there is no display, or the tray or the window cannot be made.
pub(crate) fn run(
    args: &Args,
    grounds: Arc<Grounds>,
    resolved: &Resolved,
    said: SettingsView,
    company: &Company,
    clock: fn() -> Timestamp,
) -> tauri::Result<u8> {
    let first = match (args.show, args.ask) {
        (_, true) => Some(Place::Palette),
        (true, false) => Some(Place::Ask),
        (false, false) => None,
    };
    for trouble in &said.troubles {
        eprintln!("{trouble}");
    }
    let runtime = tauri::async_runtime::handle();
    let keeping = args.keeping();
    let at = Arc::clone(&grounds);
    let agent = Agent::spawn_on(at, resolved, said, keeping, company, clock, runtime.inner());
    let began = clock();
    let app = tauri::Builder::default()
        // First, so that a second start ends here before it has made anything.
        .plugin(tauri_plugin_single_instance::init(|app, args, _folder| {
            let asks = args.iter().any(|word| word == "--ask");
            tray::show_again(app);
            window::open(app, if asks { Place::Palette } else { Place::Ask });
        }))
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_autostart::Builder::new().app_name("Engram").build())
        .manage(Shell { agent, grounds, clock, stream: Stream::default() })
        .manage(keys::Keys::default())
        .invoke_handler(tauri::generate_handler![
            ipc::snapshot,
            ipc::report,
            ipc::called,
            ipc::fields,
            ipc::tools,
            ipc::judge,
            ipc::send,
            computer::desktop,
            computer::autostart,
            computer::secrets,
            computer::keep,
            computer::diagnostics,
            computer::download,
            computer::welcomed,
            computer::reset
        ])
        .setup(move |app| {
            set_up(app, first);
            keys::follow(app.handle());
            notify::follow(app.handle(), began);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    #[cfg(target_os = "macos")]
    app.set_activation_policy(tauri::ActivationPolicy::Accessory);
    let code = app.run_return(on_event);
    Ok(u8::try_from(code).unwrap_or(1))
}

fn set_up(app: &mut App, first: Option<Place>) {
    let tray = if desktop::has_tray() { tray::put(app.handle()) } else { Err(NoTray::Host) };
    end_on_signals(app.handle());
    if let Err(reason) = &tray {
        eprintln!("no tray: {reason}. The window is open instead; closing it ends Engram.");
    }
    if let Some(place) = first.or(tray.is_err().then_some(Place::Ask)) {
        window::open(app.handle(), place);
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "tauri's list of events is open")]
fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window closed. With a tray the application lives on in it, unless that is not wanted.
        RunEvent::ExitRequested { code: None, api, .. } if lives_on(app) => api.prevent_exit(),
        RunEvent::WindowEvent { label, event: WindowEvent::Resized(_), .. } => {
            if let Some(window) = app.get_webview_window(&label) {
                memory::keep_size(app, &window);
            }
        }
        RunEvent::WindowEvent { event: WindowEvent::Destroyed, .. } => {
            let shell = app.state::<Shell>();
            shell.stream.end();
            window::attend(&shell.agent, false);
        }
        RunEvent::Exit => app.state::<Shell>().agent.stop(),
        _ => {}
    }
}

fn lives_on(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && app.state::<Shell>().agent.snapshot().settings.desk.close_to_tray
}

/// A session that ends says SIGTERM; without this the process would be cut off in the middle.
#[cfg(unix)]
fn end_on_signals(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                    app.exit(0);
                }
                Err(problem) => tracing::warn!(%problem, "a signal cannot be heard"),
            }
        });
    }
}

#[cfg(not(unix))]
fn end_on_signals(_app: &AppHandle) {}
