//! Which secrets there are, and what each is called where it may come from.

/// A secret that Engram may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretName {
    /// The gateway's shared token.
    GatewayToken,
    /// What LM Studio asks for, if it does.
    LmStudioToken,
}

impl SecretName {
    /// Every secret.
    pub const ALL: [Self; 2] = [Self::GatewayToken, Self::LmStudioToken];

    /// What people call it; also its name in the key store and among systemd's credentials.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GatewayToken => "gateway-token",
            Self::LmStudioToken => "lmstudio-token",
        }
    }

    /// The secret of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|secret| secret.name() == name)
    }

    /// The environment variable that holds it.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::GatewayToken => "CLAWDBOT_TOKEN",
            Self::LmStudioToken => "LM_API_TOKEN",
        }
    }

    /// The environment variable that names a file which holds it.
    pub const fn file_variable(self) -> &'static str {
        match self {
            Self::GatewayToken => "ENGRAM_TOKEN_FILE",
            Self::LmStudioToken => "LM_API_TOKEN_FILE",
        }
    }
}
