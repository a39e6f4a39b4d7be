//! From what was observed to what follows. One table, tested row by row.
//!
//! Refusals are judged by their code. `ClawdBot`, and `OpenClaw` in a few places, gives none; those alone are judged by
//! how the message begins.

use std::time::Duration;

use super::{
    Dialect,
    ending::{DialFault, End, Ending, Fatal, Product, RequestId, Retryable, TokenFault},
};
use crate::frames::{Refusal, shown};

/// Not before this after a refusal that nobody understands.
const LONG: Duration = Duration::from_secs(30);

/// Not before this after we were called a nuisance.
const VERY_LONG: Duration = Duration::from_mins(1);

/// What is known of the socket that ended.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// Whether hello-ok was heard, or a classic link stood.
    pub established: bool,
    /// Which dialect the dial began with.
    pub dialect: Dialect,
    /// Whether the challenge named capabilities, as `OpenClaw`'s does.
    pub names_capabilities: bool,
    /// The shutdown that was announced, if one was.
    pub shutdown: Option<Shutdown>,
    /// How often in a row it ended without hello before.
    pub mute: u32,
}

/// A shutdown that was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shutdown {
    /// When the gateway will be back, from the announcement.
    pub back_in: Option<Duration>,
}

/// Judges an end.
pub fn judge(end: &End, scene: Scene) -> Ending {
    match end {
        End::NotDialled(fault) => not_dialled(fault, scene),
        End::Refused(refusal) => refused(refusal, scene),
        End::Closed { code, reason } => closed(*code, reason, scene),
        End::Senseless(what) => later(Retryable::Senseless(shown(what)), LONG),
        End::Broken(what) => retry(Retryable::Senseless(shown(what))),
        End::Garbage => retry(Retryable::Senseless("a hundred bad frames within a minute".to_owned())),
        End::Stalled => retry(Retryable::Stalled),
    }
}

fn retry(cause: Retryable) -> Ending {
    Ending::Retry { cause, after: None }
}

fn later(cause: Retryable, after: Duration) -> Ending {
    Ending::Retry { cause, after: Some(after) }
}

fn token(fault: TokenFault) -> Ending {
    Ending::Credential { fault, forget: false }
}

fn not_dialled(fault: &DialFault, scene: Scene) -> Ending {
    match fault {
        DialFault::Address(fault) => Ending::Stop(Fatal::Address(fault.clone())),
        DialFault::Tls(fault) => Ending::Stop(Fatal::Tls(fault.clone())),
        DialFault::Unresolved { .. } | DialFault::Unreachable(_) => {
            retry(Retryable::Unreachable(shown(&fault.to_string())))
        }
        DialFault::Http { status, retry_after } => http(*status, *retry_after, scene),
        DialFault::NoSubprotocol => Ending::WithoutSubprotocol,
        DialFault::NoWebSocket(what) => later(Retryable::Senseless(shown(what)), LONG),
    }
}

/// A redirect is never followed, and a page is no gateway; both may be a hotel's, and pass.
fn http(status: u16, retry_after: Option<Duration>, scene: Scene) -> Ending {
    match (status, scene.dialect) {
        (401 | 403, Dialect::Classic) => token(TokenFault::Refused),
        (429, _) => later(Retryable::RateLimited, retry_after.unwrap_or(VERY_LONG)),
        (502..=504, _) => Ending::Retry { cause: Retryable::Starting, after: retry_after },
        (status, _) => later(Retryable::SomethingElse { status }, LONG),
    }
}

fn refused(refusal: &Refusal, scene: Scene) -> Ending {
    match refusal.details.code.as_deref() {
        Some(code) => by_code(code, refusal, scene),
        None => by_words(&refusal.message, Some(refusal), scene),
    }
}

