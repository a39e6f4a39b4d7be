//! The tray as a value: what it shows, and what each row does.

mod pace;
mod standing;

use analysis::answer::{Lean, SignalWord, ToolName};

use crate::{Change, Command, Headline, Snapshot};
pub use pace::{Pace, Step};
use standing::Standing;

/// Signals the menu lists, and what it lists where something must be mended, so that no menu is longer than a screen.
const LATEST: usize = 3;
const LATEST_IN_TROUBLE: usize = 2;

/// Longest tooltip that every system shows, in characters.
const TOOLTIP: usize = 127;

/// Longest state row, so that the menu stays narrow.
const STATE: usize = 80;

/// How answers may read.
const FORMATS: [(&str, &str); 4] = [("clean", "Clean"), ("detailed", "Detailed"), ("raw", "Raw"), ("json", "JSON")];

/// Everything the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// The shape of the icon.
    pub mark: Mark,
    /// One sentence, at most 127 characters.
    pub tooltip: String,
    /// Top to bottom; at most 12 rows, lines between groups not counted.
    pub menu: Vec<Row>,
}

/// The shape of the icon: seven that differ without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Not yet known: a dot in a thin ring.
    Starting,
    /// Everything wanted works: solid.
    Ready,
    /// Connected, and nobody said yet that the tools may be called: half solid.
    NeedsApproval,
    /// Answers, but something is missing or answers cannot be kept: solid with a bite.
    Degraded,
    /// The gateway is waited for or called: a dashed ring.
    Reconnecting,
    /// A person must act: a broken ring with a bar.
    NeedsYou,
    /// Connected, and calls are answered "paused": two bars in a ring.
    Paused,
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
    /// One of several, of which one is in force.
    Choice {
        /// What the trader reads.
        label: String,
        /// Whether it is in force.
        chosen: bool,
        /// What happens.
        act: Act,
    },
    /// Rows behind a row.
    Menu {
        /// What the trader reads.
        label: String,
        /// What stands behind it.
        rows: Vec<Self>,
    },
}

/// What a row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opens the window on a new question.
    QuickQuestion,
    /// Opens the window on this report.
    ShowReport(String),
    /// Opens the window at a place of the page, such as `settings/gateway`.
    Go(&'static str),
    /// Opens the window on the form of a tool.
    Tool(ToolName),
    /// Sends this.
    Send(Command),
    /// Starts Engram with the session from now on, or no more.
    Autostart(bool),
    /// Puts what a helper needs to know on the clipboard.
    CopyDiagnostics,
    /// Opens the window.
    Open,
    /// Ends Engram.
    Quit,
}

impl TrayView {
    /// What the tray shows of a snapshot, and of whether Engram starts with the session, where this computer says so. No
    /// prices: the tray is read by whoever stands behind the trader.
    pub fn of(snapshot: &Snapshot, autostart: Option<bool>) -> Self {
        let Standing { mark, words, fix } = Standing::of(snapshot);
        Self {
            mark,
            tooltip: clipped(format!("Engram – {words}"), TOOLTIP),
            menu: menu(snapshot, autostart, clipped(format!("Engram · {words}"), STATE), fix),
        }
    }
}

fn menu(snapshot: &Snapshot, autostart: Option<bool>, state: String, fix: Option<Row>) -> Vec<Row> {
    let most = if fix.is_some() { LATEST_IN_TROUBLE } else { LATEST };
    let mut rows = vec![Row::State(state)];
    rows.extend(fix);
    rows.extend([Row::Separator, item("Quick question…", Act::QuickQuestion)]);
    let latest = snapshot.reports.iter().take(most);
    rows.extend(latest.map(|report| item(&line(report), Act::ShowReport(report.id.clone()))));
    rows.extend([tools(), formats(snapshot)]);
    if snapshot.paused.is_none() {
        rows.push(pauses());
    }
    rows.extend([
        Row::Separator,
        item("Open Engram", Act::Open),
        settings(autostart),
        item("Copy diagnostics", Act::CopyDiagnostics),
        item("Quit", Act::Quit),
    ]);
    rows
}

fn item(label: &str, act: Act) -> Row {
    Row::Item { label: label.to_owned(), act }
}

fn tools() -> Row {
    let label = |tool: ToolName| match tool {
        ToolName::AnalyzeMarket => "Analyse a market…",
        ToolName::GenerateSignal => "Generate a signal…",
        ToolName::GetConfidenceScore => "Score a signal…",
        ToolName::AssessRisk => "Assess a risk…",
    };
    let rows = ToolName::ALL.into_iter().map(|tool| item(label(tool), Act::Tool(tool))).collect();
    Row::Menu { label: "Run a tool".to_owned(), rows }
}

fn formats(snapshot: &Snapshot) -> Row {
    let choice = |(name, label): (&str, &str)| {
        let change = Change { path: "agent.response_format".to_owned(), value: Some(name.to_owned()) };
        Row::Choice {
            label: label.to_owned(),
            chosen: snapshot.settings.response_format == name,
            act: Act::Send(Command::Save { changes: vec![change] }),
        }
    };
    Row::Menu { label: "Response format".to_owned(), rows: FORMATS.into_iter().map(choice).collect() }
}

fn pauses() -> Row {
    let rows = vec![
        item("For one hour", Act::Send(Command::Pause { minutes: Some(60) })),
        item("Until Engram is started again", Act::Send(Command::Pause { minutes: None })),
    ];
    Row::Menu { label: "Pause".to_owned(), rows }
}

/// The menu has no room for a row more, so the switch stands behind the settings' own.
fn settings(autostart: Option<bool>) -> Row {
    const PLACE: Act = Act::Go("settings");
    let Some(chosen) = autostart else { return item("Settings…", PLACE) };
    let switch = Row::Choice { label: "Start with the session".to_owned(), chosen, act: Act::Autostart(!chosen) };
    Row::Menu { label: "Settings".to_owned(), rows: vec![item("All settings…", PLACE), switch] }
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

fn clipped(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests;
