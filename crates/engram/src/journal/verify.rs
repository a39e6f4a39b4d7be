//! Whether an answer can be had again, and whether the journal is what it was.

mod words;

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use agent::journal::{Checked, Journal, JournalFault, Place, Verdict, Verifier, Why, read_export};

use super::{
    args::{Verify, Where},
    failed, opened,
};
use crate::{exit::Exit, once::Streams};

/// More than any export holds.
const MOST_BYTES: u64 = 64 << 20;

/// Recomputes an answer, or all of them.
pub(crate) fn verify(task: &Verify, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(what) = &task.what else { return verify_all(&task.journal, streams) };
    let checked = if what.starts_with("er1_") {
        match opened(&task.journal).and_then(|journal| of_journal(&journal, what, &mut Verifier::default())) {
            Ok(checked) => checked,
            Err(JournalFault::Missing(_)) => unknown(what),
            Err(fault) => return failed(&fault, streams),
        }
    } else {
        match of_file(Path::new(what)) {
            Ok(checked) => checked,
            Err(error) => return super::refused(&format!("{what}: {error}"), Exit::NoInput, streams),
        }
    };
    streams.out.write_all(words::block(&checked).as_bytes())?;
    Ok(exit(&checked.verdict))
}

fn verify_all(place: &Where, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let found = opened(place).and_then(|journal| Ok((journal.ids()?, journal)));
    let (ids, journal) = match found {
        Ok(found) => found,
        Err(fault) => return failed(&fault, streams),
    };
    let mut verifier = Verifier::default();
    let mut tally = words::Tally::default();
    for id in &ids {
        let checked = match of_journal(&journal, id, &mut verifier) {
            Ok(checked) => checked,
            Err(fault) => return failed(&fault, streams),
        };
        tally.count(&checked.verdict);
        if !checked.verdict.is_match() {
            writeln!(streams.out, "{}", words::block(&checked))?;
        }
    }
    writeln!(streams.out, "{tally}")?;
    Ok(tally.exit())
}

/// Checks the chain of the journal and all that hangs on it.
pub(crate) fn verify_journal(place: &Where, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let state = opened(place).and_then(|journal| Ok((journal.check_chain()?, journal)));
    match state {
        Ok((state, journal)) => {
            streams.out.write_all(words::chain(&state, journal.path()).as_bytes())?;
            Ok(if state.is_whole() { Exit::Fine } else { Exit::Altered })
        }
        Err(fault) => failed(&fault, streams),
    }
}

fn of_journal(journal: &Journal, id: &str, verifier: &mut Verifier) -> Result<Checked, JournalFault> {
    Ok(journal.get(id)?.map_or_else(|| unknown(id), |kept| verifier.check(&kept)))
}

fn of_file(path: &Path) -> io::Result<Checked> {
    let mut bytes = Vec::new();
    open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(match read_export(&bytes) {
        Ok(kept) => Verifier::default().check(&kept),
        Err(place) => altered_file(path, place),
    })
}

#[expect(clippy::disallowed_methods, reason = "reads the file that was named")]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn altered_file(path: &Path, place: Place) -> Checked {
    let id = path.display().to_string();
    Checked { id, about: None, candles: None, verdict: Verdict::Altered(place) }
}

fn unknown(id: &str) -> Checked {
    let verdict = Verdict::CannotCheck(Why::UnknownReceipt);
    Checked { id: id.to_owned(), about: None, candles: None, verdict }
}

fn exit(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Match => Exit::Fine,
        Verdict::Altered(_) | Verdict::Different(_) => Exit::Altered,
        Verdict::CannotCheck(_) => Exit::NoInput,
    }
}
