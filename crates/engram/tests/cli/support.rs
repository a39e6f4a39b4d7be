//! Starts the program and finds what is shared with other checkouts.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// The four real files: name, pair, timeframe.
pub(crate) const REAL: [(&str, &str, &str); 4] = [
    ("aapl-1d.csv", "AAPL", "1d"),
    ("btcusd-1d.csv", "BTC/USD", "1d"),
    ("eurusd-1h.csv", "EUR/USD", "1h"),
    ("spx-1d.csv", "^GSPC", "1d"),
];

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

/// Runs the program, its words split at blanks.
pub(crate) fn engram(words: &str) -> Run {
    engram_with(&words.split_whitespace().collect::<Vec<_>>())
}

pub(crate) fn engram_with(words: &[&str]) -> Run {
    Run::of(program().args(words).stdin(Stdio::null()).output().unwrap())
}

impl Run {
    pub(crate) fn of(done: Output) -> Self {
        Self {
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
            code: done.status.code().unwrap(),
        }
    }
}

/// The program, without what a developer's own environment says about colour.
pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_engram"));
    program.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
    // Answers of tests are none of the developer's, and what one test tries counts for no other.
    program.env("XDG_STATE_HOME", state());
    // Nor are the developer's settings those of tests, nor the session's key store.
    program.env("XDG_CONFIG_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/no-settings"));
    program.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_setting(&name.to_string_lossy())) {
        program.env_remove(name);
    }
    program
}

/// Where what a test asked is remembered.
pub(crate) fn state() -> PathBuf {
    thread_local! {
        static STATE: TempDir = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    }
    STATE.with(|state| state.path().to_path_buf())
}

fn is_setting(name: &str) -> bool {
    let own =
        ["LMSTUDIO_HOST", "LMSTUDIO_PORT", "LOG_LEVEL", "LM_API_TOKEN", "LM_API_TOKEN_FILE", "CREDENTIALS_DIRECTORY"];
    own.contains(&name) || name.starts_with("CLAWDBOT_") || (name.starts_with("ENGRAM_") && name != "ENGRAM_SHARED")
}

impl Run {
    /// The object it printed.
    pub(crate) fn object(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A file in the folder that lies beside the checkouts, or at `ENGRAM_SHARED`. Says so and gives nothing when there is
/// none: then what rests on it is not tested here.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let file = std::env::var_os("ENGRAM_SHARED").map_or_else(beside, PathBuf::from).join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: {} is not there", file.display());
    None
}

/// Asserts that an object fits a published schema, where the schemas are at hand.
pub(crate) fn fits(object: &Value, schema: &str) {
    let Some(path) = shared(&format!("design/schemas/{schema}.schema.json")) else { return };
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let mut faults = String::new();
    for fault in validator.iter_errors(object) {
        writeln!(faults, "{}: {fault}", fault.instance_path()).unwrap();
    }
    assert!(faults.is_empty(), "{faults}{object:#}");
}

/// Daily candles from 2024-01-01 on, without a header, in the order time, open, close, high, low, volume.
pub(crate) fn headerless(days: u32) -> String {
    (0..days).fold(String::new(), |mut text, day| {
        let seconds = 1_704_067_200 + i64::from(day) * 86_400;
        let wave = f64::from((day * 7) % 31) / 4.0;
        let (open, close) = (100.0 + wave, 101.5 + wave);
        writeln!(text, "{seconds},{open},{close},{},{},{}", close + 1.0, open - 1.0, 1_000 + day).unwrap();
        text
    })
}
