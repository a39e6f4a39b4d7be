//! What each fault of the link is called, for whoever looks it up or reports it, and what to do about it.

use gateway::{
    link::{Fatal, Retryable, Standing, TokenFault},
    tls::TlsFault,
};

/// The name of a fault; none of what is well or only begins.
pub(super) fn code(standing: &Standing) -> Option<&'static str> {
    match standing {
        Standing::Off | Standing::Dialing | Standing::Greeting | Standing::Ready { .. } => None,
        Standing::Waiting { cause, .. } => Some(of_waiting(cause)),
        Standing::NeedsToken { fault } => Some(match fault {
            TokenFault::Missing => "GATEWAY_TOKEN_MISSING",
            TokenFault::Refused => "GATEWAY_TOKEN_REFUSED",
            TokenFault::Changed => "GATEWAY_TOKEN_CHANGED",
            TokenFault::Removed => "GATEWAY_DEVICE_REMOVED",
            TokenFault::Scope => "GATEWAY_TOKEN_SCOPE",
        }),
        Standing::NeedsPairing { .. } => Some("GATEWAY_PAIRING_REQUIRED"),
        Standing::NeedsApproval { declined: true, .. } => Some("GATEWAY_TOOLS_DECLINED"),
        Standing::NeedsApproval { declined: false, .. } => Some("GATEWAY_APPROVAL_REQUIRED"),
        Standing::Restarting { .. } => Some("GATEWAY_RESTARTING"),
        Standing::Rejected { cause } => Some(of_rejected(cause)),
    }
}

const fn of_waiting(cause: &Retryable) -> &'static str {
    match cause {
        Retryable::Unreachable(_) => "GATEWAY_UNREACHABLE",
        Retryable::Silent { .. } => "GATEWAY_SILENT",
        Retryable::ClosedEarly { .. } => "GATEWAY_CLOSED_EARLY",
        Retryable::Closed { .. } => "GATEWAY_CLOSED",
        Retryable::Lost => "GATEWAY_LOST",
        Retryable::Unheard => "GATEWAY_UNHEARD",
        Retryable::Stalled => "GATEWAY_STALLED",
        Retryable::Unrouted => "GATEWAY_UNROUTED",
        Retryable::Starting => "GATEWAY_STARTING",
        Retryable::RateLimited => "GATEWAY_RATE_LIMITED",
        Retryable::TooLong => "GATEWAY_FRAME_TOO_LONG",
        Retryable::Unread { .. } => "GATEWAY_UNREAD",
        Retryable::Senseless(_) => "GATEWAY_SENSELESS",
        Retryable::Refused(_) => "GATEWAY_REFUSED_UNKNOWN",
        Retryable::SomethingElse { .. } => "GATEWAY_SOMETHING_ELSE",
        Retryable::AnotherWay => "GATEWAY_ANOTHER_WAY",
        Retryable::Resting => "GATEWAY_RESTING",
    }
}

const fn of_rejected(cause: &Fatal) -> &'static str {
    match cause {
        Fatal::Protocol { .. } => "GATEWAY_PROTOCOL",
        Fatal::ClientVersion => "GATEWAY_CLIENT_VERSION",
        Fatal::Presentation(_) => "GATEWAY_PRESENTATION",
        Fatal::Device(_) => "GATEWAY_DEVICE_KEY",
        Fatal::Identity(_) => "GATEWAY_IDENTITY",
        Fatal::Origin(_) => "GATEWAY_ORIGIN",
        Fatal::Unconfigured => "GATEWAY_WITHOUT_TOKEN",
        Fatal::Address(_) => "GATEWAY_ADDRESS",
        Fatal::Tls(_) => "GATEWAY_TLS",
    }
}

/// What follows or what a person does about it, in one sentence; none where nothing is wrong.
pub(super) fn hint(standing: &Standing) -> Option<&'static str> {
    match standing {
        Standing::Off | Standing::Dialing | Standing::Greeting | Standing::Ready { .. } => None,
        Standing::Restarting { .. } => Some("Nothing needs to be done."),
        Standing::Waiting { cause, .. } => Some(of_patience(cause)),
        Standing::NeedsToken { fault } => Some(match fault {
            TokenFault::Missing | TokenFault::Refused | TokenFault::Changed => {
                "Enter the token that the gateway's owner sees in its settings."
            }
            TokenFault::Removed => "Ask the gateway's owner, then reconnect to be approved anew.",
            TokenFault::Scope => "Use the gateway's shared token: this one allows less.",
        }),
        Standing::NeedsApproval { declined: true, .. } => Some("Ask the owner; the tools can be asked for again."),
        Standing::NeedsPairing { .. } | Standing::NeedsApproval { .. } => {
            Some("The owner runs this on the gateway's computer.")
        }
        Standing::Rejected { cause } => Some(of_end(cause)),
    }
}

/// What there is to do besides waiting.
const fn of_patience(cause: &Retryable) -> &'static str {
    match cause {
        Retryable::Unreachable(_) => "It is tried again by itself; look whether the gateway runs.",
        Retryable::Silent { .. } | Retryable::ClosedEarly { .. } => {
            "If it stays so, look into the gateway's log and at gateway.dialect."
        }
        Retryable::SomethingElse { .. } | Retryable::Senseless(_) => "Look at gateway.host and gateway.port.",
        Retryable::Refused(_) => "Why is unknown here; look into the gateway's log.",
        Retryable::Unread { .. } | Retryable::TooLong => "This may be our fault; please report it.",
        Retryable::Closed { .. }
        | Retryable::Lost
        | Retryable::Unheard
        | Retryable::Stalled
        | Retryable::Unrouted
        | Retryable::Starting
        | Retryable::RateLimited
        | Retryable::AnotherWay
        | Retryable::Resting => "It is tried again by itself.",
    }
}

const fn of_end(cause: &Fatal) -> &'static str {
    match cause {
        Fatal::Protocol { .. } => "Update the older of the two, Engram or the gateway.",
        Fatal::ClientVersion => "Update Engram to the version that the gateway wants.",
        Fatal::Presentation(_) | Fatal::Origin(_) => "This is our fault; please report it.",
        Fatal::Device(_) => "Look at this computer's clock, then remove this device at the gateway and pair anew.",
        Fatal::Identity(_) => "Connect past the proxy, or let the gateway take a token.",
        Fatal::Unconfigured => "Set a token on the gateway, and enter the same one here.",
        Fatal::Address(_) => "Correct gateway.host, gateway.port or gateway.tls in the settings.",
        Fatal::Tls(TlsFault::Untrusted(_) | TlsFault::NotPinned(_)) => {
            "Compare the certificate's fingerprint with the owner's, then pin it."
        }
        Fatal::Tls(TlsFault::Expired | TlsFault::NotYetValid) => {
            "Look at this computer's clock; else the owner must renew the certificate."
        }
        Fatal::Tls(TlsFault::WrongName) => "Use the name that the certificate is for, or pin the certificate.",
        Fatal::Tls(TlsFault::NotTls) => "Switch gateway.tls off for an address on this computer, or correct the port.",
        Fatal::Tls(TlsFault::Other(_)) => "Look into the gateway's log, and at gateway.tls.",
    }
}

#[cfg(test)]
mod tests;
