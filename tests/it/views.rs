//! The four views on one start each: whole in light and dark, for every eye and every hand, and true to what is on the
//! disk.

use anyhow::{Context, Result};
use serde_json::json;
use tests::{ModMask, Page, World, axe, until};

/// Every view, by its address and something that shows that it is there.
pub(crate) const VIEWS: [(&str, &str); 6] = [
    ("ask", "#pair"),
    ("watch", "#watch-title"),
    ("health", ".parts > li"),
    ("settings", "#field-gateway-port"),
    ("tool/assess_risk", "#arg-pair"),
    ("welcome", "#welcome-title"),
];

/// What sticks out at the side: more than the window is wide, and no place that scrolls by itself.
const WIDER: &str = "return document.documentElement.scrollWidth - innerWidth";

/// Texts that are cut off: a box that hides what does not fit, and holds more than it shows.
const CUT: &str = "return [...document.querySelectorAll('button, h1, h2, h3, label, dt, nav a span')]
    .filter((one) => one.offsetParent && getComputedStyle(one).overflow === 'hidden' && getComputedStyle(one).clipPath === 'none'
      && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())";

/// Every text on the page four tenths longer, as another language may have it.
const LONGER: &str = "const walk = document.createTreeWalker(document.querySelector('.frame'), NodeFilter.SHOW_TEXT);
    const all = []; while (walk.nextNode()) all.push(walk.currentNode);
    for (const one of all) { const words = one.data.trim(); if (words.length > 1) one.data += ' ' + 'ẋ'.repeat(Math.ceil(words.length * 0.4)); }
    return all.length";

pub(crate) async fn go(page: &Page, view: &str, sign: &str) -> Result<()> {
    page.run(&format!("location.hash = '#/{view}'; return 1")).await?;
    page.find(sign).await.map(drop)
}

#[tokio::test]
async fn every_view_is_whole_for_everybody_in_light_and_dark() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    for theme in ["light", "dark"] {
        go(&page, "settings", "#field-desk-theme").await?;
        page.run(&format!(
            "const one = document.querySelector('#field-desk-theme'); one.value = '{theme}'; one.dispatchEvent(new Event('change', {{ bubbles: true }})); return 1"
        ))
        .await?;
        page.click(".save .primary").await?;
        page.says(".save", "Saved, and in force.").await?;
        until("the theme", || async {
            Ok((page.run("return document.documentElement.dataset.theme").await? == theme).then_some(()))
        })
        .await?;
        for (view, sign) in VIEWS {
            page.resize(420, 640).await?;
            go(&page, view, sign).await?;
            if let Some(broken) = axe(&page).await? {
                assert!(broken.is_empty(), "{theme} {view}: {broken:#?}");
            }
            let window = until("the window", || async { world.screen.window("Engram") }).await?;
            world.screen.picture(window, &format!("view-{theme}-{}", view.replace('/', "-")))?;
            // 400 % of a window 1280 wide, and twice the type.
            for (width, percent) in [(320, 100), (420, 200)] {
                page.resize(width, 640).await?;
                page.run(&format!("document.documentElement.style.fontSize = '{percent}%'; return 1")).await?;
                let wider = page.run(WIDER).await?.as_i64().context("a width")?;
                assert!(wider <= 0, "{theme} {view}: {wider} px stick out at {width} px and {percent} %");
            }
            page.run("document.documentElement.style.fontSize = ''; return 1").await?;
        }
    }
    page.resize(420, 640).await?;
    for (view, sign) in VIEWS {
        go(&page, view, sign).await?;
        page.run("document.documentElement.dir = 'rtl'; return 1").await?;
        assert!(page.run(WIDER).await?.as_i64().context("a width")? <= 0, "{view} sticks out when it is mirrored");
        page.run("document.documentElement.dir = 'ltr'; return 1").await?;
        assert!(page.run(LONGER).await?.as_i64().context("texts")? > 5);
        let cut = page.run(CUT).await?;
        assert_eq!(cut, json!([]), "{view} cuts off longer words");
        assert!(page.run(WIDER).await?.as_i64().context("a width")? <= 0, "{view} sticks out with longer words");
    }
    page.end().await
}

