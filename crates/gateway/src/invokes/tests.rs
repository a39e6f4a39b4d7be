use super::*;
use crate::link::epoch;

pub(super) const COMMAND: &str = "mcp.tools.call.v1";

pub(super) fn invokes() -> Invokes {
    let tell: Tell = Arc::new(|command, failure| format!("{} to {command}", failure.code));
    Invokes::new("node".to_owned(), [COMMAND.to_owned()].into(), tell)
}

pub(super) fn invoke(id: &str) -> Invoke {
    Invoke {
        id: InvokeId(id.to_owned()),
        node_id: "node".to_owned(),
        command: COMMAND.to_owned(),
        params: Some("{}".to_owned()),
        timeout: Some(Duration::from_secs(10)),
        key: None,
        session: None,
    }
}

fn keyed(id: &str, key: &str, session: &str, params: &str) -> Invoke {
    let (key, session) = (Some(key.to_owned()), (!session.is_empty()).then(|| session.to_owned()));
    Invoke { key, session, params: Some(params.to_owned()), ..invoke(id) }
}

/// The actions, short.
fn told(actions: &[Do]) -> Vec<String> {
    let word = |action: &Do| match action {
        Do::Start { job, .. } => format!("start {}", job.0),
        Do::Stop(job) => format!("stop {}", job.0),
        Do::Answer { id, payload } => format!("{}: {payload}", id.0),
    };
    actions.iter().map(word).collect()
}

const MS: Duration = Duration::from_millis(1);

#[test]
fn work_is_handed_on_and_its_result_goes_back() {
    let (mut invokes, now) = (invokes(), epoch());
    let actions = invokes.take(Invoke { session: Some("s".to_owned()), ..invoke("a") }, now);
    let work = Work {
        command: COMMAND.to_owned(),
        params: "{}".to_owned(),
        session: Some("s".to_owned()),
        due: now + Duration::from_millis(9_750),
    };
    assert_eq!(actions, [Do::Start { job: JobId(1), work }]);
    assert_eq!(told(&invokes.done(JobId(1), Some("42"), now)), ["a: 42"]);
    assert_eq!(invokes.done(JobId(1), Some("43"), now), []);
    assert_eq!((invokes.load(), invokes.deadline()), ((0, 0), None));
}

#[test]
fn what_cannot_be_done_is_answered_at_once_and_never_begun() {
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    let long = format!("\"{}\"", "a".repeat(LONGEST_PARAMS - 1));
    let with = |params: &str| Invoke { params: Some(params.to_owned()), ..invoke("a") };
    let cases = [
        (Invoke { node_id: "other".to_owned(), ..invoke("a") }, "UNKNOWN_COMMAND"),
        (Invoke { command: "system.run".to_owned(), ..invoke("a") }, "UNKNOWN_COMMAND"),
        (with(""), "INVALID_PARAMS"),
        (with("{"), "INVALID_PARAMS"),
        (with("{} {}"), "INVALID_PARAMS"),
        (with("NaN"), "INVALID_PARAMS"),
        (with(&deep), "INVALID_PARAMS"),
        (with(&long), "INVALID_PARAMS"),
    ];
    for (invoke, code) in cases {
        let is = vec![format!("a: {code} to {}", invoke.command)];
        assert_eq!(told(&invokes().take(invoke, epoch())), is);
    }
    let longest = with(&long.replacen('a', "", 1));
    assert_eq!(told(&invokes().take(longest, epoch())), ["start 1"]);
    let none = Invoke { params: None, ..invoke("a") };
    let actions = invokes().take(none, epoch());
    assert!(matches!(&actions[..], [Do::Start { work, .. }] if work.params == "null"));
}

#[test]
fn answers_leave_a_quarter_of_a_second_early() {
    let (mut invokes, now) = (invokes(), epoch());
    invokes.take(invoke("a"), now);
    assert_eq!(invokes.deadline(), Some(now + MS * 9_750));
    assert_eq!(invokes.due(now + MS * 9_749), []);
    assert_eq!(told(&invokes.due(now + MS * 9_750)), [format!("a: TIMEOUT to {COMMAND}"), "stop 1".to_owned()]);
    // Its result is nobody's now.
    assert_eq!(invokes.done(JobId(1), Some("42"), now + MS * 9_760), []);
}

#[test]
fn a_callers_patience_is_what_it_says_within_reason() {
    let due = |timeout: Option<Duration>| {
        let (mut invokes, now) = (invokes(), epoch());
        let actions = invokes.take(Invoke { timeout, ..invoke("a") }, now);
        let [Do::Start { work, .. }] = &actions[..] else {
            assert_eq!(told(&actions), [format!("a: TIMEOUT to {COMMAND}")]);
            return None;
        };
        Some(work.due.duration_since(now))
    };
    assert_eq!(due(None), Some(MS * 29_750));
    assert_eq!(due(Some(MS)), None);
    assert_eq!(due(Some(MS * 250)), None);
    assert_eq!(due(Some(MS * 251)), Some(MS));
    assert_eq!(due(Some(Duration::from_millis(1 << 31))), Some(MS * 599_750));
    assert_eq!(due(Some(Duration::MAX)), Some(MS * 599_750));
}

