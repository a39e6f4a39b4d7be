//! A desktop that shows notifications, and remembers them.

#![expect(clippy::too_many_arguments, clippy::used_underscore_binding, reason = "the protocol has so many")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub from: String,
    pub heading: String,
    pub body: String,
}

/// The desktop's notifications, held up while this lives.
#[derive(Debug)]
pub struct Notices {
    shown: Arc<Mutex<Vec<Notice>>>,
    _bus: Connection,
}

struct Server(Arc<Mutex<Vec<Notice>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    fn notify(
        &self,
        from: String,
        _replaces: u32,
        _icon: String,
        heading: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Notice { from, heading, body });
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }
}

impl Notices {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let shown = Arc::default();
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/org/freedesktop/Notifications", Server(Arc::clone(&shown)))?
            .name("org.freedesktop.Notifications")?
            .build()
            .await?;
        Ok(Self { shown, _bus: bus })
    }

    /// What was shown so far, oldest first.
    pub fn shown(&self) -> Vec<Notice> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