/// Every code that `OpenClaw` refuses `connect` with.
pub const CODES: [&str; 33] = [
    "AUTH_REQUIRED",
    "AUTH_UNAUTHORIZED",
    "AUTH_TOKEN_MISSING",
    "AUTH_TOKEN_MISMATCH",
    "AUTH_TOKEN_NOT_CONFIGURED",
    "AUTH_PASSWORD_MISSING",
    "AUTH_PASSWORD_MISMATCH",
    "AUTH_PASSWORD_NOT_CONFIGURED",
    "AUTH_BOOTSTRAP_TOKEN_INVALID",
    "AUTH_DEVICE_TOKEN_MISMATCH",
    "AUTH_SCOPE_MISMATCH",
    "AUTH_RATE_LIMITED",
    "AUTH_TAILSCALE_IDENTITY_MISSING",
    "AUTH_TAILSCALE_PROXY_MISSING",
    "AUTH_TAILSCALE_WHOIS_FAILED",
    "AUTH_TAILSCALE_IDENTITY_MISMATCH",
    "AUTH_IDENTITY_HEADER_REQUIRED",
    "AUTH_VERIFIED_USER_REQUIRED",
    "AUTHENTICATED_PROFILE_UNAVAILABLE",
    "CONTROL_UI_BUILD_MISMATCH",
    "CONTROL_UI_ORIGIN_NOT_ALLOWED",
    "PROTOCOL_MISMATCH",
    "CONTROL_UI_DEVICE_IDENTITY_REQUIRED",
    "DEVICE_IDENTITY_REQUIRED",
    "DEVICE_AUTH_INVALID",
    "DEVICE_AUTH_DEVICE_ID_MISMATCH",
    "DEVICE_AUTH_SIGNATURE_EXPIRED",
    "DEVICE_AUTH_NONCE_REQUIRED",
    "DEVICE_AUTH_NONCE_MISMATCH",
    "DEVICE_AUTH_SIGNATURE_INVALID",
    "DEVICE_AUTH_PUBLIC_KEY_INVALID",
    "PAIRING_REQUIRED",
    "CLIENT_VERSION_MISMATCH",
];

/// What follows from each of [`CODES`], and from one that nobody knows.
fn by_code(code: &str, refusal: &Refusal, scene: Scene) -> Ending {
    let told = || shown(code);
    match code {
        "AUTH_REQUIRED" | "AUTH_TOKEN_MISSING" | "AUTH_PASSWORD_MISSING" => token(TokenFault::Missing),
        "AUTH_UNAUTHORIZED" | "AUTH_TOKEN_MISMATCH" | "AUTH_PASSWORD_MISMATCH" | "AUTH_BOOTSTRAP_TOKEN_INVALID" => {
            token(TokenFault::Refused)
        }
        "AUTH_DEVICE_TOKEN_MISMATCH" => Ending::Credential { fault: TokenFault::Refused, forget: true },
        "AUTH_SCOPE_MISMATCH" => Ending::Credential { fault: TokenFault::Scope, forget: true },
        "AUTH_TOKEN_NOT_CONFIGURED" | "AUTH_PASSWORD_NOT_CONFIGURED" => Ending::Stop(Fatal::Unconfigured),
        "AUTH_RATE_LIMITED" => later(Retryable::RateLimited, refusal.again_after().unwrap_or(VERY_LONG).max(VERY_LONG)),
        "AUTH_TAILSCALE_IDENTITY_MISSING"
        | "AUTH_TAILSCALE_PROXY_MISSING"
        | "AUTH_TAILSCALE_WHOIS_FAILED"
        | "AUTH_TAILSCALE_IDENTITY_MISMATCH"
        | "AUTH_IDENTITY_HEADER_REQUIRED"
        | "AUTH_VERIFIED_USER_REQUIRED"
        | "AUTHENTICATED_PROFILE_UNAVAILABLE" => Ending::Stop(Fatal::Identity(told())),
        "CONTROL_UI_BUILD_MISMATCH" | "CONTROL_UI_ORIGIN_NOT_ALLOWED" | "CONTROL_UI_DEVICE_IDENTITY_REQUIRED" => {
            Ending::Stop(Fatal::Origin(told()))
        }
        "PROTOCOL_MISMATCH" => Ending::Stop(Fatal::Protocol { wanted: refusal.details.expected_protocol }),
        "CLIENT_VERSION_MISMATCH" => Ending::Stop(Fatal::ClientVersion),
        "DEVICE_AUTH_SIGNATURE_EXPIRED" => Ending::SignAgain,
        "DEVICE_IDENTITY_REQUIRED"
        | "DEVICE_AUTH_INVALID"
        | "DEVICE_AUTH_DEVICE_ID_MISMATCH"
        | "DEVICE_AUTH_NONCE_REQUIRED"
        | "DEVICE_AUTH_NONCE_MISMATCH"
        | "DEVICE_AUTH_SIGNATURE_INVALID"
        | "DEVICE_AUTH_PUBLIC_KEY_INVALID" => Ending::Stop(Fatal::Device(told())),
        "PAIRING_REQUIRED" => pairing(Some(refusal), Product::OpenClaw),
        _ => unknown(&refusal.message, Some(refusal), scene),
    }
}

