//! One question, one answer, in any format.

mod lab;
pub(crate) mod positions;
pub(crate) mod question;
mod replay;

use std::io::{self, IsTerminal, Write};

use agent::{
    Settings, ToolFault,
    ask::BARS,
    format::{self, Format},
};
use analysis::answer::ToolName;
use jiff::Timestamp;

use crate::{
    alert,
    args::{Analyze, Args, Ask, Confidence, Looks, Risk, Task},
    ask, cache, chat, config, diagnostics, doctor,
    exit::Exit,
    gateway, health,
    journal::{self, Keeper, args::Keeping},
    model, pages, paint, portfolio, run, scan, secret, series, source, watch,
    world::World,
};
use question::Asking;

/// Where and when the program runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Whole seconds.
    pub(crate) now: Timestamp,
    /// Of the screen, in characters; 80 where there is none.
    pub(crate) width: usize,
    pub(crate) out_is_terminal: bool,
    pub(crate) err_is_terminal: bool,
    pub(crate) wants_no_colour: bool,
}

/// What every question is asked with.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    place: Place,
    settings: &'a Settings,
}

/// Where words go.
pub(crate) struct Streams<'a> {
    /// The answer.
    pub(crate) out: &'a mut dyn Write,
    /// Everything else.
    pub(crate) err: &'a mut dyn Write,
}

pub(crate) const DEMO: &str =
    "Demo candles: made up, not a market. --source binance asks a market place, --data FILE your own file.";

/// Does what was asked.
pub(crate) fn run(args: Args, place: Place, world: World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let world = world.with(args.config, args.set);
    let question = match args.task {
        Task::Config(task) => return config::run(task, &world, place.now, streams),
        Task::Secret(task) => return secret::run(&task, &world, &mut io::stdin().lock(), streams),
        Task::Verify(task) => return journal::verify(&task, streams),
        Task::VerifyJournal(place) => return journal::verify_journal(&place, streams),
        Task::Journal(task) => return journal::run(task, &world, place.now, streams),
        Task::Alert(task) => return alert::run(task, &world, place.now, streams),
        Task::Portfolio(task) => return portfolio::run(&task, &world, place.now, streams),
        Task::Gateway(task) => return gateway::run(&task, &world, place.now, streams),
        Task::Model(task) => return model::run(&task, &world, streams),
        Task::Chat(task) => return chat::run(&task, &world, place, streams),
        Task::InWords(task) => return ask::run(&task, &world, place, streams),
        Task::Source(task) => return source::run(task, &world, place.now, streams),
        Task::Watch(task) => return watch::run(&task, &world, place, streams),
        Task::Scan(task) => return scan::run(&task, &world, place, streams),
        Task::Cache(task) => return cache::run(&task, &world, place.now, streams),
        Task::Run(task) => return run::run(&task, &world, streams),
        Task::Diagnostics(task) => {
            let can_answer = io::stdin().is_terminal() && place.out_is_terminal;
            return diagnostics::run(&task, &world, place, can_answer, streams);
        }
        Task::Doctor(task) => return doctor::run(&task, &world, place, streams),
        Task::Health(task) => return health::run(&task, &world, streams),
        Task::Healthcheck(task) => return health::check(&task, &world, streams),
        Task::Completions { shell } => return pages::completions(shell, streams.out),
        Task::Man => return pages::manual(streams.out),
        Task::Ask(question) => *question,
    };
    match world.settings() {
        Ok(resolved) => answer(question, Known { place, settings: &resolved.settings }, streams),
        Err(faults) => config::refused(&faults, streams),
    }
}

/// Says in words why something cannot be had.
pub(crate) fn faulted(fault: &ToolFault, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    streams.err.write_all(format::fault(fault, now, Format::Clean).as_bytes())?;
    Ok(Exit::from(fault.code))
}

/// Answers a question with the settings that are in force.
fn answer(question: Ask, known: Known<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match question {
        Ask::Analyze(analyze) if analyze.series => readings(&analyze, known, streams),
        Ask::Analyze(analyze) => {
            let asking = Asking::of_market(&analyze.market, known);
            let call =
                Call { tool: ToolName::AnalyzeMarket, keeping: analyze.keeping, looks: analyze.looks, receipt: None };
            call.answer(asking, known, streams, |asking, keeper, format| {
                Ok(format::analysis(&keeper.kept_analysis(asking.analysis()?).analysis, format))
            })
        }
        Ask::Signal(signal) => {
            let asking = Asking::of_signal(&signal, known);
            let call =
                Call { tool: ToolName::GenerateSignal, keeping: signal.keeping, looks: signal.looks, receipt: None };
            call.answer(asking, known, streams, |asking, keeper, format| {
                Ok(format::signal(&keeper.kept(asking.answer()?).report, format))
            })
        }
        Ask::Confidence(confidence) => {
            let asking = Asking::of_confidence(&confidence, known);
            let Confidence { keeping, looks, receipt, .. } = confidence;
            let call = Call { tool: ToolName::GetConfidenceScore, keeping, looks, receipt };
            call.answer(asking, known, streams, |asking, keeper, format| {
                Ok(format::confidence(&keeper.kept_score(asking.score()?), format))
            })
        }
        Ask::Risk(risk) => {
            let asking = Asking::of_risk(&risk, known);
            let Risk { keeping, looks, receipt, .. } = risk;
            let call = Call { tool: ToolName::AssessRisk, keeping, looks, receipt };
            call.answer(asking, known, streams, |asking, keeper, format| {
                Ok(format::risk(&keeper.kept_risk(asking.risk()?), format))
            })
        }
        Ask::Replay(task) => replay::run(task, known, streams),
        Ask::Lab(task) => lab::run(task, known, streams),
    }
}

