//! Recommendations: sentences by code, holding only numbers of the answer.

use super::Assessment;
use crate::{
    answer::{RiskLevel, RiskWord, SizeBasis, SizeMethod},
    risk::Grade,
    rounded,
};

impl Assessment<'_> {
    /// 1 to 5.
    pub(super) fn recommendations(&self, blockers: &[String]) -> Vec<String> {
        let mut lines = self.sizes(blockers.len());
        if !self.account.is_set {
            lines.push("Set trading.account.equity to get sizes and planned loss.".to_owned());
        } else if !self.account.same_currency {
            lines.push(format!("No sizes and no planned loss: {}, and no rate is set.", self.account.reason()));
        }
        lines.push(self.stop_line());
        if let Some(tail) = self.days.tail {
            let loss = rounded(100.0 * tail.loss99(), 3);
            lines.push(format!("One day in a hundred loses {loss:.2} % of price or more, stop ignored."));
        }
        lines.truncate(5);
        lines
    }

    fn sizes(&self, broken: usize) -> Vec<String> {
        let base = self.picture.series.pair().base();
        let limit = self.units.limit();
        let mut lines = Vec::new();
        if let Some(units) = self.requested().filter(|_| broken > 0) {
            let limits = if broken == 1 { "1 of your limits".to_owned() } else { format!("{broken} of your limits") };
            let room = limit.map_or(String::new(), |limit| format!("; at most {limit} {base} stays inside them"));
            lines.push(format!("{units} {base} breaks {limits}{room}."));
        }
        match (self.basis, self.units.recommended(self.basis)) {
            (SizeBasis::None, _) => {
                lines.push("Recommended size is 0: no edge is proven for this side.".to_owned());
            }
            (SizeBasis::Proven, Some((method, units))) => {
                let room =
                    limit.map_or(String::new(), |limit| format!(" Up to {limit} {base} stays inside your limits."));
                lines.push(format!("{units} {base} fits every constraint; {} binds.{room}", binding(method)));
            }
            (SizeBasis::Unproven, Some((method, units))) => {
                let binds = binding(method);
                lines.push(format!("{units} {base} at most, unproven: {binds} binds, and Kelly says 0."));
            }
            (SizeBasis::Proven, None) => lines.push("No size: a limit cannot be computed.".to_owned()),
            (SizeBasis::Unproven, None) => {
                lines.push("No size: a limit cannot be computed, and the side is unproven.".to_owned());
            }
        }
        lines
    }

    fn stop_line(&self) -> String {
        let Some(stop) = self.position.stop else {
            return "No stop is known: give one, or wait until the ATR is.".to_owned();
        };
        let stop = self.picture.price_text(stop);
        if let Some(loss) = self.planned_loss() {
            return format!("Stop {stop}: {} at the stop.", self.money_text(loss));
        }
        let entry = self.picture.price_text(self.position.entry);
        let multiple = self.position.distance().zip(self.position.atr.filter(|atr| *atr > 0.0));
        match multiple.map(|(distance, atr)| rounded(rounded(distance / atr, 2), 1)) {
            Some(multiple) => format!("Stop {stop} is {multiple} ATR away from {entry}."),
            None => format!("Stop {stop}, entry {entry}."),
        }
    }

    /// An amount in quote currency, rounded as published.
    pub(super) fn money_text(&self, amount: f64) -> String {
        self.account.money(super::money(amount))
    }
}

/// What binds, in the words of a sentence.
const fn binding(method: SizeMethod) -> &'static str {
    match method {
        SizeMethod::FixedFractional => "the risk per trade",
        SizeMethod::VolatilityTarget => "the volatility target",
        SizeMethod::FractionalKelly => "the Kelly fraction",
        SizeMethod::LiquidityCap => "the liquidity cap",
        SizeMethod::ExposureCap => "the position limit",
        SizeMethod::PortfolioHeatCap => "the portfolio heat",
    }
}

/// A grade as a factor.
pub(super) const fn risk_word(grade: Grade) -> RiskWord {
    match grade {
        Grade::Known(RiskLevel::Low, _) => RiskWord::Low,
        Grade::Known(RiskLevel::Medium, _) => RiskWord::Medium,
        Grade::Known(RiskLevel::High | RiskLevel::Extreme, _) => RiskWord::High,
        Grade::Unknown | Grade::NotApplicable => RiskWord::Unknown,
    }
}
