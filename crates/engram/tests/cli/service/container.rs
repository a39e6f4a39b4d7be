//! The service in what a container gives it: its own program and libraries, a user that owns nothing, a root that cannot
//! be written, no home and no shell.
#![cfg(target_os = "linux")]

use std::{path::Path, process::Command};

use super::{Service, free_port, program, ran};

/// The number of the image's user.
const USER: &str = "65532";

/// The shared libraries of a program, by the loader's own list.
fn libraries(program: &Path) -> Vec<String> {
    let listed = Command::new("ldd").arg(program).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect()
}

/// A command in a file system that holds this alone.
fn within(settings: &Path, words: &[&str]) -> Command {
    let own = program();
    let engram = Path::new(own.get_program());
    let mut sandbox = Command::new("bwrap");
    sandbox.args(["--unshare-all", "--share-net", "--die-with-parent", "--new-session", "--clearenv"]);
    sandbox.args(["--uid", USER, "--gid", USER, "--proc", "/proc"]);
    for library in libraries(engram) {
        sandbox.args(["--ro-bind", &library, &library]);
    }
    sandbox.arg("--ro-bind").arg(engram).arg("/usr/local/bin/engram");
    sandbox.arg("--ro-bind").arg(settings).arg("/etc/engram/settings.toml");
    sandbox.args(["--perms", "0700", "--tmpfs", "/state", "--remount-ro", "/"]);
    sandbox.args(["--setenv", "ENGRAM_CONFIG", "/etc/engram/settings.toml", "--setenv", "ENGRAM_STATE_DIR", "/state"]);
    sandbox.arg("/usr/local/bin/engram").args(words);
    sandbox
}

#[test]
fn it_runs_in_the_images_file_system_as_its_user() {
    let allowed = Command::new("bwrap").args(["--unshare-all", "--ro-bind", "/", "/", "true"]).output();
    if !allowed.is_ok_and(|done| done.status.success()) {
        println!("skipped: bwrap is missing, or may not make a sandbox here (Debian: apt install bubblewrap)");
        return;
    }
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/settings.toml");
    let port = free_port();
    let set = format!("platforms.http.port={port}");
    let mut service = Service::start(within(&settings, &["run", "--set", &set]));
    let ready = service.until("engram is ready");
    assert!(ready.contains("folder=/state"), "{ready}");
    for words in [&["healthcheck", "--live"][..], &["healthcheck", "--start"]] {
        let port = port.to_string();
        let words: Vec<&str> = words.iter().copied().chain(["--port", &port]).collect();
        let asked = ran(within(&settings, &words));
        assert_eq!(asked.code, 0, "{words:?} {asked:?}");
    }
    // Nothing but the state folder can be written: a journal elsewhere is refused, and the answer comes all the same.
    let elsewhere = ran(within(&settings, &["signal", "BTC/USD", "--journal", "/etc/engram/journal.db"]));
    assert!(elsewhere.code == 0 && elsewhere.err.contains("Not kept: "), "{elsewhere:?}");
}
