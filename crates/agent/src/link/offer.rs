//! How Engram presents itself to a gateway, and what it offers there.

use std::{sync::Arc, time::Duration};

use gateway::{
    Config, Offer, Presentation, Role,
    address::{Address, AddressFault, Reach},
    frames::{Descriptor, McpTool, classic::Greeter},
    identity::Identity,
    link::{Dialect, Pace},
    tls::Fingerprint,
};
use jiff::Timestamp;

use super::serve;
use crate::{
    Settings,
    settings::Dialect as Spoken,
    tools::{Caller, descriptors},
};

/// The command that agents' tools come in by.
pub(super) const MCP: &str = "mcp.tools.call.v1";

/// The command that shows a notice on this desktop.
pub(super) const NOTIFY: &str = "system.notify";

/// What stands before the names of tools that are called directly, and of the server they belong to.
pub(super) const OURS: &str = "engram";

/// How Engram names itself: one product, on one device.
pub(super) fn config(
    settings: &Settings,
    role: Role,
    identity: &Identity,
    clock: fn() -> Timestamp,
) -> Result<Config, AddressFault> {
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
    // A second device of the same name would take the place of the first, and its approvals.
    let short = identity.device_id().get(..8).unwrap_or_default();
    Ok(Config {
        address: address(settings)?,
        pins: pins(settings),
        dialect: match gateway.dialect {
            Spoken::Auto => Dialect::Auto,
            Spoken::OpenClaw => Dialect::OpenClaw,
            Spoken::Classic => Dialect::Classic,
        },
        pace: Pace { first: seconds(gateway.reconnect_delay), longest: seconds(gateway.max_reconnect_delay) },
        ping: seconds(gateway.ping_interval),
        role,
        presentation: Presentation {
            display_name: format!("{} ({} {short})", agent.name, agent.id),
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
        rests_until: None,
    })
}

/// Where the gateway is.
pub(crate) fn address(settings: &Settings) -> Result<Address, AddressFault> {
    let gateway = &settings.gateway;
    let host = &gateway.host;
    // An IPv6 address stands in brackets, where it is told from its port.
    let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.clone() };
    Address::new(gateway.tls, &host, gateway.port, "/")
}

/// Which gateway it is, as it stands in a sentence.
pub(super) fn name(address: &Address) -> String {
    let host = address.origin().host();
    match host.reach() {
        Reach::Loopback => "local gateway".to_owned(),
        Reach::Private | Reach::Public => format!("gateway {host}"),
    }
}

/// Whom we believe to be it. The settings hold nothing else than fingerprints.
pub(crate) fn pins(settings: &Settings) -> Vec<Fingerprint> {
    settings.gateway.pins.iter().filter_map(|pin| pin.parse().ok()).collect()
}

/// Whether the trader allowed an unencrypted link to exactly this address.
pub(crate) fn allows_plain(settings: &Settings, address: &Address) -> bool {
    settings.gateway.allow_unencrypted == address.origin().to_string()
}

/// The address, where what is said there can be read on the way.
pub(super) fn plain(address: &Address) -> Option<String> {
    let origin = address.origin();
    (!origin.is_secure() && origin.host().reach() != Reach::Loopback).then(|| origin.to_string())
}

/// The four tools: published to agents, and as commands for whoever calls a node directly. With `notices`, the gateway
/// may show one on this desktop, too.
pub(super) fn offer(notices: bool) -> Offer {
    let all = descriptors(Caller::Anybody);
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
        commands: std::iter::once(MCP.to_owned()).chain(direct()).chain(notices.then(|| NOTIFY.to_owned())).collect(),
        tools: tools.collect(),
    }
}

/// The tools as commands of their own: what gateways without published tools call.
pub(super) fn direct() -> impl Iterator<Item = String> {
    descriptors(Caller::Anybody).into_iter().map(|one| format!("{OURS}.{}", one.tool.name()))
}
