//! Shows what the agent's `Notices` say, in the way this desktop has for it, and takes it back.

use crate::desktop;
use crate::shell::Shell;
use agent::view::notices::{Cause, Notice, Notices};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;
use tauri::{AppHandle, Manager};

/// Ages and quiet hours pass without a new snapshot.
const ROUND: Duration = Duration::from_secs(30);

/// Tells of what happens from now on, until the agent ends.
pub(crate) fn follow(app: &AppHandle, since: Timestamp) {
    let shell = app.state::<Shell>();
    let (mut snapshots, clock) = (shell.agent.watch(), shell.clock);
    let mut notices = Notices::since(since);
    tauri::async_runtime::spawn(async move {
        let mut shown: BTreeMap<Cause, Shown> = BTreeMap::new();
        loop {
            let new = notices.step(&snapshots.borrow_and_update(), clock(), desktop::minute_of_day());
            for notice in new {
                let before = match &notice {
                    Notice::Clear(cause) | Notice::Tell { cause, .. } => shown.remove(cause),
                };
                let done = tauri::async_runtime::spawn_blocking(move || carry_out(notice, before)).await;
                match done {
                    Ok(Ok(Some((cause, id)))) => _ = shown.insert(cause, id),
                    Ok(Ok(None)) => {}
                    Ok(Err(problem)) => tracing::warn!(%problem, "this desktop shows no notifications"),
                    Err(problem) => tracing::warn!(%problem, "a notification was lost"),
                }
            }
            tokio::select! {
                changed = snapshots.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    });
}

fn carry_out(notice: Notice, before: Option<Shown>) -> Result<Option<(Cause, Shown)>, Problem> {
    match notice {
        Notice::Tell { cause, heading, sentence } => Ok(Some((cause, tell(&heading, &sentence, before)?))),
        Notice::Clear(_) => before.map_or(Ok(()), take_back).map(|()| None),
    }
}

#[cfg(target_os = "linux")]
type Shown = u32;
#[cfg(target_os = "linux")]
type Problem = zbus::Error;

/// By the session's own protocol: the library that knows all systems brings a second version of the bus.
#[cfg(target_os = "linux")]
fn tell(heading: &str, sentence: &str, before: Option<Shown>) -> Result<Shown, Problem> {
    use std::collections::HashMap;
    use zbus::zvariant::Value;

    // Some desktops read the body as markup.
    let body = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let hints: HashMap<&str, Value<'_>> = HashMap::from([("desktop-entry", Value::from("engram"))]);
    let actions: &[&str] = &[];
    let answer = desktop::bus()?.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "Notify",
        &("Engram", before.unwrap_or_default(), "engram", heading, body.as_str(), actions, hints, -1_i32),
    )?;
    answer.body().deserialize()
}

#[cfg(target_os = "linux")]
fn take_back(shown: Shown) -> Result<(), Problem> {
    desktop::bus()?.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "CloseNotification",
        &shown,
    )?;
    Ok(())
}

/// Elsewhere the system keeps what was shown, and takes it back by itself.
#[cfg(not(target_os = "linux"))]
type Shown = ();
#[cfg(not(target_os = "linux"))]
type Problem = notify_rust::error::Error;

#[cfg(not(target_os = "linux"))]
fn tell(heading: &str, sentence: &str, _before: Option<Shown>) -> Result<Shown, Problem> {
    notify_rust::Notification::new().appname("Engram").summary(heading).body(sentence).show().map(drop)
}

#[cfg(not(target_os = "linux"))]
fn take_back((): Shown) -> Result<(), Problem> {
    Ok(())
}
