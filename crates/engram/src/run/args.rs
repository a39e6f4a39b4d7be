//! What can be typed about the service.

use std::ffi::OsString;

use clap::Args as ClapArgs;

pub(crate) const RUN_EXAMPLES: &str = "\
Examples:
  engram run
  engram run --state-dir /var/lib/engram --set platforms.http.enabled=true
  engram run --state-dir none --set logging.format=json

SIGTERM and SIGINT end it, SIGHUP reads the settings again; bad ones are told of, and the old ones stay.
Exit codes: 0 told to stop, 70 our fault, 73 the state folder cannot be written, 75 already running,
78 a setting is not allowed, or the health port is busy.";

/// Runs as a service.
#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// Where the journal, the lock and the log are; `none` keeps nothing [default: `ENGRAM_STATE_DIR`, else engram in
    /// `$XDG_STATE_HOME`, or in ~/.local/state]
    #[arg(long, value_name = "DIR|none")]
    pub(crate) state_dir: Option<OsString>,
}
