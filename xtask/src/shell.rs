//! Programs started by this one: shown first, then run.
#![expect(clippy::disallowed_methods, reason = "this file starts the programs")]

use crate::Failure;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A program, its arguments and its surroundings.
#[derive(Debug)]
pub(crate) struct Step {
    program: String,
    command: Command,
}

impl Step {
    pub(crate) fn new<I: IntoIterator<Item = A>, A: AsRef<OsStr>>(program: &str, args: I) -> Self {
        let mut command = Command::new(program);
        command.args(args);
        // Cargo describes this package to its children; another cargo below us must not believe it is meant.
        for (name, _) in std::env::vars_os() {
            let about_us =
                name.to_str().is_some_and(|n| n.starts_with("CARGO_PKG_") || n.starts_with("CARGO_MANIFEST_"));
            if about_us {
                command.env_remove(name);
            }
        }
        Self { program: program.to_owned(), command }
    }

    /// A program with its arguments in one line, none of which holds a space.
    pub(crate) fn line(line: &str) -> Self {
        let mut words = line.split_whitespace();
        Self::new(words.next().unwrap_or_default(), words)
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn arg_each<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Looks for programs in `folder` before anywhere else; `None` changes nothing.
    pub(crate) fn finding_in(mut self, folder: Option<&Path>) -> Self {
        if let Some(folder) = folder {
            self.command.env("PATH", path_with(folder));
        }
        self
    }

    fn shown(&self) -> String {
        let mut words = vec![self.program.clone()];
        words.extend(self.command.get_args().map(|word| match word.to_string_lossy() {
            spaced if spaced.contains(' ') => format!("'{spaced}'"),
            plain => plain.into_owned(),
        }));
        words.join(" ")
    }

    fn judged(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() { Ok(()) } else { Err(Failure::Command { line: self.shown(), code: status.code() }) }
    }

    fn unstarted(&self, source: std::io::Error) -> Failure {
        Failure::Start { program: self.program.clone(), source }
    }

    /// Shows the command, runs it, and fails unless it succeeds.
    pub(crate) fn run(mut self) -> Result<(), Failure> {
        println!("$ {}", self.shown());
        let status = self.command.status().map_err(|source| self.unstarted(source))?;
        self.judged(status)
    }

    /// As `run`, and returns the lines of both streams that `keep` chooses; they are passed on all the same.
    pub(crate) fn run_keeping(mut self, keep: fn(&str) -> bool) -> (Vec<String>, Result<(), Failure>) {
        println!("$ {}", self.shown());
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = match self.command.spawn() {
            Ok(child) => child,
            Err(source) => return (Vec::new(), Err(self.unstarted(source))),
        };
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let kept = std::thread::scope(|scope| {
            let aside = scope.spawn(|| err.map(|stream| passed_on(stream, keep)).unwrap_or_default());
            let mut kept = out.map(|stream| passed_on(stream, keep)).unwrap_or_default();
            kept.extend(aside.join().unwrap_or_default());
            kept
        });
        let done = child.wait().map_err(|source| self.unstarted(source)).and_then(|status| self.judged(status));
        (kept, done)
    }

    /// Runs in silence and returns what it wrote on its standard output.
    pub(crate) fn read(mut self) -> Result<String, Failure> {
        let output = self.command.stdin(Stdio::null()).stderr(Stdio::null()).output();
        let output = output.map_err(|source| self.unstarted(source))?;
        self.judged(output.status)?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs in silence and says whether it succeeded.
    pub(crate) fn succeeds(self) -> bool {
        self.read().is_ok()
    }

    /// Runs in silence and says whether it succeeded within `limit`; then it is stopped.
    pub(crate) fn succeeds_within(mut self, limit: Duration) -> bool {
        self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(mut child) = self.command.spawn() else { return false };
        let begun = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return status.success(),
                Ok(None) if begun.elapsed() < limit => std::thread::sleep(Duration::from_millis(100)),
                Ok(None) | Err(_) => {
                    let _stopped = child.kill().and_then(|()| child.wait());
                    return false;
                }
            }
        }
    }
}

/// Copies the stream's lines to our standard output and returns those that `keep` chooses.
fn passed_on(stream: impl std::io::Read, keep: fn(&str) -> bool) -> Vec<String> {
    let mut kept = Vec::new();
    let mut reader = BufReader::new(stream);
    let mut raw = Vec::new();
    while matches!(reader.read_until(b'\n', &mut raw), Ok(length) if length > 0) {
        let line = String::from_utf8_lossy(&raw);
        print!("{line}");
        if keep(&line) {
            kept.push(line.trim_end().to_owned());
        }
        raw.clear();
    }
    kept
}

fn path_with(folder: &Path) -> OsString {
    let known = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&known));
    std::env::join_paths(folders).unwrap_or(known)
}

/// Where on the search path the program stands.
pub(crate) fn on_path(program: &str) -> bool {
    let ending = std::env::consts::EXE_SUFFIX;
    let known = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&known).any(|folder| folder.join(format!("{program}{ending}")).is_file())
}
