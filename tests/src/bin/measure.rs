//! How fast and how small the desktop is: `cargo xtask bench desktop`.
#![expect(clippy::print_stdout, reason = "its table is for people")]

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(linux::measure())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: the desktop is measured on Linux, where it can be driven without a screen");
}

#[cfg(target_os = "linux")]
#[path = "measure/page.rs"]
mod page;

#[cfg(target_os = "linux")]
mod linux {
    #![expect(clippy::disallowed_methods, reason = "it reads the clock and the kernel's books")]

    use anyhow::{Context, Result};
    use std::time::{Duration, Instant};
    use tests::{World, until};

    use super::page;

    /// Starts that are timed; the middle one is told, because a shared machine is late now and then.
    const STARTS: usize = 7;
    /// How long it is left alone.
    const IDLE: Duration = Duration::from_secs(20);
    /// Ticks in a second of the kernel's books; the same on every Linux there is.
    const TICKS: f64 = 100.0;
    /// More colours than an empty window has.
    const PAINTED: usize = 20;

    /// What one start gave.
    #[derive(Debug, Clone, Copy)]
    struct Start {
        registered: Duration,
        painted: Duration,
        again: Duration,
        pss_kib: u64,
        closed_kib: u64,
    }

    pub(crate) async fn measure() -> Result<()> {
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            let Some(start) = start().await? else { return Ok(()) };
            starts.push(start);
        }
        let middle = |of: fn(&Start) -> u64| {
            let mut values: Vec<u64> = starts.iter().map(of).collect();
            values.sort_unstable();
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        let Some(idle) = idle().await? else { return Ok(()) };
        println!("{}", tests::program()?.display());
        println!("| figure | measured | goal |");
        println!("|---|---|---|");
        println!("| start to icon in the tray | {} ms | 400 ms |", middle(|one| millis(one.registered)));
        println!("| first click to painted window | {} ms | 700 ms |", middle(|one| millis(one.painted)));
        println!("| later click to painted window | {} ms | 700 ms |", middle(|one| millis(one.again)));
        println!("| memory in the tray (PSS) | {:.1} MiB | 60 MiB |", middle(|one| one.pss_kib) as f64 / 1024.0);
        println!(
            "| the same after a window was closed | {:.1} MiB | 100 MiB |",
            middle(|one| one.closed_kib) as f64 / 1024.0
        );
        println!("| processor in the tray, {} s | {idle:.2} % | 0.2 % |", IDLE.as_secs());
        page::measure().await
    }

    fn millis(duration: Duration) -> u64 {
        u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
    }

    async fn start() -> Result<Option<Start>> {
        let Some(world) = World::new()? else { return Ok(None) };
        let tray = world.tray().await?;
        let begun = Instant::now();
        let mut app = world.start(&[])?;
        tray.registered().await?;
        let registered = begun.elapsed();
        // What a start needs only once has settled by then.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let pss_kib = pss(app.id())?;

        let mut clicks = Vec::new();
        for _ in 0..2 {
            let clicked = Instant::now();
            tray.click("Quick question").await?;
            let window = until("the window", || async { world.screen.window("Engram") }).await?;
            until("a painted page", || async { Ok((world.screen.colours(window)? > PAINTED).then_some(())) }).await?;
            clicks.push(clicked.elapsed());
            world.screen.close(window)?;
            until("no window", || async { Ok(world.screen.window("Engram")?.is_none().then_some(())) }).await?;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        // The web process ends a little after its window.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let closed_kib = pss(app.id())?;
        app.signal("TERM")?;
        app.ended().await?;
        let [painted, again] = clicks.try_into().ok().context("two clicks were timed")?;
        Ok(Some(Start { registered, painted, again, pss_kib, closed_kib }))
    }

    /// Percent of one processor, with nothing to do.
    async fn idle() -> Result<Option<f64>> {
        let Some(world) = World::new()? else { return Ok(None) };
        let tray = world.tray().await?;
        let mut app = world.start(&[])?;
        tray.registered().await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        let before = ticks(app.id())?;
        tokio::time::sleep(IDLE).await;
        let used = ticks(app.id())? - before;
        Ok(Some(100.0 * used as f64 / TICKS / IDLE.as_secs_f64()))
    }

    /// Memory of a process and of those it started, each page shared out among its users.
    fn pss(id: u32) -> Result<u64> {
        let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("the kernel tells the PSS")?;
        let own: u64 = line.trim().trim_end_matches(" kB").parse()?;
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        let theirs: Result<Vec<u64>> = children.split_whitespace().map(|child| pss(child.parse()?)).collect();
        Ok(own + theirs?.iter().sum::<u64>())
    }

    /// Processor time a process has used, its own and the kernel's for it.
    fn ticks(id: u32) -> Result<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        let (_, after) = stat.rsplit_once(") ").context("the kernel names the process")?;
        let mut fields = after.split(' ').skip(11).map(str::parse::<u64>);
        let mut next = || -> Result<u64> { Ok(fields.next().context("the kernel tells the time used")??) };
        Ok(next()? + next()?)
    }
}
