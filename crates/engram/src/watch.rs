//! Markets on a screen, candle by candle.

mod table;

use std::{io, path::Path, time::Duration};

use agent::{
    ToolFault, alerts,
    ask::{self, Asked, Records},
    home,
    journal::{Journal, JournalFault},
};
use analysis::{
    Interval,
    answer::{Lean, SignalWord},
};
use clap::Args as ClapArgs;
use futures_util::StreamExt;
use market::{BoxStream, News, Offer};
use tokio::time::{Instant, sleep_until};

use self::table::{Row, Size};
use crate::{
    alert::{Asking, with_candles},
    args::Source,
    clock,
    exit::Exit,
    once::{Place, Streams, faulted},
    world::World,
};

pub(crate) const WATCH_EXAMPLES: &str = "\
Examples:
  engram watch                                      your watch list
  engram watch BTC/USDT ETH/USDT -t 5m --source binance
  engram watch EUR/USD -t 1h --source yahoo | tee candles.log

On a terminal a table that stays; elsewhere a line for each closed candle. Alerts that are armed are looked at with each
of them. Ctrl-C ends it. No answer is kept.";

/// Where candles do not come by themselves they are looked for this often.
const LOOK: Duration = Duration::from_secs(5);

/// A screen is drawn anew at most four times a second.
const DRAW: Duration = Duration::from_millis(250);

#[derive(Debug, ClapArgs)]
pub(crate) struct Watch {
    /// Which markets [default: the watch list, `trading.supported_pairs`]
    pairs: Vec<String>,
    /// Candle timeframe [default: the one that is set, else 1h]
    #[arg(long, short, value_name = "T")]
    timeframe: Option<String>,
    #[command(flatten)]
    source: Source,
    /// Ends after so many closed candles
    #[arg(long, value_name = "N")]
    candles: Option<u32>,
}

/// Follows them until it is stopped.
pub(crate) fn run(task: &Watch, world: &World, place: Place, streams: &mut Streams<'_>) -> io::Result<Exit> {
    with_candles(&task.source.clone(), world, place.now, streams, |asking, streams| {
        asking.announce(streams)?;
        let interval = task.timeframe.as_deref().map(str::parse::<Interval>).transpose();
        let read = |name: &String| market::symbol::read(name).ok_or_else(|| analysis::InvalidPair(name.clone()));
        let pairs = task.pairs.iter().map(read).collect::<Result<Vec<_>, _>>();
        let (interval, pairs) = match (interval, pairs) {
            (Ok(interval), Ok(pairs)) => (interval, pairs),
            (Err(fault), _) => return faulted(&ToolFault::from(fault), place.now, streams),
            (_, Err(fault)) => return faulted(&ToolFault::from(fault), place.now, streams),
        };
        let trading = &asking.settings.trading;
        let interval = interval.or(trading.default_timeframe).unwrap_or(Interval::H1);
        let pairs = if pairs.is_empty() { trading.supported_pairs.clone() } else { pairs };
        let Asking { feed, settings, runtime } = &asking;
        let screen = Screen { asking: Asked::default(), interval, is_terminal: place.out_is_terminal };
        let watching = Watching {
            rows: pairs.into_iter().map(Row::empty).collect(),
            records: Records::default(),
            asking: Candles { feed: feed.as_ref(), settings },
            screen,
            drawn: 0,
            left: task.candles,
        };
        runtime.block_on(watching.run(streams))
    })
}

/// What questions are answered from.
struct Candles<'a> {
    feed: &'a dyn market::Feed,
    settings: &'a agent::Settings,
}

struct Screen {
    asking: Asked,
    interval: Interval,
    is_terminal: bool,
}

struct Watching<'a> {
    rows: Vec<Row>,
    records: Records,
    asking: Candles<'a>,
    screen: Screen,
    /// Lines of the table that stand on the screen.
    drawn: usize,
    /// Closed candles until the end.
    left: Option<u32>,
}

