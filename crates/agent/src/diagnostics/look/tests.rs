use std::{fs, path::Path};

use super::{LINES, TAIL, log};
use crate::{Settings, settings::Logging};

fn logging(file: &str) -> Logging {
    Logging { file: file.to_owned(), ..Settings::default().logging }
}

fn of(folder: &Path) -> Result<String, String> {
    log(&logging("engram.log"), Some(folder))
}

#[test]
fn a_line_whose_beginning_is_cut_off_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(TAIL as usize);
    fs::write(folder.path().join("engram.log"), format!("token={long}\nafter\n")).unwrap();
    assert_eq!(of(folder.path()).unwrap(), "after\n");
    // The twin: a whole one stays.
    fs::write(folder.path().join("engram.log"), "before\nafter\n").unwrap();
    assert_eq!(of(folder.path()).unwrap(), "before\nafter\n");
}

#[test]
fn a_file_that_has_just_begun_is_preceded_by_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("engram.log.1"), "one\ntwo\n").unwrap();
    fs::write(folder.path().join("engram.log"), "three\n").unwrap();
    assert_eq!(of(folder.path()).unwrap(), "one\ntwo\nthree\n");
    let enough = "line\n".repeat(LINES);
    fs::write(folder.path().join("engram.log"), &enough).unwrap();
    assert_eq!(of(folder.path()).unwrap(), enough);
}

#[test]
fn what_is_no_log_of_ours_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert!(of(folder.path()).unwrap_err().contains("engram.log cannot be read: No such file"));
    assert_eq!(log(&logging(""), Some(folder.path())).unwrap_err(), "no log file is kept");
    assert_eq!(log(&logging("engram.log"), None).unwrap_err(), "no log file is kept");
    fs::create_dir(folder.path().join("engram.log")).unwrap();
    assert!(of(folder.path()).is_err());
    #[cfg(unix)]
    {
        fs::remove_dir(folder.path().join("engram.log")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("engram.log")).unwrap();
        assert!(of(folder.path()).is_err(), "a link is not followed");
    }
}
