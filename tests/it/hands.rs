//! Without a mouse, and for eyes and ears of every kind: what opens later, and what follows the desktop.

use anyhow::{Context, Result};
use serde_json::json;
use std::collections::BTreeSet;
use tests::{Page, World, axe, until};

use crate::views::{VIEWS, go};

/// Tab, and Escape.
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";

/// Numbers every control that a person can see and use. Of a group of radio buttons one is a stop: the chosen one, else the first.
const COUNTED: &str = "const stops = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex=\"0\"]';
    const root = document.querySelector('dialog[open]') ?? document;
    const groups = new Set();
    const all = [...root.querySelectorAll(stops)].filter((one) => {
      if (one.tabIndex < 0 || one.getClientRects().length === 0 || one.closest('details:not([open]) > :not(summary)')) return false;
      if (one.type !== 'radio') return true;
      const group = [...document.querySelectorAll(`input[type=radio][name='${one.name}']`)];
      if (one !== (group.find((other) => other.checked) ?? group[0]) || groups.has(one.name)) return false;
      return groups.add(one.name);
    });
    all.forEach((one, at) => (one.dataset.stop = String(at)));
    document.activeElement?.blur();
    return all.length";

/// Where the focus is, how wide its ring is, and how much that ring stands out from what is behind it.
const AT: &str = "const one = document.activeElement;
    if (!one || one === document.body) return [null];
    const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const channels = (colour) => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    const look = getComputedStyle(one);
    let behind = one.parentElement;
    while (behind && channels(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const [ring, ground] = [light(channels(look.outlineColor)), light(channels(getComputedStyle(behind ?? document.body).backgroundColor))];
    const contrast = (Math.max(ring, ground) + 0.05) / (Math.min(ring, ground) + 0.05);
    return [one.dataset.stop ?? one.outerHTML.slice(0, 120), look.outlineStyle === 'none' ? 0 : parseFloat(look.outlineWidth), contrast]";

/// The window on a desktop of this theme; the world goes on as long as it is held.
async fn opened(theme: &str) -> Result<Option<(World, Page)>> {
    let Some(world) = World::new()? else { return Ok(None) };
    let world = world.with("GTK_THEME", theme);
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    Ok(Some((world, page)))
}

async fn open_palette(page: &Page) -> Result<()> {
    page.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true })); return 1")
        .await?;
    page.find("#palette").await.map(drop)
}

/// Walks through everything by the Tab key alone.
async fn walk(page: &Page, name: &str) -> Result<()> {
    let count = page.run(COUNTED).await?.as_u64().context("controls")?;
    let (mut reached, mut strays) = (BTreeSet::new(), Vec::new());
    // The shell around the page takes the focus for a stop or two.
    for _ in 0..count + 6 {
        page.press(TAB).await?;
        let at = page.run(AT).await?;
        let Some([stop, width, contrast]) = at.as_array().and_then(|at| at.first_chunk()) else { continue };
        let Some(stop) = stop.as_str() else { continue };
        let (width, contrast) = (width.as_f64().unwrap_or_default(), contrast.as_f64().unwrap_or_default());
        assert!(width >= 2.0, "{name}: a ring of {width} px round {stop}");
        assert!(contrast >= 3.0, "{name}: a ring with a contrast of {contrast:.2} round {stop}");
        match stop.parse::<u64>() {
            Ok(number) => _ = reached.insert(number),
            Err(_) => strays.push(stop.to_owned()),
        }
    }
    let missed: Vec<_> = (0..count).filter(|number| !reached.contains(number)).collect();
    let mut named = Vec::new();
    for number in &missed {
        let look = format!("return document.querySelector('[data-stop=\"{number}\"]')?.outerHTML.slice(0, 160)");
        named.push(page.run(&look).await?);
    }
    assert!(
        missed.is_empty(),
        "{name}: {} of {count} are not reached by Tab: {named:#?}; strays {strays:?}",
        missed.len()
    );
    Ok(())
}

