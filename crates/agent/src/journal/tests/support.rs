//! Answers to store, and what is expected of a journal that holds them.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
};

use analysis::{
    Direction, Gate, History, Holding, Holdings, Interval, Pair, Params, Question, Report, RiskQuestion, Side,
};
use jiff::Timestamp;
use market::{DemoFeed, Want};
use tempfile::TempDir;

use crate::journal::{Journal, Verifier};

/// Chance, the same in every run.
#[derive(Debug)]
pub(crate) struct Dice(u64);

/// An answer and what it was made from.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) report: Report,
    pub(crate) history: History,
    pub(crate) now: Timestamp,
}

const PAIRS: [&str; 7] = ["BTC/USD", "ETH/USD", "EUR/USD", "XAU/USD", "AAPL", "^GSPC", "BTC/USDT:USDT"];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) % most as u64) as usize
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The newest candles of the demo market then.
pub(crate) fn history(seed: u64, pair: &str, interval: Interval, bars: u32, at: Timestamp) -> History {
    let want = Want { pair: Pair::new(pair).unwrap(), interval: Some(interval), bars, at };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(market::history(&DemoFeed::new(seed), &want)).unwrap()
}

/// An answer from hourly candles.
pub(crate) fn answer(seed: u64, pair: &str, bars: u32, gate: Gate, now: Timestamp) -> Given {
    answered(history(seed, pair, Interval::H1, bars, now), gate, now)
}

fn answered(history: History, gate: Gate, now: Timestamp) -> Given {
    let question = Question::about(&history.series);
    let mut params = Params::of_class(question.pair.class());
    params.signal.gate = gate;
    let report = analysis::report(&history, &question, &params, now).unwrap();
    Given { report, history, now }
}

/// An answer to a question nobody thought of: any pair, timeframe, time, sides, gate and settings.
pub(crate) fn any_answer(markets: &[History], dice: &mut Dice) -> Given {
    let market = &markets[dice.below(markets.len())];
    let interval = market.series.interval();
    let last = 40 + dice.below(market.series.len() - 40);
    let known = market.series.times()[last] + dice.below(2 * interval.millis() as usize) as i64;
    let known = Timestamp::from_millisecond(known / 1_000 * 1_000).unwrap();
    let as_of = (dice.below(3) == 0).then_some(known);
    let now =
        as_of.map_or(known, |known| Timestamp::from_second(known.as_second() + dice.below(99_999) as i64).unwrap());
    let bars = 30 + if dice.below(40) == 0 { dice.below(1_500) } else { dice.below(300) };
    // A file holds more than was known then.
    let held = if dice.below(2) == 0 { market.series.clone() } else { market.series.until(known).unwrap() };
    let least = market.series.len() - held.until(known).unwrap().len() + 40;
    let mut history = History { series: held.tail(least.max(bars)), provenance: market.provenance.clone() };
    history.provenance.rejected = dice.below(2) as u32;
    history.provenance.delay_seconds = dice.one_of(&[None, Some(0), Some(900)]);
    history.provenance.kind = dice.one_of(&[analysis::Kind::Live, analysis::Kind::Recorded, analysis::Kind::Synthetic]);
    if dice.below(3) == 0 {
        history.provenance.tick = None;
    }
    let question = Question {
        pair: history.series.pair().clone(),
        interval,
        as_of,
        direction: dice.one_of(&[Direction::Both, Direction::LongOnly, Direction::ShortOnly]),
        timeframe_defaulted: dice.below(2) == 0,
    };
    let mut params = Params::of_class(question.pair.class());
    params.signal.gate = dice.one_of(&[Gate::Proven, Gate::Rule]);
    params.levels.horizon_bars = 1 + dice.below(60) as u16;
    if dice.below(2) == 0 {
        params.costs = analysis::Costs::set(dice.below(1_000) as f64 / 7.0);
    }
    let report = analysis::report(&history, &question, &params, now).unwrap();
    Given { report, history, now }
}

/// Some of every demo market.
pub(crate) fn markets() -> Vec<History> {
    let now = at("2026-11-20T15:00:03Z");
    let all = PAIRS.iter().flat_map(|pair| Interval::ASKABLE.map(|interval| history(1, pair, interval, 1_700, now)));
    all.collect()
}

