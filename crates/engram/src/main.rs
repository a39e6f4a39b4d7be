//! Engram on the command line: one question, one answer.
//!
//! The answer goes to standard output, everything else to standard error.
#![expect(clippy::disallowed_methods, reason = "the one place that reads the clock and the environment")]

mod alert;
mod args;
mod ask;
mod cache;
mod chat;
mod clock;
mod config;
mod diagnostics;
mod doctor;
mod exit;
mod gateway;
mod health;
mod journal;
mod model;
mod once;
mod pages;
mod paint;
mod portfolio;
mod run;
mod scan;
mod secret;
mod series;
mod source;
mod talking;
mod watch;
mod when;
mod world;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use clap::Parser;
use jiff::Timestamp;

use crate::{
    args::Args,
    exit::Exit,
    once::{Place, Streams},
    world::World,
};

fn main() -> anyhow::Result<ExitCode> {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(refused) => return Ok(exit::of_usage(&refused)?.into()),
    };
    let place = Place {
        now: Timestamp::from_second(Timestamp::now().as_second())?,
        width: terminal_size::terminal_size_of(io::stdout()).map_or(80, |(width, _)| usize::from(width.0)),
        out_is_terminal: io::stdout().is_terminal(),
        err_is_terminal: io::stderr().is_terminal(),
        wants_no_colour: std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty())
            || std::env::var_os("TERM").is_some_and(|kind| kind == "dumb"),
    };
    let world = World::new(std::env::vars_os());
    let mut out = io::BufWriter::new(io::stdout().lock());
    // Standard error is not locked: a service's log goes there from a thread of its own.
    let done = once::run(args, place, world, &mut Streams { out: &mut out, err: &mut io::stderr() });
    match done.and_then(|exit| out.flush().map(|()| exit)) {
        Ok(exit) => Ok(exit.into()),
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Exit::Fine.into()),
        Err(error) => Err(error.into()),
    }
}
