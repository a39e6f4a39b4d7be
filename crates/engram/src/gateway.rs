//! The link to a gateway, as the running service has it.

use std::{io, time::Duration};

use agent::{
    health::Told,
    tools::{Caller, Descriptor, descriptors},
};
use clap::Subcommand;
use serde_json::json;

use crate::{
    alert::args::ListFormat,
    config,
    exit::Exit,
    health::{args::Port, ask},
    once::Streams,
    world::World,
};

pub(crate) const GATEWAY_EXAMPLES: &str = "\
Examples:
  engram gateway status                          connected? approved? what to run if not
  engram gateway tools                           what its agents can call
  engram gateway tools --format json
  engram doctor --only gateway                   looks at the way there, layer by layer

The window and `engram run` hold the link. Its token: `engram secret keep gateway-token`.";

/// How long the service may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug, Subcommand)]
pub(crate) enum GatewayTask {
    /// Says how the link of the running service is: exit 0 connected and approved, 1 not, 69 no service answers
    Status {
        #[command(flatten)]
        port: Port,
    },
    /// Lists the tools as the gateway's agents see them
    Tools {
        /// Lines for people, or one list for programs
        #[arg(long, short, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
}

/// Does what was asked about the gateway.
pub(crate) fn run(task: &GatewayTask, world: &World, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match task {
        GatewayTask::Status { port } => match port.of(world) {
            Ok(port) => status(port, streams),
            Err(faults) => config::refused(&faults, streams),
        },
        GatewayTask::Tools { format } => {
            let all = descriptors(Caller::Anybody);
            let text = match format {
                ListFormat::Text => all.iter().fold(String::new(), |text, one| {
                    text + "engram_" + one.tool.name() + "  " + &one.description + "\n"
                }),
                ListFormat::Json => format!("{:#}\n", all.iter().map(object).collect::<serde_json::Value>()),
            };
            streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
        }
    }
}

fn object(one: &Descriptor) -> serde_json::Value {
    json!({
        "name": format!("engram_{}", one.tool.name()),
        "description": one.description,
        "parameters": one.parameters,
    })
}

fn status(port: u16, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let told = ask::get(port, "/health", PATIENCE).map_err(|why| why.to_string());
    let told = told.and_then(|answer| {
        serde_json::from_str::<Told>(&answer.body).map_err(|_| "what answers there is no Engram".to_owned())
    });
    let told = match told {
        Ok(told) => told,
        Err(why) => {
            let hint = "Start it with `engram run --set platforms.http.enabled=true`, or name its port with --port";
            writeln!(streams.err, "No service answers on 127.0.0.1:{port}: {why}. {hint}.")?;
            return Ok(Exit::Unavailable);
        }
    };
    let mut is_well = true;
    for (name, part) in [("Connection", "gateway:connection"), ("Approval", "gateway:approval")] {
        let check = told.checks.get(part).and_then(|checks| checks.first());
        let said = check.map_or("unknown", |check| check.observed_value.as_str());
        is_well &= check.is_some_and(|check| check.status == "pass");
        writeln!(streams.out, "{name}: {said}")?;
    }
    Ok(if is_well { Exit::Fine } else { Exit::Unhealthy })
}
