//! There and back.

use std::{io, time::Duration};

use agent::link::errand::{As, ErrandFault, Pong};

use super::means::{Ready, refused};
use crate::{exit::Exit, once::Streams};

pub(super) fn run(ready: &Ready, count: u32, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let pinged = ready.runtime.block_on(async {
        let errand = ready.open(As::Operator).await?;
        let version = errand.version.clone();
        let mut all: Vec<Pong> = Vec::new();
        for _ in 0..count {
            match errand.ping().await {
                Ok(pong) => all.push(pong),
                Err(fault) => {
                    errand.close().await;
                    return Err(fault);
                }
            }
        }
        errand.close().await;
        Ok::<_, ErrandFault>((version, all))
    });
    let (version, all) = match pinged {
        Ok(pinged) => pinged,
        Err(fault) => return refused(&fault, streams),
    };
    let gateway = version.filter(|version| version != "dev").map_or_else(String::new, |version| format!(" {version}"));
    for pong in &all {
        let took = ms(pong.took);
        writeln!(streams.out, "Gateway{gateway} called this Engram by {} and had its answer in {took}.", pong.command)?;
    }
    if all.len() > 1 {
        let mut times: Vec<Duration> = all.iter().map(|pong| pong.took).collect();
        times.sort_unstable();
        let at =
            |share: f64| times.get(((times.len() - 1) as f64 * share).round() as usize).copied().unwrap_or_default();
        writeln!(streams.out, "{} calls: middle {}, slowest {}.", times.len(), ms(at(0.5)), ms(at(1.0)))?;
    }
    Ok(Exit::Fine)
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
