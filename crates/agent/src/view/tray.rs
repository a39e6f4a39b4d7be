//! The tray as a value: what it shows, and what each row does.

use analysis::answer::{Lean, SignalWord};

use crate::{AskState, FeedAccess, Headline, JournalAccess, ProblemView, Snapshot};

/// Signals the menu lists.
const LATEST: usize = 3;

/// Longest tooltip that every system shows, in characters.
const TOOLTIP: usize = 127;

/// Longest state row, so that the menu stays narrow.
const STATE: usize = 80;

/// Everything the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// The shape of the icon.
    pub mark: Mark,
    /// One sentence, at most 127 characters.
    pub tooltip: String,
    /// Top to bottom; at most 12 rows.
    pub menu: Vec<Row>,
}

/// The shape of the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Not yet known.
    Starting,
    /// Everything wanted works.
    Ready,
    /// The source could not answer, or answers cannot be kept.
    Degraded,
}

/// A row of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The state in words; does nothing.
    State(String),
    /// A line between groups.
    Separator,
    /// Something that can be done.
    Item {
        /// What the trader reads.
        label: String,
        /// What happens.
        act: Act,
    },
}

/// What a row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opens the window on a new question.
    QuickQuestion,
    /// Opens the window on this report.
    ShowReport(String),
    /// Opens the window.
    Open,
    /// Ends Engram.
    Quit,
}

impl TrayView {
    /// What the tray shows of a snapshot. No prices: the tray is read by whoever stands behind the trader.
    pub fn of(snapshot: &Snapshot) -> Self {
        let (mark, state) = standing(snapshot);
        Self {
            mark,
            tooltip: clipped(format!("Engram – {state}"), TOOLTIP),
            menu: menu(snapshot, clipped(format!("Engram · {state}"), STATE)),
        }
    }
}

fn standing(snapshot: &Snapshot) -> (Mark, String) {
    let feed = &snapshot.feed;
    if let Some(problem) = fault_of_source(snapshot) {
        return (Mark::Degraded, plain(&problem.what));
    }
    if let JournalAccess::Failed { trouble } = &snapshot.journal.access {
        return (Mark::Degraded, format!("answers are not kept: {}", within(&plain(&trouble.what))));
    }
    let words = if feed.synthetic {
        "demo data, not a market".to_owned()
    } else {
        format!("candles from {}", last_part(&feed.detail))
    };
    match feed.access {
        FeedAccess::Opening => (Mark::Starting, format!("starting, {words}")),
        FeedAccess::Open | FeedAccess::Failed { .. } => (Mark::Ready, words),
    }
}

/// The trouble with the source, if it could not be opened or the last question failed on it.
fn fault_of_source(snapshot: &Snapshot) -> Option<&ProblemView> {
    match (&snapshot.ask, &snapshot.feed.access) {
        (AskState::Failed { problem, .. }, _) if problem.code.is_of_source() => Some(problem),
        (_, FeedAccess::Failed { problem }) => Some(problem),
        (_, FeedAccess::Opening | FeedAccess::Open) => None,
    }
}

fn menu(snapshot: &Snapshot, state: String) -> Vec<Row> {
    let item = |label: &str, act| Row::Item { label: label.to_owned(), act };
    let mut rows = vec![Row::State(state), Row::Separator, item("Quick question…", Act::QuickQuestion)];
    let latest = snapshot.reports.iter().take(LATEST);
    let latest: Vec<_> = latest.map(|report| item(&line(report), Act::ShowReport(report.id.clone()))).collect();
    if !latest.is_empty() {
        rows.push(Row::Separator);
        rows.extend(latest);
    }
    rows.extend([Row::Separator, item("Open Engram", Act::Open), item("Quit", Act::Quit)]);
    rows
}

/// `EUR/USD 1h  HOLD, leans long (demo)`.
fn line(report: &Headline) -> String {
    let lean = match (report.signal, report.lean) {
        (SignalWord::Hold, Lean::Long) => ", leans long",
        (SignalWord::Hold, Lean::Short) => ", leans short",
        (SignalWord::Hold, Lean::None) => "",
        (SignalWord::Buy | SignalWord::Sell, _) if report.proven => "",
        (SignalWord::Buy | SignalWord::Sell, _) => ", unproven",
    };
    let origin = if report.source == "demo" { " (demo)" } else { "" };
    format!("{} {}  {}{lean}{origin}", report.pair, report.timeframe, report.signal.word())
}

fn plain(sentence: &str) -> String {
    sentence.trim_end_matches('.').to_owned()
}

/// A sentence in the middle of another.
fn within(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

fn clipped(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
