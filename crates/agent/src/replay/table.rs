//! A track record as text.

use analysis::{
    Side,
    answer::{ConfidenceStatus, ReliabilityBin},
};

use super::{EventRecord, SideRecord, TrackRecord, chart};
use crate::format::{
    detailed::{data, framed, section, skill_words},
    words::{hundredths, in_r, percent, quality},
};

/// Width of the first column, and of the two beside it.
const NAMES: usize = 25;
const VALUES: usize = 21;

const UNKNOWN: &str = "-";

/// The table of both sides, their diagrams, and what they say in words. `width` is that of the screen, in characters.
pub(crate) fn clean(record: &TrackRecord, width: usize) -> String {
    let plan = &record.plan;
    let mut lines = vec![
        format!("Track record: {} {}{}", record.pair, record.timeframe, window(record)),
        format!("Candles: {}, {} data", record.data.candles_used, quality(&record.data)),
        format!(
            "Plan at every bar: enter at the next open, stop {} ATR away, target {} times as far, at most {} bars,",
            plan.stop_atr, plan.reward_risk, plan.horizon_bars
        ),
        format!("cost {} basis points a round trip.", plan.round_trip_bps),
        String::new(),
    ];
    let known = rows(record).into_iter().filter(|(_, sides)| sides.iter().any(|value| value != UNKNOWN));
    lines.extend(known.map(|(name, [long, short])| row(name, &long, &short)));
    for side in Side::BOTH {
        let event = &record.side(side).event;
        if !event.reliability.is_empty() {
            lines.extend([String::new(), format!("Reliability, {}:", side.name())]);
            lines.extend(chart::lines(event, width));
        }
    }
    lines.push(String::new());
    lines.extend(Side::BOTH.map(|side| format!("{}: {}", side.name(), verdict(record.side(side)))));
    lines.join("\n") + "\n"
}

/// The same, and every group, ending and alarm.
pub(crate) fn detailed(record: &TrackRecord, width: usize) -> String {
    let mut sections = vec![section("Data", &data(&record.data, &record.warnings))];
    for side in Side::BOTH {
        let of_side = record.side(side);
        sections.push(section(&format!("Groups, {}", side.name()), &groups(&of_side.event)));
        sections.push(section(&format!("More, {}", side.name()), &more(of_side)));
    }
    sections.push(section("Direction (another event)", &direction(record)));
    let receipts = [format!("signal {}", record.signal_receipt_id)];
    framed(record.timestamp, &clean(record, width), &sections, &receipts)
}

fn row(name: &str, long: &str, short: &str) -> String {
    format!("{name:NAMES$}{long:VALUES$}{short}").trim_end().to_owned()
}

fn window(record: &TrackRecord) -> String {
    let window = &record.long.event.window;
    window.from.as_ref().zip(window.to.as_ref()).map(|(from, to)| format!(", {from} to {to}")).unwrap_or_default()
}

fn rows(record: &TrackRecord) -> Vec<(&'static str, [String; 2])> {
    let of = |read: fn(&SideRecord) -> String| [read(&record.long), read(&record.short)];
    vec![
        ("", Side::BOTH.map(|side| side.name().to_owned())),
        ("Status", of(|side| side.event.status.word().to_owned())),
        ("Forecasts", of(|side| side.event.n.to_string())),
        ("  counted once", of(|side| format!("{:.1}", side.event.n_effective))),
        ("Wins, of 100", of(|side| cases(side.outcomes.map(|outcomes| outcomes.target)))),
        ("Blindly now, of 100", of(|side| cases(side.event.base_rate))),
        ("Needs now, of 100", of(|side| cases(side.breakeven_probability))),
        ("Brier score", of(|side| digits(side.event.brier, 5))),
        ("  of the base rate", of(|side| digits(side.event.brier_base, 5))),
        ("Skill, %", of(|side| side.event.brier_skill.map_or_else(unknown, percent))),
        ("  95 % interval", of(|side| ends(side.event.brier_skill_ci95))),
        ("Calibration error", of(|side| digits(side.event.ece, 4))),
        ("  by chance alone, up to", of(|side| digits(side.event.ece_null_p95, 4))),
        ("AUC", of(|side| digits(side.event.auc, 3))),
        ("Shadow trades", of(|side| side.shadow.trades.to_string())),
        ("  mean result", of(|side| side.shadow.mean_r.map_or_else(unknown, in_r))),
        ("  lower bound", of(|side| side.shadow.lower_r.map_or_else(unknown, in_r))),
        ("Entering blindly", of(|side| side.blind_expectancy_r.map_or_else(unknown, in_r))),
        ("Weight of the model (λ)", of(|side| digits(side.event.shrink_lambda, 2))),
        ("Left out at gaps", of(|side| side.void.to_string())),
        ("Rules tried", of(|side| side.event.rules_tried.to_string())),
        ("Drift", of(|side| side.event.drift.state.word().to_owned())),
    ]
}

