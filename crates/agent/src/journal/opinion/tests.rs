use analysis::{Gate, Side, answer::Stance};

use crate::{
    journal::{Ended, Journal, JournalFault, Outcome},
    narration::Opinion,
    testing::{asked, at, demo, now},
};

fn opinion(stance: Stance) -> Opinion {
    Opinion {
        stance,
        self_confidence: Some(61),
        model: "glm-4.7-flash".to_owned(),
        quant: Some("Q4_K_M".to_owned()),
        prompt_sha256: "0f".repeat(32),
        seed: 7,
        at: now(),
    }
}

fn outcome(ending: Ended) -> Outcome {
    Outcome { side: Side::Long, ending, r: None, net_r: None, best_r: None, worst_r: None, bars: None }
}

/// A journal of so many signals, one an hour, and their ids.
fn journal(signals: i64) -> (tempfile::TempDir, Journal, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(&folder.path().join("journal.db")).unwrap();
    let answer = demo(1, &asked("BTC/USD", "1h", Gate::Rule), now()).unwrap();
    let ids = (0..signals).map(|hour| {
        let clock = now() + jiff::SignedDuration::from_secs(hour);
        let answer =
            if hour == 0 { answer.clone() } else { demo(1, &asked("BTC/USD", "1h", Gate::Rule), clock).unwrap() };
        journal.store(&answer.report, &answer.history, clock).unwrap();
        answer.report.signal.head.receipt_id
    });
    let ids = ids.collect();
    (folder, journal, ids)
}

#[test]
fn the_first_word_counts_and_is_read_back_as_it_was_said() {
    let (_folder, mut journal, ids) = journal(1);
    assert!(journal.opine(&ids[0], &opinion(Stance::Agree)).unwrap());
    assert!(!journal.opine(&ids[0], &opinion(Stance::Disagree)).unwrap());
    assert_eq!(journal.opinion(&ids[0]).unwrap(), Some(opinion(Stance::Agree)));
    let unknown = "er1_aaaaaaaaaaaaaaaaaaaaaaaaaa";
    assert!(matches!(journal.opine(unknown, &opinion(Stance::Agree)), Err(JournalFault::UnknownReceipt(_))));
    assert_eq!(journal.opinion(unknown).unwrap(), None);
}

#[test]
fn it_is_scored_against_what_came_and_says_nothing_below_thirty() {
    let (_folder, mut journal, ids) = journal(32);
    let stood = |journal: &Journal| journal.opinions().unwrap();
    for (place, id) in ids.iter().enumerate() {
        let stance = if place < 31 { Stance::Agree } else { Stance::Unsure };
        journal.opine(id, &opinion(stance)).unwrap();
    }
    assert_eq!(
        stood(&journal).iter().map(|one| (one.stance, one.n, one.open)).collect::<Vec<_>>(),
        [("agree", 0, 31), ("unsure", 0, 1)]
    );
    for (place, id) in ids.iter().enumerate().take(29) {
        journal
            .score(id, &outcome(if place % 3 == 0 { Ended::Target } else { Ended::Stop }), at("2026-11-22T00:00:00Z"))
            .unwrap();
    }
    let agreed = &stood(&journal)[0];
    assert_eq!((agreed.n, agreed.hits, agreed.frequency, agreed.interval95), (29, 10, None, None));
    journal.score(&ids[29], &outcome(Ended::Time), at("2026-11-22T00:00:00Z")).unwrap();
    let agreed = &stood(&journal)[0];
    assert_eq!((agreed.n, agreed.hits, agreed.open), (30, 10, 1));
    // Wilson's interval of 10 of 30, as R's `binom::binom.wilson(10, 30)` gives it.
    assert_eq!((agreed.frequency, agreed.interval95), (Some(0.3333), Some([0.1923, 0.5122])));
}
