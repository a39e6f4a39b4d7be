//! What a second source of the same market says.

use super::Picture;
use crate::{
    DISAGREES, SecondClose, SecondSource,
    answer::{CrossCheck, WarningCode},
    rounded,
};

impl Picture<'_> {
    /// Its price beside ours; `None` where none was asked, or it has none of our latest candles.
    pub(super) fn cross_check(&self) -> Option<CrossCheck> {
        let (second, theirs) = self.second()?;
        let theirs = theirs?;
        let ours = self.close_at(theirs)?;
        let difference = (ours - theirs.price).abs() / ours.min(theirs.price);
        Some(CrossCheck {
            source: second.source.clone(),
            price: theirs.price,
            difference_pct: rounded(100.0 * difference, 3),
        })
    }

    /// Judged by the published figure, so that every reader comes to the same end.
    pub(super) fn sources_disagree(&self) -> bool {
        self.cross_check().is_some_and(|check| check.difference_pct > 100.0 * DISAGREES)
    }

    pub(super) fn of_second(&self, warn: &mut impl FnMut(WarningCode, String)) {
        let Some((second, _)) = self.second() else { return };
        let name = &second.source;
        match self.cross_check() {
            None => {
                let message = format!("{name} has none of the latest candles, so this price was checked against none.");
                warn(WarningCode::SecondSourceSilent, message);
            }
            Some(check) if self.sources_disagree() => {
                let message = format!(
                    "{name} says {}, {} % away: two sources disagree, and the record is not relied on meanwhile.",
                    check.price, check.difference_pct
                );
                warn(WarningCode::SourcesDisagree, message);
            }
            Some(_) => {}
        }
    }

    fn second(&self) -> Option<(&SecondSource, Option<SecondClose>)> {
        self.history.provenance.second.as_ref().map(|second| (second, second.last))
    }

    /// Our close of the candle that closed at the same time.
    fn close_at(&self, theirs: SecondClose) -> Option<f64> {
        let open = theirs.closed_at.as_millisecond() - self.series.interval().millis();
        let at = self.series.times().binary_search(&open).ok()?;
        self.series.closes().get(at).copied()
    }
}

#[cfg(test)]
mod tests;
