//! How everything is, in the lines the first Engram's users know.

use jiff::Timestamp;

use crate::{alerts::age, health::Told};

/// What `/status` says.
#[derive(Clone, Debug, PartialEq)]
pub struct BotStatus {
    /// What the running service says of itself, or why none does.
    pub told: Result<Told, String>,
    /// Alerts that are armed, or why nobody knows.
    pub alerts: Result<usize, String>,
    /// Positions that are held; `None` where nobody said.
    pub positions: Option<usize>,
}

impl BotStatus {
    /// A line for each part. What nobody knows is called unknown.
    pub fn text(&self, now: Timestamp) -> String {
        let check = |name: &str| {
            let told = self.told.as_ref().ok()?;
            let part = told.checks.iter().find(|(known, _)| known.starts_with(name))?.1.first()?;
            Some((part.status == "pass", part.observed_value.clone()))
        };
        let unknown = || (false, "unknown".to_owned());
        let (model, model_said) = check("lmstudio:").unwrap_or_else(unknown);
        let model = if model { "[OK]".to_owned() } else { format!("[ERROR] {model_said}") };
        let (status, uptime) = match &self.told {
            Ok(told) => {
                let status = told.status().map_or("unknown", crate::health::Status::name).to_owned();
                (status, told.started_at.map_or("unknown".to_owned(), |since| age(now.duration_since(since))))
            }
            Err(why) => (format!("no service answers ({why})"), "not running".to_owned()),
        };
        let tools = self.told.as_ref().map_or("unknown".to_owned(), |told| told.tools_registered.to_string());
        let alerts = match &self.alerts {
            Ok(count) => count.to_string(),
            Err(why) => format!("unknown ({why})"),
        };
        let positions = self.positions.map_or("not set".to_owned(), |count| count.to_string());
        [
            "[Bot Status]".to_owned(),
            format!("Status: {status}"),
            format!("LMStudio: {model}"),
            format!("Gateway: {}", check("gateway:connection").unwrap_or_else(unknown).1),
            format!("Market: {}", check("market:").unwrap_or_else(unknown).1),
            format!("Tools: {tools}"),
            format!("Active Alerts: {alerts}"),
            format!("Portfolio Items: {positions}"),
            format!("Uptime: {uptime}"),
            format!("Version: {}", env!("CARGO_PKG_VERSION")),
            String::new(),
        ]
        .join("\n")
    }
}
