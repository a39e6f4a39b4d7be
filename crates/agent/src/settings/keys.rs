//! Every key that can be set, in the order a reader meets them.

use super::{Impact, Kind};

/// One thing that can be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// Its dotted name, such as `trading.default_timeframe`.
    pub path: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What must be done again when it changes.
    pub impact: Impact,
}

const TIMEFRAMES: &[&str] = &["auto", "1m", "5m", "15m", "1h", "4h", "1d"];

const SOURCES: &[&str] = &["demo", "file", "binance", "kraken", "coinbase", "bybit", "okx", "yahoo"];
/// How numbers are written; `auto` is as the system writes them.
const LOCALES: &[&str] = &["auto", "en-US", "en-GB", "de-DE", "de-CH", "fr-FR", "es-ES", "pt-BR", "ja-JP"];

/// Every key.
pub const KEYS: &[Key] = &[
    key("market.source", Kind::Word(SOURCES), Impact::Resubscribe),
    key("market.path", Kind::Path, Impact::Resubscribe),
    key("market.columns", Kind::Text(0, 64), Impact::Resubscribe),
    key("market.seed", Kind::Whole(0, i64::MAX), Impact::Resubscribe),
    key("market.routes", Kind::Routes, Impact::Resubscribe),
    key("market.compare", Kind::Routes, Impact::Resubscribe),
    key("market.endpoints", Kind::Endpoints, Impact::Resubscribe),
    key("market.cache_mb", Kind::Whole(0, 100_000), Impact::Resubscribe),
    key("lmstudio.enabled", Kind::Flag, Impact::Recheck),
    key("lmstudio.host", Kind::Host, Impact::Recheck),
    key("lmstudio.port", Kind::Whole(1, 65_535), Impact::Recheck),
    key("lmstudio.model", Kind::Text(1, 128), Impact::Recheck),
    key("lmstudio.timeout", Kind::Whole(5, 600), Impact::Recheck),
    key("lmstudio.max_retries", Kind::Whole(0, 5), Impact::Recheck),
    key("lmstudio.allow_remote", Kind::Flag, Impact::Recheck),
    key("gateway.host", Kind::Host, Impact::Reconnect),
    key("gateway.port", Kind::Whole(1, 65_535), Impact::Reconnect),
    key("gateway.token", Kind::Secret, Impact::Reconnect),
    key("gateway.tls", Kind::Flag, Impact::Reconnect),
    key("gateway.pins", Kind::Pins(2), Impact::Reconnect),
    key("gateway.allow_unencrypted", Kind::PlainAddress, Impact::Reconnect),
    key("gateway.operator", Kind::Word(&["auto", "on", "off"]), Impact::Reconnect),
    key("gateway.wake", Kind::Flag, Impact::Reconnect),
    key("gateway.notices", Kind::Flag, Impact::Reconnect),
    key("gateway.dialect", Kind::Word(&["auto", "openclaw", "classic"]), Impact::Reconnect),
    key("gateway.reconnect_delay", Kind::Number(0.25, 60.0), Impact::Reconnect),
    key("gateway.max_reconnect_delay", Kind::Number(0.25, 300.0), Impact::Reconnect),
    key("gateway.ping_interval", Kind::Number(5.0, 120.0), Impact::Reconnect),
    key("agent.id", Kind::Slug(32), Impact::Reconnect),
    key("agent.name", Kind::Text(1, 64), Impact::Reconnect),
    key("agent.version", Kind::Version, Impact::Reconnect),
    key("agent.response_format", Kind::Word(&["clean", "detailed", "raw", "json"]), Impact::Redraw),
    key("trading.default_timeframe", Kind::Word(TIMEFRAMES), Impact::Redraw),
    key("trading.supported_pairs", Kind::Pairs(50), Impact::Resubscribe),
    key("trading.risk_tolerance", Kind::Word(&["low", "medium", "high"]), Impact::Reanalyse),
    key("trading.max_position_size", Kind::Positive, Impact::Reanalyse),
    key("trading.signal_gate", Kind::Word(&["proven", "rule"]), Impact::Reanalyse),
    key("trading.rule_threshold", Kind::Below(0.0, 1.0), Impact::Reanalyse),
    key("trading.horizon_bars", Kind::Whole(1, 500), Impact::Reanalyse),
    key("trading.stop_atr", Kind::Number(0.25, 20.0), Impact::Reanalyse),
    key("trading.reward_risk", Kind::Number(0.2, 10.0), Impact::Reanalyse),
    key("trading.costs.round_trip_bps", Kind::Costs, Impact::Reanalyse),
    key("trading.account.equity", Kind::Positive, Impact::Reanalyse),
    key("trading.account.currency", Kind::Currency, Impact::Reanalyse),
    key("trading.holdings", Kind::Holdings, Impact::Reanalyse),
    key("analysis.indicators.rsi.enabled", Kind::Flag, Impact::Reanalyse),
    key("analysis.indicators.rsi.period", Kind::Whole(2, 200), Impact::Reanalyse),
    key("analysis.indicators.rsi.overbought", Kind::Number(50.0, 100.0), Impact::Reanalyse),
    key("analysis.indicators.rsi.oversold", Kind::Number(0.0, 50.0), Impact::Reanalyse),
    key("analysis.indicators.macd.enabled", Kind::Flag, Impact::Reanalyse),
    key("analysis.indicators.macd.fast_period", Kind::Whole(2, 200), Impact::Reanalyse),
    key("analysis.indicators.macd.slow_period", Kind::Whole(2, 200), Impact::Reanalyse),
    key("analysis.indicators.macd.signal_period", Kind::Whole(2, 200), Impact::Reanalyse),
    key("analysis.indicators.moving_averages.enabled", Kind::Flag, Impact::Reanalyse),
    key("analysis.indicators.moving_averages.periods", Kind::Periods(8), Impact::Reanalyse),
    key("analysis.confidence_thresholds.high", Kind::Number(0.0, 1.0), Impact::Reanalyse),
    key("analysis.confidence_thresholds.medium", Kind::Number(0.0, 1.0), Impact::Reanalyse),
    key("analysis.confidence_thresholds.low", Kind::Number(0.0, 1.0), Impact::Reanalyse),
    key("calibration.method", Kind::Word(&["ridge"]), Impact::Reanalyse),
    key("logging.level", Kind::Level, Impact::Relog),
    key("logging.format", Kind::LogFormat, Impact::Relog),
    key("logging.file", Kind::Path, Impact::Relog),
    key("desk.theme", Kind::Word(&["system", "light", "dark"]), Impact::Redraw),
    key("desk.colours", Kind::Word(&["blue-orange", "green-red", "red-green"]), Impact::Redraw),
    key("desk.density", Kind::Word(&["comfortable", "compact"]), Impact::Redraw),
    key("desk.numbers", Kind::Word(LOCALES), Impact::Redraw),
    key("desk.shortcut", Kind::Text(0, 40), Impact::Redraw),
    key("desk.close_to_tray", Kind::Flag, Impact::Redraw),
    key("desk.show_icon", Kind::Flag, Impact::Redraw),
    key("desk.notify_needs_you", Kind::Flag, Impact::Redraw),
    key("desk.notify_alerts", Kind::Flag, Impact::Redraw),
    key("desk.notify_signals", Kind::Flag, Impact::Redraw),
    key("desk.notify_stale", Kind::Flag, Impact::Redraw),
    key("desk.quiet_from", Kind::TimeOfDay, Impact::Redraw),
    key("desk.quiet_to", Kind::TimeOfDay, Impact::Redraw),
    key("platforms.websocket.enabled", Kind::Flag, Impact::Reconnect),
    key("platforms.websocket.subprotocol", Kind::Token, Impact::Reconnect),
    key("platforms.http.enabled", Kind::Flag, Impact::Relisten),
    key("platforms.http.port", Kind::Whole(1, 65_535), Impact::Relisten),
    key("platforms.http.metrics", Kind::Flag, Impact::Relisten),
    key("platforms.telegram.enabled", Kind::Only(false), Impact::Redraw),
    key("platforms.telegram.bot_token", Kind::Ignored, Impact::Redraw),
    key("platforms.telegram.allowed_users", Kind::Ignored, Impact::Redraw),
];

