//! Tells of an alert that fired, and of what the gateway wants shown, in the way this desktop has for it.

use agent::{Handle, view::notices::Notices};
use jiff::Timestamp;

/// Tells of every alert that fires from now on, until the agent ends.
pub(crate) fn follow(agent: &Handle, since: Timestamp) {
    let mut snapshots = agent.watch();
    let mut notices = Notices::since(since);
    tauri::async_runtime::spawn(async move {
        loop {
            let new: Vec<(String, String)> = {
                let snapshot = snapshots.borrow_and_update();
                let fired = notices.new_in(&snapshot.alerts).into_iter().map(|fired| (fired.heading, fired.sentence));
                let told = notices.new_of_gateway(&snapshot.link).into_iter();
                fired.chain(told.map(|notice| (notice.heading, notice.sentence))).collect()
            };
            for (heading, sentence) in new {
                let told = tauri::async_runtime::spawn_blocking(move || tell(&heading, &sentence)).await;
                match told {
                    Ok(Ok(())) => {}
                    Ok(Err(problem)) => tracing::warn!(%problem, "this desktop shows no notifications"),
                    Err(problem) => tracing::warn!(%problem, "a notification was lost"),
                }
            }
            if snapshots.changed().await.is_err() {
                return;
            }
        }
    });
}

/// By the session's own protocol: the library that knows all systems brings a second version of the bus.
#[cfg(target_os = "linux")]
fn tell(heading: &str, sentence: &str) -> zbus::Result<()> {
    use std::collections::HashMap;
    use zbus::zvariant::Value;

    // Some desktops read the body as markup.
    let body = sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let hints: HashMap<&str, Value<'_>> = HashMap::from([("desktop-entry", Value::from("engram"))]);
    let actions: &[&str] = &[];
    crate::desktop::bus()?.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "Notify",
        &("Engram", 0_u32, "engram", heading, body.as_str(), actions, hints, -1_i32),
    )?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn tell(heading: &str, sentence: &str) -> notify_rust::error::Result<()> {
    notify_rust::Notification::new().appname("Engram").summary(heading).body(sentence).show().map(drop)
}
