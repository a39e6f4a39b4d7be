//! What a model is told of a report: short lines, each claim and each level with an id by which it can be cited.

#[cfg(test)]
mod tests;

use analysis::{
    Evidence, Side,
    answer::{Data, MarketAnalysis, TradeSignal},
};
use serde_json::Value;

use super::law::Known;
use crate::{
    ask::Full,
    format::{
        clean,
        detailed::{direction, scenario},
        words::{Prices, minute, quality, signed},
    },
};

/// Most claims and levels that are listed.
const MOST: usize = 9;

/// A report as a model is told of it.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The lines, without a line break at the end.
    pub text: String,
    /// The first of them alone, for a model with little room.
    pub outline: String,
    /// Ids of the claims, such as `E1`.
    pub evidence: Vec<String>,
    /// The levels that may be pointed at.
    pub levels: Vec<Level>,
    /// The side of a BUY or SELL.
    pub side: Option<Side>,
    /// Every number that may be said.
    pub known: Known,
}

/// A price that may be pointed at by its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Such as `L1`.
    pub id: String,
    /// In quote currency.
    pub price: f64,
    /// What it is: `support`.
    pub what: &'static str,
    /// Whether it lies below the price of the report.
    pub is_below: bool,
}

impl Facts {
    /// Of a report.
    pub fn of(full: &Full) -> Self {
        let report = &full.answer.report;
        let (signal, analysis) = (&report.signal, &report.analysis);
        let prices = Prices::of(&signal.head.data);
        let levels = levels(analysis, signal, full.side);
        let evidence: Vec<(String, &Evidence)> =
            (1..).map(|number| format!("E{number}")).zip(&report.evidence).take(MOST).collect();
        let mut lines = vec![
            heading(analysis, &signal.head.data, prices),
            format!("signal {}", clean::first_line(signal)),
            format!("confidence {}", clean::confidence(signal)),
            state(analysis),
        ];
        lines.extend(evidence.iter().map(|(id, claim)| claimed(id, claim)));
        lines.extend(levels.iter().map(|level| pointed(level, prices)));
        let outline = lines.join("\n");
        lines.extend(Side::BOTH.map(|side| scenario(side, signal.scenarios.of(side), prices)));
        lines.push(direction(&signal.forecast));
        lines.push(format!("reasons: {}", signal.reasoning));
        lines.extend(risks(full));
        lines.extend(signal.head.warnings.iter().map(|warning| format!("warning: {}", warning.message)));
        let text = lines.join("\n");
        let known = known(full, &text, &evidence, &levels);
        Self {
            text,
            outline,
            evidence: evidence.into_iter().map(|(id, _)| id).collect(),
            levels,
            side: signal.plan.as_ref().map(|plan| plan.side),
            known,
        }
    }
}

fn heading(analysis: &MarketAnalysis, data: &Data, prices: Prices) -> String {
    let head = &analysis.head;
    format!(
        "{} {}  bar closed {}  price {}  data {}",
        head.pair,
        head.timeframe,
        minute(data.last_closed_candle),
        prices.text(analysis.current_price),
        quality(data)
    )
}

fn state(analysis: &MarketAnalysis) -> String {
    let higher: Vec<_> =
        analysis.higher_timeframes.iter().map(|up| format!(", {} {}", up.timeframe, up.trend.word())).collect();
    format!(
        "trend {}, regime {}, volatility {}, volume {}, rsi {}, macd {}{}",
        analysis.trend.word(),
        analysis.regime.word(),
        analysis.volatility.word(),
        analysis.volume.word(),
        analysis.indicators.rsi_state.word(),
        analysis.indicators.macd.word().replace('_', " "),
        higher.concat()
    )
}

/// `E1 trend +0.72, speaks for long: adx_14 31.2, sma_20 64100`.
fn claimed(id: &str, claim: &Evidence) -> String {
    let says = match claim.value {
        None => " unknown".to_owned(),
        Some(value) if value > 0.0 => format!(" {}, speaks for long", signed(value)),
        Some(value) if value < 0.0 => format!(" {}, speaks for short", signed(value)),
        Some(_) => " 0.00, speaks for neither".to_owned(),
    };
    let readings = claim.basis.readings.iter().filter_map(|reading| Some((reading.name, reading.value?)));
    let readings: Vec<_> = readings.map(|(name, value)| format!("{name} {}", short(value))).collect();
    let basis = if readings.is_empty() { String::new() } else { format!(": {}", readings.join(", ")) };
    format!("{id} {}{says}{basis}", claim.family.words())
}

/// A reading with four figures that say something, which is as many as anybody repeats.
fn short(value: f64) -> String {
    let whole = value.abs().log10().floor().max(0.0) as usize;
    format!("{value:.*}", 3_usize.saturating_sub(whole))
}

fn pointed(level: &Level, prices: Prices) -> String {
    let place = if level.is_below { "below" } else { "above" };
    format!("{} {} {} {place} price", level.id, level.what, prices.text(level.price))
}

/// Supports and resistances nearest to the price, and the levels of the side that is spoken of.
fn levels(analysis: &MarketAnalysis, signal: &TradeSignal, side: Side) -> Vec<Level> {
    let price = analysis.current_price;
    let shown = signal.scenarios.of(side);
    let nearest = |levels: &'_ [f64]| levels.iter().copied().take(3).collect::<Vec<_>>();
    let listed = nearest(&analysis.support_levels).into_iter().map(|level| ("support", level));
    let listed = listed.chain(nearest(&analysis.resistance_levels).into_iter().map(|level| ("resistance", level)));
    let own = [("stop", shown.stop_loss), ("target", shown.take_profit)];
    let own = own.into_iter().filter_map(|(what, level)| Some((what, level?)));
    (1..)
        .zip(listed.chain(own))
        .map(|(number, (what, level))| Level { id: format!("L{number}"), price: level, what, is_below: level < price })
        .collect()
}

fn risks(full: &Full) -> Vec<String> {
    let risk = &full.risk;
    let level = format!("risk of {}: {} (decided by {})", full.side.name(), risk.risk_level.word(), risk.decided_by);
    let blocked = risk.blockers.iter().map(|blocker| format!("blocked: {blocker}"));
    let advice = risk.recommendations.iter().take(3).map(|line| format!("risk note: {line}"));
    std::iter::once(level).chain(blocked).chain(advice).collect()
}

fn known(full: &Full, text: &str, evidence: &[(String, &Evidence)], levels: &[Level]) -> Known {
    // What has no JSON form may not be said.
    let claims = serde_json::to_value(&full.answer.report.evidence).ok();
    let answers = full.objects().into_iter().flatten();
    let objects: Vec<Value> = answers.chain(claims).chain([Value::String(text.to_owned())]).collect();
    let ids = evidence.iter().map(|(id, _)| id.as_str()).chain(levels.iter().map(|level| level.id.as_str()));
    Known::of(&objects).with_names(ids)
}
