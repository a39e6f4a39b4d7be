//! A conversation: questions in words, and the commands that begin with a slash.

use std::{
    io::{self, BufRead, IsTerminal},
    path::Path,
    thread,
};

use agent::{
    Source,
    format::Format,
    home,
    journal::Journal,
    slash::{At, BotStatus, NoCommand, Said, Slash, armed},
    talk::{Answering, Memory, Reply, Who},
};
use clap::{Args as ClapArgs, ValueHint};
use tokio::{runtime::Runtime, signal::ctrl_c, sync::mpsc};

use crate::{
    args::Source as SourceArgs,
    config,
    exit::Exit,
    health,
    journal::{args::Where, failed},
    once::{DEMO, Place, Streams, faulted, question},
    talking::{self, Status},
    world::World,
};

pub(crate) const CHAT_EXAMPLES: &str = "\
Examples:
  engram chat                                    a conversation; /quit or Ctrl-D ends it
  engram chat which of btc and eth is calmer?    one question, one answer
  engram chat /help                              the commands, which code answers without a model
  engram chat /analyze BTC/USD 4h
  engram chat /alert BTC/USD 70000

Your model may call Engram's four tools, and says no number that none of them has computed; sentences that do are
withheld, and counted. Where there is no model, the report answers. Nothing of a chat is stored.";

/// What ends a conversation.
const ENDINGS: [&str; 3] = ["/quit", "/exit", "/bye"];

#[derive(Debug, ClapArgs)]
pub(crate) struct Chat {
    /// A question, or a command such as /help; without one the conversation goes on until /quit
    #[arg(num_args = 0.., allow_negative_numbers = true, value_name = "WORDS", value_hint = ValueHint::Other)]
    words: Vec<String>,
    /// Ask no model: code answers alone
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    source: SourceArgs,
    #[command(flatten)]
    journal: Where,
}

/// A conversation under way.
struct Chatting<'a> {
    answering: Answering,
    /// Alerts are kept there.
    journal: Option<&'a Path>,
    runtime: &'a Runtime,
    memory: Memory,
    place: Place,
    /// Made-up candles were announced.
    is_announced: bool,
}

/// Answers a line, or all of them until the end.
pub(crate) fn run(task: &Chat, world: &World, place: Place, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let said = task.words.join(" ");
    if said.starts_with('/')
        && let Err(why) = Slash::read(&said)
    {
        writeln!(streams.err, "{why}")?;
        return Ok(Exit::Usage);
    }
    let settings = match world.settings() {
        Ok(resolved) => question::settings(&task.source, &resolved.settings),
        Err(faults) => return config::refused(&faults, streams),
    };
    let named = task.journal.journal.as_deref();
    let runtime = talking::runtime()?;
    // Code alone answers a command.
    let is_wanted = !task.no_model && !said.starts_with('/');
    let voice = talking::voice(&settings.lmstudio, is_wanted, world, &runtime);
    let answering = match talking::answering(settings, home::place(named), voice, &runtime) {
        Ok(answering) => answering,
        Err(fault) => return faulted(&fault, place.now, streams),
    };
    let mut chatting = Chatting {
        answering,
        journal: named,
        runtime: &runtime,
        memory: Memory::default(),
        place,
        is_announced: false,
    };
    if said.is_empty() { chatting.all(streams) } else { chatting.line(&said, streams) }
}

