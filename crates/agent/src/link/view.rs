//! The link in words.

use gateway::link::{Approval, Fatal, Standing};
use gateway::tls::TlsFault;

use super::remedy;
use crate::snapshot::{LinkState, LinkView, NoticeView, OperatorView};

/// What is known beside the node's own link.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// Which gateway.
    pub(super) gateway: String,
    /// The gateway's address, where it is not encrypted and leads beyond this computer.
    pub(super) plain: Option<String>,
    /// Why the token that there is was not offered.
    pub(super) withheld: Option<String>,
    pub(super) operator: Option<OperatorView>,
    pub(super) notices: Vec<NoticeView>,
}

impl LinkView {
    /// What a trader sees.
    pub(crate) fn of(standing: &Standing) -> Self {
        Self { code: remedy::code(standing), hint: remedy::hint(standing), ..Self::told(standing) }
    }

    fn told(standing: &Standing) -> Self {
        let view = |state, sentence: String| Self::new(state, sentence, None);
        match standing {
            Standing::Off => Self::off(),
            Standing::Waiting { cause, .. } => view(LinkState::Waiting, format!("The gateway is not there: {cause}.")),
            Standing::Dialing => view(LinkState::Dialing, "The gateway is being called.".to_owned()),
            Standing::Greeting => view(LinkState::Greeting, "The gateway is there; both say who they are.".to_owned()),
            Standing::NeedsToken { fault } => Self::new(
                LinkState::NeedsToken,
                format!("A token is needed: {fault}."),
                Some("engram secret keep gateway-token".to_owned()),
            ),
            Standing::NeedsPairing { command, .. } => Self::new(
                LinkState::NeedsPairing,
                "The gateway does not know this device; its owner has to approve it.".to_owned(),
                Some(command.clone()),
            ),
            Standing::NeedsApproval { command, declined, .. } => Self::new(
                LinkState::NeedsApproval,
                if *declined {
                    "The gateway's owner declined Engram's tools.".to_owned()
                } else {
                    "The gateway knows this device; its owner has to approve the tools.".to_owned()
                },
                Some(command.clone()),
            ),
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
            Standing::Rejected { cause } => Self { command: help(cause), ..Self::rejected(&cause.to_string()) },
        }
    }

    /// Time will not help.
    pub(crate) fn rejected(why: &str) -> Self {
        let sentence = format!("The gateway cannot be used: {}.", why.trim_end_matches('.'));
        Self {
            code: Some("GATEWAY_UNUSABLE"),
            hint: Some("Correct the gateway's settings, then reconnect."),
            ..Self::new(LinkState::Rejected, sentence, None)
        }
    }

    /// The same, with what is known beside the node's own link.
    pub(super) fn with(mut self, beside: &Beside) -> Self {
        if let (LinkState::NeedsToken, Some(why)) = (self.state, &beside.withheld) {
            self.sentence.clone_from(why);
            self.code = Some("GATEWAY_TOKEN_OF_ANOTHER");
            self.hint = Some("If that gateway has moved here, give it the token.");
            self.command = Some("engram gateway bind".to_owned());
        }
        let missing = beside.operator.as_ref().map_or(&[][..], |seen| &seen.missing);
        if self.state == LinkState::NeedsApproval && !missing.is_empty() {
            self.sentence = format!("The gateway's settings do not allow {}.", missing.join(", "));
            self.code = Some("GATEWAY_COMMANDS_NOT_ALLOWED");
            self.hint = Some("The owner allows them on the gateway's computer.");
            self.command = Some("engram gateway approve".to_owned());
        }
        self.gateway.clone_from(&beside.gateway);
        self.warning = beside
            .plain
            .as_ref()
            .map(|address| format!("The link to {address} is not encrypted: whoever is on the way reads the token."));
        self.operator = beside.operator.clone().map(Box::new);
        self.notices.clone_from(&beside.notices);
        self
    }
}

/// What a person runs where time does not help.
fn help(cause: &Fatal) -> Option<String> {
    match cause {
        Fatal::Tls(TlsFault::Untrusted(_) | TlsFault::NotPinned(_)) => Some("engram gateway pin".to_owned()),
        Fatal::Tls(
            TlsFault::Expired | TlsFault::NotYetValid | TlsFault::WrongName | TlsFault::NotTls | TlsFault::Other(_),
        )
        | Fatal::Protocol { .. }
        | Fatal::ClientVersion
        | Fatal::Presentation(_)
        | Fatal::Device(_)
        | Fatal::Identity(_)
        | Fatal::Origin(_)
        | Fatal::Unconfigured
        | Fatal::Address(_) => None,
    }
}
