//! Leverage, and the price at which it ends.

use super::{account::Account, position::Position};
use crate::{
    RiskQuestion, Side,
    answer::Liquidation,
    picture::Picture,
    risk::{Grade, Scale, liquidation_price},
    rounded,
};

/// Value above equity by less than this share is a rounding, not leverage.
const NOISE: f64 = 1e-9;

pub(super) enum Margin {
    /// With the distance from the entry, quote currency.
    Leveraged {
        view: Liquidation,
        distance: f64,
    },
    Without(&'static str),
    Unknown(String),
}

impl Margin {
    /// A leverage that is given but does not carry the position counts as the one that would.
    pub(super) fn of(
        picture: &Picture<'_>,
        asked: &RiskQuestion,
        position: &Position,
        account: &Account,
        value: Option<f64>,
    ) -> Self {
        let over = value.zip(account.equity).map(|(value, equity)| value / equity).filter(|over| *over > 1.0 + NOISE);
        let (leverage, leverage_source) = match (asked.leverage, over) {
            (Some(given), Some(over)) if over > given => (over, "implied"),
            (Some(given), _) => (given, "argument"),
            (None, Some(over)) => (over, "implied"),
            (None, None) if value.is_none() => return Self::Without("no leverage given"),
            (None, None) if account.equity.is_none() => return Self::Unknown(account.reason()),
            (None, None) => return Self::Without("no leverage"),
        };
        let maintenance = picture.params.risk.maintenance_margin_rate;
        let exact = liquidation_price(position.side, position.entry, leverage, maintenance);
        if exact <= 0.0 {
            return Self::Without("leverage of 1 borrows nothing");
        }
        // Toward the entry: it may come sooner, never later.
        let on_tick = picture.tick.map(|tick| match position.side {
            Side::Long => tick.above(exact),
            Side::Short => tick.below(exact),
        });
        let price = on_tick.filter(|price| *price > 0.0).unwrap_or(exact);
        Self::Leveraged {
            view: Liquidation {
                price,
                leverage: rounded(leverage, 2),
                leverage_source,
                maintenance_margin_rate: maintenance,
                approximate: true,
            },
            distance: ((position.entry - exact) * position.side.sign()).max(0.0),
        }
    }

    pub(super) fn view(&self) -> Option<Liquidation> {
        match self {
            Self::Leveraged { view, .. } => Some(*view),
            Self::Without(_) | Self::Unknown(_) => None,
        }
    }

    /// Distance in daily ATR, its grade, and a word on it.
    pub(super) fn component(
        &self,
        daily_atr: Option<f64>,
        stop: Option<f64>,
        side: Side,
    ) -> (Option<f64>, Grade, String) {
        match self {
            Self::Without(why) => (None, Grade::NotApplicable, (*why).to_owned()),
            Self::Unknown(why) => (None, Grade::Unknown, why.clone()),
            Self::Leveraged { view, distance } => {
                let Some(atr) = daily_atr.filter(|atr| *atr > 0.0) else {
                    return (None, Grade::Unknown, "the daily ATR is not known yet".to_owned());
                };
                let sooner = stop.is_some_and(|stop| (view.price - stop) * side.sign() >= 0.0);
                let detail = if sooner {
                    "comes before the stop; isolated linear formula, approximate"
                } else {
                    "isolated linear formula, approximate"
                };
                let value = distance / atr;
                (Some(value), Scale::LIQUIDATION.grade(value), detail.to_owned())
            }
        }
    }
}
