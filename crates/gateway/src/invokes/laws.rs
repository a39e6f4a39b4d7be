//! What holds after any history of work.

use std::collections::HashMap;

use proptest::{prelude::*, sample::select};

use super::{
    tests::{invoke, invokes},
    *,
};
use crate::link::epoch;

#[derive(Clone, Debug)]
enum Event {
    Take { key: Option<u8>, params: bool, timeout: u64 },
    Done { which: usize, falls_over: bool },
    Cancel { which: usize },
    Pass(u64),
    Due,
    Abandon,
}

fn histories() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        8 => (proptest::option::of(0_u8..4), any::<bool>(), select(vec![0, 200, 251, 1_000, 30_000]))
            .prop_map(|(key, params, timeout)| Event::Take { key, params, timeout }),
        4 => (0_usize..16, any::<bool>()).prop_map(|(which, falls_over)| Event::Done { which, falls_over }),
        2 => (0_usize..200).prop_map(|which| Event::Cancel { which }),
        2 => (0_u64..10_000).prop_map(Event::Pass),
        2 => Just(Event::Due),
        1 => Just(Event::Abandon),
    ];
    proptest::collection::vec(event, 0..300)
}

/// What the gateway knows of one invoke.
struct Asked {
    latest: Instant,
    cancelled: bool,
    answers: usize,
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Answered once, in time; or never, after a cancel or on another link.
    #[test]
    fn none_lost_and_none_doubled(history in histories()) {
        let (mut invokes, mut now) = (invokes(), epoch());
        let mut asked: HashMap<String, Asked> = HashMap::new();
        let mut running: Vec<JobId> = vec![];
        for (n, event) in history.into_iter().enumerate() {
            let actions = match event {
                Event::Take { key, params, timeout } => {
                    let id = n.to_string();
                    let patience = if timeout == 0 { USUAL } else { Duration::from_millis(timeout) };
                    asked.insert(id.clone(), Asked { latest: now + patience.saturating_sub(MARGIN), cancelled: false, answers: 0 });
                    invokes.take(Invoke {
                        key: key.map(|key| key.to_string()),
                        params: params.then(|| "[]".to_owned()),
                        timeout: (timeout > 0).then(|| Duration::from_millis(timeout)),
                        ..invoke(&id)
                    }, now)
                }
                Event::Done { which, falls_over } if !running.is_empty() => {
                    let job = running.remove(which % running.len());
                    invokes.done(job, (!falls_over).then_some("{}"), now)
                }
                Event::Done { .. } => vec![],
                Event::Cancel { which } => {
                    if let Some(asked) = asked.get_mut(&which.to_string()) {
                        asked.cancelled |= asked.answers == 0;
                    }
                    invokes.cancel(&InvokeId(which.to_string()), now)
                }
                Event::Pass(ms) => {
                    // A driver is never late for a deadline.
                    let target = now + Duration::from_millis(ms);
                    now = invokes.deadline().map_or(target, |due| due.clamp(now, target.max(now)));
                    invokes.due(now)
                }
                Event::Due => {
                    now = invokes.deadline().map_or(now, |due| due.max(now));
                    invokes.due(now)
                }
                Event::Abandon => {
                    for asked in asked.values_mut() {
                        asked.cancelled |= asked.answers == 0;
                    }
                    invokes.abandon(now)
                }
            };
            for action in actions {
                match action {
                    Do::Start { job, .. } => running.push(job),
                    Do::Stop(job) => prop_assert!(running.contains(&job)),
                    Do::Answer { id, .. } => {
                        let asked = asked.get_mut(&id.0).unwrap();
                        asked.answers += 1;
                        prop_assert!(!asked.cancelled, "{} was answered after a cancel", id.0);
                        prop_assert_eq!(asked.answers, 1, "{} was answered twice", id.0);
                        prop_assert!(now <= asked.latest, "{} was answered late", id.0);
                    }
                }
            }
            let (runs, waits) = invokes.load();
            prop_assert!(runs <= MOST_RUNNING && waits <= MOST_WAITING, "{runs} run, {waits} wait");
            prop_assert!(waits == 0 || runs == MOST_RUNNING, "{waits} wait while {runs} run");
        }
        // Left alone, everybody gets an answer, in time.
        while let Some(due) = invokes.deadline() {
            now = now.max(due);
            for action in invokes.due(now) {
                if let Do::Answer { id, .. } = action {
                    let asked = asked.get_mut(&id.0).unwrap();
                    asked.answers += 1;
                    prop_assert!(now <= asked.latest, "{} was answered late", id.0);
                }
            }
        }
        for (id, asked) in asked {
            prop_assert_eq!(asked.answers, usize::from(!asked.cancelled), "{}", id);
        }
    }
}
