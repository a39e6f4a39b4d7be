//! `/metrics`, in the text format 0.0.4: of what exists, and nothing invented for what does not.

use std::fmt::Write as _;

use super::Health;

/// The media type.
pub(super) const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

impl Health {
    pub(super) fn metrics(&self) -> String {
        let mut text = String::new();
        let version = env!("CARGO_PKG_VERSION");
        gauge(&mut text, "engram_build_info", "The release that runs.", &format!("{{version=\"{version}\"}}"), 1);
        if let Some(bytes) = self.rss {
            gauge(&mut text, "engram_rss_bytes", "Memory in use, bytes.", "", bytes);
        }
        text
    }
}

fn gauge(text: &mut String, name: &str, help: &str, labels: &str, value: u64) {
    // Writing to a string does not fail.
    _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name}{labels} {value}\n");
}
