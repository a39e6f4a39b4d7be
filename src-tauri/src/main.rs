//! Engram on the desk: a mark in the tray, a window when it is wanted. Everything it knows, the agent told it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]
#![expect(clippy::disallowed_methods, reason = "it hands the agent the clock, and asks how much to log")]

mod args;
mod desktop;
mod ipc;
mod shell;
mod tray;
mod window;

use args::Args;
use clap::Parser;
use jiff::Timestamp;
use std::process::ExitCode;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

fn main() -> ExitCode {
    let args = Args::parse();
    desktop::prepare();
    log_to_stderr();
    let settings = args.settings(&std::env::vars_os().collect::<Vec<_>>(), now());
    match shell::run(&args, &settings, now) {
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

/// Logs what `ENGRAM_LOG` asks for, such as `debug` or `engram_desktop=debug`; warnings where it says nothing.
fn log_to_stderr() {
    let asked = std::env::var("ENGRAM_LOG").ok().and_then(|words| words.parse::<Targets>().ok());
    let wanted = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(wanted)).init();
}
