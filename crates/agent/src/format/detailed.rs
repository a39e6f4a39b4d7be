//! The clean text, and what it rests on.

use analysis::{
    Report, Side,
    answer::{ConfidenceStatus, Data, Driver, Forecast, Head, MarketAnalysis, Quality, Scenario, TradeSignal, Warning},
};
use jiff::Timestamp;

use super::{
    clean,
    words::{Prices, cannot_judge, hundredths, in_r, minute, percent, quality, side_shown, signed},
};

const DISCLAIMER: &str = "Not investment advice. Engram places no orders.\n";

/// The state of a market, with the numbers behind its words.
pub(super) fn analysis(analysis: &MarketAnalysis) -> String {
    let mut values: Vec<_> = analysis.indicators.values.iter().collect();
    values.sort_by_key(|(name, _)| by_number(name));
    let why: Vec<_> = values
        .into_iter()
        .map(|(name, value)| value.map_or_else(|| format!("{name} unknown"), |value| format!("{name} {value}")))
        .collect();
    let sections = [section("Data", &data(&analysis.head.data, &analysis.head.warnings)), section("Why", &why)];
    around(&analysis.head, &clean::analysis(analysis), &sections, "analysis")
}

/// The signal, with both scenarios and the six families.
pub(super) fn signal(report: &Report) -> String {
    let signal = &report.signal;
    let sections = [
        section("Data", &data(&signal.head.data, &signal.head.warnings)),
        section("Scenarios", &scenarios(signal)),
        section("Why", &signal.drivers.iter().map(driver).collect::<Vec<_>>()),
        section("Track record", &track_record(signal)),
    ];
    around(&signal.head, &clean::signal(report), &sections, "signal")
}

pub(super) fn around(head: &Head, clean: &str, sections: &[String], name: &str) -> String {
    framed(head.timestamp, clean, sections, &[format!("{name} {}", head.receipt_id)])
}

/// Header, clean text, sections, receipts and disclaimer, with an empty line between them.
pub(crate) fn framed(at: Timestamp, clean: &str, sections: &[String], receipts: &[String]) -> String {
    let header = format!("[Engram Analysis - {} UTC]\n", at.strftime("%Y-%m-%d %H:%M:%S"));
    let receipts = section("Receipts", receipts);
    let mut parts = vec![header.as_str(), clean];
    parts.extend(sections.iter().map(String::as_str));
    parts.extend([receipts.as_str(), DISCLAIMER]);
    parts.join("\n")
}

pub(crate) fn section(title: &str, lines: &[String]) -> String {
    format!("{title}:\n{}\n", lines.join("\n"))
}

pub(crate) fn data(data: &Data, warnings: &[Warning]) -> Vec<String> {
    let tick = data.tick_size.map_or_else(|| "unknown".to_owned(), |size| Prices::of(data).text(size));
    let first = format!(
        "{} {}, {}, last bar closed {}, {}, {} candles, {} {}, tick {tick}.",
        data.source,
        data.venue_symbol,
        quality(data),
        minute(data.last_closed_candle),
        age(data),
        data.candles_used,
        data.gaps,
        if data.gaps == 1 { "gap" } else { "gaps" }
    );
    let second = data
        .second_source
        .as_ref()
        .map(|second| format!("Second source {} {}, {} % apart.", second.source, second.price, second.difference_pct));
    let warnings = warnings.iter().map(|warning| format!("Warning {}: {}", warning.code.word(), warning.message));
    std::iter::once(first).chain(second).chain(warnings).collect()
}

/// A file does not grow, so its age has no limit.
fn age(data: &Data) -> String {
    match data.quality {
        Quality::Recorded => format!("age {} s", data.age_seconds),
        Quality::Live | Quality::Delayed | Quality::Synthetic | Quality::Closed | Quality::Stale => {
            format!("age {} s of {} s", data.age_seconds, data.max_age_seconds)
        }
    }
}

pub(super) fn scenarios(signal: &TradeSignal) -> Vec<String> {
    let standing = match (signal.proven, cannot_judge(signal)) {
        (true, _) => "proven",
        (false, None) => "not proven",
        (false, Some(_)) => "cannot judge",
    };
    let prices = Prices::of(&signal.head.data);
    let gate = format!("Gate {}, lean {}, {standing}.", signal.gate.name(), signal.lean.word());
    let sides = Side::BOTH.map(|side| scenario(side, signal.scenarios.of(side), prices));
    let direction = direction(&signal.forecast);
    std::iter::once(gate).chain(sides).chain([direction]).collect()
}

pub(crate) fn scenario(side: Side, scenario: &Scenario, prices: Prices) -> String {
    let mut parts = Vec::new();
    for (name, price) in
        [("entry", scenario.entry_price), ("stop", scenario.stop_loss), ("target", scenario.take_profit)]
    {
        parts.extend(price.map(|price| format!("{name} {}", prices.text(price))));
    }
    parts.extend(scenario.rr.map(|rr| format!("reward/risk {rr:.2}")));
    parts.extend(scenario.cost_r.map(|cost| format!("cost {cost:.2} R")));
    let levels = if parts.is_empty() { "no levels".to_owned() } else { parts.join(", ") };
    let measured = measured(scenario);
    let reasons: Vec<_> = scenario.hold_reasons.iter().map(|reason| reason.word()).collect();
    let fails = if reasons.is_empty() { String::new() } else { format!("; fails {}", reasons.join(", ")) };
    format!("{}: {levels}; {measured}{fails}.", side.name())
}

