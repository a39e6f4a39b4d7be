//! A secret that is known to be wrong is offered once.

use super::*;

const MISMATCH: &str = r#"{"details":{"code":"AUTH_TOKEN_MISMATCH","canRetryWithDeviceToken":true}}"#;

/// Waits, dials, and gets to where the secret counts; tells which one it is.
fn again(bench: &mut Bench) -> Option<Credential> {
    let with = dialled(&bench.wait().1);
    bench.news(News::Opened);
    bench.news(News::Challenge(challenge()));
    with
}

#[test]
fn the_given_one_then_the_devices_then_a_person() {
    let mut bench = Bench::signed(Plan::default(), BOTH);
    bench.refuse(MISMATCH);
    assert_eq!(again(&mut bench), Some(Credential::Device));
    assert_eq!(bench.refuse(MISMATCH), [Action::Close(1000), Action::ForgetDeviceToken]);
    assert_eq!(bench.link.standing(), Standing::NeedsToken { fault: TokenFault::Refused });
    assert_eq!(bench.link.deadline(), None);
    // Nothing but a person gets it going.
    for input in [Input::Woke, Input::Due, Input::Enable, Input::Held(BOTH)] {
        assert_eq!(bench.step(input), []);
    }
    assert_eq!(dialled(&bench.step(Input::Changed(GIVEN))), Some(Credential::Given));
}

#[test]
fn without_a_second_one_the_first_refusal_is_the_last() {
    for (held, refusal, fault) in [
        (GIVEN, MISMATCH, TokenFault::Refused),
        (Held::default(), r#"{"details":{"code":"AUTH_TOKEN_MISSING"}}"#, TokenFault::Missing),
        (Held::default(), r#"{"message":"unauthorized: gateway token missing (x)"}"#, TokenFault::Missing),
        (GIVEN, r#"{"message":"unauthorized: gateway token mismatch (x)"}"#, TokenFault::Refused),
        (GIVEN, r#"{"details":{"code":"AUTH_SCOPE_MISMATCH"}}"#, TokenFault::Scope),
    ] {
        let mut bench = Bench::signed(Plan::default(), held);
        bench.refuse(refusal);
        assert_eq!(bench.link.standing(), Standing::NeedsToken { fault }, "{refusal}");
    }
}

#[test]
fn a_wrong_one_stays_wrong_while_the_other_serves() {
    let mut bench = Bench::signed(Plan::default(), BOTH);
    bench.refuse(MISMATCH);
    again(&mut bench);
    for _ in 0..3 {
        bench.news(News::Hello { terms: terms(4, &[]), issued: true });
        bench.pass(Duration::from_mins(1));
        bench.close(1006, "");
        assert_eq!(again(&mut bench), Some(Credential::Device));
    }
}

#[test]
fn a_token_that_is_changed_under_us_leaves_the_devices() {
    let mut bench = Bench::signed(Plan::default(), GIVEN);
    bench.news(News::Hello { terms: terms(4, &[]), issued: true });
    bench.close(4001, "gateway auth changed");
    assert_eq!(again(&mut bench), Some(Credential::Device));
    bench.news(News::Hello { terms: terms(4, &[]), issued: true });
    assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
    bench.close(4001, "gateway auth changed");
    assert_eq!(bench.link.standing(), Standing::NeedsToken { fault: TokenFault::Changed });
}

#[test]
fn a_device_that_is_removed_forgets_its_token_and_asks_once_more() {
    let mut bench = Bench::signed(Plan::default(), GIVEN);
    bench.news(News::Hello { terms: terms(4, &[]), issued: true });
    assert!(bench.close(4001, "device removed").contains(&Action::ForgetDeviceToken));
    assert_eq!(again(&mut bench), Some(Credential::Given));
    bench.refuse(
        r#"{"code":"NOT_PAIRED","details":{"code":"PAIRING_REQUIRED","reason":"role-upgrade","requestId":"55ce-1"}}"#,
    );
    let Standing::NeedsPairing { request, command, .. } = bench.link.standing() else { panic!() };
    assert_eq!(request.as_deref(), Some("55ce-1"));
    assert_eq!(command, "openclaw devices approve 55ce-1");
}

#[test]
fn a_late_signature_is_made_anew_once() {
    const LATE: &str = r#"{"details":{"code":"DEVICE_AUTH_SIGNATURE_EXPIRED"}}"#;
    let mut bench = Bench::signed(Plan::default(), GIVEN);
    bench.refuse(LATE);
    assert_eq!(again(&mut bench), Some(Credential::Given));
    bench.refuse(LATE);
    assert!(matches!(bench.link.standing(), Standing::Rejected { cause: Fatal::Device(_) }));
    assert!(dialled(&bench.step(Input::RetryNow)).is_some());
}

#[test]
fn what_stops_stops_until_a_person_says_so() {
    for code in [
        "PROTOCOL_MISMATCH",
        "DEVICE_AUTH_SIGNATURE_INVALID",
        "CONTROL_UI_ORIGIN_NOT_ALLOWED",
        "CLIENT_VERSION_MISMATCH",
    ] {
        let mut bench = Bench::signed(Plan::default(), BOTH);
        bench.refuse(&format!(r#"{{"details":{{"code":"{code}"}}}}"#));
        assert!(matches!(bench.link.standing(), Standing::Rejected { .. }), "{code}");
        bench.pass(Duration::from_mins(10));
        for input in [Input::Woke, Input::Due, Input::Enable] {
            assert_eq!(bench.step(input), [], "{code}");
        }
        assert!(dialled(&bench.step(Input::RetryNow)).is_some());
    }
}