/// Environment variables with a name of their own, as the first Engram had them.
pub(super) const VARIABLES: [(&str, &str); 8] = [
    ("LMSTUDIO_HOST", "lmstudio.host"),
    ("LMSTUDIO_PORT", "lmstudio.port"),
    ("ENGRAM_MODEL", "lmstudio.model"),
    ("CLAWDBOT_HOST", "gateway.host"),
    ("CLAWDBOT_PORT", "gateway.port"),
    ("CLAWDBOT_TOKEN", "gateway.token"),
    ("ENGRAM_RESPONSE_FORMAT", "agent.response_format"),
    ("LOG_LEVEL", "logging.level"),
];

const fn key(path: &'static str, kind: Kind, impact: Impact) -> Key {
    Key { path, kind, impact }
}

impl Key {
    /// The key of this name.
    pub fn find(path: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// The known name that is most like this one; `None` when none is.
    pub fn nearest(path: &str) -> Option<&'static str> {
        let like = |key: &&Self| strsim::jaro_winkler(key.path, path).max(last_part(key.path, path));
        let best = KEYS.iter().max_by(|a, b| like(a).total_cmp(&like(b)))?;
        (like(&best) > 0.8).then_some(best.path)
    }

    /// The name of its variable in the environment.
    pub fn variable(&self) -> String {
        format!("ENGRAM__{}", self.path.replace('.', "__").to_ascii_uppercase())
    }
}

/// A key under a wrong section is found by its own name, a little less surely.
fn last_part(known: &str, path: &str) -> f64 {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    0.95 * strsim::jaro_winkler(&last(known), &last(path))
}
