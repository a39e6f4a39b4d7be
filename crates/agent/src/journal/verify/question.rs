//! The question of a receipt, from what it says.

use analysis::{Direction, Gate, Params, Question, Series};
use jiff::Timestamp;

use crate::journal::body::Body;

/// Everything an answer was computed from, beside its candles.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) params: Params,
    pub(super) clock: Timestamp,
    as_of: Option<Timestamp>,
    direction: Direction,
    timeframe_defaulted: bool,
}

impl Said {
    /// What a receipt says.
    pub(super) fn by(body: &Body) -> Option<Self> {
        Some(Self {
            params: stated_params(body)?,
            clock: body.instant("/clock")?,
            as_of: stated_as_of(body),
            direction: stated_direction(body).unwrap_or_default(),
            timeframe_defaulted: timeframe_defaulted(body),
        })
    }

    pub(super) fn question(&self, series: &Series) -> Question {
        Question {
            pair: series.pair().clone(),
            interval: series.interval(),
            as_of: self.as_of,
            direction: self.direction,
            timeframe_defaulted: self.timeframe_defaulted,
        }
    }

    /// What it may have said before it was altered in one place, the likeliest first: each part once as it stands, and
    /// once as the rest of the receipt has it.
    pub(super) fn guesses(body: &Body) -> Vec<Self> {
        let params = either(stated_params(body), implied_params(body));
        let clocks = either(body.instant("/clock"), body.instant("/output/timestamp"));
        let as_ofs = either(Some(stated_as_of(body)), Some(implied_as_of(body)));
        let directions = either(stated_direction(body), Some(implied_direction(body)));
        let defaulted = timeframe_defaulted(body);
        let mut guesses = Vec::new();
        for timeframe_defaulted in [defaulted, !defaulted] {
            for params in &params {
                for clock in &clocks {
                    for as_of in &as_ofs {
                        for direction in &directions {
                            let (params, clock, as_of, direction) = (params.clone(), *clock, *as_of, *direction);
                            guesses.push(Self { params, clock, as_of, direction, timeframe_defaulted });
                        }
                    }
                }
            }
        }
        guesses
    }
}

/// Both, or the one there is.
fn either<T: PartialEq>(stated: Option<T>, implied: Option<T>) -> Vec<T> {
    let implied = implied.filter(|implied| stated.as_ref() != Some(implied));
    stated.into_iter().chain(implied).collect()
}

fn stated_params(body: &Body) -> Option<Params> {
    serde_json::from_value(body.value().get("params")?.clone()).ok()
}

/// The defaults, with what the answer repeats of them.
fn implied_params(body: &Body) -> Option<Params> {
    let pair = body.text("/output/pair").or_else(|| body.pair())?;
    let mut params = Params::of_class(analysis::Pair::new(pair).ok()?.class());
    let horizon = ["/output/forecast/horizon_bars", "/input/horizon_bars", "/params/levels/horizon_bars"];
    if let Some(bars) = horizon.iter().find_map(|at| body.value().pointer(at)?.as_u64()) {
        params.levels.horizon_bars = u16::try_from(bars).ok()?;
    }
    if let Some(gate) = ["/output/gate", "/input/gate", "/params/signal/gate"].iter().find_map(|at| body.text(at)) {
        params.signal.gate = gate.parse::<Gate>().ok()?;
    }
    Some(params)
}

fn stated_as_of(body: &Body) -> Option<Timestamp> {
    body.instant("/input/as_of")
}

fn implied_as_of(body: &Body) -> Option<Timestamp> {
    body.as_of().filter(|as_of| Some(*as_of) != body.instant("/clock"))
}

fn stated_direction(body: &Body) -> Option<Direction> {
    body.text("/input/direction")?.parse().ok()
}

fn implied_direction(body: &Body) -> Direction {
    let allowed = |side: &str| body.value().pointer(&format!("/output/scenarios/{side}/allowed"))?.as_bool();
    match (allowed("long"), allowed("short")) {
        (Some(true), Some(false)) => Direction::LongOnly,
        (Some(false), Some(true)) => Direction::ShortOnly,
        // A tool whose input names no direction is not moved by it.
        _ => Direction::Both,
    }
}

fn timeframe_defaulted(body: &Body) -> bool {
    let warnings = body.value().pointer("/output/warnings").and_then(serde_json::Value::as_array);
    let code = |warning: &serde_json::Value| warning.get("code").is_some_and(|code| code == "TIMEFRAME_DEFAULTED");
    warnings.is_some_and(|warnings| warnings.iter().any(code))
}
