//! What nobody may see: it has no text form, and is wiped when it is dropped.

use zeroize::Zeroizing;

/// A token. It cannot be printed, logged or written down; what needs it asks for it by name.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "what can be printed will be")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text in.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
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
