//! Words and numbers that several texts share.

use analysis::{
    Side, Tick,
    answer::{Data, HoldReason, Quality, Scenario, SignalWord, TradeSignal},
    minute_text, rounded,
};
use jiff::Timestamp;

/// Prints prices with the decimals of their tick.
#[derive(Clone, Copy)]
pub(super) struct Prices(Option<u8>);

impl Prices {
    pub(super) fn of(data: &Data) -> Self {
        Self(data.tick_size.and_then(Tick::of_size).map(Tick::decimals))
    }

    pub(super) fn text(self, price: f64) -> String {
        self.0.map_or_else(|| format!("{price}"), |decimals| format!("{price:.*}", usize::from(decimals)))
    }

    /// Several, separated by commas, or a word when there is none.
    pub(super) fn list(self, prices: &[f64], none: &str) -> String {
        if prices.is_empty() {
            return none.to_owned();
        }
        prices.iter().map(|price| self.text(*price)).collect::<Vec<_>>().join(", ")
    }
}

/// `2026-11-20 15:00 UTC`.
pub(super) fn minute(at: Timestamp) -> String {
    format!("{} UTC", minute_text(at))
}

/// A number with its sign and two decimals; nothing is printed as less than zero that rounds to it.
pub(super) fn signed(value: f64) -> String {
    format!("{:+.2}", rounded(value, 2))
}

/// What kind of data it is. Made-up candles say so twice, whatever else is said of them.
pub(super) fn quality(data: &Data) -> String {
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
pub(super) fn side_shown(signal: &TradeSignal) -> Side {
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
pub(super) fn scenario_shown(signal: &TradeSignal) -> &Scenario {
    signal.scenarios.of(side_shown(signal))
}

/// The reasons that forbid a judgement, as words: `data stale`.
pub(super) fn cannot_judge(signal: &TradeSignal) -> Option<String> {
    let words: Vec<_> = signal
        .hold_reasons
        .iter()
        .filter(|reason| forbids_judgement(**reason))
        .map(|reason| reason.word().to_ascii_lowercase().replace('_', " "))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

const fn forbids_judgement(reason: HoldReason) -> bool {
    match reason {
        HoldReason::DataStale
        | HoldReason::DataGaps
        | HoldReason::MarketClosed
        | HoldReason::WarmingUp
        | HoldReason::NoMovement
        | HoldReason::FillSuspect => true,
        HoldReason::Unmeasured | HoldReason::SideNotAllowed | HoldReason::NoLean => false,
    }
}
