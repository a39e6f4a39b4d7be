use std::path::Path;

use super::{Gathered, LINES, MOST_BYTES, without_values};
use crate::{
    Secret,
    doctor::{Checkup, Examined, Part},
    journal::{Glance, JournalFault, Place},
    redact::Redaction,
    settings::{Resolved, SettingFault, Whose, from_flags, read_toml},
    testing::now,
};

const HOME: &str = "/home/canary-anna";

type Read = Result<Resolved, Vec<SettingFault>>;

fn settings(text: &str, flags: &[&str]) -> Read {
    let one = |fault| vec![fault];
    let written = read_toml("settings.toml", text, Whose::Ours).map_err(one)?;
    Resolved::of(written.into_iter().chain(from_flags(flags.iter().copied()).map_err(one)?))
}

fn gathered<'a>(settings: &'a Read, log: &str) -> Gathered<'a> {
    let mut checkup = Checkup { at: now(), parts: vec![Examined::unset(Part::Secrets)] };
    checkup.parts[0].findings[0].what = format!("set, from {HOME}/token.txt");
    checkup.parts[0].findings[0].hint = Some("Ask wss://anna:canary-hint@host.".to_owned());
    Gathered {
        at: now(),
        system: "linux".to_owned(),
        settings,
        checkup,
        health: format!("market:file  pass  {HOME}/candles\ngateway  fail  token=canary-health"),
        journal: None,
        log: Ok(log.to_owned()),
    }
}

fn redaction() -> Redaction {
    Redaction::default().of_home(Path::new(HOME)).knowing(Secret::new("canary-plain"))
}

const LOG: &str = "\
1 Authorization: Bearer canary-bearer
2 the word canary-plain stands alone
3 GET https://anna:canary-user@host/path?key=canary-query
4 wrote /home/canary-anna/.local/state/engram
5 -----BEGIN PRIVATE KEY-----
6 canary-pem
7 -----END PRIVATE KEY-----
8 the last line\n";

const SETTINGS: &str = r#"
[gateway]
token = "canary-token"
[market]
path = "/home/canary-anna/candles"
[trading]
holdings = [{ pair = "ETH/USD", side = "long", units = 7123.5 }]
max_position_size = 7456
[trading.account]
equity = 7789
"#;

#[test]
fn no_canary_is_in_the_text() {
    let settings = settings(SETTINGS, &["trading.horizon_bars=12"]);
    let text = gathered(&settings, LOG).text(&redaction());
    let lower = text.to_ascii_lowercase();
    assert_eq!(lower.matches("canary").count(), 0, "{text}");
    for private in ["7123", "7456", "7789", "ETH/USD\",\"side"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
    // What helps is there.
    for told in ["12  (flag --set)", "set, 12 characters  (settings.toml, line 3", "~/candles", "8 the last line"] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

/// The twin: each of them stood in what the text was made of.
#[test]
fn without_the_redaction_they_would_be_there() {
    let settings = settings(SETTINGS, &[]);
    let nothing_known = gathered(&settings, LOG).text(&Redaction::default());
    assert!(nothing_known.contains("the word canary-plain stands alone"), "{nothing_known}");
    assert!(nothing_known.contains("/home/canary-anna/candles"), "{nothing_known}");
    let raw = gathered(&settings, LOG);
    let sources = [raw.health, raw.checkup.text(), LOG.to_owned(), SETTINGS.to_owned()].concat();
    let planted = ["hint", "health", "bearer", "plain", "user", "query", "anna", "pem", "token"];
    for canary in planted {
        assert!(sources.contains(&format!("canary-{canary}")), "{canary}");
    }
}

#[test]
fn a_wrong_value_is_not_repeated_not_even_in_part() {
    // So long that an error cuts it off before the sign that would give it away.
    let typed = "lmstudio.host=http://anna:canary-that-is-longer-than-what-an-error-repeats@host";
    let flags: [&[&str]; 3] = [&[typed], &["canary-alone"], &["canary.path=1"]];
    for flags in flags {
        let told = |read: &Read| {
            let faults = read.as_ref().err().unwrap();
            faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        let wrong = settings("", flags);
        assert!(told(&wrong).contains("canary"), "the twin");
        assert!(!told(&without_values(wrong)).contains("canary"), "{flags:?}");
        let wrong = settings("", flags);
        let text = gathered(&wrong, "").text(&redaction());
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("flag --set"), "{text}");
    }
    let wrong = settings("[lmstudio]\nport = 0\n", &[]);
    let text = gathered(&wrong, "").text(&redaction());
    assert!(text.contains("Setting lmstudio.port: its value is not allowed."), "{text}");
    assert!(text.contains("From: settings.toml, line 2, column 8. Allowed: a whole number from 1 to 65535."), "{text}");
}

#[test]
fn it_is_never_longer_than_it_may_be_and_the_newest_lines_stay() {
    let settings = settings("", &[]);
    let line = |number: usize| format!("{number} {}\n", "ü€𝄞".repeat(2_000));
    let log: String = (0..200).map(line).collect();
    let mut much = gathered(&settings, &log);
    much.health = line(0).repeat(500);
    let text = much.text(&redaction());
    assert!(text.len() <= MOST_BYTES, "{}", text.len());
    assert!(text.contains("there is no room for more") && text.contains("\n199 ü€𝄞"), "the newest stays");
    // Short lines all fit: the last fifty, in their order.
    let log = (0..200).map(|number| format!("line {number}")).collect::<Vec<_>>().join("\n");
    let text = gathered(&settings, &log).text(&redaction());
    let (_, tail) = text.split_once("lines of the log ==\n").unwrap();
    let lines: Vec<_> = tail.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[LINES - 1]), (LINES, "line 150", "line 199"));
}

#[test]
fn no_letter_moves_the_screen() {
    let settings = settings("", &[]);
    let text = gathered(&settings, "\x1b[2J\x07 shown\n").text(&redaction());
    assert!(text.contains(" [2J  shown") && !text.contains('\x1b'), "{text}");
}

#[test]
fn of_a_journal_it_is_told_how_much_and_nothing_of_what() {
    let settings = settings("", &[]);
    let of = |journal| Gathered { journal, ..gathered(&settings, "") }.text(&redaction());
    let glance = Glance {
        path: "/home/canary-anna/journal.db".into(),
        bytes: 4096,
        revision: 1,
        newest: 2,
        damage: Some("row 3 of canary-index".to_owned()),
        entries: 7,
        receipts: 5,
        candles: 2,
        broken: vec![Place::Receipt { id: "er1_canary".to_owned(), at: "/pair".to_owned() }],
    };
    let text = of(Some(Ok(glance)));
    assert!(text.contains("receipts       5\n") && text.contains("broken places  1\n"), "{text}");
    assert!(!text.contains("canary"), "{text}");
    assert!(of(Some(Err(JournalFault::Missing(format!("{HOME}/journal.db").into())))).contains("no journal at ~/"));
    assert!(of(None).contains("== Journal ==\nnothing is kept\n"));
}

#[test]
fn the_text_as_it_is_read() {
    let settings = settings(SETTINGS, &[]);
    let text = gathered(&settings, LOG).text(&redaction());
    // The defaults may change without anybody's harm.
    let told = |line: &&str| !line.ends_with("(the default)") && !line.starts_with("engram ");
    insta::assert_snapshot!(text.lines().filter(told).collect::<Vec<_>>().join("\n"));
}
