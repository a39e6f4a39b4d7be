//! Every key through file, old file, environment and flag: each changes what is in force, and a wrong one is refused.

use super::{KEYS, Kind, Origin, Resolved, Value, Whose, file, from_env, from_flags, json, read_legacy, said};
use crate::settings::{Impact, Key};

/// A value that is allowed and not the default, and one that is not allowed.
fn values(key: &Key) -> (Value, Value) {
    match key.path {
        "market.source" => (json!("file"), json!("web")),
        "market.path" | "logging.file" => (json!("a/b"), json!(3)),
        "market.columns" => (json!("t,o,c,h,l,v"), json!(true)),
        "market.seed" => (json!(7), json!(-1)),
        "market.routes" => (json!({"fx": "yahoo"}), json!({"fx": "mtgox"})),
        "market.compare" => (json!({"crypto": "kraken"}), json!({"crypto": "mtgox"})),
        "market.endpoints" => {
            (json!({"binance": "https://api.binance.com"}), json!({"binance": "http://api.binance.com"}))
        }
        "market.cache_mb" => (json!(64), json!(-1)),
        "lmstudio.host" | "gateway.host" => (json!("10.0.0.7"), json!("http://x")),
        "lmstudio.port" | "gateway.port" | "platforms.http.port" => (json!(4321), json!(0)),
        "lmstudio.model" => (json!("qwen3-8b"), json!("")),
        "lmstudio.timeout" | "gateway.ping_interval" => (json!(30), json!(4)),
        "lmstudio.max_retries" => (json!(5), json!(6)),
        "lmstudio.allow_remote"
        | "platforms.http.enabled"
        | "platforms.http.metrics"
        | "desk.notify_signals"
        | "desk.notify_stale"
        | "gateway.tls"
        | "gateway.wake"
        | "gateway.notices" => (json!(true), json!("perhaps")),
        "gateway.token" => (json!("a-token"), json!("")),
        "gateway.pins" => (json!(["ab".repeat(32)]), json!(["ab"])),
        "gateway.allow_unencrypted" => (json!("ws://10.0.0.7:18789"), json!("wss://10.0.0.7")),
        "gateway.operator" => (json!("on"), json!("perhaps")),
        "gateway.dialect" => (json!("classic"), json!("v9")),
        "gateway.reconnect_delay" => (json!(2.5), json!(0.1)),
        "gateway.max_reconnect_delay" => (json!(60), json!(301)),
        "agent.id" => (json!("desk-2"), json!("Desk 2")),
        "agent.name" => (json!("Desk"), json!("")),
        "agent.version" => (json!("1.0.0"), json!("1.0")),
        "agent.response_format" => (json!("detailed"), json!("loud")),
        "trading.default_timeframe" => (json!("4h"), json!("2h")),
        "trading.supported_pairs" => (json!(["AAPL", "EUR/USD"]), json!(["AAPL", "AAPL"])),
        "trading.risk_tolerance" => (json!("low"), json!("none")),
        "trading.max_position_size" => (json!(2500), json!(0)),
        "trading.signal_gate" => (json!("rule"), json!("always")),
        "trading.rule_threshold" => (json!(0.5), json!(1)),
        "trading.horizon_bars" => (json!(12), json!(501)),
        "trading.stop_atr" => (json!(3), json!(0.1)),
        "trading.reward_risk" => (json!(2), json!(11)),
        "trading.costs.round_trip_bps" => (json!(8), json!(-1)),
        "trading.account.equity" => (json!(10_000), json!(-5)),
        "trading.account.currency" => (json!("EUR"), json!("€")),
        "trading.holdings" => (json!([{"pair": "AAPL", "side": "long", "units": 3}]), json!([{"pair": "AAPL"}])),
        "analysis.indicators.rsi.period" | "analysis.indicators.macd.signal_period" => (json!(21), json!(1)),
        "analysis.indicators.rsi.overbought" => (json!(80), json!(49)),
        "analysis.indicators.rsi.oversold" => (json!(20), json!(51)),
        "analysis.indicators.macd.fast_period" => (json!(8), json!(0)),
        "analysis.indicators.macd.slow_period" => (json!(40), json!(201)),
        "analysis.indicators.moving_averages.periods" => (json!([10, 100]), json!([10, 10])),
        "analysis.confidence_thresholds.high" => (json!(0.9), json!(1.1)),
        "analysis.confidence_thresholds.medium" => (json!(0.7), json!(-0.1)),
        "analysis.confidence_thresholds.low" => (json!(0.1), json!("low")),
        "desk.theme" => (json!("dark"), json!("pink")),
        "desk.colours" => (json!("red-green"), json!("grey")),
        "desk.density" => (json!("compact"), json!("dense")),
        "desk.numbers" => (json!("de-DE"), json!("xx")),
        "desk.shortcut" => (json!("Ctrl+Alt+E"), json!("x".repeat(41))),
        "desk.quiet_from" | "desk.quiet_to" => (json!("22:00"), json!("25:00")),
        path if path.starts_with("desk.") => (json!(false), json!("perhaps")),
        "calibration.method" => (json!("ridge"), json!("guess")),
        "logging.level" => (json!("DEBUG"), json!("LOUD")),
        "logging.format" => (json!("json"), json!("%(pathname)s %(message)s")),
        "platforms.websocket.subprotocol" => (json!(""), json!("two words")),
        "platforms.telegram.enabled" => (json!(false), json!(true)),
        "platforms.telegram.bot_token" | "platforms.telegram.allowed_users" => (json!(""), Value::Null),
        path if path.ends_with(".enabled") => (json!(false), json!("maybe")),
        other => panic!("no values for {other}"),
    }
}

