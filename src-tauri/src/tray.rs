//! Puts the agent's `TrayView` on screen: the icon at the agent's own pace, the words when they differ, one icon for ever.

use crate::shell::Shell;
use crate::window::{self, Place};
use crate::{computer, desktop};
use agent::view::tray::{Act, Mark, Pace, Row, Step, TrayView};
use agent::{Change, Command, steady};
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, include_image};
use tokio::sync::Notify;

/// The least time between two menus.
const PAUSE: Duration = Duration::from_secs(1);

/// The icon's set of marks, and what the rows of its menu do.
#[derive(Debug)]
pub(crate) struct Tray {
    is_dark: AtomicBool,
    /// The bar behind it looks otherwise now.
    looks: Notify,
    /// The menu on screen. A click on an older row finds nothing here, and does nothing.
    filled: Mutex<Vec<Filled>>,
    /// The toolkit flips the mark of a choice that is clicked, and a switch of this computer is in no snapshot; what is in
    /// force decides, so the menu is made anew.
    flipped: Notify,
}

/// A row on screen, and what a click on it or behind it does.
#[derive(Debug, Clone)]
struct Filled {
    row: Row,
    acts: HashMap<MenuId, Act>,
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
    let mut shown = TrayView::of(&snapshots.borrow_and_update(), computer::starts_by_itself(app));
    // A wrong guess costs only a halo round the mark.
    let tray = Tray {
        is_dark: AtomicBool::new(!desktop::is_light()),
        looks: Notify::new(),
        filled: Mutex::default(),
        flipped: Notify::new(),
    };
    // The library is loaded by name at run time, and its binding panics where there is none.
    let menu = Menu::new(app)?;
    tray.fill(app, &menu, &shown.menu, false)?;
    let icon = quietly(|| tray.build(app, &menu, &shown)).ok_or(NoTray::Library)??;
    app.manage(tray);
    follow_looks(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut pace = Pace::of(shown.mark);
        let mut is_visible = true;
        let mut mark = shown.mark;
        // A tray that is told of changes while it takes the icon in takes it in twice.
        tokio::time::sleep(PAUSE).await;
        loop {
            let (view, wanted) = {
                let starts = computer::starts_by_itself(&app);
                let snapshot = snapshots.borrow_and_update();
                (TrayView::of(&snapshot, starts), snapshot.settings.desk.show_icon)
            };
            let tray = app.state::<Tray>();
            if wanted != is_visible {
                is_visible = wanted;
                said("shown or hidden", icon.set_visible(wanted));
            }
            let step = pace.step(view.mark, steady());
            if let Step::Show(wanted) = step {
                mark = wanted;
                said("marked", icon.set_icon(Some(tray.image(mark))));
            }
            let differs = (&view.menu, &view.tooltip) != (&shown.menu, &shown.tooltip);
            if differs {
                said("redrawn", tray.redraw(&app, &icon, &menu, &view));
                shown = view;
                tokio::time::sleep(PAUSE).await;
            }
            let due = async {
                match step {
                    Step::Wait(pause) => tokio::time::sleep(pause).await,
                    Step::Keep | Step::Show(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = snapshots.changed() => if changed.is_err() { return },
                () = due => {}
                () = tray.flipped.notified() => said("redrawn", tray.fill(&app, &menu, &shown.menu, true)),
                () = tray.looks.notified() => said("marked", icon.set_icon(Some(tray.image(mark)))),
            }
        }
    });
    Ok(())
}

/// Whoever starts Engram once more and finds no icon wants it back.
pub(crate) fn show_again(app: &AppHandle) {
    let agent = &app.state::<Shell>().agent;
    if agent.snapshot().settings.desk.show_icon {
        return;
    }
    let change = Change { path: "desk.show_icon".to_owned(), value: Some("true".to_owned()) };
    if let Err(refused) = agent.try_send(Command::Save { changes: vec![change] }) {
        tracing::warn!(%refused, "the icon stays hidden");
    }
}

fn said(what: &str, done: tauri::Result<()>) {
    if let Err(problem) = done {
        tracing::warn!(%problem, "the tray's icon could not be {what}");
    }
}

/// A switch of this computer was moved, here or in the window.
pub(crate) fn look_again(app: &AppHandle) {
    if let Some(tray) = app.try_state::<Tray>() {
        tray.flipped.notify_one();
    }
}

/// The desktop tells on a thread of its own, because it waits for as long as the application runs.
fn follow_looks(app: &AppHandle) {
    let app = app.clone();
    let following = std::thread::Builder::new().name("looks".to_owned()).spawn(move || {
        desktop::on_look(|is_light| {
            let tray = app.state::<Tray>();
            tray.is_dark.store(!is_light, Ordering::Relaxed);
            tray.looks.notify_one();
        });
    });
    if let Err(problem) = following {
        tracing::warn!(%problem, "the look of the desktop is not followed");
    }
}

impl Tray {
    fn image(&self, mark: Mark) -> Image<'static> {
        image(mark, self.is_dark.load(Ordering::Relaxed))
    }