#[test]
fn eight_run_a_hundred_and_twenty_eight_wait_and_the_rest_is_told() {
    let (mut invokes, now) = (invokes(), epoch());
    let actions: Vec<_> = (0..200).flat_map(|n| invokes.take(invoke(&n.to_string()), now)).collect();
    let started = actions.iter().filter(|action| matches!(action, Do::Start { .. })).count();
    assert_eq!((started, actions.len() - started), (8, 200 - 8 - 128));
    assert!(told(&actions)[8..].iter().all(|told| told.contains("BUSY")));
    assert_eq!(invokes.load(), (8, 128));
    // The next one begins when one is done, the longest waiting first.
    assert_eq!(told(&invokes.done(JobId(3), Some("x"), now)), ["2: x", "start 9"]);
    assert_eq!(told(&invokes.take(invoke("late"), now)), Vec::<String>::new());
    assert_eq!(invokes.load(), (8, 128));
}

#[test]
fn work_that_nobody_waits_for_is_stopped_and_never_answered() {
    let (mut invokes, now) = (invokes(), epoch());
    for n in 0..9 {
        invokes.take(invoke(&n.to_string()), now);
    }
    let id = |id: &str| InvokeId(id.to_owned());
    // One that has not begun.
    assert_eq!(invokes.cancel(&id("8"), now), []);
    assert_eq!(invokes.load(), (8, 0));
    // One that runs; twice, and one that is unknown.
    assert_eq!(invokes.cancel(&id("0"), now), [Do::Stop(JobId(1))]);
    assert_eq!(invokes.cancel(&id("0"), now), []);
    assert_eq!(invokes.cancel(&id("x"), now), []);
    assert_eq!(invokes.done(JobId(1), Some("42"), now), []);
    // One that is done.
    invokes.done(JobId(2), Some("42"), now);
    assert_eq!(invokes.cancel(&id("1"), now), []);
}

#[test]
fn work_that_does_not_stop_holds_its_place_for_five_seconds() {
    let (mut invokes, now) = (invokes(), epoch());
    for n in 0..9 {
        invokes.take(invoke(&n.to_string()), now);
    }
    invokes.cancel(&InvokeId("0".to_owned()), now);
    assert_eq!(invokes.load(), (8, 1));
    assert_eq!(invokes.deadline(), Some(now + GRACE));
    assert_eq!(told(&invokes.due(now + GRACE)), ["start 9"]);
    assert_eq!(invokes.done(JobId(1), Some("42"), now + GRACE), []);
}

#[test]
fn the_same_key_is_the_same_work_and_the_same_bytes() {
    let (mut invokes, now) = (invokes(), epoch());
    assert_eq!(told(&invokes.take(keyed("a", "k", "s", "{}"), now)), ["start 1"]);
    // While it runs: one execution, both are answered.
    assert_eq!(invokes.take(keyed("b", "k", "s", "{}"), now), []);
    assert_eq!(told(&invokes.done(JobId(1), Some("42"), now)), ["a: 42", "b: 42"]);
    // After it: for ten minutes.
    let later = now + Duration::from_mins(10);
    assert_eq!(told(&invokes.take(keyed("c", "k", "s", "{}"), now + MS * 599_999)), ["c: 42"]);
    assert_eq!(told(&invokes.take(keyed("d", "k", "s", "{}"), later)), ["start 2"]);
}

#[test]
fn a_key_counts_in_its_conversation_and_for_its_command() {
    let (mut invokes, now) = (invokes(), epoch());
    invokes.take(keyed("a", "call_1", "s", "{}"), now);
    invokes.done(JobId(1), Some("42"), now);
    assert_eq!(told(&invokes.take(keyed("b", "call_1", "other", "{}"), now)), ["start 2"]);
    assert_eq!(told(&invokes.take(keyed("c", "call_1", "", "{}"), now)), ["start 3"]);
    assert_eq!(told(&invokes.take(keyed("d", "call_2", "s", "{}"), now)), ["start 4"]);
}

#[test]
fn the_same_key_with_other_arguments_is_refused() {
    let (mut invokes, now) = (invokes(), epoch());
    let conflict = |id: &str| [format!("{id}: IDEMPOTENCY_CONFLICT to {COMMAND}")];
    invokes.take(keyed("a", "k", "s", "{}"), now);
    assert_eq!(told(&invokes.take(keyed("b", "k", "s", "[]"), now)), conflict("b"));
    assert_eq!(told(&invokes.done(JobId(1), Some("42"), now)), ["a: 42"]);
    assert_eq!(told(&invokes.take(keyed("c", "k", "s", "[]"), now)), conflict("c"));
}

