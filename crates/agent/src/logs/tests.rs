#![expect(clippy::disallowed_methods, reason = "reads the files that were written, and starts processes")]

use std::{
    io::{self, Write},
    panic,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde_json::Value;
use tracing::{debug, error, info, subscriber::with_default, warn};

use super::{Clocks, Log, WAITING, begin};
use crate::{
    Secret,
    redact::{
        Redaction,
        tests::{
            cases::{all, leaks},
            redaction,
        },
    },
    settings::{Logging, Settings},
    steady, testing,
};

fn wall() -> Timestamp {
    testing::now()
}

const CLOCKS: Clocks = Clocks { wall, steady };

/// A machine that stands still for a while says nothing more often.
const STILL: Clocks = Clocks { wall, steady: || Duration::from_secs(1) };

fn logging(level: &str, format: &str, file: &str) -> Logging {
    Logging { level: level.to_owned(), format: format.to_owned(), file: file.to_owned() }
}

/// A screen that can be read.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_err(|_| io::Error::other("poisoned"))?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Screen {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// What stands on the screen after these words.
fn said(logging: &Logging, redaction: Redaction, words: impl FnOnce(&Log)) -> String {
    let screen = Screen::default();
    let (log, lines) = Log::made(logging, None, redaction, STILL, Box::new(screen.clone())).unwrap();
    with_default(lines, || words(&log));
    log.flush();
    screen.text()
}

#[test]
fn what_is_heard_goes_by_the_level_and_of_others_only_warnings_are() {
    let usual = Settings::default().logging;
    let text = said(&usual, Redaction::default(), |log| {
        info!(pair = "BTC/USD", bars = 3, "asked");
        debug!("too quiet");
        info!(target: "hyper::server", "not ours");
        warn!(target: "hyper::server", "not ours, and a warning");
        log.change(&logging("DEBUG", "%(levelname)s %(message)s", ""), None, Redaction::default());
        debug!("quiet");
        log.change(&logging("ERROR", "json", ""), None, Redaction::default());
        warn!("too quiet again");
        error!("loud");
    });
    let expected = "2026-11-20T15:00:03.000Z agent::logs::tests INFO asked pair=BTC/USD bars=3\n\
                    2026-11-20T15:00:03.000Z hyper::server WARN not ours, and a warning\n\
                    DEBUG quiet\n\
                    {\"level\":\"ERROR\",\"message\":\"loud\",\"name\":\"agent::logs::tests\",\"time\":\"2026-11-20T15:00:03.000Z\"}\n";
    assert_eq!(text, expected);
}

#[test]
fn no_case_leaks_as_text_or_as_json_as_message_or_as_field() {
    for format in ["%(message)s", "json"] {
        for (text, secret) in all() {
            let line = said(&logging("INFO", format, ""), redaction(), |_| info!(what = %text, "{text}"));
            assert!(!line.is_empty() && !leaks(&line, &secret), "{format}: {line}");
        }
    }
}

/// The twin: a log that is given no redaction's rules would hold them. What it knows by itself is taken from it here.
#[test]
fn a_known_secret_leaks_where_it_is_not_known() {
    let words = |_: &Log| info!("it is correct horse battery");
    let format = logging("INFO", "%(message)s", "");
    assert_eq!(said(&format, Redaction::default(), words), "it is correct horse battery\n");
    let known = Redaction::default().knowing(Secret::new("correct horse battery"));
    assert_eq!(said(&format, known, words), "it is [hidden]\n");
}

#[test]
fn a_field_is_hidden_by_its_name() {
    let text = said(&logging("INFO", "%(message)s", ""), Redaction::default(), |_| {
        info!(token = "plain words", url = "ws://u:p@h/", "connected");
        info!(api_key = ?Some("plain"), "again");
    });
    assert_eq!(text, "connected token=[hidden] url=ws://[hidden]@h/\nagain api_key=[hidden]\n");
}

#[test]
fn a_panic_speaks_in_one_line_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let log = begin(&logging("INFO", "json", "logs/engram.log"), Some(folder.path()), redaction(), CLOCKS).unwrap();
    let again = begin(&logging("INFO", "json", ""), None, redaction(), CLOCKS);
    assert_eq!(again.unwrap_err().to_string(), "this program keeps a log already");
    let cases = all();
    for (text, _) in &cases {
        assert!(panic::catch_unwind(|| panic!("{text}")).is_err());
    }
    log.flush();
    let text = std::fs::read_to_string(folder.path().join("logs/engram.log")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let same: std::collections::BTreeSet<_> =
        lines.iter().map(|line| line["message"].as_str().unwrap().to_owned()).collect();
    assert_eq!(lines.len(), same.len(), "a panic that says the same is held back");
    assert!(lines.len() > 60, "{}", lines.len());
    for (_, secret) in &cases {
        assert!(!leaks(&text, secret), "{secret}");
    }
    let first = &lines[0];
    assert_eq!((&first["name"], &first["level"]), (&Value::from("panic"), &Value::from("ERROR")));
    assert!(first["fields"]["at"].as_str().unwrap().contains("logs/tests.rs:"), "{first}");
    drop(panic::take_hook());
}

#[test]
fn a_storm_of_one_line_is_one_line_and_a_count() {
    let text = said(&logging("INFO", "%(message)s", ""), Redaction::default(), |_| {
        for _ in 0..100_000 {
            warn!("no further connection can be taken");
        }
    });
    assert_eq!(text, "no further connection can be taken\n");
}

/// A screen that takes nothing until it is let go.
struct Stuck(mpsc::Receiver<()>, Screen);

impl Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Let go once, it stays so: the other end is gone.
        _ = self.0.recv();
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn nobody_waits_for_a_screen_that_is_stuck() {
    let (let_go, held) = mpsc::channel();
    let screen = Screen::default();
    let format = logging("INFO", "%(message)s", "");
    let stuck = Box::new(Stuck(held, screen.clone()));
    let (log, lines) = Log::made(&format, None, Redaction::default(), CLOCKS, stuck).unwrap();
    with_default(lines, || {
        let begun = Instant::now();
        for number in 0..20_000 {
            info!(number, "a line of its own");
        }
        log.flush();
        // What it takes is arithmetic and half a second's patience; a program that waited would never come here.
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        drop(let_go);
        let told =
            || screen.text().lines().find(|line| line.contains("lines of the log were dropped")).map(str::to_owned);
        let dropped = std::iter::repeat_with(|| {
            log.flush();
            told()
        });
        let dropped = dropped.take(200).flatten().next().expect("it is told");
        let count: usize = dropped.split(' ').next().unwrap().parse().unwrap();
        assert!((20_000 - WAITING - 2..20_000).contains(&count), "{dropped}");
    });
}

#[test]
fn a_relative_file_needs_a_folder_and_a_full_path_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let named = |name: &str, folder: Option<&Path>| super::file(&logging("INFO", "json", name), folder);
    assert_eq!(named("", Some(folder.path())), None);
    assert_eq!(named("logs/engram.log", None), None);
    assert_eq!(named("logs/engram.log", Some(folder.path())), Some(folder.path().join("logs/engram.log")));
    let full = folder.path().join("x.log");
    assert_eq!(named(full.to_str().unwrap(), None), Some(full));
}

