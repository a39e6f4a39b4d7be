//! What the page may ask of the agent, each command under the access list.
#![expect(clippy::needless_pass_by_value, reason = "tauri hands a command its state by value")]

use crate::memory::{self, Question};
use crate::shell::Shell;
use agent::settings::Key;
use agent::{CalledView, Command, FieldView, Refused, ReportView, Snapshot, ToolView};
use serde::Serialize;
use tauri::{AppHandle, State};

/// Why a command was refused, in the one shape the page reads.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refusal {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
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

/// None when it is no longer kept.
#[tauri::command]
pub(crate) fn called(shell: State<'_, Shell>, number: u32) -> Option<CalledView> {
    shell.agent.called(number).map(|called| CalledView::clone(&called))
}

#[tauri::command]
pub(crate) fn fields(shell: State<'_, Shell>) -> Vec<FieldView> {
    shell.agent.fields()
}

#[tauri::command]
pub(crate) fn tools() -> Vec<ToolView> {
    ToolView::all()
}

/// What is wrong with a value as it is typed; none when it is allowed.
#[tauri::command]
pub(crate) fn judge(path: &str, value: &str) -> Option<String> {
    let Some(key) = Key::find(path) else { return Some(format!("There is no setting {path}.")) };
    let is_allowed = key.kind.read(&key.kind.of_text(value)).is_some();
    (!is_allowed).then(|| format!("Allowed: {}.", key.kind.allowed()))
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
