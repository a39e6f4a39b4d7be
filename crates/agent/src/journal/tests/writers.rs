//! Several programs write at once.

use super::support::{child, file, lost, role, say, small};
use crate::journal::Journal;

const EACH: u64 = 25;

/// Stores so many answers and says their ids.
#[test]
fn one_of_several() {
    let Some((first, file)) = role() else { return };
    let mut journal = Journal::open(&file).unwrap();
    let first = first.parse::<u64>().unwrap();
    for number in first..first + EACH {
        let given = small(number);
        journal.store(&given.report, &given.history, given.now).unwrap().ids.iter().for_each(|id| say(id));
    }
}

#[test]
fn writers_take_turns_also_when_the_file_begins() {
    for _ in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let start =
            |writer: u64| child("writers::one_of_several", &(writer * 1_000_000).to_string(), &file(&folder)).spawn();
        let writers: Vec<_> = (0..4).map(|writer| start(writer).unwrap()).collect();
        let mut said = Vec::new();
        for writer in writers {
            let done = writer.wait_with_output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
            let words = String::from_utf8(done.stdout).unwrap();
            said.extend(words.split_whitespace().filter(|word| word.starts_with("er1_")).map(str::to_owned));
        }
        let journal = Journal::open_existing(&file(&folder)).unwrap();
        assert_eq!(said.len() as u64, 4 * EACH * 2);
        assert_eq!(lost(&journal, &said), Vec::<String>::new());
        let state = journal.check_chain().unwrap();
        assert!(state.is_whole(), "{:?}", state.broken);
        assert_eq!((state.entries, state.receipts), (said.len() + 1, said.len()));
    }
}
