//! One task at the gateway, for whoever asks at a terminal: a link that is opened for it and closed after it.
//!
//! Looking and asking is done as the operator that this computer's Engram is. Deciding is done as the owner, with the
//! shared token, without a device: no device of ours ever keeps the right to decide.

mod allow;
mod approve;
mod chat;
mod ping;

use std::{path::Path, sync::Arc, time::Duration};

use gateway::{
    Credentials, Handle, Role, World,
    address::Reach,
    frames::{Describe, Described, described},
    link::{Retryable, Standing},
    requests::RequestFault,
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::{runtime, sync::watch, time};

pub use allow::Allowed;
pub use approve::{Kind, Waits};
pub use chat::Heard;
pub use gateway::frames::shown;
pub use ping::Pong;

use super::{
    device::Device,
    offer,
    operator::SCOPES,
    secrets::{Keeping, given},
    wall,
};
use crate::{Settings, Vault, snapshot::LinkView};

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// As whom a task is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// As the operator that this Engram is: it looks and asks.
    Operator,
    /// As the owner, with these rights and for this task alone.
    Owner(&'static [&'static str]),
}

/// What is needed to see what waits, and to approve the tools.
pub const APPROVES: As = As::Owner(&["operator.read", "operator.write", "operator.pairing"]);

/// What is needed to approve a device that is not an operator's: `OpenClaw` wants an administrator for it.
pub const ADMITS: As = As::Owner(&["operator.admin", "operator.read", "operator.write", "operator.pairing"]);

/// What is needed to change the gateway's settings.
pub const CONFIGURES: As = As::Owner(&["operator.admin", "operator.read", "operator.write"]);

/// What a task needs to know.
#[derive(Clone, Debug)]
pub struct Means<'a> {
    /// Where the gateway is.
    pub settings: &'a Settings,
    /// Where this Engram's keys lie.
    pub folder: &'a Path,
    /// Where the token is looked for.
    pub vault: Arc<Vault>,
    /// The time of day.
    pub clock: fn() -> Timestamp,
    /// What it runs on.
    pub runtime: runtime::Handle,
}

/// Why a task cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ErrandFault {
    /// There is no place for it, or no key.
    #[error("{0}")]
    Place(String),
    /// There is no link.
    #[error("{}", said(.0))]
    Link(Box<LinkView>),
    /// Nobody decides for a gateway elsewhere.
    #[error(
        "{0} is on another machine, and only its own machine takes an owner without a device. \
         Run there: `openclaw nodes pending`, `openclaw devices list`, and approve what they show."
    )]
    Elsewhere(String),
    /// The gateway was asked, and did not do it.
    #[error("{what}: {fault}.{}", needed(.fault))]
    Asked {
        /// What was asked.
        what: &'static str,
        /// Why not.
        fault: Box<RequestFault>,
    },
    /// Its answer makes no sense.
    #[error("the gateway's answer cannot be read: {0}")]
    Unread(String),
    /// It ended before it was finished.
    #[error("{0}")]
    Unfinished(String),
}

fn said(view: &LinkView) -> String {
    match view.remedy() {
        Some(remedy) => format!("{} {remedy}", view.sentence),
        None => view.sentence.clone(),
    }
}

/// Which right is missing, where the gateway says so.
fn needed(fault: &RequestFault) -> String {
    match fault {
        RequestFault::Refused(refusal) => match refusal.message.split_once("missing scope: ") {
            Some((_, scope)) => format!(
                " The token must give the right {}: use the gateway's shared token, on its own machine.",
                shown(scope)
            ),
            None => String::new(),
        },
        RequestFault::TimedOut
        | RequestFault::Offline
        | RequestFault::Busy
        | RequestFault::TooLong { .. }
        | RequestFault::Unwritable(_) => String::new(),
    }
}

/// A link for one task.
#[derive(Debug)]
pub struct Errand {
    handle: Handle,
    node: String,
    operator: String,
    /// The gateway's version, as it says.
    pub version: Option<String>,
    publishes: bool,
}

