//! What the gateway's owner has to approve: the device, and its commands.

use super::*;
use crate::frames::{Challenge, Decision};

const FOUR: Plan = Plan {
    dialect: Dialect::Auto,
    pace: Pace { first: Duration::from_secs(1), longest: Duration::from_secs(30) },
    ping: Duration::from_secs(10),
    tools: 4,
};

fn node(protocol: u64, methods: &[&str]) -> (Bench, Vec<Action>) {
    let mut bench = Bench::signed(FOUR, GIVEN);
    let actions = bench.news(News::Hello { terms: terms(protocol, methods), issued: false });
    (bench, actions)
}

#[test]
fn fewer_tools_than_were_published_are_no_approval() {
    let (mut bench, actions) = node(4, PUBLISHES);
    assert_eq!(actions, [Action::Publish]);
    assert_eq!(bench.link.standing(), Standing::Greeting);

    bench.news(News::Published { accepted: 0 });
    let open = Standing::NeedsApproval { request: None, command: "openclaw nodes pending".to_owned(), declined: false };
    assert_eq!(bench.link.standing(), open);

    bench.step(Input::Seen(Seen::Unapproved { request: RequestId::new("168888b8") }));
    let Standing::NeedsApproval { command, .. } = bench.link.standing() else { panic!() };
    assert_eq!(command, "openclaw nodes approve 168888b8");

    assert_eq!(bench.news(News::Decided(Decision::Approved)), [Action::Publish]);
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { .. }));
    bench.news(News::Published { accepted: 4 });
    assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Given, .. }));

    // The owner may change their mind, and we may hear of it by a refusal alone.
    bench.news(News::Published { accepted: 3 });
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { .. }));
    bench.news(News::Published { accepted: 4 });
    bench.news(News::Unapproved);
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { .. }));
}

#[test]
fn an_owner_who_says_no_is_believed_and_may_still_say_yes() {
    let (mut bench, _) = node(4, PUBLISHES);
    bench.news(News::Published { accepted: 0 });
    assert_eq!(bench.news(News::Decided(Decision::Rejected)), []);
    bench.news(News::Unapproved);
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { declined: true, .. }));
    bench.news(News::Decided(Decision::Other));
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { declined: true, .. }));
    assert_eq!(bench.news(News::Decided(Decision::Approved)), [Action::Publish]);
    bench.news(News::Published { accepted: 4 });
    assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
}

#[test]
fn a_gateway_that_cannot_be_asked_is_not_called_approving() {
    let (mut bench, actions) = node(4, &[]);
    assert_eq!(actions, []);
    assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Unknown, .. }));
    bench.news(News::Unapproved);
    assert!(matches!(bench.link.standing(), Standing::NeedsApproval { .. }));
    assert_eq!(bench.news(News::Decided(Decision::Approved)), []);
    assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Given, .. }));

    // Protocol 3 drops in silence what its settings do not allow: the first call proves that they do.
    let (mut bench, _) = node(3, &[]);
    assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Unknown, .. }));
    assert_eq!(bench.news(News::Called), []);
    assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Given, .. }));
}

#[test]
fn an_operator_fills_in_what_a_node_cannot_know() {
    let seen = |bench: &mut Bench, seen| bench.step(Input::Seen(seen));
    for protocol in [3, 4] {
        let (mut bench, _) = node(protocol, &[]);
        seen(&mut bench, Seen::Unapproved { request: RequestId::new("r-1") });
        let Standing::NeedsApproval { request, .. } = bench.link.standing() else { panic!() };
        assert_eq!(request.as_deref(), Some("r-1"));
        // A look that names none forgets none.
        seen(&mut bench, Seen::Unapproved { request: None });
        let Standing::NeedsApproval { request: Some(_), .. } = bench.link.standing() else { panic!() };
        assert_eq!(seen(&mut bench, Seen::Approved), []);
        assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Given, .. }));
        // What the node heard itself is not contradicted.
        seen(&mut bench, Seen::Unapproved { request: None });
        assert!(matches!(bench.link.standing(), Standing::Ready { approval: Approval::Given, .. }));
    }
    // An approval whose event was lost.
    let (mut bench, _) = node(4, PUBLISHES);
    bench.news(News::Published { accepted: 0 });
    assert_eq!(seen(&mut bench, Seen::Approved), [Action::Publish]);
}

