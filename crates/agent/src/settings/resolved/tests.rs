use serde_json::{Value, json};

use super::{DEFAULTS, Resolved};
use crate::settings::{KEYS, Kind, Origin, Whose, Written, from_env, from_flags, read_legacy, read_toml};

mod every_key;

fn file(text: &str) -> Vec<Written> {
    read_toml("settings.toml", text, Whose::Ours).unwrap()
}

fn said(faults: &[crate::settings::SettingFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

fn refused(written: Vec<Written>) -> String {
    said(&Resolved::of(written).unwrap_err())
}

#[test]
fn the_defaults_name_every_key_and_explain_it() {
    for key in KEYS {
        let name = key.path.rsplit('.').next().unwrap();
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        let section = key.path.rsplit_once('.').map(|(section, _)| format!("[{section}]")).unwrap();
        let from = lines.iter().position(|line| *line == section).unwrap_or_else(|| panic!("no section {section}"));
        let at = lines[from..].iter().position(|line| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.split_once('=').is_some_and(|(left, _)| left.trim() == name)
        });
        let at = from + at.unwrap_or_else(|| panic!("{} is not among the defaults", key.path));
        assert!(lines[at - 1].starts_with("# "), "{} is not explained", key.path);
    }
    let set = read_toml("defaults.toml", DEFAULTS, Whose::Ours).unwrap();
    for written in set {
        assert!(KEYS.iter().any(|key| key.path == written.path), "{} is no key", written.path);
    }
}

#[test]
fn a_later_layer_beats_an_earlier_one_whatever_the_order_they_come_in() {
    let of = |value: u16| format!("[trading]\nhorizon_bars = {value}\n");
    let managed = read_toml("managed.toml", &of(50), Whose::Managed).unwrap();
    let flags = from_flags(["trading.horizon_bars=40"]).unwrap();
    let env = from_env([("ENGRAM__TRADING__HORIZON_BARS".to_owned(), "30".to_owned())]).unwrap();
    let mut layers = vec![managed, flags, env, file(&of(20))];
    for expected in [50, 40, 30, 20] {
        let resolved = Resolved::of(layers.iter().flatten().cloned()).unwrap();
        assert_eq!(resolved.settings.trading.horizon_bars, expected);
        layers.remove(0);
    }
    assert_eq!(Resolved::of([]).unwrap().settings.trading.horizon_bars, 24);
}

#[test]
fn a_wrong_value_is_told_with_its_place_and_what_is_allowed() {
    let text = "{\n  \"trading\": {\n    \"default_timeframe\": \"2h\"\n  }\n}";
    let old = read_legacy("engram_config.json", text, Whose::Ours).unwrap();
    assert_eq!(
        refused(old),
        "Setting trading.default_timeframe: \"2h\" is not allowed.\n\
         From: engram_config.json, line 3, column 26. Allowed: auto, 1m, 5m, 15m, 1h, 4h, 1d."
    );
    let env = from_env([("LMSTUDIO_PORT".to_owned(), "12345678".to_owned())]).unwrap();
    assert_eq!(
        refused(env),
        "Setting lmstudio.port: 12345678 is not allowed.\n\
         From: environment variable LMSTUDIO_PORT. Allowed: a whole number from 1 to 65535."
    );
    let telegram = read_legacy("c.json", r#"{"platforms": {"telegram": {"enabled": true}}}"#, Whose::Ours).unwrap();
    assert_eq!(
        refused(telegram),
        "Setting platforms.telegram.enabled: true is not allowed.\nFrom: c.json, line 1, column 40. Allowed: false.\n\
         Engram has no Telegram link. Your gateway has Telegram channels: connect Telegram there."
    );
}

#[test]
fn a_wrong_value_is_told_also_where_a_stronger_one_hides_it() {
    let mut both = file("[lmstudio]\nport = 0\n");
    both.extend(from_env([("LMSTUDIO_PORT".to_owned(), "1234".to_owned())]).unwrap());
    assert!(refused(both).contains("settings.toml, line 2, column 8"));
}

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    let nearest = [
        ("[trading]\ndefault_timeframes = \"1h\"\n", "Nearest: trading.default_timeframe."),
        ("[trade]\nhorizon_bars = 3\n", "Nearest: trading.horizon_bars."),
        ("horizon_bars = 3\n", "Nearest: trading.horizon_bars."),
        ("[zzz]\nqq = 3\n", "`engram config show` lists every key."),
        ("[zzz]\n", "`engram config show` lists every key."),
    ];
    for (text, expected) in nearest {
        let told = refused(file(text));
        assert!(told.contains("there is no such key") && told.contains(expected), "{text}: {told}");
    }
    let env = from_env([("ENGRAM__LMSTUDIO__PROT".to_owned(), "1".to_owned())]).unwrap();
    assert!(refused(env).contains("environment variable ENGRAM__LMSTUDIO__PROT. Nearest: lmstudio.port."));
}

#[test]
fn two_variables_for_one_key_must_agree_and_an_empty_one_is_not_set() {
    let of = |model: &str, other: &str| {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        from_env([pair("ENGRAM_MODEL", model), pair("ENGRAM__LMSTUDIO__MODEL", other)])
    };
    assert_eq!(
        of("qwen", "llama").unwrap_err().to_string(),
        "Setting lmstudio.model: set to two different values.\nFrom: environment variable ENGRAM_MODEL, and \
         environment variable ENGRAM__LMSTUDIO__MODEL. Keep one of them."
    );
    assert_eq!(of("qwen", " qwen").unwrap().len(), 1);
    assert_eq!(of("", "llama").unwrap()[0].value, "llama");
}

#[test]
fn values_that_contradict_each_other_are_told_with_the_stronger_one() {
    let mut both = file("[gateway]\nmax_reconnect_delay = 5\n");
    both.extend(from_flags(["gateway.reconnect_delay=10"]).unwrap());
    assert_eq!(
        refused(both),
        "Setting gateway.reconnect_delay: 10.0 is not allowed.\nFrom: flag --set gateway.reconnect_delay=10. Allowed: \
         at most gateway.max_reconnect_delay, which is 5 from settings.toml, line 2, column 23."
    );
    assert!(
        refused(file("[analysis.indicators.macd]\nfast_period = 26\n")).contains("below analysis.indicators.macd.slow")
    );
    assert!(refused(file("[market]\nsource = \"file\"\n")).contains("market.path"));
    assert!(refused(file("[analysis.confidence_thresholds]\nlow = 0.6\n")).contains("below"));
}

#[test]
fn a_secret_is_told_by_its_length_and_kept_out_of_the_values() {
    let canary = "canary-token-4711";
    let resolved = Resolved::of(file(&format!("[gateway]\ntoken = \"{canary}\"\n"))).unwrap();
    assert_eq!(resolved.token().unwrap().expose(), canary);
    assert!(!format!("{resolved:?} {:?} {:?}", resolved.settings, resolved.notices).contains(canary));
    assert!(resolved.notices[0].what.contains("settings.toml"));
    let long = "x".repeat(5_000);
    let told = refused(from_env([("CLAWDBOT_TOKEN".to_owned(), long.clone())]).unwrap());
    assert!(told.contains("a text of 5000 characters") && !told.contains("xx"), "{told}");
}

#[test]
fn a_token_for_telegram_is_announced_once_and_goes_nowhere() {
    let text = r#"{"platforms": {"telegram": {"enabled": false, "bot_token": "canary-123", "allowed_users": []}}}"#;
    let resolved = Resolved::of(read_legacy("engram_config.json", text, Whose::Ours).unwrap()).unwrap();
    let notices: Vec<_> = resolved.notices.iter().map(|notice| notice.what.as_str()).collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("neither used nor stored"));
    assert!(!format!("{resolved:?} {notices:?}").contains("canary"));
}

#[test]
fn a_file_of_the_future_is_not_read() {
    let newer = read_toml("settings.toml", "# mine\nversion = 2\n", Whose::Ours).unwrap_err();
    assert!(newer.to_string().contains("revision 2") && newer.to_string().contains("line 2"));
    assert!(read_toml("settings.toml", "version = \"x\"\n", Whose::Ours).is_err());
    assert!(read_toml("settings.toml", "version = 1\n", Whose::Ours).unwrap().is_empty());
}

#[test]
fn a_file_that_cannot_be_read_is_told_by_line_and_column() {
    let torn = read_toml("settings.toml", "[trading]\nhorizon_bars = \n", Whose::Ours).unwrap_err();
    assert!(torn.to_string().starts_with("settings.toml, line 2, column 1"), "{torn}");
    let torn = read_legacy("engram_config.json", "{\n \"agent\": {", Whose::Ours).unwrap_err();
    assert!(torn.to_string().starts_with("engram_config.json, line 2, column 1"), "{torn}");
    assert!(read_legacy("x.json", "[]", Whose::Ours).is_err());
}
