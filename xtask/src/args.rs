//! The command line as a value.

use crate::Failure;
use crate::consent::Consent;
use crate::help;
use crate::stage::{Choice, Stage};

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help(&'static str),
    Desktop(Desktop),
    Test(Test),
    Setup(Consent),
    Peers(Consent),
    Bindings,
    Screenshots(Consent),
    Bench(Option<String>),
    /// Looks at the real market places, all or these.
    LiveCheck(Vec<String>),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Desktop {
    pub(crate) consent: Consent,
    pub(crate) release: bool,
    /// What the application itself is given.
    pub(crate) passed_on: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) consent: Consent,
    pub(crate) choice: Choice,
    pub(crate) keep_going: bool,
}

/// Reads the words after the program's name.
///
/// # Errors
/// `Usage`, naming the word that is not understood.
pub(crate) fn parse(words: impl Iterator<Item = String>) -> Result<Request, Failure> {
    let mut words = words.peekable();
    let Some(command) = words.next() else { return Ok(Request::Help(help::MAIN)) };
    let rest: Vec<String> = words.collect();
    let ours = rest.split(|word| word == "--").next().unwrap_or_default();
    let asks_help = ours.iter().any(|word| word == "--help" || word == "-h");
    match command.as_str() {
        "--help" | "-h" | "help" => Ok(Request::Help(help::MAIN)),
        "desktop" if asks_help => Ok(Request::Help(help::DESKTOP)),
        "test" if asks_help => Ok(Request::Help(help::TEST)),
        "setup" if asks_help => Ok(Request::Help(help::SETUP)),
        "peers" if asks_help => Ok(Request::Help(help::PEERS)),
        "bindings" if asks_help => Ok(Request::Help(help::BINDINGS)),
        "screenshots" if asks_help => Ok(Request::Help(help::SCREENSHOTS)),
        "live-check" if asks_help => Ok(Request::Help(help::LIVE_CHECK)),
        "live-check" => match rest.iter().find(|word| word.starts_with('-')) {
            Some(word) => Err(unknown("live-check", word)),
            None => Ok(Request::LiveCheck(rest)),
        },
        "bench" if asks_help => Ok(Request::Help(help::BENCH)),
        "desktop" => desktop(ours, &rest).map(Request::Desktop),
        "test" => test(&rest).map(Request::Test),
        "setup" => agreed("setup", &rest).map(Request::Setup),
        "peers" => agreed("peers", &rest).map(Request::Peers),
        "bindings" => rest.first().map_or(Ok(Request::Bindings), |word| Err(unknown("bindings", word))),
        "screenshots" => agreed("screenshots", &rest).map(Request::Screenshots),
        "bench" => match rest.as_slice() {
            [] => Ok(Request::Bench(None)),
            [name] if !name.starts_with('-') => Ok(Request::Bench(Some(name.clone()))),
            [word, ..] => Err(unknown("bench", word)),
        },
        other => Err(Failure::Usage(format!("no command is called `{other}`"))),
    }
}

fn desktop(ours: &[String], rest: &[String]) -> Result<Desktop, Failure> {
    let passed_on = rest.iter().skip(ours.len() + 1).cloned().collect();
    let mut wish = Desktop { consent: Consent::Ask, release: false, passed_on };
    for word in ours {
        match word.as_str() {
            "--yes" | "-y" => wish.consent = Consent::Given,
            "--release" => wish.release = true,
            other => return Err(unknown("desktop", other)),
        }
    }
    Ok(wish)
}

fn test(words: &[String]) -> Result<Test, Failure> {
    let mut wish = Test { consent: Consent::Ask, choice: Choice::Usual, keep_going: false };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let chosen = match word.as_str() {
            "--yes" | "-y" => {
                wish.consent = Consent::Given;
                continue;
            }
            "--keep-going" => {
                wish.keep_going = true;
                continue;
            }
            "--fast" => Choice::Fast,
            "--full" => Choice::Full,
            "--only" => {
                let names =
                    words.next().ok_or_else(|| Failure::Usage("--only wants the names of stages".to_owned()))?;
                Choice::Only(Stage::listed(names)?)
            }
            other => return Err(unknown("test", other)),
        };
        if wish.choice != Choice::Usual {
            return Err(Failure::Usage("--fast, --full and --only exclude each other".to_owned()));
        }
        wish.choice = chosen;
    }
    Ok(wish)
}

/// Nothing but `--yes`.
fn agreed(command: &str, words: &[String]) -> Result<Consent, Failure> {
    match words {
        [] => Ok(Consent::Ask),
        [word] if word == "--yes" || word == "-y" => Ok(Consent::Given),
        [word, ..] => Err(unknown(command, word)),
    }
}

fn unknown(command: &str, word: &str) -> Failure {
    Failure::Usage(format!("`{command}` does not know `{word}`"))
}

#[cfg(test)]
mod tests;
