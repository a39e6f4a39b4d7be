//! What kind of desktop this is, and what must be settled before anything is drawn on it.
#![expect(clippy::disallowed_methods, reason = "it reads the environment and the time of day")]

#[cfg(target_os = "linux")]
use zbus::zvariant::Value;

/// Who says how the desktop is set, and which setting is its look.
#[cfg(target_os = "linux")]
const PORTAL: &str = "org.freedesktop.portal.Desktop";
#[cfg(target_os = "linux")]
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
#[cfg(target_os = "linux")]
const PORTAL_SETTINGS: &str = "org.freedesktop.portal.Settings";
#[cfg(target_os = "linux")]
const LOOK: (&str, &str) = ("org.freedesktop.appearance", "color-scheme");

/// How the portal says "prefers light".
#[cfg(target_os = "linux")]
const LIGHT: u32 = 2;

/// Turns off what a small window does not need: a software GL costs 30 MB in the tray, and the DMABUF renderer is the known
/// cause of blank windows. Whoever sets the variables knows better.
#[cfg(target_os = "linux")]
pub(crate) fn prepare() {
    for (name, value) in [("GDK_GL", "disable"), ("WEBKIT_DISABLE_DMABUF_RENDERER", "1")] {
        // Called before there is a second thread; GTK and WebKit read it later, in this process and in their own.
        if let Err(problem) = glib::setenv(name, value, false) {
            eprintln!("{name} could not be set: {problem}");
        }
    }
}

/// Says whether somebody would show an icon in the tray.
#[cfg(target_os = "linux")]
pub(crate) fn has_tray() -> bool {
    let asked = || -> zbus::Result<bool> {
        let bus = bus()?;
        let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        Ok(names.name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)?)
    };
    asked().unwrap_or_else(|problem| {
        tracing::info!(%problem, "no session bus, so no tray");
        false
    })
}

/// Says whether the desktop prefers a light look. Where it says nothing, most bars are dark.
#[cfg(target_os = "linux")]
pub(crate) fn is_light() -> bool {
    let asked = || -> zbus::Result<u32> {
        let answer = bus()?.call_method(Some(PORTAL), PORTAL_PATH, Some(PORTAL_SETTINGS), "Read", &LOOK)?;
        // The older of the two questions, which every portal answers, packs its value twice.
        let body = answer.body();
        let value: Value<'_> = body.deserialize()?;
        Ok(value.downcast_ref::<Value<'_>>().unwrap_or(value.try_clone()?).downcast::<u32>()?)
    };
    asked().is_ok_and(|scheme| scheme == LIGHT)
}

/// Tells this whenever the desktop comes to prefer another look: whether it is a light one. Returns when nobody would say.
#[cfg(target_os = "linux")]
pub(crate) fn on_look(changed: impl Fn(bool)) {
    let followed = || -> zbus::Result<()> {
        let bus = bus()?;
        let portal = zbus::blocking::Proxy::new(&bus, PORTAL, PORTAL_PATH, PORTAL_SETTINGS)?;
        for signal in portal.receive_signal("SettingChanged")? {
            let body = signal.body();
            let (namespace, key, value): (String, String, Value<'_>) = body.deserialize()?;
            if (namespace.as_str(), key.as_str()) == LOOK {
                changed(value.downcast::<u32>()? == LIGHT);
            }
        }
        Ok(())
    };
    if let Err(problem) = followed() {
        tracing::info!(%problem, "the desktop does not tell when its look changes");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn on_look(_changed: impl Fn(bool)) {}

/// The session's bus; who does not answer at once is not waited for, because a start waits with us.
#[cfg(target_os = "linux")]
pub(crate) fn bus() -> zbus::Result<zbus::blocking::Connection> {
    let patience = std::time::Duration::from_millis(300);
    zbus::blocking::connection::Builder::session()?.method_timeout(patience).build()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn prepare() {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn has_tray() -> bool {
    true
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_light() -> bool {
    false
}

/// Whether programs get no global keys here.
#[cfg(target_os = "linux")]
pub(crate) fn is_wayland() -> bool {
    let said = |name: &str| std::env::var_os(name).unwrap_or_default();
    !said("WAYLAND_DISPLAY").is_empty() && said("GDK_BACKEND") != "x11"
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_wayland() -> bool {
    false
}

/// Puts a text on the clipboard; only the main thread may.
#[cfg(target_os = "linux")]
pub(crate) fn copy(text: &str) -> bool {
    let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
    clipboard.set_text(text);
    clipboard.store();
    true
}

/// Elsewhere the page does it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn copy(_text: &str) -> bool {
    false
}

/// Minutes since midnight where the trader is.
#[cfg(target_os = "linux")]
pub(crate) fn minute_of_day() -> Option<u16> {
    let now = glib::DateTime::now_local().ok()?;
    u16::try_from(now.hour() * 60 + now.minute()).ok()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn minute_of_day() -> Option<u16> {
    let now = jiff::Zoned::now();
    u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).ok()
}
