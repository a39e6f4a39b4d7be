//! A price that is reached is told by the desktop and in the window, once.

#![expect(
    clippy::disallowed_methods,
    reason = "the application's clock is the real one, and the settings are the trader's file"
)]

use agent::{alerts::Watch, home, journal::Journal, lock::Holder, lock::Lock};
use analysis::{Interval, Pair};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use market::{DemoFeed, Want};
use serde_json::json;
use tests::{World, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Arms an alert as somebody did some hours ago, at a price that the demo market has reached since.
async fn armed_before(journal: &mut Journal) -> Result<f64> {
    let now = Timestamp::from_second(Timestamp::now().as_second())?;
    let then = now - SignedDuration::from_hours(3);
    let agent::Source::Demo { seed } = agent::Settings::default().market.source else { unreachable!("the default") };
    let feed = DemoFeed::new(seed);
    let pair: Pair = "BTC/USD".parse()?;
    let want = |at, bars| Want { pair: pair.clone(), interval: Some(Interval::M1), bars, at };
    let history = market::history(&feed, &want(then, 5)).await?;
    let since = market::history(&feed, &want(now, 170)).await?.series;
    let highest = since.highs().iter().copied().fold(0.0, f64::max);
    let close = history.series.last_price();
    let lowest = since.lows().iter().copied().fold(f64::MAX, f64::min);
    let price = if highest > close { highest } else { lowest };
    journal.arm(Watch::of(price, &history, None, then)?, then)?;
    Ok(price)
}

#[tokio::test]
async fn what_was_reached_is_told_once_by_the_desktop_and_shown_in_the_window() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let notices = world.notices().await?;
    let price = armed_before(&mut Journal::open(&world.journal()?)?).await?;
    let heading = format!("BTC/USD reached {price}");
    let page = world.drive(&[]).await?;
    page.says("[aria-labelledby=alerts-title]", &heading).await?;
    let shown =
        until("the notification", || async { Ok(Some(notices.shown()).filter(|shown| !shown.is_empty())) }).await?;
    assert_eq!((shown.len(), shown[0].from.as_str(), &shown[0].heading), (1, "Engram", &heading));
    assert!(shown[0].body.contains("Receipt er1_"), "{shown:?}");
    page.end().await?;

    let page = world.drive(&[]).await?;
    page.says("[aria-labelledby=alerts-title]", &heading).await?;
    assert_eq!(notices.shown().len(), 1, "a new start tells it no more");
    page.end().await
}

/// A gateway that lets nobody in: it answers every call with 401, for as long as this runs.
async fn refusing() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            if stream.read(&mut request).await.is_ok() {
                let answer = b"HTTP/1.1 401 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                // Whoever hung up has heard enough.
                stream.write_all(answer).await.ok();
            }
        }
    });
    Ok(port)
}

#[tokio::test]
async fn what_needs_a_person_is_told_once_and_taken_back_when_it_is_over() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let (notices, tray, port) = (world.notices().await?, world.tray().await?, refusing().await?);
    std::fs::write(
        world.settings()?,
        format!("[gateway]\nhost = \"127.0.0.1\"\nport = {port}\ndialect = \"classic\"\noperator = \"off\"\n"),
    )?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let shown =
        until("the notification", || async { Ok(Some(notices.shown()).filter(|shown| !shown.is_empty())) }).await?;
    assert_eq!(shown[0].heading, "Engram needs you");
    assert!(shown[0].body.contains("the local gateway refuses the token"), "{shown:?}");
    until("the mark", || async { Ok(tray.row("Enter token…").await.is_ok().then_some(())) }).await?;
    // It comes and goes: one notification in ten minutes, taken back each time it is over.
    for (change, taken_back) in [("false", 1), ("true", 1), ("false", 1)] {
        let changes = json!([{ "path": "platforms.websocket.enabled", "value": change }]);
        page.invoke("send", &json!({ "command": { "command": "save", "changes": changes } })).await?;
        until("the link as it is wanted", || async {
            let needs = tray.row("Enter token…").await.is_ok();
            Ok((needs == (change == "true")).then_some(()))
        })
        .await?;
        until("what was taken back", || async { Ok((notices.taken_back().len() == taken_back).then_some(())) }).await?;
    }
    assert_eq!((notices.shown().len(), notices.taken_back()), (1, vec![1]));
    page.end().await
}

#[tokio::test]
async fn beside_a_service_the_window_works_and_says_so() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let journal = world.journal()?;
    let folder = journal.parent().unwrap_or(&journal);
    let held = Lock::take(folder, &Holder::here("engram run"))?;
    let page = world.drive(&[]).await?;
    page.says(".notice", "engram run").await?;
    page.says(".notice", "This window works beside it").await?;
    page.end().await?;
    assert!(!folder.join("logs").exists(), "the log is the service's");
    drop(held);
    // Without it the window is the owner, with a log of its own, and nobody else gets in.
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert!(
        Lock::take(folder, &Holder::here("another")).is_err_and(|held| held.to_string().contains("engram-desktop"))
    );
    assert!(folder.join("logs/engram.log").exists());
    page.end().await?;
    assert_eq!(home::journal(folder), journal);
    Ok(())
}
