//! What can be typed about health.

use clap::Args as ClapArgs;

use crate::args::TextOrJson;

pub(crate) const HEALTH_EXAMPLES: &str = "\
Examples:
  engram health
  engram health --format json
  engram health --port 8081

The service answers where platforms.http.enabled is true. Exit codes: 0 healthy or degraded, 1 unhealthy,
69 no service answers.";

pub(crate) const HEALTHCHECK_EXAMPLES: &str = "\
Examples:
  engram healthcheck                   alive? else it should be started anew
  engram healthcheck --ready           may work be sent to it?
  engram healthcheck --start           has it loaded everything?

It waits two seconds at most. Exit codes: 0 yes, 1 no.";

/// Where the service answers.
#[derive(Debug, ClapArgs)]
pub(crate) struct Port {
    /// Its port [default: platforms.http.port of the settings]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct HealthTask {
    #[command(flatten)]
    pub(crate) port: Port,
    /// A table for people, or one object for programs
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Healthcheck {
    #[command(flatten)]
    pub(crate) port: Port,
    /// Whether it is alive, whatever it works with; the default
    #[arg(long, conflicts_with_all = ["ready", "start"])]
    pub(crate) live: bool,
    /// Whether work may be sent to it
    #[arg(long, conflicts_with = "start")]
    pub(crate) ready: bool,
    /// Whether it has loaded everything
    #[arg(long)]
    pub(crate) start: bool,
}

impl Healthcheck {
    pub(super) const fn path(&self) -> &'static str {
        match (self.ready, self.start) {
            (true, _) => "/readyz",
            (false, true) => "/startupz",
            (false, false) => "/livez",
        }
    }
}
