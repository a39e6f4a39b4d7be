use super::{FieldKind, FieldView, SettingFrom};
use crate::settings::{Resolved, Whose, from_env, read_toml};

fn field(resolved: &Resolved, path: &str) -> FieldView {
    FieldView::all(resolved).into_iter().find(|field| field.path == path).unwrap()
}

#[test]
fn a_field_says_what_it_means_and_where_its_value_comes_from() {
    let file = read_toml("settings.toml", "[trading]\nhorizon_bars = 12\n", Whose::Ours).unwrap();
    let managed = read_toml("managed.toml", "[lmstudio]\nallow_remote = false\n", Whose::Managed).unwrap();
    let env = from_env([("LMSTUDIO_PORT".to_owned(), "4321".to_owned())]).unwrap();
    let resolved = Resolved::of(file.into_iter().chain(managed).chain(env)).unwrap();

    let bars = field(&resolved, "trading.horizon_bars");
    assert_eq!(
        (bars.value.as_deref(), bars.default.as_deref(), bars.from),
        (Some("12"), Some("24"), SettingFrom::File)
    );
    assert_eq!(bars.origin, "settings.toml, line 2, column 16");
    assert_eq!(bars.meaning, "Bars until a plan expires.");
    assert_eq!(bars.kind, FieldKind::Number { least: Some(1.0), most: Some(500.0), whole: true });
    assert_eq!(field(&resolved, "lmstudio.port").from, SettingFrom::Env);
    assert_eq!(field(&resolved, "lmstudio.allow_remote").from, SettingFrom::Managed);
    let pairs = field(&resolved, "trading.supported_pairs");
    assert_eq!(
        (pairs.from, pairs.value),
        (SettingFrom::Default, Some("BTC/USD,ETH/USD,EUR/USD,GBP/USD,XAU/USD".to_owned()))
    );
}

#[test]
fn a_secret_is_never_in_a_field_and_what_is_refused_is_not_offered() {
    let env = from_env([("CLAWDBOT_TOKEN".to_owned(), "a-token-of-mine".to_owned())]).unwrap();
    let resolved = Resolved::of(env).unwrap();
    let all = FieldView::all(&resolved);
    assert!(!format!("{all:?}").contains("a-token-of-mine"));
    let token = field(&resolved, "gateway.token");
    assert_eq!((token.kind, token.value, token.from), (FieldKind::Secret, None, SettingFrom::Env));
    assert!(all.iter().all(|field| !field.path.starts_with("platforms.telegram")));
}
