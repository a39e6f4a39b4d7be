//! Takes the pictures of the guide: `cargo xtask screenshots`.
#![expect(clippy::print_stdout, reason = "it says where they lie")]

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(linux::take())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: the pictures are taken on Linux, where the window can be driven without a screen");
}

#[cfg(target_os = "linux")]
mod linux {
    use anyhow::Result;
    use std::time::Duration;
    use tests::{Page, World, root, until};

    /// A place, something that shows that it is there, and what is done before the picture.
    const PLACES: [(&str, &str, &str); 8] = [
        ("ask", "#pair", ""),
        ("watch", "ul[aria-labelledby=watch-title] svg[role=img]", ""),
        ("health", ".parts > li", ""),
        ("settings", "#field-gateway-port", ""),
        ("settings/appearance", "#field-desk-theme", ""),
        ("tool/generate_signal", "#arg-pair", "document.querySelector('form[aria-label]').requestSubmit()"),
        ("welcome", "#welcome-title", ""),
        ("ask", "#pair", "dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))"),
    ];
    /// What each picture is called.
    const NAMES: [&str; 8] = ["ask", "watch", "health", "settings", "appearance", "tool", "welcome", "palette"];
    /// Parts of a report, by their titles.
    const PARTS: [&str; 8] = ["chart", "evidence", "confidence", "equity", "risk", "decision", "texts", "source"];

    pub(crate) async fn take() -> Result<()> {
        for theme in ["light", "dark"] {
            let Some(world) = World::new()? else { return Ok(()) };
            let _tray = world.tray().await?;
            let page = world.drive(&["--set", &format!("desk.theme={theme}")]).await?;
            page.find("#pair").await?;
            page.resize(420, 640).await?;
            report(&world, &page, theme).await?;
            for ((place, sign, act), name) in PLACES.into_iter().zip(NAMES) {
                page.run(&format!("location.hash = '#/{place}'; return 1")).await?;
                page.find(sign).await?;
                if !act.is_empty() {
                    page.run(&format!("{act}; return 1")).await?;
                    tokio::time::sleep(Duration::from_secs(2)).await;
                }
                picture(&world, &format!("{name}-{theme}")).await?;
            }
            page.end().await?;
        }
        println!("{}", root().join("docs/screenshots").display());
        Ok(())
    }

    /// An answer from its top to its end, and beside the questions in a wide window.
    async fn report(world: &World, page: &Page, theme: &str) -> Result<()> {
        page.click("input[name=gate][value=rule]").await?;
        page.fill("#pair", "BTC/USD").await?;
        page.press("\u{1b}").await?;
        page.click("button[type=submit]").await?;
        page.find(".chart canvas").await?;
        picture(world, &format!("report-{theme}")).await?;
        for part in PARTS {
            page.run(&format!("document.getElementById('{part}-title').scrollIntoView(); return 1")).await?;
            picture(world, &format!("{part}-{theme}")).await?;
        }
        page.resize(1200, 800).await?;
        page.run("scrollTo(0, 0); return 1").await?;
        picture(world, &format!("wide-{theme}")).await?;
        page.resize(420, 640).await
    }

    async fn picture(world: &World, name: &str) -> Result<()> {
        // A frame that is asked for is drawn within these.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let window = until("the window", || async { world.screen.window("Engram") }).await?;
        let taken = world.screen.picture(window, name)?;
        let folder = root().join("docs/screenshots");
        std::fs::create_dir_all(&folder)?;
        std::fs::copy(taken, folder.join(format!("{name}.png")))?;
        Ok(())
    }
}
