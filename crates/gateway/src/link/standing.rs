//! What a trader sees of the link.

use std::time::Instant;

use super::{Approval, Fatal, Link, Product, Retryable, State, TokenFault};
use crate::frames::Terms;

/// What a trader sees of the link. Changes only when there is something else to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not wanted.
    Off,
    /// It will be tried again.
    Waiting {
        /// When.
        until: Instant,
        /// What is wrong.
        cause: Retryable,
    },
    /// A socket is being opened.
    Dialing,
    /// The socket stands, and both say who they are.
    Greeting,
    /// A person must give another token.
    NeedsToken {
        /// What is wrong with the one there is.
        fault: TokenFault,
    },
    /// The gateway's owner must approve this device.
    NeedsPairing {
        /// What is approved, where the gateway said it.
        request: Option<String>,
        /// What the owner runs, on the gateway's machine.
        command: String,
        /// When it is looked again; without a time, a person says so.
        until: Option<Instant>,
    },
    /// The gateway knows this device, and its owner must approve the commands.
    NeedsApproval {
        /// What is approved, where an operator saw it.
        request: Option<String>,
        /// What the owner runs, on the gateway's machine.
        command: String,
        /// Whether the owner said no.
        declined: bool,
    },
    /// Work can come.
    Ready {
        /// On which terms.
        terms: Terms,
        /// Whether that is certain.
        approval: Approval,
        /// Since when.
        since: Instant,
    },
    /// The gateway said that it restarts.
    Restarting {
        /// When it is tried again.
        until: Instant,
    },
    /// It will not be tried again before a person or a setting changes something.
    Rejected {
        /// Why.
        cause: Fatal,
    },
}

impl Link {
    /// What a trader sees now.
    pub fn standing(&self) -> Standing {
        match &self.state {
            State::Off => Standing::Off,
            State::Waiting { until, cause } => Standing::Waiting { until: *until, cause: cause.clone() },
            State::Dialing { .. } => Standing::Dialing,
            State::Greeting { .. } => Standing::Greeting,
            State::NeedsToken { fault } => Standing::NeedsToken { fault: *fault },
            State::NeedsPairing { request, product, until } => {
                let program = match product {
                    Product::OpenClaw => "openclaw",
                    Product::ClawdBot => "clawdbot",
                };
                let request = request.as_ref().map(|request| request.as_str().to_owned());
                let command = match &request {
                    Some(request) => format!("{program} devices approve {request}"),
                    None => format!("{program} devices list"),
                };
                Standing::NeedsPairing { request, command, until: *until }
            }
            State::NeedsApproval { declined, .. } => {
                let request = self.attempt.surface.as_ref().map(|request| request.as_str().to_owned());
                let command = match &request {
                    Some(request) => format!("openclaw nodes approve {request}"),
                    None => "openclaw nodes pending".to_owned(),
                };
                Standing::NeedsApproval { request, command, declined: *declined }
            }
            State::Ready { open } => {
                Standing::Ready { terms: open.terms.clone(), approval: open.approval, since: open.since }
            }
            State::Restarting { until } => Standing::Restarting { until: *until },
            State::Rejected { cause } => Standing::Rejected { cause: cause.clone() },
        }
    }
}
