//! The way to another program: its name, its port, and what answers there.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use super::ladder::Ladder;

/// Where something is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
    /// Somebody set it: where it is the default, nothing needs to be there.
    pub(super) is_chosen: bool,
    /// It may be beyond this computer.
    pub(super) may_be_remote: bool,
}

/// How far the way goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) name: Name,
    /// `None` where it was not dialled.
    pub(super) tcp: Option<Tcp>,
}

/// What became of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Found(Vec<IpAddr>),
    Failed(String),
    Slow(Duration),
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tcp {
    Open(SocketAddr),
    Refused,
    Slow(Duration),
    Failed(String),
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Http {
    Answered { code: u16, body: Vec<u8> },
    Silent(Duration),
    Other,
    Failed(String),
}

/// Whose way it is, for words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose {
    /// Such as `ws`.
    pub(super) scheme: &'static str,
    /// Its section of the settings.
    pub(super) section: &'static str,
    /// What to do where nothing listens.
    pub(super) start: &'static str,
}

impl Address {
    fn shown(&self) -> String {
        let bare = self.host.trim_matches(['[', ']']);
        if bare.contains(':') { format!("[{bare}]:{}", self.port) } else { format!("{bare}:{}", self.port) }
    }
}

impl Whose {
    fn named(self) -> String {
        format!("`engram config set {0}.host HOST` and `{0}.port PORT` say where it is.", self.section)
    }
}

impl Way {
    /// Whether somebody answers, and is this computer itself; what is in the way is told.
    pub(super) fn climb(&self, ladder: &mut Ladder, address: &Address, whose: Whose) -> Option<SocketAddr> {
        let (host, chosen) = (&address.host, address.is_chosen);
        let default = if chosen { "" } else { ", the default" };
        ladder.ok("address", format!("{}://{}{default}", whose.scheme, address.shown()));
        match &self.name {
            Name::Found(all) if !address.may_be_remote && !all.iter().all(IpAddr::is_loopback) => {
                let what = format!("{host} is beyond this computer ({}), and prompts may not leave it", listed(all));
                let hint = "Name localhost, or allow it with `engram config set lmstudio.allow_remote true`.";
                ladder.fail("name", what, hint);
            }
            Name::Found(all) => ladder.ok("name", listed(all)),
            Name::Failed(why) => {
                ladder.blocked("name", chosen, format!("{host} is not found: {why}"), whose.named());
            }
            Name::Slow(after) => {
                let what = format!("no answer about {host} within {} s", after.as_secs());
                ladder.blocked("name", chosen, what, "Look at this computer's network and name server.");
            }
        }
        match self.tcp.as_ref()? {
            Tcp::Open(at) => {
                ladder.ok("tcp", format!("{at} is open"));
                return Some(*at);
            }
            Tcp::Refused => ladder.blocked("tcp", chosen, "nothing listens there", whose.start),
            Tcp::Slow(after) => {
                let what = format!("no answer within {} s", after.as_secs());
                ladder.blocked("tcp", chosen, what, "Look for a firewall on the way, or a wrong address.");
            }
            Tcp::Failed(why) => ladder.blocked("tcp", chosen, format!("it cannot be called: {why}"), whose.named()),
        }
        None
    }
}

impl Http {
    /// The answer; what is none is told and stands in the way.
    pub(super) fn climb(&self, ladder: &mut Ladder, is_chosen: bool, whose: Whose) -> Option<(u16, &[u8])> {
        match self {
            Self::Answered { code, body } => return Some((*code, body)),
            Self::Silent(after) => {
                let what = format!("the port is open, and nothing is said within {} s", after.as_secs());
                ladder.blocked(
                    "http",
                    is_chosen,
                    what,
                    "It may hang, or still be starting: wait a minute, then restart it.",
                );
            }
            Self::Other => {
                let what = "what answers there speaks no HTTP";
                let hint = format!("Something else has the port, or it wants TLS. {}", whose.named());
                ladder.blocked("http", is_chosen, what, hint);
            }
            Self::Failed(why) => {
                let hint = "Look into the log of what listens there, then restart it.";
                ladder.blocked("http", is_chosen, format!("the answer broke off: {why}"), hint);
            }
        }
        None
    }
}

fn listed(all: &[IpAddr]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
