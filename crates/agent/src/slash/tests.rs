use market::DemoFeed;

use super::{At, BotStatus, NoCommand, Said, Slash};
use crate::{
    Settings,
    ask::Records,
    format::Format,
    journal::{
        Journal, JournalFault, Verifier,
        tests::support::{file, journal},
    },
    testing::{now, wait},
};

fn silent() -> BotStatus {
    BotStatus { told: Err("refused".to_owned()), alerts: Ok(2), positions: None }
}

fn said_with(settings: &Settings, text: &str, journal: Result<Journal, JournalFault>) -> Result<Said, JournalFault> {
    let Ok(slash) = Slash::read(text) else { panic!("{text}") };
    let feed = DemoFeed::new(1);
    let at = At { feed: &feed, settings, format: Format::Clean, now: now(), records: &Records::default() };
    wait(slash.answer(at, || journal, silent))
}

fn text(said: Result<Said, JournalFault>) -> String {
    match said.unwrap() {
        Said::Text(text) => text,
        Said::Fault(fault) => panic!("{fault:?}"),
    }
}

#[test]
fn every_command_of_the_first_engram_is_read_in_any_case() {
    let read = |text: &str| Slash::read(text);
    assert_eq!(read("/HELP"), Ok(Slash::Help));
    assert_eq!(read(" /status "), Ok(Slash::Status));
    assert_eq!(read("/analyze"), Ok(Slash::Analyze { pair: None, timeframe: None }));
    let of = |pair: &str, timeframe: Option<&str>| Slash::Analyze {
        pair: Some(pair.to_owned()),
        timeframe: timeframe.map(str::to_owned),
    };
    assert_eq!(read("/Analyze btc/usd 4h"), Ok(of("btc/usd", Some("4h"))));
    assert_eq!(read("/alert BTC 70000.5"), Ok(Slash::Alert { pair: "BTC".to_owned(), price: 70_000.5 }));
    assert_eq!(read("/alerts"), Ok(Slash::Alerts));
    assert_eq!(read("/alerts remove #3"), Ok(Slash::RemoveAlert(3)));
    assert_eq!(read("/portfolio"), Ok(Slash::Portfolio));
    assert_eq!(
        read("/frobnicate now").unwrap_err().to_string(),
        "Unknown command: /frobnicate\nType /help for available commands."
    );
    assert_eq!(read("hello"), Err(NoCommand::NoSlash));
    for wrong in ["/alert BTC", "/alert BTC high", "/alerts remove all", "/help me", "/analyze a b c", "/portfolio x"] {
        assert!(matches!(read(wrong), Err(NoCommand::Misused(_))), "{wrong}");
    }
}

#[test]
fn help_lists_every_command_and_says_that_no_orders_are_placed() {
    let help = text(said_with(&Settings::default(), "/help", Err(JournalFault::NoHome)));
    for line in help.lines().filter(|line| line.starts_with('/')) {
        let example = line.split("  ").next().unwrap();
        assert!(Slash::read(example).is_ok(), "{example}");
    }
    for command in
        ["/help", "/status", "/analyze", "/alert", "/alerts", "/portfolio", "No orders are placed by Engram."]
    {
        assert!(help.contains(command), "{command}");
    }
}

#[test]
fn an_alert_is_kept_listed_and_removed() {
    let (folder, journal) = journal();
    let settings = Settings::default();
    let again = || Journal::open(&file(&folder));
    let armed = text(said_with(&settings, "/alert btc 1", Ok(journal)));
    assert!(armed.contains("BTC/USD 1m  falling to 1  armed 0 min ago"), "{armed}");
    assert_eq!(text(said_with(&settings, "/alerts", again())), armed);
    assert_eq!(text(said_with(&settings, "/alerts remove 1", again())), "Alert 1 is removed.\n");
    assert_eq!(text(said_with(&settings, "/alerts remove 1", again())), "Alert 1 was armed no more.\n");
    assert!(matches!(said_with(&settings, "/alerts remove 7", again()), Err(JournalFault::UnknownAlert(7))));
    assert!(text(said_with(&settings, "/alerts", again())).contains("removed"));
    let refused = said_with(&settings, "/alert BTC/USD -5", again()).unwrap();
    assert!(matches!(refused, Said::Fault(fault) if fault.field.as_deref() == Some("/price")));
}

#[test]
fn without_a_journal_there_are_no_alerts_and_none_is_begun_by_looking() {
    let settings = Settings::default();
    let missing = || Err(JournalFault::Missing("/nowhere".into()));
    assert!(text(said_with(&settings, "/alerts", missing())).starts_with("No alerts."));
    assert!(matches!(said_with(&settings, "/alert BTC 1", Err(JournalFault::NoneKept)), Err(JournalFault::NoneKept)));
}

#[test]
fn analyze_answers_by_code_and_keeps_what_it_said() {
    let (folder, journal) = journal();
    let settings = Settings::default();
    let said = text(said_with(&settings, "/analyze ETH 1h", Ok(journal)));
    assert!(said.contains("Market: ETH/USD 1h") && said.contains("Signal: "), "{said}");
    let journal = Journal::open(&file(&folder)).unwrap();
    let ids = journal.ids().unwrap();
    assert_eq!(ids.len(), 2);
    for id in ids {
        assert!(Verifier::default().check(&journal.get(&id).unwrap().unwrap()).verdict.is_match());
    }
    let first = text(said_with(&settings, "/analyze", Err(JournalFault::NoneKept)));
    assert!(first.starts_with("No pair was named: this is BTC/USD, the first that is watched.\n"), "{first}");
}

#[test]
fn a_base_alone_means_the_watched_pair_and_two_are_asked_about() {
    let mut settings = Settings::default();
    settings.trading.supported_pairs = ["ABC/EUR", "ABC/USD", "XYZ/USD"].map(|pair| pair.parse().unwrap()).to_vec();
    let feed = DemoFeed::new(1);
    let records = Records::default();
    let at = At { feed: &feed, settings: &settings, format: Format::Clean, now: now(), records: &records };
    assert_eq!(at.pair("xyz").unwrap().as_str(), "XYZ/USD");
    assert_eq!(at.pair("ABC").unwrap_err().what, "Which ABC is meant: ABC/EUR or ABC/USD?");
    assert_eq!(at.pair("AAPL").unwrap().as_str(), "AAPL", "it is on offer");
    assert_eq!(at.pair("ABC/GBP").unwrap().as_str(), "ABC/GBP");
}

#[test]
fn status_calls_unknown_what_nobody_knows() {
    let status = text(said_with(&Settings::default(), "/status", Err(JournalFault::NoHome)));
    let expected = "[Bot Status]\nStatus: no service answers (refused)\nLMStudio: [ERROR] unknown\nGateway: unknown\n\
         Market: unknown\nTools: unknown\nActive Alerts: 2\nPortfolio Items: not set\nUptime: not running\n";
    assert_eq!(status, format!("{expected}Version: {}\n", env!("CARGO_PKG_VERSION")));
}
