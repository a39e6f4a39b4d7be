#![expect(clippy::disallowed_methods, reason = "makes folders to look at")]

use super::{disk, journal, rss};
use crate::health::{Disk, JournalState};

#[test]
fn a_journal_that_could_be_written_is_told_from_one_that_could_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state/journal.db");
    assert_eq!(journal(&file), JournalState::Writable);
    assert_eq!(journal(&file), JournalState::Writable, "again, and it is there already");
    let left: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("journal.db")), "{left:?}");

    std::fs::write(folder.path().join("file"), "").unwrap();
    let JournalState::Failed { why } = journal(&folder.path().join("file/journal.db")) else { panic!("no folder") };
    assert!(why.contains("journal.db") || why.contains("file"), "{why}");
    std::fs::write(folder.path().join("other.db"), "this is a letter, and no database at all").unwrap();
    let JournalState::Failed { why } = journal(&folder.path().join("other.db")) else { panic!("a letter") };
    assert!(why.contains("is not a journal"), "{why}");
}

#[cfg(unix)]
#[test]
fn a_disk_has_room_and_a_folder_that_is_not_there_has_none_known() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(disk(folder.path()), Disk::Free(bytes) if bytes > 0));
    assert_eq!(disk(&folder.path().join("gone")), Disk::Unknown);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_grows_by_what_is_taken() {
    let before = rss().unwrap();
    let taken = vec![1_u8; 64 << 20];
    let after = rss().unwrap();
    assert!(after - before > 60 << 20, "{before} {after} {}", taken.len());
}