#[tokio::test]
async fn tab_alone_reaches_every_control_of_every_view_with_a_ring_that_is_seen() -> Result<()> {
    for theme in ["Adwaita", "Adwaita:dark"] {
        let Some((_world, page)) = opened(theme).await? else { return Ok(()) };
        page.resize(420, 640).await?;
        for (view, sign) in VIEWS {
            go(&page, view, sign).await?;
            walk(&page, &format!("{view} in {theme}")).await?;
        }
        go(&page, "ask", "#pair").await?;
        open_palette(&page).await?;
        walk(&page, &format!("the palette in {theme}")).await?;
        page.press(ESCAPE).await?;
        until("no palette", || async { Ok((!page.has("dialog").await).then_some(())) }).await?;
        page.end().await?;
    }
    Ok(())
}

async fn lawful(page: &Page, name: &str) -> Result<()> {
    if let Some(broken) = axe(page).await? {
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_opens_later_breaks_no_rule_of_accessibility() -> Result<()> {
    for theme in ["Adwaita", "Adwaita:dark"] {
        let Some((_world, page)) = opened(theme).await? else { return Ok(()) };
        open_palette(&page).await?;
        lawful(&page, &format!("palette, {theme}")).await?;
        page.press(ESCAPE).await?;

        page.fill("#chat-text", "/help").await?;
        page.press("\u{e007}").await?;
        page.says("[role=log]", "No orders are placed by Engram.").await?;
        lawful(&page, &format!("chat, {theme}")).await?;

        go(&page, "tool/generate_signal", "#arg-pair").await?;
        page.click("form[aria-label] [type=submit]").await?;
        page.says("#answer", "Signal:").await?;
        for tab in ["clean", "detailed", "raw", "agent"] {
            page.click(&format!("#answer-tab-{tab}")).await?;
            lawful(&page, &format!("an answer, {tab}, {theme}")).await?;
        }

        go(&page, "health", ".parts > li").await?;
        page.click(".row > button").await?;
        page.find("[aria-labelledby=findings-title]").await?;
        page.run("for (const one of document.querySelectorAll('details')) one.open = true; return 1").await?;
        lawful(&page, &format!("findings, {theme}")).await?;

        go(&page, "settings", "#field-gateway-port").await?;
        page.fill("#field-gateway-port", "seven").await?;
        page.press(TAB).await?;
        page.find("#field-gateway-port-what").await?;
        lawful(&page, &format!("a setting that is not allowed, {theme}")).await?;

        for name in ["help", "help/gateway_token"] {
            go(&page, name, "#help-title").await?;
            lawful(&page, &format!("{name}, {theme}")).await?;
        }
        page.end().await?;
    }
    Ok(())
}

/// What GTK reads of the trader's wishes when it starts.
#[expect(clippy::disallowed_methods, reason = "it is the desktop's file")]
fn wishes(world: &World, lines: &str) -> Result<()> {
    let file = world.folder("config/gtk-3.0")?.join("settings.ini");
    Ok(std::fs::write(file, format!("[Settings]\n{lines}\n"))?)
}

#[tokio::test]
async fn who_wants_no_motion_sees_none() -> Result<()> {
    const MOVES: &str = "const moving = (one) => { const look = getComputedStyle(one); return look.animationName !== 'none' || look.transitionDuration !== '0s'; };
        return [matchMedia('(prefers-reduced-motion: reduce)').matches, [...document.querySelectorAll('*')].filter(moving).length]";
    let Some(world) = World::new()? else { return Ok(()) };
    wishes(&world, "gtk-enable-animations=0")?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert_eq!(page.run(MOVES).await?, json!([true, 0]));
    page.end().await
}

#[tokio::test]
async fn every_help_page_opens_by_itself_and_from_the_state_it_is_of() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    page.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'F1', bubbles: true })); return 1").await?;
    page.says("#help-title", "Help").await?;
    let pages = page
        .run("return [...document.querySelectorAll('.card > li > a')].map((one) => one.getAttribute('href'))")
        .await?;
    let pages = pages.as_array().context("pages")?;
    assert!(pages.len() > 20, "{pages:?}");
    for address in pages {
        let address = address.as_str().context("an address")?;
        page.run(&format!("location.hash = '{address}'; return 1")).await?;
        page.find("article[aria-labelledby=help-title] p").await?;
    }
    go(&page, "health", ".parts > li").await?;
    page.run("for (const one of document.querySelectorAll('details')) one.open = true; return 1").await?;
    page.click(".parts > li a").await?;
    page.find("article[aria-labelledby=help-title]").await?;
    page.end().await
}

