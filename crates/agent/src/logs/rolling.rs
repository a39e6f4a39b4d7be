//! The log's file, and those before it: five of 5 MiB at most.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::private;

/// Files, with the one that is written.
const FILES: u32 = 5;

/// Most bytes of each.
const BYTES: u64 = 5 << 20;

/// How long a file that cannot be written is left alone.
const REST: Duration = Duration::from_secs(10);

/// How often it is looked at whether the file is still the one of that name.
const LOOK: Duration = Duration::from_secs(1);

/// The file that is written, or will be again.
#[derive(Debug)]
pub(super) struct Rolling {
    path: PathBuf,
    bytes: u64,
    open: Option<Open>,
    broken: Option<Broken>,
}

#[derive(Debug)]
struct Open {
    file: File,
    size: u64,
    looked: Duration,
}

#[derive(Debug)]
struct Broken {
    again_at: Duration,
    missed: u64,
}

/// What is worth saying once.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It cannot be written any more.
    Broke(String),
    /// It can again; so many lines are missing.
    Healed(u64),
}

impl Rolling {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, bytes: BYTES, open: None, broken: None }
    }

    /// Smaller files.
    #[cfg(test)]
    pub(super) fn of(path: PathBuf, bytes: u64) -> Self {
        Self { bytes, ..Self::new(path) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, and tells when that begins or ceases to fail.
    pub(super) fn write(&mut self, line: &[u8], now: Duration) -> Option<Change> {
        if let Some(broken) = self.broken.as_mut().filter(|broken| now < broken.again_at) {
            broken.missed += 1;
            return None;
        }
        match (self.added(line, now), self.broken.take()) {
            (Ok(()), None) => None,
            (Ok(()), Some(broken)) => Some(Change::Healed(broken.missed)),
            (Err(error), before) => {
                self.open = None;
                let missed = before.as_ref().map_or(0, |before| before.missed) + 1;
                self.broken = Some(Broken { again_at: now + REST, missed });
                before.is_none().then(|| Change::Broke(error.to_string()))
            }
        }
    }

    fn added(&mut self, line: &[u8], now: Duration) -> io::Result<()> {
        if self.open.as_ref().is_some_and(|open| now.saturating_sub(open.looked) >= LOOK) {
            self.look(now);
        }
        if self.open.as_ref().is_some_and(|open| open.size > 0 && open.size + line.len() as u64 > self.bytes) {
            self.open = None;
            self.roll()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.opened(line.len() as u64, now)?,
        };
        match open.file.write_all(line) {
            Ok(()) => open.size += line.len() as u64,
            Err(error) => {
                // Half a line would be taken for a whole one.
                drop(open.file.set_len(open.size));
                return Err(error);
            }
        }
        self.open = Some(open);
        Ok(())
    }

    /// What is written to a file that was deleted or moved would be read by nobody.
    fn look(&mut self, now: Duration) {
        let same = |open: &Open| {
            let (ours, named) = (open.file.metadata().ok()?, fs::symlink_metadata(&self.path).ok()?);
            is_same(&ours, &named).then_some(())
        };
        match self.open.as_mut() {
            Some(open) if same(open).is_some() => open.looked = now,
            Some(_) | None => self.open = None,
        }
    }

    fn opened(&self, coming: u64, now: Duration) -> io::Result<Open> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            private::folder(folder)?;
        }
        let open = || {
            let file = private::open(OpenOptions::new().append(true).create(true), &self.path)?;
            if !file.metadata()?.is_file() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
            }
            private::keep(&file).map(|()| file)
        };
        let mut file = open()?;
        let mut size = file.metadata()?.len();
        if size > 0 && size + coming > self.bytes {
            drop(file);
            self.roll()?;
            file = open()?;
            size = file.metadata()?.len();
        }
        Ok(Open { file, size, looked: now })
    }

    /// Gives each file the name of the one before it; the oldest goes.
    fn roll(&self) -> io::Result<()> {
        for number in (0..FILES - 1).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = OsString::from(&self.path);
        if number > 0 {
            name.push(format!(".{number}"));
        }
        name.into()
    }
}

#[cfg(unix)]
fn is_same(ours: &fs::Metadata, named: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (ours.dev(), ours.ino()) == (named.dev(), named.ino())
}

/// An open file cannot be deleted there.
#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests;
