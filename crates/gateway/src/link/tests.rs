//! Every state, and the ways between them.

mod approval;
mod ends;
mod secrets;
mod waits;

use std::time::{Duration, Instant};

use super::*;
use crate::frames::{Challenge, hear_terms};

/// A link on a bench: the clock moves when it is told to.
pub(super) struct Bench {
    pub(super) link: Link,
    pub(super) now: Instant,
    pub(super) roll: f64,
}

pub(super) const GIVEN: Held = Held { given: true, device: false };
pub(super) const BOTH: Held = Held { given: true, device: true };

/// One instant; only differences count.
pub(crate) fn epoch() -> Instant {
    tokio::time::Instant::now().into_std()
}

pub(super) fn challenge() -> Challenge {
    Challenge { nonce: "n".to_owned(), at: 1, names_capabilities: true }
}

pub(super) fn terms(protocol: u64, methods: &[&str]) -> Terms {
    hear_terms(&format!(r#"{{"protocol":{protocol},"features":{{"methods":{methods:?}}}}}"#))
}

pub(super) const PUBLISHES: &[&str] = &["node.pluginTools.update"];

impl Bench {
    pub(super) fn new(plan: Plan, held: Held) -> Self {
        let now = epoch();
        Self { link: Link::new(plan, held, now), now, roll: 0.5 }
    }

    pub(super) fn step(&mut self, input: Input) -> Vec<Action> {
        self.link.step(input, self.now, self.roll)
    }

    pub(super) fn news(&mut self, news: News) -> Vec<Action> {
        let id = self.link.current();
        self.step(Input::News(id, news))
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    /// Goes to the deadline and says so; tells how long it took.
    pub(super) fn wait(&mut self) -> (Duration, Vec<Action>) {
        let deadline = self.link.deadline().expect("a deadline");
        let waited = deadline.saturating_duration_since(self.now);
        self.now = self.now.max(deadline);
        (waited, self.step(Input::Due))
    }

    /// From off to the greeting.
    pub(super) fn greeting(plan: Plan, held: Held) -> Self {
        let mut bench = Self::new(plan, held);
        bench.step(Input::Enable);
        bench.news(News::Opened);
        bench
    }

    /// Says who we are.
    pub(super) fn signed(plan: Plan, held: Held) -> Self {
        let mut bench = Self::greeting(plan, held);
        bench.news(News::Challenge(challenge()));
        bench
    }

    /// As an operator of protocol 4: ready at once.
    pub(super) fn ready() -> Self {
        let mut bench = Self::signed(Plan::default(), GIVEN);
        bench.news(News::Hello { terms: terms(4, &[]), issued: false });
        assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
        bench
    }

    pub(super) fn refuse(&mut self, refusal: &str) -> Vec<Action> {
        self.news(News::Ended(End::Refused(serde_json::from_str(refusal).unwrap())))
    }

    pub(super) fn close(&mut self, code: u16, reason: &str) -> Vec<Action> {
        self.news(News::Ended(End::Closed { code: Some(code), reason: reason.to_owned() }))
    }
}

/// The one dial among the actions.
pub(super) fn dialled(actions: &[Action]) -> Option<Credential> {
    actions.iter().find_map(|action| match action {
        Action::Dial { with, .. } => Some(*with),
        Action::Connect { .. } | Action::Publish | Action::Ping | Action::Close(_) | Action::ForgetDeviceToken => None,
    })
}

#[test]
fn from_off_to_ready() {
    let mut bench = Bench::new(Plan::default(), GIVEN);
    assert_eq!((bench.link.standing(), bench.link.deadline()), (Standing::Off, None));

    let actions = bench.step(Input::Enable);
    assert!(
        matches!(
            actions[..],
            [Action::Dial { dialect: Dialect::Auto, with: Credential::Given, offers_subprotocol: true, .. }]
        ),
        "{actions:?}"
    );
    assert_eq!(bench.link.standing(), Standing::Dialing);
    assert_eq!(bench.step(Input::Enable), []);

    assert_eq!(bench.news(News::Opened), []);
    assert_eq!(bench.link.standing(), Standing::Greeting);

    let actions = bench.news(News::Challenge(challenge()));
    assert_eq!(actions, [Action::Connect { challenge: challenge(), with: Credential::Given }]);

    assert_eq!(bench.news(News::Hello { terms: terms(4, &[]), issued: true }), []);
    let since = bench.now;
    assert_eq!(bench.link.standing(), Standing::Ready { terms: terms(4, &[]), approval: Approval::NotNeeded, since });
}

#[test]
fn disable_works_from_every_state_at_once() {
    let pairing = r#"{"details":{"code":"PAIRING_REQUIRED"}}"#;
    let mut states = vec![Bench::new(Plan::default(), GIVEN), Bench::greeting(Plan::default(), GIVEN), Bench::ready()];
    states.push(Bench::signed(Plan::default(), GIVEN));
    for code in [1012, 1006, 1008] {
        let mut bench = Bench::ready();
        bench.close(code, "");
        states.push(bench);
    }
    let refusals =
        [pairing, r#"{"details":{"code":"AUTH_TOKEN_MISSING"}}"#, r#"{"details":{"code":"PROTOCOL_MISMATCH"}}"#];
    for refusal in refusals {
        let mut bench = Bench::signed(Plan::default(), GIVEN);
        bench.refuse(refusal);
        states.push(bench);
    }
    let mut bench = Bench::new(Plan::default(), GIVEN);
    bench.step(Input::Enable);
    states.push(bench);
    for mut bench in states {
        let before = bench.link.standing();
        let has_socket = matches!(before, Standing::Dialing | Standing::Greeting | Standing::Ready { .. });
        let actions = bench.step(Input::Disable);
        assert_eq!(actions, if has_socket { vec![Action::Close(1000)] } else { vec![] }, "{before:?}");
        assert_eq!((bench.link.standing(), bench.link.deadline()), (Standing::Off, None), "{before:?}");
    }
}

#[test]
fn news_of_an_older_dial_change_nothing() {
    let mut bench = Bench::new(Plan::default(), GIVEN);
    bench.step(Input::Enable);
    let old = bench.link.current();
    bench.wait();
    bench.wait();
    assert_eq!(bench.link.standing(), Standing::Dialing);
    for news in [News::Opened, News::Ended(End::Stalled), News::Hello { terms: terms(4, &[]), issued: false }] {
        assert_eq!(bench.step(Input::News(old, news)), []);
        assert_eq!(bench.link.standing(), Standing::Dialing);
    }
}

#[test]
fn a_protocol_that_nobody_here_speaks_ends_it() {
    for protocol in [0, 2, 5] {
        let mut bench = Bench::signed(Plan::default(), GIVEN);
        let actions = bench.news(News::Hello { terms: terms(protocol, &[]), issued: false });
        assert_eq!(actions, [Action::Close(1002)]);
        let cause = Fatal::Protocol { wanted: Some(protocol) };
        assert_eq!(bench.link.standing(), Standing::Rejected { cause });
    }
}

#[test]
fn a_second_challenge_and_a_hello_unasked_for_change_nothing() {
    let mut bench = Bench::greeting(Plan::default(), GIVEN);
    assert_eq!(bench.news(News::Hello { terms: terms(4, &[]), issued: false }), []);
    assert_eq!(bench.link.standing(), Standing::Greeting);
    bench.news(News::Challenge(challenge()));
    assert_eq!(bench.news(News::Challenge(challenge())), []);
    let mut bench = Bench::ready();
    assert_eq!(bench.news(News::Challenge(challenge())), []);
    assert!(matches!(bench.link.standing(), Standing::Ready { .. }));
}

#[test]
fn classic_by_its_first_frame_by_quiet_and_not_at_all() {
    let plan = |dialect| Plan { dialect, ..Plan::default() };
    let is_classic =
        |bench: &Bench| matches!(bench.link.standing(), Standing::Ready { terms, .. } if terms.protocol.is_none());
    for dialect in [Dialect::Auto, Dialect::Classic] {
        let mut bench = Bench::greeting(plan(dialect), GIVEN);
        bench.news(News::Classic);
        assert!(is_classic(&bench), "{dialect:?}");
    }
    let mut bench = Bench::greeting(plan(Dialect::OpenClaw), GIVEN);
    bench.news(News::Classic);
    assert_eq!(bench.link.standing(), Standing::Greeting);

    // A classic server does not greet; two quiet seconds are its hello. To OpenClaw, silence is a failure.
    let mut bench = Bench::greeting(plan(Dialect::Classic), GIVEN);
    assert_eq!(bench.wait(), (Duration::from_secs(2), vec![]));
    assert!(is_classic(&bench));
    let mut bench = Bench::greeting(plan(Dialect::Auto), GIVEN);
    assert_eq!(bench.wait().0, Duration::from_secs(15));
    assert!(matches!(bench.link.standing(), Standing::Waiting { cause: Retryable::Silent { times: 1 }, .. }));

    // A challenge is a proof, however late: a gateway that starts may say nothing for 8 s.
    let mut bench = Bench::greeting(plan(Dialect::Classic), GIVEN);
    bench.wait();
    bench.pass(Duration::from_secs(6));
    assert!(matches!(bench.news(News::Challenge(challenge()))[..], [Action::Connect { .. }]));
    bench.news(News::Hello { terms: terms(4, &[]), issued: false });
    assert!(matches!(bench.link.standing(), Standing::Ready { terms, .. } if terms.protocol == Some(4)));
}

#[test]
fn a_subprotocol_that_is_dropped_on_the_way_is_not_offered_again() {
    let mut bench = Bench::new(Plan { dialect: Dialect::Classic, ..Plan::default() }, GIVEN);
    let offers =
        |actions: &[Action]| matches!(actions, [Action::Dial { offers_subprotocol, .. }] if *offers_subprotocol);
    assert!(offers(&bench.step(Input::Enable)));
    bench.news(News::Ended(End::NotDialled(DialFault::NoSubprotocol)));
    let (waited, actions) = bench.wait();
    assert!(waited <= Duration::from_secs(1) && !offers(&actions), "{waited:?} {actions:?}");
}
