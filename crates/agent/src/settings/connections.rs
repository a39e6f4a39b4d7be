//! Whom Engram speaks to, as whom, and what it writes down about it.

use serde::Deserialize;

/// Where LM Studio is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LmStudio {
    /// Whether a model is asked at all.
    pub enabled: bool,
    /// Host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The model that explains.
    pub model: String,
    /// Seconds for one whole answer.
    pub timeout: u16,
    /// Most extra calls for one answer.
    pub max_retries: u8,
    /// Whether prompts may leave this machine.
    pub allow_remote: bool,
    /// Whether somebody chose the model: then no other one answers. Not a setting of its own.
    #[serde(skip)]
    pub is_pinned: bool,
}

/// Where the gateway is, and how patiently it is called.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the link is encrypted.
    pub tls: bool,
    /// Fingerprints of the certificates or keys that are believed; none means the usual authorities.
    pub pins: Vec<String>,
    /// The one address beyond this computer to which an unencrypted link is allowed; empty is none.
    pub allow_unencrypted: String,
    /// Whether a second link looks at the first from the gateway's side.
    pub operator: Wanted,
    /// Whether the gateway's agent is told of an alert that fires.
    pub wake: bool,
    /// Whether the gateway may show a notice on this desktop.
    pub notices: bool,
    /// How it speaks.
    pub dialect: Dialect,
    /// Upper end of the first wait, seconds.
    pub reconnect_delay: f64,
    /// Longest wait, seconds.
    pub max_reconnect_delay: f64,
    /// Seconds of silence before a ping.
    pub ping_interval: f64,
}

/// Whether something is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// In the window yes, as a service no.
    Auto,
    /// Yes.
    On,
    /// No.
    Off,
}

/// How a gateway speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// `OpenClaw`, unless the first frame proves the other.
    Auto,
    /// `OpenClaw`, protocols 3 and 4.
    #[serde(rename = "openclaw")]
    OpenClaw,
    /// The first Engram's own frames.
    Classic,
}

/// How Engram names itself, and how it answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Short name on the wire.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Version told to a classic gateway; `auto` is the product's own.
    pub version: String,
    /// `clean`, `detailed`, `raw` or `json`.
    pub response_format: String,
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// `ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`.
    pub level: String,
    /// Placeholders of a line, or `json`.
    pub format: String,
    /// Relative to the state folder; empty is none.
    pub file: String,
}

/// Which links are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platforms {
    /// The gateway's link.
    pub websocket: WebSocket,
    /// The health endpoints.
    pub http: Http,
    /// What Engram does not have.
    pub telegram: Telegram,
}

/// The gateway's link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebSocket {
    /// Whether it is wanted.
    pub enabled: bool,
    /// Offered by the classic dialect; empty offers none.
    pub subprotocol: String,
}

/// The health endpoints, on loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Whether they are open.
    pub enabled: bool,
    /// Their port.
    pub port: u16,
    /// Whether metrics are among them.
    pub metrics: bool,
}

/// A link that Engram does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telegram {
    /// Always false.
    pub enabled: bool,
}
