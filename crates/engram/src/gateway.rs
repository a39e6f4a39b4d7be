//! The gateway, at the terminal: how the link is, who has to say yes, and what can be asked there.

mod approve;
mod ask;
mod bind;
mod consent;
mod find;
mod means;
mod pair;
mod pin;
mod ping;
mod status;

use std::{ffi::OsString, io};

use agent::tools::{Caller, Descriptor, descriptors};
use clap::{Args, Subcommand, ValueHint};
use jiff::Timestamp;
use serde_json::json;

use crate::{args::TextOrJson, exit::Exit, health::args::Port, once::Streams, world::World};
use consent::Answers;
use means::Ready;

pub(crate) const GATEWAY_EXAMPLES: &str = "\
Examples:
  engram gateway find                            gateways of this computer, by their own settings
  engram gateway pair                            who has to say yes, and a wait until they have
  engram gateway approve                         says that yes, where this computer may
  engram gateway status                          connected? approved? what to run if not
  engram gateway ping                            a call through the gateway to this Engram and back
  engram gateway ask \"What is BTC/USD doing?\"    a question to the gateway's agent
  engram gateway pin                             shows the certificate, and keeps its fingerprint
  engram gateway tools --format json             what its agents can call
  engram doctor --only gateway                   looks at the way there, layer by layer

The window and `engram run` hold the link. Its token: `engram secret keep gateway-token`.
Exit codes: 0 done, 1 not connected or not approved, 64 wrong use, 69 no service or no gateway answers, 130 stopped.";

/// Where this Engram's keys lie.
#[derive(Debug, Args)]
pub(crate) struct Kept {
    /// The state folder of the Engram that is meant [default: the user's, or `ENGRAM_STATE_DIR`]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) state_dir: Option<OsString>,
}

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
    /// Shows what waits for the gateway's owner and the command for it, and waits until the tools may be called
    Pair {
        #[command(flatten)]
        kept: Kept,
        #[command(flatten)]
        port: Port,
        /// Give up after so many seconds [default: never]
        #[arg(long, value_name = "SECONDS")]
        within: Option<u64>,
    },
    /// Approves this Engram's device and tools as the gateway's owner, after showing them; on the gateway's own machine
    Approve {
        #[command(flatten)]
        kept: Kept,
        /// Approve what is shown without asking
        #[arg(long)]
        yes: bool,
    },
    /// Calls this Engram through the gateway, and says how long it took
    Ping {
        #[command(flatten)]
        kept: Kept,
        /// So many calls, one after another
        #[arg(long, short, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
        count: u32,
    },
    /// Asks the gateway's agent, and prints its answer as it comes; Ctrl-C stops it
    Ask {
        /// The question
        question: String,
        #[command(flatten)]
        kept: Kept,
        /// The conversation it belongs to
        #[arg(long, value_name = "KEY", default_value = "agent:main:engram")]
        session: String,
        /// Give up after so many seconds
        #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(5..=3600))]
        within: u64,
    },
    /// Shows the certificate of the gateway, and keeps its fingerprint after a yes; needs gateway.tls
    Pin {
        /// The fingerprint that the gateway's owner told you: kept without asking, if it is the one that is shown
        #[arg(long, value_name = "SHA-256")]
        fingerprint: Option<String>,
        /// Keep the fingerprint of the key instead of the certificate's: it outlives a renewal
        #[arg(long)]
        key: bool,
        /// Forget the pins there are; without it the new one is kept beside the latest
        #[arg(long)]
        replace: bool,
    },
    /// Looks for gateways of this computer in their own settings, and shows what was found and where
    Find {
        /// Keep port and token of the one that was found
        #[arg(long)]
        keep: bool,
        /// Which one, where there are several
        #[arg(long, value_name = "PRODUCT", value_parser = ["openclaw", "clawdbot"])]
        only: Option<String>,
        /// Keep without asking
        #[arg(long, requires = "keep")]
        yes: bool,
    },
    /// Lets the token that is kept be offered to the gateway that the settings name now
    Bind {
        #[command(flatten)]
        kept: Kept,
        /// Without asking
        #[arg(long)]
        yes: bool,
    },
}

/// Does what was asked about the gateway.
pub(crate) fn run(task: &GatewayTask, world: &World, now: Timestamp, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut answers = Answers::of_terminal();
    let done = match task {
        GatewayTask::Status { port } => return status::run(port, world, streams),
        GatewayTask::Tools { format } => return tools(*format, streams),
        GatewayTask::Find { keep, only, yes } => {
            return find::run(*keep, only.as_deref(), *yes, world, now, &mut answers, streams);
        }
        GatewayTask::Pin { fingerprint, key, replace } => {
            let how = pin::How { fingerprint: fingerprint.as_deref(), key: *key, replace: *replace };
            return pin::run(how, world, now, &mut answers, streams);
        }
        GatewayTask::Pair { kept, port, within } => {
            Ready::of(kept, world, streams)?.map(|ready| pair::run(&ready, port, *within, world, streams))
        }
        GatewayTask::Approve { kept, yes } => {
            Ready::of(kept, world, streams)?.map(|ready| approve::run(&ready, *yes, &mut answers, streams))
        }
        GatewayTask::Ping { kept, count } => {
            Ready::of(kept, world, streams)?.map(|ready| ping::run(&ready, *count, streams))
        }
        GatewayTask::Ask { question, kept, session, within } => {
            let asked = ask::Asked { question, session, within: *within };
            Ready::of(kept, world, streams)?.map(|ready| ask::run(&ready, &asked, streams))
        }
        GatewayTask::Bind { kept, yes } => {
            Ready::of(kept, world, streams)?.map(|ready| bind::run(&ready, *yes, &mut answers, streams))
        }
    };
    done.unwrap_or_else(Ok)
}

fn tools(format: TextOrJson, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let all = descriptors(Caller::Anybody);
    let text = match format {
        TextOrJson::Text => all
            .iter()
            .fold(String::new(), |text, one| text + "engram_" + one.tool.name() + "  " + &one.description + "\n"),
        TextOrJson::Json => format!("{:#}\n", all.iter().map(object).collect::<serde_json::Value>()),
    };
    streams.out.write_all(text.as_bytes()).map(|()| Exit::Fine)
}

fn object(one: &Descriptor) -> serde_json::Value {
    json!({
        "name": format!("engram_{}", one.tool.name()),
        "description": one.description,
        "parameters": one.parameters,
    })
}
