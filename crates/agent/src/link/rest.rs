//! What one link leaves to the next: protocol 3 drops a new socket with the old one, if it comes too soon.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// Until when no socket with this device's key may be opened. Kept by whoever starts one agent after another.
#[derive(Clone, Debug, Default)]
pub struct Rest(Arc<Mutex<Option<Instant>>>);

impl Rest {
    pub(super) fn set(&self, until: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    pub(super) fn until(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