/// A journal in a folder of its own, which lasts as long as the first of the two.
pub(crate) fn journal() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    (folder, journal)
}

pub(crate) fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("journal.db")
}

pub(crate) fn stored(journal: &mut Journal, given: &Given) -> Vec<String> {
    journal.store(&given.report, &given.history, given.now).unwrap().ids
}

/// An assessment with two holdings that have candles and one that has none, stored; its id.
pub(crate) fn with_holdings(journal: &mut Journal) -> String {
    let now = at("2026-11-20T15:00:03Z");
    let own = history(1, "BTC/USD", Interval::H1, 900, now);
    let holding = |pair: &str, candles| Holding {
        pair: Pair::new(pair).unwrap(),
        side: Side::Long,
        units: 2.0,
        stop: Some(1.0),
        candles,
    };
    let daily = |pair| Some(Arc::new(history(1, pair, Interval::D1, 70, now)));
    let mut params = Params::of_class(own.series.pair().class());
    params.risk.account_equity = Some(10_000.0);
    params.risk.holdings = Holdings::Of(vec![
        holding("ETH/USD", daily("ETH/USD")),
        holding("BTC/USD", None),
        holding("XAU/USD", daily("XAU/USD")),
    ]);
    let question = Question::about(&own.series);
    let assessed = analysis::assess(&own, &question, &RiskQuestion::default(), &params, now, None).unwrap();
    let receipt = assessed.receipt.unwrap();
    journal.store_with_holdings(std::slice::from_ref(&receipt), &own, &params.risk.holdings, now).unwrap();
    receipt.id
}

/// The ids that are not there, or do not verify.
pub(crate) fn lost(journal: &Journal, ids: &[String]) -> Vec<String> {
    let mut verifier = Verifier::default();
    let is_kept = |id: &str| journal.get(id).unwrap().is_some_and(|kept| verifier.check(&kept).verdict.is_match());
    let mut is_kept = is_kept;
    ids.iter().filter(|id| !is_kept(id)).cloned().collect()
}

/// How many times something is tried: more of them with `ENGRAM_FULL=1`.
pub(crate) fn times(usual: usize, full: usize) -> usize {
    if std::env::var_os("ENGRAM_FULL").is_some_and(|set| set == "1") { full } else { usual }
}

/// This program, about to run one test of these as somebody else.
pub(crate) fn child(test: &str, role: &str, file: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    as_child(&mut command, test, role, file);
    command
}

/// The same inside a world of its own, where a folder is a small disk. `None`, with a reason, where that is not allowed.
pub(crate) fn child_on_disk(size: &str, test: &str, role: &str, folder: &std::path::Path) -> Option<Command> {
    let mount = format!("mount -t tmpfs -o size={size},mode=0700 none {}", folder.display());
    let allowed = Command::new("unshare").args(["-rm", "sh", "-c", &mount]).stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this system does not let a test mount a disk of its own (unshare -rm)");
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &format!("{mount} && exec \"$0\" \"$@\"")]);
    command.arg(std::env::current_exe().unwrap());
    as_child(&mut command, test, role, &folder.join("journal.db"));
    Some(command)
}

fn as_child(command: &mut Command, test: &str, role: &str, file: &std::path::Path) {
    command.args(["--exact", &format!("journal::tests::{test}"), "--nocapture", "--test-threads=1"]);
    command.env("ENGRAM_JOURNAL_ROLE", role).env("ENGRAM_JOURNAL_FILE", file).stdout(Stdio::piped());
}

/// The role this process was started for, and its file.
pub(crate) fn role() -> Option<(String, PathBuf)> {
    let role = std::env::var("ENGRAM_JOURNAL_ROLE").ok()?;
    Some((role, PathBuf::from(std::env::var_os("ENGRAM_JOURNAL_FILE")?)))
}

/// Tells the parent.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

/// A small answer, different for each number.
pub(crate) fn small(number: u64) -> Given {
    static CANDLES: OnceLock<History> = OnceLock::new();
    let first = at("2026-11-20T15:00:03Z");
    let history = CANDLES.get_or_init(|| history(1, "BTC/USD", Interval::H1, 40, first)).clone();
    answered(history, Gate::Proven, Timestamp::from_second(first.as_second() + number as i64).unwrap())
}
