//! How often a signal worked.

use analysis::{
    Gate,
    answer::{CalibrationView, ConfidenceScore, ConfidenceStatus, Lean, MarketCheck, ScoreSource, SignalWord},
};

use super::{
    detailed::{around, data, section, skill_words},
    words::{cannot_judge, counted, hundredths, in_r, percent, quality, reasons_in_words, signed},
};
use crate::{ask::Scored, replay};

/// The count, how far it may be trusted, and what it is worth.
pub(super) fn clean(scored: &Scored) -> String {
    let score = &scored.score;
    let head = &score.head;
    let source = match score.source {
        ScoreSource::Current => "current",
        ScoreSource::Receipt => "receipt",
        ScoreSource::External => "your own levels",
    };
    let mut lines = vec![
        format!("Signal: {} ({source}; engine says {})", score.signal.word(), engine(scored)),
        format!("Confidence: {}", confidence(scored)),
        format!("Market: {} {}, {} data", head.pair, head.timeframe, quality(&head.data)),
    ];
    lines.extend(
        score.interval95.map(|[low, high]| format!("Interval: {} to {} of 100", hundredths(low), hundredths(high))),
    );
    lines.push(format!("Status: {} ({})", score.confidence_status.word(), meaning(score)));
    lines.extend(score.edge.map(|edge| {
        let expectancy = score.expectancy_r.map(|value| format!(", expectancy {}", in_r(value))).unwrap_or_default();
        format!("Edge: {}{expectancy}", signed(edge))
    }));
    if score.market_data_check == MarketCheck::Differs {
        let differences = score.market_data_differences.join("; ");
        lines.push(format!("Your market_data differs from ours and was not used: {differences}"));
    }
    lines.join("\n") + "\n"
}

/// The same, and the record behind it.
pub(super) fn detailed(scored: &Scored) -> String {
    let score = &scored.score;
    let sections =
        [section("Data", &data(&score.head.data, &score.head.warnings)), section("Track record", &track_record(score))];
    around(&score.head, &clean(scored), &sections, "confidence")
}

/// `HOLD, leans long, not proven`.
fn engine(scored: &Scored) -> String {
    let engine = &scored.score.engine_signal;
    if cannot_judge(&scored.answer.report.signal).is_some() {
        return "HOLD, cannot judge".to_owned();
    }
    let word = engine.signal.word();
    let lean = match engine.lean {
        Lean::Long => ", leans long",
        Lean::Short => ", leans short",
        Lean::None => ", no lean",
    };
    match (engine.signal, engine.gate) {
        (SignalWord::Buy | SignalWord::Sell, _) if engine.proven => format!("{word}, proven"),
        (SignalWord::Buy | SignalWord::Sell, _) => format!("{word}, unproven"),
        (SignalWord::Hold, Gate::Proven) if engine.lean != Lean::None => format!("{word}{lean}, not proven"),
        (SignalWord::Hold, Gate::Proven | Gate::Rule) => format!("{word}{lean}"),
    }
}

fn confidence(scored: &Scored) -> String {
    let score = &scored.score;
    let n = format!("n={:.0}", score.calibration.n_effective);
    if let Some(p) = score.confidence {
        return format!("{p:.2} ({}; {n})", counted(p, score.breakeven_probability));
    }
    if let Some(reasons) = unfit(scored) {
        return format!("none (cannot judge: {reasons})");
    }
    if score.signal == SignalWord::Hold {
        return format!("none (HOLD names no event; {n})");
    }
    match score.confidence_status {
        ConfidenceStatus::Unmeasured => format!("none (not measured yet; {n})"),
        ConfidenceStatus::Drifted => format!("none (withdrawn: drifted; {n})"),
        ConfidenceStatus::Measured | ConfidenceStatus::NoSkill | ConfidenceStatus::Thin => {
            format!("none (no probability now; {n})")
        }
    }
}

