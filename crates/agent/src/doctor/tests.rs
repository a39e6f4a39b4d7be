mod links;

use std::{io, path::PathBuf};

use analysis::{AssetClass, Interval, Pair};

use super::{
    Checkup, Examined, Part,
    Verdict::{self, Fail, Off, Ok as Fine, Skipped, Unknown, Warn},
    candles, clock, gateway, journal,
    place::{self, There},
    reach::{Name, Tcp, Way},
    secrets, settings,
};
use crate::{
    ToolFault,
    health::{DISK_LOW, Disk},
    home::{State, Unknown as NoHome},
    journal::{Glance, JournalFault, Place},
    lock::{Holder, LockFault},
    secret::{SecretFault, SecretName},
    settings::{Key, Notice, Resolved, Whose, read_toml},
    testing::{at, now},
};

use links::{THREE, address};

fn verdicts(examined: &Examined) -> Vec<Verdict> {
    examined.findings.iter().map(|finding| finding.verdict).collect()
}

fn what(examined: &Examined, layer: &str) -> String {
    examined.findings.iter().find(|finding| finding.layer == layer).unwrap().what.clone()
}

/// Every layer is named once, in its order, and what needs something done says what.
fn whole(examined: &Examined) {
    let layers: Vec<_> = examined.findings.iter().map(|finding| finding.layer).collect();
    assert_eq!(layers, examined.part.layers(), "{examined:?}");
    for finding in &examined.findings {
        let needs = matches!(finding.verdict, Fail | Warn);
        assert!(!needs || finding.hint.is_some(), "{finding:?}");
        let is_plain = |text: &str| !text.is_empty() && !text.contains('\n') && !text.ends_with("..");
        assert!(is_plain(&finding.what) && !finding.what.ends_with('.'), "{finding:?}");
        assert!(finding.hint.as_deref().is_none_or(is_plain), "{finding:?}");
    }
}

static FOLDER: std::sync::LazyLock<Result<State, NoHome>> =
    std::sync::LazyLock::new(|| Ok(State::Folder(PathBuf::from("/state"))));

const THERE: There = There::Folder { is_foreign: false, is_open: false };

fn state(there: There, room: io::Result<()>, lock: Result<(), LockFault>) -> Examined {
    place::state(&FOLDER, Some(&place::Seen { there, room, lock }))
}

