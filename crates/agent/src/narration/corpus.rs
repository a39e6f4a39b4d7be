//! What a model may do wrong and what others may tell it to do, played by a server on loopback.

mod explained;
mod injections;
mod outside;
mod prose;
mod replies;
mod spoken;

use std::collections::BTreeSet;

use analysis::Gate;

use crate::{ask::Full, testing::fully};

/// Everything there is to say about the demo market.
fn full() -> Full {
    fully("DEMO/USD", "1h", Gate::Rule)
}

/// Plays something on loopback.
fn play<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn the_tables_make_as_many_cases_as_they_promise() {
    let replies = replies::replies();
    let names: BTreeSet<_> = replies.iter().map(|reply| reply.name.as_str()).collect();
    assert_eq!(names.len(), replies.len(), "no case twice");
    assert!(replies.len() >= 500, "{} replies", replies.len());
    let poisoned = replies.iter().filter(|reply| reply.content.contains(replies::POISON)).count();
    assert!(poisoned > 250, "{poisoned} replies hold what must not be shown");
    let injections: BTreeSet<_> = injections::injections().into_iter().collect();
    assert_eq!(injections.len(), 300);
    let report = serde_json::to_string(&full().objects().unwrap()).unwrap();
    for wanted in injections::WANTED {
        assert!(!report.contains(wanted.trim_end_matches('%')), "{wanted} is foreign");
    }
}