/// The bodies of a rising and of a falling candle, and the ground behind both, as lightness: the chart takes them from here.
const BODIES: &str = "const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const light = (token) => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.setProperty('color', `var(${token})`);
      pen.fillStyle = getComputedStyle(probe).color;
      probe.remove();
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
    };
    const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const found = [];
    for (const theme of ['light', 'dark']) for (const scheme of ['blue-orange', 'green-red', 'red-green']) {
      document.documentElement.dataset.theme = theme;
      document.documentElement.dataset.colours = scheme;
      found.push([`${scheme}, ${theme}`, contrast(light('--raised'), light('--down')), contrast(light('--raised'), light('--up'))]);
    }
    return found";

/// A rising candle is hollow: its body is the ground, its border the colour. A falling one is filled. So in grey the body of
/// every falling candle stands out and that of no rising one does, whatever the scheme.
#[tokio::test]
async fn rising_and_falling_candles_are_told_apart_in_grey_in_every_scheme() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let found = page.run(BODIES).await?;
    let found = found.as_array().context("schemes")?;
    assert_eq!(found.len(), 6);
    for scheme in found {
        let Some([name, filled, border]) = scheme.as_array().and_then(|one| one.first_chunk()) else { continue };
        assert!(filled.as_f64() >= Some(3.0) && border.as_f64() >= Some(3.0), "{name}: {filled} {border}");
    }
    // The chart as it is drawn: among its pixels are filled bodies and hollow ones, in grey.
    page.click("button[type=submit]").await?;
    page.find(".chart canvas").await?;
    let shapes = until("drawn candles", || async {
        let shapes = page.run(SHAPES).await?;
        Ok((shapes[0].as_u64() > Some(3) && shapes[1].as_u64() > Some(3)).then_some(shapes))
    })
    .await?;
    println!("filled and hollow bodies: {shapes}");
    page.end().await
}

/// Rows of pixels through the chart's middle canvas in grey: how often ink runs three pixels or more (a filled body), and how
/// often two thin lines enclose as much ground (a hollow one).
const SHAPES: &str = "const all = [...document.querySelectorAll('.chart canvas')].sort((a, b) => b.width * b.height - a.width * a.height);
    const canvas = all[0];
    if (!canvas || canvas.width === 0) return [0, 0];
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const grey = (x, y) => { const at = 4 * (y * width + x); return data[at + 3] < 128 ? 255 : 0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]; };
    const ground = grey(1, 1);
    let filled = 0, hollow = 0;
    for (let y = 0; y < height; y += 2) {
      let runs = [], from = -1;
      for (let x = 0; x <= width; x += 1) {
        const ink = x < width && Math.abs(grey(x, y) - ground) > 60;
        if (ink && from < 0) from = x;
        if (!ink && from >= 0) { runs.push([from, x]); from = -1; }
      }
      runs.forEach(([a, b], at) => {
        const next = runs[at + 1];
        if (b - a >= 3 && b - a <= 8) filled += 1;
        if (b - a <= 2 && next && next[1] - next[0] <= 2 && next[0] - b >= 2 && next[0] - b <= 6) hollow += 1;
      });
    }
    return [filled, hollow]";