/// `wins 48 of 100 (interval 44 to 76), needs 41, blindly 39; expectancy +0.18 R, blindly +0.01 R, lower bound +0.30 R
/// over 253 past trades`.
fn measured(scenario: &Scenario) -> String {
    let wins = match (scenario.probability, scenario.status) {
        (Some(p), _) => format!("wins {} of 100", hundredths(p)),
        (None, ConfidenceStatus::Unmeasured) => return "not measured".to_owned(),
        (None, ConfidenceStatus::Drifted) => "withdrawn: drifted".to_owned(),
        (None, ConfidenceStatus::Measured | ConfidenceStatus::NoSkill | ConfidenceStatus::Thin) => {
            "no probability now".to_owned()
        }
    };
    let interval = scenario
        .interval95
        .map_or_else(String::new, |[low, high]| format!(" (interval {} to {})", hundredths(low), hundredths(high)));
    let mut counts = vec![format!("{wins}{interval}")];
    counts.extend(scenario.breakeven_probability.map(|need| format!("needs {}", hundredths(need))));
    counts.extend(scenario.base_rate.map(|base| format!("blindly {}", hundredths(base))));
    let mut results = Vec::new();
    results.extend(scenario.expectancy_r.map(|value| format!("expectancy {}", in_r(value))));
    results.extend(scenario.blind_expectancy_r.map(|value| format!("blindly {}", in_r(value))));
    results.push(match (scenario.expectancy_lower_r, scenario.shadow_trades) {
        (_, 0) => "no past trade".to_owned(),
        (Some(lower), trades) => format!("lower bound {} over {trades} past trades", in_r(lower)),
        (None, 1) => "1 past trade".to_owned(),
        (None, trades) => format!("{trades} past trades"),
    });
    format!("{}; {}", counts.join(", "), results.join(", "))
}

pub(crate) fn direction(forecast: &Forecast) -> String {
    let up = match (forecast.probability, forecast.base_rate) {
        (Some(p), Some(base)) => format!(
            "up over {} bars in {} of 100, base {}, status {}",
            forecast.horizon_bars,
            hundredths(p),
            hundredths(base),
            forecast.status.word()
        ),
        (Some(_), None) | (None, _) => match forecast.status {
            ConfidenceStatus::Unmeasured => "not measured".to_owned(),
            ConfidenceStatus::Drifted => "withdrawn: drifted".to_owned(),
            ConfidenceStatus::Measured | ConfidenceStatus::NoSkill | ConfidenceStatus::Thin => {
                "no probability now".to_owned()
            }
        },
    };
    let range = forecast.return_interval80.map_or_else(String::new, |range| {
        format!("; 80 % range {} % to {} %", signed(range.low_pct), signed(range.high_pct))
    });
    format!("Direction (another event): {up}{range}.")
}

/// `6.08 % (4.09 to 7.66)`.
pub(crate) fn skill_words(skill: f64, [low, high]: [f64; 2]) -> String {
    format!("{} % ({} to {})", percent(skill), percent(low), percent(high))
}

pub(super) fn driver(driver: &Driver) -> String {
    let name =
        serde_json::to_value(driver.name).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default();
    match (driver.value, driver.contribution) {
        (Some(value), Some(adds)) => format!("{name} {}, adds {}", signed(value), signed(adds)),
        (Some(value), None) => format!("{name} {}", signed(value)),
        (None, _) => format!("{name} unknown"),
    }
}

/// Sorts `sma_50` before `sma_200`.
fn by_number(name: &str) -> (&str, u32) {
    let parts = name.rsplit_once('_').and_then(|(stem, number)| Some((stem, number.parse().ok()?)));
    parts.unwrap_or((name, 0))
}

fn track_record(signal: &TradeSignal) -> Vec<String> {
    let (head, side) = (&signal.head, side_shown(signal));
    let (scenario, forecast) = (signal.scenarios.of(side), &signal.forecast);
    let shown = match scenario.status {
        ConfidenceStatus::Unmeasured => format!("Not measured yet: {} past forecasts.", scenario.n),
        ConfidenceStatus::Measured | ConfidenceStatus::NoSkill | ConfidenceStatus::Thin | ConfidenceStatus::Drifted => {
            format!(
                "{} {} {}, {} forecasts, {:.0} effective. Status {}.",
                head.pair,
                head.timeframe,
                side.name(),
                scenario.n,
                scenario.n_effective,
                scenario.status.word()
            )
        }
    };
    let direction = forecast.brier_skill.zip(forecast.brier_skill_ci95).map(|(skill, ends)| {
        format!(
            "Direction, {} forecasts, {:.0} effective: skill {}.",
            forecast.n,
            forecast.n_effective,
            skill_words(skill, ends)
        )
    });
    std::iter::once(shown).chain(direction).collect()
}
