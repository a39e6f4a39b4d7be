//! What a link is given: where to, as whom, with which secrets, and the world it lives in.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

use crate::{
    SecretText, Wire,
    address::{Address, Origin, Reach},
    chance, dial,
    frames::{Client, Descriptor, classic::Greeter},
    invokes::Tell,
    link::{DialFault, Dialect, Held, Pace},
    tls::{Fingerprint, Trust},
};

/// What a link is given, for as long as it lives.
#[derive(Clone)]
pub struct Config {
    /// Where to.
    pub address: Address,
    /// The certificates or keys that are believed; none means the usual authorities.
    pub pins: Vec<Fingerprint>,
    /// How it is spoken to.
    pub dialect: Dialect,
    /// How patiently it is called.
    pub pace: Pace,
    /// How long it may be silent before it is pinged.
    pub ping: Duration,
    /// What for.
    pub role: Role,
    /// How we name ourselves.
    pub presentation: Presentation,
    /// How we name ourselves in the classic dialect.
    pub greeter: Greeter,
    /// What the classic dialect offers; none offers none.
    pub subprotocol: Option<String>,
    /// How failures of the link are told to a caller.
    pub tell: Tell,
    /// Not before this is it dialled for the first time: a socket with the same key was closed a moment ago.
    pub rests_until: Option<Instant>,
}

/// What a link is for. Each role has a key and a socket of its own.
#[derive(Clone, Debug)]
pub enum Role {
    /// Does work for the gateway's agents.
    Node(Offer),
    /// Looks, and asks.
    Operator {
        /// The rights asked for. An empty list means every right to `ClawdBot`, so there is always one.
        scopes: Vec<String>,
        /// Capabilities.
        caps: Vec<String>,
    },
    /// Does one thing as the owner does, without a device of its own: nothing of it stays on the gateway. Gateways take it
    /// on their own machine alone, with the shared secret.
    Owner {
        /// The rights asked for; never empty, for the same reason.
        scopes: Vec<String>,
    },
}

/// What a node offers.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// Capabilities.
    pub caps: Vec<String>,
    /// Commands it takes.
    pub commands: Vec<String>,
    /// Tools it publishes, where the gateway takes any.
    pub tools: Vec<Descriptor>,
}

/// How we name ourselves. Platform and device family stay the same for life: a gateway takes a change for another device.
#[derive(Clone, Debug)]
pub struct Presentation {
    /// For people; unique among the gateway's devices, and right from the first pairing on.
    pub display_name: String,
    /// The product's version.
    pub version: String,
    /// Name and version, for logs.
    pub user_agent: String,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
    /// The same, as people write it.
    pub device_family: String,
}

/// The secrets for one gateway.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct Credentials {
    /// The gateway they are for. To any other they are not sent.
    pub origin: Origin,
    /// What the user gave.
    pub given: Option<Given>,
    /// What the gateway issued for this device and role.
    pub device: Option<SecretText>,
}

/// What the user gave.
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub enum Given {
    /// The shared token.
    Token(SecretText),
    /// The shared password.
    Password(SecretText),
}

/// The world a link lives in: the way out, chance, and the time of day.
pub struct World<D> {
    /// Opens a stream of bytes to the address. Called for each dial, and dropped when it is not wanted any more.
    pub dial: D,
    /// A number in 0 to 1, fresh each time.
    pub roll: Box<dyn FnMut() -> f64 + Send>,
    /// Now, UTC, RFC 3339.
    pub utc: fn() -> String,
}

/// The real way out.
pub type RealDial = Box<dyn FnMut() -> BoxFuture<'static, Result<Wire, DialFault>> + Send>;

impl World<RealDial> {
    /// The real world. `plain_allowed`: the user allowed unencrypted links to exactly this origin.
    ///
    /// # Errors
    /// When the cryptography compiled in cannot do what TLS needs, which the tests rule out.
    pub fn real(config: &Config, plain_allowed: bool, utc: fn() -> String) -> Result<Self, rustls::Error> {
        let (address, trust) = (config.address.clone(), Trust::new(&config.pins)?);
        let dial: RealDial = Box::new(move || Box::pin(dial(address.clone(), plain_allowed, trust.clone())));
        Ok(Self { dial, roll: Box::new(chance::roll), utc })
    }
}

impl<D> fmt::Debug for World<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("address", &self.address).field("role", &self.role).finish_non_exhaustive()
    }
}

impl Config {
    /// Whether a device token may be offered without being asked for: on this machine, or behind a pin.
    fn takes_device_tokens(&self) -> bool {
        let origin = self.address.origin();
        origin.host().reach() == Reach::Loopback || (origin.is_secure() && !self.pins.is_empty())
    }

    /// Which of the secrets are for this gateway.
    pub(crate) fn held(&self, credentials: &Credentials) -> Held {
        if credentials.origin != *self.address.origin() {
            return Held::default();
        }
        let device = match self.role {
            Role::Node(_) | Role::Operator { .. } => credentials.device.is_some() && self.takes_device_tokens(),
            Role::Owner { .. } => false,
        };
        Held { given: credentials.given.is_some(), device }
    }

    /// The tools that are published.
    pub(crate) fn tools(&self) -> &[Descriptor] {
        match &self.role {
            Role::Node(offer) => &offer.tools,
            Role::Operator { .. } | Role::Owner { .. } => &[],
        }
    }

    /// The commands that are taken.
    pub(crate) fn commands(&self) -> &[String] {
        match &self.role {
            Role::Node(offer) => &offer.commands,
            Role::Operator { .. } | Role::Owner { .. } => &[],
        }
    }

    /// Id, mode and role, from the closed lists of both gateways.
    pub(crate) fn names(&self) -> [&'static str; 3] {
        match &self.role {
            Role::Node(_) => ["node-host", "node", "node"],
            Role::Operator { .. } => ["gateway-client", "ui", "operator"],
            Role::Owner { .. } => ["gateway-client", "backend", "operator"],
        }
    }

    /// What connects.
    pub(crate) fn client(&self, device_id: &str) -> Client {
        let [id, mode, _] = self.names();
        let Presentation { display_name, version, platform, device_family, .. } = self.presentation.clone();
        Client { id, display_name, version, platform, device_family, mode, instance_id: device_id.to_owned() }
    }
}
