//! A question to the gateway's agent.

use std::{io, time::Duration};

use agent::link::errand::{As, Heard};

use super::means::{Ready, refused};
use crate::{exit::Exit, once::Streams};

/// What is asked, and where.
pub(super) struct Asked<'a> {
    pub(super) question: &'a str,
    pub(super) session: &'a str,
    pub(super) within: u64,
}

pub(super) fn run(ready: &Ready, asked: &Asked<'_>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if asked.question.trim().is_empty() {
        writeln!(streams.err, "There is no question.")?;
        return Ok(Exit::Usage);
    }
    let mut failed = None;
    let answered = ready.runtime.block_on(async {
        let errand = ready.open(As::Operator).await?;
        let stop = async {
            // A terminal that cannot say stop never does.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let out = &mut streams.out;
        let err = &mut streams.err;
        let mut hear = |heard: Heard<'_>| match heard {
            Heard::Began => writeln!(err, "The gateway's agent works on it …"),
            Heard::More(words) => write!(out, "{words}").and_then(|()| out.flush()),
            Heard::Anew(words) => write!(out, "\n{words}").and_then(|()| out.flush()),
        };
        let within = Duration::from_secs(asked.within);
        let answer = errand
            .chat(asked.session, asked.question, within, stop, |heard| {
                if let Err(error) = hear(heard) {
                    failed.get_or_insert(error);
                }
            })
            .await;
        errand.close().await;
        answer
    });
    if let Some(error) = failed {
        return Err(error);
    }
    match answered {
        Ok(answer) if answer.is_empty() => {
            writeln!(streams.err, "The agent answered with nothing. Has the gateway a model that works?")?;
            Ok(Exit::Unhealthy)
        }
        Ok(_) => writeln!(streams.out).map(|()| Exit::Fine),
        Err(fault) => refused(&fault, streams),
    }
}