impl Errand {
    /// Opens a link, within this time.
    ///
    /// # Errors
    /// When there is no gateway, or it does not let us in.
    pub async fn open(means: &Means<'_>, role: As, within: Duration) -> Result<Self, ErrandFault> {
        let place = ErrandFault::Place;
        let (node, operator) = devices(means.folder).map_err(place)?;
        let device = Device::of(means.folder, "operator").map_err(place)?;
        let (identity, settings) = (device.identity(), means.settings);
        let role = match role {
            As::Operator => Role::Operator { scopes: SCOPES.map(str::to_owned).to_vec(), caps: Vec::new() },
            As::Owner(scopes) => Role::Owner { scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect() },
        };
        let decides = matches!(role, Role::Owner { .. });
        let config = offer::config(settings, role, &identity, means.clock).map_err(|fault| place(fault.to_string()))?;
        let address = config.address.clone();
        let origin = address.origin().clone();
        if decides && origin.host().reach() != Reach::Loopback {
            return Err(ErrandFault::Elsewhere(origin.to_string()));
        }
        let (vault, looks, to) = (Arc::clone(&means.vault), device.clone(), origin.to_string());
        let found = means.runtime.spawn_blocking(move || given(&vault, &looks, &to)).await;
        let token = found.map_err(|_| place("The token could not be looked for.".to_owned()))?.map_err(place)?;
        let secrets = Credentials { origin, given: token, device: device.token(&address) };
        let (keep, credentials) = watch::channel(secrets);
        let plain_allowed = offer::allows_plain(settings, &address);
        let world = World::real(&config, plain_allowed, wall::utc).map_err(|fault| place(fault.to_string()))?;
        let (handle, _) = gateway::spawn(config, identity, credentials, world, &means.runtime);
        // Whoever listens for the token that the gateway may issue also keeps the given one alive.
        if !decides {
            let keeping = Keeping {
                device,
                vault: Arc::clone(&means.vault),
                given: keep,
                tell: None,
                runtime: means.runtime.clone(),
            };
            means.runtime.spawn(keeping.run(handle.clone()));
        }
        handle.enable().await.map_err(|ended| place(ended.to_string()))?;
        let standing = arrived(&handle, within).await;
        let Standing::Ready { terms, .. } = &standing else {
            return Err(ErrandFault::Link(Box::new(LinkView::of(&standing))));
        };
        let publishes = terms.offers("node.pluginTools.update");
        Ok(Self { handle, node, operator, version: terms.version.clone(), publishes })
    }

    /// This Engram, as the gateway sees it; none where the gateway does not know it.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn node(&self) -> Result<Option<Described>, ErrandFault> {
        match self.handle.request("node.describe", &Describe { node_id: &self.node }, PATIENCE).await {
            Ok(payload) => described(payload.get()).map(Some).map_err(|fault| ErrandFault::Unread(fault.to_string())),
            Err(RequestFault::Refused(refusal)) if refusal.message.contains("unknown nodeId") => Ok(None),
            Err(fault) => {
                let what = "The gateway was asked how it sees this Engram";
                Err(ErrandFault::Asked { what, fault: Box::new(fault) })
            }
        }
    }

    /// Says goodbye.
    pub async fn close(self) {
        if time::timeout(super::FAREWELL, self.handle.disable()).await.is_err() {
            tracing::debug!("the gateway did not say goodbye");
        }
    }

    async fn ask<P: Serialize + Sync>(
        &self,
        what: &'static str,
        method: &str,
        params: &P,
    ) -> Result<Box<RawValue>, ErrandFault> {
        let asked = self.handle.request(method, params, PATIENCE).await;
        asked.map_err(|fault| ErrandFault::Asked { what, fault: Box::new(fault) })
    }
}

/// The ids of this Engram's two devices.
///
/// # Errors
/// In words, when their keys cannot be read.
pub fn devices(folder: &Path) -> Result<(String, String), String> {
    let id = |role| Ok::<_, String>(Device::of(folder, role)?.identity().device_id().to_owned());
    Ok((id("node")?, id("operator")?))
}

/// Waits until the link stands or a person is needed. A gateway that starts is waited for; one that is not there is not.
async fn arrived(handle: &Handle, within: Duration) -> Standing {
    let mut standing = handle.watch();
    let is_settled = |standing: &Standing| match standing {
        Standing::Ready { .. }
        | Standing::NeedsToken { .. }
        | Standing::NeedsPairing { .. }
        | Standing::NeedsApproval { .. }
        | Standing::Rejected { .. } => true,
        Standing::Waiting { cause, .. } => {
            !matches!(cause, Retryable::Starting | Retryable::AnotherWay | Retryable::Resting)
        }
        Standing::Off | Standing::Dialing | Standing::Greeting | Standing::Restarting { .. } => false,
    };
    let settled = time::timeout(within, standing.wait_for(is_settled)).await;
    match settled {
        Ok(Ok(standing)) => standing.clone(),
        Ok(Err(_)) | Err(_) => handle.standing(),
    }
}

/// From now on the token that is kept may be offered to the gateway that the settings name. Says which that is, and which
/// it was for before.
///
/// # Errors
/// In words, when there is no token that is kept, or no place for it.
pub fn bind(means: &Means<'_>, really: bool) -> Result<Bound, String> {
    let address = offer::address(means.settings).map_err(|fault| fault.to_string())?;
    let origin = address.origin().to_string();
    let device = Device::of(means.folder, "node")?;
    let found = means.vault.find(crate::secret::SecretName::GatewayToken).map_err(|fault| fault.to_string())?;
    let found = found.ok_or_else(|| "No token is kept. Run: engram secret keep gateway-token".to_owned())?;
    let before = if really {
        device.bind(&found.secret, &origin).map_err(|error| error.to_string())?;
        None
    } else {
        device.bound(&found.secret, &origin).map_err(|error| error.to_string())?
    };
    Ok(Bound { origin, before })
}

/// Which gateway a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The gateway that the settings name.
    pub origin: String,
    /// The one that the token was for before, if that is another.
    pub before: Option<String>,
}
