//! The log: one line for each thing that happened, on standard error and in a file, without secrets and without waiting.
//!
//! A line is made where it happens, and written by a thread of its own. Between them is room for 1024 lines; a line for
//! which there is none is dropped and counted.

mod layer;
mod line;
mod panics;
mod repeats;
mod rolling;
mod writer;

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError},
    },
    thread,
    time::Duration,
};

use jiff::Timestamp;
use tracing::{Level, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, Registry, filter::Targets, layer::SubscriberExt, reload};

use crate::{redact::Redaction, settings::Logging};
use layer::Lines;
use line::{Record, Shape};
use repeats::{Admitted, Repeats};
use rolling::Rolling;
use writer::{Task, Writer};

/// Lines that may wait to be written. One that does not fit is dropped, counted, and told of later.
const WAITING: usize = 1024;

/// How long an ending program waits for room, and again for its last lines.
const FAREWELL: Duration = Duration::from_millis(250);

/// How often it is looked whether there is room for a farewell.
const GLANCE: Duration = Duration::from_millis(2);

/// Whose lines are ours; of others only warnings are heard.
const OURS: [&str; 6] = ["agent", "analysis", "engram", "engram_desktop", "market", "panic"];

/// The clocks of a log.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// What lines are stamped with.
    pub wall: fn() -> Timestamp,
    /// What repeats are counted by.
    pub steady: fn() -> Duration,
}

/// A running log. When it is dropped, what waits is written, for at most half a second.
#[derive(Debug)]
pub struct Log {
    shared: Arc<Shared>,
    level: reload::Handle<Targets, Registry>,
}

/// Why no log could be begun.
#[derive(Debug, thiserror::Error)]
pub enum LogFault {
    /// There is one already.
    #[error("this program keeps a log already")]
    Begun,
    /// No thread could be had.
    #[error("the log's thread cannot be started: {0}")]
    Thread(#[from] io::Error),
}

/// What lines are made with, wherever they are made.
#[derive(Debug)]
struct Shared {
    shape: RwLock<Arc<Shape>>,
    redaction: RwLock<Arc<Redaction>>,
    repeats: Mutex<Repeats>,
    lines: SyncSender<Task>,
    /// Lines that did not fit.
    dropped: AtomicU64,
    clocks: Clocks,
}

/// Begins the log of this program, on standard error and in the file that the settings name, and lets panics speak
/// through it. A relative path lies in `folder`; without a folder there is no such file.
///
/// # Errors
/// When the program keeps one already.
pub fn begin(logging: &Logging, folder: Option<&Path>, redaction: Redaction, clocks: Clocks) -> Result<Log, LogFault> {
    let (log, lines) = Log::made(logging, folder, redaction, clocks, Box::new(io::stderr()))?;
    tracing::subscriber::set_global_default(lines).map_err(|_| LogFault::Begun)?;
    panics::speak_through(&log.shared);
    Ok(log)
}

impl Log {
    /// A log that nobody speaks through yet, and what speaks through it.
    fn made(
        logging: &Logging,
        folder: Option<&Path>,
        redaction: Redaction,
        clocks: Clocks,
        screen: Box<dyn Write + Send>,
    ) -> Result<(Self, impl Subscriber + Send + Sync + 'static), LogFault> {
        let (lines, tasks) = mpsc::sync_channel(WAITING);
        let shared = Arc::new(Shared {
            shape: RwLock::new(Arc::new(Shape::of(&logging.format))),
            redaction: RwLock::new(Arc::new(redaction)),
            repeats: Mutex::default(),
            lines,
            dropped: AtomicU64::new(0),
            clocks,
        });
        let writer = Writer::new(screen, file(logging, folder).map(Rolling::new));
        // The thread ends when nobody can speak any more, or with the program.
        let weak = Arc::downgrade(&shared);
        let told = move || weak.upgrade().map(|shared| shared.overdue()).unwrap_or_default();
        let steady = clocks.steady;
        thread::Builder::new().name("log".to_owned()).spawn(move || write(&tasks, writer, steady, told))?;
        let (level, handle) = reload::Layer::new(wanted(&logging.level));
        let lines = Lines::new(Arc::clone(&shared)).with_filter(level);
        Ok((Self { shared, level: handle }, tracing_subscriber::registry().with(lines)))
    }

    /// Goes on as these settings say.
    pub fn change(&self, logging: &Logging, folder: Option<&Path>, redaction: Redaction) {
        self.flush();
        put(&self.shared.shape, Shape::of(&logging.format));
        put(&self.shared.redaction, redaction);
        // It fails only when nobody speaks through the log any more.
        drop(self.level.reload(wanted(&logging.level)));
        self.shared.send_late(Task::Move(file(logging, folder)));
    }

