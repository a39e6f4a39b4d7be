//! The service at a real OpenClaw.

use std::{
    thread,
    time::{Duration, Instant},
};

use gateway::{Offer, Role};
use rustix::process::Signal;
use serde_json::json;

use super::{
    BACK, Desk, Owner, is_full, p95,
    peer::{Peer, Product},
};

/// How long the gateway stands still.
fn still() -> Duration {
    Duration::from_secs(if is_full() { 60 } else { 3 })
}

#[test]
fn a_real_gateway_called_openclaw_calls_the_tools_and_its_faults_are_survived() {
    let Some(mut gateway) =
        Peer::start(Product::OpenClaw, r#", "agents": { "defaults": { "workspace": "WORKSPACE" } }"#)
    else {
        return;
    };
    let mut desk = Desk::at(&gateway);
    let service = desk.service();
    desk.until("an operator that sees the request", |desk| {
        desk.run("gateway status").out.contains("Second link: gateway 2026.9.6, routes to this device")
    });
    let status = desk.run("gateway status");
    assert_eq!(status.code, 1, "{status:?}");
    assert!(status.out.starts_with("Connection: connected\nApproval: connected, tools not yet approved"), "{status:?}");
    assert!(!desk.is_ready(), "connected is not approved");

    // Nothing is approved that was not shown and agreed to.
    let shown = desk.run("gateway approve");
    assert_eq!(shown.code, 64, "{shown:?}");
    assert!(shown.out.contains("  mcp.tools.call.v1  agents call the four tools") && !desk.is_ready(), "{shown:?}");
    let approved = desk.run("gateway approve --yes");
    assert_eq!(approved.code, 0, "{approved:?}");
    desk.back();
    let paired = desk.run("gateway pair --within 20");
    assert_eq!(paired.code, 0, "{paired:?}");

    let owner = Owner::of(&gateway);
    let called = owner.calls("engram_generate_signal", &json!({ "pair": "BTC/USD", "timeframe": "1h" }));
    let object = &called["output"]["details"]["structuredContent"];
    assert_eq!((&called["ok"], &object["tool"]), (&true.into(), &"generate_signal".into()), "{called}");
    assert_eq!(object["journal"], "stored");
    // What the agent was told computes again, byte for byte.
    let journal = desk.home.state().join("journal.db");
    let receipt = object["receipt_id"].as_str().unwrap();
    assert_eq!(desk.run(&format!("verify {receipt} --journal {}", journal.display())).code, 0);
    desk.is_reached(&owner);
    for tool in ["analyze_market", "assess_risk"] {
        let called = owner.calls(&format!("engram_{tool}"), &json!({ "pair": "BTC/USD" }));
        assert_eq!(called["output"]["details"]["structuredContent"]["tool"], tool, "{called}");
    }

    // As an alert that fires is pushed.
    assert_eq!(owner.ask("wake", &json!({ "mode": "now", "text": "Engram alert: a test." }))["ok"], true);

    // It stands still, and its kernel goes on answering.
    gateway.signal(Signal::STOP);
    thread::sleep(still());
    gateway.signal(Signal::CONT);
    let after = desk.back();
    assert!(after <= BACK, "{after:?}");
    desk.is_reached(&owner);

    // Another token while it is connected: the device's own still opens the door.
    owner.patches(&json!({ "gateway": { "auth": { "token": "NOT-A-REAL-TOKEN-EITHER-987" } } }));
    owner.leaves();
    gateway.takes("NOT-A-REAL-TOKEN-EITHER-987");
    thread::sleep(Duration::from_secs(1));
    let after = desk.back();
    println!("after another token: ready within {after:?}");
    let owner = Owner::of(&gateway);
    assert_eq!(owner.node(&desk.node())["connected"], true);
    drop(service);
    gateway.token.clone_into(&mut desk.token);
    let service = desk.service();
    desk.back();

    // What the gateway issued to the device is revoked: the owner's exact command is told, and it is asked for once.
    owner.ask("device.token.revoke", &json!({ "deviceId": desk.node(), "role": "node" }));
    desk.until("a device that is not known any more", |desk| {
        desk.run("gateway status").out.contains("(openclaw devices approve ")
    });
    let told = desk.run("gateway status").out;
    let request = told.split("openclaw devices approve ").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    let pending = owner.ask("device.pair.list", &json!({}));
    let ours = pending["pending"].as_array().unwrap().iter().filter(|one| one["deviceId"] == desk.node().as_str());
    let ours: Vec<_> = ours.collect();
    assert_eq!((ours.len(), ours[0]["requestId"].as_str()), (1, Some(request)), "{pending}");
    // It looks every minute by itself; begun anew, at once.
    drop(service);
    let _service = desk.service();
    desk.until("the request again", |desk| desk.run("gateway status").out.contains("(openclaw devices approve "));
    let approving = desk.run("gateway approve --yes");
    assert_eq!(approving.code, 0, "{approving:?}");
    assert!(approving.out.contains("Approved: device request "), "{approving:?}");
    desk.back();
    desk.is_reached(&owner);
    owner.leaves();

    restarts(&desk, &mut gateway);
    if is_full() {
        zombie(&desk, &gateway);
    }
}

/// Stopped and killed, again and again: it is back soon after the gateway is.
fn restarts(desk: &Desk, gateway: &mut Peer) {
    let mut times = Vec::new();
    for n in 0..if is_full() { 20 } else { 1 } {
        let signal = if n % 2 == 0 { Signal::TERM } else { Signal::KILL };
        gateway.end(signal);
        desk.until("away", |desk| !desk.is_ready());
        assert_eq!(desk.run("healthcheck --live").code, 0);
        gateway.up();
        times.push(desk.back());
        desk.is_reached(&Owner::of(gateway));
    }
    println!("OpenClaw: {} restarts, back p95 {:?} after it was ready, no zombie", times.len(), p95(&times));
    assert!(times.iter().all(|time| *time <= BACK), "{times:?}");
    assert!(p95(&times) <= Duration::from_secs(5), "{times:?}");
}

/// Somebody else with our key takes the route and leaves: our socket stands, and nobody calls on it any more.
fn zombie(desk: &Desk, gateway: &Peer) {
    let key = std::fs::read_to_string(desk.home.state().join("device/node.key")).unwrap();
    let seed: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&key[2 * n..2 * n + 2], 16).unwrap()).collect();
    let commands = vec!["mcp.tools.call.v1".to_owned()];
    let offer = Offer { caps: vec!["engram".to_owned()], commands, tools: vec![] };
    let other = Owner::with(gateway, Role::Node(offer), seed.try_into().unwrap());
    other.leaves();
    let owner = Owner::of(gateway);
    assert_eq!(owner.node(&desk.node())["connected"], false, "the fault is there");
    let began = Instant::now();
    desk.until("a route again", |desk| owner.node(&desk.node())["connected"] == true);
    println!("a zombie was noticed and dialled again within {:?}", began.elapsed());
    desk.is_reached(&owner);
}
