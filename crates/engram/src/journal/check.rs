//! Whether the file is sound, and what was saved of it if not.

use std::io;

use agent::journal::{Journal, JournalFault, Salvaged};
use jiff::Timestamp;

use super::{args::Where, failed, home};
use crate::{exit::Exit, once::Streams};

/// Looks at the file, and saves what reads of a damaged one.
pub(super) fn run(place: &Where, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let looked = home::kept(place.journal.as_deref())
        .and_then(|path| Journal::open_existing_sound(&path, now))
        .and_then(|(journal, salvaged)| Ok((journal.check_chain()?, salvaged)));
    let (state, salvaged) = match looked {
        Ok(looked) => looked,
        Err(fault) => return failed(&fault, streams),
    };
    if let Some(salvaged) = salvaged {
        streams.err.write_all(words(&salvaged).as_bytes())?;
        return Ok(Exit::Altered);
    }
    if state.is_whole() {
        writeln!(streams.out, "The journal is sound: {} receipts, {} entries.", state.receipts, state.entries)?;
        return Ok(Exit::Fine);
    }
    let places = state.broken.len();
    failed(
        &JournalFault::Altered(format!("The file is sound, but {places} of its rows are not: what they hold")),
        streams,
    )
}

/// What became of a damaged journal, by its receipts.
pub(super) fn words(salvaged: &Salvaged) -> String {
    let Salvaged { aside, what, receipts, lost, without_candles, entries } = salvaged;
    let count = |count: usize| if count == 1 { "1 receipt".to_owned() } else { format!("{count} receipts") };
    let mut text = format!("The journal was damaged ({what}) and was moved to {}.\n", aside.display());
    let notes = "decisions, outcomes and tried rules";
    text.extend([format!("Saved into a new one: {}, and {entries} {notes}.\n", count(receipts.len()))]);
    for (ids, why) in [(lost, "lost"), (without_candles, "saved without all candles, so not to be verified")] {
        if !ids.is_empty() {
            text.extend([format!("{} {why}: {}.\n", count(ids.len()), ids.join(", "))]);
        }
    }
    if lost.is_empty() {
        text += "No receipt that is named in the damaged file was lost.\n";
    }
    text
}
