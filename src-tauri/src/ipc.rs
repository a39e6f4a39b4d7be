//! What the page may ask: three commands, each under the access list.
#![expect(clippy::needless_pass_by_value, reason = "tauri hands a command its state by value")]

use crate::memory::{self, Question};
use crate::shell::Shell;
use agent::{Command, Refused, ReportView, Snapshot};
use serde::Serialize;
use tauri::{AppHandle, State};

/// Why a command was refused, in the one shape the page reads.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refusal {
    kind: &'static str,
    message: String,
}

#[tauri::command]
pub(crate) fn snapshot(shell: State<'_, Shell>) -> Snapshot {
    Snapshot::clone(&shell.agent.snapshot())
}

/// None when the report is no longer kept.
#[tauri::command]
pub(crate) fn report(shell: State<'_, Shell>, id: &str) -> Option<ReportView> {
    shell.agent.report(id).map(|report| ReportView::clone(&report))
}

#[tauri::command]
pub(crate) fn send(app: AppHandle, shell: State<'_, Shell>, command: Command) -> Result<(), Refusal> {
    if let Command::Ask { pair, timeframe, .. } = &command {
        memory::keep_question(&app, &Question { pair: pair.clone(), timeframe: timeframe.clone() });
    }
    shell.agent.try_send(command).map_err(Refusal::from)
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        let kind = match refused {
            Refused::Busy => "busy",
            Refused::Ended => "ended",
        };
        Self { kind, message: refused.to_string() }
    }
}