#[test]
fn each_asker_of_one_work_has_its_own_time_and_its_own_cancel() {
    let (mut invokes, now) = (invokes(), epoch());
    let patient = Invoke { timeout: Some(MS * 60_000), ..keyed("b", "k", "s", "{}") };
    invokes.take(keyed("a", "k", "s", "{}"), now);
    invokes.take(patient, now);
    invokes.take(keyed("c", "k", "s", "{}"), now);
    assert_eq!(invokes.cancel(&InvokeId("c".to_owned()), now), []);
    let late = now + MS * 9_750;
    assert_eq!(told(&invokes.due(late)), [format!("a: TIMEOUT to {COMMAND}")]);
    assert_eq!(told(&invokes.done(JobId(1), Some("42"), late)), ["b: 42"]);
}

#[test]
fn a_failure_of_the_work_is_content_and_is_kept_as_any() {
    let (mut invokes, now) = (invokes(), epoch());
    invokes.take(keyed("a", "k", "s", "{}"), now);
    assert_eq!(told(&invokes.done(JobId(1), None, now)), [format!("a: INTERNAL to {COMMAND}")]);
    assert_eq!(told(&invokes.take(keyed("b", "k", "s", "{}"), now)), [format!("b: INTERNAL to {COMMAND}")]);
    // What was stopped has no result to repeat.
    invokes.take(keyed("c", "l", "s", "{}"), now);
    invokes.cancel(&InvokeId("c".to_owned()), now);
    invokes.done(JobId(2), Some("42"), now);
    assert_eq!(told(&invokes.take(keyed("d", "l", "s", "{}"), now)), ["start 3"]);
}

#[test]
fn a_result_is_at_most_256_kib() {
    let (mut invokes, now) = (invokes(), epoch());
    for (bytes, is) in [(LONGEST_RESULT, false), (LONGEST_RESULT + 1, true)] {
        let job = match &invokes.take(invoke("a"), now)[..] {
            [Do::Start { job, .. }] => *job,
            other => panic!("{other:?}"),
        };
        let actions = told(&invokes.done(job, Some(&"x".repeat(bytes)), now));
        assert_eq!(actions == [format!("a: RESULT_TOO_LARGE to {COMMAND}")], is, "{bytes}");
    }
}

#[test]
fn a_result_that_would_not_fit_into_a_frame_is_too_large() {
    let (mut invokes, now) = (invokes(), epoch());
    invokes.limit(524_288);
    // 256 KiB of quotes and backslashes are more than half a megabyte as text.
    for (letter, is) in [("x", false), ("\"", true), ("\\", true)] {
        let job = match &invokes.take(invoke("a"), now)[..] {
            [Do::Start { job, .. }] => *job,
            other => panic!("{other:?}"),
        };
        let actions = told(&invokes.done(job, Some(&letter.repeat(LONGEST_RESULT)), now));
        assert_eq!(actions == [format!("a: RESULT_TOO_LARGE to {COMMAND}")], is, "{letter}");
    }
}

#[test]
fn what_is_kept_is_bounded_by_count_and_by_bytes() {
    let (mut invokes, now) = (invokes(), epoch());
    let mut run = |n: usize, result: &str| {
        let actions = invokes.take(keyed("a", &n.to_string(), "s", "{}"), now);
        let started = matches!(actions[..], [Do::Start { .. }]);
        if let [Do::Start { job, .. }] = actions[..] {
            invokes.done(job, Some(result), now);
        }
        started
    };
    for n in 0..1025 {
        assert!(run(n, "x"));
    }
    assert!(!run(1, "x"), "the second oldest is kept");
    assert!(run(0, "x"), "the oldest is forgotten");
    let long = "x".repeat(LONGEST_RESULT);
    for n in 2000..2065 {
        assert!(run(n, &long));
    }
    assert!(!run(2064, &long));
    assert!(run(2000, &long), "64 of the longest fill 16 MiB");
}

#[test]
fn when_the_link_is_gone_nobody_is_answered() {
    let (mut invokes, now) = (invokes(), epoch());
    for n in 0..10 {
        invokes.take(invoke(&n.to_string()), now);
    }
    let stops = invokes.abandon(now);
    assert_eq!(stops.len(), 8);
    assert!(stops.iter().all(|action| matches!(action, Do::Stop(_))));
    assert_eq!(invokes.done(JobId(1), Some("42"), now), []);
    assert_eq!(invokes.load(), (7, 0));
    assert_eq!(invokes.due(now + GRACE), []);
    assert_eq!((invokes.load(), invokes.deadline()), ((0, 0), None));
}

#[test]
fn a_failure_in_words() {
    let failure = Failure::of(Cause::Busy);
    insta::assert_snapshot!(format!(
        "{}\n{}",
        failure.object("2026-11-22T12:00:03Z"),
        failure.tool_result("2026-11-22T12:00:03Z")
    ));
}
