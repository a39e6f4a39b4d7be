//! Any history of calls with any arguments: each is answered once or, after a cancel, never.
#![no_main]

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use gateway::{
    frames::{Invoke, InvokeId},
    invokes::{Do, Failure, Invokes, MOST_RUNNING, MOST_WAITING},
};
use libfuzzer_sys::fuzz_target;

// Pieces of input, each begun by a byte that says what it is.
fuzz_target!(|data: &[u8]| {
    let commands = BTreeSet::from(["mcp.tools.call.v1".to_owned(), "engram.x".to_owned()]);
    let tell = Arc::new(|_: &str, failure: &Failure| failure.object("2026-11-22T12:00:03Z"));
    let mut invokes = Invokes::new("node".to_owned(), commands, tell);
    let mut now = Instant::now();
    let mut running = vec![];
    let mut asked: HashMap<String, (bool, u32)> = HashMap::new();
    for (n, piece) in data.split(|byte| *byte == 0xff).enumerate() {
        let Some((kind, rest)) = piece.split_first() else { continue };
        let all = match kind % 4 {
            0 => {
                let Ok(params) = std::str::from_utf8(rest) else { continue };
                // Frames are another target's; here they would take most of the time.
                let invoke = Invoke {
                    id: InvokeId(n.to_string()),
                    node_id: "node".to_owned(),
                    command: "mcp.tools.call.v1".to_owned(),
                    params: Some(params.to_owned()),
                    timeout: (*kind > 0).then(|| Duration::from_millis(u64::from(*kind) * 500)),
                    key: (kind & 0x40 > 0).then(|| kind.to_string()),
                    session: None,
                };
                asked.insert(n.to_string(), (false, 0));
                invokes.take(invoke, now)
            }
            1 => match running.pop() {
                Some(job) => invokes.done(job, std::str::from_utf8(rest).ok(), now),
                None => vec![],
            },
            2 => {
                let id = rest.first().map_or(0, |id| usize::from(*id)).to_string();
                if let Some((cancelled, 0)) = asked.get_mut(&id) {
                    *cancelled = true;
                }
                invokes.cancel(&InvokeId(id), now)
            }
            _ => {
                // Whoever drives it is never late.
                let target = now + Duration::from_millis(u64::from(*kind) * 97);
                now = invokes.deadline().map_or(target, |due| due.clamp(now, target.max(now)));
                invokes.due(now)
            }
        };
        for one in all {
            match one {
                Do::Start { job, .. } => running.push(job),
                Do::Stop(_) => {}
                Do::Answer { id, .. } => {
                    let (cancelled, answers) = asked.get_mut(&id.0).expect("somebody asked");
                    *answers += 1;
                    assert!(!*cancelled && *answers == 1, "{} was answered again", id.0);
                }
            }
        }
        let (runs, waits) = invokes.load();
        assert!(runs <= MOST_RUNNING && waits <= MOST_WAITING);
    }
});
