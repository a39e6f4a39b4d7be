//! What can be typed about diagnostics.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueHint};

use crate::doctor::args::Looking;

pub(crate) const DIAGNOSTICS_EXAMPLES: &str = "\
Examples:
  engram diagnostics                   shows it, then asks whether it shall be saved
  engram diagnostics --print | less
  engram diagnostics --yes --out engram.txt

It holds versions, settings with their origins, what `engram doctor` finds, the health of the
service that runs, the last 50 lines of the log, and how much the journal holds. Tokens, equity,
holdings, answers and candles stay out. It is kept here, for you alone, and sent nowhere.
Exit codes: 0 shown, 73 the file could not be written, 130 stopped by Ctrl-C.";

#[derive(Debug, ClapArgs)]
pub(crate) struct DiagnosticsTask {
    /// The file to save it in, which must not be there yet [default: engram-diagnostics-TIME.txt, here]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "print")]
    pub(crate) out: Option<PathBuf>,
    /// Save it without asking
    #[arg(long, conflicts_with = "print")]
    pub(crate) yes: bool,
    /// Show it, and ask nothing
    #[arg(long)]
    pub(crate) print: bool,
    #[command(flatten)]
    pub(crate) looking: Looking,
}
