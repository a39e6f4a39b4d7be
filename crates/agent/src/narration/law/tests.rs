mod corpus;
mod fitness;
mod flow;
mod outside;
mod properties;
mod tables;

use serde_json::{Value, json};

use super::{Known, checked};

/// A small report, written by hand in the shape of the tools' answers.
fn report() -> Value {
    json!({
        "schema_version": "engram.report/1",
        "pair": "BTC/USD",
        "timeframe": "4h",
        "timestamp": "2026-11-20T15:00:03Z",
        "analysis": {
            "receipt_id": "er1_sgtjlqnqsivmbaoc4lqigopwa6",
            "engine": {"version": "0.7.0", "params_sha256": "5c102ddf3777"},
            "data": {"last_closed_candle": "2026-11-20T12:00:00Z", "age_seconds": 10803, "candles_used": 8000},
            "current_price": 64210.4,
            "trend_strength": 0.4369,
            "indicators": {
                "rsi": 57.61,
                "moving_averages": {"ma_20": "above", "ma_50": "above"},
                "values": {"macd_line": 0.00065, "sma_20": 63874.25, "sma_50": 62100.0, "atr_14": 816.5,
                    "volatility_annual_pct": 6.15, "volume_z_20": -0.38}
            },
            "support_levels": [63250.0, 61999.5],
            "higher_timeframes": [{"timeframe": "1d", "trend": "bearish"}]
        },
        "signal": {
            "signal": "BUY",
            "confidence": 0.3595,
            "plan": {"rr": 1.488, "breakeven_probability": 0.4039, "expectancy_r": -0.111, "horizon_bars": 24},
            "scenarios": {"long": {"interval95": [0.3075, 0.4151], "edge": -0.0444}},
            "reasoning": "Breakout +0.71 leads. Long setups reach the target first in 36 of 100 cases; break-even needs 40."
        },
        "risk": {
            "components": {"var99": {"unit": "pct_price", "value": 0.636}, "gap": {"unit": "daily_atr", "value": 0.25}},
            "sizing": {"limit_units": 9223, "note": "1 % of equity at the stop"},
            "stop": {"planned_loss_quote": 1_250_000}
        }
    })
}

fn known() -> Known {
    Known::of(&[report()]).with_names(["E1", "E2", "L1", "L2", "BTC/USD"])
}

/// The figure that costs a sentence, or what else does; nothing where it passes.
fn cost(sentence: &str) -> Option<String> {
    let checked = checked(sentence, &known());
    assert!(checked.withheld.len() < 2, "{sentence:?} is one sentence");
    if checked.withheld.is_empty() {
        assert_eq!(checked.text, sentence, "as it was written");
    }
    checked.withheld.first().map(|withheld| match withheld.cause.figure() {
        Some(figure) => figure.to_owned(),
        None => format!("{:?}", withheld.cause),
    })
}

fn passes(sentences: &[&str]) {
    for sentence in sentences {
        assert_eq!(cost(sentence), None, "{sentence}");
    }
}

/// Each with the figure it is withheld for.
fn fails(sentences: &[(&str, &str)]) {
    for (sentence, figure) in sentences {
        assert_eq!(cost(sentence).as_deref(), Some(*figure), "{sentence}");
    }
}
