#![expect(clippy::disallowed_methods, reason = "looks at the files that were written")]

use std::{fs, path::Path, time::Duration};

use super::{Change, FILES, Rolling};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn sizes(folder: &Path) -> Vec<(String, u64)> {
    let of = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len());
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| of(entry.unwrap())).collect();
    all.sort();
    all
}

#[test]
fn five_files_at_most_each_of_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let mut rolling = Rolling::of(folder.path().join("logs/engram.log"), 100);
    for number in 0..200 {
        assert_eq!(rolling.write(format!("line {number:04}\n").as_bytes(), ms(0)), None);
    }
    let names = ["engram.log", "engram.log.1", "engram.log.2", "engram.log.3", "engram.log.4"];
    let sizes = sizes(&folder.path().join("logs"));
    assert_eq!(sizes, names.map(|name| (name.to_owned(), 100)));
    let text = |name: &str| fs::read_to_string(folder.path().join("logs").join(name)).unwrap();
    assert!(text("engram.log").ends_with("line 0199\n") && text("engram.log.4").starts_with("line 0150\n"));
    // A line longer than a file has one of its own.
    assert_eq!(rolling.write(&[b'x'; 300], ms(0)), None);
    assert_eq!(text("engram.log").len(), 300);
    assert_eq!(text("engram.log.1").lines().last(), Some("line 0199"));
    assert_eq!((FILES, Rolling::new("x".into()).bytes), (5, 5 * 1024 * 1024));
}

#[test]
fn a_new_start_goes_on_where_the_last_one_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engram.log");
    for _ in 0..3 {
        assert_eq!(Rolling::of(path.clone(), 100).write(&[b'x'; 40], ms(0)), None);
    }
    assert_eq!(sizes(folder.path()), [("engram.log".to_owned(), 40), ("engram.log.1".to_owned(), 80)]);
}

#[cfg(unix)]
#[test]
fn a_file_is_its_owners_alone_and_neither_a_link_nor_a_device() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("engram.log");
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(Rolling::of(path.clone(), 100).write(b"x\n", ms(0)), None);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let (elsewhere, link) = (folder.path().join("elsewhere"), folder.path().join("link.log"));
    fs::write(&elsewhere, "keep me").unwrap();
    symlink(&elsewhere, &link).unwrap();
    assert!(matches!(Rolling::of(link, 100).write(b"x\n", ms(0)), Some(Change::Broke(_))));
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "keep me");
    let Some(Change::Broke(why)) = Rolling::of("/dev/null".into(), 100).write(b"x\n", ms(0)) else {
        panic!("a device")
    };
    assert_eq!(why, "it is no plain file");
}

#[test]
fn a_file_that_cannot_be_written_is_told_of_once_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    fs::write(&logs, "in the way").unwrap();
    let mut rolling = Rolling::of(logs.join("engram.log"), 100);
    assert!(matches!(rolling.write(b"1\n", ms(0)), Some(Change::Broke(_))));
    for millis in [1, 5_000, 9_999, 10_000, 19_999, 20_000] {
        assert_eq!(rolling.write(b"2\n", ms(millis)), None, "{millis}");
    }
    fs::remove_file(&logs).unwrap();
    assert_eq!(rolling.write(b"3\n", ms(29_999)), None, "it is left alone");
    assert_eq!(rolling.write(b"4\n", ms(30_000)), Some(Change::Healed(8)));
    assert_eq!(fs::read_to_string(logs.join("engram.log")).unwrap(), "4\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_was_deleted_or_moved_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let path = logs.join("engram.log");
    let mut rolling = Rolling::of(path.clone(), 100);
    assert_eq!(rolling.write(b"1\n", ms(0)), None);
    fs::remove_dir_all(&logs).unwrap();
    assert_eq!(rolling.write(b"2\n", ms(1_000)), None);
    assert_eq!(fs::read_to_string(&path).unwrap(), "2\n");
    fs::rename(&path, logs.join("by-hand.log")).unwrap();
    assert_eq!(rolling.write(b"3\n", ms(2_000)), None);
    assert_eq!(fs::read_to_string(&path).unwrap(), "3\n");
}
