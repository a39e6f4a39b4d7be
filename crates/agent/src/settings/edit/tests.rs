use proptest::prelude::*;
use serde_json::json;

use super::{of, with, without};
use crate::settings::{KEYS, Key, Kind, Origin, Resolved, Whose, read_legacy, read_toml};

fn key(path: &str) -> &'static Key {
    Key::find(path).unwrap()
}

fn set(text: &str, path: &str, value: impl Into<serde_json::Value>) -> String {
    with("settings.toml", text, key(path), &value.into(), Origin::Flag("test".to_owned())).unwrap()
}

#[test]
fn a_new_file_says_its_revision_and_the_difference_alone() {
    assert_eq!(set("", "trading.horizon_bars", 12), "version = 1\n\n[trading]\nhorizon_bars = 12\n");
    assert_eq!(set("", "trading.horizon_bars", 24), "");
    assert_eq!(
        set("", "analysis.indicators.rsi.period", 21),
        "version = 1\n\n[analysis.indicators.rsi]\nperiod = 21\n"
    );
}

#[test]
fn comments_and_order_stay() {
    let mine = "# My desk\n[trading] # the rule\nstop_atr = 3 # wide\n\n# below\nhorizon_bars = 10\n";
    assert_eq!(
        set(mine, "trading.stop_atr", 2.5),
        "# My desk\n[trading] # the rule\nstop_atr = 2.5 # wide\n\n# below\nhorizon_bars = 10\n"
    );
    assert_eq!(
        without("settings.toml", mine, key("trading.horizon_bars")).unwrap(),
        "# My desk\n[trading] # the rule\nstop_atr = 3 # wide\n"
    );
    assert_eq!(set("trading = { stop_atr = 3 }\n", "trading.horizon_bars", 5).matches("stop_atr = 3").count(), 1);
}

#[test]
fn the_model_is_written_also_where_it_is_the_default() {
    assert!(set("", "lmstudio.model", "glm-4.7-flash").contains("model = \"glm-4.7-flash\""));
}

#[test]
fn a_secret_and_a_wrong_value_are_not_written() {
    let flag = || Origin::Flag("test".to_owned());
    assert!(with("settings.toml", "", key("gateway.token"), &json!("canary"), flag()).is_err());
    let wrong = with("settings.toml", "", key("lmstudio.port"), &json!(0), flag()).unwrap_err();
    assert!(wrong.to_string().contains("Allowed: a whole number from 1 to 65535"));
    assert!(with("settings.toml", "[broken\n", key("lmstudio.port"), &json!(1), flag()).is_err());
    assert!(with("settings.toml", "trading = 3\n", key("trading.stop_atr"), &json!(3), flag()).is_err());
}

#[test]
fn an_old_file_is_taken_over_without_its_secrets() {
    let old = r#"{"clawdbot": {"host": "10.0.0.2", "token": "canary-1"}, "lmstudio": {"port": 1234},
        "platforms": {"telegram": {"bot_token": "canary-2"}}, "analysis": {"indicators": {"rsi": {"period": 21}}}}"#;
    let text = of(&read_legacy("engram_config.json", old, Whose::Ours).unwrap()).unwrap();
    assert_eq!(text, "version = 1\n\n[gateway]\nhost = \"10.0.0.2\"\n\n[analysis.indicators.rsi]\nperiod = 21\n");
}

/// A value of the kind, never the same as the default twice running.
fn a_value(key: &Key, dice: u32) -> serde_json::Value {
    if let Kind::Whole(least, _) = key.kind {
        json!(least + i64::from(dice % 3))
    } else if let Kind::Number(least, most) = key.kind {
        json!(least + (most - least) * f64::from(dice % 5) / 4.0)
    } else if let Kind::Word(words) = key.kind {
        json!(words[dice as usize % words.len()])
    } else {
        json!(dice.is_multiple_of(2))
    }
}

proptest! {
    /// What is set is what is read back, whatever was set before.
    #[test]
    fn what_is_written_is_read_back(edits in prop::collection::vec((0..KEYS.len(), any::<u32>(), any::<bool>()), 1..30)) {
        let mut text = String::new();
        for (at, dice, take_out) in edits {
            let key = &KEYS[at];
            let value = a_value(key, dice);
            let Some(read) = key.kind.read(&value).filter(|_| key.kind.is_shown()) else { continue };
            text = if take_out {
                without("settings.toml", &text, key).unwrap()
            } else {
                with("settings.toml", &text, key, &value, Origin::Default).unwrap()
            };
            let found = read_toml("settings.toml", &text, Whose::Ours).unwrap();
            let there = found.iter().find(|written| written.path == key.path);
            let default = Resolved::untouched().held(key).map(|held| held.value.clone());
            let now = there.map(|written| key.kind.read(&written.value).unwrap()).or(default.clone());
            let expected = if take_out { default } else { Some(read) };
            let number = |value: &Option<serde_json::Value>| value.as_ref().and_then(serde_json::Value::as_f64);
            prop_assert!(now == expected || (number(&now).is_some() && number(&now) == number(&expected)), "{}: {:?} {:?}", key.path, now, expected);
        }
    }
}
