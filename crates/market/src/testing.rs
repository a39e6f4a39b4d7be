//! What the tests of this crate share.
#![expect(clippy::disallowed_methods, reason = "finds and reads the real candles that tests compare with")]

use std::{
    env, fs,
    future::Future,
    path::{Path, PathBuf},
    pin::pin,
    task::{Context, Poll, Waker},
};

use analysis::{History, Interval, Pair};
use jiff::Timestamp;

use crate::{Feed, FeedFault, Want, history};

/// The result of a future that never waits, as those of files and the demo.
pub(crate) fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("this feed does not wait"),
    }
}

pub(crate) fn pair(name: &str) -> Pair {
    Pair::new(name).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Everything a feed has of a pair.
pub(crate) fn all_of(name: &str, interval: Option<Interval>) -> Want {
    Want { pair: pair(name), interval, bars: 2_000_000, at: at("2190-01-01T00:00:00Z") }
}

pub(crate) fn asked(feed: &dyn Feed, want: &Want) -> Result<History, FeedFault> {
    ready(history(feed, want))
}

/// The text of a real candle file from `$ENGRAM_SHARED/data`; says so when it is not there.
pub(crate) fn real(name: &str) -> Option<String> {
    let text = fs::read_to_string(real_path(name)).ok();
    if text.is_none() {
        println!("skipped: {name} is not in {}", real_path("").display());
    }
    text
}

pub(crate) fn real_path(name: &str) -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    env::var_os("ENGRAM_SHARED").map_or_else(beside, PathBuf::from).join("data").join(name)
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}
