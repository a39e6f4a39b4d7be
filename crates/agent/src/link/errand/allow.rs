//! The lines in the gateway's settings without which it drops our commands in silence.

use gateway::frames::{AllowKey, ConfigPatch, Configured, Nothing, configured};

use super::{Errand, ErrandFault};
use crate::link::offer;

/// Which commands the gateway's settings allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    configured: Configured,
    /// Those of ours that they do not.
    pub missing: Vec<String>,
}

impl Allowed {
    /// Where they stand.
    pub fn path(&self) -> &'static str {
        self.configured.key.path()
    }

    /// The whole list as it shall be: what stands there, and ours.
    pub fn wanted(&self) -> Vec<String> {
        self.configured.allowed.iter().chain(&self.missing).cloned().collect()
    }
}

impl Errand {
    /// Whether agents reach the tools without such lines.
    pub fn publishes(&self) -> bool {
        self.publishes
    }

    /// Looks into the gateway's settings. Needs the right to administer.
    ///
    /// # Errors
    /// When it does not show them.
    pub async fn allowed(&self) -> Result<Allowed, ErrandFault> {
        let payload = self.ask("The gateway was asked for its settings", "config.get", &Nothing {}).await?;
        // Both came in the same release.
        let key = if self.publishes { AllowKey::CommandsAllow } else { AllowKey::AllowCommands };
        let configured = configured(payload.get(), key).map_err(|fault| ErrandFault::Unread(fault.to_string()))?;
        let missing = offer::direct().filter(|command| !configured.allowed.contains(command)).collect();
        Ok(Allowed { configured, missing })
    }

    /// Writes the missing lines, unless the file has changed since it was looked at.
    ///
    /// # Errors
    /// When the gateway does not take them.
    pub async fn allow(&self, allowed: &Allowed) -> Result<(), ErrandFault> {
        let raw = allowed.configured.key.patch(&allowed.wanted());
        let patch = ConfigPatch { raw: &raw, base_hash: &allowed.configured.hash };
        self.ask("The gateway was asked to change its settings", "config.patch", &patch).await.map(drop)
    }
}