#[tokio::test]
async fn the_smallest_window_shows_how_every_part_is_without_scrolling() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    page.resize(360, 520).await?;
    for density in ["comfortable", "compact"] {
        go(&page, "health", ".parts > li").await?;
        page.run(&format!("document.documentElement.dataset.density = '{density}'; scrollTo(0, 0); return 1")).await?;
        let below = page
            .run(
                "const bar = document.querySelector('nav[data-region]').getBoundingClientRect().top;
                 const parts = [...document.querySelectorAll('.parts > li')];
                 return [parts.length, innerHeight, Math.ceil(parts.at(-1).getBoundingClientRect().bottom - bar)]",
            )
            .await?;
        let window = until("the window", || async { world.screen.window("Engram") }).await?;
        world.screen.picture(window, &format!("small-{density}"))?;
        assert!(below[0].as_u64() >= Some(6), "{below}");
        assert!(below[2].as_i64() <= Some(0), "{density}: {below}");
    }
    page.end().await
}

#[tokio::test]
async fn every_control_of_every_view_is_reached_by_tab_with_a_ring_and_none_is_too_small() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    page.resize(420, 640).await?;
    for (view, sign) in VIEWS {
        go(&page, view, sign).await?;
        let small = page
            .run(
                "return [...document.querySelectorAll('button, select, input, textarea, nav a, summary')]
                   .filter((one) => one.offsetParent && !one.closest('label'))
                   .map((one) => [one, one.getBoundingClientRect()])
                   .filter(([, { width, height }]) => width < 24 || height < 24)
                   .map(([one, { width, height }]) => `${one.tagName} ${one.textContent.trim()} ${width}x${height}`)",
            )
            .await?;
        assert_eq!(small, json!([]), "{view}");
        // The browser's own order decides; every stop must have a ring, and every control must be a stop.
        let walked = page
            .run(
                "const stops = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary';
                 const seen = (one) => one.offsetParent && one.tabIndex >= 0 && !one.closest('details:not([open]) > :not(summary)');
                 const all = [...document.querySelectorAll(stops)].filter(seen);
                 const bare = all.filter((one) => { one.focus({ focusVisible: true }); const look = getComputedStyle(one);
                   return document.activeElement !== one || look.outlineStyle !== 'solid' || parseFloat(look.outlineWidth) < 2; });
                 document.activeElement.blur();
                 return [all.length, bare.map((one) => one.outerHTML.slice(0, 120))]",
            )
            .await?;
        assert!(walked[0].as_u64().context("controls")? > 3, "{view}");
        assert_eq!(walked[1], json!([]), "{view}: no ring, or no way there");
    }
    page.end().await
}

#[tokio::test]
async fn settings_are_written_to_the_file_put_in_force_and_taken_back() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let file = world.settings()?;
    #[expect(clippy::disallowed_methods, reason = "it is the trader's file")]
    let read = || std::fs::read_to_string(&file).unwrap_or_default();
    let tray = world.tray().await?;
    let page = world.with("LMSTUDIO_PORT", "4321");
    let page = page.drive(&[]).await?;
    go(&page, "settings", "#field-gateway-port").await?;

    // What the environment sets is shown, and locked; what is wrong is kept as it was typed, and not saved.
    assert_eq!(
        page.run("const at = document.querySelector('#field-lmstudio-port'); return [at.value, at.disabled]").await?,
        json!(["4321", true])
    );
    page.fill("#field-gateway-port", "seven").await?;
    page.press("\u{e004}").await?;
    page.says("#field-gateway-port-what", "a whole number from 1 to 65535").await?;
    assert!(page.run("return document.querySelector('.save .primary').disabled").await? == true);

    // Test tries what is typed now: nobody listens there, and the saved port stays.
    page.fill("#field-gateway-port", "9").await?;
    page.press("\u{e004}").await?;
    page.click("[aria-labelledby=group-gateway] button[title]").await?;
    page.says("[aria-labelledby=findings-title]", "With the values typed").await?;
    page.says("[aria-labelledby=findings-title]", "tcp").await?;
    assert!(!read().contains("port"), "a test writes nothing");

    page.click(".save .primary").await?;
    page.says(".save", "Saved, and in force.").await?;
    assert!(read().contains("port = 9"), "{}", read());
    page.click(".save button").await?;
    until("the file as it was", || async { Ok((!read().contains("port = 9")).then_some(())) }).await?;

    // The tray's choice is the same setting; a second click on the chosen one leaves it chosen.
    for _ in 0..2 {
        tray.click("Response format ▸ Detailed").await?;
        until("the choice in force", || async {
            let row = tray.row("Response format ▸ Detailed").await?;
            let other = tray.row("Response format ▸ Clean").await?;
            Ok((row.chosen == Some(true) && other.chosen == Some(false)).then_some(()))
        })
        .await?;
    }
    until("the format in the file", || async { Ok(read().contains("response_format = \"detailed\"").then_some(())) })
        .await?;
    until("the format in the form", || async {
        let shown = page.run("return document.querySelector('#field-agent-response_format').value").await?;
        Ok((shown == "detailed").then_some(()))
    })
    .await?;
    page.end().await
}

