//! A line of a chat, answered at the terminal.

use std::{io, path::Path};

use agent::{
    alerts::State,
    ask::Records,
    format::Format,
    home,
    journal::{Journal, JournalFault},
    slash::{At, BotStatus, NoCommand, Said, Slash},
};
use clap::Args as ClapArgs;
use jiff::Timestamp;

use crate::{
    alert::with_candles,
    args::Source,
    exit::Exit,
    health,
    journal::{args::Where, failed},
    once::{Streams, faulted},
    world::World,
};

pub(crate) const CHAT_EXAMPLES: &str = "\
Examples:
  engram chat /help
  engram chat /analyze BTC/USD 4h
  engram chat /alert BTC/USD 70000
  engram chat /status

The same commands as in any chat with Engram. They are answered by code, without a model.";

#[derive(Debug, ClapArgs)]
pub(crate) struct Chat {
    /// The command, such as /help
    #[arg(required = true, num_args = 1.., allow_negative_numbers = true, value_name = "COMMAND")]
    words: Vec<String>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    journal: Where,
}

/// Answers a line.
pub(crate) fn run(task: &Chat, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let slash = match Slash::read(&task.words.join(" ")) {
        Ok(slash) => slash,
        Err(why @ (NoCommand::NoSlash | NoCommand::Unknown(_) | NoCommand::Misused(_))) => {
            writeln!(streams.err, "{why}")?;
            return Ok(Exit::Usage);
        }
    };
    with_candles(&task.source, world, now, streams, |asking, streams| {
        let settings = &asking.settings;
        let format = settings.agent.response_format.parse().unwrap_or(Format::Clean);
        let named = task.journal.journal.as_deref();
        let records = Records::default();
        let at = At { feed: asking.feed.as_ref(), settings, format, now, records: &records };
        let status = || BotStatus {
            told: health::told(settings.platforms.http.port),
            alerts: armed(named).map_err(|fault| fault.to_string()),
            positions: settings.trading.holdings.as_ref().map(Vec::len),
        };
        // Only what is to be kept begins a journal.
        let open = match slash {
            Slash::Analyze { .. } | Slash::Alert { .. } => Journal::open,
            Slash::Help | Slash::Status | Slash::Alerts | Slash::RemoveAlert(_) | Slash::Portfolio => {
                Journal::open_existing
            }
        };
        match slash {
            Slash::Analyze { .. } | Slash::Alert { .. } | Slash::Portfolio => asking.announce(streams)?,
            Slash::Help | Slash::Status | Slash::Alerts | Slash::RemoveAlert(_) => {}
        }
        let journal = || home::kept(named).and_then(|place| open(&place));
        match asking.runtime.block_on(slash.answer(at, journal, status)) {
            Ok(Said::Text(text)) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
            Ok(Said::Fault(fault)) => faulted(&fault, now, streams),
            Err(fault) => failed(&fault, streams),
        }
    })
}

fn armed(named: Option<&Path>) -> Result<usize, JournalFault> {
    let journal = Journal::open_if_there(&home::kept(named)?)?;
    let alerts = journal.map_or_else(|| Ok(Vec::new()), |journal| journal.alerts())?;
    Ok(alerts.iter().filter(|alert| alert.state == State::Armed).count())
}
