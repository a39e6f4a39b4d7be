//! Prices that are waited for.

pub(crate) mod args;

use std::{io, path::Path, sync::Arc};

use agent::{
    Settings, Source, ToolFault,
    alerts::{self, Round},
    ask::Records,
    home,
    journal::{Journal, JournalFault},
    scoring,
    slash::At,
};
use jiff::Timestamp;
use market::Feed;

use crate::{
    args::{Source as Place, TextOrJson},
    config,
    exit::Exit,
    journal::failed,
    once::{DEMO, Streams, faulted, question},
    when,
    world::World,
};
use args::{Add, AlertTask};

/// Does what was asked about alerts.
pub(crate) fn run(task: AlertTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match task {
        AlertTask::Add(add) => {
            with_candles(&add.source.clone(), world, now, streams, |asking, streams| add.run(asking, now, streams))
        }
        AlertTask::Check { source, journal } => with_candles(&source, world, now, streams, |asking, streams| {
            check(asking, journal.journal.as_deref(), now, streams)
        }),
        AlertTask::List { format, journal } => match existing(journal.journal.as_deref()) {
            Ok(journal) => match journal.map_or_else(|| Ok(Vec::new()), |journal| journal.alerts()) {
                Ok(all) => {
                    let text = match format {
                        TextOrJson::Text => alerts::list(&all, now),
                        TextOrJson::Json => format!("{:#}\n", alerts::object(&all)),
                    };
                    streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
                }
                Err(fault) => failed(&fault, streams),
            },
            Err(fault) => failed(&fault, streams),
        },
        AlertTask::Remove { number, journal } => {
            let removed = existing(journal.journal.as_deref()).and_then(|journal| match journal {
                Some(mut journal) => journal.disarm(number, now),
                None => Err(JournalFault::UnknownAlert(number)),
            });
            match removed {
                Ok(true) => writeln!(streams.out, "Alert {number} is removed.").map(|()| Exit::Fine),
                Ok(false) => writeln!(streams.out, "Alert {number} was armed no more.").map(|()| Exit::Fine),
                Err(fault) => failed(&fault, streams),
            }
        }
    }
}

/// Candles, and what is asked about them.
pub(crate) struct Asking {
    pub(crate) feed: Arc<dyn Feed>,
    pub(crate) settings: Settings,
    pub(crate) runtime: tokio::runtime::Runtime,
}

impl Asking {
    /// Made-up candles are announced before anything is read from them.
    pub(crate) fn announce(&self, streams: &mut Streams<'_>) -> io::Result<()> {
        match self.settings.market.source {
            Source::Demo { .. } => writeln!(streams.err, "{DEMO}"),
            Source::File(_) | Source::Venue(_) => Ok(()),
        }
    }
}

/// Opens the candles.
pub(crate) fn with_candles(
    source: &Place,
    world: &World,
    now: Timestamp,
    streams: &mut Streams<'_>,
    run: impl FnOnce(Asking, &mut Streams<'_>) -> io::Result<Exit>,
) -> io::Result<Exit> {
    let settings = match world.settings() {
        Ok(resolved) => question::settings(source, &resolved.settings),
        Err(faults) => return config::refused(&faults, streams),
    };
    let opened = agent::open(&settings).and_then(|feed| Ok((feed, question::runtime()?)));
    match opened {
        Ok((feed, runtime)) => run(Asking { feed, settings, runtime }, streams),
        Err(fault) => faulted(&fault, now, streams),
    }
}

impl Add {
    fn run(self, asking: Asking, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
        asking.announce(streams)?;
        let Asking { feed, settings, runtime } = asking;
        let records = Records::default();
        let at = At {
            feed: feed.as_ref(),
            settings: &settings,
            format: agent::format::Format::Clean,
            now,
            records: &records,
        };
        let watch = price(&self.price).and_then(|price| {
            let until = self.until.as_deref().map(when::until).transpose()?;
            runtime.block_on(at.watch(&self.pair, price, until))
        });
        let watch = match watch {
            Ok(watch) => watch,
            Err(fault) => return faulted(&fault, now, streams),
        };
        let armed = home::kept(self.journal.journal.as_deref())
            .and_then(|place| Journal::open_sound(&place, now))
            .and_then(|(mut journal, _)| journal.arm(watch, now));
        match armed {
            Ok(alert) => {
                streams.out.write_all(alerts::list(&[alert], now).as_bytes())?;
                let who = "The window and `engram run` look every minute; `engram alert check` looks once.";
                writeln!(streams.err, "{who}").map(|()| Exit::Fine)
            }
            Err(fault) => failed(&fault, streams),
        }
    }
}

fn check(asking: Asking, named: Option<&Path>, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    asking.announce(streams)?;
    let Asking { feed, settings, runtime } = asking;
    let looked = existing(named).and_then(|journal| {
        let Some(mut journal) = journal else { return Ok((Round::default(), 0)) };
        let records = Records::default();
        let round = runtime.block_on(alerts::round(feed.as_ref(), &mut journal, &settings, now, &records))?;
        let scored = runtime.block_on(scoring::due(feed.as_ref(), &mut journal, now))?.alerts;
        Ok((round, scored))
    });
    match looked {
        Ok((round, scored)) => {
            let text = round.text();
            streams.out.write_all(if text.is_empty() { "Nothing fired.\n" } else { &text }.as_bytes())?;
            if scored > 0 {
                writeln!(streams.out, "{scored} that fired before: what the market did next is known now.")?;
            }
            Ok(Exit::Fine)
        }
        Err(fault) => failed(&fault, streams),
    }
}

/// The journal, if one was begun.
fn existing(named: Option<&Path>) -> Result<Option<Journal>, JournalFault> {
    Journal::open_if_there(&home::kept(named)?)
}

fn price(text: &str) -> Result<f64, ToolFault> {
    text.trim().parse().map_err(|_| {
        let got: String = text.chars().take(40).collect();
        ToolFault::invalid("/price", format!("price must be a number above 0; got {got:?}."))
    })
}