impl Watching<'_> {
    async fn run(mut self, streams: &mut Streams<'_>) -> io::Result<Exit> {
        for index in 0..self.rows.len() {
            self.draw(streams)?;
            self.answer(index).await;
            self.line(index, streams)?;
        }
        if self.rows.iter().all(|row| row.price.is_none()) {
            self.draw(streams)?;
            return Ok(Exit::NoInput);
        }
        self.draw(streams)?;
        let series: Vec<Offer> =
            self.rows.iter().map(|row| Offer { pair: row.pair.clone(), interval: self.screen.interval }).collect();
        let mut news = self.asking.feed.follow(&series);
        let (mut look_at, mut draw_at) = (Instant::now() + LOOK, None);
        loop {
            tokio::select! {
                stopped = tokio::signal::ctrl_c() => return stopped.map(|()| Exit::Fine),
                told = next(news.as_mut()) => match told {
                    Some(news) => self.told(news, streams).await?,
                    None => news = None,
                },
                () = sleep_until(look_at), if news.is_none() => {
                    look_at = Instant::now() + LOOK;
                    self.look(streams).await?;
                }
                () = drawing(draw_at) => {
                    draw_at = None;
                    self.draw(streams)?;
                    continue;
                }
            }
            draw_at = draw_at.or(Some(Instant::now() + DRAW));
            if self.left == Some(0) {
                self.draw(streams)?;
                return Ok(Exit::Fine);
            }
        }
    }

    async fn told(&mut self, news: News, streams: &mut Streams<'_>) -> io::Result<()> {
        match news {
            News::Closed { pair, .. } | News::Corrected { pair, .. } => {
                if let Some(index) = self.rows.iter().position(|row| row.pair == pair) {
                    self.closed(index, streams).await?;
                }
            }
            News::Forming { pair, candle, .. } => {
                if let Some(row) = self.rows.iter_mut().find(|row| row.pair == pair) {
                    row.price = Some(candle.close);
                }
            }
            News::Live(venue) => self.say(&format!("{} is live.", venue.title()), streams)?,
            News::Silent { venue, why } => self.say(&format!("{} {why}", venue.title()), streams)?,
        }
        Ok(())
    }

    /// Where nobody tells, the newest candle is looked at.
    async fn look(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        for index in 0..self.rows.len() {
            let Some(row) = self.rows.get(index) else { continue };
            let (pair, now) = (row.pair.clone(), clock::seconds());
            let want = market::Want { pair, interval: Some(self.screen.interval), bars: 1, at: now };
            let newest = market::history(self.asking.feed, &want).await.ok().map(|found| found.series.last_close());
            if newest.is_some() && newest != row.closed_at {
                self.closed(index, streams).await?;
            }
        }
        Ok(())
    }

    async fn closed(&mut self, index: usize, streams: &mut Streams<'_>) -> io::Result<()> {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.answer(index).await;
        self.line(index, streams)?;
        let fired = self.fired().await;
        match fired {
            Ok(fired) => {
                for sentence in fired {
                    self.say(&sentence, streams)?;
                }
                Ok(())
            }
            Err(fault) => self.say(&fault.to_string(), streams),
        }
    }

    /// Prices that were reached, and are written down as such.
    async fn fired(&self) -> Result<Vec<String>, JournalFault> {
        let Some(file) = home::place(None::<&Path>)? else { return Ok(Vec::new()) };
        let Some(mut journal) = Journal::open_if_there(&file)? else { return Ok(Vec::new()) };
        let Candles { feed, settings } = self.asking;
        let round = alerts::round(feed, &mut journal, settings, clock::seconds(), &self.records).await?;
        Ok(round.fired.iter().filter_map(alerts::fired).map(|(_, sentence)| sentence).collect())
    }

    async fn answer(&mut self, index: usize) {
        let Some(row) = self.rows.get_mut(index) else { return };
        let timeframe = Some(self.screen.interval.name().to_owned());
        let asked = Asked { pair: row.pair.to_string(), timeframe, ..self.screen.asking.clone() };
        let Candles { feed, settings } = self.asking;
        match ask::answer_knowing(feed, &asked, settings, clock::seconds(), &self.records).await {
            Ok(answer) => {
                let signal = &answer.report.signal;
                row.price = Some(answer.history.series.last_price());
                row.closed_at = Some(answer.history.series.last_close());
                row.signal = word(signal.signal, signal.lean);
                row.score = signal.score;
                row.note = note(signal);
            }
            Err(fault) => row.note = fault.text(),
        }
    }

    /// Elsewhere than on a terminal, a closed candle is a line.
    fn line(&self, index: usize, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.screen.is_terminal {
            return Ok(());
        }
        let Some(row) = self.rows.get(index) else { return Ok(()) };
        writeln!(streams.out, "{}", row.text(self.screen.interval))?;
        streams.out.flush()
    }

    fn say(&mut self, sentence: &str, streams: &mut Streams<'_>) -> io::Result<()> {
        if self.screen.is_terminal && self.drawn > 0 {
            write!(streams.out, "\u{1b}[{}A\u{1b}[J", self.drawn)?;
            self.drawn = 0;
            streams.out.flush()?;
        }
        writeln!(streams.err, "{sentence}")
    }

    fn draw(&mut self, streams: &mut Streams<'_>) -> io::Result<()> {
        if !self.screen.is_terminal {
            return Ok(());
        }
        if self.drawn > 0 {
            write!(streams.out, "\u{1b}[{}A\u{1b}[J", self.drawn)?;
        }
        let lines = table::lines(&self.rows, self.screen.interval, size());
        for line in &lines {
            writeln!(streams.out, "{line}")?;
        }
        self.drawn = lines.len();
        streams.out.flush()
    }
}

/// It may have changed since the table was drawn last.
fn size() -> Size {
    let told = terminal_size::terminal_size_of(io::stdout());
    let (columns, lines) = told.map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
    Size { columns, lines }
}

fn word(signal: SignalWord, lean: Lean) -> String {
    let lean = match (signal, lean) {
        (SignalWord::Hold, Lean::Long) => ", leans long",
        (SignalWord::Hold, Lean::Short) => ", leans short",
        (SignalWord::Hold | SignalWord::Buy | SignalWord::Sell, _) => "",
    };
    format!("{}{lean}", signal.word())
}

/// What keeps it from being judged, where something does.
fn note(signal: &analysis::answer::TradeSignal) -> String {
    if !signal.abstained {
        return String::new();
    }
    let reasons = signal.hold_reasons.iter().filter_map(|reason| serde_json::to_value(reason).ok());
    let words: Vec<String> = reasons.filter_map(|reason| reason.as_str().map(str::to_lowercase)).collect();
    words.join(", ")
}

async fn next(news: Option<&mut BoxStream<'static, News>>) -> Option<News> {
    match news {
        Some(news) => news.next().await,
        None => std::future::pending().await,
    }
}

async fn drawing(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
