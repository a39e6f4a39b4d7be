//! Answers are kept, and what the trader did about them.

use agent::journal::{Decision, Filter, Journal, Verdict, Verifier};
use anyhow::{Context, Result};
use fantoccini::key::Key;
use tests::{Page, World, until};

const CARD: &str = "[aria-labelledby=decision-title]";

/// Asks the demo market about EUR/USD and waits for the answer.
async fn answered(page: &Page) -> Result<()> {
    page.find("#pair").await?;
    page.fill("#pair", "EUR/USD").await?;
    page.click("input[name=timeframe][value='1h']").await?;
    page.click("button[type=submit]").await?;
    page.says("#report-title", "EUR/USD").await
}

#[tokio::test]
async fn receipts_and_the_decision_are_on_the_disk_and_can_be_computed_again() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&[]).await?;
    answered(&page).await?;
    for (title, words) in [("confidence", "n = "), ("risk", "No equity is set"), ("source", "kept in the journal")] {
        page.says(&format!("[aria-labelledby={title}-title]"), words).await?;
    }

    // By keys alone: the first radio, a reason, Enter on the button.
    page.run("document.querySelector('input[name=decision]').focus(); return 1").await?;
    page.press(" ").await?;
    page.press(&Key::Tab.to_string()).await?;
    assert_eq!(page.run("return document.activeElement.id").await?, "why");
    page.press("It fits my plan.").await?;
    page.press(&Key::Tab.to_string()).await?;
    page.press(&Key::Enter.to_string()).await?;
    page.says(CARD, "Because: It fits my plan.").await?;
    page.says(CARD, "Change what you said").await?;

    let journal = Journal::open_existing(&world.journal()?)?;
    let listed = journal.list(&Filter::default())?;
    let mut tools: Vec<_> = listed.iter().map(|answer| answer.tool.as_str()).collect();
    tools.sort_unstable();
    assert_eq!(tools, ["analyze_market", "assess_risk", "generate_signal", "get_confidence_score"]);
    let signal = listed.iter().find(|answer| answer.tool == "generate_signal").context("a signal")?;
    assert!(page.text("article").await?.contains(&signal.id), "the page shows the receipt that is kept");
    let decided = signal.decided.as_ref().context("a decision")?;
    assert_eq!((decided.decision, decided.why.as_str()), (Decision::Took, "It fits my plan."));
    assert!(journal.check_chain()?.is_whole());
    let mut verifier = Verifier::default();
    for answer in &listed {
        let kept = journal.get(&answer.id)?.context("it was listed")?;
        assert_eq!(verifier.check(&kept).verdict, Verdict::Match, "{}", answer.tool);
    }
    page.end().await
}

#[tokio::test]
async fn without_a_journal_nothing_is_kept_and_it_is_said() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let page = world.drive(&["--no-journal"]).await?;
    answered(&page).await?;
    page.says(CARD, "No journal is kept").await?;
    assert!(!page.has(&format!("{CARD} form")).await);
    assert!(!world.journal()?.exists());
    page.end().await
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_holds_no_answer_back() -> Result<()> {
    let Some(world) = World::new()? else { return Ok(()) };
    let tray = world.tray().await?;
    let place = world.folder("in-the-way")?;
    let page = world.drive(&["--journal", &place.display().to_string()]).await?;
    answered(&page).await?;
    page.says(".trouble", "Answers are not kept").await?;
    page.says(".trouble", "Name another place").await?;
    page.says(CARD, "could not be kept").await?;
    until("the trouble in the tray", || async {
        let rows = tray.menu().await?;
        Ok(rows.first().is_some_and(|row| row.label.contains("answers are not kept")).then_some(()))
    })
    .await?;
    page.end().await
}
