//! What the page may not do, tried from inside.
#![expect(clippy::disallowed_methods, reason = "it sets traps for the page")]

use anyhow::Result;
use serde_json::json;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use tests::{World, until};

#[tokio::test]
async fn only_the_listed_commands_are_answered() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    assert_eq!(page.invoke("snapshot", &json!({})).await?[0], "ok");
    assert_eq!(page.invoke("report", &json!({ "id": "er1_none" })).await?, json!(["ok", null]));
    for command in [
        "quit",
        "plugin:window|close",
        "plugin:window|create",
        "plugin:event|emit",
        "plugin:app|version",
        "plugin:store|load",
        "plugin:store|set",
        "plugin:webview|create_webview_window",
    ] {
        let answer = page.invoke(command, &json!({ "event": "snapshot", "payload": {} })).await?;
        assert_eq!(answer[0], "refused", "{command}: {answer}");
    }
    for wrong in [
        json!({ "command": "buy" }),
        json!({ "command": "ask", "pair": 7 }),
        json!({ "command": "ask", "pair": "A", "timeframe": null, "direction": "both", "gate": "rule", "url": "x" }),
        json!(null),
    ] {
        let answer = page.invoke("send", &json!({ "command": wrong })).await?;
        assert_eq!(answer[0], "refused", "{wrong}: {answer}");
    }
    page.end().await
}

#[tokio::test]
async fn page_reaches_no_network_and_leaves_for_nowhere() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let trap = TcpListener::bind(("127.0.0.1", 0))?;
    trap.set_nonblocking(true)?;
    let address = trap.local_addr()?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let here = page.run("return location.href").await?;

    let script = format!(
        "const said = []; document.addEventListener('securitypolicyviolation', (event) => said.push(event.effectiveDirective));
         const tries = [() => fetch('http://{address}/'), () => new Promise((go, no) => {{ const one = new Image(); one.onload = go; one.onerror = no; one.src = 'http://{address}/'; }}),
           () => new Promise((go, no) => {{ const one = new WebSocket('ws://{address}/'); one.onopen = go; one.onerror = no; }}),
           () => new Promise((go, no) => {{ const one = document.createElement('script'); one.onload = go; one.onerror = no; one.src = 'data:text/javascript,1'; document.head.append(one); }}),
           async () => (0, eval)('1'), async () => new Function('return 1')()];
         Promise.allSettled(tries.map((one) => one())).then((all) => done([all.map((one) => one.status), said]));"
    );
    let answer = page.run_later(&script).await?;
    assert_eq!(answer[0], json!(["rejected", "rejected", "rejected", "rejected", "rejected", "rejected"]), "{answer}");

    for (at, way) in [
        "location.href = A",
        "location.assign(A)",
        "window.open(A)",
        "location.href = 'file:///etc/passwd'",
        "location.href = 'data:text/html,hi'",
        "const one = document.createElement('form'); one.action = A; document.body.append(one); one.submit()",
        "const one = document.createElement('iframe'); one.src = A; document.body.append(one)",
    ]
    .iter()
    .enumerate()
    {
        page.run(&format!("const A = 'http://{address}/{at}'; {way}; return 1")).await.ok();
    }
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(page.run("return location.href").await?, here);
    assert_eq!(trap.accept().map(|_| ()).map_err(|error| error.kind()), Err(ErrorKind::WouldBlock), "something called");
    page.end().await
}

#[tokio::test]
async fn only_the_one_link_opens_in_the_browser() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let folder = world.folder("bin")?;
    let (browser, opened) = (folder.join("xdg-open"), folder.join("opened"));
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" >> {}\n", opened.display()))?;
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755))?;
    let path = std::env::var("PATH")?;
    let world = world.with("PATH", format!("{}:{path}", folder.display()));
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    let here = page.run("return location.href").await?;
    for url in ["https://www.tradingview.com/?q=secret", "https://tradingview.com/", "https://example.org/"] {
        page.run(&format!("location.href = '{url}'; return 1")).await.ok();
    }
    page.run("location.href = 'https://www.tradingview.com/'; return 1").await.ok();
    let read = || async { Ok(std::fs::read_to_string(&opened).ok().filter(|text| text.ends_with('\n'))) };
    assert_eq!(until("the browser", read).await?, "https://www.tradingview.com/\n");
    assert_eq!(page.run("return location.href").await?, here);
    page.end().await
}

/// Tokens of the settings, the environment and a file: none of them may be in the page, in what it can ask for, in what
/// the application says, or below its folders.
#[tokio::test]
async fn no_secret_reaches_the_page_or_a_file() -> Result<()> {
    const CANARIES: [&str; 3] = ["canary-of-settings-5f1b", "canary-of-environment-7c", "canary-of-file-91aa"];
    let Some(world) = World::new()? else { return Ok(()) };
    let config = world.folder("config")?.join("engram");
    std::fs::create_dir_all(&config)?;
    let private = |path: &std::path::Path, text: &str| -> Result<()> {
        std::fs::write(path, text)?;
        Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?)
    };
    private(
        &config.join("settings.toml"),
        &format!("[gateway]\ntoken = \"{}\"\n[logging]\nlevel = \"TRACE\"\n", CANARIES[0]),
    )?;
    let file = world.folder("home")?.join("token");
    private(&file, CANARIES[2])?;
    let world = world.with("LM_API_TOKEN", CANARIES[1]).with("ENGRAM_TOKEN_FILE", file.display().to_string());
    let page = world.drive(&[]).await?;
    page.fill("#pair", "EUR/USD").await?;
    page.click("button[type=submit]").await?;
    page.says("#report-title", "EUR/USD").await?;
    let mut told = vec![page.invoke("snapshot", &json!({})).await?.to_string()];
    told.push(page.run("return document.documentElement.outerHTML + location.href").await?.to_string());
    assert!(told.iter().all(|text| text.contains("EUR/USD")), "it was looked at the right place");
    page.end().await?;
    for folder in ["data", "state", "cache"] {
        told.push(below(&world.folder(folder)?)?);
    }
    assert!(told.iter().any(|text| text.contains("engram-desktop has started")), "the log is among them");
    for canary in CANARIES {
        assert!(told.iter().all(|text| !text.contains(canary)), "{canary}");
    }
    Ok(())
}

fn below(folder: &std::path::Path) -> Result<String> {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        text +=
            &if path.is_dir() { below(&path)? } else { String::from_utf8_lossy(&std::fs::read(&path)?).into_owned() };
    }
    Ok(text)
}