    fn build(&self, app: &AppHandle, menu: &Menu<tauri::Wry>, view: &TrayView) -> tauri::Result<TrayIcon> {
        TrayIconBuilder::with_id("engram")
            .icon(self.image(view.mark))
            .icon_as_template(cfg!(target_os = "macos"))
            .tooltip(&view.tooltip)
            .menu(menu)
            .show_menu_on_left_click(true)
            .on_menu_event(clicked)
            .build(app)
    }

    fn redraw(&self, app: &AppHandle, icon: &TrayIcon, menu: &Menu<tauri::Wry>, to: &TrayView) -> tauri::Result<()> {
        icon.set_tooltip(Some(&to.tooltip))?;
        self.fill(app, menu, &to.menu, false)
    }

    /// Brings the one menu to these rows; what is the same stays, so that nobody finds it empty. An icon that is given
    /// another menu would register once more. With `anew`, marks that the toolkit may have flipped are made again.
    fn fill(&self, app: &AppHandle, menu: &Menu<tauri::Wry>, rows: &[Row], anew: bool) -> tauri::Result<()> {
        // A click asks for it on the thread that the menu is changed on, so it is not held meanwhile.
        let mut filled = self.filled().clone();
        let is_same = |(before, row): &(&Filled, &Row)| before.row == **row && !(anew && has_choice(row));
        let head = filled.iter().zip(rows).take_while(is_same).count();
        let most = filled.len().min(rows.len()) - head;
        let tail = filled.iter().rev().zip(rows.iter().rev()).take(most).take_while(is_same).count();
        let old = head..filled.len() - tail;
        // New rows come before old ones go: who looks meanwhile finds one twice, and none missing.
        let mut new = Vec::new();
        for (place, row) in rows.iter().enumerate().take(rows.len() - tail).skip(head) {
            let mut acts = HashMap::new();
            menu.insert(&*made(app, row, &mut acts)?, place)?;
            new.push(Filled { row: row.clone(), acts });
        }
        for _ in old.clone() {
            menu.remove_at(head + new.len())?;
        }
        filled.splice(old, new);
        *self.filled() = filled;
        Ok(())
    }

