//! The eight inputs of the level.

use super::{Assessment, held::Held};
use crate::{
    Side,
    answer::{RiskComponent, RiskComponents},
    risk::{Grade, Named, Scale, Turnover},
    rounded,
};

/// Daily returns from which every daily statistic is known, save where the price stands still.
const ENOUGH: usize = 161;

const STANDS_STILL: &str = "the price does not move";

/// One input: its value, what it means, and why.
pub(super) struct Part {
    unit: &'static str,
    value: Option<f64>,
    grade: Grade,
    detail: String,
}

pub(super) struct Parts {
    planned_loss: Part,
    liquidation: Part,
    liquidity: Part,
    var99: Part,
    volatility: Part,
    drawdown: Part,
    gap: Part,
    correlation: Part,
}

impl Part {
    fn known(unit: &'static str, scale: Scale, value: f64, detail: String) -> Self {
        Self { unit, value: Some(value), grade: scale.grade(value), detail }
    }

    fn unknown(unit: &'static str, why: impl Into<String>) -> Self {
        Self { unit, value: None, grade: Grade::Unknown, detail: why.into() }
    }

    fn published(self, kind: &'static str) -> RiskComponent {
        let score = match self.grade {
            Grade::Known(_, score) => Some(score),
            Grade::Unknown | Grade::NotApplicable => None,
        };
        let value = self.value.map(|value| rounded(value, 3));
        RiskComponent { kind, unit: self.unit, value, level: self.grade.word(), score, detail: self.detail }
    }
}

impl Parts {
    /// Hard and soft ones by name.
    pub(super) const fn split(&self) -> ([Named; 3], [Named; 5]) {
        (
            [
                ("planned_loss", self.planned_loss.grade),
                ("liquidation", self.liquidation.grade),
                ("liquidity", self.liquidity.grade),
            ],
            [
                ("var99", self.var99.grade),
                ("volatility", self.volatility.grade),
                ("drawdown", self.drawdown.grade),
                ("gap", self.gap.grade),
                ("correlation", self.correlation.grade),
            ],
        )
    }

    pub(super) fn published(self) -> RiskComponents {
        RiskComponents {
            planned_loss: self.planned_loss.published("hard"),
            liquidation: self.liquidation.published("hard"),
            liquidity: self.liquidity.published("hard"),
            var99: self.var99.published("soft"),
            volatility: self.volatility.published("soft"),
            drawdown: self.drawdown.published("soft"),
            gap: self.gap.published("soft"),
            correlation: self.correlation.published("soft"),
        }
    }
}

impl Assessment<'_> {
    pub(super) fn graded(&self) -> Parts {
        Parts {
            planned_loss: self.planned_loss_part(),
            liquidation: {
                let position = &self.position;
                let (value, grade, detail) = self.margin.component(self.days.atr, position.stop, position.side);
                Part { unit: "daily_atr", value, grade, detail }
            },
            liquidity: self.liquidity_part(),
            var99: self.var99_part(),
            volatility: self.volatility_part(),
            drawdown: self.drawdown_part(),
            gap: match self.days.gap_in_atr() {
                Some(gap) => Part::known("daily_atr", Scale::GAP, gap, "99 % opening gap".to_owned()),
                None => Part::unknown("daily_atr", self.too_few_days(STANDS_STILL)),
            },
            correlation: self.correlation_part(),
        }
    }

    fn planned_loss_part(&self) -> Part {
        const UNIT: &str = "pct_equity";
        match (self.planned_loss(), self.planned_loss_pct()) {
            (Some(loss), Some(share)) => {
                let detail = format!("{} at the stop, cost in", self.money_text(loss));
                Part::known(UNIT, Scale::PLANNED_LOSS, share, detail)
            }
            _ if self.account.equity.is_none() => Part::unknown(UNIT, self.account.reason()),
            _ if self.position.stop.is_none() => Part::unknown(UNIT, "the ATR that places the stop is not known yet"),
            _ => Part::unknown(UNIT, "no size is known"),
        }
    }

    fn liquidity_part(&self) -> Part {
        const UNIT: &str = "pct_median_volume";
        match (self.days.turnover, self.value()) {
            (Turnover::NoVolume, _) => Part::unknown(UNIT, "feed has no volume"),
            (Turnover::TooShort, _) => Part::unknown(UNIT, "fewer than 20 days of history"),
            (Turnover::Known(_), None) => Part::unknown(UNIT, "no size is known"),
            (Turnover::Known(median), Some(value)) => {
                let detail = "of the 20-day median volume".to_owned();
                Part::known(UNIT, Scale::LIQUIDITY, 100.0 * value / median, detail)
            }
        }
    }

    fn var99_part(&self) -> Part {
        let detail = "one day, filtered historical simulation".to_owned();
        match self.days.tail {
            Some(tail) => Part::known("pct_price", Scale::VAR99, 100.0 * tail.loss99(), detail),
            None => Part::unknown("pct_price", self.too_few_days(STANDS_STILL)),
        }
    }

    fn volatility_part(&self) -> Part {
        let Some(percentile) = self.days.percentile else {
            return Part::unknown("percentile", self.too_few_days(STANDS_STILL));
        };
        let detail = match self.days.percentile_of {
            504.. => "EWMA volatility among its last 504 days".to_owned(),
            _ => self.only_so_many_days(),
        };
        Part::known("percentile", Scale::VOLATILITY, percentile, detail)
    }

    fn drawdown_part(&self) -> Part {
        let Some(adverse) = self.days.drawdown else {
            let few = format!("only {} days in the last year", self.days.drawdown_days);
            return Part::unknown("pct_price", self.too_few_days(&few));
        };
        let move_of = match self.position.side {
            Side::Long => "fall",
            Side::Short => "rise",
        };
        let detail = format!("largest {move_of} in {} days", self.days.drawdown_days);
        Part::known("pct_price", Scale::DRAWDOWN, 100.0 * adverse.max, detail)
    }

    fn correlation_part(&self) -> Part {
        const UNIT: &str = "abs_correlation";
        let held = match &self.held {
            Held::NotSet => return Part::unknown(UNIT, "trading.holdings is not set"),
            Held::Nothing => {
                let detail = "nothing else is held".to_owned();
                return Part { unit: UNIT, value: None, grade: Grade::NotApplicable, detail };
            }
            Held::Of(held) => held,
        };
        let known = held.iter().filter_map(|one| Some((one, one.correlation?)));
        let largest = known.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let missing = held.iter().find(|one| one.correlation.is_none());
        match (largest, missing) {
            // What is not known may be larger, but what is known is already more than low.
            (Some((one, value)), missing) if missing.is_none() || value.abs() >= 0.4 => {
                let longer = one.longer.map_or(String::new(), |longer| format!("; {longer:.2} over 250"));
                let detail = format!("with {} over 60 days{longer}", one.pair);
                Part::known(UNIT, Scale::CORRELATION, value.abs(), detail)
            }
            (_, Some(one)) => Part::unknown(UNIT, format!("fewer than 60 days in common with {}", one.pair)),
            (_, None) => Part::unknown(UNIT, "no holding has a price"),
        }
    }

    /// Why a daily statistic is unknown.
    fn too_few_days(&self, otherwise: &str) -> String {
        if self.days.returns < ENOUGH { self.only_so_many_days() } else { otherwise.to_owned() }
    }

    fn only_so_many_days(&self) -> String {
        format!("only {} days of history", self.days.returns)
    }
}
