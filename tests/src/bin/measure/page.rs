//! What a hand feels in an open window.
#![expect(clippy::disallowed_methods, reason = "its market place closes candles by this computer's clock")]

use std::{fmt::Write as _, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use jiff::Timestamp;
use market::{
    VenueName,
    fake::{Served, World as Market},
};
use tests::{Page, World, until};

/// How often each is done; the middle one is told.
const TIMES: usize = 7;

/// Pairs that are watched while frames are counted.
const WATCHED: usize = 50;

/// How long all of them are waited for.
const SECONDS: u32 = 180;

/// Opens the palette and waits for its frame; ms.
const PALETTE: &str = "
    const begun = performance.now();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }));
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
    const look = () => (document.querySelector('dialog[open]') ? painted() : setTimeout(look, 1));
    look();";

/// Asks what the form holds and waits for the frame with the answer; ms.
const ASK: &str = "
    const begun = performance.now();
    document.querySelector('form[aria-labelledby=ask-title]').requestSubmit();
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
    const look = () => (document.querySelector('article') ? painted() : setTimeout(look, 1));
    look();";

/// Frames a second over five, and the longest between two, ms.
const FRAMES: &str = "
    const begun = performance.now();
    let [frames, last, longest] = [0, begun, 0];
    const frame = (now) => {
        frames += 1;
        longest = Math.max(longest, now - last);
        last = now;
        if (now - begun < 5000) requestAnimationFrame(frame);
        else done([(1000 * frames) / (now - begun), longest]);
    };
    requestAnimationFrame(frame);";

pub(crate) async fn measure() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let mut palettes = Vec::new();
    for _ in 0..TIMES {
        palettes.push(page.run_later(PALETTE).await?.as_f64().context("milliseconds")?);
        page.press("\u{e00c}").await?;
        gone(&page, "dialog[open]").await?;
    }
    let mut answers = Vec::new();
    for _ in 0..=TIMES {
        answers.push(page.run_later(ASK).await?.as_f64().context("milliseconds")?);
        page.press("\u{e00c}").await?;
        gone(&page, "article").await?;
    }
    // The first one measures the record that the others know.
    let first = answers.remove(0);
    page.end().await?;
    println!("| palette in an open window | {:.0} ms | 150 ms |", middle(palettes));
    println!("| answer with a known record, question to painted | {:.0} ms | 300 ms |", middle(answers));
    println!("| the same, record measured first | {first:.0} ms | |");
    frames().await
}

async fn frames() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let market = Market::new(VenueName::Binance, Arc::new(|| Timestamp::now().as_millisecond()));
    let at = Served::start(market).await?;
    let mut pairs = String::new();
    for number in 0..WATCHED {
        write!(pairs, "\"SIM{number}/USDT\", ")?;
    }
    let settings = format!(
        "[market]\nsource = \"binance\"\nendpoints = {{ {} }}\n\
         [trading]\nsupported_pairs = [{pairs}]\ndefault_timeframe = \"1d\"\n",
        at.rows()
    );
    std::fs::write(world.settings()?, settings)?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    page.run("location.hash = '#/watch'; return 1").await?;
    let counted = "return document.querySelectorAll('ul[aria-labelledby=watch-title] .now').length";
    // Every pair is asked and measured first, politely.
    let mut live = 0;
    for _ in 0..SECONDS {
        live = page.run(counted).await?.as_u64().unwrap_or_default();
        if live >= WATCHED as u64 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let told = page.run_later(FRAMES).await?;
    let figure = |place: usize| told.get(place).and_then(serde_json::Value::as_f64).unwrap_or_default();
    page.end().await?;
    println!(
        "| frames a second while {live} watched prices move, longest gap | {:.0}, {:.0} ms | 60 |",
        figure(0),
        figure(1)
    );
    Ok(())
}

async fn gone(page: &Page, css: &str) -> Result<()> {
    until("it to close", || async { Ok((!page.has(css).await).then_some(())) }).await
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
