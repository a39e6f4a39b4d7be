//! From the first day to an alert and past a restart of the gateway, on real parts: a real gateway, real prices, a server
//! that behaves as LM Studio does.
#![expect(clippy::disallowed_methods, reason = "it writes a trader's files and waits for a minute to pass")]

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use lmstudio::testing::{Fake, Held, Script};
use rustix::process::Signal;
use serde_json::Value;
use tests::{Page, World, root, until};

use crate::look::picture;
use crate::views::go;

#[expect(dead_code, clippy::unwrap_used, clippy::panic, reason = "the gateway's own tests use all of it")]
#[path = "../../crates/gateway/tests/it/peer.rs"]
mod peer;

const MODEL: &str = "glm-4.7-flash";

/// Closed bars that are there at the start.
const BARS: usize = 1_200;

/// Real prices of BTC in US dollars, a bar a minute up to this one: the prices are history, their times are now.
fn candles(until: i64, bars: usize) -> Result<Option<String>> {
    let file = root().join("../shared/data/btcusd-1d.csv");
    let Ok(text) = std::fs::read_to_string(&file) else {
        eprintln!("skipped: {} is not there", file.display());
        return Ok(None);
    };
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("20")).take(bars).collect();
    let first = until - 60 * i64::try_from(rows.len())?;
    let mut out = "time,open,high,low,close,volume\n".to_owned();
    for (minute, row) in (0..).zip(rows) {
        let (_, prices) = row.split_once(',').context("a time and prices")?;
        writeln!(out, "{},{prices}", Timestamp::from_second(first + 60 * minute)?)?;
    }
    Ok(Some(out))
}

/// The minute that has just begun, in seconds.
fn minute() -> i64 {
    Timestamp::now().as_second() / 60 * 60
}

