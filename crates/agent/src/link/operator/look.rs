//! One look from the gateway's side, and what follows from it.

use std::time::Duration;

use gateway::{
    Handle,
    frames::{Describe, Described, Nothing, described},
    link::{RequestId, Seen},
    requests::RequestFault,
};
use serde::Deserialize;

use crate::link::offer::{self, MCP};

/// What an operator was told.
pub(super) struct Look {
    node: Option<Described>,
    well: Option<bool>,
}

/// What of it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Looked {
    pub(super) well: Option<bool>,
    pub(super) routed: Option<bool>,
    pub(super) missing: Vec<String>,
}

impl Look {
    /// Asks; what is not answered is not known.
    pub(super) async fn ask(handle: &Handle, node: &str, patience: Duration) -> Self {
        let describe = Describe { node_id: node };
        let (told, health) = tokio::join!(
            handle.request("node.describe", &describe, patience),
            handle.request("health", &Nothing {}, patience)
        );
        let node = match told {
            Ok(payload) => described(payload.get()).ok(),
            // A gateway that does not know the node does not route to it.
            Err(RequestFault::Refused(refusal)) if refusal.message.contains("unknown nodeId") => {
                Some(Described { connected: Some(false), ..Described::default() })
            }
            Err(fault) => {
                tracing::debug!(%fault, "the gateway does not describe the node");
                None
            }
        };
        Self { node, well: health.ok().and_then(|payload| is_well(payload.get())) }
    }

    #[cfg(test)]
    pub(super) fn of(node: Option<Described>) -> Self {
        Self { node, well: None }
    }

    pub(super) fn seen(&self) -> Looked {
        let node = self.node.as_ref();
        Looked { well: self.well, routed: node.and_then(|node| node.connected), missing: self.missing() }
    }

    /// Tools that cannot be called, where none comes in by the common command.
    fn missing(&self) -> Vec<String> {
        let Some(commands) = self.node.as_ref().and_then(|node| node.commands.as_ref()) else { return Vec::new() };
        let has = |command: &str| commands.iter().any(|known| known == command);
        let waits = self.node.as_ref().is_some_and(|node| node.approval_state.is_some());
        if has(MCP) || waits { Vec::new() } else { offer::direct().filter(|command| !has(command)).collect() }
    }

    /// What the node's own link is told. `settled`: it has stood long enough for the gateway to have noticed.
    pub(super) fn of_node(&self, settled: bool) -> Option<Seen> {
        let node = self.node.as_ref()?;
        if node.connected == Some(false) {
            return settled.then_some(Seen::Unrouted);
        }
        let commands = node.commands.as_ref()?;
        let may_be_called =
            commands.iter().any(|command| command == MCP || offer::direct().any(|ours| ours == *command));
        Some(if may_be_called {
            Seen::Approved
        } else {
            Seen::Unapproved { request: node.pending_request_id.as_deref().and_then(RequestId::new) }
        })
    }
}

/// Whether a gateway says that it is well.
fn is_well(payload: &str) -> Option<bool> {
    #[derive(Deserialize)]
    struct Health {
        ok: bool,
    }
    serde_json::from_str::<Health>(payload).ok().map(|health| health.ok)
}
