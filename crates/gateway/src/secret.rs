//! A text that cannot be shown.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A token or a password on its way to the wire. It cannot be printed, and is wiped when dropped.
///
/// ```compile_fail
/// format!("{}", gateway::SecretText::new("t"));
/// ```
/// ```compile_fail
/// format!("{:?}", gateway::SecretText::new("t"));
/// ```
/// ```compile_fail
/// serde_json::to_string(&gateway::SecretText::new("t"));
/// ```
/// ```
/// assert_eq!(gateway::SecretText::new("t").expose(), "t");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes a text in.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// Puts an exposed secret on the wire: named at the one field that carries it.
#[expect(clippy::ref_option, reason = "serde calls it so")]
pub(crate) fn on_the_wire<S: Serializer>(secret: &Option<SecretText>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(SecretText::expose).serialize(serializer)
}
