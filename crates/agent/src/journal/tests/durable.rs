//! What is said to be stored has reached the disk: killing a process cannot tell, the system's calls can.

use std::process::{Command, Stdio};

use super::support::{file, journal, role, say, small};
use crate::journal::Journal;

#[test]
fn commits_wait_for_the_disk() {
    let (_folder, journal) = journal();
    let pragma = |name: &str| {
        journal
            .connection
            .pragma_query_value(None, name, |row| row.get_ref(0).map(|value| format!("{value:?}")))
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), format!("{:?}", rusqlite::types::ValueRef::Text(b"wal")));
    for (name, value) in [("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("user_version", 3)] {
        assert_eq!(pragma(name), format!("{:?}", rusqlite::types::ValueRef::Integer(value)), "{name}");
    }
}

/// Stores three answers and says so; as a careless one, without waiting for the disk.
#[test]
fn a_watched_writer() {
    let Some((role, file)) = role() else { return };
    let mut journal = Journal::open(&file).unwrap();
    if role == "careless" {
        journal.connection.pragma_update(None, "synchronous", "off").unwrap();
    }
    for number in 0..3 {
        let given = small(number);
        journal.store(&given.report, &given.history, given.now).unwrap();
        say("stored");
    }
}

/// Whether the log was synced between any two words; `None` where calls cannot be watched.
fn synced_before_each_word(role: &str) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-e", "trace=write,fsync,fdatasync", "-o"]).arg(&trace);
    strace.arg(std::env::current_exe().unwrap());
    strace.args(["--exact", "journal::tests::durable::a_watched_writer", "--nocapture"]);
    strace.env("ENGRAM_JOURNAL_ROLE", role).env("ENGRAM_JOURNAL_FILE", file(&folder));
    if !strace.stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: strace is not here, or may not watch");
        return None;
    }
    let calls = std::fs::read_to_string(trace).unwrap();
    let (mut synced, mut words, mut all) = (false, 0, true);
    for call in calls.lines() {
        synced |= call.contains("sync(") && call.contains("journal.db-wal");
        if call.contains("write(1") && call.contains("stored") {
            all &= synced;
            synced = false;
            words += 1;
        }
    }
    assert_eq!(words, 3, "{calls}");
    Some(all)
}

#[test]
fn an_answer_is_on_the_disk_before_it_is_said() {
    assert_ne!(synced_before_each_word("careful"), Some(false));
    // The twin: without full synchronisation the same check turns red.
    assert_ne!(synced_before_each_word("careless"), Some(true));
}
