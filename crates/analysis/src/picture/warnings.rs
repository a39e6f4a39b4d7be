//! What the reader must know beside the numbers.

use super::Picture;
use crate::{
    answer::{Quality, TickSource, Warning, WarningCode},
    minute_text, warmth,
};

impl Picture<'_> {
    pub(super) fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |code, message: String| warnings.push(Warning { code, message });
        self.of_origin(&mut warn);
        self.of_second(&mut warn);
        self.of_candles(&mut warn);
        self.of_assumptions(&mut warn);
        warnings
    }

    fn of_origin(&self, warn: &mut impl FnMut(WarningCode, String)) {
        let last = minute_text(self.series.last_close());
        match self.facts.quality {
            Quality::Stale => {
                let (age, limit) = (self.facts.age_seconds, 2 * self.series.interval().seconds());
                let message = format!("The last candle closed {} ago; the limit is {}.", span(age), span(limit));
                warn(WarningCode::DataStale, message);
            }
            Quality::Closed => {
                warn(
                    WarningCode::MarketClosed,
                    format!("No candle is due: the last one closed {last} UTC, and the market is closed."),
                );
            }
            Quality::Delayed => warn(WarningCode::DataDelayed, "The feed delivers with a delay.".to_owned()),
            Quality::Recorded => {
                warn(WarningCode::DataRecorded, format!("Recorded candles; the last one closed {last} UTC."));
            }
            Quality::Live | Quality::Synthetic => {}
        }
        if self.facts.synthetic {
            warn(WarningCode::DataSynthetic, "Made-up candles of the demo feed, not a market.".to_owned());
        }
    }

    fn of_candles(&self, warn: &mut impl FnMut(WarningCode, String)) {
        let facts = &self.facts;
        if !facts.gaps.is_empty() {
            let recent = if facts.gap_is_recent { "some of them among the latest" } else { "none among the latest" };
            let missing = match facts.missing() {
                1 => "1 candle is missing".to_owned(),
                many => format!("{many} candles are missing"),
            };
            let recent = if facts.missing() == 1 && facts.gap_is_recent { "one of the latest" } else { recent };
            warn(WarningCode::DataGaps, format!("{missing}, {recent}."));
        }
        let rejected = self.history.provenance.rejected;
        if rejected > 0 {
            warn(WarningCode::BarsRejected, format!("{rejected} candles broke a rule and were left out."));
        }
        if let Some(jump) = facts.jump {
            let times = libm::exp(jump.abs());
            warn(WarningCode::PriceJump, format!("The price once jumped {times:.1}-fold between two bars: a split?"));
        }
        if facts.without_volume {
            warn(WarningCode::NoVolume, "The feed has no volume here; the volume family is 0.".to_owned());
        }
        if facts.unmoved {
            warn(WarningCode::NoMovement, "The price did not move over the last bars.".to_owned());
        }
        if facts.fills_are_suspect {
            let share = 100.0 * facts.open_is_previous_close;
            let message = format!("On {share:.0} % of the latest bars the open repeats the close before it.");
            warn(WarningCode::FillSuspect, message);
        }
        self.of_warmth(warn);
    }

    fn of_warmth(&self, warn: &mut impl FnMut(WarningCode, String)) {
        let (have, need) = (self.bars(), warmth::bars_needed(self.params));
        let higher = self.families.higher_bars(self.last());
        if have < need {
            let message = format!("{have} of {need} candles; values that need more are unknown.");
            warn(WarningCode::WarmingUp, message);
        } else if higher < warmth::TREND_BARS {
            let up = self.series.interval().higher().map_or("", crate::Interval::name);
            let message = format!("{higher} of {} closed {up} candles; its trend is unknown.", warmth::TREND_BARS);
            warn(WarningCode::WarmingUp, message);
        }
    }

    fn of_assumptions(&self, warn: &mut impl FnMut(WarningCode, String)) {
        match self.tick_source {
            TickSource::Venue => {}
            TickSource::Inferred => {
                warn(WarningCode::TickInferred, "The price step is taken from the decimals of the candles.".to_owned());
            }
            TickSource::Unknown => {
                warn(WarningCode::TickInferred, "The price step is unknown; levels are not rounded to one.".to_owned());
            }
        }
        if self.params.costs.are_assumed() {
            let bps = self.params.costs.round_trip_bps;
            let message = format!("Cost is the default of {bps} basis points per round trip.");
            warn(WarningCode::CostAssumed, message);
        }
        if self.question.timeframe_defaulted {
            let name = self.series.interval().name();
            warn(WarningCode::TimeframeDefaulted, format!("No timeframe was asked for; {name} is used."));
        }
        let late = self.as_of().as_millisecond() - self.enter_at().as_millisecond();
        if late > self.series.interval().millis() / 5 {
            let at = minute_text(self.enter_at());
            warn(WarningCode::EntryPassed, format!("The bar to enter at opened {at} UTC; its open may be gone."));
        }
    }
}

/// A span of time in its largest whole unit.
fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
