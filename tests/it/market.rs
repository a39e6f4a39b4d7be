//! Market places whose candles come by themselves.
#![expect(clippy::disallowed_methods, reason = "its market places close candles by this computer's clock")]

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use market::{
    VenueName,
    fake::{Served, World as Market},
};
use tests::{World, until};

use super::look::picture;

#[tokio::test(flavor = "multi_thread")]
async fn the_candle_that_goes_on_and_a_second_source_are_seen() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let (mut markets, mut served) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for venue in [VenueName::Binance, VenueName::Bybit] {
        let market = Market::new(venue, Arc::new(|| Timestamp::now().as_millisecond()));
        if venue == VenueName::Bybit {
            // Half of every price.
            market.split(i64::MAX);
        }
        let at = Served::start(market.clone()).await?;
        markets.push(market);
        rows.push(at.rows());
        served.push(at);
    }
    let settings = format!(
        "[market]\nsource = \"binance\"\ncompare = {{ crypto = \"bybit\" }}\nendpoints = {{ {} }}\n\
         [trading]\nsupported_pairs = [\"BTC/USDT\", \"ETH/USDT\"]\ndefault_timeframe = \"1d\"\n",
        rows.join(", ")
    );
    std::fs::write(world.settings()?, settings)?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert!(!page.has(".banner").await, "a market is no demo");

    page.run("location.hash = '#/watch'; return 1").await?;
    page.says("ul[aria-labelledby=watch-title] > li", "now ").await?;
    picture(&world, "live-watch")?;

    page.run("location.hash = '#/ask'; return 1").await?;
    page.fill("#pair", "BTC/USDT").await?;
    page.press("\u{1b}").await?;
    page.click("button[type=submit]").await?;
    page.find(".chart canvas").await?;
    page.says("[aria-labelledby=chart-title]", "nothing is computed from it").await?;
    page.says("[aria-labelledby=source-title]", "bybit").await?;
    page.says("article", "two sources disagree").await?;
    page.run("document.getElementById('chart-title').scrollIntoView(); return 1").await?;
    picture(&world, "live-chart")?;

    // A market place that is gone tells nothing more, and nothing old is shown as if it did.
    for market in &markets {
        market.refuse_sockets(true);
        market.cut();
    }
    until("the candle's place to be empty", || async {
        let text = page.text("[aria-labelledby=chart-title]").await?;
        Ok(text.contains("its place is empty").then_some(()))
    })
    .await?;
    page.end().await
}
