//! Whatever a gateway says, a trader reads what happened, what to do, and a name for it.

use std::{collections::BTreeSet, time::Instant};

use gateway::{
    address::AddressFault,
    link::{Approval, CODES, Dialect, End, Ending, Fatal, Retryable, Scene, Standing, TokenFault, judge},
    tls::TlsFault,
};

use crate::snapshot::LinkView;

fn waiting(cause: Retryable) -> Standing {
    #[expect(clippy::disallowed_methods, reason = "nobody looks at it")]
    Standing::Waiting { until: Instant::now(), cause }
}

/// What a trader sees while this is so.
fn after(ending: Ending) -> Standing {
    match ending {
        Ending::Retry { cause, .. } => waiting(cause),
        Ending::Restart { .. } | Ending::SignAgain | Ending::WithoutSubprotocol => waiting(Retryable::AnotherWay),
        Ending::Pairing { .. } => {
            Standing::NeedsPairing { request: None, command: "openclaw devices list".to_owned(), until: None }
        }
        Ending::Credential { fault, .. } => Standing::NeedsToken { fault },
        Ending::Stop(cause) => Standing::Rejected { cause },
    }
}

/// Everything that can be wrong, as far as it is told apart.
fn faults() -> Vec<Standing> {
    let waits = [
        Retryable::Unreachable("nothing answers: connection refused".to_owned()),
        Retryable::Silent { times: 3 },
        Retryable::ClosedEarly { times: 3 },
        Retryable::Closed { code: 1011 },
        Retryable::Lost,
        Retryable::Unheard,
        Retryable::Stalled,
        Retryable::Unrouted,
        Retryable::Starting,
        Retryable::RateLimited,
        Retryable::TooLong,
        Retryable::Unread { code: 1007 },
        Retryable::Senseless("no challenge".to_owned()),
        Retryable::Refused("something new".to_owned()),
        Retryable::SomethingElse { status: 200 },
        Retryable::AnotherWay,
        Retryable::Resting,
    ];
    let tokens =
        [TokenFault::Missing, TokenFault::Refused, TokenFault::Changed, TokenFault::Removed, TokenFault::Scope];
    let ends = [
        Fatal::Protocol { wanted: Some(5) },
        Fatal::ClientVersion,
        Fatal::Presentation("invalid role".to_owned()),
        Fatal::Device("DEVICE_AUTH_INVALID".to_owned()),
        Fatal::Identity("AUTH_VERIFIED_USER_REQUIRED".to_owned()),
        Fatal::Origin("CONTROL_UI_ORIGIN_NOT_ALLOWED".to_owned()),
        Fatal::Unconfigured,
        Fatal::Address(AddressFault::PlainPublic("gateway.example".to_owned())),
        Fatal::Tls(TlsFault::Expired),
        Fatal::Tls(TlsFault::WrongName),
        Fatal::Tls(TlsFault::NotTls),
        Fatal::Tls(TlsFault::Other("handshake failure".to_owned())),
    ];
    let approvals = [true, false].map(|declined| Standing::NeedsApproval {
        request: None,
        command: "openclaw nodes pending".to_owned(),
        declined,
    });
    let waits = waits.into_iter().map(waiting);
    let tokens = tokens.into_iter().map(|fault| Standing::NeedsToken { fault });
    let ends = ends.into_iter().map(|cause| Standing::Rejected { cause });
    waits.chain(tokens).chain(ends).chain(approvals).collect()
}

/// Two sentences at most, a name, and no word that only an engineer knows.
fn lint(standing: &Standing) {
    let view = LinkView::of(standing);
    let (code, hint) = (view.code.expect("a name"), view.hint.expect("what to do"));
    assert!(
        code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && code.starts_with("GATEWAY_"),
        "{code}"
    );
    for text in [view.sentence.as_str(), hint] {
        assert!(text.ends_with('.') && text.starts_with(|first: char| first.is_uppercase()), "{code}: {text:?}");
        assert!(!text.trim_end_matches('.').contains(". "), "{code}: one sentence each: {text:?}");
        assert!(text.chars().count() <= 160, "{code}: too long: {text:?}");
        for jargon in ["Err(", "panicked", "stack", "None", "::", "errno", "handshake request", "null", "undefined"] {
            assert!(!text.contains(jargon), "{code}: {text:?}");
        }
    }
}

#[test]
fn every_refusal_of_a_real_gateway_is_told_with_a_name_and_what_to_do() {
    let scene = Scene { established: false, dialect: Dialect::Auto, names_capabilities: true, shutdown: None, mute: 0 };
    for code in CODES.into_iter().chain(["SOMETHING_NEW"]) {
        let refusal = format!(r#"{{"code":"INVALID_REQUEST","message":"m","details":{{"code":"{code}"}}}}"#);
        lint(&after(judge(&End::Refused(serde_json::from_str(&refusal).unwrap()), scene)));
    }
}

#[test]
fn every_fault_has_a_name_of_its_own_and_an_unknown_one_says_so() {
    let all = faults();
    all.iter().for_each(lint);
    let names: BTreeSet<_> = all.iter().filter_map(super::code).collect();
    // The four faults of the channel share one name, and their sentences tell them apart.
    assert_eq!(names.len(), all.len() - 3);
    let unknown = LinkView::of(&waiting(Retryable::Refused("never heard of".to_owned())));
    assert_eq!(unknown.code, Some("GATEWAY_REFUSED_UNKNOWN"));
    assert!(unknown.hint.unwrap().contains("unknown") && unknown.sentence.contains("never heard of"));
}

#[test]
fn what_is_well_has_no_fault() {
    for standing in [Standing::Off, Standing::Dialing, Standing::Greeting] {
        assert_eq!((super::code(&standing), super::hint(&standing)), (None, None), "{standing:?}");
    }
    #[expect(clippy::disallowed_methods, reason = "nobody looks at it")]
    let ready =
        Standing::Ready { terms: gateway::frames::Terms::classic(), approval: Approval::Given, since: Instant::now() };
    assert_eq!(LinkView::of(&ready).code, None);
}