fn unknown() -> String {
    UNKNOWN.to_owned()
}

/// A probability in cases of a hundred, one decimal.
fn cases(p: Option<f64>) -> String {
    p.map_or_else(unknown, |p| format!("{:.1}", 100.0 * p))
}

fn digits(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(unknown, |value| format!("{value:.decimals$}"))
}

fn ends(interval: Option<[f64; 2]>) -> String {
    interval.map_or_else(unknown, |[low, high]| format!("{} to {}", percent(low), percent(high)))
}

/// What the record of a side is worth, in a sentence.
fn verdict(side: &SideRecord) -> String {
    let lower = side.shadow.lower_r;
    match side.event.status {
        ConfidenceStatus::Unmeasured => "not measured yet; a longer history is needed.".to_owned(),
        ConfidenceStatus::Thin => "history too thin to tell skill from luck.".to_owned(),
        ConfidenceStatus::Drifted => "withdrawn: what happens lately no longer fits the forecasts.".to_owned(),
        ConfidenceStatus::NoSkill => "no measurable skill; the base rate forecasts as well.".to_owned(),
        ConfidenceStatus::Measured if lower.is_some_and(|lower| lower > 0.0) => {
            "skill beyond chance, and its past trades earned more than their cost.".to_owned()
        }
        ConfidenceStatus::Measured => "skill beyond chance, but its past trades did not prove a profit.".to_owned(),
    }
}

fn groups(event: &EventRecord) -> Vec<String> {
    if event.reliability.is_empty() {
        return vec!["Not measured yet.".to_owned()];
    }
    event.reliability.iter().map(group).collect()
}

/// `forecast 27.9, came true 31.1 of 100 (18 to 49), 750 forecasts, 31 effective`.
pub(crate) fn group(group: &ReliabilityBin) -> String {
    let interval =
        group.ci95.map_or_else(String::new, |[low, high]| format!(" ({} to {})", hundredths(low), hundredths(high)));
    format!(
        "forecast {:.1}, came true {:.1} of 100{interval}, {} forecasts, {:.0} effective",
        100.0 * group.p_mean,
        100.0 * group.hit_rate,
        group.n,
        group.n_effective
    )
}

fn more(side: &SideRecord) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(side.outcomes.map(|outcomes| {
        format!(
            "Outcomes: target {} %, stop {} % with {} on average, time {} % with {} on average.",
            hundredths(outcomes.target),
            hundredths(outcomes.stop),
            in_r(outcomes.mean_stop_r),
            hundredths(outcomes.time_exit),
            in_r(outcomes.mean_time_exit_r)
        )
    }));
    let drift = &side.event.drift;
    lines.extend(drift.expected.zip(drift.observed).map(|(expected, observed)| {
        format!("Lately: forecast {}, came true {} of 100.", hundredths(expected), hundredths(observed))
    }));
    lines.extend(drift.recent_skill.map(|skill| format!("Skill lately: {} %.", percent(skill))));
    lines.extend(
        side.event
            .brier_skill_lower
            .map(|lower| format!("Lower bound of the skill, which decides the status: {} %.", percent(lower))),
    );
    if lines.is_empty() { vec!["Not measured yet.".to_owned()] } else { lines }
}

fn direction(record: &TrackRecord) -> Vec<String> {
    let event = &record.direction;
    let counts = format!(
        "Up over {} bars: {} forecasts, {:.0} effective. Status {}.",
        record.plan.horizon_bars,
        event.n,
        event.n_effective,
        event.status.word()
    );
    let skill = event.brier_skill.zip(event.brier_skill_ci95).zip(event.base_rate).map(|((skill, ends), base)| {
        format!("Skill {}; rises blindly {} of 100.", skill_words(skill, ends), hundredths(base))
    });
    std::iter::once(counts).chain(skill).collect()
}
