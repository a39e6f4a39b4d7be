//! What a person who helps needs to know, as one text: versions, settings with their origins, a preflight, the health of
//! the service that runs, the last lines of the log, and how much the journal holds. No secret, no answer, no candle.
//!
//! The text is made here of values; [`look`] reads the log and the name of the system.

pub mod look;
mod settings;

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::{
    doctor::Checkup,
    journal::{Glance, JournalFault},
    redact::Redaction,
    settings::{Resolved, SettingFault},
};

pub use settings::without_values;

/// Most bytes of the text: what a mail, an issue or a chat takes.
pub const MOST_BYTES: usize = 200_000;

/// Lines of the log that are told.
pub const LINES: usize = 50;

/// Characters of a line, once its secrets are out.
const WIDTH: usize = 1_000;

/// Bytes that are left for the log.
const LOG_ROOM: usize = 60_000;

/// Everything the text is made of.
#[derive(Debug)]
pub struct Gathered<'a> {
    /// When, UTC.
    pub at: Timestamp,
    /// What this runs on.
    pub system: String,
    /// What is set.
    pub settings: &'a Result<Resolved, Vec<SettingFault>>,
    /// What a preflight found.
    pub checkup: Checkup,
    /// How the service that runs says it is, or why none does.
    pub health: String,
    /// How much is kept; `None` where nothing is.
    pub journal: Option<Result<Glance, JournalFault>>,
    /// The end of the log, whole lines; or why there is none.
    pub log: Result<String, String>,
}

impl Gathered<'_> {
    /// The text, at most [`MOST_BYTES`] long. Everything in it has been through the redaction; where there is no room,
    /// the oldest lines of the log are left out.
    pub fn text(self, redaction: &Redaction) -> String {
        let clean = |text: &str| redaction.clean(text).into_owned();
        let mut text =
            String::from("Engram diagnostics. Look at it before you share it: no token is meant to be in it.\n");
        let (version, build) = (env!("CARGO_PKG_VERSION"), if cfg!(debug_assertions) { "debug" } else { "release" });
        let system = format!("engram   {version}, {build}\nsystem   {}\nmade at  {}\n", clean(&self.system), self.at);
        section(&mut text, "Version", &system);
        section(&mut text, "Settings", &settings::told(self.settings, redaction));
        section(&mut text, "Preflight", &self.checkup.redacted(redaction).text());
        section(&mut text, "Health of the service", &clean(&self.health));
        section(&mut text, "Journal", &clean(&counts(self.journal.as_ref())));
        log(&mut text, self.log, redaction);
        text
    }
}

fn section(text: &mut String, title: &str, body: &str) {
    _ = writeln!(text, "\n== {title} ==");
    for line in body.lines().map(cut) {
        if text.len() + line.len() + LOG_ROOM > MOST_BYTES {
            text.push_str("… there is no room for more\n");
            return;
        }
        _ = writeln!(text, "{line}");
    }
}

/// How much there is, and nothing of what.
fn counts(journal: Option<&Result<Glance, JournalFault>>) -> String {
    match journal {
        None => "nothing is kept".to_owned(),
        Some(Err(fault)) => fault.to_string(),
        Some(Ok(glance)) => {
            let Glance { bytes, revision, newest, damage, entries, receipts, candles, broken, path: _ } = glance;
            let damage = damage.as_ref().map_or("none", |_| "its file is damaged");
            format!(
                "bytes          {bytes}\nrevision       {revision} of {newest}\nentries        {entries}\n\
                 receipts       {receipts}\ncandle series  {candles}\nbroken places  {}\ndamage         {damage}",
                broken.len()
            )
        }
    }
}

/// The last lines for which there is room. A secret over many lines is seen only where they stand together, so all of
/// them are cleaned before one is taken.
fn log(text: &mut String, log: Result<String, String>, redaction: &Redaction) {
    _ = writeln!(text, "\n== Last {LINES} lines of the log ==");
    let lines = match log {
        Ok(lines) => redaction.clean(&lines).into_owned(),
        Err(why) => {
            _ = writeln!(text, "{}", cut(&redaction.clean(&why)));
            return;
        }
    };
    let mut room = MOST_BYTES.saturating_sub(text.len());
    let fits = |line: &String| {
        let length = line.len() + 1;
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    };
    let mut last: Vec<String> = lines.lines().rev().take(LINES).map(cut).take_while(fits).collect();
    last.reverse();
    for line in last {
        _ = writeln!(text, "{line}");
    }
}

/// A line as far as it is told, without what moves a screen.
fn cut(line: &str) -> String {
    let plain = line.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut told: String = plain.clone().take(WIDTH).collect();
    if plain.count() > WIDTH {
        told.push('…');
    }
    told
}

#[cfg(test)]
mod tests;
