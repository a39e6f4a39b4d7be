//! Which secret is tried next. One that is known to be wrong is not offered again until a person says so.

use super::ending::TokenFault;

/// Which secret a dial uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// None: there is none.
    None,
    /// The one the user gave: the gateway's shared token or password.
    Given,
    /// The device's own, which the gateway issued.
    Device,
}

/// Which secrets there are, for this gateway and no other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The one the user gave.
    pub given: bool,
    /// The device's own. Only for a gateway on this machine or behind a pinned certificate.
    pub device: bool,
}

/// Which secrets were refused.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tried {
    none: bool,
    given: bool,
    device: bool,
    fault: Option<TokenFault>,
}

impl Tried {
    /// A secret was refused. That the device was removed says nothing against the user's own.
    pub(super) fn mark(&mut self, with: Credential, fault: TokenFault) {
        self.fault = Some(fault);
        match with {
            Credential::None => self.none = true,
            Credential::Given if fault == TokenFault::Removed => {}
            Credential::Given => self.given = true,
            Credential::Device => self.device = true,
        }
    }

    /// The next one to try.
    pub(super) fn next(self, held: Held) -> Option<Credential> {
        if held.given && !self.given {
            Some(Credential::Given)
        } else if held.device && !self.device {
            Some(Credential::Device)
        } else if !held.given && !self.given && !self.device && !self.none {
            Some(Credential::None)
        } else {
            None
        }
    }

    /// What a person is told when none is left.
    pub(super) fn fault(self) -> TokenFault {
        self.fault.unwrap_or(TokenFault::Missing)
    }
}
