//! What can be typed about the journal.

use std::path::PathBuf;

use agent::journal::{Decision, Filter};
use analysis::{Interval, Pair, answer::ToolName};
use clap::{Args as ClapArgs, Subcommand, ValueHint, builder::PossibleValuesParser};

use crate::args::Source;

const LIST_EXAMPLES: &str = "\
Examples:
  engram journal list
  engram journal list --pair BTC/USD --tool generate_signal --most 5";

const SHOW_EXAMPLES: &str = "\
Examples:
  engram journal show er1_5rtnsx4erb2az6msl7pywfhu3v";

const EXPORT_EXAMPLES: &str = "\
Examples:
  engram journal export er1_5rtnsx4erb2az6msl7pywfhu3v --out answer.json
  engram verify answer.json                      also on another machine

The file says first what it holds. A receipt of assess_risk holds your equity and holdings.";

const DECIDE_EXAMPLES: &str = "\
Examples:
  engram journal decide er1_5rtnsx4erb2az6msl7pywfhu3v took
  engram journal decide er1_5rtnsx4erb2az6msl7pywfhu3v skipped --why \"news at eight\"";

const CHECK_EXAMPLES: &str = "\
Examples:
  engram journal check

Every answer that is kept looks for damage first, too. The damaged file stays beside the new one, as
journal.db.damaged-<time>; what was saved and what was lost is told. `engram verify-journal` looks for altered rows.
Exit codes: 0 sound, 65 it was damaged or rows were altered, 66 no journal.";

const SCORE_EXAMPLES: &str = "\
Examples:
  engram journal score --data ~/candles
  engram journal list                            shows how each signal ended

A plan is followed from the open after its signal; its result is in R, the distance from entry to stop. Without --data
the demo market's signals are scored. Signals of other candles than these are left alone.";

pub(crate) const JOURNAL_EXAMPLES: &str = "\
Examples:
  engram journal list
  engram journal score --data ~/candles
  engram journal decide er1_5rtnsx4erb2az6msl7pywfhu3v took";

pub(crate) const VERIFY_EXAMPLES: &str = "\
Examples:
  engram verify er1_5rtnsx4erb2az6msl7pywfhu3v
  engram verify answer.json
  engram verify --all

Exit codes: 0 every answer is the same again, 65 altered or different, 66 cannot be checked.";

pub(crate) const VERIFY_JOURNAL_EXAMPLES: &str = "\
Examples:
  engram verify-journal
  engram verify-journal --journal ~/backup/journal.db

Exit codes: 0 whole, 65 altered, 66 no journal.";

/// Which journal.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Where {
    /// The journal's file [default: engram/journal.db in `$XDG_STATE_HOME`, or in ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) journal: Option<PathBuf>,
}

/// Whether an answer is kept, and where.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(crate) struct Keeping {
    #[command(flatten)]
    pub(crate) place: Where,
    /// Do not keep this answer
    #[arg(long, conflicts_with = "journal")]
    pub(crate) no_journal: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// A receipt's id, or a file that was exported
    #[arg(value_name = "ID|FILE", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) what: Option<String>,
    /// Every receipt of the journal
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) journal: Where,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JournalTask {
    /// Lists answers, newest first, with what was decided and how it ended
    #[command(after_help = LIST_EXAMPLES)]
    List(List),
    /// Shows one answer: the bytes that were hashed, and what was written down since
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// The receipt's id
        id: String,
        #[command(flatten)]
        journal: Where,
    },
    /// Writes an answer and its candles to one file that verifies on another machine
    #[command(after_help = EXPORT_EXAMPLES)]
    Export {
        /// The receipt's id
        id: String,
        /// The file to make; without it standard output
        #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
        #[command(flatten)]
        journal: Where,
    },
    /// Looks whether the file is damaged; a damaged one is moved aside, and what reads is saved into a new one
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        #[command(flatten)]
        journal: Where,
    },
    /// Scores the signals whose plan has ended since, from the candles that came
    #[command(after_help = SCORE_EXAMPLES)]
    Score(Score),
    /// Writes down what you did about a signal
    #[command(after_help = DECIDE_EXAMPLES)]
    Decide {
        /// The receipt's id
        id: String,
        /// What you did
        #[arg(value_parser = PossibleValuesParser::new(Decision::NAMES))]
        decision: String,
        /// Why, in at most 500 characters
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        why: String,
        #[command(flatten)]
        journal: Where,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// Answers about this pair alone
    #[arg(long)]
    pub(crate) pair: Option<Pair>,
    /// Answers about this timeframe alone
    #[arg(long, short, value_name = "T")]
    pub(crate) timeframe: Option<Interval>,
    /// Answers of this tool alone
    #[arg(long, value_parser = tool, value_name = "NAME")]
    pub(crate) tool: Option<ToolName>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) most: u32,
    #[command(flatten)]
    pub(crate) journal: Where,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Score {
    #[command(flatten)]
    pub(crate) source: Source,
    #[command(flatten)]
    pub(crate) journal: Where,
}

impl List {
    pub(super) fn filter(&self) -> Filter {
        Filter { pair: self.pair.clone(), timeframe: self.timeframe, tool: self.tool, most: self.most }
    }
}

fn tool(name: &str) -> Result<ToolName, String> {
    let all = [ToolName::AnalyzeMarket, ToolName::GenerateSignal, ToolName::GetConfidenceScore, ToolName::AssessRisk];
    let found = all.into_iter().find(|tool| tool.name() == name);
    found.ok_or_else(|| format!("tools are {}", all.map(ToolName::name).join(", ")))
}
