//! What holds after any history.

use proptest::{prelude::*, sample::select};

use super::{
    tests::{BOTH, Bench, GIVEN, PUBLISHES, challenge, dialled, terms},
    *,
};
use crate::frames::Decision;

/// What happens next in a history.
#[derive(Clone, Debug)]
enum Event {
    Do(Input),
    News(News),
    StaleNews(News),
    Pass(Duration),
    Due,
}

fn ends() -> impl Strategy<Value = End> {
    let codes = select(vec![0, 1000, 1001, 1002, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4001, 4008, 3000]);
    let reasons =
        select(vec!["", "device removed", "gateway auth changed", "pairing required", "unauthorized: x", "?"]);
    let refusals = select(vec![
        r#"{"details":{"code":"PAIRING_REQUIRED","requestId":"r"}}"#,
        r#"{"details":{"code":"PAIRING_REQUIRED","pauseReconnect":true}}"#,
        r#"{"details":{"code":"AUTH_TOKEN_MISMATCH"}}"#,
        r#"{"details":{"code":"AUTH_SCOPE_MISMATCH"}}"#,
        r#"{"details":{"code":"AUTH_RATE_LIMITED"},"retryAfterMs":1e12}"#,
        r#"{"details":{"code":"DEVICE_AUTH_SIGNATURE_EXPIRED"}}"#,
        r#"{"details":{"code":"PROTOCOL_MISMATCH"}}"#,
        r#"{"code":"UNAVAILABLE","retryAfterMs":500}"#,
        r#"{"message":"?"}"#,
    ]);
    prop_oneof![
        (codes, reasons)
            .prop_map(|(code, reason)| End::Closed { code: (code > 0).then_some(code), reason: reason.to_owned() }),
        refusals.prop_map(|refusal| End::Refused(serde_json::from_str(refusal).unwrap())),
        select(vec![200, 302, 401, 429, 503])
            .prop_map(|status| End::NotDialled(DialFault::Http { status, retry_after: None })),
        Just(End::NotDialled(DialFault::Unreachable("refused".to_owned()))),
        Just(End::NotDialled(DialFault::NoSubprotocol)),
        Just(End::NotDialled(DialFault::Tls(crate::tls::TlsFault::Expired))),
        Just(End::Senseless("x".to_owned())),
        Just(End::Broken("x".to_owned())),
        Just(End::Garbage),
        Just(End::Stalled),
    ]
}

fn news() -> impl Strategy<Value = News> {
    prop_oneof![
        4 => Just(News::Opened),
        4 => Just(News::Challenge(challenge())),
        1 => Just(News::Classic),
        4 => (select(vec![3, 4, 4, 4, 5]), any::<bool>(), any::<bool>()).prop_map(|(protocol, publishes, issued)| {
            News::Hello { terms: terms(protocol, if publishes { PUBLISHES } else { &[] }), issued }
        }),
        2 => (0_usize..=4).prop_map(|accepted| News::Published { accepted }),
        1 => Just(News::Unpublished(None)),
        1 => Just(News::Unapproved),
        1 => select(vec![Decision::Approved, Decision::Rejected, Decision::Other]).prop_map(News::Decided),
        2 => Just(News::Frame),
        2 => Just(News::Pong),
        1 => select(vec![None, Some(Duration::ZERO), Some(Duration::MAX)]).prop_map(|back_in| News::Shutdown { back_in }),
        4 => ends().prop_map(News::Ended),
    ]
}

fn inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        4 => Just(Input::Enable),
        1 => Just(Input::Disable),
        2 => Just(Input::RetryNow),
        2 => Just(Input::Woke),
        1 => select(vec![Held::default(), GIVEN, BOTH]).prop_map(Input::Changed),
        1 => select(vec![Held::default(), GIVEN, BOTH]).prop_map(Input::Held),
        1 => any::<bool>().prop_map(Input::Watched),
        1 => select(vec![Seen::Approved, Seen::Unrouted, Seen::Unapproved { request: None },
            Seen::Unapproved { request: RequestId::new("s") }]).prop_map(Input::Seen),
    ]
}

fn histories() -> impl Strategy<Value = Vec<(Event, f64)>> {
    let event = prop_oneof![
        2 => inputs().prop_map(Event::Do),
        8 => news().prop_map(Event::News),
        1 => news().prop_map(Event::StaleNews),
        2 => (0_u64..90_000).prop_map(|ms| Event::Pass(Duration::from_millis(ms))),
        3 => Just(Event::Due),
    ];
    proptest::collection::vec((event, 0.0..=1.0_f64), 0..60)
}

fn plans() -> impl Strategy<Value = Plan> {
    (select(vec![Dialect::Auto, Dialect::OpenClaw, Dialect::Classic]), select(vec![0_usize, 4]))
        .prop_map(|(dialect, tools)| Plan { dialect, tools, ..Plan::default() })
}

/// How many sockets there are, as the driver would have it.
#[derive(Default)]
struct Sockets {
    live: u32,
}

impl Sockets {
    fn carry_out(&mut self, actions: &[Action]) {
        for action in actions {
            match action {
                Action::Dial { .. } => self.live += 1,
                Action::Close(_) => self.live = 0,
                Action::Connect { .. } | Action::Publish | Action::Ping => {
                    assert_eq!(self.live, 1, "no socket for {action:?}");
                }
                Action::ForgetDeviceToken => {}
            }
            assert!(self.live <= 1, "two sockets");
        }
    }
}

