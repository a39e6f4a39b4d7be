use std::{ffi::OsStr, path::Path};

use super::{State, Unknown};

fn of(named: Option<&str>, env: &[(&str, &str)]) -> Result<State, Unknown> {
    State::of(named.map(OsStr::new), |name| {
        env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
    })
}

fn folder(path: &str) -> State {
    State::Folder(Path::new(path).to_path_buf())
}

#[test]
fn a_flag_beats_the_variable_which_beats_the_home() {
    let all = [("ENGRAM_STATE_DIR", "/e"), ("XDG_STATE_HOME", "/x"), ("HOME", "/h"), ("LOCALAPPDATA", "/l")];
    assert_eq!(of(Some("here"), &all), Ok(folder("here")));
    assert_eq!(of(None, &all), Ok(folder("/e")));
    assert_eq!(of(None, &all[1..]), Ok(folder("/x/engram")));
    assert_eq!(of(None, &all[2..]), Ok(folder("/h/.local/state/engram")));
    assert_eq!(of(None, &all[3..]), Ok(folder("/l/engram")));
    assert_eq!(of(None, &[]), Err(Unknown));
}

#[test]
fn nothing_is_kept_only_where_that_was_said() {
    assert_eq!(of(Some("none"), &[("HOME", "/h")]), Ok(State::Nothing));
    assert_eq!(of(None, &[("ENGRAM_STATE_DIR", "none"), ("HOME", "/h")]), Ok(State::Nothing));
    assert_eq!(of(None, &[("ENGRAM_STATE_DIR", ""), ("HOME", "/h")]), Ok(folder("/h/.local/state/engram")));
    assert_eq!(of(None, &[("XDG_STATE_HOME", "relative")]), Err(Unknown));
    assert!(Unknown.to_string().contains("--state-dir none"));
}
