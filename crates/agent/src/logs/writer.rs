//! Puts lines where they go: on the screen, and into the file.

use std::{io::Write, path::PathBuf, sync::mpsc::SyncSender, time::Duration};

use super::rolling::{Change, Rolling};

/// What the writer is asked for.
#[derive(Debug)]
pub(super) enum Task {
    /// A line with its end.
    Line(String),
    /// Another file, or none.
    Move(Option<PathBuf>),
    /// Word when everything before it is written.
    Flush(SyncSender<()>),
}

/// Where lines go.
pub(super) struct Writer {
    screen: Box<dyn Write + Send>,
    file: Option<Rolling>,
}

impl Writer {
    pub(super) fn new(screen: Box<dyn Write + Send>, file: Option<Rolling>) -> Self {
        Self { screen, file }
    }

    pub(super) fn run(&mut self, task: Task, now: Duration) {
        match task {
            Task::Line(line) => self.line(&line, now),
            Task::Move(path) => {
                let stays = self.file.as_ref().map(Rolling::path) == path.as_deref();
                if !stays {
                    self.file = path.map(Rolling::new);
                }
            }
            Task::Flush(done) => {
                _ = self.screen.flush();
                // Whoever asked may have waited long enough.
                _ = done.try_send(());
            }
        }
    }

    /// Nothing that goes wrong here can be said anywhere but on the screen, and nothing of it stops the program.
    pub(super) fn line(&mut self, line: &str, now: Duration) {
        self.say(line);
        let Some(file) = &mut self.file else { return };
        let name = file.path().display().to_string();
        match file.write(line.as_bytes(), now) {
            None => {}
            Some(Change::Broke(why)) => self.say(&format!(
                "The log file {name} cannot be written: {why}. It is tried again every 10 s; until then the log stands \
                 here alone.\n"
            )),
            Some(Change::Healed(missed)) => {
                self.say(&format!("The log file {name} is written again; {missed} lines are missing in it.\n"));
            }
        }
    }

    fn say(&mut self, line: &str) {
        _ = self.screen.write_all(line.as_bytes());
    }
}
