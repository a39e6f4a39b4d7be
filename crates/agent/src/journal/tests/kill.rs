//! A writer that is killed loses nothing it said.

use std::{
    io::{BufRead, BufReader, Read},
    time::Duration,
};

use super::support::{Dice, child, file, lost, role, say, small, times};
use crate::journal::Journal;

const CHILD: &str = "kill::a_writer";

/// Stores answers until it is killed, and says each id: once it is stored, or, as a hasty one, before.
#[test]
fn a_writer() {
    let Some((role, file)) = role() else { return };
    let (first, hasty) = role.strip_suffix('!').map_or((role.as_str(), false), |first| (first, true));
    let mut journal = Journal::open(&file).unwrap();
    for number in first.parse::<u64>().unwrap().. {
        let given = small(number);
        let said = |id: &str| say(&format!("stored {id}"));
        if hasty {
            given.report.receipts.iter().for_each(|receipt| said(&receipt.id));
        }
        let stored = journal.store(&given.report, &given.history, given.now).unwrap();
        if !hasty {
            stored.ids.iter().for_each(|id| said(id));
        }
    }
}

/// The ids in whole lines; the last may be torn.
fn ids(said: &str) -> Vec<String> {
    let lines = said.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    lines.filter_map(|line| line.trim_end().rsplit_once("stored ")).map(|(_, id)| id.to_owned()).collect()
}

#[test]
fn a_killed_writer_loses_nothing_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::new(3);
    let mut said = Vec::new();
    for round in 0..times(50, 1_000) {
        let mut writer = child(CHILD, &(round * 1_000_000).to_string(), &file(&folder)).spawn().unwrap();
        let mut out = BufReader::new(writer.stdout.take().unwrap());
        let mut words = String::new();
        // Early, while the file begins or is opened, and later, somewhere among the answers.
        let (lines, most_micros) = if round % 4 == 0 { (0, 200_000) } else { (1 + dice.below(20), 6_000) };
        while ids(&words).len() < lines {
            assert_ne!(out.read_line(&mut words).unwrap(), 0, "it ended by itself");
        }
        std::thread::sleep(Duration::from_micros(dice.below(most_micros) as u64));
        writer.kill().unwrap();
        out.read_to_string(&mut words).unwrap();
        writer.wait().unwrap();
        let now = ids(&words);
        let journal = Journal::open(&file(&folder)).unwrap();
        assert_eq!(lost(&journal, &now), Vec::<String>::new(), "round {round}");
        said.extend(now);
    }
    assert!(said.len() > 100, "only {} were said", said.len());
    let journal = Journal::open_existing(&file(&folder)).unwrap();
    assert_eq!(lost(&journal, &said), Vec::<String>::new());
    let state = journal.check_chain().unwrap();
    assert!(state.is_whole(), "{:?}", state.broken);
    // An answer is stored whole or not at all.
    assert_eq!((state.receipts % 2, state.receipts >= said.len()), (0, true));
    println!("{} said, {} stored", said.len(), state.receipts);
}

/// The twin: one that says before it stores is caught.
#[test]
fn a_writer_that_speaks_too_soon_is_caught() {
    let caught = (0..50).any(|round| {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = child(CHILD, &format!("{round}!"), &file(&folder)).spawn().unwrap();
        let mut words = BufReader::new(writer.stdout.take().unwrap());
        let mut said = String::new();
        while ids(&said).len() < 4 {
            words.read_line(&mut said).unwrap();
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        !lost(&Journal::open(&file(&folder)).unwrap(), &ids(&said)).is_empty()
    });
    assert!(caught, "in 50 rounds nothing was lost");
}
