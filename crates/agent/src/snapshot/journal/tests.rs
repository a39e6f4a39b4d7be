use std::path::PathBuf;

use super::Trouble;
use crate::journal::JournalFault;

#[test]
fn a_fault_says_what_happened_and_what_to_do_in_two_sentences() {
    let path = || PathBuf::from("/state/journal.db");
    let faults = [
        JournalFault::NoHome,
        JournalFault::NoneKept,
        JournalFault::Symlink(path()),
        JournalFault::WritableByOthers(path()),
        JournalFault::NotOurs(path()),
        JournalFault::NotWritable(path()),
        JournalFault::DiskFull(path()),
        JournalFault::Busy(path()),
        JournalFault::Damaged(path()),
        JournalFault::NotAJournal(path()),
        JournalFault::Newer { path: path(), theirs: 9, ours: 1 },
        JournalFault::UnknownReceipt("er1_a".to_owned()),
        JournalFault::Disk { path: path(), source: std::io::Error::from(std::io::ErrorKind::TimedOut) },
    ];
    for fault in faults {
        let Trouble { code, what, hint } = Trouble::from(&fault);
        assert!(code.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'), "{code}");
        for sentence in [&what, &hint] {
            assert!(sentence.ends_with('.') && !sentence.ends_with("..") && sentence.len() > 9, "{sentence}");
            assert!(!sentence.starts_with(|letter: char| letter.is_ascii_lowercase()), "{sentence}");
        }
        assert!(!what.contains(';'), "{what}");
    }
}

#[test]
fn a_full_disk_in_words() {
    let trouble = Trouble::from(&JournalFault::DiskFull(PathBuf::from("/state/journal.db")));
    assert_eq!(trouble.code, "JOURNAL_DISK_FULL");
    assert_eq!(trouble.what, "The disk of /state/journal.db is full.");
    assert_eq!(trouble.hint, "Free some space and it goes on by itself.");
}
