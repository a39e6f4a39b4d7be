//! How the program ends, after sysexits.

use std::{io, process::ExitCode};

use agent::Code;
use clap::error::ErrorKind;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Answered; HOLD is an answer.
    Fine = 0,
    /// It is running, and not as it should be; or a part of a preflight fails.
    Unhealthy = 1,
    /// The question cannot be asked like this.
    Usage = 64,
    /// What was stored is not what was said, or cannot be had again.
    Altered = 65,
    /// There are no candles, too few, or ones that cannot be trusted.
    NoInput = 66,
    /// The source cannot be reached or read.
    Unavailable = 69,
    /// Our fault.
    Software = 70,
    /// A file could not be written.
    CannotCreate = 73,
    /// Another one is running already.
    Running = 75,
    /// A setting is not allowed, or cannot be carried out.
    Config = 78,
    /// Told to stop in the middle of it, and stopped at once.
    Cut = 130,
}

impl From<Code> for Exit {
    fn from(code: Code) -> Self {
        match code {
            Code::InvalidParams | Code::UnknownTool | Code::UnknownPair => Self::Usage,
            Code::UnknownReceipt | Code::NoData | Code::InsufficientData | Code::DataQuality => Self::NoInput,
            Code::ProviderDown | Code::Paused => Self::Unavailable,
            Code::Internal => Self::Software,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Prints what clap has to say: help and version are answers, the rest is a wrong use.
pub(crate) fn of_usage(said: &clap::Error) -> io::Result<Exit> {
    match said.print() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let is_answer = matches!(said.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    Ok(if is_answer { Exit::Fine } else { Exit::Usage })
}
