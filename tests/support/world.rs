//! Everything one test runs in.
#![expect(clippy::disallowed_methods, reason = "it starts programs, and waits for them")]

use crate::bus::Bus;
use crate::child::{Running, on_path};
use crate::notices::Notices;
use crate::page::Page;
use crate::portal::Portal;
use crate::program::program;
use crate::screen::Screen;
use crate::tray::Tray;
use anyhow::{Context, Result, bail};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(10);
/// What programs remember, below the home.
const STATE: &str = "state";

/// A screen, a bus and a home that belong to one test. Fields are dropped in this order: whoever writes goes before the folder.
#[derive(Debug)]
pub struct World {
    pub screen: Screen,
    bus: Bus,
    extra: Vec<(String, String)>,
    home: Home,
}

/// The application, started.
#[derive(Debug)]
pub struct App {
    running: Running,
    output: PathBuf,
}

#[derive(Debug)]
struct Home(Option<TempDir>);

impl World {
    /// A new world; none, with the reason printed, where a tool is missing.
    ///
    /// # Errors
    /// When a tool is there and does not start.
    pub fn new() -> Result<Option<Self>> {
        for tool in ["Xvfb", "dbus-daemon", "WebKitWebDriver"] {
            if on_path(tool).is_none() {
                eprintln!("skipped: {tool} is missing (Debian: apt install xvfb dbus webkit2gtk-driver)");
                return Ok(None);
            }
        }
        let home = Home(Some(tempfile::Builder::new().prefix("engram-").tempdir()?));
        let bus = Bus::start(home.path()?)?;
        let world = Self { screen: Screen::start()?, bus, extra: Vec::new(), home };
        // Whoever tests something else has seen the first steps.
        std::fs::write(world.remembered()?, r#"{"welcomed":true}"#)?;
        Ok(Some(world))
    }

    /// The same as on the first day.
    ///
    /// # Errors
    /// When there is no home.
    pub fn fresh(self) -> Result<Self> {
        std::fs::remove_file(self.remembered()?)?;
        Ok(self)
    }

    /// What the window remembers.
    ///
    /// # Errors
    /// When there is no home.
    pub fn remembered(&self) -> Result<PathBuf> {
        Ok(self.folder("data/com.engram.desktop")?.join("window.json"))
    }

    /// The trader's settings file.
    ///
    /// # Errors
    /// When there is no home.
    pub fn settings(&self) -> Result<PathBuf> {
        Ok(self.folder("config/engram")?.join("settings.toml"))
    }

    /// Sets a variable for what is started from now on.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.extra.push((name.to_owned(), value.into()));
        self
    }

    /// Puts up a tray.
    ///
    /// # Errors
    /// When the bus refuses it.
    pub async fn tray(&self) -> Result<Tray> {
        Tray::host(&self.bus.address).await
    }

    /// Lets the desktop say whether it is dark.
    ///
    /// # Errors
    /// When the bus refuses it.
    pub async fn portal(&self, is_dark: bool) -> Result<Portal> {
        Portal::open(&self.bus.address, is_dark).await
    }

    /// Shows notifications, and remembers them.
    ///
    /// # Errors
    /// When the bus refuses it.
    pub async fn notices(&self) -> Result<Notices> {
        Notices::open(&self.bus.address).await
    }

    /// A folder that goes with this world.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.home.path()?.join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Where answers are kept unless it is said.
    ///
    /// # Errors
    /// When there is no home.
    pub fn journal(&self) -> Result<PathBuf> {
        Ok(self.folder(STATE)?.join("engram/journal.db"))
    }

    /// Starts the application by hand.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&self, args: &[&str]) -> Result<App> {
        let output = tempfile::NamedTempFile::new_in(self.home.path()?)?.into_temp_path().keep()?;
        let mut command = self.command(&program()?)?;
        command.args(args).stdout(Stdio::null()).stderr(std::fs::File::create(&output)?);
        Ok(App { running: Running::start(&mut command)?, output })
    }

    /// Starts the application under a driver, with its window open.
    ///
    /// # Errors
    /// When the driver or the application does not start.
    pub async fn drive(&self, args: &[&str]) -> Result<Page> {
        self.alone().await?;
        // A port that was free a moment ago; nothing else on this machine asks for one by number.
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut command = self.command(Path::new("WebKitWebDriver"))?;
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").arg(format!("--port={port}"));
        let driver = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
        let args: Vec<&str> = ["--show"].iter().chain(args).copied().collect();
        Page::open(driver, port, &program()?, &args).await
    }

    /// Waits until no application is left of before: a new one would raise its window, and end.
    async fn alone(&self) -> Result<()> {
        let bus = zbus::connection::Builder::address(self.bus.address.as_str())?.build().await?;
        let names = zbus::fdo::DBusProxy::new(&bus).await?;
        until("the end of the application before", || async {
            let name = "com.engram.desktop.SingleInstance".try_into()?;
            Ok((!names.name_has_owner(name).await?).then_some(()))
        })
        .await
    }

    fn command(&self, program: &Path) -> Result<Command> {
        let mut command = Command::new(program);
        command.env_clear();
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for (name, folder) in [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", STATE),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(name, self.folder(folder)?);
        }
        command.env("DISPLAY", &self.screen.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address);
        command.env("NO_AT_BRIDGE", "1").env("LANG", "C.UTF-8").envs(self.extra.iter().cloned());
        Ok(command)
    }
}

impl App {
    /// Waits for its end.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        let child = self.running.child();
        let begun = Instant::now();
        loop {
            match child.try_wait()? {
                Some(status) => return Ok(status),
                None if begun.elapsed() > PATIENCE => bail!("it goes on running"),
                None => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// What it said to people.
    ///
    /// # Errors
    /// When its output cannot be read.
    pub fn said(&self) -> Result<String> {
        Ok(std::fs::read_to_string(&self.output)?)
    }

    pub fn id(&mut self) -> u32 {
        self.running.child().id()
    }

    /// Sends it a signal by name, such as `TERM`.
    ///
    /// # Errors
    /// When it cannot be sent.
    pub fn signal(&mut self, name: &str) -> Result<()> {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.id())).status()?;
        sent.success().then_some(()).context("the signal was not taken")
    }
}

impl Home {
    fn path(&self) -> Result<&Path> {
        self.0.as_ref().map(TempDir::path).context("a world has a home")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // WebKit's helpers write their caches for a moment after their parent is gone.
        let Some(folder) = self.0.take().map(TempDir::keep) else { return };
        for _ in 0..100 {
            if std::fs::remove_dir_all(&folder).is_ok() {
                return;
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// Waits until there is something.
///
/// # Errors
/// When asking fails, or nothing comes in time.
pub async fn until<T, F>(what: &str, mut ask: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let begun = Instant::now();
    loop {
        if let Some(found) = ask().await? {
            return Ok(found);
        }
        if begun.elapsed() > PATIENCE {
            bail!("waited in vain for {what}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
