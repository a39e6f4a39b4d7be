//! What nobody may see: it has no text form, and is wiped when it is dropped.

mod fault;
mod file;
mod keychain;
mod name;
mod vault;

use std::io::{self, Read};

use zeroize::Zeroizing;

/// More than any token takes.
const MOST_BYTES: u64 = 1 << 16;

pub use fault::SecretFault;
pub use keychain::Keychain;
pub use name::SecretName;
pub use vault::{Found, SecretOrigin, Vault};

/// A token. It cannot be printed, logged or written down; what needs it asks for it by name.
///
/// ```compile_fail
/// format!("{}", agent::Secret::new("t"));
/// ```
/// ```compile_fail
/// format!("{:?}", agent::Secret::new("t"));
/// ```
/// ```compile_fail
/// serde_json::to_string(&agent::Secret::new("t"));
/// ```
/// ```compile_fail
/// tracing::info!(token = ?agent::Secret::new("t"));
/// ```
/// ```compile_fail
/// let text: String = agent::Secret::new("t").into();
/// ```
/// ```
/// assert_eq!(agent::Secret::new("t").expose(), "t");
/// ```
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text in.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// Reads one to the end, without the end of its line.
    ///
    /// # Errors
    /// When it cannot be read, or is no text.
    pub fn read(input: &mut dyn Read) -> io::Result<Self> {
        let mut text = Zeroizing::new(String::new());
        input.take(MOST_BYTES).read_to_string(&mut text)?;
        Ok(Self::new(text.trim_end_matches(['\n', '\r'])))
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// How long it is, characters: all that a message may say of it.
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether both are the same, or both missing.
    pub fn are_equal(one: Option<&Self>, other: Option<&Self>) -> bool {
        one.map(|secret| secret.0.as_str()) == other.map(|secret| secret.0.as_str())
    }
}