/// As `Page::says`, for what takes minutes.
async fn says_in_minutes(page: &Page, css: &str, words: &str) -> Result<()> {
    let begun = Instant::now();
    while !page.text(css).await.unwrap_or_default().contains(words) {
        if begun.elapsed() > Duration::from_mins(2) {
            bail!("{words:?} in {css}: {}", page.text("body").await?);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// The first text of this name, however deep it stands.
fn named<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    let own = value.get(name).and_then(Value::as_str);
    own.or_else(|| match value {
        Value::Array(all) => all.iter().find_map(|one| named(one, name)),
        Value::Object(fields) => fields.values().find_map(|one| named(one, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    })
}

/// Runs a line as the gateway's owner does; gives what it printed.
fn owner(gateway: &peer::Gateway, line: &str) -> Result<String> {
    let mut command = Command::new(&gateway.program[0]);
    peer::openclaw_home(&mut command, &gateway.run);
    let told = command.arg(&gateway.program[1]).args(line.split_whitespace().skip(1)).output()?;
    if !told.status.success() {
        bail!("{line}: {told:?}");
    }
    Ok(String::from_utf8(told.stdout)?)
}

#[tokio::test]
async fn the_whole_journey_on_a_real_gateway_from_the_first_day_past_a_restart() -> Result<()> {
    let (Some(peers), Some(world)) = (peer::peers(), World::new()?) else { return Ok(()) };
    let Some(before) = candles(minute(), BARS)? else { return Ok(()) };
    let mut gateway = peer::openclaw(&peers, "").await;
    let reply = r#"{"evidence_for":[],"evidence_against":[],"rationale":"The record shows no edge.","stance":"unsure","self_confidence":40,"key_levels":[],"invalidation_level":"none"}"#;
    let held = Held { loaded: Some(16_384), ..Held::loaded(MODEL) };
    let chats = (0..20).map(|_| Script::said(MODEL, &[reply])).collect();
    let model = Fake::start(lmstudio::testing::World { models: vec![held], chats, ..Default::default() }).await?;

    let world = world.fresh()?.with("CLAWDBOT_TOKEN", peer::TOKEN);
    let world = world.with("LMSTUDIO_HOST", "127.0.0.1").with("LMSTUDIO_PORT", model.port().to_string());
    let file = world.folder("candles")?.join("btc_usd-1m.csv");
    std::fs::write(&file, &before)?;
    let notices = world.notices().await?;
    let tray = world.tray().await?;
    let page = world.drive(&["--data", &file.display().to_string()]).await?;

    // The first steps: the gateway is named, its owner is shown one line, the model is there, a signal comes.
    page.says("#welcome-title", "gateway").await?;
    page.fill("#w-host", "127.0.0.1").await?;
    page.fill("#w-port", &gateway.port.to_string()).await?;
    picture(&world, "journey-1-gateway")?;
    page.click(".walk [type=submit]").await?;
    says_in_minutes(&page, ".command code", "openclaw nodes ").await?;
    picture(&world, "journey-2-approve")?;
    // The owner runs what is shown; what is listed there is approved by its id.
    let line = page.text(".command code").await?;
    let listed = owner(&gateway, &format!("{line} --json"))?;
    if line.ends_with("pending") {
        let listed: Value = serde_json::from_str(&listed).with_context(|| listed.clone())?;
        let request = listed.pointer("/0/requestId").or(listed.pointer("/pending/0/requestId"));
        let request = request.and_then(Value::as_str).with_context(|| listed.to_string())?;
        owner(&gateway, &format!("openclaw nodes approve {request}"))?;
    }
    // It goes on by itself once the tools may be called.
    says_in_minutes(&page, ".walk", MODEL).await?;
    picture(&world, "journey-3-model")?;
    page.click(".walk [type=submit]").await?;
    page.find("#w-pair").await?;
    page.click(".walk [type=submit]").await?;
    page.says("#report-title", "BTC/USD").await?;
    says_in_minutes(&page, "article", "The record shows no edge.").await?;
    picture(&world, "journey-4-signal")?;

    // An alert, at a price that one of the next closed candles holds.
    go(&page, "watch", "ul[aria-labelledby=watch-title] svg[role=img]").await?;
    let close: f64 = before.lines().last().and_then(|row| row.split(',').nth(4)).context("a close")?.parse()?;
    let price = (close * 1.01).round();
    page.fill("#alert-price", &price.to_string()).await?;
    page.press("\u{e007}").await?;
    page.says("[aria-labelledby=alerts-title] .list", "from below").await?;
    picture(&world, "journey-5-armed")?;
    let armed = Timestamp::now().as_second();
    let mut rows = before.clone();
    let mut begun = before
        .lines()
        .last()
        .and_then(|row| row.split(',').next())
        .context("a time")?
        .parse::<Timestamp>()?
        .as_second();
    while begun < armed {
        begun += 60;
        let time = Timestamp::from_second(begun)?;
        writeln!(rows, "{time},{close},{:.2},{close},{close},1.0", price + 1.0)?;
    }
    // The last of them closes a minute after the alert was armed.
    while Timestamp::now().as_second() < begun + 62 {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    std::fs::write(&file, rows)?;
    let heading = format!("BTC/USD reached {price}");
    says_in_minutes(&page, "[aria-labelledby=alerts-title]", "reached").await?;
    assert!(notices.shown().iter().any(|shown| shown.heading == heading), "{:?}", notices.shown());
    picture(&world, "journey-6-fired")?;

    // The gateway restarts, and all is well again by itself.
    go(&page, "health", ".parts > li").await?;
    gateway.end(Signal::TERM).await;
    says_in_minutes(&page, ".parts", "Reconnect now").await?;
    picture(&world, "journey-7-away")?;
    gateway.start_again().await;
    says_in_minutes(&page, "header", "gateway ready").await?;
    until("the tray as the window has it", || async {
        Ok(tray.row("Engram").await?.label.contains("local gateway ready since").then_some(()))
    })
    .await?;

    // Paused, it stays connected and says so to whoever calls; resumed, it answers.
    let nodes: Value = serde_json::from_str(&owner(&gateway, "openclaw nodes list --json")?)?;
    let node = named(&nodes, "nodeId").with_context(|| nodes.to_string())?;
    let call = r#"{"server":"engram","tool":"generate_signal","arguments":{"pair":"BTC/USD"}}"#;
    let call = format!("openclaw nodes invoke --node {node} --command mcp.tools.call.v1 --params {call} --json");
    tray.click("Pause ▸ For one hour").await?;
    page.says("aside.paused", "PAUSED").await?;
    let told = owner(&gateway, &call)?;
    assert!(told.contains("PAUSED"), "{told}");
    tray.click("Resume").await?;
    until("no pause", || async { Ok((!page.has("aside.paused").await).then_some(())) }).await?;
    let told = owner(&gateway, &call)?;
    assert!(told.contains("Signal:") && !told.contains("PAUSED"), "{told}");
    picture(&world, "journey-8-back")?;
    page.end().await
}
