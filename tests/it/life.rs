//! One icon, one instance, a window that comes and goes.
#![expect(clippy::disallowed_methods, reason = "it kills a page, and spoils what the window remembers")]

use anyhow::{Context, Result};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::{World, until};
use tokio::net::TcpListener;

#[tokio::test]
async fn icon_registers_once_and_its_menu_opens_the_window_and_quits() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let mut app = world.start(&[])?;
    tray.registered().await?;

    let rows = until("the menu", || async {
        let rows = tray.menu().await?;
        Ok((rows.len() > 3).then_some(rows))
    })
    .await?;
    assert!(rows.len() <= 12, "{rows:?}");
    assert!(rows[0].label.contains("demo data, not a market") && !rows[0].enabled, "{rows:?}");
    assert_eq!(rows.last().map(|row| row.label.as_str()), Some("Quit"));
    assert_eq!(world.screen.window("Engram")?, None, "a window that nobody asked for");

    tray.click("Quick question").await?;
    until("the window", || async { world.screen.window("Engram") }).await?;

    tray.click("Quit").await?;
    assert_eq!(app.ended().await?.code(), Some(0));
    assert_eq!(tray.count(), 1, "one icon for the whole life");
    Ok(())
}

#[tokio::test]
async fn closed_window_is_gone_with_its_stream_and_comes_back() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let world = world.with("LOG_LEVEL", "DEBUG");
    let tray = world.tray().await?;
    let mut app = world.start(&["--show"])?;
    tray.registered().await?;
    for closed in 1..=2 {
        let window = until("the window", || async { world.screen.window("Engram") }).await?;
        until("a painted page", || async { Ok((world.screen.colours(window)? > 20).then_some(())) }).await?;
        world.screen.close(window)?;
        until("no window", || async { Ok(world.screen.window("Engram")?.is_none().then_some(())) }).await?;
        until("the end of the stream", || async {
            Ok((app.said()?.matches("stream ended").count() == closed).then_some(()))
        })
        .await?;
        let id = app.id();
        until("the end of the page's process", || async { Ok(page_process(id)?.is_none().then_some(())) }).await?;
        tray.click("Open Engram").await?;
    }
    app.signal("TERM")?;
    assert_eq!(app.ended().await?.code(), Some(0), "{}", app.said()?);
    Ok(())
}

/// A second start ends by itself and leaves a window of the first.
async fn start_again(world: &World) -> Result<()> {
    let mut second = world.start(&[])?;
    assert_eq!(second.ended().await?.code(), Some(0));
    until("the first one's window", || async { world.screen.window("Engram") }).await.map(drop)
}

#[tokio::test]
async fn second_start_raises_the_first_and_ends() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let mut first = world.start(&[])?;
    tray.registered().await?;
    start_again(&world).await?;
    assert_eq!(tray.count(), 1);
    first.signal("TERM")?;
    assert_eq!(first.ended().await?.code(), Some(0));
    Ok(())
}

#[tokio::test]
async fn a_hidden_icon_leaves_engram_running_and_a_second_start_brings_it_back() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    std::fs::write(world.settings()?, "[desk]\nshow_icon = false\n")?;
    let mut first = world.start(&[])?;
    tray.registered().await?;
    let is = async |wanted: &str| until(wanted, || async { Ok((tray.status().await? == wanted).then_some(())) }).await;
    is("Passive").await?;
    start_again(&world).await?;
    is("Active").await?;
    first.signal("TERM")?;
    assert_eq!(first.ended().await?.code(), Some(0));
    Ok(())
}

#[tokio::test]
async fn the_icon_follows_the_look_of_the_desktop() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let portal = world.portal(true).await?;
    let tray = world.tray().await?;
    std::fs::write(world.settings()?, "[platforms.websocket]\nenabled = false\n")?;
    let mut app = world.start(&[])?;
    tray.registered().await?;
    until("the candles", || async { Ok(tray.row("Engram · demo data").await.ok()) }).await?;
    let shows = async |dark: bool, fits: &dyn Fn(&[u8]) -> bool| {
        until("the picture", || async {
            portal.prefers(dark).await?;
            // Between two pictures there is a moment without a file.
            Ok(tray.picture().await.ok().filter(|picture| fits(picture)))
        })
        .await
    };
    let before = tray.picture().await?;
    let after = shows(false, &|picture| picture != before).await?;
    shows(true, &|picture| picture == before).await?;
    shows(false, &|picture| picture == after).await?;
    app.signal("TERM")?;
    assert_eq!(app.ended().await?.code(), Some(0));
    Ok(())
}

#[tokio::test]
async fn without_a_tray_the_window_opens_and_closing_it_ends_the_application() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let mut app = world.start(&[])?;
    let window = until("the window", || async { world.screen.window("Engram") }).await?;
    assert!(app.said()?.contains("no tray"), "{}", app.said()?);
    until("a painted page", || async { Ok((world.screen.colours(window)? > 20).then_some(())) }).await?;
    world.screen.close(window)?;
    assert_eq!(app.ended().await?.code(), Some(0), "{}", app.said()?);
    Ok(())
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it puts a broken library in the way")]
async fn without_the_tray_library_there_is_a_window_and_no_panic() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let folder = world.folder("broken")?;
    for name in
        ["libayatana-appindicator3.so.1", "libappindicator3.so.1", "libayatana-appindicator3.so", "libappindicator3.so"]
    {
        std::fs::write(folder.join(name), "")?;
    }
    let world = world.with("LD_LIBRARY_PATH", folder.display().to_string());
    let tray = world.tray().await?;
    let mut app = world.start(&[])?;
    until("the window", || async { world.screen.window("Engram") }).await?;
    let said = app.said()?;
    assert!(said.contains("libayatana-appindicator3") && !said.contains("panicked"), "{said}");
    assert_eq!(tray.count(), 0);
    app.signal("TERM")?;
    assert_eq!(app.ended().await?.code(), Some(0));
    Ok(())
}

