use serde_json::{Value, json};
use tracing::Level;

use super::{MOST, Part, Record, Shape};
use crate::{redact::Redaction, testing::at};

fn record(message: &str, fields: &[(&str, &str)]) -> Record {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Record { fields, ..Record::new(Level::WARN, "agent::drive", message.to_owned()) }
}

fn line(format: &str, record: &Record) -> String {
    Shape::of(format).line(record, at("2026-11-20T15:00:03.25Z"))
}

const USUAL: &str = "%(asctime)s %(name)s %(levelname)s %(message)s";

#[test]
fn a_line_has_the_parts_that_were_asked_for() {
    let said = record("the feed cannot be opened", &[("code", "no_data"), ("what", "a \"b\" c"), ("empty", "")]);
    let what = r#"the feed cannot be opened code=no_data what="a \"b\" c" empty="""#;
    assert_eq!(line(USUAL, &said), format!("2026-11-20T15:00:03.250Z agent::drive WARN {what}\n"));
    assert_eq!(line("[%(levelname)s] %(message)s!", &said), format!("[WARN] {what}!\n"));
    assert_eq!(line("%(message)s%(message)s", &record("a", &[])), "aa\n");
    assert_eq!(Shape::default(), Shape::of(USUAL));
    assert_eq!(
        Shape::of("a %(name)s b"),
        Shape::Text(vec![Part::Plain("a ".into()), Part::Name, Part::Plain(" b".into())])
    );
}

#[test]
fn a_line_for_programs_is_one_object() {
    let said = line("json", &record("a\nb \"c\"", &[("pair", "BTC/USD")]));
    assert_eq!(said.matches('\n').count(), 1);
    let object: Value = serde_json::from_str(&said).unwrap();
    let expected = json!({
        "time": "2026-11-20T15:00:03.250Z", "level": "WARN", "name": "agent::drive", "message": "a\nb \"c\"",
        "fields": {"pair": "BTC/USD"},
    });
    assert_eq!(object, expected);
    assert!(!line("json", &record("a", &[])).contains("fields"));
}

#[test]
fn whatever_is_said_stays_one_line_that_means_what_it_shows() {
    let said = record("a\r\n2026-11-20T15:00:03Z engram ERROR forged\u{1b}[2J\u{202e}", &[("x", "b\nc")]);
    let line = line(USUAL, &said);
    assert_eq!(line.matches('\n').count(), 1);
    assert!(
        line.contains(r"a\r\n2026") && line.contains(r"\u{1b}[2J\u{202e}") && line.ends_with("x=b\\nc\n"),
        "{line}"
    );
}

#[test]
fn what_is_too_long_is_cut_after_its_secrets_are_out() {
    let long = format!("{}token={}", "x ".repeat(MOST / 2 - 5), "s3cret".repeat(500));
    let clean = record(&long, &[("what", &"y".repeat(2 * MOST))]).redacted(&Redaction::default());
    assert!(clean.message.ends_with("token=[hidden]") || !clean.message.contains("s3c"), "{}", clean.message);
    assert_eq!(clean.fields[0].1.chars().count(), MOST + 1);
}
