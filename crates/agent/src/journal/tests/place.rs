//! Where a journal may lie, and who may read it.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use super::support::{file, lost, small, stored};
use crate::journal::{Journal, JournalFault};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("state/engram");
    let path = inside.join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    stored(&mut journal, &small(0));
    assert_eq!((mode(&folder.path().join("state")), mode(&inside)), (0o700, 0o700));
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        assert_eq!(mode(&inside.join(name)), 0o600, "{name}");
    }
    drop(journal);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    Journal::open(&path).unwrap();
    assert_eq!(mode(&path), 0o600, "rights that others had are taken away");
}

#[test]
fn links_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real");
    drop(Journal::open(&real.join("journal.db")).unwrap());
    let refused = |path: &Path| {
        let fault = Journal::open(path).unwrap_err();
        assert!(matches!(fault, JournalFault::Symlink(_)), "{fault:?}");
    };
    symlink(real.join("journal.db"), folder.path().join("link.db")).unwrap();
    refused(&folder.path().join("link.db"));
    symlink(folder.path().join("nowhere"), folder.path().join("dangling.db")).unwrap();
    refused(&folder.path().join("dangling.db"));
    symlink(&real, folder.path().join("linked")).unwrap();
    refused(&folder.path().join("linked/journal.db"));
    for ending in ["-wal", "-shm"] {
        let beside = real.join(format!("other.db{ending}"));
        symlink(real.join("journal.db"), &beside).unwrap();
        refused(&real.join("other.db"));
        fs::remove_file(beside).unwrap();
    }
    assert!(Journal::open(&real.join("journal.db")).is_ok(), "the thing itself is fine");
}

#[test]
fn a_folder_that_others_may_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for rights in [0o777, 0o770, 0o1777] {
        fs::set_permissions(folder.path(), Permissions::from_mode(rights)).unwrap();
        let fault = Journal::open(&file(&folder)).unwrap_err();
        assert!(matches!(fault, JournalFault::WritableByOthers(_)), "{fault:?}");
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    assert!(Journal::open(&file(&folder)).is_ok());
}

#[test]
fn what_is_no_journal_is_not_taken_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let of = |path: &Path| Journal::open(path).unwrap_err();
    fs::create_dir(folder.path().join("folder")).unwrap();
    assert!(matches!(of(&folder.path().join("folder")), JournalFault::NotAFile(_)));
    assert!(matches!(of(Path::new("/")), JournalFault::NotAFile(_)));
    let text = folder.path().join("notes.txt");
    fs::write(&text, "remember the milk, and do not overwrite these notes\n".repeat(40)).unwrap();
    assert!(matches!(of(&text), JournalFault::NotAJournal(_)), "{:?}", of(&text));
    assert!(fs::read_to_string(&text).unwrap().starts_with("remember"), "it is as it was");
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE songs (name)").unwrap();
    assert!(matches!(of(&other), JournalFault::NotAJournal(_)));
    let newer = file(&folder);
    drop(Journal::open(&newer).unwrap());
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let fault = of(&newer);
    assert!(matches!(fault, JournalFault::Newer { theirs: 9, ours: 3, .. }), "{fault:?}");
}

#[test]
fn without_a_journal_nothing_is_made_by_asking() {
    let folder = tempfile::tempdir().unwrap();
    for path in [file(&folder), folder.path().join("no/such/journal.db")] {
        assert!(matches!(Journal::open_existing(&path).unwrap_err(), JournalFault::Missing(_)));
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn any_path_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let long = "a".repeat(120);
    for name in ["with spaces", "with 'quotes' and 100%?", "mit Ümläuten 🙂", &format!("{long}/{long}/{long}")] {
        let path = folder.path().join(name).join("journal.db");
        let mut journal = Journal::open(&path).unwrap();
        let ids = stored(&mut journal, &small(0));
        drop(journal);
        assert_eq!(lost(&Journal::open_existing(&path).unwrap(), &ids), Vec::<String>::new());
    }
}
