#![expect(clippy::disallowed_methods, reason = "it writes the settings of a made-up gateway")]

use std::{ffi::OsString, fs, path::Path};

use super::{Found, Token, Unreadable, find};

fn found(home: &Path, variables: &[(&str, &str)]) -> (Vec<Found>, Vec<Unreadable>) {
    find(|name| {
        let set = variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
        set.or_else(|| (name == "HOME").then(|| home.as_os_str().to_owned()))
    })
}

fn token(found: &Found) -> Option<(&str, &str)> {
    match &found.token {
        Token::Known(secret, place) => Some((secret.expose(), place)),
        Token::Elsewhere | Token::None => None,
    }
}

#[test]
fn a_gateway_is_found_by_its_own_settings() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(found(home.path(), &[]).0.len(), 0);
    for folder in [".openclaw", ".clawdbot"] {
        fs::create_dir(home.path().join(folder)).unwrap();
    }
    // As people write it: JSON5.
    let json5 = "// mine\n{ gateway: { port: 19001, auth: { mode: 'token', token: 'NOT-A-REAL-TOKEN' }, tls: { enabled: true }, }, }";
    fs::write(home.path().join(".openclaw/openclaw.json"), json5).unwrap();
    fs::write(home.path().join(".clawdbot/clawdbot.json"), r#"{"gateway":{"auth":{"token":{"source":"env"}}}}"#)
        .unwrap();
    let (all, unreadable) = found(home.path(), &[]);
    assert_eq!((all.len(), unreadable.len()), (2, 0), "{unreadable:?}");
    assert_eq!((all[0].product, all[0].port.0, all[0].tls), ("OpenClaw", 19_001, true));
    assert_eq!(token(&all[0]), Some(("NOT-A-REAL-TOKEN", "gateway.auth.token")));
    assert_eq!((all[1].product, all[1].port.0, all[1].tls), ("ClawdBot", 18_789, false));
    assert!(matches!(all[1].token, Token::Elsewhere));
    assert!(!format!("{all:?}").contains("NOT-A-REAL"), "what can be printed will be");

    let elsewhere = home.path().join("other.json");
    fs::write(&elsewhere, r#"{"gateway":{"auth":{"token":"${TOKEN}"}}}"#).unwrap();
    let path = elsewhere.to_str().unwrap();
    let (all, _) = found(home.path(), &[("OPENCLAW_CONFIG_PATH", path), ("OPENCLAW_GATEWAY_PORT", "7001")]);
    assert_eq!((all[0].file.as_path(), all[0].port.0), (elsewhere.as_path(), 7001));
    assert!(matches!(all[0].token, Token::Elsewhere));
    let (all, _) = found(home.path(), &[("CLAWDBOT_GATEWAY_TOKEN", "t")]);
    assert_eq!(token(&all[1]), Some(("t", "CLAWDBOT_GATEWAY_TOKEN")));
}

#[test]
fn what_cannot_be_read_is_named_without_its_text() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".openclaw")).unwrap();
    let file = home.path().join(".openclaw/openclaw.json");
    fs::write(&file, "{ gateway: { auth: { token: 'NOT-A-REAL-TOKEN' ").unwrap();
    let (all, unreadable) = found(home.path(), &[]);
    assert_eq!((all.len(), &unreadable[0].file), (0, &file));
    assert!(unreadable[0].why.starts_with("it is no JSON5: ") && !unreadable[0].why.contains("NOT"), "{unreadable:?}");
}