/// The process that draws a page for this one.
fn page_process(id: u32) -> Result<Option<String>> {
    for entry in std::fs::read_dir("/proc")? {
        let entry = entry?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let is_child = stat.rsplit(") ").next().is_some_and(|rest| rest.split(' ').nth(1) == Some(&id.to_string()));
        // The kernel keeps fifteen letters of a name.
        if is_child && stat.contains("(WebKitWebProces") && !stat.contains(") Z ") {
            return Ok(Some(entry.file_name().to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

#[tokio::test]
async fn a_page_that_dies_takes_nothing_with_it_and_the_window_comes_back() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let mut app = world.start(&["--show"])?;
    tray.registered().await?;
    let painted = async || {
        let window = until("the window", || async { world.screen.window("Engram") }).await?;
        until("a painted page", || async { Ok((world.screen.colours(window)? > 20).then_some(())) }).await?;
        anyhow::Ok(window)
    };
    let window = painted().await?;
    let id = app.id();
    let page = page_process(id)?.context("a page")?;
    assert!(std::process::Command::new("kill").args(["-9", &page]).status()?.success());
    until("the end of the page", || async { Ok(page_process(id)?.is_none().then_some(())) }).await?;
    // The application goes on: its menu answers, and the window can be closed and opened anew.
    assert!(tray.menu().await?.len() > 3);
    world.screen.close(window)?;
    until("no window", || async { Ok(world.screen.window("Engram")?.is_none().then_some(())) }).await?;
    tray.click("Open Engram").await?;
    painted().await?;
    assert!(page_process(id)?.is_some_and(|new| new != page));
    app.signal("TERM")?;
    assert_eq!(app.ended().await?.code(), Some(0), "{}", app.said()?);
    Ok(())
}

#[tokio::test]
async fn the_window_remembers_its_size_and_the_last_question_and_forgets_what_is_bad() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let window = until("the window", || async { world.screen.window("Engram") }).await?;
    world.screen.resize(window, 700, 800)?;
    until("the new size", || async { Ok((page.run("return innerWidth").await? == 700).then_some(())) }).await?;
    page.fill("#pair", "XAU/USD").await?;
    page.click("input[name=timeframe][value='4h']").await?;
    page.click("button[type=submit]").await?;
    page.says("#report-title", "XAU/USD").await?;
    page.end().await?;

    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert_eq!(page.run("return document.querySelector('#pair').value").await?, "XAU/USD");
    assert_eq!(page.run("return document.querySelector('input[name=timeframe]:checked').value").await?, "4h");
    until("the old size", || async { Ok((page.run("return innerWidth").await? == 700).then_some(())) }).await?;
    page.end().await?;

    // A file that is torn in the middle costs what it held, and nothing else.
    let kept = world.folder("data")?.join("com.engram.desktop/window.json");
    let text = std::fs::read_to_string(&kept)?;
    std::fs::write(&kept, &text[..text.len() / 2])?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert_eq!(page.run("return document.querySelector('#pair').value").await?, "BTC/USD");
    page.end().await
}

/// A listener that takes every call and hangs up, and how often it was called.
async fn hanging_up() -> Result<(u16, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (port, calls) = (listener.local_addr()?.port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    Ok((port, calls))
}

#[tokio::test]
async fn a_thousand_changes_and_fifty_reconnects_leave_one_icon() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let (tray, (port, calls)) = (world.tray().await?, hanging_up().await?);
    let gateway = format!("gateway.port={port}");
    let page =
        world.drive(&["--set", "gateway.host=127.0.0.1", "--set", &gateway, "--set", "gateway.operator=off"]).await?;
    page.find("#pair").await?;
    tray.registered().await?;
    // Each is a state of its own for the tray; no more than one in a second is drawn.
    let took = page
        .run_later(
            "const send = (command) => window.__TAURI_INTERNALS__.invoke('send', { command });
             const change = async (left) => {
               if (left === 0) return done(true);
               const command = left % 2 === 0 ? { command: 'pause', minutes: null } : { command: 'resume' };
               await send(command).then(() => change(left - 1), () => setTimeout(() => change(left), 5));
             };
             change(1000);",
        )
        .await?;
    assert_eq!(took, true);
    for _ in 0..50 {
        let before = calls.load(Ordering::Relaxed);
        page.invoke("send", &json!({ "command": { "command": "reconnect" } })).await?;
        until("another call", || async { Ok((calls.load(Ordering::Relaxed) > before).then_some(())) }).await?;
    }
    until("what is so at last", || async { Ok((!tray.row("Engram").await?.label.contains("paused")).then_some(())) })
        .await?;
    assert_eq!(tray.count(), 1, "one icon for ever");
    page.end().await
}