#[test]
fn a_socket_that_nobody_routes_to_is_given_up_and_dialled_again() {
    let (mut bench, _) = node(3, &[]);
    let actions = bench.step(Input::Seen(Seen::Unrouted));
    assert_eq!(actions, [Action::Close(4000)]);
    assert!(matches!(bench.link.standing(), Standing::Waiting { cause: Retryable::Unrouted, .. }));
    let mut waited = Duration::ZERO;
    loop {
        let (more, actions) = bench.wait();
        waited += more;
        if dialled(&actions).is_some() {
            break;
        }
    }
    // Protocol 3 has its second of rest, and nobody waits long.
    assert!((Duration::from_secs(1)..=Duration::from_secs(2)).contains(&waited), "{waited:?}");
    // Without a socket there is nothing to give up.
    let mut bench = Bench::greeting(FOUR, GIVEN);
    assert_eq!(bench.step(Input::Seen(Seen::Unrouted)), []);
    assert_eq!(bench.link.standing(), Standing::Greeting);
}

#[test]
fn a_link_that_comes_after_another_one_lets_its_socket_rest() {
    let (mut bench, _) = node(3, &[]);
    bench.step(Input::Disable);
    let until = bench.link.rests_until().expect("protocol 3 rests");
    assert_eq!(until, bench.now + Duration::from_secs(1));
    let mut next = Bench { link: Link::new(FOUR, GIVEN, bench.now).resting(Some(until)), ..bench };
    assert_eq!(next.step(Input::Enable), []);
    assert!(matches!(next.link.standing(), Standing::Waiting { cause: Retryable::Resting, .. }));
    assert_eq!(next.step(Input::RetryNow), [], "nobody is in a hurry here");
    let (waited, actions) = next.wait();
    assert_eq!((waited, dialled(&actions)), (Duration::from_secs(1), Some(Credential::Given)));
    // Protocol 4 needs none.
    let (mut bench, _) = node(4, &[]);
    bench.step(Input::Disable);
    assert_eq!(bench.link.rests_until(), None);
}

#[test]
fn a_publication_without_an_answer_is_not_waited_for_for_ever() {
    let (mut bench, _) = node(4, PUBLISHES);
    assert_eq!(bench.wait(), (Duration::from_secs(15), vec![Action::Close(1000)]));
    let (mut bench, _) = node(4, PUBLISHES);
    assert_eq!(bench.news(News::Unpublished(None)), [Action::Close(1000)]);
    assert!(matches!(bench.link.standing(), Standing::Waiting { .. }));
}

#[test]
fn while_it_waits_for_approval_a_link_is_watched_as_any_other() {
    let (mut bench, _) = node(4, PUBLISHES);
    bench.news(News::Published { accepted: 0 });
    assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Ping]));
    assert_eq!(bench.wait(), (Duration::from_secs(10), vec![Action::Close(4000)]));
}

fn pairing(details: &str) -> Bench {
    let mut bench = Bench::signed(FOUR, GIVEN);
    bench.refuse(&format!(r#"{{"code":"NOT_PAIRED","message":"pairing required","details":{{{details}}}}}"#));
    bench
}

#[test]
fn a_device_that_waits_for_its_owner_looks_again_slowly() {
    const CODE: &str = r#""code":"PAIRING_REQUIRED","requestId":"r-1""#;
    let mut bench = pairing(CODE);
    let (waited, actions) = bench.wait();
    assert_eq!(waited, Duration::from_mins(1));
    assert_eq!(dialled(&actions), Some(Credential::Given));

    // Quicker while a person looks at it.
    let mut bench = pairing(CODE);
    bench.step(Input::Watched(true));
    assert_eq!(bench.wait().0, Duration::from_secs(15));
    bench.news(News::Opened);
    bench.news(News::Challenge(challenge()));
    bench.refuse(&format!(r#"{{"details":{{{CODE}}}}}"#));
    assert_eq!(bench.wait().0, Duration::from_secs(15));

    for (told, is) in [("1", 15), ("20000", 20), ("1e12", 300)] {
        assert_eq!(pairing(&format!(r#"{CODE},"retryAfterMs":{told}"#)).wait().0, Duration::from_secs(is), "{told}");
    }
}

#[test]
fn a_device_that_is_told_to_pause_pauses() {
    let mut bench = pairing(r#""code":"PAIRING_REQUIRED","requestId":"r-1","pauseReconnect":true"#);
    assert_eq!(bench.link.deadline(), None);
    let Standing::NeedsPairing { command, until: None, .. } = bench.link.standing() else { panic!() };
    assert_eq!(command, "openclaw devices approve r-1");
    assert!(dialled(&bench.step(Input::RetryNow)).is_some());
}

#[test]
fn the_command_is_the_gateways_own() {
    let mut bench = Bench::greeting(FOUR, GIVEN);
    bench.news(News::Challenge(Challenge { names_capabilities: false, ..challenge() }));
    bench.refuse(r#"{"code":"NOT_PAIRED","message":"pairing required","details":{"requestId":"r-2"}}"#);
    let Standing::NeedsPairing { command, .. } = bench.link.standing() else { panic!() };
    assert_eq!(command, "clawdbot devices approve r-2");
    let Standing::NeedsPairing { command, request: None, .. } = pairing("").link.standing() else { panic!() };
    assert_eq!(command, "openclaw devices list");
}
