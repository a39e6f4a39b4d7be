//! Where the service keeps things, and where it cannot.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use rustix::process::Signal;

use super::{Home, Service, ran};

#[test]
fn a_place_that_cannot_be_written_is_said_with_what_to_do() {
    let home = Home::new();
    fs::write(home.state(), "a file").unwrap();
    let refused = ran(home.service());
    assert_eq!(refused.code, 73, "{refused:?}");
    assert!(refused.err.contains("cannot be locked") && refused.err.contains("--state-dir none"), "{refused:?}");
}

#[test]
fn a_read_only_disk_is_refused_and_nothing_is_written() {
    let home = Home::new();
    fs::create_dir(home.state()).unwrap();
    let mount = format!("mount -t tmpfs -o ro,mode=0700 none {}", home.state().display());
    let allowed = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this system does not let a test mount a disk of its own (unshare -rm)");
        return;
    }
    let service = home.service();
    let mut within = Command::new("unshare");
    within.args(["-rm", "sh", "-c", &format!("{mount} && exec \"$0\" \"$@\"")]);
    within.arg(service.get_program()).args(service.get_args());
    let refused = ran(within);
    assert!(refused.code == 73 && refused.err.contains("engram.lock cannot be locked: Read-only"), "{refused:?}");
}

#[test]
fn without_a_home_it_runs_where_nothing_is_to_be_kept() {
    let home = Home::new();
    let homeless = |words: &str| {
        let mut program = home.program(words);
        program.env_remove("HOME").env_remove("XDG_STATE_HOME").env_remove("XDG_CONFIG_HOME");
        program
    };
    let refused = ran(homeless("run"));
    assert!(refused.code == 78 && refused.err.contains("HOME is not set"), "{refused:?}");
    let mut service = homeless("run --state-dir none");
    service.current_dir(home.folder.path());
    let mut service = Service::start(service);
    service.until("engram is ready");
    assert_eq!(home.run("healthcheck --ready").code, 0);
    let told = home.run("health");
    assert!(told.out.contains("journal:writable    warn  switched off: no answer is kept"), "{told:?}");
    service.signal(Signal::TERM);
    assert_eq!(service.ended().status.code(), Some(0));
    let left: Vec<_> = fs::read_dir(home.folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["settings.toml"], "nothing was kept");
}

#[test]
fn a_journal_that_cannot_be_written_is_told_and_the_service_runs() {
    let home = Home::new();
    fs::create_dir_all(home.state().join("journal.db")).unwrap();
    let mut service = home.ready();
    let told = home.run("health");
    assert!(told.code == 1 && told.out.contains("journal:writable    fail  "), "{told:?}");
    let checks = ["healthcheck", "healthcheck --ready", "healthcheck --start"].map(|words| home.run(words).code);
    assert_eq!(checks, [0, 1, 1]);
    // It is looked at again when the settings are read again, and by itself within half a minute.
    fs::remove_dir(home.state().join("journal.db")).unwrap();
    home.says(&format!("[platforms.http]\nenabled = true\nport = {}\n[platforms.websocket]\nenabled = false\n[trading]\nhorizon_bars = 12\n", home.port));
    service.signal(Signal::HUP);
    service.until("health has changed");
    let checks = ["healthcheck", "healthcheck --ready", "healthcheck --start"].map(|words| home.run(words).code);
    assert_eq!(checks, [0, 0, 0]);
    assert!(home.run("health").out.contains("journal:writable    pass  writable (last error "));
}

/// Three secrets, in a run with a bad reload; none of them may be anywhere afterwards.
#[test]
fn no_secret_is_left_anywhere() {
    const CANARIES: [&str; 3] = ["canary-one-5f1b", "canary two 7c", "canary-three-91aa"];
    let home = Home::new();
    let settings = |more: &str| {
        format!(
            "[platforms.http]\nenabled = true\nport = {}\n[platforms.websocket]\nenabled = false\n[gateway]\ntoken = \"{}\"\n{more}",
            home.port, CANARIES[0]
        )
    };
    home.says(&settings("[logging]\nlevel = \"TRACE\"\n"));
    fs::set_permissions(home.file(), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let mut service = home.service();
    service.env("LM_API_TOKEN", CANARIES[1]);
    let mut service = Service::start(service);
    service.until("engram is ready");
    let mut said: Vec<String> = ["health", "health --format json", "healthcheck --ready"]
        .iter()
        .map(|words| format!("{:?}", home.run(words)))
        .collect();
    home.says(&settings(&format!("[telegram]\nbot_token = \"{}\"\n", CANARIES[2])));
    service.signal(Signal::HUP);
    service.until("The settings in force stay.");
    home.says(&settings("").replace(CANARIES[0], CANARIES[2]));
    service.signal(Signal::HUP);
    service.until("the settings were read again");
    service.signal(Signal::TERM);
    said.push(service.ended().err);
    said.push(text_below(&home.state()));
    for canary in CANARIES {
        assert!(said.iter().all(|text| !text.contains(canary)), "{canary}: {said:?}");
    }
    assert!(said.iter().any(|text| text.contains("engram is ready")), "it was looked at the right place");
}

fn text_below(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.fold(String::new(), |text, path| {
        text + &if path.is_dir() {
            text_below(&path)
        } else {
            String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()
        }
    })
}
