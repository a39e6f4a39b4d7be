//! What a position could cost.

use analysis::answer::{LevelSource, RiskAssessment, RiskComponent, SizeBasis, SizeCandidate};

use super::{
    detailed::{around, data, section},
    words::{Prices, quality},
};

/// The level, what decided it, and a size.
pub(super) fn clean(risk: &RiskAssessment) -> String {
    let head = &risk.head;
    let mut lines = vec![
        format!("Risk Level: {}", risk.risk_level.word()),
        format!("Score: {:.2} (decided by {})", risk.risk_score, risk.decided_by),
        format!("Market: {} {}, {}, {} data", head.pair, head.timeframe, risk.side.name(), quality(&head.data)),
        format!("Size: {}", size(risk)),
        format!("Stop: {}", stop(risk)),
        format!("Bad day (99 %): {}", bad_day(risk)),
    ];
    lines.extend(risk.blockers.iter().map(|blocker| format!("Blocked: {blocker}")));
    lines.extend([String::new(), "Suggestions:".to_owned()]);
    lines.extend(risk.recommendations.iter().map(|suggestion| format!("• {suggestion}")));
    lines.join("\n") + "\n"
}

/// The same, and what it rests on.
pub(super) fn detailed(risk: &RiskAssessment) -> String {
    let head = &risk.head;
    let sections = [
        section("Data", &data(&head.data, &head.warnings)),
        section("Risk", &[components(risk), costs(risk)].concat()),
        section("Sizes", &risk.sizing.candidates.iter().map(candidate).collect::<Vec<_>>()),
        section("Not assessed", &[format!("{}.", risk.not_assessed.join(", "))]),
    ];
    around(head, &clean(risk), &sections, "risk")
}

/// `0 EUR recommended, 9223 inside your limits`.
fn size(risk: &RiskAssessment) -> String {
    let (sizing, base) = (&risk.sizing, risk.head.pair.base());
    let unproven = match sizing.basis {
        SizeBasis::Unproven => ", unproven",
        SizeBasis::Proven | SizeBasis::None => "",
    };
    match (sizing.recommended_units, sizing.limit_units) {
        (Some(units), Some(limit)) => format!("{units} {base} recommended{unproven}, {limit} inside your limits"),
        (Some(units), None) => {
            format!("{units} {base} recommended{unproven}, the most inside your limits is not known")
        }
        (None, Some(limit)) => format!("none recommended, {limit} {base} inside your limits"),
        (None, None) => "not known".to_owned(),
    }
}

/// `1.08256 (costs 371.37 at 200000 EUR)`.
fn stop(risk: &RiskAssessment) -> String {
    let stop = &risk.stop;
    let Some(price) = stop.price else { return "not known".to_owned() };
    let price = Prices::of(&risk.head.data).text(price);
    let from = match stop.source {
        LevelSource::Argument => "yours",
        LevelSource::Receipt => "of the signal",
        LevelSource::Atr | LevelSource::None => "placed by the ATR",
    };
    match (stop.planned_loss_quote, risk.assessed.units, stop.atr_multiple) {
        (Some(loss), Some(units), _) => format!("{price} (costs {loss:.2} at {units} {})", risk.head.pair.base()),
        (_, _, Some(multiple)) => format!("{price} ({from}, {multiple:.2} ATR away)"),
        (_, _, None) => format!("{price} ({from})"),
    }
}

fn bad_day(risk: &RiskAssessment) -> String {
    risk.tail.var99_pct.map_or_else(|| "not known".to_owned(), |loss| format!("{loss:.2} % of price"))
}

/// Each component by name.
pub(super) fn components(risk: &RiskAssessment) -> Vec<String> {
    risk.components.named().map(|(name, one)| component(name, one)).into()
}

/// `var99 4.20 pct_price: MEDIUM`, or why there is no number.
fn component(name: &str, one: &RiskComponent) -> String {
    match one.value {
        Some(value) => format!("{name} {value:.2} {}: {}", one.unit, one.level.word()),
        None => format!("{name}: {} ({})", one.level.word(), one.detail),
    }
}

/// What else is known of the losses.
pub(super) fn costs(risk: &RiskAssessment) -> Vec<String> {
    let (stop, drawdown) = (&risk.stop, &risk.drawdown);
    let mut lines = Vec::new();
    lines.extend(
        stop.gap_loss_p95_quote
            .map(|loss| format!("Overshot as in the worst twentieth of past stops, it costs {loss:.2}.")),
    );
    lines.extend(risk.liquidation.map(|end| {
        let price = Prices::of(&risk.head.data).text(end.price);
        format!("Closed by force at about {price}: leverage {:.2}, {}.", end.leverage, end.leverage_source)
    }));
    lines.extend(drawdown.p_dd_20pct_100_trades.map(|chance| {
        format!("A hundred such trades lose a fifth from a high in {:.0} of 100 cases.", 100.0 * chance)
    }));
    lines.extend(drawdown.losing_streak_p95.map(|streak| {
        format!(
            "Longest losing streak in a hundred trades: {streak} in a bad case, from {} past trades.",
            drawdown.trades
        )
    }));
    lines
}

/// `exposure_cap 9223: trading.max_position_size 10000 USD`.
fn candidate(candidate: &SizeCandidate) -> String {
    let units = candidate.units.map_or_else(|| "not known".to_owned(), |units| units.to_string());
    format!("{} {units}: {}", candidate.method.word(), candidate.note)
}
