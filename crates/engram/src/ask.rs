//! A question in words: numbers at once, words after them.

use std::io;

use agent::{
    ToolFault,
    ask::Asked,
    format::{self, Format},
    narration::Words,
    talk::{Meant, Memory, Progress, which},
};
use clap::{Args as ClapArgs, ValueHint};

use crate::args::Suggested;
use crate::{
    args::{Looks, Source, TIMEFRAMES},
    config,
    exit::Exit,
    journal::{Keeper, args::Keeping},
    once::{DEMO, Place, Streams, faulted, question},
    paint,
    talking::{self, Status},
    when,
    world::World,
};

pub(crate) const ASK_EXAMPLES: &str = "\
Examples:
  engram ask \"should I buy BTC/USD on the 4h?\"
  engram ask how does gold look --no-model       the same numbers, without a model's words
  engram ask \"eur/usd daily\" --data ~/candles --format detailed
  engram ask btc 1h --format json                one object of all four tools

The market and the timeframe are found in your words; without a market the first watched one is taken. The numbers come
from code and are the same with any model and none. Keep it at hand by a key of your desktop that runs `engram ask`.";

#[derive(Debug, ClapArgs)]
pub(crate) struct InWords {
    /// The question
    #[arg(required = true, num_args = 1.., value_name = "QUESTION", value_hint = ValueHint::Other)]
    words: Vec<String>,
    /// The market, whatever the words name
    #[arg(long, value_name = "PAIR")]
    pair: Option<String>,
    /// The timeframe, whatever the words name
    #[arg(long, short, value_name = "T", value_parser = Suggested(TIMEFRAMES))]
    timeframe: Option<String>,
    #[command(flatten)]
    source: Source,
    /// Answer as it was known then: a time such as 2024-05-31T14:00:00Z, or a day, which counts to its end in UTC
    #[arg(long, value_name = "TIME|DAY")]
    as_of: Option<String>,
    /// What makes BUY or SELL: the measured proof, or the lean of the rule alone, marked unproven [default: proven]
    #[arg(long, value_name = "GATE", value_parser = Suggested(&["proven", "rule"]))]
    gate: Option<String>,
    /// Numbers only: ask no model
    #[arg(long)]
    no_model: bool,
    #[command(flatten)]
    keeping: Keeping,
    #[command(flatten)]
    looks: Looks,
}

/// Answers it.
pub(crate) fn run(task: &InWords, world: &World, place: Place, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => question::settings(&task.source, &resolved.settings),
        Err(faults) => return config::refused(&faults, streams),
    };
    let format = match task.looks.format.as_deref().unwrap_or(&settings.agent.response_format).parse() {
        Ok(format) => question::laid_out(format, place),
        Err(word) => return faulted(&ToolFault::from(word), place.now, streams),
    };
    let keeper = Keeper::new(task.keeping.clone(), place.now);
    let runtime = talking::runtime()?;
    let voice = talking::voice(&settings.lmstudio, !task.no_model, world, &runtime);
    let is_demo = question::is_demo(&settings);
    let answering = match talking::answering(settings, keeper.place(), voice, &runtime) {
        Ok(answering) => answering,
        Err(fault) => return told(&fault, format, place, streams),
    };
    let said = task.words.join(" ");
    let (asked, note) = match answering.meant(&said, &Memory::default()) {
        Meant::One(asked, note) => (asked, note.filter(|_| task.pair.is_none())),
        Meant::Several(_) if task.pair.is_some() => (Asked::default(), None),
        Meant::Several(pairs) => {
            streams.err.write_all(which(&pairs).as_bytes())?;
            writeln!(streams.err, "Name one, or use --pair.")?;
            return Ok(Exit::Usage);
        }
    };
    let asked = match task.over(asked, place) {
        Ok(asked) => asked,
        Err(fault) => return told(&fault, format, place, streams),
    };
    if let Some(note) = note {
        writeln!(streams.err, "{note}")?;
    }
    if is_demo {
        writeln!(streams.err, "{DEMO}")?;
    }
    let full = match runtime.block_on(answering.numbers(asked)) {
        Ok(full) => full,
        Err(fault) => return told(&fault, format, place, streams),
    };
    let paints = format.is_prose() && task.looks.colours(place, place.out_is_terminal);
    let painted = |text: String| if paints { paint::decorated(&text) } else { text };
    // The words come last in what a trader reads first, so the numbers need not wait for them.
    let is_early = format == Format::Clean;
    if is_early {
        streams.out.write_all(painted(format::report(&full, &Words::NotAsked, format)).as_bytes())?;
        streams.out.flush()?;
    }
    let mut status = Status::new(streams, place.err_is_terminal, place.width);
    let show = |stage| status.show(&Progress::Stage(stage));
    let words = runtime.block_on(answering.words(&full, Some(&said), talking::patience(place), show));
    status.clear();
    let rest = if is_early { format::model(&words) } else { format::report(&full, &words, format) };
    streams.out.write_all(painted(rest).as_bytes())?;
    match &words {
        Words::Unavailable { why, .. } => talking::without_words(why, streams)?,
        Words::Rejected { why, .. } => writeln!(streams.err, "The model's words cannot be used: {}", why.join(" "))?,
        Words::Off | Words::NotAsked | Words::Said(_) => {}
    }
    keeper.told(Exit::Fine, streams)
}

impl InWords {
    /// What was said by flags counts more than what the words name.
    fn over(&self, asked: Asked, place: Place) -> Result<Asked, ToolFault> {
        let as_of = self.as_of.as_deref().map(|text| when::as_of(text, place.now)).transpose()?;
        Ok(Asked {
            pair: self.pair.clone().unwrap_or(asked.pair),
            timeframe: self.timeframe.clone().or(asked.timeframe),
            as_of,
            gate: self.gate.as_deref().map(str::parse).transpose()?,
            ..Asked::default()
        })
    }
}

/// Programs find the error where they would find the answer.
fn told(fault: &ToolFault, format: Format, place: Place, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let text = format::fault(fault, place.now, format);
    if format.is_prose() { streams.err.write_all(text.as_bytes()) } else { streams.out.write_all(text.as_bytes()) }?;
    Ok(Exit::from(fault.code))
}
