//! The owner's yes, said from here: what is approved is shown first, and nobody else's requests are touched.

use std::{io, time::Duration};

use agent::link::errand::{ADMITS, APPROVES, CONFIGURES, Errand, ErrandFault, Kind, Waits};
use tokio::time;

use super::{
    consent::{Answer, Answers},
    means::{Ready, refused},
};
use crate::{exit::Exit, once::Streams};

/// How long an approved device may take to come back with its tools: it looks every minute.
const BACK: Duration = Duration::from_secs(75);

/// How often it is looked meanwhile.
const ROUND: Duration = Duration::from_secs(1);

pub(super) fn run(ready: &Ready, yes: bool, answers: &mut Answers, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match ready.runtime.block_on(approve(ready, yes, answers, streams)) {
        Ok(exit) => Ok(exit),
        Err(Stopped::Io(error)) => Err(error),
        Err(Stopped::Fault(fault)) => refused(&fault, streams),
    }
}

/// Why it did not go on.
enum Stopped {
    Io(io::Error),
    Fault(ErrandFault),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<ErrandFault> for Stopped {
    fn from(fault: ErrandFault) -> Self {
        Self::Fault(fault)
    }
}

async fn approve(ready: &Ready, yes: bool, answers: &mut Answers, streams: &mut Streams<'_>) -> Result<Exit, Stopped> {
    let errand = ready.open(APPROVES).await?;
    let mut waiting = errand.waiting().await?;
    let mut approved = 0;
    while !waiting.is_empty() {
        for waits in &waiting {
            shown(waits, streams)?;
        }
        if let Some(exit) = declined(answers.to("Approve this?", yes, streams)?, streams)? {
            return Ok(exit);
        }
        // More rights than the rest needs, for no longer than this takes.
        let admits = waiting.iter().any(|waits| waits.kind == Kind::Device);
        let admitting = if admits { Some(ready.open(ADMITS).await?) } else { None };
        for waits in &waiting {
            admitting.as_ref().unwrap_or(&errand).approve(waits).await?;
            approved += 1;
            writeln!(streams.out, "Approved: {}", named(waits))?;
        }
        if let Some(admitting) = admitting {
            admitting.close().await;
        }
        streams.out.flush()?;
        waiting = if admits { follow(&errand, streams).await? } else { Vec::new() };
    }
    let Some(node) = errand.node().await? else {
        if approved == 0 {
            let hint = "Nothing waits: the gateway does not know this Engram yet. Start the window or `engram run`, or \
                        `engram gateway pair`, then try again.";
            writeln!(streams.err, "{hint}")?;
            return Ok(Exit::Unhealthy);
        }
        return Ok(Exit::Fine);
    };
    let may_be_called = node.commands.unwrap_or_default().iter().any(|command| is_tool(command));
    if errand.publishes() || may_be_called {
        if approved == 0 && may_be_called {
            writeln!(streams.out, "Nothing waits: the gateway may call the tools.")?;
        } else if approved == 0 {
            writeln!(
                streams.err,
                "Nothing waits, and the tools may not be called. Is the window or `engram run` connected?"
            )?;
            return Ok(Exit::Unhealthy);
        }
        errand.close().await;
        return Ok(Exit::Fine);
    }
    errand.close().await;
    allow(ready, yes, answers, streams).await
}

/// On older gateways an owner allows commands by name.
async fn allow(ready: &Ready, yes: bool, answers: &mut Answers, streams: &mut Streams<'_>) -> Result<Exit, Stopped> {
    let errand = ready.open(CONFIGURES).await?;
    let allowed = errand.allowed().await?;
    if allowed.missing.is_empty() {
        writeln!(
            streams.out,
            "The gateway's settings allow the tools. They may be called once Engram has connected anew."
        )?;
        return Ok(Exit::Fine);
    }
    writeln!(streams.out, "This gateway calls only commands that its settings allow. Missing in {}:", allowed.path())?;
    for command in &allowed.missing {
        writeln!(streams.out, "  {command}")?;
    }
    let question = format!("Add these lines to {}? The gateway may restart for it.", allowed.path());
    if let Some(exit) = declined(answers.to(&question, yes, streams)?, streams)? {
        return Ok(exit);
    }
    errand.allow(&allowed).await?;
    writeln!(streams.out, "Added. {} now allows {} commands.", allowed.path(), allowed.wanted().len())?;
    errand.close().await;
    Ok(Exit::Fine)
}

/// Waits for the tools of a device that has just been approved.
async fn follow(errand: &Errand, streams: &mut Streams<'_>) -> Result<Vec<Waits>, Stopped> {
    if !errand.publishes() {
        return Ok(Vec::new());
    }
    writeln!(streams.err, "Waiting for the device to come back with its tools, at most {} s …", BACK.as_secs())?;
    let until = time::Instant::now() + BACK;
    while time::Instant::now() < until {
        let waiting = errand.waiting().await?;
        if !waiting.is_empty() {
            return Ok(waiting);
        }
        time::sleep(ROUND).await;
    }
    writeln!(streams.err, "It has not come back yet. Run `engram gateway approve` again once it has.")?;
    Ok(Vec::new())
}

fn declined(answer: Answer, streams: &mut Streams<'_>) -> io::Result<Option<Exit>> {
    match answer {
        Answer::Yes => Ok(None),
        Answer::No => writeln!(streams.err, "Nothing was approved.").map(|()| Some(Exit::Unhealthy)),
        Answer::Nobody => {
            writeln!(streams.err, "Nobody is there to be asked. Say --yes to approve what is shown.")?;
            Ok(Some(Exit::Usage))
        }
    }
}

fn shown(waits: &Waits, streams: &mut Streams<'_>) -> io::Result<()> {
    writeln!(
        streams.out,
        "{} of this Engram (device {})",
        named(waits),
        waits.device.get(..12).unwrap_or(&waits.device)
    )?;
    for command in &waits.commands {
        writeln!(streams.out, "  {command}  {}", meaning(command))?;
    }
    Ok(())
}

fn named(waits: &Waits) -> String {
    match waits.kind {
        Kind::Device => format!("device request {}", waits.request),
        Kind::Tools => format!("tools request {}", waits.request),
    }
}

fn is_tool(command: &str) -> bool {
    command == "mcp.tools.call.v1" || command.starts_with("engram.")
}

/// What a command lets the gateway's agents do.
fn meaning(command: &str) -> &'static str {
    match command {
        "mcp.tools.call.v1" => "agents call the four tools; none places an order",
        "system.notify" => "agents show a notice on this desktop",
        command if command.starts_with("engram.") => "one of the four tools by its own name",
        _ => "not offered by this version of Engram",
    }
}