/// What a key needs beside it to be allowed.
fn beside(key: &Key) -> &'static str {
    match key.path {
        "market.source" => "[market]\npath = \"candles\"\n",
        "market.path" => "[market]\nsource = \"file\"\npath = \"candles\"\n",
        _ => "",
    }
}

fn old_file(path: &str, value: &Value) -> String {
    let path = path.strip_prefix("gateway.").map_or_else(|| path.to_owned(), |rest| format!("clawdbot.{rest}"));
    path.rsplit('.').fold(value.clone(), |inner, part| json!({ part: inner })).to_string()
}

fn as_text(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    match value.as_array() {
        Some(items) if !items.iter().any(Value::is_object) => items.iter().map(as_text).collect::<Vec<_>>().join(","),
        _ => value.to_string(),
    }
}

#[test]
fn every_key_is_set_by_file_old_file_environment_and_flag() {
    for key in KEYS {
        let (good, _) = values(key);
        let below = file(beside(key));
        let old = old_file(key.path, &good);
        let before = Resolved::of(below.clone()).unwrap_or_else(|_| Resolved::untouched().clone());
        let text = as_text(&good);
        let ways = [
            ("file", file(&toml(key.path, &good))),
            ("file", read_legacy("engram_config.json", &old, Whose::Ours).unwrap()),
            ("env", from_env([(key.variable(), text.clone())]).unwrap()),
            ("flag", from_flags([format!("{}={text}", key.path).as_str()]).unwrap()),
        ];
        for (origin, written) in ways {
            // An empty variable counts as not set.
            if origin == "env" && text.is_empty() {
                continue;
            }
            let resolved = Resolved::of(below.iter().cloned().chain(written))
                .unwrap_or_else(|faults| panic!("{} by {origin}: {}", key.path, said(&faults)));
            if key.kind == Kind::Ignored {
                continue;
            }
            assert_eq!(resolved.held(key).unwrap().origin.name(), origin, "{}", key.path);
            if !has_one_value(key) {
                let changed = key.kind == Kind::Secret || resolved.settings != before.settings;
                assert!(changed, "{} by {origin} changes nothing", key.path);
                assert_eq!(Impact::of(&before, &resolved), [key.impact].into(), "{}", key.path);
            }
        }
    }
}

