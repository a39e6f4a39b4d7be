//! How far a first history is, for whoever waits at a screen.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::Arc,
};

use agent::{Settings, Source};

/// Fewer candles than this come at once.
const WORTH_TELLING: u64 = 1_000;

/// Tells on a terminal how many candles have come.
pub(crate) fn shown(settings: &Settings) {
    if !stderr().is_terminal() {
        return;
    }
    settings.market.opened.tell(Arc::new(|symbol, done, wanted| {
        if wanted < WORTH_TELLING {
            return;
        }
        let line =
            if done < wanted { format!("\r{symbol}: {done} of {wanted} candles") } else { "\r\u{1b}[K".to_owned() };
        let mut screen = stderr().lock();
        // Nobody is told twice that a screen is gone.
        if screen.write_all(line.as_bytes()).and_then(|()| screen.flush()).is_err() {
            tracing::trace!("no screen");
        }
    }));
}

/// The source of a name on the command line.
pub(crate) fn named(word: &str) -> Option<Source> {
    match word {
        "demo" => Some(Source::default()),
        venue => venue.parse().ok().map(Source::Venue),
    }
}