    fn filled(&self) -> MutexGuard<'_, Vec<Filled>> {
        self.filled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether there is a mark in it.
fn has_choice(row: &Row) -> bool {
    match row {
        Row::Choice { .. } => true,
        Row::Menu { rows, .. } => rows.iter().any(has_choice),
        Row::State(_) | Row::Separator | Row::Item { .. } => false,
    }
}

/// A row as the toolkit has it, and what it does.
fn made(app: &AppHandle, row: &Row, acts: &mut HashMap<MenuId, Act>) -> tauri::Result<Box<dyn IsMenuItem<tauri::Wry>>> {
    Ok(match row {
        Row::State(words) => Box::new(MenuItem::new(app, words, false, None::<&str>)?),
        Row::Separator => Box::new(PredefinedMenuItem::separator(app)?),
        Row::Item { label, act } => {
            let item = MenuItem::new(app, label, true, None::<&str>)?;
            acts.insert(item.id().clone(), act.clone());
            Box::new(item)
        }
        Row::Choice { label, chosen, act } => {
            let item = CheckMenuItem::new(app, label, true, *chosen, None::<&str>)?;
            acts.insert(item.id().clone(), act.clone());
            Box::new(item)
        }
        Row::Menu { label, rows } => {
            let menu = Submenu::new(app, label, true)?;
            for row in rows {
                menu.append(&*made(app, row, acts)?)?;
            }
            Box::new(menu)
        }
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape tauri asks for")]
fn clicked(app: &AppHandle, event: MenuEvent) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let act = tray.filled().iter().find_map(|row| row.acts.get(event.id()).cloned());
    match act {
        Some(Act::QuickQuestion) => window::open(app, Place::Palette),
        Some(Act::Open) => window::open(app, Place::Ask),
        Some(Act::ShowReport(id)) => window::open(app, Place::Report(id)),
        Some(Act::Go(place)) => window::open(app, Place::Named(place.to_owned())),
        Some(Act::Tool(tool)) => window::open(app, Place::Named(format!("tool/{}", tool.name()))),
        Some(Act::Send(command)) => {
            tray.flipped.notify_one();
            if let Err(refused) = app.state::<Shell>().agent.try_send(command) {
                tracing::warn!(%refused, "a row of the tray did nothing");
            }
        }
        Some(Act::Autostart(on)) => {
            if let Err(problem) = computer::start_by_itself(app, on) {
                tracing::warn!(%problem, "starting with the session cannot be switched");
            }
        }
        Some(Act::CopyDiagnostics) => copy_diagnostics(app),
        Some(Act::Quit) => app.exit(0),
        None => {}
    }
}

/// On the clipboard where the shell can put it there; else the page does, where it can be seen.
fn copy_diagnostics(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let text = computer::told(&app.state::<Shell>()).await;
        let (there, copied) = tokio::sync::oneshot::channel();
        let asked = app.run_on_main_thread(move || _ = there.send(desktop::copy(&text)));
        if asked.is_err() || !copied.await.unwrap_or_default() {
            window::open(&app, Place::Named("health".to_owned()));
        }
    });
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
        Mark::NeedsApproval => include_image!("../icons/tray/needs-approval-template.png"),
        Mark::Degraded => include_image!("../icons/tray/degraded-template.png"),
        Mark::Reconnecting => include_image!("../icons/tray/reconnecting-template.png"),
        Mark::NeedsYou => include_image!("../icons/tray/needs-you-template.png"),
        Mark::Paused => include_image!("../icons/tray/paused-template.png"),
    }
}

#[cfg(not(target_os = "macos"))]
fn image(mark: Mark, is_dark: bool) -> Image<'static> {
    match (mark, is_dark) {
        (Mark::Starting, true) => include_image!("../icons/tray/starting-light.png"),
        (Mark::Starting, false) => include_image!("../icons/tray/starting-dark.png"),
        (Mark::Ready, true) => include_image!("../icons/tray/ready-light.png"),
        (Mark::Ready, false) => include_image!("../icons/tray/ready-dark.png"),
        (Mark::NeedsApproval, true) => include_image!("../icons/tray/needs-approval-light.png"),
        (Mark::NeedsApproval, false) => include_image!("../icons/tray/needs-approval-dark.png"),
        (Mark::Degraded, true) => include_image!("../icons/tray/degraded-light.png"),
        (Mark::Degraded, false) => include_image!("../icons/tray/degraded-dark.png"),
        (Mark::Reconnecting, true) => include_image!("../icons/tray/reconnecting-light.png"),
        (Mark::Reconnecting, false) => include_image!("../icons/tray/reconnecting-dark.png"),
        (Mark::NeedsYou, true) => include_image!("../icons/tray/needs-you-light.png"),
        (Mark::NeedsYou, false) => include_image!("../icons/tray/needs-you-dark.png"),
        (Mark::Paused, true) => include_image!("../icons/tray/paused-light.png"),
        (Mark::Paused, false) => include_image!("../icons/tray/paused-dark.png"),
    }
}
