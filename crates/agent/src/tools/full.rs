//! All four tools at once, about one market.

use crate::{
    ToolFault,
    ask::{self, Asked, Full},
    journal::Journal,
    narration::Opinion,
};

use super::Tools;

impl Tools {
    /// Answers with all four tools, and keeps the answer before it is given. Disk and arithmetic: for a thread that may
    /// take its time.
    ///
    /// # Errors
    /// As [`ask::full`].
    pub async fn full(&self, asked: Asked) -> Result<Full, ToolFault> {
        let now = (self.clock)();
        let asked = self.counted(asked, now).await?;
        let mut full = ask::full(self.feed.as_ref(), &asked, &self.settings, now, &self.records).await?;
        let state = self.keep(&full.receipts, &full.answer.history, &full.holdings, now);
        let report = &mut full.answer.report;
        for head in [&mut report.analysis.head, &mut report.signal.head, &mut full.score.head, &mut full.risk.head] {
            head.journal = state;
        }
        Ok(full)
    }

    /// Writes down what a model thought of a signal. Where that cannot be done the words are shown all the same.
    pub fn opine(&self, receipt: &str, opinion: &Opinion) {
        let Some(place) = &self.journal else { return };
        let kept = Journal::open_existing(place).and_then(|mut journal| journal.opine(receipt, opinion));
        if let Err(fault) = kept {
            tracing::warn!(%fault, "what the model thinks is not kept");
        }
    }
}
