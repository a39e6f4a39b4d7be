#![expect(clippy::disallowed_methods, reason = "it writes the files that are read")]

use std::{fs, time::Duration};

use super::{candidates, files, pause};
use crate::Origin;

fn origins(set: Option<&str>, filed: Option<u16>) -> Vec<String> {
    let set = set.map(|set| Origin::parse(set).unwrap());
    candidates(set.as_ref(), filed).iter().map(ToString::to_string).collect()
}

#[test]
fn what_was_set_comes_first_and_nobody_is_asked_twice() {
    assert_eq!(origins(None, None), ["http://127.0.0.1:1234"]);
    assert_eq!(origins(None, Some(1240)), ["http://127.0.0.1:1240", "http://127.0.0.1:1234"]);
    assert_eq!(origins(Some("http://box.lan:9000/v1"), Some(1234)), ["http://box.lan:9000", "http://127.0.0.1:1234"]);
    assert_eq!(origins(Some("localhost:1234"), Some(1234)), ["http://127.0.0.1:1234"]);
    assert_eq!(origins(None, Some(0)), ["http://127.0.0.1:1234"]);
}

#[test]
fn the_longer_it_is_away_the_less_often_it_is_looked_for() {
    let seconds: Vec<_> = (0..7).map(|failures| pause(failures).as_secs()).collect();
    assert_eq!(seconds, [2, 4, 8, 16, 30, 30, 30]);
    assert_eq!(pause(u32::MAX), Duration::from_secs(30));
}

#[test]
fn lm_studios_own_files_tell_its_ports() {
    let user = tempfile::tempdir().unwrap();
    let user = user.path();
    assert_eq!(files::home(user), user.join(".lmstudio"));
    fs::create_dir_all(user.join(".cache/lm-studio")).unwrap();
    assert_eq!(files::home(user), user.join(".cache/lm-studio"), "an older version's folder");
    let elsewhere = user.join("elsewhere");
    fs::write(user.join(".lmstudio-home-pointer"), format!("{}\n", elsewhere.display())).unwrap();
    assert_eq!(files::home(user), elsewhere);

    assert_eq!(files::server_port(&elsewhere), None, "no file");
    fs::create_dir_all(elsewhere.join(".internal")).unwrap();
    let config = elsewhere.join(".internal/http-server-config.json");
    for (text, port) in [
        (r#"{"port":1240,"networkInterface":"127.0.0.1"}"#, Some(1240)),
        (r#"{"port":0}"#, None),
        (r#"{"port":70000}"#, None),
        (r#"{"port":"1240"}"#, None),
        ("half a fi", None),
    ] {
        fs::write(&config, text).unwrap();
        assert_eq!(files::server_port(&elsewhere), port, "{text}");
    }
    fs::write(elsewhere.join(".internal/http-server.json"), r#"{"port":41343}"#).unwrap();
    assert_eq!(files::app_port(&elsewhere), Some(41_343));
    fs::write(user.join(".lmstudio-home-pointer"), "relative").unwrap();
    assert_eq!(files::home(user), user.join(".cache/lm-studio"), "a folder that cannot be meant");
}

#[test]
fn its_command_line_is_found_where_it_is_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (home, on_path, empty) = (folder.path().join("home"), folder.path().join("a"), folder.path().join("b"));
    let name = format!("lms{}", std::env::consts::EXE_SUFFIX);
    for place in [&home.join("bin"), &on_path, &empty] {
        fs::create_dir_all(place).unwrap();
    }
    let path = std::env::join_paths([&empty, &on_path]).unwrap();
    assert_eq!(files::lms(&home, Some(&path)), None);
    fs::write(home.join("bin").join(&name), "").unwrap();
    assert_eq!(files::lms(&home, Some(&path)), Some(home.join("bin").join(&name)));
    assert_eq!(files::lms(&home, None), Some(home.join("bin").join(&name)));
    fs::write(on_path.join(&name), "").unwrap();
    assert_eq!(files::lms(&home, Some(&path)), Some(on_path.join(&name)), "the one on the path comes first");
    fs::create_dir(empty.join(&name)).unwrap();
    assert_eq!(files::lms(&home, Some(&path)), Some(on_path.join(&name)), "a folder is no program");
    assert_eq!(files::lms(&empty, Some(".:a".as_ref())), None, "whatever folder this happens to run in");
    assert_eq!(files::start(1234).join(" "), "server start --port 1234");
}
