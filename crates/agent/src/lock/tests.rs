#![expect(clippy::disallowed_methods, reason = "starts processes and looks at files")]

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{Holder, Lock, LockFault, NAME};

const FOLDER: &str = "ENGRAM_TEST_LOCK_FOLDER";

/// Takes the lock, says so, and holds it until its input ends or it is killed.
#[test]
fn a_holder() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let lock = Lock::take(Path::new(&folder), &Holder::here("engram run")).unwrap();
    println!("\nholds {}", std::process::id());
    std::io::stdin().read_line(&mut String::new()).unwrap();
    drop(lock);
}

/// A second process that has the lock.
fn holder(folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lock::tests::a_holder", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let holds = format!("holds {}", child.id());
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().ends_with(&holds)), "it ended without the lock");
    child
}

fn take(folder: &Path) -> Result<Lock, LockFault> {
    Lock::take(folder, &Holder::here("second"))
}

#[test]
fn a_second_owner_is_told_who_the_first_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = holder(folder.path());
    let refused = take(folder.path()).unwrap_err();
    let LockFault::Held { holder: Some(named), .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(named, &Holder { pid: first.id(), program: "engram run".to_owned() });
    let said = refused.to_string();
    assert!(said.starts_with(&format!("engram run (process {}) already uses ", first.id())), "{said}");
    assert!(said.contains(&folder.path().display().to_string()) && said.contains("--state-dir"), "{said}");

    drop(first.stdin.take());
    assert!(first.wait_with_output().unwrap().status.success());
    assert_eq!(fs::read_to_string(folder.path().join(NAME)).unwrap(), "", "nobody is named when nobody holds it");
    assert!(take(folder.path()).is_ok());
}

#[test]
fn a_killed_owner_has_it_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..5 {
        let mut first = holder(folder.path());
        assert!(matches!(take(folder.path()), Err(LockFault::Held { .. })));
        first.kill().unwrap();
        first.wait().unwrap();
        assert!(take(folder.path()).is_ok());
    }
}

/// The twin: the file by itself, as a killed owner leaves it, keeps nobody out; the system's lock does.
#[test]
fn a_file_that_names_a_holder_is_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(NAME), format!("{} engram run\n", std::process::id())).unwrap();
    let ours = take(folder.path()).unwrap();
    let within = take(folder.path()).unwrap_err();
    assert!(matches!(within, LockFault::Held { holder: Some(Holder { pid, .. }), .. } if pid == std::process::id()));
    drop(ours);
}

#[test]
fn a_holder_that_cannot_be_read_is_not_invented() {
    let folder = tempfile::tempdir().unwrap();
    let _ours = take(folder.path()).unwrap();
    for text in ["", "x y\n", "12", "99999999999999 engram\n", "\u{0}\u{0}"] {
        fs::write(folder.path().join(NAME), text).unwrap();
        let refused = take(folder.path()).unwrap_err();
        assert!(matches!(refused, LockFault::Held { holder: None, .. }), "{text:?}: {refused:?}");
        assert!(refused.to_string().starts_with("Another Engram already uses "), "{refused}");
    }
}

#[cfg(unix)]
#[test]
fn the_lock_is_its_owners_alone_and_no_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("a b/ümlaut/🔒");
    let lock = take(&folder).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(lock.path()), mode(&folder)), (0o600, 0o700));
    drop(lock);
    fs::remove_file(folder.join(NAME)).unwrap();
    let elsewhere = outer.path().join("elsewhere");
    fs::write(&elsewhere, "keep me").unwrap();
    symlink(&elsewhere, folder.join(NAME)).unwrap();
    assert!(matches!(take(&folder), Err(LockFault::NotAFile(_))));
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "keep me");
}

#[test]
fn a_place_that_holds_no_folder_is_said_with_what_to_do() {
    let outer = tempfile::tempdir().unwrap();
    fs::write(outer.path().join("file"), "").unwrap();
    let refused = take(&outer.path().join("file/state")).unwrap_err();
    assert!(matches!(refused, LockFault::Disk { .. }), "{refused:?}");
    assert!(refused.to_string().contains("--state-dir none"), "{refused}");
}
