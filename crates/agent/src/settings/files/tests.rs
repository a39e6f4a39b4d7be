use std::{fs, path::Path};

use jiff::Timestamp;
use proptest::prelude::*;

use super::{Kept, Ours, Outside, Places, load, load_or_keep};
use crate::settings::{Key, Origin, edit};

fn places(folder: &Path) -> Places {
    let ours = Ours { path: folder.join("settings.toml"), named: false };
    Places { ours: Some(ours), managed: folder.join("managed.toml") }
}

fn ours(places: &Places) -> &Ours {
    places.ours.as_ref().unwrap()
}

fn outside(variables: &[(&str, &str)], flags: &[&str]) -> Outside {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Outside {
        variables: variables.iter().map(pair).collect(),
        flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_variables_and_flags_are_laid_over_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    assert_eq!(load(&places, &Outside::default()).unwrap().settings.lmstudio.port, 1234);
    fs::write(&ours(&places).path, "[lmstudio]\nport = 1\n[gateway]\nport = 2\n").unwrap();
    fs::write(&places.managed, "[gateway]\nport = 3\n").unwrap();
    let all = load(&places, &outside(&[("LMSTUDIO_PORT", "4"), ("CLAWDBOT_PORT", "5")], &["agent.id=desk-9"])).unwrap();
    assert_eq!((all.settings.lmstudio.port, all.settings.gateway.port), (4, 3));
    assert_eq!(all.settings.agent.id, "desk-9");
    let origin = all.held(Key::find("gateway.port").unwrap()).unwrap().origin.to_string();
    assert_eq!(origin, "managed settings managed.toml, line 2, column 8");
}

#[test]
fn a_named_file_must_be_there_and_an_unnamed_one_need_not() {
    let folder = tempfile::tempdir().unwrap();
    let unnamed = places(folder.path());
    assert!(load(&unnamed, &Outside::default()).is_ok());
    let named = Ours { named: true, ..ours(&unnamed).clone() };
    let faults = load(&Places { ours: Some(named), ..unnamed }, &Outside::default()).unwrap_err();
    assert!(faults[0].to_string().contains("settings.toml is not there"), "{}", faults[0]);
}

#[test]
fn the_first_engrams_file_is_read_until_there_is_another() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    fs::write(ours(&places).old(), r#"{"clawdbot": {"port": 7}}"#).unwrap();
    let old = load(&places, &Outside::default()).unwrap();
    assert_eq!(old.settings.gateway.port, 7);
    assert!(old.notices[0].what.contains("engram config import"));
    fs::write(&ours(&places).path, "").unwrap();
    let ours = load(&places, &Outside::default()).unwrap();
    assert_eq!(ours.settings.gateway.port, 18789);
    assert!(ours.notices[0].what.contains("is not read"));
}

#[test]
fn a_bad_file_is_kept_once_and_the_last_good_settings_stay_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    fs::write(&ours(&places).path, "[lmstudio]\nport = 1\n").unwrap();
    assert!(load_or_keep(&places, &Outside::default(), at(0)).troubles.is_empty());
    fs::write(&ours(&places).path, "[lmstudio]\nport = \n").unwrap();
    for second in 1..4 {
        let Kept { resolved, troubles, set_aside } = load_or_keep(&places, &Outside::default(), at(second));
        assert_eq!(resolved.settings.lmstudio.port, 1);
        assert!(troubles[0].to_string().contains("settings.toml, line 2, column"), "{}", troubles[0]);
        assert_eq!(fs::read_to_string(set_aside.unwrap()).unwrap(), "[lmstudio]\nport = \n");
    }
    assert_eq!(names(folder.path()), ["settings.toml", "settings.toml.bad-20260528T202641Z", "settings.toml.good"]);
    // Another bad file is another copy.
    fs::write(&ours(&places).path, "\u{1}").unwrap();
    load_or_keep(&places, &Outside::default(), at(9));
    assert_eq!(names(folder.path()).len(), 4);
}

#[test]
fn a_bad_variable_costs_the_variables_and_not_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    fs::write(&ours(&places).path, "[gateway]\nport = 2\n").unwrap();
    load_or_keep(&places, &Outside::default(), at(0));
    let kept = load_or_keep(&places, &outside(&[("LMSTUDIO_PORT", "none")], &[]), at(1));
    assert_eq!((kept.resolved.settings.gateway.port, kept.resolved.settings.lmstudio.port), (2, 1234));
    assert!(kept.troubles[0].to_string().contains("LMSTUDIO_PORT"));
}

#[test]
fn writing_keeps_what_was_bad_and_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(&folder.path().join("a/b"));
    let key = Key::find("lmstudio.port").unwrap();
    let edited = |text: &str, port: u16| edit::with("settings.toml", text, key, &port.into(), Origin::Default).unwrap();
    ours(&places).write(&edited(&ours(&places).text().unwrap(), 9), at(0)).unwrap();
    assert_eq!(ours(&places).text().unwrap(), "version = 1\n\n[lmstudio]\nport = 9\n");
    fs::write(&ours(&places).path, "not = [toml").unwrap();
    ours(&places).write(&edited("", 8), at(1)).unwrap();
    let folder = ours(&places).path.parent().unwrap();
    assert_eq!(fs::read_to_string(folder.join("settings.toml.bad-20260528T202641Z")).unwrap(), "not = [toml");
    assert_eq!(names(folder), ["settings.toml", "settings.toml.bad-20260528T202641Z"]);
}

