//! Real candles.

use anyhow::Result;
use tests::{World, root, until};

#[tokio::test]
async fn real_candles_are_recorded_and_never_called_demo() -> Result<()> {
    let folder = root().join("../shared/data");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return Ok(());
    }
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&["--data", &folder.display().to_string()]).await?;
    page.find("#pair").await?;
    assert!(!page.has(".banner").await, "real candles are no demo");
    for (pair, timeframe) in [("EUR/USD", "1h"), ("BTC/USD", "1d")] {
        until("the question", || async { Ok((!page.has("article").await).then_some(())) }).await?;
        page.fill("#pair", pair).await?;
        page.press("\u{1b}").await?;
        page.click(&format!("input[name=timeframe][value='{timeframe}']")).await?;
        page.click("button[type=submit]").await?;
        page.says("#report-title", pair).await?;
        let card = page.text("article .card").await?;
        assert!(card.contains("recorded") || card.contains("stale"), "{card}");
        assert!(!card.contains("demo"), "{card}");
        page.press("\u{e00c}").await?;
    }
    page.end().await
}

#[tokio::test]
async fn folder_that_is_not_there_is_said_in_window_and_tray() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let page = world.drive(&["--data", "/nowhere/at/all"]).await?;
    page.says(".problem", "is not there").await?;
    until("the trouble in the tray", || async {
        let rows = tray.menu().await?;
        Ok(rows.first().is_some_and(|row| row.label.contains("is not there")).then_some(()))
    })
    .await?;
    page.end().await
}
