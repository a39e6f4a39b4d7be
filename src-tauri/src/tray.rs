//! Puts the agent's `TrayView` on screen: only when it differs, at most once in two seconds.

use crate::desktop;
use crate::shell::Shell;
use crate::window::{self, Place};
use agent::view::tray::{Act, Mark, Row, TrayView};
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{IsMenuItem, Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, include_image};

/// The least time between two looks of the icon.
const PAUSE: Duration = Duration::from_secs(2);

/// The icon's set of marks, and what the rows of its menu do.
#[derive(Debug)]
pub(crate) struct Tray {
    is_dark: bool,
    /// Acts of the menu on screen. A click on an older menu finds nothing here, and does nothing.
    acts: Mutex<HashMap<MenuId, Act>>,
}

/// Why there is no icon.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTray {
    #[error("nothing on this desktop shows one")]
    Host,
    #[error("its library is missing (libayatana-appindicator3)")]
    Library,
    #[error("it could not be made ({0})")]
    Icon(#[from] tauri::Error),
}

/// Puts the icon up and keeps it true to the agent's snapshots.
///
/// # Errors
/// When there can be no icon; then a window is the only way in.
pub(crate) fn put(app: &AppHandle) -> Result<(), NoTray> {
    let mut snapshots = app.state::<Shell>().agent.watch();
    let mut shown = TrayView::of(&snapshots.borrow_and_update());
    // A wrong guess costs only a halo round the mark.
    let tray = Tray { is_dark: !desktop::is_light(), acts: Mutex::default() };
    // The library is loaded by name at run time, and its binding panics where there is none.
    let icon = quietly(|| tray.build(app, &shown)).ok_or(NoTray::Library)??;
    app.manage(tray);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        while snapshots.changed().await.is_ok() {
            let view = TrayView::of(&snapshots.borrow_and_update());
            if view != shown {
                app.state::<Tray>().redraw(&app, &icon, &shown, &view);
                shown = view;
                tokio::time::sleep(PAUSE).await;
            }
        }
    });
    Ok(())
}

impl Tray {
    fn build(&self, app: &AppHandle, view: &TrayView) -> tauri::Result<TrayIcon> {
        TrayIconBuilder::with_id("engram")
            .icon(image(view.mark, self.is_dark))
            .icon_as_template(cfg!(target_os = "macos"))
            .tooltip(&view.tooltip)
            .menu(&self.menu(app, view)?)
            .show_menu_on_left_click(true)
            .on_menu_event(clicked)
            .build(app)
    }

    fn redraw(&self, app: &AppHandle, icon: &TrayIcon, from: &TrayView, to: &TrayView) {
        let drawn = || -> tauri::Result<()> {
            if from.mark != to.mark {
                icon.set_icon(Some(image(to.mark, self.is_dark)))?;
            }
            icon.set_tooltip(Some(&to.tooltip))?;
            if from.menu != to.menu {
                icon.set_menu(Some(self.menu(app, to)?))?;
            }
            Ok(())
        };
        if let Err(problem) = drawn() {
            tracing::warn!(%problem, "the tray could not be redrawn");
        }
    }

    fn menu(&self, app: &AppHandle, view: &TrayView) -> tauri::Result<Menu<tauri::Wry>> {
        let menu = Menu::new(app)?;
        let mut acts = HashMap::new();
        for row in &view.menu {
            let item: Box<dyn IsMenuItem<_>> = match row {
                Row::State(words) => Box::new(MenuItem::new(app, words, false, None::<&str>)?),
                Row::Separator => Box::new(PredefinedMenuItem::separator(app)?),
                Row::Item { label, act } => {
                    let item = MenuItem::new(app, label, true, None::<&str>)?;
                    acts.insert(item.id().clone(), act.clone());
                    Box::new(item)
                }
            };
            menu.append(&*item)?;
        }
        *self.acts.lock().unwrap_or_else(PoisonError::into_inner) = acts;
        Ok(menu)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape tauri asks for")]
fn clicked(app: &AppHandle, event: MenuEvent) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let act = tray.acts.lock().unwrap_or_else(PoisonError::into_inner).get(event.id()).cloned();
    match act {
        Some(Act::QuickQuestion | Act::Open) => window::open(app, Place::Ask),
        Some(Act::ShowReport(id)) => window::open(app, Place::Report(id)),
        Some(Act::Quit) => app.exit(0),
        None => {}
    }
}

/// Runs something that may panic for want of a library, without the panic's own words.
fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    panic::set_hook(loud);
    done
}

#[cfg(target_os = "macos")]
fn image(mark: Mark, _is_dark: bool) -> Image<'static> {
    match mark {
        Mark::Starting => include_image!("../icons/tray/starting-template.png"),
        Mark::Ready => include_image!("../icons/tray/ready-template.png"),
        Mark::Degraded => include_image!("../icons/tray/degraded-template.png"),
    }
}

#[cfg(not(target_os = "macos"))]
fn image(mark: Mark, is_dark: bool) -> Image<'static> {
    match (mark, is_dark) {
        (Mark::Starting, true) => include_image!("../icons/tray/starting-light.png"),
        (Mark::Starting, false) => include_image!("../icons/tray/starting-dark.png"),
        (Mark::Ready, true) => include_image!("../icons/tray/ready-light.png"),
        (Mark::Ready, false) => include_image!("../icons/tray/ready-dark.png"),
        (Mark::Degraded, true) => include_image!("../icons/tray/degraded-light.png"),
        (Mark::Degraded, false) => include_image!("../icons/tray/degraded-dark.png"),
    }
}
