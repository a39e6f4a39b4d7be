//! A panic speaks through the log, as any other line does: in one line, without secrets.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    panic::{self, PanicHookInfo},
    sync::{Arc, Weak},
    thread,
};

use tracing::Level;

use super::{Shared, line::Record};

/// Lets every panic of this program speak through the log for as long as there is one.
pub(super) fn speak_through(shared: &Arc<Shared>) {
    let shared = Arc::downgrade(shared);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| match Weak::upgrade(&shared) {
        Some(shared) => {
            shared.say(record(info));
            shared.flush();
        }
        None => before(info),
    }));
}

fn record(info: &PanicHookInfo<'_>) -> Record {
    let what = info.payload_as_str().unwrap_or("for a reason that has no words");
    let mut record = Record::new(Level::ERROR, "panic", format!("Engram has a fault of its own: {what}"));
    let mut field = |name: &str, value: String| record.fields.push((name.to_owned(), value));
    if let Some(place) = info.location() {
        field("at", place.to_string());
    }
    field("thread", thread::current().name().unwrap_or("unnamed").to_owned());
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        field("trace", trace.to_string());
    }
    record
}
