//! What can be typed about a preflight.

use std::ffi::OsString;

use clap::{Args as ClapArgs, ValueEnum, builder::PossibleValuesParser};

pub(crate) const DOCTOR_EXAMPLES: &str = "\
Examples:
  engram doctor                        everything, layer by layer, with what to do
  engram doctor --only gateway         settings, name, port and answer of the gateway
  engram doctor --only state,journal --state-dir /var/lib/engram
  engram doctor --format json --timeout 5

It changes nothing and sends no token. `unknown` is what nobody here can tell, `skipped` what
another layer hides.
Exit codes: 0 nothing fails, 1 something fails, 78 a setting is not allowed, 130 stopped by Ctrl-C.";

/// Names of the parts.
pub(super) const PARTS: [&str; 9] =
    ["settings", "state", "journal", "disk", "clock", "candles", "secrets", "gateway", "lmstudio"];

#[derive(Debug, ClapArgs)]
pub(crate) struct DoctorTask {
    /// These parts alone, with a comma between them
    #[arg(long, value_name = "PART", value_delimiter = ',', value_parser = PossibleValuesParser::new(PARTS))]
    pub(crate) only: Vec<String>,
    /// A table for people, or one object for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DoctorFormat,
    #[command(flatten)]
    pub(crate) looking: Looking,
}

/// Where and how long it is looked.
#[derive(Debug, ClapArgs)]
pub(crate) struct Looking {
    /// Seconds for everything together, 1 to 300
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub(crate) timeout: u64,
    /// The state folder to look at; `none` is none [default: as `engram run` has it]
    #[arg(long, value_name = "DIR|none")]
    pub(crate) state_dir: Option<OsString>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DoctorFormat {
    Text,
    Json,
}
