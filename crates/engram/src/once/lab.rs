//! A search over rules.

use std::io;

use agent::{
    ToolFault,
    format::{self, Format},
    journal::{Journal, JournalFault},
    lab::{Grid, Measurement, Search, measured},
};
use analysis::{History, Params, Question};

use super::{Asking, Known, Place, Reply, Streams, say_demo};
use crate::{
    args::Lab,
    exit::Exit,
    journal::{Keeper, failed},
};

/// Measures every set, and shows them all.
pub(super) fn run(task: Lab, known: Known<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let reply = Reply { tool: None, looks: task.looks, known };
    let place = known.place;
    let format = match reply.format_name().parse() {
        Ok(format) => super::question::laid_out(format, known.place),
        Err(word) => return reply.fault(ToolFault::from(word), Format::Clean, streams),
    };
    let ready = Asking::of_market(&task.market, known).and_then(|asking| {
        let sets = Grid::of(&task.tries)?.sets(&asking.params()?);
        let (history, question) = asking.to_search(&sets)?;
        Ok((asking, Bench { sets, history, question, place }))
    });
    let (asking, bench) = match ready {
        Ok(ready) => ready,
        Err(fault) => return reply.fault(fault, format, streams),
    };
    say_demo(&asking, streams)?;
    let keeper = Keeper::new(task.keeping, place.now);
    // What cannot be counted may not be seen.
    let journal = match keeper.to_record().transpose() {
        Ok(journal) => journal,
        Err(fault) => return failed(&fault, streams),
    };
    let recorded = journal.is_some();
    match bench.measured(journal, streams) {
        Ok(all) => match Search::of(&all, recorded) {
            Some(search) => reply.answer(format::lab(&search, format), format, streams),
            None => reply.fault(ToolFault::internal("Nothing was measured."), format, streams),
        },
        Err(Stopped::Tool(fault)) => reply.fault(fault, format, streams),
        Err(Stopped::Journal(fault)) => failed(&fault, streams),
        Err(Stopped::Stream(error)) => Err(error),
    }
}

/// What is measured, and on what.
struct Bench {
    sets: Vec<Params>,
    history: History,
    question: Question,
    place: Place,
}

/// Why a search ended early. What was tried until then stays counted.
enum Stopped {
    Tool(ToolFault),
    Journal(JournalFault),
    Stream(io::Error),
}

impl Bench {
    fn measured(
        mut self,
        mut journal: Option<Journal>,
        streams: &mut Streams<'_>,
    ) -> Result<Vec<Measurement>, Stopped> {
        let (pair, interval, now) = (self.question.pair.clone(), self.question.interval, self.place.now);
        // Each is judged by what will have been tried in the end, also those that come first.
        let tried = match &journal {
            Some(journal) => journal.rules_tried_with(&pair, interval, &self.sets).map_err(Stopped::Journal)?,
            None => self.sets.len() as u32,
        };
        let mut all = Vec::new();
        let sets = std::mem::take(&mut self.sets);
        for (done, mut params) in sets.iter().cloned().enumerate() {
            self.progress(done, sets.len(), streams).map_err(Stopped::Stream)?;
            if let Some(journal) = &mut journal {
                journal.try_rules(&pair, interval, &params, now).map_err(Stopped::Journal)?;
            }
            params.calibration.rules_tried = tried;
            all.push(measured(&self.history, &self.question, &params, now).map_err(Stopped::Tool)?);
        }
        self.progress(sets.len(), sets.len(), streams).map_err(Stopped::Stream)?;
        Ok(all)
    }

    /// On a screen one line that changes; elsewhere nothing.
    fn progress(&self, done: usize, of: usize, streams: &mut Streams<'_>) -> io::Result<()> {
        if !self.place.err_is_terminal {
            return Ok(());
        }
        let end = if done == of { "\n" } else { "" };
        write!(streams.err, "\rMeasured {done} of {of}{end}")?;
        streams.err.flush()
    }
}
