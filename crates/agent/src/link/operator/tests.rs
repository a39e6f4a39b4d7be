use gateway::{
    frames::{Described, described},
    link::{RequestId, Seen},
};

use super::look::Look;

fn look(node: &str) -> Look {
    Look::of(Some(described(node).unwrap()))
}

#[test]
fn what_follows_from_a_look() {
    let approved = r#"{"connected":true,"commands":["mcp.tools.call.v1"],"approvalState":"approved"}"#;
    assert_eq!(look(approved).of_node(true), Some(Seen::Approved));
    assert_eq!(look(approved).seen().missing.len(), 0, "the common command is enough");
    let pending =
        r#"{"connected":true,"commands":[],"approvalState":"pending-approval","pendingRequestId":"168888b8"}"#;
    let request = RequestId::new("168888b8");
    assert_eq!(look(pending).of_node(true), Some(Seen::Unapproved { request }));
    assert_eq!(look(pending).seen().missing.len(), 0, "it waits for a person, not for a setting");
    // A larger surface waits; what was approved before may be called.
    let again = r#"{"connected":true,"commands":["mcp.tools.call.v1"],"approvalState":"pending-reapproval"}"#;
    assert_eq!(look(again).of_node(true), Some(Seen::Approved));
}

#[test]
fn a_gateway_that_drops_commands_in_silence_is_told_apart() {
    let none = look(r#"{"connected":true,"commands":[]}"#);
    assert_eq!(none.of_node(true), Some(Seen::Unapproved { request: None }));
    assert_eq!(none.seen().missing.len(), 4);
    let one = look(r#"{"connected":true,"commands":["engram.generate_signal"]}"#);
    assert_eq!(one.of_node(true), Some(Seen::Approved));
    assert_eq!(one.seen().missing, ["engram.analyze_market", "engram.get_confidence_score", "engram.assess_risk"]);
}

#[test]
fn a_socket_without_a_route_is_named_once_it_had_time() {
    let zombie = look(r#"{"connected":false,"commands":["mcp.tools.call.v1"]}"#);
    assert_eq!((zombie.of_node(false), zombie.of_node(true)), (None, Some(Seen::Unrouted)));
    assert_eq!(zombie.seen().routed, Some(false));
    // Who was not asked, or does not say, has said nothing.
    assert_eq!(Look::of(None).of_node(true), None);
    assert_eq!(Look::of(Some(Described::default())).of_node(true), None);
}

#[test]
fn each_alert_is_pushed_once_and_none_that_is_old_news() {
    use std::time::Duration;

    use super::{Wakes, now};
    use crate::{AlertsView, FiredView, testing};

    let fired = |numbers: &[u32]| {
        let one = |number: &u32| FiredView {
            number: *number,
            heading: "BTC/USD above 90000".to_owned(),
            sentence: "It was reached.".to_owned(),
            seen_at: testing::now(),
        };
        AlertsView { fired: numbers.iter().map(one).collect(), ..AlertsView::default() }
    };
    let mut wakes = Wakes::since(testing::now());
    let began = now();
    wakes.take(&fired(&[1]), began);
    wakes.take(&fired(&[2, 1]), began);
    assert_eq!(wakes.waiting.len(), 2, "each once");
    assert!(wakes.waiting[0].1 == "Engram alert: BTC/USD above 90000. It was reached.", "{:?}", wakes.waiting);
    // There is no link for ten minutes.
    wakes.take(&fired(&[2, 1]), began + Duration::from_mins(9));
    assert_eq!(wakes.waiting.len(), 2);
    wakes.take(&fired(&[2, 1]), began + Duration::from_mins(10));
    assert!(wakes.waiting.is_empty());
    // And no more than ten are kept.
    wakes.take(&fired(&(3..30).rev().collect::<Vec<_>>()), began);
    assert_eq!(wakes.waiting.len(), 10);
}