/// Only one value is allowed, so setting it changes nothing.
fn has_one_value(key: &Key) -> bool {
    matches!(key.kind, Kind::Only(_) | Kind::Word([_]))
}

#[test]
fn every_wrong_value_is_refused_by_name_origin_and_what_is_allowed() {
    for key in KEYS.iter().filter(|key| key.kind != Kind::Ignored) {
        let (_, bad) = values(key);
        let by_file =
            Resolved::of(file(&toml(key.path, &bad))).err().unwrap_or_else(|| panic!("{} took {bad}", key.path));
        let by_file = said(&by_file);
        assert!(by_file.contains(&format!("Setting {}", key.path)), "{by_file}");
        assert!(by_file.contains("From: settings.toml, line "), "{by_file}");
        assert!(by_file.contains(&format!("Allowed: {}", key.kind.allowed())), "{by_file}");
        let text = as_text(&bad);
        // Every text is a path.
        let is_wrong_as_text = !matches!(key.kind, Kind::Path | Kind::Text(..)) || bad.is_string();
        if !text.is_empty() && is_wrong_as_text {
            let by_env = Resolved::of(from_env([(key.variable(), text)]).unwrap()).err();
            let by_env = said(&by_env.unwrap_or_else(|| panic!("{} took {bad} from the environment", key.path)));
            assert!(by_env.contains(&format!("From: environment variable {}", key.variable())), "{by_env}");
        }
    }
}

#[test]
fn a_number_in_quotes_is_a_wrong_type_in_a_file_and_fine_in_the_environment() {
    for key in KEYS.iter().filter(|key| matches!(key.kind, Kind::Whole(..) | Kind::Number(..) | Kind::Positive)) {
        let text = as_text(&values(key).0);
        let quoted = toml(key.path, &json!(text));
        assert!(Resolved::of(file(&quoted)).is_err(), "{quoted}");
        assert!(Resolved::of(from_env([(key.variable(), text)]).unwrap()).is_ok(), "{}", key.path);
    }
}

#[test]
fn the_eight_variables_of_the_first_engram_reach_their_keys() {
    let all = [
        ("LMSTUDIO_HOST", "10.0.0.1"),
        ("LMSTUDIO_PORT", "1"),
        ("ENGRAM_MODEL", "m"),
        ("CLAWDBOT_HOST", "10.0.0.2"),
        ("CLAWDBOT_PORT", "2"),
        ("CLAWDBOT_TOKEN", "t"),
        ("ENGRAM_RESPONSE_FORMAT", "raw"),
        ("LOG_LEVEL", "warning"),
    ];
    let written = from_env(all.map(|(name, value)| (name.to_owned(), value.to_owned()))).unwrap();
    let resolved = Resolved::of(written).unwrap();
    let set = &resolved.settings;
    assert_eq!((set.lmstudio.host.as_str(), set.lmstudio.port, set.lmstudio.model.as_str()), ("10.0.0.1", 1, "m"));
    assert_eq!((set.gateway.host.as_str(), set.gateway.port), ("10.0.0.2", 2));
    assert_eq!((set.agent.response_format.as_str(), set.logging.level.as_str()), ("raw", "WARN"));
    assert_eq!(resolved.token().unwrap().expose(), "t");
    let key = Key::find("logging.level").unwrap();
    assert_eq!(resolved.held(key).unwrap().origin, Origin::Env("LOG_LEVEL".to_owned()));
}

/// One key as a line of TOML under its section.
fn toml(path: &str, value: &Value) -> String {
    let (section, name) = path.rsplit_once('.').unwrap();
    format!("[{section}]\n{name} = {}\n", inline(value))
}

fn inline(value: &Value) -> String {
    if let Some(items) = value.as_array() {
        return format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "));
    }
    if let Some(fields) = value.as_object() {
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        return format!("{{ {} }}", fields.join(", "));
    }
    if value.is_null() { "\"\"".to_owned() } else { value.to_string() }
}
