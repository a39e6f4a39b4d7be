//! Engram at a gateway: what it offers there, what is done with what comes, and what a trader sees of it.

mod device;
mod serve;
mod view;
mod wall;

use std::{path::PathBuf, sync::Arc, time::Duration};

use gateway::{
    Config, Credentials, Given, Handle, Offer, Presentation, Role, SecretText, Taken, World,
    address::{Address, AddressFault},
    frames::{Descriptor, McpTool, classic::Greeter},
    link::{Dialect, Pace},
};
use jiff::Timestamp;
use tokio::{
    runtime,
    sync::{mpsc, watch},
    time,
};

use crate::{
    Secret, Settings, Vault,
    secret::SecretName,
    settings::Dialect as Spoken,
    snapshot::LinkView,
    tools::{Caller, descriptors},
};
use device::Device;
pub(crate) use serve::Serving;

/// The command that agents' tools come in by.
const MCP: &str = "mcp.tools.call.v1";

/// What stands before the names of tools that are called directly, and of the server they belong to.
const OURS: &str = "engram";

/// How long a goodbye may take.
const FAREWELL: Duration = Duration::from_millis(400);

/// Whether there is a link to a gateway, and what it needs.
#[derive(Clone, Debug)]
pub enum Linking {
    /// None: another program has this state folder, or nothing is kept.
    Off,
    /// One, with the keys of this state folder.
    On {
        /// Where the device's keys lie.
        folder: PathBuf,
        /// Where the gateway's token is looked for.
        vault: Arc<Vault>,
    },
}

/// A running link.
pub(crate) struct Link {
    handle: Handle,
    pub(crate) views: watch::Receiver<LinkView>,
}

impl Link {
    /// Starts a link on a runtime, if one is wanted and can be.
    ///
    /// # Errors
    /// In words, when it is wanted and cannot be.
    pub(crate) fn start(
        linking: &Linking,
        settings: &Settings,
        serving: Serving,
        clock: fn() -> Timestamp,
        runtime: &runtime::Handle,
    ) -> Result<Option<Self>, LinkView> {
        let Linking::On { folder, vault } = linking else { return Ok(None) };
        if !settings.platforms.websocket.enabled {
            return Ok(None);
        }
        let config = config(settings, clock).map_err(|fault| LinkView::rejected(&fault.to_string()))?;
        let device = Device::of(folder, "node").map_err(|error| LinkView::rejected(&error))?;
        let origin = config.address.origin().clone();
        let none = Credentials { origin, given: None, device: device.token(&config.address) };
        let (secrets, credentials) = watch::channel(none);
        let world = World::real(&config, false, wall::utc).map_err(|fault| LinkView::rejected(&fault.to_string()))?;
        let (handle, work) = gateway::spawn(config, device.identity(), credentials, world, runtime);
        let (show, views) = watch::channel(LinkView::of(&handle.standing()));
        runtime.spawn(follow(handle.clone(), show));
        runtime.spawn(keep(handle.clone(), device, Arc::clone(vault), secrets, runtime.clone()));
        runtime.spawn(serve(work, serving, runtime.clone()));
        Ok(Some(Self { handle, views }))
    }

    /// Says goodbye, for as long as that may take.
    pub(crate) async fn end(self) {
        let ended = time::timeout(FAREWELL, self.handle.disable()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::info!("the gateway was left without a goodbye");
        }
    }
}

/// Shows the link's state until nobody looks.
async fn follow(handle: Handle, show: watch::Sender<LinkView>) {
    let mut standing = handle.watch();
    drop(handle);
    loop {
        let view = LinkView::of(&standing.borrow_and_update());
        show.send_if_modified(|shown| {
            let is_new = *shown != view;
            if is_new {
                tracing::info!(state = view.state.name(), "{}", view.sentence);
                *shown = view;
            }
            is_new
        });
        tokio::select! {
            changed = standing.changed() => if changed.is_err() { return },
            () = show.closed() => return,
        }
    }
}

