//! Approval: what the owner decided, and what an operator may see and decide.

use serde::{Deserialize, Serialize};

use super::{WireFault, loose::loose};

/// The owner has decided about our commands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    /// Which request.
    #[serde(default, deserialize_with = "loose")]
    pub request_id: Option<String>,
    /// For which node.
    #[serde(default, deserialize_with = "loose")]
    pub node_id: Option<String>,
    /// How.
    pub decision: Decision,
}

/// How the owner decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The commands may be used.
    Approved,
    /// They may not.
    Rejected,
    /// Something that is neither.
    #[serde(other)]
    Other,
}

/// A request that waits for the owner, of `device.pair.list` or `node.pair.list`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// What is approved.
    pub request_id: String,
    /// For which device or node.
    #[serde(alias = "nodeId")]
    pub device_id: String,
    /// The commands it would offer; of a device none are listed.
    #[serde(default)]
    pub commands: Vec<String>,
}

/// The parameters of `device.pair.approve` and `node.pair.approve`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Approve<'a> {
    /// What is approved.
    pub request_id: &'a str,
}

#[derive(Deserialize)]
struct PairList {
    pending: Vec<Pending>,
}

/// The requests that wait, out of an answer to `device.pair.list` or `node.pair.list`.
///
/// # Errors
/// When the answer has another shape.
pub fn pending(payload: &str) -> Result<Vec<Pending>, WireFault> {
    let list: PairList =
        serde_json::from_str(payload).map_err(|error| WireFault::shape("a list of requests", &error))?;
    Ok(list.pending)
}
