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
    board: Arc<Mutex<Board>>,
    _bus: Connection,
}

#[derive(Debug, Default)]
struct Board {
    shown: Vec<Notice>,
    /// Places in `shown` of those that were taken back, counted from 1.
    taken_back: Vec<u32>,
}

struct Server(Arc<Mutex<Board>>);

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
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.shown.push(Notice { from, heading, body });
        u32::try_from(board.shown.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, id: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).taken_back.push(id);
    }
}

impl Notices {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let board = Arc::default();
        let bus = zbus::connection::Builder::address(address)?
            .serve_at("/org/freedesktop/Notifications", Server(Arc::clone(&board)))?
            .name("org.freedesktop.Notifications")?
            .build()
            .await?;
        Ok(Self { board, _bus: bus })
    }

    /// What was shown so far, oldest first.
    pub fn shown(&self) -> Vec<Notice> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner).shown.clone()
    }

    /// Which of them were taken back, counted from 1.
    pub fn taken_back(&self) -> Vec<u32> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner).taken_back.clone()
    }
}