impl Chatting<'_> {
    /// Line after line from standard input. A line that cannot be answered ends nothing.
    fn all(&mut self, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let is_watched = io::stdin().is_terminal() && self.place.out_is_terminal;
        if is_watched {
            writeln!(streams.err, "Ask about a market, or /help. /quit ends this; Ctrl-C stops an answer.")?;
        }
        let mut lines = lines();
        loop {
            if is_watched {
                write!(streams.out, "\n> ")?;
            }
            streams.out.flush()?;
            let next = self.runtime.block_on(async {
                tokio::select! {
                    line = lines.recv() => Ok(line),
                    told = ctrl_c() => Err(told),
                }
            });
            let line = match next {
                Ok(Some(line)) => line?,
                Ok(None) => return Ok(Exit::Fine),
                Err(told) => return told.map(|()| Exit::Cut),
            };
            match line.trim() {
                "" => {}
                ending if ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) => return Ok(Exit::Fine),
                "/clear" => self.memory.clear(),
                said => drop(self.line(said, streams)?),
            }
        }
    }

    fn line(&mut self, said: &str, streams: &mut Streams<'_>) -> io::Result<Exit> {
        match Slash::read(said) {
            Ok(slash) => self.command(slash, streams),
            Err(NoCommand::NoSlash) => self.question(said, streams),
            Err(why @ (NoCommand::Unknown(_) | NoCommand::Misused(_))) => {
                writeln!(streams.err, "{why}")?;
                Ok(Exit::Usage)
            }
        }
    }

    fn question(&mut self, said: &str, streams: &mut Streams<'_>) -> io::Result<Exit> {
        self.announce(streams)?;
        let mut status = Status::new(streams, self.place.err_is_terminal, self.place.width);
        let (answering, memory, patience) = (&self.answering, &mut self.memory, talking::patience(self.place));
        let reply = self.runtime.block_on(async {
            tokio::select! {
                reply = answering.say(said, None, memory, patience, |progress| status.show(&progress)) => Some(reply),
                _ = ctrl_c() => None,
            }
        });
        status.clear();
        let Some(Reply { text, who, withheld, why, .. }) = reply else {
            writeln!(streams.err, "Stopped.")?;
            return Ok(Exit::Cut);
        };
        if let Some(why) = why {
            writeln!(streams.err, "Code answers: {why}")?;
        }
        streams.out.write_all(text.as_bytes())?;
        if let Who::Model(model) = who {
            let kept_back = match withheld {
                0 => String::new(),
                1 => "; 1 sentence withheld".to_owned(),
                more => format!("; {more} sentences withheld"),
            };
            writeln!(streams.err, "({model}{kept_back})")?;
        }
        Ok(Exit::Fine)
    }

    fn command(&mut self, slash: Slash, streams: &mut Streams<'_>) -> io::Result<Exit> {
        match slash {
            Slash::Analyze { .. } | Slash::Alert { .. } | Slash::Portfolio => self.announce(streams)?,
            Slash::Help | Slash::Status | Slash::Alerts | Slash::RemoveAlert(_) => {}
        }
        let (tools, named, now) = (&self.answering.tools, self.journal, self.place.now);
        let settings = &tools.settings;
        let format = settings.agent.response_format.parse().unwrap_or(Format::Clean);
        let at = At { feed: tools.feed.as_ref(), settings, format, now, records: &tools.records };
        let status = || BotStatus {
            told: health::told(settings.platforms.http.port),
            alerts: home::kept(named).and_then(|place| armed(Some(&place))).map_err(|fault| fault.to_string()),
            positions: settings.trading.holdings.as_ref().map(Vec::len),
        };
        // Only what is to be kept begins a journal.
        let open = match slash {
            Slash::Analyze { .. } | Slash::Alert { .. } => Journal::open,
            Slash::Help | Slash::Status | Slash::Alerts | Slash::RemoveAlert(_) | Slash::Portfolio => {
                Journal::open_existing
            }
        };
        let journal = || home::kept(named).and_then(|place| open(&place));
        match self.runtime.block_on(slash.answer(at, journal, status)) {
            Ok(Said::Text(text)) => streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine),
            Ok(Said::Fault(fault)) => faulted(&fault, now, streams),
            Err(fault) => failed(&fault, streams),
        }
    }

    /// Made-up candles are announced once, before anything is read from them.
    fn announce(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        let is_demo = matches!(self.answering.tools.settings.market.source, Source::Demo { .. });
        if is_demo && !self.is_announced {
            self.is_announced = true;
            writeln!(streams.err, "{DEMO}")?;
        }
        Ok(())
    }
}

/// Lines of standard input, read where nothing else waits for them.
fn lines() -> mpsc::Receiver<io::Result<String>> {
    // A person types one line at a time; whoever pipes many waits for room.
    let (typed, lines) = mpsc::channel(1);
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if typed.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}
