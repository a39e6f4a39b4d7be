//! The journal, as a reader from outside sees it.

use super::{
    Examined, Part,
    ladder::{Ladder, halves},
};
use crate::{
    home::State,
    journal::{FaultKind, Glance, JournalFault},
};

pub(super) fn judged(
    folder: &Result<State, crate::home::Unknown>,
    seen: Option<&Result<Glance, JournalFault>>,
) -> Examined {
    match folder {
        Err(_) => return Ladder::behind(Part::Journal, "no state folder is known").done(),
        Ok(State::Nothing) => {
            let mut ladder = Ladder::of(Part::Journal);
            ladder.rest_off("no answer is kept, as it was told");
            return ladder.done();
        }
        Ok(State::Folder(_)) => {}
    }
    let mut ladder = Ladder::of(Part::Journal);
    match seen {
        None => {}
        Some(Err(JournalFault::Missing(file))) => {
            ladder.ok("file", format!("none at {} yet; it begins with the first answer", file.display()));
            ladder.rest_off("there is none yet");
        }
        Some(Err(fault)) => {
            let (what, hint) = halves(&fault.to_string(), "; ");
            let layer = match fault.kind() {
                FaultKind::Newer => "revision",
                FaultKind::Altered | FaultKind::Database => "database",
                FaultKind::Absent | FaultKind::Misused | FaultKind::Place | FaultKind::Ours => "file",
            };
            if layer != "file" {
                ladder.ok("file", "there");
            }
            ladder.fail(layer, what, hint);
        }
        Some(Ok(glance)) => climb(&mut ladder, glance),
    }
    ladder.done()
}

fn climb(ladder: &mut Ladder, glance: &Glance) {
    ladder.ok("file", format!("{}, {} KiB", glance.path.display(), glance.bytes.div_ceil(1024)));
    if glance.revision < glance.newest {
        let what = format!("revision {}; this program writes {}", glance.revision, glance.newest);
        ladder.warn("revision", what, "It is brought up when it is opened next; back it up before.");
    } else {
        ladder.ok("revision", glance.revision.to_string());
    }
    match &glance.damage {
        None => ladder.ok("database", "its file is sound"),
        Some(what) => {
            return ladder.fail(
                "database",
                format!("damaged: {what}"),
                "`engram journal check` moves it aside and saves what can be read.",
            );
        }
    }
    match glance.broken.as_slice() {
        [] => ladder.ok("chain", format!("{} entries, {} receipts, none altered", glance.entries, glance.receipts)),
        [first, ..] => {
            let what = format!("{} places are not as they were written, the first: {first}", glance.broken.len());
            ladder.fail("chain", what, "`engram verify-journal` names every one of them.");
        }
    }
}
