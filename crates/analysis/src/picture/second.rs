//! What a second source of the same market says.

use super::Picture;
use crate::{
    DISAGREES, SecondClose, SecondSource,
    answer::{CrossCheck, WarningCode},
    apart, rounded,
};

impl Picture<'_> {
    pub(super) fn second(&self) -> Option<&SecondSource> {
        self.history.provenance.second.as_ref()
    }

    /// Its price beside ours; `None` where none was asked, or it has none of our latest candles.
    pub(super) fn cross_check(&self) -> Option<CrossCheck> {
        let second = self.second()?;
        let theirs = second.last?;
        let difference = apart(self.close_at(theirs)?, theirs.price);
        Some(CrossCheck {
            source: second.source.clone(),
            price: theirs.price,
            difference_pct: rounded(100.0 * difference, 3),
        })
    }

    pub(super) fn sources_disagree(&self) -> bool {
        self.cross_check().as_ref().is_some_and(disagree)
    }

    pub(super) fn of_second(&self, warn: &mut impl FnMut(WarningCode, String)) {
        let Some(SecondSource { source: name, .. }) = self.second() else { return };
        match self.cross_check() {
            None => {
                let message = format!("{name} has none of the latest candles, so this price was checked against none.");
                warn(WarningCode::SecondSourceSilent, message);
            }
            Some(check) if disagree(&check) => {
                let message = format!(
                    "{name} says {}, {} % away: two sources disagree, and the record is not relied on meanwhile.",
                    check.price, check.difference_pct
                );
                warn(WarningCode::SourcesDisagree, message);
            }
            Some(_) => {}
        }
    }

    /// Our close of the candle that closed at the same time.
    fn close_at(&self, theirs: SecondClose) -> Option<f64> {
        let open = theirs.closed_at.as_millisecond() - self.series.interval().millis();
        let at = self.series.times().binary_search(&open).ok()?;
        self.series.closes().get(at).copied()
    }
}

/// Judged by the published figure, so that every reader comes to the same end.
fn disagree(check: &CrossCheck) -> bool {
    check.difference_pct > 100.0 * DISAGREES
}

#[cfg(test)]
mod tests;
