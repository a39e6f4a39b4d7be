//! Looks for files whose age tells a time.

use std::{fs, path::PathBuf};

use jiff::Timestamp;

use super::Subject;
use crate::{
    doctor::{Examined, candles, clock},
    home::{self, State},
};

pub(super) fn look(subject: &Subject, candles: Option<&candles::Seen>) -> Examined {
    let read = candles.filter(|seen| !seen.is_demo).and_then(|seen| seen.read.as_ref());
    let candle = read.and_then(|read| read.as_ref().ok()).and_then(|read| read.newest);
    let is_demo = candles.is_some_and(|seen| seen.is_demo);
    let seen = clock::Seen { newest: newest(subject), candle, without_candles: candle.is_none() && !is_demo };
    clock::judged(&seen, subject.now)
}

/// Files of ours that are written again and again, and this program's own.
fn newest(subject: &Subject) -> Option<(String, Timestamp)> {
    let ours = subject.places.ours.as_ref().map(|ours| ours.path.clone());
    let folder = subject.state.as_ref().ok().and_then(State::folder);
    let log = subject.settings().map(|settings| PathBuf::from(&settings.logging.file));
    let log = folder.zip(log).map(|(folder, log)| folder.join(log));
    let files = [subject.program.clone(), ours, folder.map(home::journal), log];
    let times = files.into_iter().flatten().filter_map(|path| {
        let written = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?.modified().ok()?;
        let second = Timestamp::try_from(written).ok()?.as_second();
        Some((path.display().to_string(), Timestamp::from_second(second).ok()?))
    });
    times.max_by_key(|(_, written)| *written)
}
