//! Programs that end with their holder.
#![expect(clippy::disallowed_methods, reason = "it starts programs")]

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A running program; killed when dropped.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self(command.spawn().with_context(|| format!("starting {name}"))?))
    }

    /// Starts a program whose first line tells how to reach it.
    pub(crate) fn start_and_hear(command: &mut Command) -> Result<(Self, String)> {
        let mut running = Self::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let output = running.0.stdout.take().context("it was given an output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{} ended without a word", command.get_program().display());
        }
        Ok((running, line.trim().to_owned()))
    }

    /// Whether programs it started still run.
    pub(crate) fn has_children(&self) -> Result<bool> {
        let own = self.0.id();
        for task in std::fs::read_dir(format!("/proc/{own}/task"))? {
            let children = std::fs::read_to_string(task?.path().join("children"))?;
            if !children.trim().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a child that has ended, which is what is wanted.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A program on the path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