/// Gives the link the token once it is found, wants it, and keeps what the gateway issues.
async fn keep(
    handle: Handle,
    device: Device,
    vault: Arc<Vault>,
    secrets: watch::Sender<Credentials>,
    runtime: runtime::Handle,
) {
    let found = runtime.spawn_blocking(move || vault.find(SecretName::GatewayToken)).await;
    let given = match found {
        Ok(Ok(found)) => found.map(|found| of_secret(&found.secret)),
        Ok(Err(fault)) => {
            tracing::warn!("the gateway's token cannot be had: {fault}");
            None
        }
        Err(_) => None,
    };
    secrets.send_modify(|held| held.given = given);
    let mut issued = handle.device_token();
    if handle.enable().await.is_err() {
        return;
    }
    drop(handle);
    while issued.changed().await.is_ok() {
        let token = issued.borrow_and_update().clone();
        let (device, origin) = (device.clone(), secrets.borrow().origin.clone());
        let kept = runtime.spawn_blocking(move || device.keep(&token, &origin)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!("the token that the gateway issued cannot be kept: {error}");
        }
    }
}

/// Answers what comes, each piece by itself.
async fn serve(mut work: mpsc::Receiver<Taken>, serving: Serving, runtime: runtime::Handle) {
    while let Some(taken) = work.recv().await {
        runtime.spawn(serving.clone().answer(taken));
    }
}

fn of_secret(secret: &Secret) -> Given {
    Given::Token(SecretText::new(secret.expose()))
}

fn config(settings: &Settings, clock: fn() -> Timestamp) -> Result<Config, AddressFault> {
    let (gateway, agent) = (&settings.gateway, &settings.agent);
    let version = match agent.version.as_str() {
        "auto" => env!("CARGO_PKG_VERSION").to_owned(),
        said => said.to_owned(),
    };
    let seconds = |value: f64| Duration::try_from_secs_f64(value).unwrap_or_default();
    let family = match std::env::consts::OS {
        "macos" => "macOS",
        "windows" => "Windows",
        _ => "Linux",
    };
    Ok(Config {
        address: Address::new(false, &gateway.host, gateway.port, "/")?,
        pins: Vec::new(),
        dialect: match gateway.dialect {
            Spoken::Auto => Dialect::Auto,
            Spoken::OpenClaw => Dialect::OpenClaw,
            Spoken::Classic => Dialect::Classic,
        },
        pace: Pace { first: seconds(gateway.reconnect_delay), longest: seconds(gateway.max_reconnect_delay) },
        ping: seconds(gateway.ping_interval),
        role: Role::Node(offer()),
        presentation: Presentation {
            display_name: agent.name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            user_agent: concat!("engram/", env!("CARGO_PKG_VERSION")).to_owned(),
            platform: std::env::consts::OS.to_owned(),
            device_family: family.to_owned(),
        },
        greeter: Greeter {
            id: agent.id.clone(),
            name: agent.name.clone(),
            version,
            capabilities: ["trading_analysis", "market_signals", "risk_assessment"].map(str::to_owned).to_vec(),
        },
        subprotocol: Some(settings.platforms.websocket.subprotocol.clone()).filter(|name| !name.is_empty()),
        tell: Arc::new(move |command, failure| serve::failed(command, failure, clock())),
    })
}

/// The four tools: published to agents, and as commands for whoever calls a node directly.
fn offer() -> Offer {
    let all = descriptors(Caller::Anybody);
    let commands = all.iter().map(|one| format!("{OURS}.{}", one.tool.name()));
    let tools = all.iter().map(|one| Descriptor {
        plugin_id: OURS.to_owned(),
        name: format!("{OURS}_{}", one.tool.name()),
        description: one.description.clone(),
        parameters: one.parameters.clone(),
        command: MCP.to_owned(),
        mcp: Some(McpTool { server: OURS.to_owned(), tool: one.tool.name().to_owned() }),
    });
    Offer {
        caps: vec![OURS.to_owned()],
        commands: std::iter::once(MCP.to_owned()).chain(commands).collect(),
        tools: tools.collect(),
    }
}

#[cfg(test)]
mod tests;
