//! The clock: compared with what was written here, because nobody else is asked.

use jiff::Timestamp;

use super::{Examined, Part, ladder::Ladder};

/// Clocks that are set while a file is written, and disks that round.
const SLACK: i64 = 60;

/// What was seen that tells a time.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The file that was written last, and when.
    pub(super) newest: Option<(String, Timestamp)>,
    /// When the newest candle opened; `None` where there is none, or it is made up.
    pub(super) candle: Option<Timestamp>,
    /// The candles could not be looked at.
    pub(super) without_candles: bool,
}

pub(super) fn judged(seen: &Seen, now: Timestamp) -> Examined {
    const SET: &str = "Set this computer's clock (timedatectl, or the system's settings).";
    let mut ladder = Ladder::of(Part::Clock);
    let is_later = |then: Timestamp| then.as_second() > now.as_second() + SLACK;
    match &seen.newest {
        Some((what, then)) if is_later(*then) => {
            ladder.fail_alone("files", format!("it says {now}, and {what} was written at {then}"), SET);
        }
        Some((what, then)) => ladder.ok("files", format!("{now}, after {what} was written ({then})")),
        None => ladder.unknown("files", format!("it says {now}, and no file here tells more"), None),
    }
    match seen.candle {
        _ if seen.without_candles => {}
        Some(then) if is_later(then) => {
            let what = format!("it says {now}, and the newest candle opens at {then}");
            ladder.warn("candles", what, "Set this computer's clock, or correct the times in the file.");
        }
        Some(then) => ladder.ok("candles", format!("after the newest candle opened ({then})")),
        None => ladder.unknown("candles", "no candle of a market to compare it with", None),
    }
    ladder.unknown("other-clock", "not compared with another clock: this version asks none", None);
    if seen.without_candles {
        ladder.stop_for("the candles could not be read");
    }
    ladder.done()
}