#[tokio::test]
async fn four_tools_are_run_by_hand_and_pairs_are_watched_and_armed() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    for (row, tool, words) in [
        ("Run a tool ▸ Analyse", "analyze_market", "Trend"),
        ("Run a tool ▸ Generate", "generate_signal", "Signal:"),
        ("Run a tool ▸ Score", "get_confidence_score", "n="),
        ("Run a tool ▸ Assess", "assess_risk", "Risk"),
    ] {
        tray.click(row).await?;
        until("its form", || async {
            let shown = page.run("return location.hash").await?;
            Ok(shown.as_str().is_some_and(|hash| hash.contains(tool)).then_some(()))
        })
        .await?;
        until("its own example", || async {
            let pair = page.run("return document.querySelector('#arg-pair')?.value").await?;
            Ok((pair == "BTC/USD").then_some(()))
        })
        .await?;
        page.click("form[aria-label] [type=submit]").await?;
        let shown = || page.says("#answer", words);
        shown().await.with_context(|| format!("the answer of {tool}"))?;
        // The answer before may stand there until its own comes, and its tabs go with it.
        until("what the agent gets", || async {
            let look = "document.querySelector('#answer-tab-agent')?.click(); return document.querySelector('#answer')?.innerText";
            let text = page.run(look).await?;
            let text = text.as_str().unwrap_or_default();
            Ok((text.contains("structuredContent") && text.contains(tool)).then_some(()))
        })
        .await?;
    }
    // Nonsense is refused in words, by its field.
    page.fill("#arg-pair", "not a pair!").await?;
    page.click("form[aria-label] [type=submit]").await?;
    page.says(".problem", "INVALID_PARAMS").await?;

    go(&page, "watch", "#watch-title").await?;
    page.says("ul[aria-labelledby=watch-title]", "BTC/USD").await?;
    page.find("ul[aria-labelledby=watch-title] svg[role=img]").await?;
    page.fill("#add", "AAPL").await?;
    page.press("\u{e007}").await?;
    page.says("ul[aria-labelledby=watch-title]", "AAPL").await?;
    page.fill("#alert-price", "1").await?;
    page.press("\u{e007}").await?;
    page.says("[aria-labelledby=alerts-title] .list", "from above").await?;
    page.click("[aria-label='Take away alert 1']").await?;
    page.says("[aria-labelledby=alerts-title]", "taken away").await?;

    // Paused everywhere at once, and resumed by the one row that mends it.
    tray.click("Pause ▸ For one hour").await?;
    page.says("aside.paused", "PAUSED").await?;
    until("the pause in the tray", || async {
        Ok(tray.row("Engram").await?.label.contains("paused until").then_some(()))
    })
    .await?;
    tray.click("Resume").await?;
    until("no pause", || async { Ok((!page.has("aside.paused").await).then_some(())) }).await?;
    page.end().await
}

