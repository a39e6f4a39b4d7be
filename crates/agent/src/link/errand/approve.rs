//! What waits for the gateway's owner, and the owner's yes.

use gateway::frames::{Approve, Nothing, pending};

use super::{Errand, ErrandFault};

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A device that wants in.
    Device,
    /// The commands of a node.
    Tools,
}

/// Something of this Engram that waits for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// What.
    pub kind: Kind,
    /// Its id on the gateway.
    pub request: String,
    /// The device it is for.
    pub device: String,
    /// The commands it would offer; of a device none are listed.
    pub commands: Vec<String>,
}

impl Errand {
    /// What of this Engram waits; nobody else's is looked at.
    ///
    /// # Errors
    /// When the gateway does not say.
    pub async fn waiting(&self) -> Result<Vec<Waits>, ErrandFault> {
        const WHAT: &str = "The gateway was asked what waits for its owner";
        let mut all = Vec::new();
        for (kind, method) in [(Kind::Device, "device.pair.list"), (Kind::Tools, "node.pair.list")] {
            let payload = self.ask(WHAT, method, &Nothing {}).await?;
            let list = pending(payload.get()).map_err(|fault| ErrandFault::Unread(fault.to_string()))?;
            let ours = list.into_iter().filter(|one| one.device_id == self.node || one.device_id == self.operator);
            all.extend(ours.map(|one| Waits {
                kind,
                request: one.request_id,
                device: one.device_id,
                commands: one.commands,
            }));
        }
        Ok(all)
    }

    /// Says the owner's yes.
    ///
    /// # Errors
    /// When the gateway does not take it.
    pub async fn approve(&self, waits: &Waits) -> Result<(), ErrandFault> {
        let method = match waits.kind {
            Kind::Device => "device.pair.approve",
            Kind::Tools => "node.pair.approve",
        };
        let params = Approve { request_id: &waits.request };
        self.ask("The gateway was asked to approve it", method, &params).await.map(drop)
    }
}
