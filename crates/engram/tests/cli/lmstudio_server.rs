//! A server that behaves as LM Studio does, and the program run against it.

use std::{io::Write, process::Stdio};

use lmstudio::testing::{Fake, World};

use crate::support::{Run, engram_with, program};

/// A server on a thread of its own, for as long as this lives.
pub(crate) struct Server {
    port: u16,
    pub(crate) fake: Fake,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    pub(crate) fn with(world: World) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let fake = runtime.block_on(Fake::start(world)).unwrap();
        Self { port: fake.port(), fake, _runtime: runtime }
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        run(self.port, words)
    }

    /// Runs the program with these lines on its standard input.
    pub(crate) fn told(&self, words: &[&str], lines: &str) -> Run {
        let port = format!("lmstudio.port={}", self.port);
        let mut child = program()
            .args(words)
            .args(["--set", &port])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        Run::of(child.wait_with_output().unwrap())
    }
}

pub(crate) fn run(port: u16, words: &[&str]) -> Run {
    let port = format!("lmstudio.port={port}");
    engram_with(&[words, &["--set", &port]].concat())
}