    /// Waits until what was said is written, at most half a second.
    pub fn flush(&self) {
        self.shared.flush();
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.flush();
    }
}

impl Shared {
    /// Makes a line and hands it on. It waits for nobody, and may be called from a panic.
    fn say(&self, record: Record) {
        let record = record.redacted(&self.redaction());
        let admitted = match self.repeats.try_lock() {
            Ok(mut repeats) => repeats.admit(&record, (self.clocks.steady)()),
            // Somebody is at it, or ended in the middle: better twice than not at all.
            Err(_) => Admitted::Said,
        };
        match admitted {
            Admitted::Said => self.hand_on(&record),
            Admitted::Again(held) => self.hand_on(&record.and(&told(held))),
            Admitted::Held => {}
        }
    }

    fn hand_on(&self, record: &Record) {
        self.send(Task::Line(self.shape().line(record, (self.clocks.wall)())));
    }

    fn send(&self, task: Task) {
        match self.lines.try_send(task) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// What must arrive and finds no room waits for it on a thread of its own.
    fn send_late(&self, task: Task) {
        if let Err(TrySendError::Full(task)) = self.lines.try_send(task) {
            let lines = self.lines.clone();
            thread::spawn(move || lines.send(task));
        }
    }

    /// What the writer says of its own accord: what was held back and did not come again, and what did not fit.
    fn overdue(&self) -> Vec<String> {
        let now = (self.clocks.steady)();
        let held = self.repeats.try_lock().map(|mut repeats| repeats.expired(now)).unwrap_or_default();
        let mut records: Vec<Record> = held.into_iter().map(|(record, held)| record.and(&told(held))).collect();
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            let what = format!("{dropped} lines of the log were dropped: they could not be written fast enough");
            records.push(Record::new(Level::WARN, module_path!(), what));
        }
        let (shape, at) = (self.shape(), (self.clocks.wall)());
        records.iter().map(|record| shape.line(record, at)).collect()
    }

    /// A full channel may be one that is being emptied, so room is waited for as well; a stuck writer costs the patience
    /// once.
    fn flush(&self) {
        let (done, finished) = mpsc::sync_channel(1);
        let mut task = Task::Flush(done);
        for _ in 0..FAREWELL.as_millis() / GLANCE.as_millis() {
            match self.lines.try_send(task) {
                Ok(()) => {
                    _ = finished.recv_timeout(FAREWELL);
                    return;
                }
                Err(TrySendError::Full(waiting)) => task = waiting,
                Err(TrySendError::Disconnected(_)) => return,
            }
            thread::park_timeout(GLANCE);
        }
    }

    fn shape(&self) -> Arc<Shape> {
        self.shape.try_read().map_or_else(|_| Arc::default(), |shape| Arc::clone(&shape))
    }

    /// While it is being changed, the one that knows nobody's secrets: what looks like one is hidden still.
    fn redaction(&self) -> Arc<Redaction> {
        self.redaction.try_read().map_or_else(|_| Arc::default(), |redaction| Arc::clone(&redaction))
    }
}

fn put<T>(place: &RwLock<Arc<T>>, new: T) {
    *place.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(new);
}

fn told(held: u64) -> String {
    format!(" (and {held} times more within 10 s)")
}

/// Where lines are kept; nowhere without a name, or without a folder for a relative one.
fn file(logging: &Logging, folder: Option<&Path>) -> Option<PathBuf> {
    let named = Path::new(&logging.file);
    if logging.file.is_empty() || (named.is_relative() && folder.is_none()) {
        return None;
    }
    Some(folder.unwrap_or(Path::new("")).join(named))
}

/// Everything of ours up to a level, and of others their warnings.
fn wanted(level: &str) -> Targets {
    let ours = level.parse().unwrap_or(LevelFilter::INFO);
    let all = Targets::new().with_default(ours.min(LevelFilter::WARN));
    OURS.iter().fold(all, |all, name| all.with_target(*name, ours))
}

/// Writes until nobody can speak any more.
fn write(tasks: &Receiver<Task>, mut writer: Writer, steady: fn() -> Duration, overdue: impl Fn() -> Vec<String>) {
    loop {
        match tasks.recv_timeout(repeats::WINDOW) {
            Ok(task) => writer.run(task, steady()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        for line in overdue() {
            writer.line(&line, steady());
        }
    }
}

#[cfg(test)]
mod tests;
