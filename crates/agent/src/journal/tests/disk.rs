//! A full disk and one that may not be written.

use std::{path::Path, process::Command};

use super::support::{child_on_disk, lost, role, say, small, stored};
use crate::journal::{Journal, JournalFault};

/// What happens on a disk of its own.
#[test]
fn on_a_small_disk() {
    let Some((role, file)) = role() else { return };
    match role.as_str() {
        "full" => until_full(&file),
        _ => read_only(&file),
    }
    say("done");
}

fn until_full(file: &Path) {
    let ballast = file.with_file_name("ballast");
    std::fs::write(&ballast, vec![7; 300_000]).unwrap();
    let mut journal = Journal::open(file).unwrap();
    let mut ids = Vec::new();
    let mut numbers = 0..;
    let fault = loop {
        let given = small(numbers.next().unwrap());
        match journal.store(&given.report, &given.history, given.now) {
            Ok(stored) => ids.extend(stored.ids),
            Err(fault) => break fault,
        }
    };
    assert!(matches!(fault, JournalFault::DiskFull(_)), "{fault:?}");
    assert!(fault.is_retryable() && fault.to_string().contains("journal.db is full"), "{fault}");
    assert!(ids.len() > 10, "only {} fitted", ids.len());
    let whole = |journal: &Journal, ids: &[String]| {
        let state = journal.check_chain().unwrap();
        assert!(state.is_whole(), "{:?}", state.broken);
        assert_eq!((state.receipts, lost(journal, ids)), (ids.len(), Vec::new()));
    };
    whole(&journal, &ids);
    std::fs::remove_file(ballast).unwrap();
    ids.extend(stored(&mut journal, &small(numbers.next().unwrap())));
    whole(&journal, &ids);
    drop(journal);
    whole(&Journal::open(file).unwrap(), &ids);
}

fn read_only(file: &Path) {
    let ids = stored(&mut Journal::open(file).unwrap(), &small(0));
    let folder = file.parent().unwrap();
    let mut held = Journal::open(file).unwrap();
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(folder).status().unwrap();
        done.success()
    };
    drop(std::mem::replace(&mut held, Journal::open(file).unwrap()));
    drop(held);
    assert!(remount("ro"));
    for opened in [Journal::open(file), Journal::open_existing(file), Journal::open(&folder.join("other.db"))] {
        let fault = opened.unwrap_err();
        assert!(matches!(fault, JournalFault::NotWritable(_)), "{fault:?}");
    }
    assert!(remount("rw"));
    assert_eq!(lost(&Journal::open(file).unwrap(), &ids), Vec::<String>::new());
}

fn passes(role: &str) {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut child) = child_on_disk("1m", "disk::on_a_small_disk", role, folder.path()) else { return };
    let done = child.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("done"), "{said}{errors}");
}

#[test]
fn a_full_disk_is_said_and_spoils_nothing() {
    passes("full");
}

#[test]
fn a_disk_that_may_not_be_written_is_said() {
    passes("read-only");
}
