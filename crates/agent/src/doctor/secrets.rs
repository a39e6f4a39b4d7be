//! Which secrets are set and where, never what they are.

use super::{
    Examined, Part,
    ladder::{Ladder, halves},
};
use crate::secret::{SecretFault, SecretName};

/// What was seen of the secrets.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// Whether the key store answers.
    pub(super) store: Result<(), SecretFault>,
    /// Where each secret is, and how long it is, characters.
    pub(super) secrets: Vec<(SecretName, Found)>,
}

/// Where a secret is, and how long; `None` where nobody has it.
pub(super) type Found = Result<Option<(String, usize)>, SecretFault>;

pub(super) fn judged(seen: &Seen) -> Examined {
    let mut ladder = Ladder::of(Part::Secrets);
    let told = |fault: &SecretFault| halves(&fault.to_string(), ". ");
    match &seen.store {
        Ok(()) => ladder.ok("key-store", "it answers"),
        // A server has none, and needs none.
        Err(fault @ SecretFault::NoKeychain(_)) => ladder.off("key-store", told(fault).0),
        Err(fault) => {
            let (what, hint) = told(fault);
            ladder.warn("key-store", what, hint);
        }
    }
    for (name, found) in &seen.secrets {
        let (layer, is_silent) = (name.name(), !matches!(seen.store, Ok(()) | Err(SecretFault::NoKeychain(_))));
        match found {
            Ok(Some((origin, length))) => ladder.ok(layer, format!("set, {length} characters, from {origin}")),
            Ok(None) if is_silent => {
                ladder.unknown(
                    layer,
                    "not set elsewhere, and the key store does not tell",
                    Some("Unlock the key store."),
                );
            }
            Ok(None) => ladder.off(layer, "not set"),
            Err(fault) => {
                let (what, hint) = told(fault);
                // Each is a layer by itself: the next one is looked at all the same.
                ladder.fail_alone(layer, what, hint);
            }
        }
    }
    ladder.done()
}
