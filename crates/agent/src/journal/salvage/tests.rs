use std::{collections::BTreeSet, fs, path::Path};

use crate::journal::{
    Decision, Journal, JournalFault, Verifier,
    tests::support::{Dice, at, file, small, stored, with_holdings},
};

/// Whether what was told is true: every receipt of before is here and is what it was, or it is named as lost; one whose
/// candles are gone is named too; and the new chain is whole. Gives how many were lost.
fn honest(path: &Path, before: &[String], decided: &str, place: &str) -> Option<usize> {
    let (journal, salvaged) = Journal::open_sound(path, at("2026-11-25T00:00:00Z")).unwrap();
    let state = journal.check_chain().unwrap();
    let Some(salvaged) = salvaged else {
        // The database noticed nothing: what cannot be found is what the check of the chain is for.
        let here: BTreeSet<String> = journal.ids().unwrap().into_iter().collect();
        assert!(!state.is_whole() || before.iter().all(|id| here.contains(id)), "{place}: lost in silence");
        return None;
    };
    assert!(state.is_whole(), "{place}: {:?}", state.broken);
    assert!(salvaged.aside.exists(), "{place}");
    for id in before {
        let Some(kept) = journal.get(id).unwrap() else {
            assert!(salvaged.lost.contains(id), "{place}: {id} is gone and not named: {salvaged:?}");
            continue;
        };
        assert!(salvaged.receipts.contains(id), "{place}");
        let verdict = Verifier::default().check(&kept).verdict;
        assert!(verdict.is_match() || salvaged.without_candles.contains(id), "{place}: {id} {verdict:?}");
    }
    if salvaged.lost.is_empty() && salvaged.entries > 1 {
        assert!(journal.decided(decided).unwrap().is_some() || salvaged.entries < 3, "{place}: {salvaged:?}");
    }
    Some(salvaged.lost.len())
}

/// A journal of five receipts and a decision, closed, and as it is while a writer is at it.
fn filled() -> (tempfile::TempDir, Vec<String>, String, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(&file(&folder)).unwrap();
    let mut ids = stored(&mut journal, &small(0));
    ids.extend(stored(&mut journal, &small(1)));
    ids.push(with_holdings(&mut journal));
    journal.decide(&ids[1], Decision::Took, "as it was said", at("2026-11-20T15:01:00Z")).unwrap();
    let log = fs::read(file(&folder).with_extension("db-wal")).unwrap();
    let decided = ids[1].clone();
    drop(journal);
    (folder, ids, decided, log)
}

#[test]
fn every_damaged_block_is_survived_and_told() {
    let (folder, ids, decided, _) = filled();
    let whole = fs::read(file(&folder)).unwrap();
    let (mut moved, mut lost) = (0, 0);
    for block in 0..whole.len() / 512 {
        let mut bytes = whole.clone();
        bytes[block * 512..(block + 1) * 512].iter_mut().for_each(|byte| *byte ^= 0xff);
        let other = tempfile::tempdir().unwrap();
        fs::write(file(&other), bytes).unwrap();
        if let Some(gone) = honest(&file(&other), &ids, &decided, &format!("block {block}")) {
            moved += 1;
            lost += gone;
        }
    }
    println!("{} blocks: {moved} moved aside, {lost} receipts lost and named", whole.len() / 512);
    assert!(moved > whole.len() / 512 / 4, "{moved}");
    assert!(lost < moved * ids.len() / 2, "{lost} receipts in {moved} files");
}

/// Alerts belong to no receipt, and whoever waits for a price must not lose it.
#[test]
fn alerts_that_read_are_carried_over_with_what_became_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2026-11-20T15:00:03Z");
    let mut journal = Journal::open(&file(&folder)).unwrap();
    stored(&mut journal, &small(0));
    let history = crate::journal::tests::support::history(1, "BTC/USD", analysis::Interval::H1, 5, now);
    for price in [1.0, 2.0] {
        journal.arm(crate::alerts::Watch::of(price, &history, None, now).unwrap(), now).unwrap();
    }
    assert!(journal.disarm(2, now).unwrap());
    let before = journal.alerts().unwrap();
    drop(journal);
    // Its heading is gone.
    let mut bytes = fs::read(file(&folder)).unwrap();
    bytes[..100].fill(0);
    fs::write(file(&folder), bytes).unwrap();
    let (journal, salvaged) = Journal::open_sound(&file(&folder), now).unwrap();
    assert!(salvaged.is_some());
    assert_eq!(journal.alerts().unwrap(), before);
    assert!(journal.check_chain().unwrap().is_whole());
}

#[test]
fn a_damaged_log_is_noticed_though_the_database_drops_it_in_silence() {
    let (_folder, ids, decided, log) = filled();
    let mut dice = Dice::new(3);
    let mut moved = 0;
    for turn in 0..40 {
        let mut bytes = log.clone();
        let byte = dice.below(bytes.len());
        bytes[byte] ^= 1 + dice.below(255) as u8;
        let other = tempfile::tempdir().unwrap();
        // All that was stored stands in the log; the file itself is that of a journal that just began.
        drop(Journal::open(&file(&other)).unwrap());
        let began = fs::read(file(&other)).unwrap();
        fs::write(file(&other), &began[..4_096.min(began.len())]).unwrap();
        fs::write(file(&other).with_extension("db-wal"), bytes).unwrap();
        let is_torn = super::has_torn_log(&file(&other));
        let refused = Journal::open(&file(&other)).is_err_and(|fault| matches!(fault, JournalFault::Damaged(_)));
        assert_eq!(refused, is_torn, "an opened file would have lost it");
        if !is_torn {
            continue;
        }
        moved += usize::from(honest(&file(&other), &ids, &decided, &format!("turn {turn}, byte {byte}")).is_some());
    }
    assert!(moved > 30, "{moved} of 40");
}

#[test]
fn an_empty_file_is_moved_aside_and_what_is_not_ours_never_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(&folder), b"").unwrap();
    // The file was begun just now, as another program may have done.
    let now = jiff::Timestamp::try_from(fs::metadata(file(&folder)).unwrap().modified().unwrap()).unwrap();
    assert!(Journal::open_sound(&file(&folder), now).unwrap().1.is_none());
    fs::write(file(&folder), b"").unwrap();
    let later = now + jiff::SignedDuration::from_hours(1);
    let salvaged = Journal::open_sound(&file(&folder), later).unwrap().1.unwrap();
    assert_eq!((salvaged.what.as_str(), salvaged.receipts.len()), ("the file is empty", 0));
    assert!(Journal::open_sound(&file(&folder), later).unwrap().1.is_none(), "once is enough");
    let notes = folder.path().join("notes.txt");
    fs::write(&notes, "remember the milk\n".repeat(400)).unwrap();
    Journal::open_sound(&notes, later).unwrap_err();
    let songs = folder.path().join("songs.db");
    rusqlite::Connection::open(&songs).unwrap().execute_batch("CREATE TABLE songs (name)").unwrap();
    Journal::open_sound(&songs, later).unwrap_err();
    assert!(notes.exists() && songs.exists());
}

#[test]
fn a_sound_journal_is_left_alone() {
    let (folder, ids, _, _) = filled();
    let (journal, salvaged) = Journal::open_sound(&file(&folder), at("2026-11-25T00:00:00Z")).unwrap();
    assert_eq!((salvaged, journal.ids().unwrap()), (None, ids));
    assert_eq!(
        fs::read_dir(folder.path())
            .unwrap()
            .filter(|entry| { entry.as_ref().unwrap().file_name().to_string_lossy().contains("damaged") })
            .count(),
        0
    );
}
