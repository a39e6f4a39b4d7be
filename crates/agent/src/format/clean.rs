//! What a trader reads first.

mod heading;

pub(crate) use heading::{confidence, first_line};

use analysis::{
    Report, Side,
    answer::{MacdState, MarketAnalysis, RiskAssessment, Scenario, TradeSignal},
};

use super::words::{Prices, minute, quality};

/// The state of a market, one line a reading.
pub(super) fn analysis(analysis: &MarketAnalysis) -> String {
    let (head, data) = (&analysis.head, &analysis.head.data);
    let prices = Prices::of(data);
    let strength = analysis.trend_strength.map(|strength| format!(" ({strength:.2})")).unwrap_or_default();
    let rsi = analysis
        .indicators
        .rsi
        .map_or_else(|| "unknown".to_owned(), |rsi| format!("{rsi:.1} ({})", analysis.indicators.rsi_state.word()));
    [
        format!("Market: {} {}", head.pair, head.timeframe),
        format!(
            "Price: {} (bar closed {}, {} data)",
            prices.text(analysis.current_price),
            minute(data.last_closed_candle),
            quality(data)
        ),
        format!("Trend: {}{strength}, regime {}", analysis.trend.word(), analysis.regime.word()),
        format!("RSI: {rsi}"),
        format!("MACD: {}", macd(analysis.indicators.macd)),
        format!("Averages: {}", averages(analysis)),
        format!("Support: {}", prices.list(&analysis.support_levels, "none found")),
        format!("Resistance: {}", prices.list(&analysis.resistance_levels, "none found")),
        format!("Volume: {}", analysis.volume.word()),
        format!("Volatility: {}", analysis.volatility.word()),
        format!("Higher: {}", higher(analysis)),
        String::new(),
    ]
    .join("\n")
}

/// The signal, why, and what would apply.
pub(super) fn signal(report: &Report) -> String {
    assessed(report, None)
}

/// The same, with what the risk of its side is and how large it may be, where that was assessed.
pub(super) fn assessed(report: &Report, risk: Option<&RiskAssessment>) -> String {
    let (signal, analysis) = (&report.signal, &report.analysis);
    let (head, data) = (&signal.head, &signal.head.data);
    let prices = Prices::of(data);
    // The price is the reference the levels hang on; where the answer has none, neither has its text.
    let price = signal.scenarios.long.entry_price.map(|price| format!(" {}", prices.text(price))).unwrap_or_default();
    [
        format!("Signal: {}", first_line(signal)),
        format!("Confidence: {}", confidence(signal)),
        format!("Timeframe: {}", head.timeframe),
        format!("Risk Level: {}", risk.map_or("not assessed", |risk| risk.risk_level.word())),
        String::new(),
        "Analysis:".to_owned(),
        format!(
            "{}{price}, bar closed {}, {} data. Trend {}, regime {}, volatility {}.",
            head.pair,
            minute(data.last_closed_candle),
            quality(data),
            analysis.trend.word(),
            analysis.regime.word(),
            analysis.volatility.word()
        ),
        signal.reasoning.clone(),
        String::new(),
        "Suggestions:".to_owned(),
        suggestions(signal, risk, prices),
        String::new(),
    ]
    .join("\n")
}

fn macd(state: MacdState) -> String {
    state.word().replace('_', " ")
}

/// Shortest average first.
fn averages(analysis: &MarketAnalysis) -> String {
    let words = &analysis.indicators.moving_averages;
    let period = |name: &str| name.strip_prefix("ma_").and_then(|period| period.parse::<u32>().ok());
    let mut sides: Vec<_> = words.iter().filter_map(|(name, side)| Some((period(name)?, side.word()))).collect();
    sides.sort_unstable();
    let sides: Vec<_> = sides.into_iter().map(|(period, side)| format!("{side} {period}")).collect();
    if sides.is_empty() { "unknown".to_owned() } else { sides.join(", ") }
}

fn higher(analysis: &MarketAnalysis) -> String {
    let trends = analysis.higher_timeframes.iter();
    let trends: Vec<_> = trends.map(|up| format!("{} {}", up.timeframe, up.trend.word())).collect();
    if trends.is_empty() { "none".to_owned() } else { trends.join(", ") }
}

fn suggestions(signal: &TradeSignal, risk: Option<&RiskAssessment>, prices: Prices) -> String {
    let mut lines = match &signal.plan {
        Some(plan) => {
            let unproven = if signal.proven { "" } else { ", unproven" };
            let levels = levels(signal.scenarios.of(plan.side), prices, " at the next open");
            vec![
                format!(
                    "Scenario{unproven}: {}, until {}.",
                    levels.unwrap_or_else(|| "no levels".to_owned()),
                    minute(plan.expires_at)
                ),
                size(risk).unwrap_or_else(|| format!("Size{unproven}: not assessed.")),
                format!("Invalid if: {}", lower_first(&plan.invalidation)),
            ]
        }
        None => Side::BOTH.into_iter().filter_map(|side| anyway(signal, side, prices)).collect(),
    };
    if signal.plan.is_none() {
        lines.push(match signal.valid_until {
            Some(next) => format!("HOLD until a new bar says otherwise; next bar closes {}.", minute(next)),
            None => "HOLD until the data can be judged; ask again then.".to_owned(),
        });
    }
    lines.iter().map(|line| format!("• {line}")).collect::<Vec<_>>().join("\n")
}

/// The first thing that the assessment says of the size.
fn size(risk: Option<&RiskAssessment>) -> Option<String> {
    risk?.recommendations.first().cloned()
}

/// What would apply to a side on HOLD, if it is allowed and there is a price to hang it on.
fn anyway(signal: &TradeSignal, side: Side, prices: Prices) -> Option<String> {
    let scenario = signal.scenarios.of(side);
    let levels = levels(scenario, prices, "").filter(|_| scenario.allowed)?;
    Some(format!("If {} anyway: {levels}.", side.name()))
}

fn levels(scenario: &Scenario, prices: Prices, when: &str) -> Option<String> {
    let (entry, stop, target) = (scenario.entry_price?, scenario.stop_loss?, scenario.take_profit?);
    let [entry, stop, target] = [entry, stop, target].map(|price| prices.text(price));
    Some(format!("entry {entry}{when}, stop {stop}, target {target}"))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