/// A call of one of the four tools, whose answer is kept before it is said.
struct Call {
    tool: ToolName,
    keeping: Keeping,
    looks: Looks,
    /// The earlier signal it is about.
    receipt: Option<String>,
}

impl Call {
    fn answer(
        self,
        asking: Result<Asking, ToolFault>,
        known: Known<'_>,
        streams: &mut Streams<'_>,
        told: impl FnOnce(&Asking, &Keeper, Format) -> Result<String, ToolFault>,
    ) -> io::Result<Exit> {
        let keeper = Keeper::new(self.keeping, known.place.now);
        let asking = asking.and_then(|asking| asking.about(self.receipt.as_deref(), &keeper)?.counted(&keeper));
        let reply = Reply { tool: Some(self.tool), looks: self.looks, known };
        let exit = reply.to(asking, |asking, format| told(asking, &keeper, format), streams)?;
        keeper.told(exit, streams)
    }
}

/// Prints the readings of every candle; an error is told in words, since there is no format to ask for.
fn readings(analyze: &Analyze, known: Known<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let bars = analyze.bars.unwrap_or(BARS);
    let read = Asking::of_market(&analyze.market, known).and_then(|asking| Ok((asking.candles(bars)?, asking)));
    match read {
        Ok((history, asking)) => {
            say_demo(&asking, streams)?;
            series::write(&history, streams.out)?;
            Ok(Exit::Fine)
        }
        Err(fault) => Reply { tool: Some(ToolName::AnalyzeMarket), looks: Looks::clean(analyze.looks.color), known }
            .fault(fault, Format::Clean, streams),
    }
}

/// Made-up candles are announced before anything is read from them, and kept ones that stand in for newer ones.
fn say_demo(asking: &Asking, streams: &mut Streams<'_>) -> io::Result<()> {
    for sentence in asking.kept_instead() {
        writeln!(streams.err, "{sentence}")?;
    }
    if asking.is_demo() { writeln!(streams.err, "{DEMO}") } else { Ok(()) }
}

/// How one answer is given.
struct Reply<'a> {
    /// One of the four tools, if it is one.
    tool: Option<ToolName>,
    looks: Looks,
    known: Known<'a>,
}

impl Reply<'_> {
    /// `told` answers in words; what it cannot answer is told as a fault.
    fn to(
        &self,
        asking: Result<Asking, ToolFault>,
        told: impl FnOnce(&Asking, Format) -> Result<String, ToolFault>,
        streams: &mut Streams<'_>,
    ) -> io::Result<Exit> {
        let format = match self.format_name().parse() {
            Ok(format) => question::laid_out(format, self.known.place),
            Err(word) => return self.fault(ToolFault::from(word), Format::Clean, streams),
        };
        match asking.and_then(|asking| Ok((told(&asking, format)?, asking))) {
            Ok((text, asking)) => {
                say_demo(&asking, streams)?;
                self.answer(text, format, streams)
            }
            Err(fault) => self.fault(fault, format, streams),
        }
    }

    /// The format that was asked for, else the one that is set.
    fn format_name(&self) -> &str {
        self.looks.format.as_deref().unwrap_or(&self.known.settings.agent.response_format)
    }

    fn answer(&self, text: String, format: Format, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let colour = format.is_prose() && self.colours(self.known.place.out_is_terminal);
        streams.out.write_all(if colour { paint::decorated(&text) } else { text }.as_bytes())?;
        Ok(Exit::Fine)
    }

    /// Programs find the error where they would find the answer; people find it on their screen.
    fn fault(&self, fault: ToolFault, format: Format, streams: &mut Streams<'_>) -> io::Result<Exit> {
        let exit = Exit::from(fault.code);
        let fault = match self.tool {
            Some(tool) => fault.of(tool),
            None => fault,
        };
        let text = format::fault(&fault, self.known.place.now, format);
        if !format.is_prose() {
            streams.out.write_all(text.as_bytes())?;
        } else if self.colours(self.known.place.err_is_terminal) {
            streams.err.write_all(paint::decorated(&text).as_bytes())?;
        } else {
            streams.err.write_all(text.as_bytes())?;
        }
        Ok(exit)
    }

    fn colours(&self, is_terminal: bool) -> bool {
        self.looks.colours(self.known.place, is_terminal)
    }
}
