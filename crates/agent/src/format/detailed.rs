//! The clean text, and what it rests on.

use analysis::{
    Report, Side,
    answer::{ConfidenceStatus, Data, Driver, Head, MarketAnalysis, Quality, Scenario, TradeSignal},
};

use super::{
    clean,
    words::{Prices, cannot_judge, minute, quality, scenario_shown, signed},
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
    let sections = [section("Data", &data(&analysis.head)), section("Why", &why)];
    around(&analysis.head, &clean::analysis(analysis), &sections, "analysis")
}

/// The signal, with both scenarios and the six families.
pub(super) fn signal(report: &Report) -> String {
    let signal = &report.signal;
    let sections = [
        section("Data", &data(&signal.head)),
        section("Scenarios", &scenarios(signal)),
        section("Why", &signal.drivers.iter().map(driver).collect::<Vec<_>>()),
        section("Track record", &[track_record(signal)]),
    ];
    around(&signal.head, &clean::signal(report), &sections, "signal")
}

/// Header, clean text, sections, receipt and disclaimer, with an empty line between them.
fn around(head: &Head, clean: &str, sections: &[String], name: &str) -> String {
    let header = format!("[Engram Analysis - {} UTC]\n", head.timestamp.strftime("%Y-%m-%d %H:%M:%S"));
    let receipts = section("Receipts", &[format!("{name} {}", head.receipt_id)]);
    let mut parts = vec![header.as_str(), clean];
    parts.extend(sections.iter().map(String::as_str));
    parts.extend([receipts.as_str(), DISCLAIMER]);
    parts.join("\n")
}

fn section(title: &str, lines: &[String]) -> String {
    format!("{title}:\n{}\n", lines.join("\n"))
}

fn data(head: &Head) -> Vec<String> {
    let data = &head.data;
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
    let warnings = head.warnings.iter().map(|warning| format!("Warning {}: {}", warning.code.word(), warning.message));
    std::iter::once(first).chain(warnings).collect()
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

fn scenarios(signal: &TradeSignal) -> Vec<String> {
    let standing = match (signal.proven, cannot_judge(signal)) {
        (true, _) => "proven",
        (false, None) => "not proven",
        (false, Some(_)) => "cannot judge",
    };
    let prices = Prices::of(&signal.head.data);
    let gate = format!("Gate {}, lean {}, {standing}.", signal.gate.name(), signal.lean.word());
    let sides = Side::BOTH.map(|side| scenario(side, signal.scenarios.of(side), prices));
    let direction = match signal.forecast.status {
        ConfidenceStatus::Unmeasured => "Direction (another event): not measured.".to_owned(),
    };
    std::iter::once(gate).chain(sides).chain([direction]).collect()
}

fn scenario(side: Side, scenario: &Scenario, prices: Prices) -> String {
    let mut parts = Vec::new();
    for (name, price) in
        [("entry", scenario.entry_price), ("stop", scenario.stop_loss), ("target", scenario.take_profit)]
    {
        parts.extend(price.map(|price| format!("{name} {}", prices.text(price))));
    }
    parts.extend(scenario.rr.map(|rr| format!("reward/risk {rr:.2}")));
    parts.extend(scenario.cost_r.map(|cost| format!("cost {cost:.2} R")));
    let levels = if parts.is_empty() { "no levels".to_owned() } else { parts.join(", ") };
    let measured = match scenario.status {
        ConfidenceStatus::Unmeasured => "not measured",
    };
    let reasons: Vec<_> = scenario.hold_reasons.iter().map(|reason| reason.word()).collect();
    let fails = if reasons.is_empty() { String::new() } else { format!("; fails {}", reasons.join(", ")) };
    format!("{}: {levels}; {measured}{fails}.", side.name())
}

fn driver(driver: &Driver) -> String {
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

fn track_record(signal: &TradeSignal) -> String {
    let scenario = scenario_shown(signal);
    match scenario.status {
        ConfidenceStatus::Unmeasured => format!("Not measured yet: {} past forecasts.", scenario.n),
    }
}
