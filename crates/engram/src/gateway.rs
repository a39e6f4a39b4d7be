//! The link to a gateway, as the running service has it.

use std::io;

use agent::tools::{Caller, Descriptor, descriptors};
use clap::Subcommand;
use serde_json::json;

use crate::{
    args::TextOrJson,
    config,
    exit::Exit,
    health::{self, args::Port},
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
        format: TextOrJson,
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
                TextOrJson::Text => all.iter().fold(String::new(), |text, one| {
                    text + "engram_" + one.tool.name() + "  " + &one.description + "\n"
                }),
                TextOrJson::Json => format!("{:#}\n", all.iter().map(object).collect::<serde_json::Value>()),
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
    let told = match health::told(port) {
        Ok(told) => told,
        Err(why) => return health::silent(&why, streams),
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