#[test]
fn a_state_folder_is_judged_rung_by_rung() {
    let refused = |kind: io::ErrorKind| Err(io::Error::from(kind));
    let held = || {
        let holder = Some(Holder { pid: 7, program: "engram run".to_owned() });
        Err(LockFault::Held { folder: PathBuf::from("/state"), holder })
    };
    let cases = [
        (state(THERE, Ok(()), Ok(())), [Fine, Fine, Fine, Fine]),
        (state(There::Nothing { nearest: "/".into() }, Ok(()), Ok(())), [Fine, Fine, Fine, Fine]),
        (state(THERE, Ok(()), held()), [Fine, Fine, Fine, Warn]),
        (state(THERE, refused(io::ErrorKind::StorageFull), Ok(())), [Fine, Fine, Fail, Skipped]),
        (state(THERE, refused(io::ErrorKind::ReadOnlyFilesystem), Ok(())), [Fine, Fine, Fail, Skipped]),
        (state(There::Folder { is_foreign: true, is_open: false }, Ok(()), Ok(())), [Fine, Warn, Fine, Fine]),
        (state(There::Folder { is_foreign: false, is_open: true }, Ok(()), Ok(())), [Fine, Fail, Skipped, Skipped]),
        (state(There::Link, Ok(()), Ok(())), [Fail, Skipped, Skipped, Skipped]),
        (state(There::NotAFolder, Ok(()), Ok(())), [Fail, Skipped, Skipped, Skipped]),
        (state(THERE, Ok(()), Err(LockFault::NotAFile("/state/engram.lock".into()))), [Fine, Fine, Fine, Fail]),
        (place::state(&Err(NoHome), None), [Fail, Skipped, Skipped, Skipped]),
        (place::state(&Ok(State::Nothing), None), [Off; 4]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
    assert_eq!(what(&state(THERE, Ok(()), held()), "lock"), "engram run (process 7) already uses /state");
}

#[test]
fn a_disk_is_low_as_health_has_it() {
    let disk = |seen| verdicts(&place::disk(&FOLDER, seen));
    assert_eq!(disk(Some(Disk::Free(DISK_LOW))), [Fine]);
    assert_eq!(disk(Some(Disk::Free(DISK_LOW - 1))), [Warn]);
    assert_eq!(disk(Some(Disk::Free(199 << 20))), [Warn], "at the latest");
    assert_eq!(disk(Some(Disk::Unknown)), [Unknown]);
    assert_eq!(disk(None), [Unknown]);
    assert_eq!(verdicts(&place::disk(&Ok(State::Nothing), Some(Disk::Free(0)))), [Off]);
}

fn glance() -> Glance {
    Glance {
        path: "/state/journal.db".into(),
        bytes: 5_000,
        revision: 2,
        newest: 2,
        damage: None,
        entries: 3,
        receipts: 2,
        candles: 1,
        broken: Vec::new(),
    }
}

#[test]
fn a_journal_is_judged_rung_by_rung() {
    let path = || PathBuf::from("/state/journal.db");
    let of = |seen: Result<Glance, JournalFault>| journal::judged(&FOLDER, Some(&seen));
    let broken = vec![Place::Head, Place::Tried { seq: 3 }];
    let cases = [
        (of(Ok(glance())), [Fine, Fine, Fine, Fine]),
        (of(Ok(Glance { revision: 1, ..glance() })), [Fine, Warn, Fine, Fine]),
        (of(Ok(Glance { damage: Some("row 7 missing".to_owned()), ..glance() })), [Fine, Fine, Fail, Skipped]),
        (of(Ok(Glance { broken, ..glance() })), [Fine, Fine, Fine, Fail]),
        (of(Err(JournalFault::Missing(path()))), [Fine, Off, Off, Off]),
        (of(Err(JournalFault::Newer { path: path(), theirs: 9, ours: 2 })), [Fine, Fail, Skipped, Skipped]),
        (of(Err(JournalFault::Damaged(path()))), [Fine, Skipped, Fail, Skipped]),
        (of(Err(JournalFault::NotAJournal(path()))), [Fail, Skipped, Skipped, Skipped]),
        (of(Err(JournalFault::Symlink(path()))), [Fail, Skipped, Skipped, Skipped]),
        (journal::judged(&Ok(State::Nothing), None), [Off; 4]),
        (journal::judged(&Err(NoHome), None), [Skipped; 4]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
}

#[test]
fn a_clock_that_cannot_be_compared_is_never_fine() {
    let of = |newest: Option<&str>, candle: Option<&str>, without_candles| {
        let newest = newest.map(|then| ("journal.db".to_owned(), at(then)));
        clock::judged(&clock::Seen { newest, candle: candle.map(at), without_candles }, at("2026-11-20T15:00:00Z"))
    };
    let cases = [
        (of(Some("2026-11-20T14:59:00Z"), Some("2026-11-20T14:00:00Z"), false), [Fine, Fine, Unknown]),
        (of(Some("2026-11-20T15:01:00Z"), None, false), [Fine, Unknown, Unknown]),
        (of(Some("2026-11-20T15:01:01Z"), None, false), [Fail, Unknown, Unknown]),
        (of(None, None, false), [Unknown; 3]),
        (of(None, Some("2026-11-21T00:00:00Z"), false), [Unknown, Warn, Unknown]),
        (of(None, None, true), [Unknown, Skipped, Unknown]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
}

#[test]
fn candles_are_late_by_the_calendar_of_their_market() {
    let read = |age_bars, last_close: Option<&str>, gap_is_recent| candles::Read {
        pair: Pair::new("EUR/USD").unwrap(),
        interval: Interval::H1,
        count: 500,
        last_close: last_close.map(at),
        newest: Some(at("2026-11-20T13:00:00Z")),
        age_bars,
        missing: u32::from(gap_is_recent) + 1,
        gaps: 1,
        gap_is_recent,
    };
    let of = |read: Result<candles::Read, ToolFault>, is_demo| {
        let seen = candles::Seen { source: "eurusd-1h.csv".to_owned(), is_demo, offers: Ok(1), read: Some(read) };
        candles::judged(&seen)
    };
    let close = Some("2026-11-20T14:00:00Z");
    let fault = || ToolFault::invalid("/pair", "No such pair.".to_owned());
    let unopened = candles::Seen { source: "x".to_owned(), is_demo: false, offers: Err(fault()), read: None };
    let unnamed =
        candles::Seen { source: "x".to_owned(), is_demo: false, offers: Ok(0), read: Some(Ok(read(1, close, false))) };
    let cases = [
        (of(Ok(read(2, close, false)), false), [Fine, Fine, Fine, Fine, Fine]),
        (of(Ok(read(3, close, false)), false), [Fine, Fine, Fine, Warn, Fine]),
        (of(Ok(read(0, close, true)), false), [Fine, Fine, Fine, Fine, Warn]),
        (of(Ok(read(0, None, false)), false), [Fine, Fine, Fine, Warn, Fine]),
        (of(Ok(read(9, close, true)), true), [Fine, Fine, Fine, Off, Off]),
        (of(Err(fault()), false), [Fine, Fine, Fail, Skipped, Skipped]),
        (candles::judged(&unopened), [Fail, Skipped, Skipped, Skipped, Skipped]),
        (candles::judged(&unnamed), [Fine, Warn, Fine, Fine, Fine]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
}

#[test]
fn ages_and_gaps_are_counted_by_hand() {
    // 0, 1, 2, 5, 6 o'clock: 3 and 4 are missing; at 09:30 the candles of 7 and 8 should have closed as well.
    let pair = Pair::new("BTC/USD").unwrap();
    assert_eq!(pair.class(), AssetClass::Crypto);
    let day = at("2026-11-20T00:00:00Z");
    let open = |hour: i64| day + jiff::SignedDuration::from_hours(hour);
    let candles = [0, 1, 2, 5, 6].map(|hour| analysis::Candle {
        open_time: open(hour),
        open: 1.0,
        high: 2.0,
        low: 1.0,
        close: 2.0,
        volume: None,
    });
    let series = analysis::Series::new(pair, Interval::H1, open(7), candles).unwrap();
    let read = candles::Read::of(&series, at("2026-11-20T09:30:00Z"));
    assert_eq!((read.age_bars, read.missing, read.gaps, read.gap_is_recent), (2, 2, 1, true));
    assert_eq!(read.last_close, Some(open(7)));
    // When the last one has just closed, nothing is due.
    assert_eq!(candles::Read::of(&series, open(7)).age_bars, 0);
    // What opens later is no candle yet.
    let early = candles::Read::of(&series, at("2026-11-20T02:30:00Z"));
    assert_eq!((early.last_close, early.newest, early.gaps), (Some(open(2)), Some(open(6)), 0));
    assert_eq!(candles::Read::of(&series, day).last_close, None);
}

#[test]
fn a_silent_key_store_makes_a_secret_unknown_and_not_missing() {
    let set = || Ok(Some(("the key store".to_owned(), 24)));
    let of = |store: Result<(), SecretFault>, token, other| {
        let secrets = vec![(SecretName::GatewayToken, token), (SecretName::LmStudioToken, other)];
        secrets::judged(&secrets::Seen { store, secrets })
    };
    let differ = || {
        let [one, other] = ["one".to_owned(), "other".to_owned()];
        Err(SecretFault::Differ { name: "gateway-token", one, other })
    };
    let none = || Err(SecretFault::NoKeychain("no bus".to_owned()));
    let cases = [
        (of(Ok(()), set(), Ok(None)), [Fine, Fine, Off]),
        (of(none(), Ok(None), Ok(None)), [Off, Off, Off]),
        (of(Err(SecretFault::Locked), Ok(None), set()), [Warn, Unknown, Fine]),
        (of(Err(SecretFault::Slow(5)), Ok(None), Ok(None)), [Warn, Unknown, Unknown]),
        (of(Ok(()), differ(), Ok(None)), [Fine, Fail, Off]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
    assert_eq!(what(&of(Ok(()), set(), Ok(None)), "gateway-token"), "set, 24 characters, from the key store");
}

fn written(text: &str) -> Result<Resolved, Vec<crate::settings::SettingFault>> {
    Resolved::of(read_toml("settings.toml", text, Whose::Ours).map_err(|fault| vec![fault])?)
}

#[test]
fn settings_say_where_and_what_is_allowed() {
    let of = |file: bool, read: Result<&[Notice], &[crate::settings::SettingFault]>| {
        settings::judged(&settings::Seen { file: Some(("/s.toml".into(), file)), read })
    };
    let wrong = written("[lmstudio]\nport = 0\n[trade]\nx = 1\n").unwrap_err();
    let torn = written("[lmstudio\n").unwrap_err();
    let told = written("[gateway]\ntoken = \"a-token-of-mine\"\n").unwrap();
    let cases = [
        (of(true, Ok(&[])), [Fine, Fine]),
        (of(false, Ok(&[])), [Fine, Fine]),
        (of(true, Ok(&told.notices)), [Fine, Warn]),
        (of(true, Err(&wrong)), [Fine, Fail]),
        (of(true, Err(&torn)), [Fail, Skipped]),
        (settings::judged(&settings::Seen { file: None, read: Ok(&[]) }), [Warn, Fine]),
    ];
    for (examined, expected) in cases {
        assert_eq!(verdicts(&examined), expected, "{examined:?}");
        whole(&examined);
    }
    let values = what(&of(true, Err(&wrong)), "values");
    assert!(
        values.starts_with("Setting trade.x: there is no such key") && values.ends_with(", and 1 more"),
        "{values}"
    );
}

#[test]
fn a_layer_of_which_nothing_is_said_is_unknown() {
    let examined = super::Ladder::of(Part::Disk).done();
    assert_eq!(verdicts(&examined), [Unknown]);
    for part in Part::ALL {
        assert_eq!(Part::find(part.name()), Some(part));
        whole(&Examined::late(part, THREE));
        whole(&Examined::unset(part));
        whole(&Examined::broken(part));
        assert!(verdicts(&Examined::unset(part)).iter().all(|verdict| *verdict == Skipped));
    }
}

#[test]
fn only_a_failure_fails() {
    let of = |examined| Checkup { at: now(), parts: vec![examined] }.fails();
    assert!(of(Examined::late(Part::Disk, THREE)));
    assert!(!of(place::disk(&FOLDER, Some(Disk::Free(0)))), "a warning");
    assert!(!of(place::disk(&FOLDER, None)), "unknown");
    assert!(!of(Examined::unset(Part::Disk)), "skipped");
    assert!(!of(place::disk(&Ok(State::Nothing), None)), "off");
}

#[test]
fn the_text_and_the_object() {
    let closed = Way { name: Name::Found(vec!["127.0.0.1".parse().unwrap()]), tcp: Some(Tcp::Refused) };
    let holder = Some(Holder { pid: 812, program: "engram run".to_owned() });
    let held = Err(LockFault::Held { folder: "/state".into(), holder });
    let parts = vec![
        settings::judged(&settings::Seen { file: Some(("/etc/engram/settings.toml".into(), true)), read: Ok(&[]) }),
        state(THERE, Ok(()), held),
        journal::judged(&FOLDER, Some(&Ok(glance()))),
        place::disk(&FOLDER, Some(Disk::Free(100 << 20))),
        gateway::judged(&gateway::Seen {
            address: address(true, true),
            way: closed,
            channel: gateway::Channel::Unasked,
            live: None,
            ready: None,
        }),
    ];
    let checkup = Checkup { at: now(), parts };
    insta::assert_snapshot!(checkup.text());
    insta::assert_json_snapshot!(checkup.object());
}

#[test]
fn the_keys_that_choose_are_keys() {
    for name in ["gateway.host", "gateway.port", "gateway.token", "lmstudio.host", "lmstudio.port", "lmstudio.model"] {
        assert!(Key::find(name).is_some(), "{name}");
    }
}