#[cfg(unix)]
#[test]
fn a_settings_file_is_its_owners_alone_and_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    ours(&places).write("version = 1\n", at(0)).unwrap();
    assert_eq!(fs::metadata(&ours(&places).path).unwrap().permissions().mode() & 0o777, 0o600);
    let elsewhere = folder.path().join("elsewhere.toml");
    fs::rename(&ours(&places).path, &elsewhere).unwrap();
    symlink(&elsewhere, &ours(&places).path).unwrap();
    let refused = ours(&places).write("version = 1\n[lmstudio]\nport = 1\n", at(1)).unwrap_err();
    assert!(refused.to_string().contains("is a link"), "{refused}");
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "version = 1\n");
    // A mounted settings file is a link, and is read.
    assert!(load(&places, &Outside::default()).is_ok());
}

#[test]
fn the_place_is_named_by_a_flag_then_a_variable_then_the_home() {
    let env = |pairs: &'static [(&str, &str)]| {
        move |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
    };
    let of = |named: Option<&str>, pairs| Places::of(named.map(Path::new), env(pairs)).file().map(|ours| ours.path);
    assert_eq!(of(Some("x.toml"), &[("ENGRAM_CONFIG", "y.toml")]).unwrap(), Path::new("x.toml"));
    assert_eq!(of(None, &[("ENGRAM_CONFIG", "y.toml"), ("HOME", "/h")]).unwrap(), Path::new("y.toml"));
    assert_eq!(
        of(None, &[("ENGRAM_CONFIG", ""), ("HOME", "/h")]).unwrap(),
        Path::new("/h/.config/engram/settings.toml")
    );
    assert_eq!(of(None, &[("XDG_CONFIG_HOME", "/c"), ("HOME", "/h")]).unwrap(), Path::new("/c/engram/settings.toml"));
    assert!(of(None, &[("HOME", "relative")]).unwrap_err().to_string().contains("--config"));
}

#[test]
fn without_a_home_the_other_layers_count_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { ours: None, ..places(folder.path()) };
    fs::write(&places.managed, "[gateway]\nport = 3\n").unwrap();
    let kept = load_or_keep(&places, &outside(&[("LMSTUDIO_PORT", "4")], &[]), at(0));
    let set = &kept.resolved.settings;
    assert_eq!((kept.troubles.len(), set.gateway.port, set.lmstudio.port), (0, 3, 4));
    assert_eq!(load_or_keep(&places, &outside(&[("LMSTUDIO_PORT", "no")], &[]), at(1)).set_aside, None);
    assert_eq!(names(folder.path()), ["managed.toml"]);
}

/// A file that was good, with bytes changed, taken out and put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let good = crate::settings::DEFAULTS.as_bytes().to_vec();
    let length = good.len();
    prop::collection::vec((0..length, any::<u8>(), 0..4_u8), 1..12).prop_map(move |changes| {
        let mut bytes = good.clone();
        for (at, byte, how) in changes {
            let at = at.min(bytes.len().saturating_sub(1));
            match how {
                0 if !bytes.is_empty() => bytes[at] = byte,
                1 if !bytes.is_empty() => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        bytes
    })
}

/// Whatever stands in the file: no panic, the last good settings or the new ones, and not a byte of it lost.
#[test]
fn ten_thousand_broken_files_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let places = places(folder.path());
    let cases = if std::env::var_os("ENGRAM_FULL").is_some() { 10_000 } else { 2_000 };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases, ..ProptestConfig::default() });
    let ran = runner.run(&mutated(), |bytes| {
        for entry in fs::read_dir(folder.path()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        fs::write(&ours(&places).path, "[lmstudio]\nport = 77\n").unwrap();
        load_or_keep(&places, &Outside::default(), at(0));
        fs::write(&ours(&places).path, &bytes).unwrap();
        let kept = load_or_keep(&places, &Outside::default(), at(1));
        prop_assert_eq!(&fs::read(&ours(&places).path).unwrap(), &bytes);
        if kept.troubles.is_empty() {
            prop_assert!(kept.set_aside.is_none());
            return Ok(());
        }
        prop_assert_eq!(kept.resolved.settings.lmstudio.port, 77);
        prop_assert_eq!(fs::read(kept.set_aside.unwrap()).unwrap(), bytes.clone());
        // The next change of a setting goes over the bad file, and its bytes are still there.
        ours(&places).write("version = 1\n", at(2)).unwrap();
        let copies = names(folder.path()).into_iter().filter(|name| name.contains(".bad-")).count();
        prop_assert_eq!(copies, 1);
        Ok(())
    });
    ran.unwrap();
}
