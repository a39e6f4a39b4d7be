//! The link in words.

use gateway::link::{Approval, Standing};

use crate::snapshot::{LinkState, LinkView};

impl LinkView {
    /// What a trader sees.
    pub(crate) fn of(standing: &Standing) -> Self {
        let view = |state, sentence: String| Self { state, sentence, command: None };
        match standing {
            Standing::Off => Self::off(),
            Standing::Waiting { cause, .. } => {
                view(LinkState::Waiting, format!("The gateway is not there: {cause}. It is tried again by itself."))
            }
            Standing::Dialing => view(LinkState::Dialing, "The gateway is being called.".to_owned()),
            Standing::Greeting => view(LinkState::Greeting, "The gateway is there; both say who they are.".to_owned()),
            Standing::NeedsToken { fault } => Self {
                state: LinkState::NeedsToken,
                sentence: format!("A token is needed: {fault}."),
                command: Some("engram secret keep gateway-token".to_owned()),
            },
            Standing::NeedsPairing { command, .. } => Self {
                state: LinkState::NeedsPairing,
                sentence: "The gateway does not know this device; its owner has to approve it.".to_owned(),
                command: Some(command.clone()),
            },
            Standing::NeedsApproval { command, declined, .. } => Self {
                state: LinkState::NeedsApproval,
                sentence: if *declined {
                    "The gateway's owner declined Engram's tools.".to_owned()
                } else {
                    "The gateway knows this device; its owner has to approve the tools.".to_owned()
                },
                command: Some(command.clone()),
            },
            Standing::Ready { approval: Approval::Unknown, .. } => view(
                LinkState::Unproven,
                "The gateway is connected; whether it may call the tools shows with the first call.".to_owned(),
            ),
            Standing::Ready { approval: Approval::Given | Approval::NotNeeded, .. } => {
                view(LinkState::Ready, "The gateway is connected and may call the tools.".to_owned())
            }
            Standing::Restarting { .. } => view(
                LinkState::Restarting,
                "The gateway restarts; it is called again when it said it is back.".to_owned(),
            ),
            Standing::Rejected { cause } => Self::rejected(&cause.to_string()),
        }
    }

    /// Time will not help.
    pub(crate) fn rejected(why: &str) -> Self {
        let sentence = format!("The gateway cannot be used: {}.", why.trim_end_matches('.'));
        Self { state: LinkState::Rejected, sentence, command: None }
    }
}
