//! Answers that are kept: what was said, whether it can be said again, and what the trader did about it.

pub(crate) mod args;
mod check;
mod keep;
mod list;
mod score;
mod verify;

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::Path,
};

use agent::{
    home,
    journal::{FaultKind, Journal, JournalFault},
};
use jiff::Timestamp;

use crate::{exit::Exit, once::Streams, world::World};
use args::{JournalTask, Where};

pub(crate) use keep::Keeper;
pub(crate) use verify::{verify, verify_journal};

/// Does what was asked of the journal.
pub(crate) fn run(task: JournalTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match task {
        JournalTask::List(task) => {
            let listed = opened(&task.journal).and_then(|journal| journal.list(&task.filter()));
            told(listed, streams, |listed, out| list::write(&listed, out))
        }
        JournalTask::Show { id, journal } => {
            let found = opened(&journal).and_then(|journal| list::Shown::of(&journal, &id));
            told(found, streams, |shown, out| shown.write(out))
        }
        JournalTask::Check { journal } => check::run(&journal, now, streams),
        JournalTask::Score(task) => score::run(&task, world, now, streams),
        JournalTask::Decide { id, decision, why, journal } => {
            let decision = match decision.parse() {
                Ok(decision) => decision,
                Err(word) => return refused(&word, Exit::Usage, streams),
            };
            let done = opened(&journal).and_then(|mut journal| journal.decide(&id, decision, &why, now));
            told(done, streams, |(), out| writeln!(out, "{id}: {}", decision.name()))
        }
        JournalTask::Export { id, out, journal } => {
            let bytes = opened(&journal).and_then(|journal| journal.export(&id));
            match (bytes, out) {
                (Ok(bytes), Some(file)) => written(&bytes, &file, streams),
                (bytes, _) => told(bytes, streams, |bytes, out| out.write_all(&bytes)),
            }
        }
    }
}

/// The journal that is there.
fn opened(place: &Where) -> Result<Journal, JournalFault> {
    Journal::open_existing(&home::kept(place.journal.as_deref())?)
}

/// Writes what was found, or says why there is nothing.
fn told<T>(
    found: Result<T, JournalFault>,
    streams: &mut Streams<'_>,
    write: impl FnOnce(T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<Exit> {
    match found {
        Ok(found) => write(found, streams.out).map(|()| Exit::Fine),
        Err(fault) => failed(&fault, streams),
    }
}

pub(crate) fn failed(fault: &JournalFault, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let exit = match fault.kind() {
        FaultKind::Absent => Exit::NoInput,
        FaultKind::Misused => Exit::Usage,
        FaultKind::Altered => Exit::Altered,
        FaultKind::Newer | FaultKind::Place | FaultKind::Database => Exit::Unavailable,
        FaultKind::Ours => Exit::Software,
    };
    refused(fault, exit, streams)
}

pub(crate) fn refused(why: &dyn std::fmt::Display, exit: Exit, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "Error: {why}.")?;
    Ok(exit)
}

/// Writes a new file. A receipt of risk holds equity and holdings, so nobody else may read it.
pub(crate) fn written(bytes: &[u8], file: &Path, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file).and_then(|mut file| file.write_all(bytes)) {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => refused(&format!("{}: {error}", file.display()), Exit::CannotCreate, streams),
    }
}
