//! Engram on the desk: a mark in the tray, a window when it is wanted. Everything it knows, the agent told it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(clippy::disallowed_methods, reason = "it hands the agent the clock and the environment")]

mod args;
mod computer;
mod desktop;
mod ipc;
mod keys;
mod memory;
mod notify;
mod shell;
mod tray;
mod window;

use agent::home::State;
use agent::link::{Linking, Rest, Seat};
use agent::lock::{Holder, Lock};
use agent::logs::{self, Clocks};
use agent::redact::Redaction;
use agent::{Company, Voicing, steady};
use args::Args;
use clap::Parser;
use jiff::Timestamp;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let args = Args::parse();
    desktop::prepare();
    let variables: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    let look_up = |name: &str| variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let settings = args.settings(&variables, now());
    // Whoever has the folder has the log in it as well, and keeps its device's name.
    let state = State::of(None, look_up);
    let folder = state.as_ref().ok().and_then(State::folder);
    let lock = folder.map(|folder| Lock::take(folder, &Holder::here("engram-desktop"))).transpose();
    let owned = folder.filter(|_| lock.is_ok());
    let redaction = Redaction::of_user(Some(&settings.resolved), look_up);
    let grounds = Arc::new(args.grounds(&variables, redaction.clone()));
    let clocks = Clocks { wall: Timestamp::now, steady };
    let log = logs::begin(&settings.resolved.settings.logging, owned, redaction, clocks);
    if let Err(problem) = &log {
        eprintln!("{problem}");
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "engram-desktop has started");
    let mut said = settings.said();
    if let Err(held) = &lock {
        let notice = format!("{held} This window works beside it, and writes no log file.");
        tracing::warn!("{notice}");
        said.notices.push(notice);
    }
    // Two sockets with one device's key would make one of them a ghost: the owner of the folder has the link.
    let vault = Arc::new(args.vault(&variables, settings.resolved.token()));
    let linking = owned.map_or(Linking::Off, |folder| Linking::On {
        folder: folder.to_path_buf(),
        vault: Arc::clone(&vault),
        seat: Seat::Desk,
        rest: Rest::default(),
    });
    // LM Studio answers several programs; the words of each are its own.
    let user = ["HOME", "USERPROFILE"].iter().find_map(|name| look_up(name)).map(PathBuf::from);
    let company = Company { linking, voicing: Voicing::On { vault, user } };
    match shell::run(&args, grounds, &settings.resolved, said, &company, now) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            eprintln!("engram-desktop could not start: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Now, in whole seconds: what an answer is stamped with is read by people.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
