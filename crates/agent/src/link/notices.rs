//! What the gateway wants shown on this desktop: few notices, and each says where it comes from.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use gateway::frames::shown;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::snapshot::NoticeView;

/// Notices that are kept for the screen.
const KEPT: usize = 5;

/// Notices within [`WHILE`]; one more is refused. A trader who is shown everything sees nothing.
const MOST: usize = 6;

/// The time they are counted in.
const WHILE: SignedDuration = SignedDuration::from_secs(60);

/// Longest text, characters.
const LONGEST: usize = 500;

/// Where notices go up. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Board {
    is_wanted: bool,
    times: Arc<Mutex<VecDeque<Timestamp>>>,
    // A watch keeps the latest only; it holds the last five, and the gateway sends six a minute at most.
    show: Arc<watch::Sender<Vec<NoticeView>>>,
}

/// As `system.notify` has it; what else is in it counts for nothing here.
#[derive(Deserialize)]
struct Notice {
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

impl Board {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { is_wanted, times: Arc::default(), show: Arc::new(watch::channel(Vec::new()).0) }
    }

    pub(super) fn watch(&self) -> watch::Receiver<Vec<NoticeView>> {
        self.show.subscribe()
    }

    /// Puts a notice up, or answers why not.
    pub(super) fn put(&self, params: &str, now: Timestamp) -> Value {
        let refused = |code: &str, why: &str, retryable: bool| json!({ "error": why, "error_code": code, "retryable": retryable, "timestamp": now.to_string() });
        if !self.is_wanted {
            return refused("UNKNOWN_COMMAND", "This command is not offered here.", false);
        }
        let Ok(notice) = serde_json::from_str::<Notice>(params) else {
            return refused("INVALID_PARAMS", "A notice is an object with the texts title and body.", false);
        };
        let (title, body) = (shown(&notice.title), plain(&notice.body));
        if title.is_empty() && body.is_empty() {
            return refused("INVALID_PARAMS", "title or body: a notice says something.", false);
        }
        if !self.has_room(now) {
            return refused("BUSY", "Six notices within a minute were shown. Try again later.", true);
        }
        self.show.send_modify(|all| {
            let number = all.last().map_or(1, |last| last.number.wrapping_add(1));
            let heading = if title.is_empty() { "From the gateway".to_owned() } else { format!("Gateway: {title}") };
            all.push(NoticeView { number, heading, sentence: body });
            if all.len() > KEPT {
                all.remove(0);
            }
        });
        json!({ "ok": true })
    }

    fn has_room(&self, now: Timestamp) -> bool {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        while times.front().is_some_and(|first| now.duration_since(*first) >= WHILE) {
            times.pop_front();
        }
        let has_room = times.len() < MOST;
        if has_room {
            times.push_back(now);
        }
        has_room
    }
}

/// A stranger's text, line by line, without what is not text.
fn plain(body: &str) -> String {
    let lines: Vec<_> = body.lines().map(shown).filter(|line| !line.is_empty()).collect();
    lines.join("\n").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
