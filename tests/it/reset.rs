//! What is left on this computer after a reset: nothing of the trader's.
#![expect(clippy::disallowed_methods, reason = "it looks through a folder")]

use std::path::{Path, PathBuf};

use anyhow::Result;
use tests::{World, until};

use super::views::go;

/// A pair that nobody else would write down.
const CANARY: &str = "ZZTOP/USD";

#[tokio::test]
async fn a_reset_takes_away_what_was_asked_kept_and_switched_on() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let entry = world.folder("home")?.join(".config/autostart/Engram.desktop");
    let journal = world.journal()?;
    let page = world.drive(&[]).await?;
    page.find("#pair").await?;
    // Asked in the palette, whose history the page remembers, and kept in the journal.
    page.run("dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true })); return 1")
        .await?;
    page.fill("#palette", CANARY).await?;
    page.press("\u{e007}").await?;
    page.says("#report-title", CANARY).await?;
    go(&page, "settings", "#field-desk-theme").await?;
    page.click("input[aria-label='Start with the session']").await?;
    until("the entry", || async { Ok(entry.exists().then_some(())) }).await?;
    until("what is to be taken away", || async { Ok((!traces(&world)?.is_empty()).then_some(())) }).await?;
    assert!(journal.is_file());

    page.click("button[aria-expanded=false].small").await?;
    page.click("button.danger").await?;
    page.says("body", "Gone from this computer").await?;
    assert!(!entry.exists() && !journal.exists());
    // The page's own store is emptied by another process, a little later.
    let mut left = Vec::new();
    until("no trace", || {
        let found = traces(&world);
        async { Ok(found?.is_empty().then_some(())) }
    })
    .await
    .inspect_err(|_| left = traces(&world).unwrap_or_default())
    .map_err(|problem| problem.context(format!("{left:?}")))?;
    page.end().await
}

/// Files that hold the canary, in the spellings of text and of the page's store.
fn traces(world: &World) -> Result<Vec<PathBuf>> {
    let plain = CANARY.as_bytes().to_vec();
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut found = Vec::new();
    let mut folders = vec![world.folder("")?];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            } else if holds(&path, &[&plain, &wide]) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn holds(path: &Path, words: &[&[u8]]) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    words.iter().any(|word| bytes.windows(word.len()).any(|part| part == *word))
}
