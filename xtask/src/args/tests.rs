use super::{Choice, Consent, Desktop, Request, Stage, Test, help, parse};

fn read(line: &str) -> Result<Request, String> {
    parse(line.split_whitespace().map(str::to_owned)).map_err(|failure| failure.to_string())
}

#[test]
fn nothing_at_all_asks_for_help() {
    assert_eq!(read(""), Ok(Request::Help(help::MAIN)));
}

#[test]
fn the_desktop_hands_on_what_follows_the_dashes() {
    let wish =
        Desktop { consent: Consent::Given, release: true, passed_on: vec!["--show".to_owned(), "--help".to_owned()] };
    assert_eq!(read("desktop --yes --release -- --show --help"), Ok(Request::Desktop(wish)));
    assert_eq!(read("desktop --help -- --show"), Ok(Request::Help(help::DESKTOP)));
}

#[test]
fn a_test_run_takes_one_choice() {
    let wish = Test { consent: Consent::Given, choice: Choice::Only(vec![Stage::Fmt, Stage::Deny]), keep_going: true };
    assert_eq!(read("test --keep-going --only deny,fmt --yes"), Ok(Request::Test(wish)));
    assert!(read("test --fast --full").is_err());
    assert!(read("test --only").is_err());
}

#[test]
fn an_unknown_word_is_named() {
    for (line, word) in [
        ("tset", "tset"),
        ("test --quick", "--quick"),
        ("desktop show", "show"),
        ("setup --no", "--no"),
        ("bindings x", "x"),
    ] {
        let told = read(line).expect_err("not ours");
        assert!(told.contains(&format!("`{word}`")), "{told}");
    }
}

#[test]
fn a_bench_may_be_named() {
    assert_eq!(read("bench"), Ok(Request::Bench(None)));
    assert_eq!(read("bench replay"), Ok(Request::Bench(Some("replay".to_owned()))));
    assert!(read("bench --all").is_err());
}

#[test]
fn the_gateways_are_installed_when_that_is_agreed() {
    assert_eq!(read("peers --yes"), Ok(Request::Peers(Consent::Given)));
    assert_eq!(read("peers"), Ok(Request::Peers(Consent::Ask)));
    assert_eq!(read("peers --help"), Ok(Request::Help(help::PEERS)));
    assert!(read("peers openclaw").unwrap_err().contains("`peers` does not know `openclaw`"));
}
