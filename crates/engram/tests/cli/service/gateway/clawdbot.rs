//! The service at a real ClawdBot.

use std::{thread, time::Duration};

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{
    BACK, Desk, Owner, is_full, p95,
    peer::{Peer, Product},
};

const WORKSPACE: &str = r#", "agents": { "defaults": { "workspace": "WORKSPACE" } }"#;

#[test]
fn a_real_gateway_called_clawdbot_is_told_which_lines_it_lacks_and_calls_the_tools() {
    let Some(mut gateway) = Peer::start(Product::ClawdBot, WORKSPACE) else { return };
    let desk = Desk::at(&gateway);
    let mut service = desk.service();
    // It drops our commands without a word; only the second link sees it.
    desk.until("the missing lines", |desk| {
        desk.run("gateway status").out.contains("its settings do not allow engram.")
    });
    assert!(!desk.is_ready(), "connected is not allowed");
    let shown = desk.run("gateway approve");
    assert_eq!(shown.code, 64, "{shown:?}");
    assert!(shown.out.contains("Missing in gateway.nodes.allowCommands:\n  engram.analyze_market\n"), "{shown:?}");
    let allowed = desk.run("gateway approve --yes");
    assert_eq!(allowed.code, 0, "{allowed:?}");
    assert!(allowed.out.contains("gateway.nodes.allowCommands now allows 4 commands."), "{allowed:?}");
    desk.back();
    let again = desk.run("gateway approve");
    assert_eq!((again.code, again.out.as_str()), (0, "Nothing waits: the gateway may call the tools.\n"), "{again:?}");

    let owner = Owner::of(&gateway);
    let called = owner.ask(
        "node.invoke",
        &json!({ "nodeId": desk.node(), "command": "engram.generate_signal", "params": { "pair": "BTC/USD", "timeframe": "1h" },
                "timeoutMs": 20_000, "idempotencyKey": "k-1" }),
    );
    let signal: Value = serde_json::from_str(called["payloadJSON"].as_str().unwrap()).unwrap();
    assert_eq!((&signal["tool"], &signal["journal"]), (&"generate_signal".into(), &"stored".into()), "{signal}");
    assert!(signal["views"]["clean"].as_str().unwrap().starts_with("Signal: "), "{signal}");
    desk.is_reached(&owner);

    // New settings: the next socket waits until this gateway has forgotten the old one, or it would drop both.
    desk.says(&gateway, "[agent]\nresponse_format = \"detailed\"");
    service.signal(Signal::HUP);
    service.until("the settings were read again");
    let after = desk.back();
    assert!(after <= BACK, "{after:?}");
    thread::sleep(Duration::from_secs(2));
    desk.is_reached(&owner);
    owner.leaves();

    // Another token at the next start: the device's own still opens the door.
    gateway.end(Signal::TERM);
    desk.until("away", |desk| !desk.is_ready());
    gateway.takes("NOT-A-REAL-TOKEN-EITHER-987");
    gateway.up();
    let after = desk.back();
    assert!(after <= BACK, "{after:?}");
    assert_eq!(Owner::of(&gateway).node(&desk.node())["connected"], true);
    drop(service);
    let desk = Desk { token: gateway.token.clone(), ..desk };
    let _service = desk.service();
    desk.back();
    restarts(&desk, &mut gateway);
}

/// Stopped and killed, again and again: it is back soon after the gateway is, and routed to.
fn restarts(desk: &Desk, gateway: &mut Peer) {
    let mut times = Vec::new();
    for n in 0..if is_full() { 20 } else { 1 } {
        let signal = if n % 2 == 0 { Signal::KILL } else { Signal::TERM };
        gateway.end(signal);
        desk.until("away", |desk| !desk.is_ready());
        gateway.up();
        times.push(desk.back());
        thread::sleep(Duration::from_millis(300));
        desk.is_reached(&Owner::of(gateway));
    }
    println!("ClawdBot: {} restarts, back p95 {:?} after it was ready, no zombie", times.len(), p95(&times));
    assert!(times.iter().all(|time| *time <= BACK), "{times:?}");
    assert!(p95(&times) <= Duration::from_secs(5), "{times:?}");
}