fn live_through(bench: &mut Bench, history: Vec<(Event, f64)>) -> Sockets {
    let mut sockets = Sockets::default();
    for (event, roll) in history {
        bench.roll = roll;
        let before = bench.link.standing();
        let actions = match event {
            Event::Do(input) => bench.step(input),
            Event::News(news) => {
                let actions = bench.news(news);
                let has_socket = matches!(
                    before,
                    Standing::Dialing | Standing::Greeting | Standing::NeedsApproval { .. } | Standing::Ready { .. }
                );
                assert!(has_socket || (actions.is_empty() && bench.link.standing() == before), "news without a socket");
                actions
            }
            Event::StaleNews(news) => {
                let actions = bench.step(Input::News(DialId(bench.link.current().0.wrapping_sub(1)), news));
                assert_eq!((actions.as_slice(), bench.link.standing()), ([].as_slice(), before));
                actions
            }
            Event::Pass(time) => {
                bench.pass(time);
                vec![]
            }
            Event::Due => match bench.link.deadline() {
                Some(_) => bench.wait().1,
                None => bench.step(Input::Due),
            },
        };
        sockets.carry_out(&actions);
        has_a_future(bench);
    }
    sockets
}

/// Either time goes on with it, or a person does and is told how.
fn has_a_future(bench: &Bench) {
    let (standing, deadline) = (bench.link.standing(), bench.link.deadline());
    match &standing {
        Standing::Off | Standing::NeedsToken { .. } | Standing::Rejected { .. } => {
            assert_eq!(deadline, None, "{standing:?}");
        }
        Standing::NeedsPairing { command, until, .. } => {
            assert_eq!(deadline, *until);
            assert!(command.contains(" devices "), "{command}");
        }
        Standing::NeedsApproval { command, .. } => {
            assert!(command.starts_with("openclaw nodes "), "{command}");
            assert!(deadline.is_some(), "{standing:?}");
        }
        Standing::Waiting { .. }
        | Standing::Dialing
        | Standing::Greeting
        | Standing::Ready { .. }
        | Standing::Restarting { .. } => assert!(deadline.is_some(), "{standing:?}"),
    }
    // Nothing waits for longer than a gateway may ask for.
    if let Some(deadline) = deadline {
        assert!(deadline <= bench.now + LONGEST_WISH + SECOND, "{standing:?}");
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// Left alone from here, without a word from outside, it dials again.
fn comes_back(bench: &mut Bench) {
    for _ in 0..12 {
        match bench.link.standing() {
            // A classic server that says nothing is a link that stands until its ping is not answered.
            Standing::NeedsToken { .. } | Standing::Rejected { .. } => {
                let actions = bench.step(Input::RetryNow);
                if dialled(&actions).is_some() {
                    return;
                }
            }
            Standing::NeedsPairing { until: None, .. } => {
                assert!(dialled(&bench.step(Input::RetryNow)).is_some());
                return;
            }
            Standing::Off => {
                if dialled(&bench.step(Input::Enable)).is_some() {
                    return;
                }
            }
            Standing::NeedsPairing { .. }
            | Standing::Waiting { .. }
            | Standing::Dialing
            | Standing::Greeting
            | Standing::NeedsApproval { .. }
            | Standing::Ready { .. }
            | Standing::Restarting { .. } => {
                if dialled(&bench.wait().1).is_some() {
                    return;
                }
            }
        }
    }
    panic!("it never dials again: {:?}", bench.link.standing());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn never_hangs(plan in plans(), held in select(vec![Held::default(), GIVEN, BOTH]), history in histories()) {
        let mut bench = Bench::new(plan, held);
        live_through(&mut bench, history);
        comes_back(&mut bench);
    }

    #[test]
    fn off_is_one_step_away_and_holds_no_socket(plan in plans(), history in histories()) {
        let mut bench = Bench::new(plan, BOTH);
        let mut sockets = live_through(&mut bench, history);
        let actions = bench.step(Input::Disable);
        sockets.carry_out(&actions);
        prop_assert_eq!((bench.link.standing(), bench.link.deadline(), sockets.live), (Standing::Off, None, 0));
    }

    #[test]
    fn the_same_history_ends_the_same(plan in plans(), history in histories()) {
        let mut one = Bench::new(plan, BOTH);
        let mut other = Bench { link: one.link.clone(), ..one };
        live_through(&mut one, history.clone());
        live_through(&mut other, history);
        prop_assert_eq!(one.link.standing(), other.link.standing());
    }

    #[test]
    fn a_refused_secret_is_not_offered_again(history in proptest::collection::vec(0.0..=1.0_f64, 1..40)) {
        let mut bench = Bench::new(Plan::default(), BOTH);
        bench.step(Input::Enable);
        let mut offered = vec![];
        for roll in history {
            bench.roll = roll;
            if bench.link.deadline().is_none() { break }
            bench.news(News::Opened);
            for action in bench.news(News::Challenge(challenge())) {
                if let Action::Connect { with, .. } = action { offered.push(with) }
            }
            bench.refuse(r#"{"details":{"code":"AUTH_TOKEN_MISMATCH"}}"#);
            if bench.link.deadline().is_some() { bench.wait(); }
        }
        prop_assert!(offered.len() <= 2, "{offered:?}");
    }
}
