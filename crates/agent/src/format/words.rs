//! Words and numbers that several texts share.

use analysis::{
    Side, Tick,
    answer::{Data, HoldReason, Quality, Scenario, SignalWord, TradeSignal},
    minute_text, rounded,
};
use jiff::Timestamp;

/// Prints prices with the decimals of their tick.
#[derive(Clone, Copy)]
pub(crate) struct Prices(Option<u8>);

impl Prices {
    pub(crate) fn of(data: &Data) -> Self {
        Self(data.tick_size.and_then(Tick::of_size).map(Tick::decimals))
    }

    pub(crate) fn text(self, price: f64) -> String {
        self.0.map_or_else(|| format!("{price}"), |decimals| format!("{price:.*}", usize::from(decimals)))
    }

    /// Several, separated by commas, or a word when there is none.
    pub(crate) fn list(self, prices: &[f64], none: &str) -> String {
        if prices.is_empty() {
            return none.to_owned();
        }
        prices.iter().map(|price| self.text(*price)).collect::<Vec<_>>().join(", ")
    }
}

/// `2026-11-20 15:00 UTC`.
pub(crate) fn minute(at: Timestamp) -> String {
    format!("{} UTC", minute_text(at))
}

/// A number with its sign and two decimals; nothing is printed as less than zero that rounds to it.
pub(crate) fn signed(value: f64) -> String {
    format!("{:+.2}", rounded(value, 2))
}

/// A probability as cases of a hundred.
pub(crate) fn hundredths(p: f64) -> String {
    format!("{:.0}", 100.0 * p)
}

/// A result in R, with its sign.
pub(crate) fn in_r(value: f64) -> String {
    format!("{} R", signed(value))
}

/// A share as percent, two decimals, with no sign but that of less than nothing.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}", rounded(100.0 * share, 2))
}

/// `wins 48 of 100, needs 41`.
pub(crate) fn counted(p: f64, need: Option<f64>) -> String {
    let needs = need.map(|need| format!(", needs {}", hundredths(need))).unwrap_or_default();
    format!("wins {} of 100{needs}", hundredths(p))
}

/// What kind of data it is. Made-up candles say so twice, whatever else is said of them.
pub(crate) fn quality(data: &Data) -> String {
    let word = data.quality.word();
    match (data.source == "demo", data.quality) {
        (true, Quality::Synthetic | Quality::Live) => "synthetic demo".to_owned(),
        (true, Quality::Delayed | Quality::Recorded | Quality::Closed | Quality::Stale) => {
            format!("{word}, synthetic demo")
        }
        (false, _) => word.to_owned(),
    }
}

/// The side an answer speaks of: that of the signal; on HOLD the allowed lean, else the lead, else long.
pub(crate) fn side_shown(signal: &TradeSignal) -> Side {
    match signal.signal {
        SignalWord::Buy => Side::Long,
        SignalWord::Sell => Side::Short,
        SignalWord::Hold => {
            let lean = signal.lean.side().filter(|side| signal.scenarios.of(*side).allowed);
            lean.or(signal.lead).unwrap_or(Side::Long)
        }
    }
}

/// The scenario of that side.
pub(crate) fn scenario_shown(signal: &TradeSignal) -> &Scenario {
    signal.scenarios.of(side_shown(signal))
}

/// The reasons that forbid a judgement, as words: `data stale`.
pub(crate) fn cannot_judge(signal: &TradeSignal) -> Option<String> {
    reasons_in_words(signal, forbids_judgement)
}

/// Those hold reasons that are meant, as words.
pub(crate) fn reasons_in_words(signal: &TradeSignal, meant: fn(HoldReason) -> bool) -> Option<String> {
    let reasons = signal.hold_reasons.iter().filter(|reason| meant(**reason));
    let words: Vec<_> = reasons.map(|reason| reason.word().to_ascii_lowercase().replace('_', " ")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Rows 1 to 4 of the proof: the data cannot be judged, or not be believed.
const fn forbids_judgement(reason: HoldReason) -> bool {
    reason.row() <= 4
}
