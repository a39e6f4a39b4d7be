//! What an operator asks, and what it is told: the node from the gateway's side, how the gateway is, its settings.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{WireFault, hear::part, loose::loose};

/// The parameters of `node.describe`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Describe<'a> {
    /// Which node.
    pub node_id: &'a str,
}

/// A node, as the gateway sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Described {
    /// Whether the gateway routes to it.
    #[serde(deserialize_with = "loose")]
    pub connected: Option<bool>,
    /// The commands that may be called.
    #[serde(deserialize_with = "loose")]
    pub commands: Option<Vec<String>>,
    /// `approved`, `pending-approval`, `pending-reapproval` and the like; absent where there is no such step.
    #[serde(deserialize_with = "loose")]
    pub approval_state: Option<String>,
    /// What the owner approves.
    #[serde(deserialize_with = "loose")]
    pub pending_request_id: Option<String>,
    /// The commands that wait for it.
    #[serde(deserialize_with = "loose")]
    pub pending_declared_commands: Option<Vec<String>>,
}

/// A node, out of an answer to `node.describe`.
///
/// # Errors
/// When the answer is no object.
pub fn described(payload: &str) -> Result<Described, WireFault> {
    part("a node's description", payload)
}

/// The parameters of `node.invoke`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation<'a> {
    /// Whose.
    pub node_id: &'a str,
    /// Which.
    pub command: &'a str,
    /// Its arguments.
    pub params: &'a RawValue,
    /// How long the gateway waits for the node, milliseconds.
    pub timeout_ms: u64,
    /// The same key is the same call.
    pub idempotency_key: &'a str,
}

/// The parameters of `wake`: the gateway's agent is told at once.
#[derive(Debug, Serialize)]
pub struct Wake<'a> {
    /// `now`.
    pub mode: &'static str,
    /// What it is told.
    pub text: &'a str,
}

/// Parameters that say nothing.
#[derive(Debug, Serialize)]
pub struct Nothing {}

/// The gateway's settings, out of an answer to `config.get`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configured {
    /// Which state of the file a change is for.
    pub hash: String,
    /// The commands that its owner allows nodes beyond the usual ones.
    pub allowed: Vec<String>,
    /// Which key holds them.
    pub key: AllowKey,
}

/// Where a gateway keeps the commands its owner allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowKey {
    /// `gateway.nodes.allowCommands`: `ClawdBot`, and `OpenClaw` before 2026.8.1.
    AllowCommands,
    /// `gateway.nodes.commands.allow`: `OpenClaw` since; it refuses the older key as invalid.
    CommandsAllow,
}

impl AllowKey {
    /// Its dotted name.
    pub const fn path(self) -> &'static str {
        match self {
            Self::AllowCommands => "gateway.nodes.allowCommands",
            Self::CommandsAllow => "gateway.nodes.commands.allow",
        }
    }

    /// The list as the settings file holds it.
    pub fn patch(self, commands: &[String]) -> String {
        let list = match self {
            Self::AllowCommands => serde_json::json!({ "allowCommands": commands }),
            Self::CommandsAllow => serde_json::json!({ "commands": { "allow": commands } }),
        };
        serde_json::json!({ "gateway": { "nodes": list } }).to_string()
    }
}

/// The parameters of `config.patch`. Arrays are replaced as a whole, so the patch holds the old entries, too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigPatch<'a> {
    /// The change, as JSON text.
    pub raw: &'a str,
    /// The state it is for; if the file has changed since, the gateway refuses.
    pub base_hash: &'a str,
}

#[derive(Deserialize)]
struct RawConfigured<'a> {
    hash: String,
    #[serde(borrow, default)]
    config: Option<&'a RawValue>,
    #[serde(borrow, default)]
    parsed: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Root {
    #[serde(deserialize_with = "loose")]
    gateway: Option<GatewayPart>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct GatewayPart {
    #[serde(deserialize_with = "loose")]
    nodes: Option<NodesPart>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct NodesPart {
    #[serde(deserialize_with = "loose")]
    allow_commands: Option<Vec<String>>,
    #[serde(deserialize_with = "loose")]
    commands: Option<CommandsPart>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CommandsPart {
    #[serde(deserialize_with = "loose")]
    allow: Option<Vec<String>>,
}

/// The settings that matter here, out of an answer to `config.get`. `key` is the one this gateway knows.
///
/// # Errors
/// When the answer has no hash.
pub fn configured(payload: &str, key: AllowKey) -> Result<Configured, WireFault> {
    let raw: RawConfigured<'_> = part("the gateway's settings", payload)?;
    // As the owner wrote it, where that is told; else as it is in force.
    let text = raw.parsed.or(raw.config).map_or("{}", RawValue::get);
    let nodes = part::<Root>("the gateway's settings", text)?.gateway.unwrap_or_default().nodes.unwrap_or_default();
    let allowed = match key {
        AllowKey::AllowCommands => nodes.allow_commands,
        AllowKey::CommandsAllow => nodes.commands.unwrap_or_default().allow,
    };
    Ok(Configured { hash: raw.hash, allowed: allowed.unwrap_or_default(), key })
}
