//! An answer is kept before it is said.

use std::{
    cell::RefCell,
    io,
    path::{Path, PathBuf},
};

use agent::{
    ToolFault,
    ask::{Analysed, Answer, Risked, Scored},
    journal::{Earlier, Journal, JournalFault, Salvaged},
};
use analysis::{
    History, Holdings, Interval, Pair, Params,
    answer::{Head, JournalState},
    receipt::Receipt,
};
use jiff::Timestamp;

use super::{args::Keeping, check, home};
use crate::{exit::Exit, once::Streams};

/// A way to open a journal.
type Open = fn(&Path, Timestamp) -> Result<(Journal, Option<Salvaged>), JournalFault>;

/// Keeps answers; what went wrong is told after them.
#[derive(Debug)]
pub(crate) struct Keeper {
    keeping: Keeping,
    now: Timestamp,
    trouble: RefCell<Option<String>>,
    /// What was found damaged on the way.
    salvaged: RefCell<Vec<Salvaged>>,
}

impl Keeper {
    pub(crate) fn new(keeping: Keeping, now: Timestamp) -> Self {
        Self { keeping, now, trouble: RefCell::default(), salvaged: RefCell::default() }
    }

    /// The answer, saying of itself whether it is on the disk.
    pub(crate) fn kept(&self, mut answer: Answer) -> Answer {
        let state = self.state(self.stored(&answer.report.receipts, &answer.history, &Holdings::NotSet));
        answer.report.analysis.head.journal = state;
        answer.report.signal.head.journal = state;
        answer
    }

    /// The state of a market, likewise.
    pub(crate) fn kept_analysis(&self, mut analysed: Analysed) -> Analysed {
        self.keep(&mut analysed.analysis.head, analysed.receipt.as_ref(), &analysed.history, &Holdings::NotSet);
        analysed
    }

    /// A score, likewise.
    pub(crate) fn kept_score(&self, mut scored: Scored) -> Scored {
        self.keep(&mut scored.score.head, scored.receipt.as_ref(), &scored.answer.history, &Holdings::NotSet);
        scored
    }

    /// An assessment, likewise.
    pub(crate) fn kept_risk(&self, mut risked: Risked) -> Risked {
        self.keep(&mut risked.risk.head, risked.receipt.as_ref(), &risked.history, &risked.holdings);
        risked
    }

    /// Keeps an answer that stands alone.
    fn keep(&self, head: &mut Head, receipt: Option<&Receipt>, history: &History, holdings: &Holdings) {
        let receipt = receipt.ok_or_else(|| JournalFault::NotTheseCandles(head.receipt_id.clone()));
        let stored = receipt.and_then(|receipt| self.stored(std::slice::from_ref(receipt), history, holdings));
        head.journal = self.state(stored);
    }

    /// The journal that is there; none where nothing is to be kept, or nothing was yet.
    pub(crate) fn journal(&self) -> Option<Journal> {
        match self.place() {
            Ok(None) => None,
            Ok(Some(place)) => match self.sound(&place, Journal::open_existing_sound) {
                Err(JournalFault::Missing(_)) => None,
                opened => self.known(opened),
            },
            Err(fault) => self.known(Err(fault)),
        }
    }

    /// A signal that was given before.
    pub(crate) fn earlier(&self, id: &str) -> Result<Earlier, ToolFault> {
        let kept = home::kept(self.named())
            .and_then(|place| self.sound(&place, Journal::open_existing_sound))
            .and_then(|journal| journal.get(id))
            .map_err(|fault| ToolFault::of_journal(&fault, id))?;
        Ok(Earlier::of(&kept.ok_or_else(|| ToolFault::unknown_receipt(id))?)?)
    }

    /// The file that was named.
    fn named(&self) -> Option<&Path> {
        self.keeping.place.journal.as_deref()
    }

    /// Where answers are kept; `None` where they are not.
    pub(crate) fn place(&self) -> Result<Option<PathBuf>, JournalFault> {
        if self.keeping.no_journal { Ok(None) } else { home::place(self.named()) }
    }

    /// Opens the journal; a damaged one is moved aside, which is told after the answer.
    fn sound(&self, place: &Path, open: Open) -> Result<Journal, JournalFault> {
        let (journal, salvaged) = open(place, self.now)?;
        self.salvaged.borrow_mut().extend(salvaged);
        Ok(journal)
    }

    /// What a journal knows; trouble is told after the answer.
    pub(crate) fn known<T>(&self, known: Result<T, JournalFault>) -> Option<T> {
        known.map_err(|fault| self.trouble.replace(Some(not_kept(&fault)))).ok()
    }

    /// The journal in which tries are written down, begun where there is none; none where nothing is to be kept.
    pub(crate) fn to_record(&self) -> Option<Result<Journal, JournalFault>> {
        let place = self.place().transpose()?;
        Some(place.and_then(|place| self.sound(&place, Journal::open_sound)))
    }

    /// Writes down which rules were measured.
    pub(crate) fn tried(&self, pair: &Pair, timeframe: Interval, params: &Params) {
        if let Some(opened) = self.to_record() {
            self.known(opened.and_then(|mut journal| journal.try_rules(pair, timeframe, params, self.now)));
        }
    }

    fn state(&self, stored: Result<JournalState, JournalFault>) -> JournalState {
        self.known(stored).unwrap_or(JournalState::Failed)
    }

    /// Ends as the answer did, after telling what kept it from the disk.
    pub(crate) fn told(&self, exit: Exit, streams: &mut Streams<'_>) -> io::Result<Exit> {
        for salvaged in self.salvaged.take() {
            streams.err.write_all(check::words(&salvaged).as_bytes())?;
        }
        match self.trouble.take() {
            Some(trouble) => writeln!(streams.err, "{trouble}").map(|()| exit),
            None => Ok(exit),
        }
    }

    fn stored(
        &self,
        receipts: &[Receipt],
        history: &History,
        holdings: &Holdings,
    ) -> Result<JournalState, JournalFault> {
        let Some(place) = self.place()? else { return Ok(JournalState::Off) };
        let mut journal = self.sound(&place, Journal::open_sound)?;
        journal.store_with_holdings(receipts, history, holdings, self.now)?;
        Ok(JournalState::Stored)
    }
}

fn not_kept(fault: &JournalFault) -> String {
    format!("Not kept: {fault}. --no-journal answers without keeping.")
}
