//! An answer is kept before it is said.

use std::{cell::RefCell, io};

use agent::{
    ask::Answer,
    journal::{Journal, JournalFault},
};
use analysis::answer::JournalState;
use jiff::Timestamp;

use super::{args::Keeping, home};
use crate::{exit::Exit, once::Streams};

/// Keeps answers; what went wrong is told after them.
#[derive(Debug)]
pub(crate) struct Keeper {
    keeping: Keeping,
    now: Timestamp,
    trouble: RefCell<Option<String>>,
}

impl Keeper {
    pub(crate) fn new(keeping: Keeping, now: Timestamp) -> Self {
        Self { keeping, now, trouble: RefCell::default() }
    }

    /// The answer, saying of itself whether it is on the disk.
    pub(crate) fn kept(&self, mut answer: Answer) -> Answer {
        let state = match self.stored(&answer) {
            Ok(state) => state,
            Err(fault) => {
                self.trouble.replace(Some(format!("Not kept: {fault}. --no-journal answers without keeping.")));
                JournalState::Failed
            }
        };
        answer.report.analysis.head.journal = state;
        answer.report.signal.head.journal = state;
        answer
    }

    /// Ends as the answer did, after telling what kept it from the disk.
    pub(crate) fn told(&self, exit: Exit, streams: &mut Streams<'_>) -> io::Result<Exit> {
        match self.trouble.take() {
            Some(trouble) => writeln!(streams.err, "{trouble}").map(|()| exit),
            None => Ok(exit),
        }
    }

    fn stored(&self, answer: &Answer) -> Result<JournalState, JournalFault> {
        if self.keeping.no_journal {
            return Ok(JournalState::Off);
        }
        let mut journal = Journal::open(&home::place(self.keeping.place.journal.as_deref())?)?;
        journal.store(&answer.report, &answer.history, self.now)?;
        Ok(JournalState::Stored)
    }
}
