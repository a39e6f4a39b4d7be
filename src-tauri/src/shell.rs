//! The application's life: one instance, a tray that outlives its window, an end that is clean.

use crate::args::Args;
use crate::desktop;
use crate::tray::{self, NoTray, Tray};
use crate::window::{Place, Stream};
use crate::{ipc, memory, notify, window};
use agent::link::Linking;
use agent::{Agent, Handle, Settings, SettingsView, Voicing};
use jiff::Timestamp;
use tauri::{App, AppHandle, Manager, RunEvent, WindowEvent};

/// What every part of the shell may reach.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(crate) agent: Handle,
    pub(crate) stream: Stream,
}

/// Runs until somebody quits; gives the exit code.
///
/// # Errors
/// When there is no display, or the tray or the window cannot be made.
pub(crate) fn run(
    args: &Args,
    settings: Settings,
    said: SettingsView,
    linking: &Linking,
    voicing: &Voicing,
    clock: fn() -> Timestamp,
) -> tauri::Result<u8> {
    let show = args.show;
    for trouble in &said.troubles {
        eprintln!("{trouble}");
    }
    let runtime = tauri::async_runtime::handle();
    let agent = Agent::spawn(settings, said, args.keeping(), linking, voicing, clock, runtime.inner());
    let began = clock();
    let app = tauri::Builder::default()
        // First, so that a second start ends here before it has made anything.
        .plugin(tauri_plugin_single_instance::init(|app, _args, _folder| window::open(app, Place::Ask)))
        .plugin(tauri_plugin_store::Builder::default().build())
        .manage(Shell { agent, stream: Stream::default() })
        .invoke_handler(tauri::generate_handler![ipc::snapshot, ipc::report, ipc::send])
        .setup(move |app| {
            set_up(app, show);
            notify::follow(&app.state::<Shell>().agent, began);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    #[cfg(target_os = "macos")]
    app.set_activation_policy(tauri::ActivationPolicy::Accessory);
    let code = app.run_return(on_event);
    Ok(u8::try_from(code).unwrap_or(1))
}

fn set_up(app: &mut App, show: bool) {
    let tray = if desktop::has_tray() { tray::put(app.handle()) } else { Err(NoTray::Host) };
    end_on_signals(app.handle());
    if let Err(reason) = &tray {
        eprintln!("no tray: {reason}. The window is open instead; closing it ends Engram.");
    }
    if show || tray.is_err() {
        window::open(app.handle(), Place::Ask);
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "tauri's list of events is open")]
fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        // The last window closed. With a tray the application lives on in it.
        RunEvent::ExitRequested { code: None, api, .. } if app.try_state::<Tray>().is_some() => api.prevent_exit(),
        RunEvent::WindowEvent { label, event: WindowEvent::Resized(_), .. } => {
            if let Some(window) = app.get_webview_window(&label) {
                memory::keep_size(app, &window);
            }
        }
        RunEvent::WindowEvent { event: WindowEvent::Destroyed, .. } => app.state::<Shell>().stream.end(),
        RunEvent::Exit => app.state::<Shell>().agent.stop(),
        _ => {}
    }
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
