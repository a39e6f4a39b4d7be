//! The settings: can they be read, and are they allowed.

use std::path::PathBuf;

use super::{Examined, Part, ladder::Ladder};
use crate::settings::{Notice, SettingFault};

/// What was seen of the settings.
#[derive(Clone, Debug)]
pub(super) struct Seen<'a> {
    /// The trader's file, and whether it is there; `None` where there is no home to look in.
    pub(super) file: Option<(PathBuf, bool)>,
    /// What there is to say about them, or what is wrong.
    pub(super) read: Result<&'a [Notice], &'a [SettingFault]>,
}

pub(super) fn judged(seen: &Seen<'_>) -> Examined {
    let mut ladder = Ladder::of(Part::Settings);
    let faults = seen.read.err().unwrap_or_default();
    let unreadable = faults.iter().find(|fault| fault.path().is_none());
    match (unreadable, &seen.file) {
        (Some(fault), _) => {
            let (what, hint) = told(fault);
            ladder.fail("file", what, hint);
        }
        (None, Some((file, true))) => ladder.ok("file", file.display().to_string()),
        (None, Some((file, false))) => {
            ladder.ok("file", format!("none at {}; the defaults are in force", file.display()));
        }
        (None, None) => ladder.warn(
            "file",
            "no home folder to look for one in; the defaults are in force",
            "Name the file with --config FILE, or set HOME.",
        ),
    }
    if unreadable.is_some() {
        return ladder.done();
    }
    match (seen.read, faults) {
        (Err(_), [first, rest @ ..]) => {
            let (what, hint) = told(first);
            let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
            ladder.fail("values", what + &more, hint);
        }
        (Ok([first, ..]), _) => {
            let what = first.what.trim_end_matches('.');
            ladder.warn("values", what, "`engram config check` says everything there is to say.");
        }
        (Ok([]) | Err(_), _) => ladder.ok("values", "allowed"),
    }
    ladder.done()
}

/// Its first line says what, the next ones where and what would do.
fn told(fault: &SettingFault) -> (String, String) {
    let text = fault.to_string();
    match text.split_once('\n') {
        Some((what, rest)) => (what.trim_end_matches('.').to_owned(), rest.replace('\n', " ")),
        None => {
            (text.trim_end_matches('.').to_owned(), "`engram config path` says where the file should be.".to_owned())
        }
    }
}
