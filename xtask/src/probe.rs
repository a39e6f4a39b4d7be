//! What this machine already has.
#![expect(clippy::disallowed_methods, reason = "it looks at the system")]

use crate::place::Place;
use crate::shell::{Step, on_path};
use crate::system::{Need, System};
use crate::{node, tools};
use std::path::Path;

/// The system this runs on.
pub(crate) fn system() -> System {
    match std::env::consts::OS {
        "macos" => System::MacOs,
        "windows" => System::Windows,
        _ => System::of_release(&std::fs::read_to_string("/etc/os-release").unwrap_or_default()),
    }
}

/// Says whether commands run as root, who needs no `sudo`.
pub(crate) fn as_root() -> bool {
    Step::line("id -u").read().is_ok_and(|id| id.trim() == "0")
}

/// Says whether the need is met.
pub(crate) fn has(place: &Place, need: Need) -> bool {
    match (need, std::env::consts::OS) {
        (Need::Pip, _) => tools::python().is_some(),
        (Need::Node, _) => node::find(place).is_some(),
        (Need::PkgConfig, "linux") => on_path("pkg-config"),
        (Need::WebView, "linux") => Step::line("pkg-config --exists webkit2gtk-4.1").succeeds(),
        (Need::WebView, "windows") => web_view_2(),
        (Need::Tray, "linux") => tray_library(),
        (Need::Screen, "linux") => on_path("Xvfb"),
        (Need::Bus, "linux") => on_path("dbus-daemon"),
        (Need::Driver, "linux") => on_path("WebKitWebDriver"),
        // macOS brings its own web view and tray, Windows its own tray, and neither runs the window tests.
        _ => true,
    }
}

/// Either of the names that the application asks the dynamic linker for.
fn tray_library() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    let cache = ["ldconfig", "/sbin/ldconfig", "/usr/sbin/ldconfig"]
        .into_iter()
        .find_map(|program| Step::new(program, ["-p"]).read().ok())
        .unwrap_or_default();
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
    NAMES.iter().any(|name| cache.contains(name) || folders.iter().any(|folder| Path::new(folder).join(name).exists()))
}

fn web_view_2() -> bool {
    const CLIENT: &str = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node", r"HKLM\SOFTWARE", r"HKCU\Software"]
        .iter()
        .any(|hive| Step::new("reg", ["query", &format!(r"{hive}\{CLIENT}"), "/v", "pv"]).succeeds())
}
