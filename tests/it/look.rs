//! How it looks, kept as pictures, and whether everybody can use it.

use anyhow::{Context, Result};
use serde_json::json;
use std::time::Duration;
use tests::{Page, World, axe, until};

#[tokio::test]
async fn looks_right_in_light() -> Result<()> {
    look("light", "Adwaita").await
}

#[tokio::test]
async fn looks_right_in_dark() -> Result<()> {
    look("dark", "Adwaita:dark").await
}

#[tokio::test]
async fn follows_what_the_desktop_prefers() -> Result<()> {
    for is_dark in [true, false] {
        let Some(world) = World::new()? else { return Ok(()) };
        let _portal = world.portal(is_dark).await?;
        let page = world.drive(&[]).await?;
        page.find("#pair").await?;
        assert_eq!(page.run("return matchMedia('(prefers-color-scheme: dark)').matches").await?, is_dark);
        page.end().await?;
    }
    Ok(())
}

async fn look(name: &str, theme: &str) -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let world = world.with("GTK_THEME", theme);
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let dark = page.run("return matchMedia('(prefers-color-scheme: dark)').matches").await?;
    assert_eq!(dark, theme.ends_with("dark"));
    see(&world, &page, &format!("{name}-empty")).await?;

    page.fill("#pair", "not a pair!").await?;
    page.press("\u{e007}").await?;
    page.find(".problem").await?;
    see(&world, &page, &format!("{name}-failed")).await?;

    page.fill("#pair", "EUR/USD").await?;
    page.press("\u{1b}").await?;
    page.click("button[type=submit]").await?;
    page.find(".chart canvas").await?;
    see(&world, &page, &format!("{name}-hold")).await?;

    page.press("\u{e00c}").await?;
    until("the question", || async { Ok((!page.has("article").await).then_some(())) }).await?;
    page.click("input[name=gate][value=rule]").await?;
    page.click("button[type=submit]").await?;
    page.find(".chart canvas").await?;
    page.run("for (const one of document.querySelectorAll('details')) one.open = true; return 1").await?;
    see(&world, &page, &format!("{name}-rule")).await?;
    page.resize(420, 840).await?;
    for part in ["chart", "confidence", "risk", "decision", "evidence", "market", "texts", "source"] {
        page.run(&format!("document.getElementById('{part}-title').scrollIntoView(); return 1")).await?;
        settle().await;
        picture(&world, &format!("{name}-rule-{part}"))?;
    }
    page.resize(420, 640).await?;
    page.run("document.getElementById('decision-title').scrollIntoView(); return 1").await?;
    page.click("input[name=decision]").await?;
    page.fill("#why", "It fits my plan.").await?;
    page.click("[aria-labelledby=decision-title] [type=submit]").await?;
    page.says("[aria-labelledby=decision-title]", "It fits my plan.").await?;
    see(&world, &page, &format!("{name}-decided")).await?;
    page.resize(1280, 900).await?;
    page.run("scrollTo(0, 0); return 1").await?;
    let banner = "return document.querySelector('.banner').getBoundingClientRect().width - document.body.clientWidth";
    assert_eq!(page.run(banner).await?, 0, "made-up candles are named across the whole window");
    settle().await;
    picture(&world, &format!("{name}-wide"))?;
    page.resize(420, 640).await?;
    page.press("\u{e00c}").await?;
    until("the question", || async { Ok((!page.has("article").await).then_some(())) }).await?;
    see(&world, &page, &format!("{name}-recent")).await?;
    page.end().await
}

/// Pictures at 100 and 200 %, nothing cut off at the side, no rule of accessibility broken.
async fn see(world: &World, page: &Page, name: &str) -> Result<()> {
    for percent in [200, 100] {
        page.run(&format!("document.documentElement.style.fontSize = '{percent}%'; return 1")).await?;
        settle().await;
        picture(world, &format!("{name}-{percent}"))?;
        let over = page
            .run("const wide = (one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, #text, .chart');
                  return [...document.querySelectorAll('body *')].filter(wide).map((one) => one.outerHTML.slice(0, 90));")
            .await?;
        assert_eq!(over, json!([]), "{name} at {percent} % is too wide");
        let aside = page.run("return document.documentElement.scrollWidth - innerWidth").await?;
        assert_eq!(aside, json!(0), "{name} at {percent} % scrolls aside");
    }
    let small = page
        .run("return [...document.querySelectorAll('button, a, summary, input, [role=option]')].filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && (box.width < 24 || box.height < 24); }).map((one) => one.outerHTML.slice(0, 80))")
        .await?;
    assert_eq!(small, json!([]), "too small to hit");
    if let Some(broken) = axe(page).await? {
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
    Ok(())
}

pub(crate) fn picture(world: &World, name: &str) -> Result<()> {
    let window = world.screen.window("Engram")?.context("the window is open")?;
    world.screen.picture(window, name)?;
    Ok(())
}

/// Time for a frame to reach the screen; the page cannot tell when it did.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}