#[tokio::test]
async fn the_first_steps_come_once_and_the_palette_answers_at_once() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let world = world.fresh()?;
    let page = world.drive(&[]).await?;
    page.find("#welcome-title").await?;
    page.click(".walk > p > button").await?;
    page.find("#pair").await?;
    page.end().await?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;

    // Opened and first result, in the page's own time; the goals are 150 and 300 ms.
    let took = page
        .run_later(
            "const begun = performance.now(); let opened;
             const look = () => { const field = document.querySelector('#palette');
               if (field && opened === undefined) { opened = performance.now() - begun; field.value = 'btc'; field.dispatchEvent(new Event('input', { bubbles: true })); }
               if (document.querySelector('#palette-0')?.textContent.includes('BTC/USD')) return done([opened, performance.now() - begun]);
               requestAnimationFrame(look); };
             dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true })); look();",
        )
        .await?;
    println!("palette: opened after {} ms, first result after {} ms", took[0], took[1]);
    page.press("\u{e00c}").await?;
    until("no palette", || async { Ok((!page.has("dialog").await).then_some(())) }).await?;
    page.end().await
}

#[tokio::test]
async fn autostart_and_closing_are_two_switches_of_their_own() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let entry = world.folder("home")?.join(".config/autostart/Engram.desktop");
    let is_there = || entry.exists();
    let page = world.drive(&[]).await?;
    go(&page, "settings", "#field-desk-close_to_tray").await?;
    assert!(!is_there(), "off until somebody asks");
    page.click("input[aria-label='Start with the session']").await?;
    until("the entry", || async { Ok(is_there().then_some(())) }).await?;
    page.click("input[aria-label='Start with the session']").await?;
    until("no entry", || async { Ok((!is_there()).then_some(())) }).await?;
    // The same switch in the tray, and each shows what the other did.
    let row = "Settings ▸ Start with the session";
    for is_on in [true, false] {
        until("the row as it is", || async { Ok((tray.row(row).await?.chosen == Some(!is_on)).then_some(())) }).await?;
        tray.click(row).await?;
        until("the entry as the tray has it", || async { Ok((is_there() == is_on).then_some(())) }).await?;
        until("the switch in the window", || async {
            let look = "return document.querySelector(\"input[aria-label='Start with the session']\").checked";
            Ok((page.run(look).await? == is_on).then_some(()))
        })
        .await?;
    }
    page.end().await?;
    until("the end of its window", || async { Ok(world.screen.window("Engram")?.is_none().then_some(())) }).await?;

    let mut app = world.start(&["--show", "--set", "desk.close_to_tray=false"])?;
    tray.registered().await?;
    let window = until("the window", || async { world.screen.window("Engram") }).await?;
    until("a painted page", || async { Ok((world.screen.colours(window)? > 20).then_some(())) }).await?;
    world.screen.close(window)?;
    assert_eq!(app.ended().await?.code(), Some(0), "{}", app.said()?);
    Ok(())
}

/// X's symbols of Control, Alt, e and q.
const CONTROL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;
const E: u32 = 0x65;
const Q: u32 = 0x71;

#[tokio::test]
async fn keys_of_ones_own_open_the_palette_from_anywhere_and_keys_that_are_taken_are_said() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    world.screen.grab(Q, ModMask::CONTROL | ModMask::M1)?;
    let page = world.drive(&[]).await?;
    tray.registered().await?;
    go(&page, "settings", "#field-desk-shortcut").await?;
    let set = async |keys: &str, words: &str| -> Result<()> {
        page.fill("#field-desk-shortcut", keys).await?;
        page.press("\u{e004}").await?;
        page.click(".save .primary:not(:disabled)").await?;
        page.says(".computer", words).await
    };
    set("Ctrl+Alt+Q", "Another program has these keys").await?;
    set("Ctrl+Nonsense", "cannot be read").await?;
    set("Ctrl+Alt+E", "In force").await?;
    world.screen.press(&[CONTROL, ALT, E])?;
    page.find("#palette").await?;
    page.end().await
}
