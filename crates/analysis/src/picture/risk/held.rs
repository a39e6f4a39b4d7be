//! What is held beside the position: how it moves with it, and what it would lose.

use crate::{
    Holding, Holdings, Pair, Series, Side,
    picture::{Picture, receipts::entry},
    receipt::{ReceiptSeries, candles_sha256, sha256_hex},
    risk::{common_returns, correlation, days_of},
};

use super::account::quote_of;

/// Days over which a correlation is judged, and those it is compared with.
const DAYS: usize = 60;
const MORE_DAYS: usize = 250;

/// From this absolute correlation on two positions count as one.
const AS_ONE: f64 = 0.6;

/// Series that one receipt can name.
const MOST_SERIES: usize = 6;

pub(super) enum Held {
    NotSet,
    Nothing,
    Of(Vec<HeldOne>),
}

/// One holding, with what its candles say.
pub(super) struct HeldOne {
    pub(super) pair: Pair,
    /// With the pair asked about, over 60 and 250 common days, −1 to 1.
    pub(super) correlation: Option<f64>,
    pub(super) longer: Option<f64>,
    /// What it would lose at its stop, account currency.
    heat: Result<f64, &'static str>,
    /// Its daily candles, where they are not those of the answer itself.
    series: Option<ReceiptSeries>,
}

impl Held {
    pub(super) fn of(picture: &Picture<'_>, ours: Option<&Series>) -> Self {
        let one = |holding: &Holding| HeldOne::of(picture, ours, holding);
        match &picture.params.risk.holdings {
            Holdings::NotSet => Self::NotSet,
            Holdings::Empty => Self::Nothing,
            Holdings::Of(all) if all.is_empty() => Self::Nothing,
            Holdings::Of(all) => Self::Of(all.iter().map(one).collect()),
        }
    }

    pub(super) fn each(&self) -> &[HeldOne] {
        match self {
            Self::NotSet | Self::Nothing => &[],
            Self::Of(all) => all,
        }
    }

    /// What all of it would lose at its stops, account currency. Losses of positions that count as one add up, so all
    /// of them are added: correlation never makes the sum smaller. What is not set is taken as nothing, as everywhere.
    pub(super) fn heat(&self) -> Result<f64, String> {
        self.each().iter().try_fold(0.0, |sum, one| match one.heat {
            Ok(heat) => Ok(sum + heat),
            Err(why) => Err(format!("{}: {why}", one.pair)),
        })
    }

    /// Holdings that count as one position with the pair.
    pub(super) fn as_one(&self) -> impl Iterator<Item = &HeldOne> {
        self.each().iter().filter(|one| one.correlation.is_some_and(|value| value.abs() > AS_ONE))
    }

    /// Their series for the receipt, behind `before` others: one each, and where they are too many, the last entry
    /// holds the hash of the other hashes.
    pub(super) fn series(&self, before: usize) -> Vec<ReceiptSeries> {
        let mut all: Vec<ReceiptSeries> = self.each().iter().filter_map(|one| one.series.clone()).collect();
        let room = MOST_SERIES.saturating_sub(before);
        if all.len() > room {
            let rest = all.split_off(room.saturating_sub(1));
            let hashes: Vec<&str> = rest.iter().filter_map(|series| series.candles_sha256.as_deref()).collect();
            all.push(ReceiptSeries {
                role: "daily",
                source: "holdings".to_owned(),
                venue_symbol: format!("{} others", rest.len()),
                pair: "*".to_owned(),
                timeframe: "1d",
                first_open: None,
                last_close: None,
                count: rest.iter().map(|series| series.count).sum(),
                candles_sha256: Some(sha256_hex(hashes.join("\n").as_bytes())),
            });
        }
        all
    }
}

impl HeldOne {
    fn of(picture: &Picture<'_>, ours: Option<&Series>, holding: &Holding) -> Self {
        let history = holding.candles.as_deref();
        let is_ours = holding.pair == *picture.series.pair();
        let known = history.and_then(|history| history.series.until(picture.as_of()));
        let theirs = known.as_ref().and_then(days_of);
        // What is held in the pair itself needs no candles of its own.
        let pairs = match (ours, theirs.as_ref().or(if is_ours { ours } else { None })) {
            (Some(ours), Some(theirs)) => common_returns(ours, theirs),
            _ => Vec::new(),
        };
        let price = match &known {
            Some(series) => Some(series.last_price()),
            None if is_ours => Some(picture.series.last_price()),
            None => None,
        };
        Self {
            pair: holding.pair.clone(),
            correlation: correlation(&pairs, DAYS),
            longer: correlation(&pairs, MORE_DAYS),
            heat: heat(holding, price, &picture.params.risk.account_currency),
            series: history
                .zip(theirs)
                .map(|(history, days)| entry("daily", &history.provenance, &days, &candles_sha256(&days))),
        }
    }
}

/// What a holding loses from its price to its stop. A long without a stop can lose all it is worth; nobody knows what
/// a short without one can lose.
fn heat(holding: &Holding, price: Option<f64>, currency: &str) -> Result<f64, &'static str> {
    if quote_of(&holding.pair) != Some(currency) {
        return Err("held in another currency");
    }
    let price = price.ok_or("no price")?;
    match (holding.stop, holding.side) {
        (Some(stop), side) => Ok(holding.units * ((price - stop) * side.sign()).max(0.0)),
        (None, Side::Long) => Ok(holding.units * price),
        (None, Side::Short) => Err("a short without a stop"),
    }
}
