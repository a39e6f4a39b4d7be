//! The key store of a real desktop.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::support::program;

/// A bus of its own, with GNOME's key store on it, unlocked and empty.
const WITH_STORE: &str = r#"
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
printf pw | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
set -e
"$ENGRAM" secret list
printf 'canary-of-the-key-store' | "$ENGRAM" secret keep gateway-token
"$ENGRAM" secret list
"$ENGRAM" secret forget gateway-token
"$ENGRAM" secret list
"#;

#[test]
fn a_token_is_kept_found_and_forgotten_and_lies_nowhere_in_plain_text() {
    for tool in ["gnome-keyring-daemon", "dbus-run-session"] {
        if !Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap().status.success() {
            println!("skipped: {tool} is missing (Debian: apt install gnome-keyring dbus)");
            return;
        }
    }
    let home = tempfile::tempdir().unwrap();
    let own = program();
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "timeout", "30", "sh", "-c", WITH_STORE]).env("ENGRAM", own.get_program());
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "state"),
    ] {
        session.env(name, home.path().join(folder));
    }
    session.env_remove("DBUS_SESSION_BUS_ADDRESS").stdin(Stdio::null());
    let done = session.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    let [unset, set] = ["gateway-token   not set", "gateway-token   set, from the key store"];
    let of_gateway: Vec<&str> = out.lines().filter(|line| line.starts_with("gateway-token")).collect();
    let expected =
        [unset, "gateway-token is kept in the key store of this system.", set, "gateway-token is forgotten.", unset];
    assert_eq!(of_gateway, expected, "{err}");
    let mut open = vec![home.path().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else if entry.file_type().unwrap().is_file() {
                let bytes = fs::read(entry.path()).unwrap();
                let found = bytes.windows(6).any(|window| window == b"canary");
                assert!(!found, "{} holds it", entry.path().display());
            }
        }
    }
}

/// The twin: without a store nothing is kept, and no file takes its place unasked.
#[test]
fn without_a_key_store_it_is_refused_with_what_to_do() {
    let mut keep = program();
    keep.args(["secret", "keep", "gateway-token"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = keep.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"canary-of-the-key-store").unwrap();
    let done = child.wait_with_output().unwrap();
    let err = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(69), &b""[..]), "{err}");
    assert!(err.contains("no key store that answers") && err.contains("ENGRAM_TOKEN_FILE"), "{err}");
    assert!(!err.contains("canary"), "{err}");
}