/// A refusal without a code, by how its message begins.
fn by_words(message: &str, refusal: Option<&Refusal>, scene: Scene) -> Ending {
    let begins = |prefix: &str| message.starts_with(prefix);
    let told = || shown(message);
    if begins("unauthorized: gateway token missing") || begins("unauthorized: gateway password missing") {
        token(TokenFault::Missing)
    } else if begins("unauthorized:") {
        token(TokenFault::Refused)
    } else if begins("pairing required") {
        pairing(refusal, if scene.names_capabilities { Product::OpenClaw } else { Product::ClawdBot })
    } else if begins("device signature expired") {
        Ending::SignAgain
    } else if begins("device ") {
        Ending::Stop(Fatal::Device(told()))
    } else if begins("protocol mismatch") {
        let wanted = refusal.and_then(|refusal| refusal.details.expected_protocol);
        Ending::Stop(Fatal::Protocol { wanted })
    } else if [
        "invalid connect params",
        "invalid role",
        "invalid handshake",
        "invalid-handshake",
        "invalid request frame",
    ]
    .into_iter()
    .any(begins)
    {
        Ending::Stop(Fatal::Presentation(told()))
    } else if begins("origin not allowed") || begins("control ui requires") {
        Ending::Stop(Fatal::Origin(told()))
    } else if begins("client version mismatch") {
        Ending::Stop(Fatal::ClientVersion)
    } else {
        unknown(message, refusal, scene)
    }
}

/// A refusal that nobody knows: not at once again, and in its own words.
fn unknown(message: &str, refusal: Option<&Refusal>, scene: Scene) -> Ending {
    let after = refusal.and_then(Refusal::again_after);
    if let Some(Shutdown { back_in }) = scene.shutdown {
        return Ending::Restart { back_in };
    }
    if refusal.is_some_and(|refusal| refusal.code == "UNAVAILABLE") {
        return Ending::Retry { cause: Retryable::Starting, after };
    }
    later(Retryable::Refused(shown(message)), after.unwrap_or(LONG).max(LONG))
}

fn pairing(refusal: Option<&Refusal>, product: Product) -> Ending {
    let details = refusal.map(|refusal| &refusal.details);
    Ending::Pairing {
        request: details.and_then(|details| details.request_id.as_deref()).and_then(RequestId::new),
        after: refusal.and_then(Refusal::again_after),
        pause: details.and_then(|details| details.pause_reconnect) == Some(true),
        product,
    }
}

fn closed(code: Option<u16>, reason: &str, scene: Scene) -> Ending {
    // Two reasons behind one code, and opposite remedies; the reason is told at this place alone.
    if code == Some(4001) {
        let removed = reason.starts_with("device removed");
        let fault = if removed { TokenFault::Removed } else { TokenFault::Changed };
        return Ending::Credential { fault, forget: removed };
    }
    if let Some(Shutdown { back_in }) = scene.shutdown {
        return Ending::Restart { back_in };
    }
    match code {
        None | Some(1005 | 1006) if scene.established => retry(Retryable::Lost),
        None | Some(1000 | 1001 | 1005 | 1006) if !scene.established => {
            retry(Retryable::ClosedEarly { times: scene.mute + 1 })
        }
        None => retry(Retryable::Lost),
        Some(1003 | 1007) => later(Retryable::Unread { code: code.unwrap_or_default() }, VERY_LONG),
        Some(1002 | 1008) => by_words(reason, None, scene),
        Some(1009) => retry(Retryable::TooLong),
        Some(1012) => Ending::Restart { back_in: None },
        Some(1013) => retry(Retryable::Starting),
        Some(4000) => retry(Retryable::Unheard),
        Some(4002..=4999) => later(Retryable::Refused(shown(reason)), LONG),
        Some(code) => retry(Retryable::Closed { code }),
    }
}
