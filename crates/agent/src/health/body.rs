//! Health as programs read it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Check, Health, Status, Verdict};

/// The answer of a probe.
#[derive(Debug, Serialize)]
pub(super) struct Probe<'a> {
    pub(super) ok: bool,
    pub(super) status: &'a str,
}

/// What a running Engram says of itself, read back from its `/health`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Told {
    /// `pass`, `warn` or `fail`.
    pub status: String,
    /// The release that runs.
    #[serde(rename = "releaseId")]
    pub release: String,
    /// When it began, UTC; an older release does not tell.
    #[serde(rename = "startedAt")]
    pub started_at: Option<Timestamp>,
    /// What is wrong, where something fails.
    pub output: Option<String>,
    /// Whether a model would answer now.
    pub lmstudio: bool,
    /// Tools that can be called.
    pub tools_registered: usize,
    /// The format of answers that name none.
    pub response_format: String,
    /// The parts by name.
    pub checks: std::collections::BTreeMap<String, Vec<ToldCheck>>,
}

/// One part of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToldCheck {
    /// `pass`, `warn` or `fail`.
    pub status: String,
    /// In words.
    pub observed_value: String,
    /// When it was looked at, UTC.
    pub time: Timestamp,
    /// When it last passed.
    pub last_good: Option<Timestamp>,
    /// What was wrong last.
    pub last_error: Option<ToldError>,
}

/// What was wrong, and when.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ToldError {
    /// When, UTC.
    pub time: Timestamp,
    /// In words.
    pub output: String,
}

impl Health {
    /// The body of `/health`, as `application/health+json`; `stuck` says why the work stands still, if it does.
    pub(super) fn body(&self, stuck: Option<&str>) -> Value {
        let verdict = if stuck.is_some() { Verdict::Fail } else { self.verdict() };
        let checks: Map<String, Value> =
            self.checks.iter().map(|check| (check.name.clone(), json!([check.body()]))).collect();
        let mut body = json!({
            "status": verdict.name(),
            "version": "1",
            "releaseId": env!("CARGO_PKG_VERSION"),
            "serviceId": "engram",
            "startedAt": self.since,
            "description": "How Engram and what it works with are",
            "checks": checks,
            "lmstudio": self.parts.model.answers(),
            "tools_registered": self.tools,
            "response_format": self.response_format,
        });
        let worst = self.worst().join("; ");
        match (stuck, verdict, body.as_object_mut()) {
            (Some(stuck), _, Some(fields)) => fields.insert("output".to_owned(), stuck.into()),
            (None, Verdict::Warn | Verdict::Fail, Some(fields)) => fields.insert("output".to_owned(), worst.into()),
            (None, Verdict::Pass, Some(_)) | (_, _, None) => None,
        };
        body
    }
}

impl Check {
    fn body(&self) -> Value {
        let mut body = json!({
            "componentType": self.component_type(),
            "observedValue": self.observed,
            "status": self.verdict.name(),
            "time": self.at,
        });
        if let Some(fields) = body.as_object_mut() {
            if self.verdict != Verdict::Pass {
                fields.insert("output".to_owned(), self.observed.clone().into());
            }
            fields.insert("lastGood".to_owned(), json!(self.last_good));
            let error = self.last_error.as_ref().map(|(at, what)| json!({"time": at, "output": what}));
            fields.insert("lastError".to_owned(), json!(error));
        }
        body
    }

    fn component_type(&self) -> &'static str {
        match self.name.split_once(':').map(|(component, _)| component) {
            Some("journal") => "datastore",
            Some("clock" | "disk") => "system",
            Some(_) | None => "component",
        }
    }
}

impl Told {
    /// In the first Engram's word; `None` for a word that no Engram says.
    pub fn status(&self) -> Option<Status> {
        [Verdict::Pass, Verdict::Warn, Verdict::Fail]
            .into_iter()
            .find(|verdict| verdict.name() == self.status)
            .map(Status::from)
    }

    /// The object the first Engram's users know, with its four keys first among them.
    pub fn object(&self, status: Status) -> Value {
        let worst = |part: &Vec<ToldCheck>| part.first().map(|check| check.status.clone());
        let checks: Map<String, Value> =
            self.checks.iter().map(|(name, part)| (name.clone(), json!(worst(part)))).collect();
        let mut object = json!({
            "status": status.name(),
            "lmstudio": self.lmstudio,
            "tools_registered": self.tools_registered,
            "response_format": self.response_format,
            "version": self.release,
            "checks": checks,
        });
        if let (Status::Unhealthy, Some(fields)) = (status, object.as_object_mut()) {
            fields.insert("error".to_owned(), json!(self.output));
        }
        object
    }
}
