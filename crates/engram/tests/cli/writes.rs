//! The settings file when its disk is full, and when the program is killed while it writes.
#![cfg(unix)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::program;

/// A settings file that says how many bars, with words of its owner around it.
fn text(bars: u32) -> String {
    format!("# mine\nversion = 1\n\n[trading]\nhorizon_bars = {bars} # as I like it\n")
}

fn set(file: &Path, bars: u32) -> Command {
    let mut program = program();
    program.args(["config", "set", "trading.horizon_bars", &bars.to_string(), "--config"]).arg(file);
    program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    program
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, text(1)).unwrap();
    (folder, file)
}

#[test]
fn a_full_disk_leaves_the_old_file_and_names_its_path() {
    let disk = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=64k,mode=0700 none {}", disk.path().display());
    let allowed = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this system does not let a test mount a disk of its own (unshare -rm)");
        return;
    }
    let file = disk.path().join("settings.toml");
    let within = |fill: &str| {
        let set = set(&file, 7);
        let script = format!(
            "{mount} && printf '%s' \"$TEXT\" > {file}; {fill}; \"$0\" \"$@\"; echo \"code $?\"; cat {file}; ls -A {folder}",
            file = file.display(),
            folder = disk.path().display()
        );
        let mut within = Command::new("unshare");
        within.args(["-rm", "sh", "-c", &script]).arg(set.get_program()).args(set.get_args()).env("TEXT", text(1));
        within.envs(set.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let done = within.output().unwrap();
        (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let fill = format!("dd if=/dev/zero of={}/filling 2>/dev/null", disk.path().display());
    let (out, err) = within(&fill);
    assert!(out.starts_with("code 78\n") && out.contains(&text(1)), "{out}\n{err}");
    assert!(err.contains(&file.display().to_string()), "{err}");
    assert!(out.ends_with("filling\nsettings.toml\n"), "nothing half done is left: {out}");
    // With room it is written.
    let (out, err) = within("true");
    assert!(out.contains("code 0\n") && out.contains(&text(7)), "{out}\n{err}");
}

/// How many times it is killed: more with `ENGRAM_FULL=1`.
fn turns() -> u32 {
    if std::env::var_os("ENGRAM_FULL").is_some_and(|set| set == "1") { 1_000 } else { 100 }
}

#[test]
fn a_kill_in_the_middle_leaves_the_old_file_or_the_new_one() {
    let (folder, file) = folder();
    // As long as it takes when nobody kills it.
    let begun = Instant::now();
    assert!(set(&file, 2).status().unwrap().success());
    let whole = begun.elapsed();
    let (mut kept, mut before) = (0, 2);
    for turn in 0..turns() {
        let bars = 30 + turn % 400;
        let mut child = set(&file, bars).spawn().unwrap();
        // A steady walk over the whole time, and a little beyond.
        thread::sleep(whole.mul_f64(f64::from(turn % 50) / 40.0).min(Duration::from_millis(200)));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read_to_string(&file).unwrap();
        assert!(now == text(before) || now == text(bars), "turn {turn}: {now}");
        if now == text(before) {
            kept += 1;
        } else {
            before = bars;
        }
    }
    println!("{kept} of {} kills left the old file", turns());
    assert!(kept > 0 && kept < turns(), "it was killed before, and after: {kept}");
    // What was begun and not finished is hidden, small, and read by nobody.
    assert!(
        program().args(["config", "check", "--config"]).arg(&file).stdout(Stdio::null()).status().unwrap().success()
    );
    for entry in fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "settings.toml" || name.starts_with("settings.toml.") || name.starts_with(".engram-"),
            "{name}"
        );
    }
}
