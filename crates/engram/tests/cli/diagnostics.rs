//! Diagnostics as a user meets them: shown first, saved when wanted, and without a secret.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::support::{Run, program};

/// What is planted, and where; the log holds every one of them.
const CANARIES: [(&str, &str); 5] = [
    ("environment", "canary-env-4f7a"),
    ("token file", "canary-file-91bc"),
    ("own file", "canary-own-77de"),
    ("user", "canary-user-03aa"),
    ("query", "canary-query-5c5c"),
];

/// A home that is a canary itself, with all others planted.
struct Home {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() };
        fs::create_dir_all(home.path().join("config/engram/secrets")).unwrap();
        fs::create_dir_all(home.state().join("logs")).unwrap();
        #[cfg(unix)]
        fs::set_permissions(home.state(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        home
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("canary-home")
    }

    fn state(&self) -> PathBuf {
        self.path().join("state")
    }

    fn private(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    fn log(&self, text: &str) {
        fs::write(self.state().join("logs/engram.log"), text).unwrap();
    }

    fn program(&self, words: &str) -> Command {
        let mut program = program();
        program.args(words.split_whitespace()).stdin(Stdio::null()).current_dir(self.path());
        program.env("HOME", self.path()).env("XDG_CONFIG_HOME", self.path().join("config"));
        program.env("ENGRAM_STATE_DIR", self.state()).envs(self.variables.iter().cloned());
        program
    }

    fn run(&self, words: &str) -> Run {
        let done = self.program(words).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { out: text(done.stdout), err: text(done.stderr), code: done.status.code().unwrap() }
    }

    fn saved(&self) -> Vec<PathBuf> {
        let all = fs::read_dir(self.path()).unwrap().map(|one| one.unwrap().path());
        all.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect()
    }
}

/// Every canary, in its place and, as if nobody had hidden it, in the log.
fn planted() -> (Home, String) {
    let mut home = Home::new();
    let [environment, file, own, user, query] = CANARIES.map(|(_, canary)| canary);
    home.private("config/engram/settings.toml", "[logging]\nfile = \"logs/engram.log\"\n");
    home.private("config/engram/secrets/gateway-token", own);
    let token = home.private("lm-token", file);
    home.variables.push(("CLAWDBOT_TOKEN", environment.to_owned()));
    home.variables.push(("LM_API_TOKEN_FILE", token.display().to_string()));
    let log = format!(
        "a bare {environment} here\na bare {file} here\na bare {own} here\n\
         dialled wss://anna:{user}@gateway.example/path?token={query}\nread {}/candles\nthe last line\n",
        home.path().display()
    );
    home.log(&log);
    (home, log)
}

#[test]
fn no_canary_is_shown_or_saved() {
    let (home, log) = planted();
    let run = home.run("diagnostics --yes --out it.txt");
    assert_eq!(run.code, 0, "{run:?}");
    let saved = fs::read_to_string(home.path().join("it.txt")).unwrap();
    assert_eq!(saved, run.out, "what was shown is what is saved");
    assert!(run.err.starts_with("Saved to it.txt (") && run.err.ends_with("Nothing was sent anywhere.\n"), "{run:?}");
    assert!(saved.len() <= 200_000 && saved.contains("the last line"), "{saved}");
    assert_eq!(saved.matches("canary").count(), 0, "{saved}");
    assert!(!run.err.contains("canary"), "{run:?}");
    for told in
        ["secrets:gateway-token   ok       set, 15 characters", "read ~/candles", "== Journal ==\nthere is no journal"]
    {
        assert!(saved.contains(told), "{told}: {saved}");
    }
    // The twin: all of them were there to be told, and those that only knowledge hides are told without it.
    assert!(CANARIES.iter().all(|(_, canary)| log.contains(canary)), "{log}");
    let stranger = Home::new();
    stranger.log(&log);
    let shown = stranger.run("diagnostics --print").out;
    for (place, canary) in &CANARIES[..3] {
        assert!(shown.contains(canary), "{place}: {shown}");
    }
}

#[test]
fn a_token_in_the_settings_and_one_in_the_wrong_place_are_not_told() {
    let home = Home::new();
    home.private("config/engram/settings.toml", "[gateway]\ntoken = \"canary-settings-1\"\n");
    home.log("a bare canary-settings-1 here\n");
    let shown = home.run("diagnostics --print");
    assert!(
        shown.out.contains("gateway.token                                set, 17 characters  (settings.toml, line 2"),
        "{shown:?}"
    );
    assert!(!shown.out.contains("canary"), "{shown:?}");
    // So long that what is repeated of it has no sign that gives it away.
    let typed = "lmstudio.host=http://anna:canary-of-some-length-that-is-cut-off@host";
    home.private("config/engram/settings.toml", "");
    home.log("");
    let shown = home.run(&format!("diagnostics --print --set {typed}"));
    assert_eq!((shown.code, shown.out.matches("canary").count()), (0, 0), "{shown:?}");
    assert!(shown.out.contains("Setting lmstudio.host: its value is not allowed"), "{shown:?}");
    // The twin: whoever typed it is told what it was.
    assert!(home.run(&format!("doctor --only settings --set {typed}")).out.contains("canary"));
}

#[test]
fn it_is_saved_only_when_somebody_says_so() {
    let home = Home::new();
    let shown = home.run("diagnostics");
    assert_eq!((shown.code, home.saved()), (0, Vec::new()), "{shown:?}");
    assert_eq!(shown.err, "Nothing was saved. `engram diagnostics --yes --out FILE` saves it.\n");
    assert_eq!((home.run("diagnostics --print").err.as_str(), home.saved()), ("", Vec::new()));
    assert_eq!(home.run("diagnostics --print --yes").code, 64);
    let saved = home.run("diagnostics --yes");
    let files = home.saved();
    assert!(saved.code == 0 && files.len() == 1, "{saved:?} {files:?}");
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("engram-diagnostics-20") && name.ends_with("Z.txt"), "{name}");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&files[0]).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn what_is_there_is_not_written_over() {
    let home = Home::new();
    let file = home.private("mine.txt", "mine");
    let refused = home.run("diagnostics --yes --out mine.txt");
    assert_eq!((refused.code, refused.out.as_str()), (73, ""), "{refused:?}");
    assert!(refused.err.contains("mine.txt is there already; name another file"), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let nowhere = home.run("diagnostics --yes --out none/it.txt");
    assert!(nowhere.code == 73 && nowhere.out.starts_with("Engram diagnostics."), "{nowhere:?}");
    #[cfg(unix)]
    {
        // A link to nothing is something.
        std::os::unix::fs::symlink("gone", home.path().join("link.txt")).unwrap();
        assert_eq!(home.run("diagnostics --yes --out link.txt").code, 73);
        assert!(!home.path().join("gone").exists());
    }
}

#[test]
fn wrong_settings_are_no_reason_to_say_nothing() {
    let home = Home::new();
    home.private("config/engram/settings.toml", "[lmstudio]\nport = 0\n");
    let shown = home.run("diagnostics --print");
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(
        shown.out.contains("settings:values         fail     Setting lmstudio.port: its value is not allowed"),
        "{shown:?}"
    );
    assert!(shown.out.contains("From: settings.toml, line 2, column 8."), "{shown:?}");
}

#[test]
fn an_answer_that_is_kept_is_counted_and_not_told() {
    let home = Home::new();
    let answer = home.run("signal EUR/USD -t 1d -f json").object();
    let shown = home.run("diagnostics --print").out;
    assert!(shown.contains("receipts       2\n"), "{shown}");
    assert!(!shown.contains(answer["receipt_id"].as_str().unwrap()), "{shown}");
}

/// A terminal of its own, in which the program runs.
#[cfg(unix)]
struct Terminal {
    ours: fs::File,
    child: std::process::Child,
    shown: String,
}

#[cfg(unix)]
impl Terminal {
    fn new(mut program: Command) -> Self {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let theirs = || fs::OpenOptions::new().read(true).write(true).open(&name).unwrap();
        let child = program.stdin(theirs()).stdout(theirs()).stderr(theirs()).spawn().unwrap();
        Self { ours: ours.into(), child, shown: String::new() }
    }

    /// Reads what is shown until this is.
    fn until(&mut self, words: &str) {
        use std::io::Read;
        let mut piece = [0; 4096];
        while !self.shown.contains(words) {
            let read = self.ours.read(&mut piece).unwrap_or(0);
            assert_ne!(read, 0, "it ended without {words:?}: {}", self.shown);
            self.shown.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    }

    fn types(&mut self, words: &str) {
        use std::io::Write;
        self.ours.write_all(words.as_bytes()).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_is_asked_after_it_was_shown() {
    let home = Home::new();
    for (answer, code, files, last) in [
        ("n\r", 0, 0, "Nothing was saved."),
        ("y\r", 0, 1, "Nothing was sent anywhere."),
        ("", 130, 1, "Stopped. Nothing was saved."),
    ] {
        let mut terminal = Terminal::new(home.program(&format!("diagnostics --out of-{code}-{files}.txt")));
        terminal.until("Looking at settings, ");
        terminal.until("== Last 50 lines of the log ==");
        terminal.until("[y/N] ");
        if answer.is_empty() {
            use rustix::process::{Pid, Signal, kill_process};
            kill_process(Pid::from_raw(i32::try_from(terminal.child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
        } else {
            terminal.types(answer);
        }
        terminal.until(last);
        assert_eq!(terminal.child.wait().unwrap().code(), Some(code), "{}", terminal.shown);
        assert_eq!(home.saved().len(), files, "{}", terminal.shown);
    }
}

/// A home that is a link is known by both its names.
#[cfg(unix)]
#[test]
fn a_home_behind_a_link_is_not_told() {
    let home = Home::new();
    let link = home.folder.path().join("link");
    std::os::unix::fs::symlink(home.path(), &link).unwrap();
    assert_eq!(home.run("signal EUR/USD -t 1d -f json").code, 0);
    let with = |words: &str| {
        let mut program = home.program(words);
        program.env("HOME", &link).env("ENGRAM_STATE_DIR", link.join("state"));
        String::from_utf8(program.output().unwrap().stdout).unwrap()
    };
    let shown = with("diagnostics --print");
    assert!(
        !shown.contains("canary-home") && shown.contains("journal:file            ok       ~/state/journal.db"),
        "{shown}"
    );
    assert!(with("doctor --only journal").contains("canary-home/state/journal.db"), "the twin");
}
