//! What must be done again when settings change.

use std::collections::BTreeSet;

use super::{KEYS, Resolved};

/// What a change of a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// What is shown is shown again.
    Redraw,
    /// Answers are computed again.
    Reanalyse,
    /// Candles come from elsewhere, or of other pairs.
    Resubscribe,
    /// LM Studio is looked at again.
    Recheck,
    /// The gateway is dialled again.
    Reconnect,
    /// The log is written otherwise.
    Relog,
    /// The health endpoints are opened, closed or moved.
    Relisten,
}

impl Impact {
    /// Everything that a change asks for, and nothing else.
    pub fn of(old: &Resolved, new: &Resolved) -> BTreeSet<Self> {
        let changed = KEYS.iter().filter(|key| !old.means_the_same(new, key));
        changed.map(|key| key.impact).collect()
    }
}
