//! Long lives: thousands of reconnects, thousands of calls, and faults all the way.
#![expect(clippy::disallowed_methods, reason = "a variable says how long they are")]

use std::collections::HashMap;

use super::*;

/// More of it with `ENGRAM_FULL=1`.
fn times(usual: usize, full: usize) -> usize {
    if std::env::var_os("ENGRAM_FULL").is_some_and(|set| set == "1") { full } else { usual }
}

/// Numbers that look random and are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Ends of every kind; after each the link is back by itself, on one socket.
#[tokio::test(start_paused = true)]
async fn it_comes_back_however_often_and_however_it_ended() {
    let mut bench = bench(node());
    let mut dice = Dice(7);
    bench.handle.enable().await.unwrap();
    for n in 0..times(1_000, 10_000) {
        let mut peer = bench.accept().await;
        let protocol = 3 + dice.roll(2);
        peer.greet(protocol, &[]).await;
        bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
        if dice.roll(4) == 0 {
            peer.live(Duration::from_secs(dice.roll(40))).await;
        }
        match dice.roll(9) {
            0 => drop(peer),
            1 => peer.close(1012, "service restart").await,
            2 => peer.close(1013, "gateway starting").await,
            3 => peer.close(1006 + dice.roll(2) as u16 * 5, "").await,
            4 => peer.close(4999, "?").await,
            5 => {
                peer.event("shutdown", json!({"reason": "gateway restarting", "restartExpectedMs": 1_500})).await;
                peer.close(1012, "service restart").await;
            }
            6 => {
                bench.refuse_dials(dice.roll(5) as usize);
                drop(peer);
            }
            7 => bench.handle.seen(crate::link::Seen::Unrouted).await.unwrap(),
            // It is silent; its bytes are kept open until the link gives up.
            _ => drop(peer.pong_until_the_end().await),
        }
        bench.until(|standing| !matches!(standing, Standing::Ready { .. })).await;
        assert!(bench.dials_on_their_way() <= 1, "{n}");
    }
    let mut peer = bench.accept().await;
    peer.greet(4, &[]).await;
    bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
}

/// What the gateway knows of one call.
#[derive(Default)]
struct Call {
    answers: u32,
    cancelled: bool,
}

/// Calls of every kind, cancels, cuts and tools that fall over: each call is answered once, or never where it was
/// cancelled or its link was cut.
#[tokio::test(start_paused = true)]
async fn no_call_is_lost_and_none_is_answered_twice() {
    let mut bench = bench(node());
    let mut dice = Dice(11);
    let (mut calls, mut held) = (HashMap::<String, Call>::new(), Vec::new());
    let all = times(5_000, 100_000);
    let mut peer = bench.ready().await;
    let mut answered = 0_usize;
    while calls.len() < all {
        for _ in 0..=dice.roll(12) {
            let id = calls.len().to_string();
            let timeout = [0, 200, 600, 5_000, 30_000][dice.roll(5) as usize];
            calls.insert(id.clone(), Call::default());
            peer.invoke(&id, timeout).await;
        }
        if dice.roll(3) == 0 {
            let id = (calls.len() as u64 - 1 - dice.roll(calls.len().min(20) as u64)).to_string();
            peer.event("node.invoke.cancel", json!({"invokeId": id, "nodeId": "x"})).await;
            // Until it was heard, an answer may already be on its way.
            tokio::time::sleep(Duration::from_millis(1)).await;
            answered += hear_all(&mut peer, &mut calls).await;
            let call = calls.get_mut(&id).unwrap();
            call.cancelled = call.answers == 0;
        }
        tokio::time::sleep(Duration::from_millis(dice.roll(400))).await;
        while let Ok(taken) = bench.taken.try_recv() {
            held.push(taken);
        }
        for _ in 0..dice.roll(12) {
            let Some(which) = (!held.is_empty()).then(|| dice.roll(held.len() as u64) as usize) else { break };
            let taken: Taken = held.swap_remove(which);
            if dice.roll(10) > 0 {
                taken.answer("{}".to_owned());
            }
        }
        answered += hear_all(&mut peer, &mut calls).await;
        if dice.roll(60) == 0 {
            drop(peer);
            // Nobody waits for what was asked on that link.
            for call in calls.values_mut().filter(|call| call.answers == 0) {
                call.cancelled = true;
            }
            peer = bench.accept().await;
            peer.greet(4, &[]).await;
            bench.until(|standing| matches!(standing, Standing::Ready { .. })).await;
        }
    }
    // Left alone, everybody has an answer.
    let until = tokio::time::Instant::now() + Duration::from_mins(11);
    while tokio::time::Instant::now() < until && calls.values().any(|call| call.answers == 0 && !call.cancelled) {
        tokio::time::sleep(Duration::from_millis(250)).await;
        while bench.taken.try_recv().is_ok() {}
        held.clear();
        answered += hear_all(&mut peer, &mut calls).await;
    }
    let lost = calls.values().filter(|call| call.answers == 0 && !call.cancelled).count();
    let doubled = calls.values().filter(|call| call.answers > 1).count();
    println!("{all} calls: {answered} answered, {lost} lost, {doubled} answered twice");
    assert_eq!((lost, doubled), (0, 0));
    assert!(answered > all / 3);
}

/// Hears whatever there is.
async fn hear_all(peer: &mut Peer, calls: &mut HashMap<String, Call>) -> usize {
    let mut heard = 0;
    while let Ok(frame) = tokio::time::timeout(Duration::from_millis(1), peer.hear()).await {
        let call = calls.get_mut(frame["params"]["id"].as_str().unwrap()).unwrap();
        assert!(!call.cancelled, "answered after a cancel: {frame}");
        call.answers += 1;
        heard += 1;
        peer.answer(&frame, json!({"ok": true})).await;
    }
    heard
}
