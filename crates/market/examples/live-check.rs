//! A small look at the real market places: what they answer now, and what of it is not as we believe. Reads public
//! candles of one pair each, a few dozen requests in all.
//!
//! `cargo xtask live-check`, or with names: `cargo run -p market --example live-check -- kraken okx`
#![expect(clippy::disallowed_methods, reason = "its clock is this computer's")]
#![expect(clippy::print_stdout, reason = "it is a program")]

use std::{sync::Arc, time::Duration};

use analysis::Interval;
use futures_util::StreamExt;
use jiff::Timestamp;
use market::{
    Access, Cache, Feed, FeedFault, News, Offer, Patience, RemoteFeed, Trouble, VenueName, Want, judged, told,
};

/// Candles of a minute are waited for so long.
const STREAM: Duration = Duration::from_secs(130);

fn main() -> Result<(), FeedFault> {
    let names: Vec<VenueName> = std::env::args().skip(1).filter_map(|name| name.parse().ok()).collect();
    let venues = if names.is_empty() { VenueName::ALL.to_vec() } else { names };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| FeedFault::Cache(error.to_string()))?;
    for venue in venues {
        println!("{} ({})", venue.title(), venue.origin());
        let access = Access {
            endpoint: None,
            stream: None,
            patience: Patience::default(),
            cache: Arc::new(Cache::in_memory()?),
            clock: Arc::new(|| Timestamp::now().as_millisecond()),
            shown: Vec::new(),
            progress: None,
        };
        let feed = RemoteFeed::new(venue, access)?;
        if let Err(fault) = runtime.block_on(checked(&feed)) {
            println!("  DIFFERS  {fault}");
            if matches!(fault, FeedFault::Venue { trouble: Trouble::Transient(_), .. }) {
                println!("           there may be no network here");
            }
        }
        if let Some(ahead) = feed.standing().ahead_ms {
            println!("  clock    ours is {:.1} s ahead", ahead as f64 / 1_000.0);
        }
    }
    Ok(())
}

async fn checked(feed: &RemoteFeed) -> Result<(), FeedFault> {
    let Some(pair) = feed.venue().popular().into_iter().next() else { return Ok(()) };
    let instrument = feed.instrument(&pair).await?;
    println!("  symbol   {pair} is {}; tick {:?}, lot {:?}", instrument.symbol, instrument.tick, instrument.lot);
    let caps = feed.venue().caps();
    for interval in caps.intervals {
        // More than one page, so that paging is seen.
        let bars = caps.deepest_bars.map_or(caps.page_rows.min(1_000) + 200, |deepest| deepest - 1);
        let bars = if feed.venue() == VenueName::Yahoo { 150 } else { bars };
        let want = Want { pair: pair.clone(), interval: Some(*interval), bars, at: Timestamp::now() };
        let judged = judged(feed.candles(&want).await?, &want)?;
        let facts = told(&judged.history);
        let missing: u32 = facts.gaps.iter().map(|gap| gap.2).sum();
        let says = format!(
            "{interval}: {} of {bars}, the last closed {}; {missing} missing, {} rejected, {} twice",
            facts.bars,
            facts.last_close,
            judged.history.provenance.rejected,
            judged.repeated + judged.corrected
        );
        let late = Timestamp::now().as_second() - facts.last_close.as_second() > 2 * interval.seconds() + 5;
        let is_open = pair.quote().is_some();
        let differs = judged.history.provenance.rejected > 0 || (is_open && late) || facts.jump.is_some();
        println!("  {}  {says}", if differs { "DIFFERS" } else { "candles" });
    }
    if !caps.streams {
        return Ok(());
    }
    let offer = Offer { pair, interval: Interval::M1 };
    let Some(mut news) = feed.follow(std::slice::from_ref(&offer)) else { return Ok(()) };
    let asked_until = tokio::time::Instant::now() + STREAM;
    let (mut live, mut closed) = (false, 0);
    while let Ok(Some(news)) = tokio::time::timeout_at(asked_until, news.next()).await {
        match news {
            News::Live(_) => live = true,
            News::Closed { .. } => closed += 1,
            News::Corrected { candle, .. } => println!("  DIFFERS  {} was corrected", candle.open_time),
            News::Silent { why, .. } => println!("  DIFFERS  {why}"),
            News::Forming { .. } => {}
        }
    }
    let differs = !live || closed < 2;
    println!(
        "  {}  {closed} candles of a minute closed in {} s",
        if differs { "DIFFERS" } else { "stream " },
        STREAM.as_secs()
    );
    Ok(())
}