/// Seconds that the speaker on a small disk lets pass.
static SECONDS: AtomicU64 = AtomicU64::new(0);

const DISK: &str = "ENGRAM_TEST_LOG_DISK";

/// Logs more than the disk holds, and gives the disk room again.
#[test]
fn a_speaker_on_a_small_disk() {
    let Some(folder) = std::env::var_os(DISK) else { return };
    let folder = Path::new(&folder);
    let clocks = Clocks { wall, steady: || Duration::from_secs(SECONDS.load(Ordering::Relaxed)) };
    let screen = Screen::default();
    let format = logging("INFO", "%(message)s", "logs/engram.log");
    let (log, lines) =
        Log::made(&format, Some(folder), Redaction::default(), clocks, Box::new(screen.clone())).unwrap();
    with_default(lines, || {
        let say = |from: usize, to: usize| {
            (from..to).for_each(|number| {
                info!("line {number} {}", "x".repeat(1_000));
                log.flush();
            });
        };
        say(0, 200);
        let text = screen.text();
        assert_eq!(text.matches("cannot be written").count(), 1, "once: {text}");
        assert!(text.contains("line 199 "), "the screen has them all");
        let file = folder.join("logs/engram.log");
        let kept = std::fs::read_to_string(&file).unwrap();
        assert!(kept.ends_with("x\n") && kept.lines().all(|line| line.starts_with("line ")), "no half line");
        std::fs::write(&file, "").unwrap();
        SECONDS.fetch_add(11, Ordering::Relaxed);
        say(200, 201);
        assert!(screen.text().contains("is written again; "), "{}", screen.text());
        assert!(std::fs::read_to_string(&file).unwrap().starts_with("line 200 "));
        println!("\nwent on");
    });
}

#[test]
fn a_full_disk_stops_nothing_and_is_told_of_once() {
    let folder = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=64k,mode=0700 none {}", folder.path().display());
    let allowed = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this system does not let a test mount a disk of its own (unshare -rm)");
        return;
    }
    let done = Command::new("unshare")
        .args(["-rm", "sh", "-c", &format!("{mount} && exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "logs::tests::a_speaker_on_a_small_disk", "--nocapture", "--test-threads=1"])
        .env(DISK, folder.path())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && out.contains("went on"), "{out}{}", String::from_utf8_lossy(&done.stderr));
}
