#![expect(clippy::disallowed_methods, reason = "damages files, and looks at what is left")]

use std::{fs, path::Path};

use super::{Glance, uri};
use crate::journal::{Journal, JournalFault};

/// A journal that was left, in a folder whose name an address would read otherwise.
fn left(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("a #1 & 100%? of it/journal.db");
    drop(Journal::open(&path).unwrap());
    path
}

fn names(folder: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn a_look_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = left(folder.path());
    let (before, bytes) = (names(path.parent().unwrap()), fs::read(&path).unwrap());
    let glance = Glance::at(&path).unwrap();
    assert_eq!((glance.revision, glance.entries, glance.damage, glance.broken), (glance.newest, 0, None, Vec::new()));
    assert_eq!(names(path.parent().unwrap()), before);
    assert_eq!(fs::read(&path).unwrap(), bytes);
    // The twin: one that is open has its log beside it, and what stands there alone is seen.
    let open = Journal::open(&path).unwrap();
    assert_eq!(Glance::at(&path).unwrap().entries, 0);
    drop(open);
}

#[test]
fn what_a_killed_program_left_in_the_log_is_seen_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = left(folder.path());
    let open = rusqlite::Connection::open(&path).unwrap();
    open.execute_batch("INSERT INTO head VALUES (1, 7, 'x')").unwrap();
    // As they lie on the disk when a program is killed.
    let copy = folder.path().join("journal.db");
    let wal = |path: &Path| crate::journal::salvage::beside(path, "-wal");
    fs::copy(&path, &copy).unwrap();
    fs::copy(wal(&path), wal(&copy)).unwrap();
    let (bytes, log) = (fs::read(&copy).unwrap(), fs::read(wal(&copy)).unwrap());
    assert!(!log.is_empty());
    assert_eq!(Glance::at(&copy).unwrap().broken.len(), 1, "the mark that stands in the log alone");
    assert_eq!((fs::read(&copy).unwrap(), fs::read(wal(&copy)).unwrap()), (bytes, log));
    // The twin: without its log the file knows nothing of it.
    fs::remove_file(wal(&copy)).unwrap();
    assert_eq!(Glance::at(&copy).unwrap().broken.len(), 0);
}

#[test]
fn what_is_none_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = left(folder.path());
    assert!(matches!(Glance::at(&folder.path().join("none.db")), Err(JournalFault::Missing(_))));
    assert!(matches!(Glance::at(folder.path()), Err(JournalFault::NotAFile(_))));
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "remember the milk\n".repeat(300)).unwrap();
    assert!(matches!(Glance::at(&notes), Err(JournalFault::NotAJournal(_))));
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Glance::at(&other), Err(JournalFault::NotAJournal(_))));
    #[cfg(unix)]
    {
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(matches!(Glance::at(&link), Err(JournalFault::Symlink(_))));
    }
}

#[test]
fn a_newer_one_and_an_older_one_are_told_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = left(folder.path());
    let set = |revision: i64| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", revision).unwrap();
    };
    set(99);
    assert!(matches!(Glance::at(&path), Err(JournalFault::Newer { theirs: 99, .. })));
    set(1);
    let glance = Glance::at(&path).unwrap();
    assert_eq!((glance.revision, Glance::at(&path).unwrap().revision), (1, 1), "it was not brought up");
}

#[test]
fn damage_and_a_broken_chain_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = left(folder.path());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("INSERT INTO head VALUES (1, 7, 'x'); PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    drop(connection);
    assert_eq!(Glance::at(&path).unwrap().broken.len(), 1);
    let mut bytes = fs::read(&path).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    assert!(Glance::at(&path).map_or(true, |glance| glance.damage.is_some()));
}

#[test]
fn an_address_holds_any_path() {
    assert_eq!(uri(Path::new("/a b/ü?#%")), "/a%20b/%C3%BC%3F%23%25");
}
