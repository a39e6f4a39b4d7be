//! Why a secret cannot be had or kept.

use std::path::PathBuf;

use super::SecretName;

/// Why a secret cannot be had or kept. Its text says what to do, and nothing of the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretFault {
    /// Nobody offers a key store on this system.
    #[error(
        "This system has no key store that answers ({0}). Name a file with {file} (mode 0600), or set {variable}.",
        file = SecretName::GatewayToken.file_variable(), variable = SecretName::GatewayToken.variable()
    )]
    NoKeychain(String),
    /// It is locked, or somebody said no.
    #[error("The key store is locked, or access was denied. Unlock it, then try again.")]
    Locked,
    /// It did not answer in time; it may be showing a question.
    #[error("The key store has not answered for {0} s. Look for a question it asks on the screen, then try again.")]
    Slow(u64),
    /// It holds more than one entry of this name.
    #[error("The key store holds more than one {0}. Delete all but one of them there.")]
    Ambiguous(&'static str),
    /// It failed otherwise.
    #[error("The key store failed: {0}.")]
    Failed(String),
    /// A file that should hold the secret cannot be used.
    #[error("{path} {what}.", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Two places hold different secrets.
    #[error("The {name} is set twice with different values, by {one} and by {other}. Keep one of them.")]
    Differ {
        /// Which secret.
        name: &'static str,
        /// One place.
        one: String,
        /// The other.
        other: String,
    },
    /// It is empty, too long, or not printable.
    #[error("The {name} must have 1 to 4096 printable characters; this one has {length}.")]
    NotASecret {
        /// Which secret.
        name: &'static str,
        /// Its length, characters.
        length: usize,
    },
    /// There is no folder for a file of our own.
    #[error("There is no settings folder to keep the {0} in. Name one with --config.")]
    NoFolder(&'static str),
}