/// Why the data gives no price to hang levels on, in words.
fn unfit(scored: &Scored) -> Option<String> {
    reasons_in_words(&scored.answer.report.signal, |reason| reason.row() <= 2)
}

/// What the status says about the number.
const fn meaning(score: &ConfidenceScore) -> &'static str {
    match (score.confidence_status, score.confidence.is_some()) {
        (ConfidenceStatus::Measured, _) => "better than the base rate, beyond chance",
        (ConfidenceStatus::NoSkill, true) => "the number is the base rate",
        (ConfidenceStatus::NoSkill, false) => "no better than the base rate",
        (ConfidenceStatus::Thin, _) => "too little history to tell skill from luck",
        (ConfidenceStatus::Unmeasured, _) => "too little history to say anything",
        (ConfidenceStatus::Drifted, _) => "what happens lately no longer fits the forecasts",
    }
}

pub(super) fn track_record(score: &ConfidenceScore) -> Vec<String> {
    let record = &score.calibration;
    let window = &record.window;
    let days =
        window.from.as_ref().zip(window.to.as_ref()).map(|(from, to)| format!(", {from} to {to}")).unwrap_or_default();
    let mut lines = vec![
        format!(
            "{}, {} forecasts, {:.0} effective{days}, {} of them live. Status {}.",
            record.pool,
            record.n,
            record.n_effective,
            record.evidence.forward_live,
            score.confidence_status.word()
        ),
        format!(
            "Plan: stop {:.2} ATR away, target {:.2} times as far, at most {} bars.",
            record.stop_atr, record.reward_risk, record.horizon_bars
        ),
    ];
    lines.extend(skill(record));
    lines.extend(money(score));
    lines.extend(score.return_interval80.map(|range| {
        let held = range.empirical_coverage.map(|held| format!("; {} of 100 such ranges held", hundredths(held)));
        format!(
            "80 % range over {} bars: {} % to {} %{}.",
            record.horizon_bars,
            signed(range.low_pct),
            signed(range.high_pct),
            held.unwrap_or_default()
        )
    }));
    lines.extend(record.reliability.iter().map(|group| format!("Group: {}.", replay::group(group))));
    lines
}

fn skill(record: &CalibrationView) -> Vec<String> {
    let mut lines = Vec::new();
    let skill = record.brier.zip(record.brier_base).zip(record.brier_skill.zip(record.brier_skill_ci95));
    lines.extend(skill.map(|((brier, base), (skill, ends))| {
        format!(
            "Brier {brier:.4} against {base:.4} for the base rate: skill {}; rules tried {}; drift {}.",
            skill_words(skill, ends),
            record.rules_tried,
            record.drift.state.word()
        )
    }));
    lines.extend(record.ece.zip(record.ece_null_p95).map(|(error, chance)| {
        format!("Calibration error {} %, by chance alone up to {} %.", percent(error), percent(chance))
    }));
    lines
}

fn money(score: &ConfidenceScore) -> Vec<String> {
    let record = &score.calibration;
    let mut lines = Vec::new();
    lines.extend(record.outcomes.map(|outcomes| {
        format!(
            "Outcomes: target {} %, stop {} %, time {} % with {} on average.",
            hundredths(outcomes.target),
            hundredths(outcomes.stop),
            hundredths(outcomes.time_exit),
            in_r(outcomes.mean_time_exit_r)
        )
    }));
    let shadow = &record.shadow;
    let trades = match (shadow.mean_r, shadow.lower_r, shadow.trades) {
        (Some(mean), Some(lower), trades) => {
            format!("{trades} past trades: {} on average, lower bound {}", in_r(mean), in_r(lower))
        }
        (_, _, 0) => "No past trade".to_owned(),
        (_, _, 1) => "1 past trade".to_owned(),
        (_, _, trades) => format!("{trades} past trades"),
    };
    lines.extend(score.blind_expectancy_r.map(|blind| format!("{trades}; entering blindly {}.", in_r(blind))));
    lines
}
